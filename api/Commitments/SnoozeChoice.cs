using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>The usual ends of a snooze.</summary>
public enum SnoozeEnd
{
    LaterToday,
    NextWorkingDay,
    InThreeWorkingDays,
    NextWeek,
}

/// <summary>An end of a snooze that is one press away. Follow-ups go out in the contact's hours, so their calendar decides.</summary>
public sealed record SnoozeChoice(SnoozeEnd End, Instant Until)
{
    private static readonly LocalTime Morning = new(10, 0);
    private static readonly WorkingTime Later = WorkingTime.FromHours(3);

    /// <summary>The choices at an instant, each at a moment when the contact works; none when they never work again.</summary>
    /// <param name="calendar">The contact's.</param>
    public static IReadOnlyList<SnoozeChoice> At(Instant now, WorkingCalendar calendar)
    {
        if (calendar.ClosedForGoodFrom is not null)
            return [];

        var today = now.InZone(calendar.Zone).Date;
        var monday = calendar.Zone.StartOf(today.Next(IsoDayOfWeek.Monday));
        var choices = new List<SnoozeChoice>
        {
            new(SnoozeEnd.NextWorkingDay, MorningOf(now, 1)),
            new(SnoozeEnd.InThreeWorkingDays, MorningOf(now, 3)),
            new(SnoozeEnd.NextWeek, MorningOf(monday, 0)),
        };
        if (calendar.IsOpen(now) && calendar.Add(now, Later) is var later && later.InZone(calendar.Zone).Date == today)
            choices.Insert(0, new SnoozeChoice(SnoozeEnd.LaterToday, later));
        return [.. choices.DistinctBy(choice => choice.Until)];

        Instant MorningOf(Instant from, int workingDays) =>
            calendar.NextOpening(calendar.WorkingDayAt(from, workingDays, Morning));
    }
}
