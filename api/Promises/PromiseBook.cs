using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Promises;

/// <param name="Events">In their order; number and index are the same.</param>
public sealed record KnownPromise(OwnPromiseRow Row, List<PromiseEvent> Events)
{
    public OwnPromise Promise => OwnPromise.From(Events);
}

/// <summary>Reads promises with their events, and writes what happened to them.</summary>
public sealed class PromiseBook(CommitmentsDb db, TimeProvider time)
{
    /// <summary>The promises of the tenant in scope that the query leaves.</summary>
    public async Task<List<KnownPromise>> WhereAsync(
        Func<IQueryable<OwnPromiseRow>, IQueryable<OwnPromiseRow>> which,
        CancellationToken cancellation
    )
    {
        var rows = await which(db.Set<OwnPromiseRow>()).ToListAsync(cancellation);
        if (rows.Count == 0)
            return [];
        var ids = rows.ConvertAll(row => row.Id);
        var events = (
            await db.Set<PromiseEventRow>()
                .AsNoTracking()
                .Where(row => ids.Contains(row.PromiseId))
                .OrderBy(row => row.Number)
                .ToListAsync(cancellation)
        ).ToLookup(row => row.PromiseId, row => row.Event);
        return rows.ConvertAll(row => new KnownPromise(row, [.. events[row.Id]]));
    }

    /// <summary>Adds what happened; the caller saves. Outlook's flag follows.</summary>
    public void Append(KnownPromise known, PromiseEvent happened)
    {
        var now = time.GetCurrentInstant();
        db.Add(
            new PromiseEventRow
            {
                TenantId = known.Row.TenantId,
                PromiseId = known.Row.Id,
                Number = known.Events.Count,
                RecordedAt = now,
                Event = happened,
            }
        );
        known.Events.Add(happened);
        known.Row.IsOpen = known.Promise.IsOpen;
        known.Row.SettleAt = now;
    }
}
