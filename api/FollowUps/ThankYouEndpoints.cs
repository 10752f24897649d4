using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <param name="Text">The proposed words; null when there is nothing to thank for, or the thank-you has been sent.</param>
/// <param name="IsOnItsWay">It has been sent off, and leaves as soon as the mailbox takes it.</param>
public sealed record ThankYouView(string? Text, bool IsOnItsWay, Instant? SentAt);

/// <param name="Text">The whole mail, as it is to go out.</param>
public sealed record ThankYouBody(string Text);

/// <summary>A word of thanks for what was delivered, when the asker wants to say it.</summary>
public static class ThankYouEndpoints
{
    public static void MapThankYou(this IEndpointRouteBuilder routes)
    {
        var thanks = routes.MapGroup("/api/commitments/{id:guid}/thanks").RequireAuthorization().WithTags("Follow-ups");
        thanks.MapGet("/", Read);
        thanks.MapPost("/", Send);
    }

    private static async Task<Results<Ok<ThankYouView>, ProblemHttpResult>> Read(
        Guid id,
        Caller caller,
        CommitmentDesk commitments,
        ThankYouDesk desk,
        CancellationToken cancellation
    ) =>
        await commitments.FindAsync(id, caller, cancellation) is { } known
            ? TypedResults.Ok(await desk.ViewAsync(known, cancellation))
            : CommitmentEndpoints.NotYours();

    private static async Task<Results<Ok<ThankYouView>, ValidationProblem, ProblemHttpResult>> Send(
        Guid id,
        ThankYouBody body,
        Caller caller,
        CommitmentDesk commitments,
        ThankYouDesk desk,
        CancellationToken cancellation
    )
    {
        if (await commitments.FindAsync(id, caller, cancellation) is not { } known)
            return CommitmentEndpoints.NotYours();
        if (OwnWords.WhyNot(body.Text, original: "", dates: []) is { } why)
            return Invalid("text", why);
        if (known.Commitment.Ending != Ending.Delivered)
        {
            return TypedResults.Problem(
                Say("Nothing has been delivered yet, so there is nothing to say thank you for."),
                statusCode: StatusCodes.Status409Conflict
            );
        }
        return TypedResults.Ok(await desk.SendAsync(known, body.Text.Trim(), cancellation));
    }
}

/// <summary>Writes thank-yous into the outbox, one for each commitment.</summary>
public sealed class ThankYouDesk(CommitmentsDb db, MailSignal signal, TimeProvider time)
{
    public async Task<ThankYouView> ViewAsync(CommitmentCase known, CancellationToken cancellation)
    {
        var row = await FindAsync(known, cancellation);
        var isOnItsWay = row is { State: not (OutboxState.Sent or OutboxState.Dropped) };
        var isDue = row is null or { State: OutboxState.Dropped } && known.Commitment.Ending == Ending.Delivered;
        return new ThankYouView(
            isDue
                ? ThankYou.Draft(FollowUpLetter.FirstName(known.Contact.Name), known.Asker.Name, known.Request.Ask)
                : null,
            isOnItsWay,
            row?.SentAt
        );
    }

    /// <remarks>The key makes a second press find the first.</remarks>
    public async Task<ThankYouView> SendAsync(CommitmentCase known, string text, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var row = await FindAsync(known, cancellation);
        if (row is null)
        {
            row = new OutboxRow
            {
                TenantId = known.Row.TenantId,
                Key = ThankYou.KeyOf(known.Row.Id),
                AskerId = known.Asker.Id,
                ContactId = known.Contact.Id,
                State = OutboxState.Dropped,
                DecidedAt = now,
            };
            row.Items.Add(
                new OutboxItemRow
                {
                    TenantId = row.TenantId,
                    Key = row.Key,
                    CommitmentId = known.Row.Id,
                    Events = known.Events.Count,
                }
            );
            db.Add(row);
        }
        if (row.State == OutboxState.Dropped)
        {
            row.State = OutboxState.Decided;
            row.LeavesAt = now;
            row.DueAt = now;
            row.Text = text;
            row.Version++;
            try
            {
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException)
            {
                // The other press of a double click was faster.
                db.ChangeTracker.Clear();
            }
            signal.Raise();
        }
        return await ViewAsync(known, cancellation);
    }

    private Task<OutboxRow?> FindAsync(CommitmentCase known, CancellationToken cancellation) =>
        db.Set<OutboxRow>()
            .Include(row => row.Items)
            .SingleOrDefaultAsync(row => row.Key == ThankYou.KeyOf(known.Row.Id), cancellation);
}
