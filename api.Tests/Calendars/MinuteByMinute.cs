using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

/// <summary>
/// Working time the slow way: looks at the clock on the wall once a minute. Shares nothing with the product but what a
/// calendar says. Everything it is given lies on whole minutes.
/// </summary>
internal static class MinuteByMinute
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    public static int MinutesOpen(WorkingCalendar calendar, Instant from, Instant to) =>
        Minutes(from, to).Count(at => IsOpen(calendar, at));

    public static IEnumerable<Instant> Minutes(Instant from, Instant to)
    {
        for (var at = from; at < to; at += Minute)
            yield return at;
    }

    public static bool IsOpen(WorkingCalendar calendar, Instant at)
    {
        foreach (var absence in calendar.Absences)
        {
            if ((!absence.When.HasStart || absence.When.Start <= at) && (!absence.When.HasEnd || at < absence.When.End))
                return false;
        }

        var wall = at.InZone(calendar.Zone).LocalDateTime;
        return Works(wall.Date, wall.TimeOfDay.TickOfDay)
            || Works(wall.Date.PlusDays(-1), wall.TimeOfDay.TickOfDay + NodaConstants.TicksPerDay);

        bool Works(LocalDate shiftDay, long ticksSinceItsMidnight)
        {
            if (calendar.Holidays.On(shiftDay) is { } holiday && ticksSinceItsMidnight >= holiday.From.TickOfDay)
                return false;
            foreach (var interval in calendar.Hours[shiftDay.DayOfWeek])
            {
                var start = interval.Start.TickOfDay;
                var end =
                    interval.End.TickOfDay > start
                        ? interval.End.TickOfDay
                        : interval.End.TickOfDay + NodaConstants.TicksPerDay;
                if (start <= ticksSinceItsMidnight && ticksSinceItsMidnight < end)
                    return true;
            }
            return false;
        }
    }
}
