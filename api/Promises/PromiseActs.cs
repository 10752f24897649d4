using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Texts.PageText;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Promises.PromiseEvent>;

namespace MailCommitments.Promises;

/// <summary>What the owner may say about a promise, and when. The events come in their order.</summary>
public static class PromiseActs
{
    public static Outcome Keep(IReadOnlyList<PromiseEvent> events, string? note, Instant now) =>
        TooLong("note", note) ?? WhileOpen(events, new PromiseEvent.Kept(now, Acts.Trimmed(note)));

    public static Outcome Drop(IReadOnlyList<PromiseEvent> events, string? reason, Instant now) =>
        TooLong("reason", reason) ?? WhileOpen(events, new PromiseEvent.Dropped(now, Acts.Trimmed(reason)));

    /// <param name="yours">The owner's zone, for messages.</param>
    public static Outcome Move(
        IReadOnlyList<PromiseEvent> events,
        Instant due,
        string? reason,
        DateTimeZone yours,
        Instant now
    ) =>
        TooLong("reason", reason)
        ?? (Acts.WhyNotDate(due, yours, now) is { } why ? new Outcome.Refused("date", why) : null)
        ?? WhileOpen(events, new PromiseEvent.Moved(now, due, Acts.Trimmed(reason)));

    public static Outcome NotYet(IReadOnlyList<PromiseEvent> events, Instant now) =>
        OwnPromise.From(events).InDoubt is null
            ? new Outcome.DoesNotFit(Say("No mail of yours is in doubt any more; look at the promise again."))
            : new Outcome.Done(new PromiseEvent.NotYetKept(now));

    /// <param name="number">Of the event that is taken back.</param>
    public static Outcome Undo(IReadOnlyList<PromiseEvent> events, int number, Instant now) =>
        number < 0 || number >= events.Count || !events[number].CanBeUndone
            ? new Outcome.Refused(
                "event",
                Say("Event {0} is nothing that can be undone; name one from the history that can.", number)
            )
        : events.OfType<PromiseEvent.Undone>().Any(undone => undone.Number == number)
            ? new Outcome.DoesNotFit(Say("That is undone already; to have it again, do it once more."))
        : new Outcome.Done(new PromiseEvent.Undone(now, number));

    private static Outcome WhileOpen(IReadOnlyList<PromiseEvent> events, PromiseEvent happened) =>
        OwnPromise.From(events).IsOpen
            ? new Outcome.Done(happened)
            : new Outcome.DoesNotFit(Say("This promise is closed already; undo that first."));

    private static Outcome.Refused? TooLong(string field, string? note) =>
        Acts.WhyNotNote(note) is { } why ? new Outcome.Refused(field, why) : null;
}
