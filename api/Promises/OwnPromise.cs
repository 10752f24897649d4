using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Promises.PromiseEvent;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Promises;

/// <summary>What a user owes somebody, as its events leave it: direction <i>Owed by us</i>.</summary>
/// <param name="Due">The date that counts.</param>
/// <param name="Slips">How often it moved to a later date.</param>
/// <param name="End">How it ended; null while it is owed.</param>
/// <param name="InDoubt">The mail that may have kept it, and about which the owner is asked; null when there is none.</param>
public sealed record OwnPromise(Instant MadeAt, Instant Due, int Slips, PromiseEvent? End, Doubted? InDoubt)
{
    public bool IsOpen => End is null;

    /// <param name="events">In their order, the first one made.</param>
    public static OwnPromise From(IReadOnlyList<PromiseEvent> events)
    {
        if (events is not [Made made, ..])
            throw new ArgumentException("The first event of a promise is that it was made.", nameof(events));
        var undone = events
            .Select((happened, number) => happened is Undone(_, var named) && named < number ? named : -1)
            .ToHashSet();
        return events
            .Where((_, number) => !undone.Contains(number))
            .Aggregate(
                new OwnPromise(made.At, made.Due, 0, null, null),
                (promise, happened) => promise.After(happened)
            );
    }

    /// <summary>Where it stands, on the owner's own working calendar.</summary>
    public CommitmentState StateOf(WorkingCalendar calendar, Instant now) =>
        this switch
        {
            { End: Kept kept } => calendar.Between(Due, kept.At) > WorkingTime.Zero
                ? CommitmentState.MetLate
                : CommitmentState.Met,
            { IsOpen: false } => CommitmentState.Closed,
            _ when now > Due => CommitmentState.Overdue,
            _ when Standing.IsLastFifth(MadeAt, Due, calendar, now) => CommitmentState.DueSoon,
            _ => CommitmentState.OnTrack,
        };

    /// <param name="yours">The owner's zone.</param>
    public string InWords(DateTimeZone yours, Instant now) =>
        this switch
        {
            { End: Kept kept } => Say("Kept on {0}", Weekday(kept.At, yours)),
            { IsOpen: false } => Say("No longer needed"),
            { InDoubt: not null } => Say("Your mail may have kept it; say whether it did"),
            _ when now > Due => Say("Was due on {0}", Weekday(Due, yours)),
            _ => Say("Due on {0}", Weekday(Due, yours)),
        };

    private OwnPromise After(PromiseEvent happened) =>
        happened switch
        {
            _ when !IsOpen => this,
            Moved(_, var due, _, _) => this with { Due = due, Slips = Slips + (due > Due ? 1 : 0), InDoubt = null },
            Kept or Dropped => this with { End = happened, InDoubt = null },
            Doubted doubted => this with { InDoubt = doubted },
            NotYetKept => this with { InDoubt = null },
            Made or Undone => this,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
