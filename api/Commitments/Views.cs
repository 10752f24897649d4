using System.Globalization;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>An instant with its wall clock on both sides.</summary>
/// <param name="Yours">In the zone of the one who looks.</param>
/// <param name="Theirs">In the contact's zone.</param>
public sealed record Moment(Instant At, LocalDateTime Yours, LocalDateTime Theirs, string TheirZone)
{
    public static Moment Of(Instant at, DateTimeZone yours, DateTimeZone theirs) =>
        new(at, at.InZone(yours).LocalDateTime, at.InZone(theirs).LocalDateTime, theirs.Id);
}

/// <summary>A list that goes on after <paramref name="Next"/>, when there is one.</summary>
/// <param name="Next">Opaque; pass it as <c>after</c>.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <param name="Body">The plain text of the mail as it will go out.</param>
/// <param name="Why">The step of the policy that asks for it.</param>
/// <param name="Copies">Who is copied; nobody but for escalations.</param>
public sealed record PlannedFollowUpView(
    FollowUpKind Kind,
    Moment Moment,
    MailAddress To,
    string Subject,
    string Body,
    string Why,
    IReadOnlyList<MailAddress> Copies
);

/// <summary>A reading that the asker has to settle.</summary>
/// <param name="Event">The number to name in the correction.</param>
public sealed record QuestionView(int Event, string Text, Evidence Evidence, IReadOnlyList<LikelyAnswer> Likely);

/// <summary>Time waited so far, or until the first response.</summary>
public sealed record WaitingView(double WorkingHours, double ClockHours);

public sealed record CommitmentView(
    Guid Id,
    Guid RequestId,
    string Subject,
    string Ask,
    MailAddress Contact,
    string Partner,
    string TheirZone,
    CommitmentState State,
    string StateWords,
    Ball Ball,
    Instant AskedAt,
    Moment Deadline,
    Moment AgreedDate,
    int Slips,
    int FollowUpsSent,
    PlannedFollowUpView? NextFollowUp,
    string? NextWhy,
    QuestionView? Question,
    Evidence? LastEvidence,
    WaitingView Waiting,
    string ConversationId,
    string MessageId
);

public sealed record HistoryEntry(
    int Number,
    Instant At,
    string Kind,
    string Words,
    Evidence? Evidence,
    Instant? Date,
    bool Correctable,
    ReplyKind? CorrectedTo
);

public sealed record LedgerEntryView(Moment Date, string By, string Why, Instant SetAt, bool Slip);

/// <summary>A commitment with its history, its promise ledger and all that will go out.</summary>
public sealed record CommitmentDetail(
    CommitmentView Commitment,
    IReadOnlyList<HistoryEntry> History,
    IReadOnlyList<LedgerEntryView> Ledger,
    IReadOnlyList<PlannedFollowUpView> Planned,
    string CalendarSource,
    AppliedPolicyView Policy
);

public sealed record RequestView(
    Guid Id,
    string Subject,
    string Ask,
    MailAddress Asker,
    Instant AskedAt,
    Priority Priority,
    Instant Deadline,
    string ConversationId,
    string InternetMessageId,
    string MessageId,
    string? WebLink,
    IReadOnlyList<CommitmentView> Commitments,
    string? Notice
);

/// <summary>Says events in words, for the history of a commitment.</summary>
public static class HistoryWords
{
    /// <summary>One line per event; a corrected one says what it turned out to be.</summary>
    public static IReadOnlyList<HistoryEntry> Of(IReadOnlyList<CommitmentEvent> events, DateTimeZone zone)
    {
        var corrections = events.OfType<CommitmentEvent.Corrected>().ToLookup(correction => correction.Number);
        return
        [
            .. events.Select(
                (happened, number) =>
                    new HistoryEntry(
                        number,
                        happened.At,
                        KindOf(happened),
                        InWords(happened, zone),
                        happened.ReadFrom,
                        DateOf(happened),
                        happened.ReadFrom is not null,
                        corrections[number].LastOrDefault()?.Instead.AnswerKind
                    )
            ),
        ];
    }

    /// <summary>The event's name in the API: a kind of reply, or what else happened.</summary>
    public static string KindOf(CommitmentEvent happened) =>
        happened.AnswerKind is { } kind ? JsonName(kind.ToString()) : JsonName(happened.GetType().Name);

    public static string InWords(CommitmentEvent happened, DateTimeZone zone) =>
        happened switch
        {
            CommitmentEvent.Asked e => $"Asked, due {Day(e.Deadline, zone)}",
            CommitmentEvent.Acknowledged => "Acknowledged",
            CommitmentEvent.Questioned => "Asked a question back",
            CommitmentEvent.Promised { Date: { } date } => $"Promised for {Day(date, zone)}",
            CommitmentEvent.Promised => "Promised, without a day",
            CommitmentEvent.MoreTimeAsked { Date: { } date } => $"Needs more time, until {Day(date, zone)}",
            CommitmentEvent.MoreTimeAsked => "Needs more time",
            CommitmentEvent.Blocked => "Blocked",
            CommitmentEvent.Delivered => "Delivered",
            CommitmentEvent.Declined => "Declined",
            CommitmentEvent.HandedOver { To: { } to } => $"Handed over to {to}",
            CommitmentEvent.HandedOver => "Handed over",
            CommitmentEvent.Remarked { IsCourtesy: true } => "A courtesy",
            CommitmentEvent.Remarked => "Wrote something else",
            CommitmentEvent.Absent { Back: { } back } =>
                $"Automatic reply: away until {back.ToString("d MMMM", CultureInfo.GetCultureInfo("en-GB"))}",
            CommitmentEvent.Absent => "Automatic reply: away",
            CommitmentEvent.Bounced => "The mail came back",
            CommitmentEvent.Unclear { ByAnother: true } => "Somebody else wrote; the meaning is not sure",
            CommitmentEvent.Unclear => "Replied; the meaning is not sure",
            CommitmentEvent.AskerWrote => "You wrote in the thread",
            CommitmentEvent.FollowedUp { Kind: FollowUpKind.Announcement, Level: { } level } =>
                $"Told them that level {level} of the ladder comes next",
            CommitmentEvent.FollowedUp { Kind: FollowUpKind.Escalation, Level: { } level } =>
                $"Escalated to level {level} of the ladder",
            CommitmentEvent.FollowedUp => "Follow-up sent",
            CommitmentEvent.EscalationDecided { IsApproved: true } e =>
                $"{e.By} approved level {e.Level} of the ladder",
            CommitmentEvent.EscalationDecided e =>
                $"{e.By} decided against level {e.Level} of the ladder{(e.Reason is { Length: > 0 } why ? $": {why}" : "")}",
            CommitmentEvent.EscalationAcknowledged e => $"Taken up at level {e.Level} of the ladder; noted by {e.By}",
            CommitmentEvent.Climbed { Reason: { Length: > 0 } reason } =>
                $"They asked for help up the ladder: {reason}",
            CommitmentEvent.Climbed => "They asked for help up the ladder",
            CommitmentEvent.FollowUpRefused e => $"A follow-up could not be sent: {e.Why}",
            CommitmentEvent.FollowUpStopped => "You stopped a follow-up",
            CommitmentEvent.FollowUpPostponed e => $"You postponed the follow-up until {Day(e.Until, zone)}",
            CommitmentEvent.Thanked => "You said thank you",
            CommitmentEvent.Corrected e => $"You corrected a reading: {InWords(e.Instead, zone)}",
            CommitmentEvent.AnsweredElsewhere { Note: { Length: > 0 } note } => $"Answered elsewhere: {note}",
            CommitmentEvent.AnsweredElsewhere => "Answered elsewhere",
            CommitmentEvent.Withdrawn { Reason: { Length: > 0 } reason } => $"Withdrawn: {reason}",
            CommitmentEvent.Withdrawn => "Withdrawn",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Instant? DateOf(CommitmentEvent happened) =>
        happened switch
        {
            CommitmentEvent.Asked e => e.Deadline,
            CommitmentEvent.Promised e => e.Date,
            CommitmentEvent.MoreTimeAsked e => e.Date,
            _ => null,
        };

    private static string Day(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString("dddd d MMMM, HH:mm", CultureInfo.GetCultureInfo("en-GB"));

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
