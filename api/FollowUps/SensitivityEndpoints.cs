using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <param name="IsSensitive">Nothing goes to this contact that the asker has not approved word by word.</param>
public sealed record Sensitivity(bool IsSensitive);

/// <summary>Contacts to whom no mail goes by itself.</summary>
public static class SensitivityEndpoints
{
    public static void MapSensitivity(this IEndpointRouteBuilder routes)
    {
        var contact = routes
            .MapGroup("/api/contacts/{address}/sensitivity")
            .RequireAuthorization()
            .WithTags("Follow-ups");
        contact.MapGet("/", Read);
        contact.MapPut("/", Mark);
    }

    private static async Task<Results<Ok<Sensitivity>, ProblemHttpResult>> Read(
        string address,
        CommitmentsDb db,
        CancellationToken cancellation
    ) =>
        await db.FindContactAsync(address, cancellation) is { } contact
            ? TypedResults.Ok(new Sensitivity(contact.IsSensitive))
            : KnownPeople.NobodyAsked();

    private static async Task<Results<Ok<Sensitivity>, ProblemHttpResult>> Mark(
        string address,
        Sensitivity body,
        CommitmentsDb db,
        Outbox outbox,
        MailSignal signal,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();
        if (contact.IsSensitive == body.IsSensitive)
            return TypedResults.Ok(body);

        Instant? now = time.GetCurrentInstant();
        contact.IsSensitive = body.IsSensitive;
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        // What waits is decided anew, and then waits for an approval, or no longer does.
        foreach (var row in (await outbox.WaitingToAsync([contact.Id], cancellation))[contact.Id])
        {
            if (row.State is OutboxState.Decided or OutboxState.AwaitingApproval)
                await outbox.RemoveAsync(row, [.. row.Items], cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        await db.Set<CommitmentRow>()
            .Where(row => row.ContactId == contact.Id && !row.IsClosed)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextLookAt, now), cancellation);
        await all.CommitAsync(cancellation);
        signal.Raise();
        return TypedResults.Ok(body);
    }
}
