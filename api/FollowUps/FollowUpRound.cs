using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Decides what is due, writes the decisions down, and then lets the outbox be sent.</summary>
/// <remarks>Due work is found by an index, so that a round costs what is due and not what is open.</remarks>
public sealed class FollowUpRound(IServiceScopeFactory scopes, TimeProvider time, ILogger<FollowUpRound> log)
    : IDueWork,
        IDisposable
{
    private const int AtOnce = 200;

    private readonly OneAtATime oneAtATime = new();

    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        var look = await scopes.AcrossTenantsAsync<CommitmentRow, Instant?>(rows =>
            rows.MinAsync(row => row.NextLookAt, cancellation)
        );
        var sending = await scopes.AcrossTenantsAsync<OutboxRow, Instant?>(rows =>
            Unsent(rows).MinAsync(row => (Instant?)row.DueAt, cancellation)
        );
        return look is { } one && sending is { } other ? Instant.Min(one, other) : look ?? sending;
    }

    public Task RunAsync(CancellationToken cancellation) =>
        oneAtATime.RunAsync(
            async () =>
            {
                while (await DecideAsync(cancellation) | await SendAsync(cancellation)) { }
            },
            cancellation
        );

    public void Dispose() => oneAtATime.Dispose();

    private async Task<bool> DecideAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await scopes.AcrossTenantsAsync<CommitmentRow, List<DueRow<Guid>>>(rows =>
            rows.Where(row => row.NextLookAt <= now)
                .OrderBy(row => row.NextLookAt)
                .Take(AtOnce)
                .Select(row => new DueRow<Guid>(row.TenantId, row.Id))
                .ToListAsync(cancellation)
        );
        var isDecided = false;
        foreach (var tenant in due.GroupBy(row => row.Tenant, row => row.Id))
        {
            try
            {
                await scopes.InTenantAsync(
                    tenant.Key,
                    services => DecideAsync(services, [.. tenant], now, cancellation)
                );
                isDecided = true;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The outer edge: one tenant's trouble, or another instance that was faster, must not hold up the others.
                log.LogError(
                    "Deciding for {Tenant} failed with {Failure}; it is tried again.",
                    tenant.Key,
                    failed.GetType().Name
                );
            }
        }
        return isDecided;
    }

    private static async Task DecideAsync(
        IServiceProvider services,
        List<Guid> ids,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var cases = await services
            .GetRequiredService<CommitmentBook>()
            .WhereAsync(rows => rows.Where(row => ids.Contains(row.Id)).OrderBy(row => row.NextLookAt), cancellation);
        var outbox = services.GetRequiredService<Outbox>();
        var lastTo = await outbox.LastToAsync([.. cases.Select(known => known.Contact.Id).Distinct()], cancellation);
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var known in cases)
        {
            if (!await ClaimAsync(db, known, cancellation))
                continue;
            Instant? last = lastTo.TryGetValue(known.Contact.Id, out var at) ? at : null;
            var decision = FollowUpSubject.Of(known, last).Decide(now);
            if (decision is FollowUpDecision.Send && !await outbox.PutAsync(known, now, cancellation))
                decision = FollowUpSubject.Of(known, lastToContact: now).Decide(now);
            known.Row.NextLookAt = decision is FollowUpDecision.Send ? null : FollowUpPolicy.NextLook(decision, now);
        }
        await db.SaveChangesAsync(cancellation);
        await all.CommitAsync(cancellation);
    }

    /// <summary>From here until the transaction ends nobody else decides about it or adds to its events.</summary>
    /// <returns>False when somebody has since it was read: it is still due, and is read again.</returns>
    private static async Task<bool> ClaimAsync(
        CommitmentsDb db,
        CommitmentCase known,
        CancellationToken cancellation
    ) =>
        await db.Set<CommitmentRow>()
            .Where(row =>
                row.Id == known.Row.Id
                && row.NextLookAt == known.Row.NextLookAt
                && db.Set<EventRow>().Count(happened => happened.CommitmentId == row.Id) == known.Events.Count
            )
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.NextLookAt, (Instant?)null), cancellation) == 1;

    private async Task<bool> SendAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await scopes.AcrossTenantsAsync<OutboxRow, List<DueRow<string>>>(rows =>
            Unsent(rows)
                .Where(row => row.DueAt <= now)
                .OrderBy(row => row.DueAt)
                .Take(AtOnce)
                .Select(row => new DueRow<string>(row.TenantId, row.Key))
                .ToListAsync(cancellation)
        );
        foreach (var (tenant, key) in due)
        {
            try
            {
                await scopes.InTenantAsync(
                    tenant,
                    services => services.GetRequiredService<FollowUpSender>().SendAsync(key, cancellation)
                );
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another instance claimed it and is sending it.
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The outer edge: one that fails must not hold up the others; its key will tell what really left.
                log.LogError("Follow-up {Key} failed with {Failure}; it is tried again.", key, failed.GetType().Name);
                await scopes.InTenantAsync(
                    tenant,
                    services => services.GetRequiredService<FollowUpSender>().PostponeAsync(key, cancellation)
                );
            }
        }
        return due.Count > 0;
    }

    private static IQueryable<OutboxRow> Unsent(IQueryable<OutboxRow> rows) =>
        rows.Where(row => row.State == OutboxState.Decided || row.State == OutboxState.Drafted);
}
