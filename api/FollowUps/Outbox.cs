using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What has been sent to whom, across the tenant in scope.</summary>
public sealed class Outbox(CommitmentsDb db)
{
    /// <summary>When each of these contacts last got a follow-up, or is about to get one; contacts that never did are left out.</summary>
    /// <param name="besides">The key of a row that does not count.</param>
    public async Task<IReadOnlyDictionary<Guid, Instant>> LastToAsync(
        IReadOnlyCollection<Guid> contacts,
        CancellationToken cancellation,
        string? besides = null
    )
    {
        var rows = await db.Set<OutboxRow>()
            .Where(row => contacts.Contains(row.ContactId) && row.State != OutboxState.Dropped && row.Key != besides)
            .Select(row => new { row.ContactId, At = row.SentAt ?? row.DecidedAt })
            .ToListAsync(cancellation);
        return rows.GroupBy(row => row.ContactId).ToDictionary(group => group.Key, group => group.Max(row => row.At));
    }
}
