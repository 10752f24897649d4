using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Decides what is due, writes the decisions down, and then lets the outbox be sent.</summary>
/// <remarks>Due work is found by an index, so that a round costs what is due and not what is open.</remarks>
public sealed class FollowUpRound(IServiceScopeFactory scopes, TimeProvider time) : IDueWork
{
    private const int AtOnce = 200;

    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var look = await db.Set<CommitmentRow>()
            .IgnoreQueryFilters()
            .MinAsync(row => row.NextLookAt, cancellation);
        var sending = await db.Set<OutboxRow>()
            .IgnoreQueryFilters()
            .Where(row => row.State == OutboxState.Decided || row.State == OutboxState.Drafted)
            .MinAsync(row => (Instant?)row.DueAt, cancellation);
        return look is { } one && sending is { } other ? Instant.Min(one, other) : look ?? sending;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await DecideAsync(cancellation) | await SendAsync(cancellation)) { }
    }

    private async Task<bool> DecideAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await DueAsync<CommitmentRow, Guid>(
            rows => rows.Where(row => row.NextLookAt <= now).OrderBy(row => row.NextLookAt),
            row => new Due<Guid>(row.TenantId, row.Id),
            cancellation
        );
        foreach (var tenant in due.GroupBy(row => row.Tenant))
        {
            await InTenantAsync(
                tenant.Key,
                async services =>
                {
                    var db = services.GetRequiredService<CommitmentsDb>();
                    var ids = tenant.Select(row => row.Id).ToList();
                    var cases = await services
                        .GetRequiredService<CommitmentBook>()
                        .WhereAsync(rows => rows.Where(row => ids.Contains(row.Id)).OrderBy(row => row.NextLookAt), cancellation);
                    var lastTo = new Dictionary<Guid, Instant>(
                        await services
                            .GetRequiredService<Outbox>()
                            .LastToAsync([.. cases.Select(known => known.Contact.Id).Distinct()], cancellation)
                    );
                    foreach (var known in cases)
                    {
                        var decision = FollowUpSubject
                            .Of(known, lastTo.TryGetValue(known.Contact.Id, out var last) ? last : null)
                            .Decide(now);
                        known.Row.NextLookAt = decision is FollowUpDecision.Send
                            ? null
                            : FollowUpPolicy.NextLook(decision, now);
                        if (decision is FollowUpDecision.Send)
                        {
                            lastTo[known.Contact.Id] = now;
                            db.Add(RowFor(known, now));
                        }
                    }
                    await db.SaveChangesAsync(cancellation);
                }
            );
        }
        return due.Count > 0;
    }

    private async Task<bool> SendAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await DueAsync<OutboxRow, string>(
            rows =>
                rows.Where(row => (row.State == OutboxState.Decided || row.State == OutboxState.Drafted) && row.DueAt <= now)
                    .OrderBy(row => row.DueAt),
            row => new Due<string>(row.TenantId, row.Key),
            cancellation
        );
        foreach (var (tenant, key) in due)
        {
            await InTenantAsync(
                tenant,
                async services =>
                {
                    var row = await services
                        .GetRequiredService<CommitmentsDb>()
                        .Set<OutboxRow>()
                        .SingleAsync(row => row.Key == key, cancellation);
                    await services.GetRequiredService<FollowUpSender>().SendAsync(row, cancellation);
                }
            );
        }
        return due.Count > 0;
    }

    /// <remarks>The number of events is part of the key: after any new event it is a new intention.</remarks>
    private static OutboxRow RowFor(CommitmentCase known, Instant now) =>
        new()
        {
            TenantId = known.Row.TenantId,
            Key = $"{known.Row.Id:N}.{known.Events.Count}",
            AskerId = known.Row.AskerId,
            CommitmentId = known.Row.Id,
            ContactId = known.Contact.Id,
            DecidedAt = now,
            DueAt = now,
        };

    private sealed record Due<T>(Guid Tenant, T Id);

    private async Task<List<Due<TId>>> DueAsync<TRow, TId>(
        Func<IQueryable<TRow>, IQueryable<TRow>> which,
        System.Linq.Expressions.Expression<Func<TRow, Due<TId>>> key,
        CancellationToken cancellation
    )
        where TRow : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<CommitmentsDb>().Set<TRow>().IgnoreQueryFilters();
        return await which(rows).Take(AtOnce).Select(key).ToListAsync(cancellation);
    }

    private async Task InTenantAsync(Guid tenant, Func<IServiceProvider, Task> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().TenantId = tenant;
        await work(scope.ServiceProvider);
    }
}
