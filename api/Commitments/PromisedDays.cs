using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>A promise for a day is kept until the contact's working day ends. When their calendar is corrected, that instant moves with it.</summary>
public static class PromisedDays
{
    private static readonly LocalTime OnADayOff = new(17, 0);

    /// <summary>The events as they are on that calendar; dates that were named with a time stay.</summary>
    /// <param name="calendar">The contact's.</param>
    public static IReadOnlyList<CommitmentEvent> On(
        IReadOnlyList<CommitmentEvent> happened,
        WorkingCalendar calendar
    ) => [.. happened.Select(one => On(one, calendar))];

    private static CommitmentEvent On(CommitmentEvent happened, WorkingCalendar calendar)
    {
        var one = happened is { Also: { } also } ? happened with { Also = On(also, calendar) } : happened;
        return one switch
        {
            CommitmentEvent.Promised { Day: { } day } promised => promised with { Date = EndOf(day, calendar) },
            CommitmentEvent.MoreTimeAsked { Day: { } day } asked => asked with { Date = EndOf(day, calendar) },
            _ => one,
        };
    }

    /// <summary>The end of the working day; on a day off five in the afternoon.</summary>
    public static Instant EndOf(LocalDate day, WorkingCalendar calendar) =>
        calendar.IsWorkingDay(day) ? calendar.EndOfDay(day) : calendar.Zone.AtLeniently(day.At(OnADayOff)).ToInstant();
}
