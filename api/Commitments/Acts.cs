using NodaTime;
using static MailCommitments.Texts.PageText;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Commitments.CommitmentEvent>;

namespace MailCommitments.Commitments;

/// <summary>What the asker may say about a commitment, and when. The events come in their order, the first one asked.</summary>
public static class Acts
{
    /// <summary>Longest note or reason, in characters.</summary>
    public const int LongestNote = 500;

    private static Outcome.DoesNotFit ClosedAlready => new(Say("This commitment is closed already; reopen it first."));

    public static Outcome AnswerElsewhere(IReadOnlyList<CommitmentEvent> events, string? note, Instant now) =>
        TooLong("note", note) ?? WhileOpen(events, new CommitmentEvent.AnsweredElsewhere(now, Trimmed(note)));

    public static Outcome Withdraw(IReadOnlyList<CommitmentEvent> events, string? reason, Instant now) =>
        TooLong("reason", reason) ?? WhileOpen(events, new CommitmentEvent.Withdrawn(now, Trimmed(reason)));

    /// <param name="yours">The asker's zone, for messages.</param>
    public static Outcome Snooze(
        IReadOnlyList<CommitmentEvent> events,
        Instant until,
        string? reason,
        DateTimeZone yours,
        Instant now
    ) =>
        TooLong("reason", reason)
        ?? WrongDate("until", until, yours, now)
        ?? WhileOpen(events, new CommitmentEvent.Snoozed(now, until, Trimmed(reason)));

    /// <param name="named">Number of the event in which the contact named the date.</param>
    public static Outcome Accept(IReadOnlyList<CommitmentEvent> events, int named, Instant now) =>
        WhyNoAnswer(events, named) ?? new Outcome.Done(new CommitmentEvent.DateAccepted(now, named));

    /// <param name="named">Number of the event in which the contact named the date.</param>
    /// <param name="instead">The date that is to count; null for the one before.</param>
    /// <param name="yours">The asker's zone, for messages.</param>
    public static Outcome Refuse(
        IReadOnlyList<CommitmentEvent> events,
        int named,
        Instant? instead,
        string? reason,
        DateTimeZone yours,
        Instant now
    ) =>
        TooLong("reason", reason)
        ?? WrongDate("instead", instead, yours, now)
        ?? WhyNoAnswer(events, named)
        ?? new Outcome.Done(new CommitmentEvent.DateRefused(now, named, instead, Trimmed(reason)));

    /// <param name="yours">The asker's zone, for messages.</param>
    public static Outcome SetDate(
        IReadOnlyList<CommitmentEvent> events,
        Instant date,
        string? reason,
        DateTimeZone yours,
        Instant now
    ) =>
        TooLong("reason", reason)
        ?? WrongDate("date", date, yours, now)
        ?? WhileOpen(events, new CommitmentEvent.DateSet(now, date, Trimmed(reason)));

    /// <param name="yours">The asker's zone, for messages.</param>
    public static Outcome Reopen(
        IReadOnlyList<CommitmentEvent> events,
        Instant? date,
        string? reason,
        DateTimeZone yours,
        Instant now
    ) =>
        TooLong("reason", reason)
        ?? WrongDate("date", date, yours, now)
        ?? OnceClosed(events, new CommitmentEvent.Reopened(now, date, Trimmed(reason)));

    /// <param name="misread">Number of the event whose reading was wrong, or whose meaning was asked for.</param>
    /// <param name="date">For a promise or for more time.</param>
    public static Outcome Correct(
        IReadOnlyList<CommitmentEvent> events,
        int misread,
        ReplyKind kind,
        Instant? date,
        Instant now
    )
    {
        if (At(events, misread) is not { ReadFrom: { } evidence } read)
        {
            return new Outcome.Refused(
                "event",
                Say("Event {0} is not a reply that was read; name one from the history.", misread)
            );
        }
        if (date <= read.At)
            return new Outcome.Refused("date", Say("The date lies before the reply itself; choose a later one."));
        if (date > read.At + Tagging.FurthestAhead)
            return new Outcome.Refused("date", Say("The date lies very far ahead; choose one within ten years."));

        var dated = kind is ReplyKind.Promise or ReplyKind.MoreTime ? date : null;
        var instead = CommitmentEvent.Of(kind, read.At, dated, evidence with { Source = "you", Confidence = 1 });
        return new Outcome.Done(new CommitmentEvent.Corrected(now, misread, instead));
    }

    /// <param name="number">Of the act that is taken back.</param>
    public static Outcome Undo(IReadOnlyList<CommitmentEvent> events, int number, Instant now) =>
        At(events, number) is not { IsAct: true }
            ? new Outcome.Refused(
                "event",
                Say("Event {0} is nothing that you said; name one from the history that can be undone.", number)
            )
        : IsUndone(events, number)
            ? new Outcome.DoesNotFit(Say("That is undone already; to have it again, do it once more."))
        : new Outcome.Done(new CommitmentEvent.Undone(now, number));

    public static bool IsUndone(IReadOnlyList<CommitmentEvent> events, int number) =>
        events.OfType<CommitmentEvent.Undone>().Any(undone => undone.Number == number);

    private static Outcome WhileOpen(IReadOnlyList<CommitmentEvent> events, CommitmentEvent happened) =>
        Commitment.From(events).IsClosed ? ClosedAlready : new Outcome.Done(happened);

    private static Outcome OnceClosed(IReadOnlyList<CommitmentEvent> events, CommitmentEvent happened) =>
        Commitment.From(events).IsClosed
            ? new Outcome.Done(happened)
            : new Outcome.DoesNotFit(Say("This commitment is open; only a closed one can be reopened."));

    private static CommitmentEvent? At(IReadOnlyList<CommitmentEvent> events, int number) =>
        number >= 0 && number < events.Count ? events[number] : null;

    private static Outcome? WhyNoAnswer(IReadOnlyList<CommitmentEvent> events, int named)
    {
        var commitment = Commitment.From(events);
        if (commitment.IsClosed)
            return ClosedAlready;
        if (commitment.Ledger.FirstOrDefault(entry => entry.Number == named) is not { IsByContact: true } entry)
        {
            return new Outcome.Refused(
                "event",
                Say("Event {0} names no date of the contact; name one from the ledger, or set a date yourself.", named)
            );
        }
        if (entry.Answer is not null)
            return new Outcome.DoesNotFit(Say("You have answered that date already; undo that first, or set another."));
        return entry == commitment.Agreed
            ? null
            : new Outcome.DoesNotFit(Say("Another date counts since then; look at the ledger, then answer that one."));
    }

    private static Outcome.Refused? TooLong(string field, string? note) =>
        WhyNotNote(note) is { } why ? new Outcome.Refused(field, why) : null;

    private static Outcome.Refused? WrongDate(string field, Instant? date, DateTimeZone yours, Instant now) =>
        WhyNotDate(date, yours, now) is { } why ? new Outcome.Refused(field, why) : null;

    /// <summary>A note as it is kept; null when nothing was written.</summary>
    internal static string? Trimmed(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();

    internal static string? WhyNotNote(string? note) =>
        note?.Length > LongestNote ? Say("Keep this within {0} characters.", LongestNote) : null;

    /// <param name="yours">The zone of the one who named the date, for messages.</param>
    internal static string? WhyNotDate(Instant? date, DateTimeZone yours, Instant now) =>
        date is not { } day ? null
        : day <= now ? Say("{0} has passed; choose a later moment.", FullDateAndTime(day, yours))
        : day > now + Tagging.FurthestAhead ? Say("That lies very far ahead; choose a moment within ten years.")
        : null;
}
