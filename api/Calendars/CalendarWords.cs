using System.Globalization;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Calendars;

/// <summary>Says a calendar in one line, such as <c>Asia/Kolkata, Mon–Fri 09:30–13:00 14:00–18:30, holidays of IN-MH</c>.</summary>
public static class CalendarWords
{
    public static string Of(WorkingCalendar calendar)
    {
        var parts = new List<string> { calendar.Zone.Id };
        for (var first = 0; first < WeeklyHours.Week.Count; )
        {
            var hours = calendar.Hours[WeeklyHours.Week[first]];
            var last = first;
            while (last + 1 < WeeklyHours.Week.Count && calendar.Hours[WeeklyHours.Week[last + 1]].SequenceEqual(hours))
                last++;
            if (!hours.IsEmpty)
                parts.Add($"{Days(first, last)} {string.Join(' ', hours)}");
            first = last + 1;
        }

        var holidays = calendar.Holidays;
        if (holidays.Country is { } country)
            parts.Add(Say("holidays of {0}", holidays.Region is { } region ? $"{country}-{region}" : country));
        if (holidays.Unticked.Count > 0)
            parts.Add(Say("works on {0}", string.Join(' ', holidays.Unticked.Select(Iso))));
        if (holidays.Added.Count > 0)
            parts.Add(Say("also free on {0}", string.Join(' ', holidays.Added.Keys.Select(Iso))));
        return string.Join(", ", parts);
    }

    private static string Days(int first, int last) => first == last ? Name(first) : $"{Name(first)}–{Name(last)}";

    private static string Name(int day) => Short(WeeklyHours.Week[day]);

    private static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
