using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Texts.PageText;

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
public sealed record QuestionView(int Event, string Text, Evidence Evidence, IReadOnlyList<LikelyAnswerView> Likely);

/// <param name="Date">For a promise or a request for more time.</param>
public sealed record LikelyAnswerView(ReplyKind Kind, Instant? Date, string Words);

/// <summary>A span on both clocks: in working hours of the contact, and in hours.</summary>
public sealed record WaitingView(double WorkingHours, double ClockHours);

/// <summary>Why nothing is expected of the contact now, and until when; without an end a person or a mail ends it.</summary>
/// <param name="Note">The asker's own words for a snooze.</param>
public sealed record PauseView(PauseReason Reason, Moment? Until, string? Note);

/// <summary>The contact moved the date to a later one, and that counts unless the asker refuses it.</summary>
/// <param name="Event">The number to name in an acceptance or refusal.</param>
/// <param name="Ordinal">1 for the first extension that stands.</param>
/// <param name="Before">The date that comes back when it is refused.</param>
/// <param name="Accepted">The asker has agreed to it.</param>
public sealed record ExtensionView(int Event, int Ordinal, Moment Before, bool Accepted);

/// <summary>How long each side had the ball, in hours.</summary>
/// <param name="OurShare">0 to 1; null while neither side has taken any.</param>
public sealed record SidesView(double Theirs, double Ours, double? OurShare);

/// <summary>Whose part of the time it was: on the contact's calendar, and on the clock.</summary>
public sealed record DelayView(SidesView Working, SidesView Clock)
{
    public static DelayView Of(Delay delay) =>
        new(
            new SidesView(delay.Theirs.TotalHours, delay.Ours.TotalHours, delay.OurShare),
            new SidesView(delay.TheirsByTheClock.TotalHours, delay.OursByTheClock.TotalHours, delay.OurShareByTheClock)
        );
}

/// <param name="Events">How many events it has; name them as seen when you say something about it.</param>
/// <param name="Waiting">From the asking to the first response, or until now.</param>
/// <param name="LateBy">From the agreed date to the answer, or until now; null when it is not late.</param>
/// <param name="MedianSlip">The middle length of its slips; null when there is none.</param>
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
    string MessageId,
    int Events,
    PauseView? Paused,
    ExtensionView? Extension,
    DelayView Delay,
    WaitingView? LateBy,
    WaitingView? MedianSlip
);

/// <summary>Something else that the same mail says; it moved nothing.</summary>
/// <param name="Kind">As of an entry.</param>
public sealed record FurtherAct(string Kind, string Words, Evidence Evidence);

/// <param name="Undoable">The asker said it and may take it back.</param>
/// <param name="UndoneAt">When they took it back.</param>
/// <param name="Also">What else the same mail says.</param>
public sealed record HistoryEntry(
    int Number,
    Instant At,
    string Kind,
    string Words,
    Evidence? Evidence,
    Instant? Date,
    bool Correctable,
    ReplyKind? CorrectedTo,
    bool Undoable,
    Instant? UndoneAt,
    IReadOnlyList<FurtherAct> Also
);

/// <summary>Whose date it is.</summary>
public enum DateOf
{
    Asker,
    Contact,

    /// <summary>Both have said yes to it.</summary>
    Agreed,
}

/// <param name="By">Whose date it is.</param>
/// <param name="Name">Who set it.</param>
/// <param name="Why">The event that set it, in words.</param>
/// <param name="SlipLength">By how much a slip moved the date; null when it is none.</param>
/// <param name="Counts">It is the agreed date now.</param>
/// <param name="Refused">The asker refused it, so it counted only until then.</param>
/// <param name="AnsweredAt">When the asker accepted or refused it; null while they said nothing.</param>
/// <param name="Reason">The asker's words for it.</param>
/// <param name="Evidence">The sentence of the mail that named it; null when it was set by hand.</param>
public sealed record LedgerEntryView(
    int Event,
    Moment Date,
    DateOf By,
    string Name,
    string Why,
    Instant SetAt,
    bool Slip,
    WaitingView? SlipLength,
    bool Counts,
    bool Refused,
    Instant? AnsweredAt,
    string? Reason,
    Evidence? Evidence
);

/// <summary>Where a commitment stands by what is known at a moment.</summary>
public sealed record StandingView(
    CommitmentState State,
    string StateWords,
    Moment AgreedDate,
    int Slips,
    WaitingView Waiting,
    DelayView Delay
);

/// <summary>History was put right: what was shown until then, and what is shown since.</summary>
/// <param name="At">The day of the change.</param>
/// <param name="By">Who put it right.</param>
/// <param name="Why">What was wrong, in words.</param>
public sealed record RestatementView(Instant At, string By, string Why, StandingView Before, StandingView After);

/// <summary>A usual end of a snooze.</summary>
public sealed record SnoozeChoiceView(SnoozeEnd End, Moment Until);

/// <summary>A mail that came after the end and may be a reason to reopen it.</summary>
/// <param name="Event">The number to name in a correction when it is none.</param>
/// <param name="Date">The date it names, if any.</param>
public sealed record AfterTheEndView(int Event, Instant At, string Words, Evidence Evidence, Moment? Date);

/// <summary>A commitment with its history, its promise ledger and all that will go out.</summary>
public sealed record CommitmentDetail(
    CommitmentView Commitment,
    IReadOnlyList<HistoryEntry> History,
    IReadOnlyList<LedgerEntryView> Ledger,
    IReadOnlyList<PlannedFollowUpView> Planned,
    string CalendarSource,
    IReadOnlyList<RestatementView> Restatements,
    IReadOnlyList<SnoozeChoiceView> SnoozeChoices,
    AfterTheEndView? AfterTheEnd,
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
        var undone = events
            .OfType<CommitmentEvent.Undone>()
            .GroupBy(undoing => undoing.Number)
            .ToDictionary(group => group.Key, group => group.First().At);
        var corrections = events
            .Where((_, number) => !undone.ContainsKey(number))
            .OfType<CommitmentEvent.Corrected>()
            .ToLookup(correction => correction.Number);
        return
        [
            .. events.Select(
                (happened, number) =>
                    new HistoryEntry(
                        number,
                        happened.At,
                        KindOf(happened),
                        happened is CommitmentEvent.Undone(_, var taken) && events.ElementAtOrDefault(taken) is { } said
                            ? Say("You took back: {0}", InWords(said, zone))
                            : InWords(happened, zone),
                        happened.ReadFrom,
                        DateIn(happened),
                        happened.ReadFrom is not null,
                        corrections[number].LastOrDefault()?.Instead.AnswerKind,
                        happened.IsAct && !undone.ContainsKey(number),
                        undone.TryGetValue(number, out var at) ? at : null,
                        [.. (happened.Also ?? []).Select(act => FurtherActOf(act, zone)).OfType<FurtherAct>()]
                    )
            ),
        ];
    }

    private static FurtherAct? FurtherActOf(CommitmentEvent act, DateTimeZone zone) =>
        act.ReadFrom is { } evidence ? new FurtherAct(KindOf(act), InWords(act, zone), evidence) : null;

    /// <summary>The event's name in the API: a kind of reply, or what else happened.</summary>
    public static string KindOf(CommitmentEvent happened) =>
        happened.AnswerKind is { } kind ? JsonName(kind.ToString()) : JsonName(happened.GetType().Name);

    public static string InWords(CommitmentEvent happened, DateTimeZone zone) =>
        happened switch
        {
            CommitmentEvent.Asked e => Say("Asked, due {0}", WeekdayAndTime(e.Deadline, zone)),
            CommitmentEvent.Acknowledged => Say("Acknowledged"),
            CommitmentEvent.Questioned => Say("Asked a question back"),
            CommitmentEvent.Promised { Date: { } date } => Say("Promised for {0}", WeekdayAndTime(date, zone)),
            CommitmentEvent.Promised => Say("Promised, without a day"),
            CommitmentEvent.MoreTimeAsked { Date: { } date } => Say(
                "Needs more time, until {0}",
                WeekdayAndTime(date, zone)
            ),
            CommitmentEvent.MoreTimeAsked => Say("Needs more time"),
            CommitmentEvent.Blocked => Say("Blocked"),
            CommitmentEvent.Delivered => Say("Delivered"),
            CommitmentEvent.Declined => Say("Declined"),
            CommitmentEvent.HandedOver { To: { } to } => Say("Handed over to {0}", to),
            CommitmentEvent.HandedOver => Say("Handed over"),
            CommitmentEvent.Remarked { IsCourtesy: true } => Say("A courtesy"),
            CommitmentEvent.Remarked => Say("Wrote something else"),
            CommitmentEvent.Absent { Back: { } back } => Say("Automatic reply: away until {0}", Day(back)),
            CommitmentEvent.Absent => Say("Automatic reply: away"),
            CommitmentEvent.Bounced => Say("The mail came back"),
            CommitmentEvent.Unclear { ByAnother: true } => Say("Somebody else wrote; the meaning is not sure"),
            CommitmentEvent.Unclear => Say("Replied; the meaning is not sure"),
            CommitmentEvent.AskerWrote => Say("You wrote in the thread"),
            CommitmentEvent.FollowedUp { Kind: FollowUpKind.Announcement, Level: { } level } => Say(
                "Told them that level {0} of the ladder comes next",
                level
            ),
            CommitmentEvent.FollowedUp { Kind: FollowUpKind.Escalation, Level: { } level } => Say(
                "Escalated to level {0} of the ladder",
                level
            ),
            CommitmentEvent.FollowedUp => Say("Follow-up sent"),
            CommitmentEvent.EscalationDecided { IsApproved: true } e => Say(
                "{0} approved level {1} of the ladder",
                e.By,
                e.Level
            ),
            CommitmentEvent.EscalationDecided e => Say("{0} decided against level {1} of the ladder", e.By, e.Level)
                + Because(e.Reason),
            CommitmentEvent.EscalationAcknowledged e => Say(
                "Taken up at level {0} of the ladder; noted by {1}",
                e.Level,
                e.By
            ),
            CommitmentEvent.Climbed e => Say("They asked for help up the ladder") + Because(e.Reason),
            CommitmentEvent.FollowUpRefused e => Say("A follow-up could not be sent: {0}", Say(e.Why)),
            CommitmentEvent.FollowUpStopped => Say("You stopped a follow-up"),
            CommitmentEvent.FollowUpPostponed e => Say(
                "You postponed the follow-up until {0}",
                WeekdayAndTime(e.Until, zone)
            ),
            CommitmentEvent.Thanked => Say("You said thank you"),
            CommitmentEvent.Corrected e => Say("You corrected a reading: {0}", InWords(e.Instead, zone)),
            CommitmentEvent.AnsweredElsewhere e => Say("Answered elsewhere") + Because(e.Note),
            CommitmentEvent.Withdrawn e => Say("Withdrawn") + Because(e.Reason),
            CommitmentEvent.Snoozed e => Say("Snoozed until {0}", WeekdayAndTime(e.Until, zone)) + Because(e.Reason),
            CommitmentEvent.DateAccepted => Say("You accepted their date"),
            CommitmentEvent.DateRefused { Instead: { } date } e => Say(
                "You refused their date; {0} instead",
                WeekdayAndTime(date, zone)
            ) + Because(e.Reason),
            CommitmentEvent.DateRefused e => Say("You refused their date") + Because(e.Reason),
            CommitmentEvent.DateSet e => Say("Agreed for {0}", WeekdayAndTime(e.Date, zone)) + Because(e.Reason),
            CommitmentEvent.Reopened { Date: { } date } e => Say("Reopened, due {0}", WeekdayAndTime(date, zone))
                + Because(e.Reason),
            CommitmentEvent.Reopened e => Say("Reopened") + Because(e.Reason),
            CommitmentEvent.Undone => Say("You took something back"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>What a reply may mean, as the asker is offered it.</summary>
    public static string InWords(ReplyKind kind) =>
        kind switch
        {
            ReplyKind.Acknowledgement => Say("Got it, no date yet"),
            ReplyKind.Question => Say("They ask something back"),
            ReplyKind.Promise => Say("They promise it"),
            ReplyKind.MoreTime => Say("They need more time"),
            ReplyKind.Blocked => Say("They are blocked"),
            ReplyKind.Delivered => Say("This is the answer"),
            ReplyKind.Declined => Say("They decline"),
            ReplyKind.HandedOver => Say("They passed it on"),
            ReplyKind.Courtesy => Say("Just a courtesy"),
            ReplyKind.Other => Say("Something else"),
            ReplyKind.AutomaticReply => Say("An automatic reply"),
            ReplyKind.Bounce => Say("It came back"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The date that an event names; null for one that names none.</summary>
    public static Instant? DateIn(CommitmentEvent happened) =>
        happened switch
        {
            CommitmentEvent.Asked e => e.Deadline,
            CommitmentEvent.Promised e => e.Date,
            CommitmentEvent.MoreTimeAsked e => e.Date,
            CommitmentEvent.DateRefused e => e.Instead,
            CommitmentEvent.DateSet e => e.Date,
            CommitmentEvent.Reopened e => e.Date,
            _ => null,
        };

    internal static string Because(string? reason) => reason is { Length: > 0 } ? $": {reason}" : "";

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
