using System.Globalization;
using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>Where a commitment stands, for lists: shown as word, icon and colour.</summary>
public enum CommitmentState
{
    OnTrack,

    /// <summary>The last fifth of the contact's working time until the agreed date.</summary>
    DueSoon,
    Overdue,

    /// <summary>The contact's clock stands: the ball is with the asker, or the contact is away.</summary>
    Paused,
    Met,
    MetLate,

    /// <summary>Withdrawn or declined.</summary>
    Closed,
}

/// <summary>Says in a word and in a sentence where a commitment stands.</summary>
public static class Standing
{
    public static CommitmentState Of(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        commitment switch
        {
            { Ending: Ending.Delivered or Ending.AnsweredElsewhere } => commitment.EndedAt <= commitment.AgreedDate
                ? CommitmentState.Met
                : CommitmentState.MetLate,
            { IsClosed: true } => CommitmentState.Closed,
            { OpenQuestion: not null } or { Ball: Ball.Asker } => CommitmentState.Paused,
            _ when IsAway(commitment, calendar, now) => CommitmentState.Paused,
            _ when now > commitment.AgreedDate => CommitmentState.Overdue,
            _ when IsLastFifth(commitment, calendar, now) => CommitmentState.DueSoon,
            _ => CommitmentState.OnTrack,
        };

    /// <param name="calendar">The contact's.</param>
    /// <param name="viewer">Zone of the one who reads it.</param>
    public static string InWords(Commitment commitment, WorkingCalendar calendar, DateTimeZone viewer, Instant now)
    {
        var agreed = Day(commitment.AgreedDate, viewer);
        return commitment switch
        {
            { Ending: Ending.Delivered } => $"Delivered on {Day(commitment.EndedAt ?? now, viewer)}",
            { Ending: Ending.AnsweredElsewhere } =>
                $"Answered elsewhere, noted on {Day(commitment.EndedAt ?? now, viewer)}",
            { Ending: Ending.Declined } => "Declined",
            { Ending: Ending.Withdrawn } => "Withdrawn",
            { OpenQuestion: not null } => "A reply came; say what it means",
            { LastAnswer: CommitmentEvent.FollowUpRefused, Ball: Ball.Asker } =>
                "A follow-up could not be sent; see why",
            { LastAnswer: CommitmentEvent.Bounced, Ball: Ball.Asker } => "The mail came back; check the address",
            { LastAnswer: CommitmentEvent.Questioned, Ball: Ball.Asker } => "They ask back; the ball is with you",
            { LastAnswer: CommitmentEvent.Blocked, Ball: Ball.Asker } => "Blocked; see what they need",
            { LastAnswer: CommitmentEvent.HandedOver, Ball: Ball.Asker } => "Handed over to somebody else",
            _ when IsAway(commitment, calendar, now) => BackFrom(commitment, calendar, now) is { } back
                ? $"Away until {back.ToString("d MMMM", CultureInfo.GetCultureInfo("en-GB"))}"
                : "Away",
            { Ledger.Count: > 1 } when now > commitment.AgreedDate => $"Promised for {agreed}, overdue",
            { Ledger.Count: > 1 } => $"Promised for {agreed}",
            _ when now > commitment.AgreedDate => $"Was due on {agreed}",
            { LastAnswer: CommitmentEvent.Promised } => $"Promised, due on {agreed}",
            { LastAnswer: CommitmentEvent.Acknowledged } => $"Acknowledged, due on {agreed}",
            _ => $"Due on {agreed}",
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

    private static bool IsLastFifth(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        calendar.Between(now, commitment.AgreedDate).Length * 5
        <= calendar.Between(commitment.AskedAt, commitment.AgreedDate).Length;

    private static string Day(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString("dddd d MMMM", CultureInfo.GetCultureInfo("en-GB"));
}
