using System.Text.Json;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Promises;

/// <summary>The date that a promise is due at.</summary>
/// <param name="Yours">The owner's wall clock.</param>
public sealed record PromiseDate(Instant At, LocalDateTime Yours);

/// <summary>Something the caller owes: direction <i>Owed by us</i>.</summary>
/// <param name="To">To whom; null when several were addressed.</param>
/// <param name="InDoubt">The caller's own sentence that may have kept it, and about which they are asked; null when there is none.</param>
/// <param name="Slips">How often it moved to a later date.</param>
/// <param name="Events">How many events there are; to be named in what is said about it.</param>
public sealed record PromiseView(
    Guid Id,
    string What,
    MailAddress? To,
    string Subject,
    string MessageId,
    string ConversationId,
    string? WebLink,
    PromiseDate Due,
    CommitmentState State,
    string StateInWords,
    int Slips,
    bool IsOpen,
    Evidence? InDoubt,
    IReadOnlyList<HistoryEntry> History,
    int Events
);

/// <summary>Draws promises for the pages.</summary>
public static class PromiseViews
{
    public static PromiseView Of(KnownPromise known, AskerRow owner, Instant now)
    {
        var (row, promise, calendar) = (known.Row, known.Promise, owner.WorkingCalendar);
        return new PromiseView(
            row.Id,
            row.What,
            row.To,
            row.Subject,
            row.MessageId,
            row.ConversationId,
            row.WebLink,
            new PromiseDate(promise.Due, promise.Due.InZone(calendar.Zone).LocalDateTime),
            promise.StateOf(calendar, now),
            promise.InWords(calendar.Zone, now),
            promise.Slips,
            promise.IsOpen,
            promise.InDoubt?.Evidence,
            HistoryOf(known.Events, calendar.Zone),
            known.Events.Count
        );
    }

    private static IReadOnlyList<HistoryEntry> HistoryOf(IReadOnlyList<PromiseEvent> events, DateTimeZone yours)
    {
        var undone = events.OfType<PromiseEvent.Undone>().ToLookup(one => one.Number, one => (Instant?)one.At);
        return
        [
            .. events.Select(
                (happened, number) =>
                    new HistoryEntry(
                        number,
                        happened.At,
                        JsonNamingPolicy.CamelCase.ConvertName(happened.GetType().Name),
                        happened is PromiseEvent.Undone(_, var taken) && events.ElementAtOrDefault(taken) is { } said
                            ? Say("You took back: {0}", InWords(said, yours))
                            : InWords(happened, yours),
                        happened.ReadFrom,
                        (happened as PromiseEvent.Moved)?.Due ?? (happened as PromiseEvent.Made)?.Due,
                        Correctable: false,
                        CorrectedTo: null,
                        happened.CanBeUndone && !undone.Contains(number),
                        undone[number].FirstOrDefault(),
                        []
                    )
            ),
        ];
    }

    /// <param name="yours">The owner's zone.</param>
    public static string InWords(PromiseEvent happened, DateTimeZone yours) =>
        happened switch
        {
            PromiseEvent.Made e => Say("Promised, due {0}", WeekdayAndTime(e.Due, yours)),
            PromiseEvent.Moved e => Say("Moved to {0}", WeekdayAndTime(e.Due, yours)) + HistoryWords.Because(e.Reason),
            PromiseEvent.Kept { Evidence: not null } => Say("Your mail kept it"),
            PromiseEvent.Kept e => Say("You kept it") + HistoryWords.Because(e.Note),
            PromiseEvent.Doubted => Say("You wrote; it is not sure whether that kept it"),
            PromiseEvent.NotYetKept => Say("You said that it is not kept yet"),
            PromiseEvent.Dropped e => Say("No longer needed") + HistoryWords.Because(e.Reason),
            PromiseEvent.Undone => Say("You took something back"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
