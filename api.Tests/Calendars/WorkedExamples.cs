using System.Globalization;
using System.Text.RegularExpressions;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Tests.Calendars;

/// <summary>Asks the product every question of <c>docs/working-time.md</c>.</summary>
public partial class WorkedExamples
{
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture(
        "ddd uuuu-MM-dd HH:mm"
    );
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("ddd uuuu-MM-dd");
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private static readonly IReadOnlyList<string[]> Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs/working-time.md"))
            .Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal)
            )
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    private static readonly Dictionary<string, WorkingCalendar> Calendars = Rows.Where(row =>
            row.Length == 5 && row[0] != "Name"
        )
        .ToDictionary(row => row[0], CalendarOf);

    public static TheoryData<string, string, string> Examples =>
        [.. Rows.Where(row => row.Length == 3 && row[0] != "Calendar").Select(row => (row[0], row[1], row[2]))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_document_tells_the_truth(string calendar, string question, string answer) =>
        Assert.Equal(answer, Answer(Calendars[calendar], question));

    [Fact]
    public void No_example_is_overlooked() => Assert.Equal((12, 65), (Calendars.Count, Examples.Count));

    private static string Answer(WorkingCalendar calendar, string question)
    {
        var match = Question().Match(question);
        Assert.True(match.Success, $"Nobody can answer '{question}'.");
        try
        {
            return Answer(calendar, group => match.Groups[group].Success ? match.Groups[group].Value : null);
        }
        catch (NeverOpenException)
        {
            return "never";
        }
    }

    private static string Answer(WorkingCalendar calendar, Func<string, string?> said)
    {
        if (said("whyFrom") is { } whyFrom)
            return string.Join(
                ", ",
                calendar.Explain(At(whyFrom), At(said("whyTo")!)).Select(s => $"{Words(s.Why)} {Words(s.ClockTime)}")
            );
        if (said("from") is { } from)
            return Words(calendar.Between(At(from), At(said("to")!)).Length);
        if (said("waited") is { } waited)
            return Words(WaitingTime.Between(Happened(said), calendar, At(waited), At(said("until")!)).Length);
        if (said("promise") is { } promise)
            return Local(PromisedDays.EndOf(Day.Parse(promise).Value, calendar));
        if (said("sum") is { } sum)
            return Local(
                said("sign") == "plus"
                    ? calendar.Add(At(sum), Span(said("span")!))
                    : calendar.Subtract(At(sum), Span(said("span")!))
            );
        if (said("open") is { } open)
            return calendar.IsOpen(At(open)) ? "yes" : "no";
        if (said("next") is { } next)
            return Local(calendar.NextOpening(At(next)));
        if (said("n") is { } n)
            return Local(
                calendar.WorkingDayAt(
                    At(said("after")!),
                    int.Parse(n, CultureInfo.InvariantCulture),
                    Clock.Parse(said("at")!).Value
                )
            );
        if (said("end") is { } end)
            return Local(calendar.EndOfDay(Day.Parse(end).Value));
        if (said("other") is { } other)
        {
            var day = Day.Parse(said("on")!).Value;
            var window = new Interval(
                calendar.Zone.AtStartOfDay(day).ToInstant(),
                calendar.Zone.AtStartOfDay(day.PlusDays(1)).ToInstant()
            );
            var common = WorkingCalendar.Overlap(calendar, Calendars[other], window);
            return common.Count == 0
                ? "none"
                : string.Join(", ", common.Select(open => $"{LocalClock(open.Start)}-{LocalClock(open.End)}"));
        }
        return Words(calendar.DayLength.Length);

        // Asked, and then a question back until the asker wrote, or an automatic reply.
        List<CommitmentEvent> Happened(Func<string, string?> told)
        {
            var happened = new List<CommitmentEvent>
            {
                new CommitmentEvent.Asked(At(told("waited")!), At(told("until")!)),
            };
            if (told("ours") is { } ours)
                happened.Add(CommitmentEvent.Of(ReplyKind.Question, At(ours), null, Some.Evidence));
            if (told("back") is { } back)
                happened.Add(new CommitmentEvent.AskerWrote(At(back), "<back>"));
            if (told("auto") is { } automatic)
                happened.Add(Some.Absent(At(automatic), Day.Parse(told("return")!).Value));
            return happened;
        }

        Instant At(string local) => Time.Parse(local).Value.InZoneStrictly(calendar.Zone).ToInstant();
        string Local(Instant at) => Time.Format(at.InZone(calendar.Zone).LocalDateTime);
        string LocalClock(Instant at) => Clock.Format(at.InZone(calendar.Zone).TimeOfDay);
    }

    private static string Words(Why why) =>
        why switch
        {
            Why.Working => "working",
            Why.OutsideHours => "outside hours",
            Why.Break => "break",
            Why.Weekend => "weekend",
            Why.Holiday(var name, _) => $"holiday {name}",
            Why.Away(var reason) => $"away {reason}",
            _ => "beyond the calendar",
        };

    private static string Words(Duration length) =>
        (length.Days * 24 + length.Hours, length.Minutes) switch
        {
            (var hours, 0) => $"{hours} h",
            (0, var minutes) => $"{minutes} min",
            var (hours, minutes) => $"{hours} h {minutes} min",
        };

    private static WorkingTime Span(string words)
    {
        var parts = words.Split(' ');
        return WorkingTime.FromHours(int.Parse(parts[0], CultureInfo.InvariantCulture))
            + (
                parts.Length > 2
                    ? WorkingTime.FromMinutes(int.Parse(parts[2], CultureInfo.InvariantCulture))
                    : WorkingTime.Zero
            );
    }

    private static WorkingCalendar CalendarOf(string[] row)
    {
        var zone = DateTimeZoneProviders.Tzdb[row[1]];
        var hours = row[2].Split(' ');
        var intervals = hours
            .Skip(1)
            .Select(text => new WorkingInterval(Clock.Parse(text[..5]).Value, Clock.Parse(text[6..]).Value));
        return new WorkingCalendar(zone, WeeklyHours.Same(Days(hours[0]), intervals))
        {
            Holidays = row[3].Split(' ') switch
            {
                [var country, var region] => CalendarHolidays.Of(country, region),
                [{ Length: > 0 } country] => CalendarHolidays.Of(country),
                _ => CalendarHolidays.None,
            },
            Absences = row[4].Length == 0 ? [] : [new Absence(Away(row[4].Split(" to ")), "Training course")],
        };

        Interval Away(string[] span) => new(At(span[0]), span[1] == "no end" ? null : At(span[1]));
        Instant At(string local) => Time.Parse(local).Value.InZoneStrictly(zone).ToInstant();
    }

    /// <summary>From 'Sun-Thu' each weekday of that part of the week.</summary>
    private static IEnumerable<IsoDayOfWeek> Days(string words)
    {
        var week = WeeklyHours.Week.Concat(WeeklyHours.Week).ToList();
        var first = week.FindIndex(day => day.ToString().StartsWith(words[..3], StringComparison.Ordinal));
        var last = week.FindIndex(first, day => day.ToString().StartsWith(words[4..], StringComparison.Ordinal));
        return week[first..(last + 1)];
    }

    [GeneratedRegex(
        @"^(?:waited from (?<waited>.+?) to (?<until>.+?)(?:, ball with us from (?<ours>.+?)(?: to (?<back>.+))?|, automatic reply at (?<auto>.+) until (?<return>.+))?|promised for (?<promise>.+)|why from (?<whyFrom>.+) to (?<whyTo>.+)|from (?<from>.+) to (?<to>.+)|(?<sum>.+) (?<sign>plus|minus) (?<span>.+)|open at (?<open>.+)|next opening from (?<next>.+)|working day (?<n>-?\d+) after (?<after>.+) at (?<at>.+)|end of (?<end>.+)|hours in common with (?<other>.+) on (?<on>.+)|usual day)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Question();
}
