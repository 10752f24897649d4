using MailCommitments.Calendars;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <summary>Where a commitment stands, for lists: shown as word, icon and colour.</summary>
public enum CommitmentState
{
    OnTrack,

    /// <summary>The last fifth of the contact's working time until the agreed date.</summary>
    DueSoon,
    Overdue,

    /// <summary>Nothing is expected of the contact now: the ball is with the asker, the contact is away, or the asker snoozed it.</summary>
    Paused,

    /// <summary>Answered before any working time of the contact had passed after the agreed date.</summary>
    Met,
    MetLate,

    /// <summary>Withdrawn or declined.</summary>
    Closed,
}

/// <summary>Why nothing is expected of the contact now.</summary>
public enum PauseReason
{
    ReplyIsUnclear,
    BallIsYours,
    Snoozed,
    Away,
}

/// <param name="Until">Null when a person or a mail ends it.</param>
/// <param name="Note">The asker's own words for a snooze.</param>
public sealed record Pause(PauseReason Reason, Instant? Until, string? Note);

/// <summary>Says in a word and in a sentence where a commitment stands.</summary>
public static class Standing
{
    public static CommitmentState Of(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        commitment switch
        {
            { Ending: Ending.Delivered or Ending.AnsweredElsewhere } => LateBy(commitment, calendar, now)
            > WorkingTime.Zero
                ? CommitmentState.MetLate
                : CommitmentState.Met,
            { IsClosed: true } => CommitmentState.Closed,
            _ when PauseOf(commitment, calendar, now) is not null => CommitmentState.Paused,
            _ when now > commitment.AgreedDate => CommitmentState.Overdue,
            _ when IsLastFifth(commitment.AskedAt, commitment.AgreedDate, calendar, now) => CommitmentState.DueSoon,
            _ => CommitmentState.OnTrack,
        };

    /// <summary>Working time of the contact from the agreed date to the answer, or until now. Whoever answers that night is on time.</summary>
    /// <param name="calendar">The contact's.</param>
    public static WorkingTime LateBy(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        calendar.Between(commitment.AgreedDate, commitment.EndedAt ?? now);

    /// <summary>Why it is paused; null when it is not.</summary>
    /// <param name="calendar">The contact's.</param>
    public static Pause? PauseOf(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        commitment switch
        {
            { IsClosed: true } => null,
            { OpenQuestion: not null } => new Pause(PauseReason.ReplyIsUnclear, null, null),
            { Ball: Ball.Asker } => new Pause(PauseReason.BallIsYours, null, null),
            { Snooze: { } snooze } when now < snooze.Until => new Pause(
                PauseReason.Snoozed,
                snooze.Until,
                snooze.Reason
            ),
            { Absence: { } absence } when SaysAway(commitment, calendar, now) => new Pause(
                PauseReason.Away,
                absence.Until(calendar.Zone),
                null
            ),
            _ when EnteredAt(calendar, now) is { When: var when } => new Pause(
                PauseReason.Away,
                when.HasEnd ? when.End : null,
                null
            ),
            _ => null,
        };

    /// <param name="calendar">The contact's.</param>
    /// <param name="viewer">Zone of the one who reads it.</param>
    public static string InWords(Commitment commitment, WorkingCalendar calendar, DateTimeZone viewer, Instant now)
    {
        var agreed = Weekday(commitment.AgreedDate, viewer);
        return commitment switch
        {
            { Ending: Ending.Delivered } => Say("Delivered on {0}", Weekday(commitment.EndedAt ?? now, viewer)),
            { Ending: Ending.AnsweredElsewhere } => Say(
                "Answered elsewhere, noted on {0}",
                Weekday(commitment.EndedAt ?? now, viewer)
            ),
            { Ending: Ending.Declined } => Say("Declined"),
            { Ending: Ending.Withdrawn } => Say("Withdrawn"),
            { OpenQuestion: not null } => Say("A reply came; say what it means"),
            { LastAnswer: CommitmentEvent.FollowUpRefused, Ball: Ball.Asker } => Say(
                "A follow-up could not be sent; see why"
            ),
            { LastAnswer: CommitmentEvent.Bounced, Ball: Ball.Asker } => Say("The mail came back; check the address"),
            { LastAnswer: CommitmentEvent.Questioned, Ball: Ball.Asker } => Say("They ask back; the ball is with you"),
            { LastAnswer: CommitmentEvent.Blocked, Ball: Ball.Asker } => Say("Blocked; see what they need"),
            { LastAnswer: CommitmentEvent.HandedOver, Ball: Ball.Asker } => Say("Handed over to somebody else"),
            { Ball: Ball.Asker } => Say("The ball is with you"),
            { Snooze: { Reason: { } reason } snooze } when now < snooze.Until => Say(
                "Snoozed until {0}: {1}",
                Weekday(snooze.Until, viewer),
                reason
            ),
            { Snooze: { } snooze } when now < snooze.Until => Say("Snoozed until {0}", Weekday(snooze.Until, viewer)),
            _ when IsAway(commitment, calendar, now) => BackFrom(commitment, calendar, now) is { } back
                ? Say("Away until {0}", Day(back))
                : Say("Away"),
            { Agreed.IsByContact: true } when now > commitment.AgreedDate => Say("Promised for {0}, overdue", agreed),
            { Agreed.IsByContact: true } => Say("Promised for {0}", agreed),
            { Agreed.Why: CommitmentEvent.DateSet } when now > commitment.AgreedDate => Say(
                "Agreed for {0}, overdue",
                agreed
            ),
            { Agreed.Why: CommitmentEvent.DateSet } => Say("Agreed for {0}", agreed),
            _ when now > commitment.AgreedDate => Say("Was due on {0}", agreed),
            { LastAnswer: CommitmentEvent.Promised } => Say("Promised, due on {0}", agreed),
            { LastAnswer: CommitmentEvent.Acknowledged } => Say("Acknowledged, due on {0}", agreed),
            _ => Say("Due on {0}", agreed),
        };
    }

    private static bool IsAway(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        SaysAway(commitment, calendar, now) || EnteredAt(calendar, now) is not null;

    private static bool SaysAway(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        now < commitment.Absence?.Until(calendar.Zone);

    private static Absence? EnteredAt(WorkingCalendar calendar, Instant now) =>
        calendar.Absences.FirstOrDefault(absence => absence.When.Contains(now));

    /// <summary>The first day back, as their automatic reply or a person said; null when neither did.</summary>
    private static LocalDate? BackFrom(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        SaysAway(commitment, calendar, now) ? commitment.Absence?.Back
        : EnteredAt(calendar, now) is { When: { HasEnd: true } when } ? when.End.InZone(calendar.Zone).Date
        : null;

    /// <summary>Whether no more than a fifth of the working time is left.</summary>
    /// <param name="calendar">Of the one who owes it.</param>
    public static bool IsLastFifth(Instant asked, Instant due, WorkingCalendar calendar, Instant now) =>
        calendar.Between(now, due).Length * 5 <= calendar.Between(asked, due).Length;
}
