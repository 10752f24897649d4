using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<MailCommitments.Promises.PromiseView>,
    Microsoft.AspNetCore.Http.HttpResults.ValidationProblem,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult
>;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Promises.PromiseEvent>;

namespace MailCommitments.Promises;

/// <summary>Keeps what a person owes, writes down what they say about it, and brings Outlook's flag in line.</summary>
public sealed class PromiseDesk(
    CommitmentsDb db,
    PromiseBook book,
    PromiseReading reading,
    SubscriptionWork subscriptions,
    TagDesk tagging,
    Askers askers,
    TimeProvider time
)
{
    private static readonly Duration SettlePause = Duration.FromMinutes(2);

    /// <summary>Another person's promise is simply not found.</summary>
    public async Task<KnownPromise?> FindAsync(Guid id, Caller caller, CancellationToken cancellation) =>
        (
            await book.WhereAsync(
                rows => rows.Where(row => row.Id == id && row.OwnerId == caller.PersonId),
                cancellation
            )
        ).SingleOrDefault();

    /// <summary>Stores a promise that was made in this mail. What the owner has written in the thread since is read.</summary>
    public async Task<KnownPromise> KeepAsync(
        AskerRow owner,
        IMailbox mailbox,
        MailMessage message,
        string what,
        MailAddress? to,
        Instant due,
        CancellationToken cancellation
    )
    {
        var suggested = (await tagging.SuggestedInAsync(owner, message, cancellation)).FirstOrDefault(suggestion =>
            suggestion.Sentence == what
        );
        var row = new OwnPromiseRow
        {
            TenantId = owner.TenantId,
            Id = Guid.CreateVersion7(),
            OwnerId = owner.Id,
            What = what,
            ToName = to?.Name,
            ToAddress = to?.Address,
            InternetMessageId = message.InternetMessageId ?? message.Id,
            MessageId = message.Id,
            ConversationId = message.ConversationId,
            Subject = message.Subject,
            WebLink = message.WebLink,
            IsOpen = true,
        };
        db.Add(row);
        var known = new KnownPromise(row, []);
        book.Append(
            known,
            new PromiseEvent.Made(
                message.ReceivedAt,
                due,
                suggested is null
                    ? null
                    : new Evidence(what, message.InternetMessageId, $"rule: {suggested.Why}", suggested.Score)
            )
        );
        await db.SaveChangesAsync(cancellation);
        await SettleAsync(owner, known, mailbox, cancellation);
        return known;
    }

    /// <summary>Reads the thread, and shows in Outlook what is owed by when, or that it is done.</summary>
    public async Task SettleAsync(AskerRow owner, KnownPromise known, IMailbox mailbox, CancellationToken cancellation)
    {
        var row = known.Row;
        try
        {
            if (known.Promise.IsOpen)
            {
                await subscriptions.EnsureAsync(owner.Owner, cancellation);
                await reading.ReadAsync(
                    owner,
                    await mailbox.ThreadAsync(row.ConversationId, cancellation),
                    cancellation
                );
            }
            // The flag of a mail that is tracked as a request shows that request's deadline.
            if (await tagging.TrackedAsync(owner, row.InternetMessageId, cancellation) is null)
            {
                await (
                    known.Promise is { IsOpen: true, Due: var due }
                        ? mailbox.MarkOwedAsync(
                            row.MessageId,
                            due.InZone(owner.WorkingCalendar.Zone).Date,
                            MailCategories.Promise,
                            cancellation
                        )
                        : mailbox.MarkDoneAsync(row.MessageId, cancellation)
                );
            }
            row.SettleAt = null;
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            // A mail came meanwhile and was read at the same time elsewhere; the rest is done in the next round.
            db.ChangeTracker.Clear();
        }
        catch (Exception failed) when (failed is MailboxAway or MailboxRefused)
        {
            row.SettleAt = time.GetCurrentInstant() + ((failed as MailboxAway)?.RetryAfter ?? SettlePause);
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Writes down what the owner says, when it fits how the promise stands.</summary>
    /// <param name="seen">How many events they have seen; null when they do not say.</param>
    /// <param name="decide">Given the events, the owner's zone and the instant.</param>
    public async Task<Answer> ActAsync(
        Guid id,
        int? seen,
        Caller caller,
        Func<IReadOnlyList<PromiseEvent>, DateTimeZone, Instant, Outcome> decide,
        CancellationToken cancellation
    )
    {
        if (
            await FindAsync(id, caller, cancellation) is not { } known
            || await askers.FindAsync(caller, cancellation) is not { } owner
        )
            return PromiseEndpoints.NotYours();

        var (zone, now) = (owner.WorkingCalendar.Zone, time.GetCurrentInstant());
        if (seen is { } count && count != known.Events.Count)
            return CommitmentDesk.HasMovedOn(
                known.Events.Skip(Math.Max(0, count)).Select(happened => PromiseViews.InWords(happened, zone))
            );
        switch (decide(known.Events, zone, now))
        {
            case Outcome.Done(var happened):
                book.Append(known, happened);
                try
                {
                    await db.SaveChangesAsync(cancellation);
                }
                catch (DbUpdateException)
                {
                    return CommitmentDesk.HasMovedOn([]);
                }
                return TypedResults.Ok(PromiseViews.Of(known, owner, now));
            case Outcome.Refused(var field, var why):
                return Invalid(field, why);
            case Outcome.DoesNotFit(var why):
                return TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
