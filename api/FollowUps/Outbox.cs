using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What has been sent to whom, across the tenant in scope.</summary>
public sealed class Outbox(CommitmentsDb db)
{
    /// <summary>The follow-ups that each of these contacts got since then, or is about to get.</summary>
    /// <param name="besides">The key of a row that does not count.</param>
    public async Task<ILookup<Guid, Sending>> SendingsAsync(
        IReadOnlyCollection<Guid> contacts,
        Instant since,
        CancellationToken cancellation,
        string? besides = null
    )
    {
        var rows = await (
            from row in db.Set<OutboxRow>()
            where contacts.Contains(row.ContactId) && row.State != OutboxState.Dropped && row.Key != besides
            where row.SentAt > since || row.SentAt == null && row.DecidedAt > since
            join commitment in db.Set<CommitmentRow>() on row.CommitmentId equals commitment.Id
            join request in db.Set<RequestRow>() on commitment.RequestId equals request.Id
            select new
            {
                row.ContactId,
                At = row.SentAt ?? row.DecidedAt,
                request.ConversationId,
            }
        ).ToListAsync(cancellation);
        return rows.ToLookup(row => row.ContactId, row => new Sending(row.At, row.ConversationId));
    }
}
