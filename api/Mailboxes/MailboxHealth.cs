using System.Collections.Concurrent;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Graph was not to be had for a mailbox.</summary>
/// <param name="Until">So long it is left alone.</param>
public sealed record Trouble(Instant Until);

/// <summary>Writes down whether a mailbox can be worked with, so that work waits for it and its owner can see why.</summary>
public sealed class MailboxHealth(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly Duration ShortestPause = Duration.FromSeconds(1);
    private static readonly Duration LongestPause = Duration.FromMinutes(30);

    /// <summary>What this process last saw; null for a mailbox in good health.</summary>
    private readonly ConcurrentDictionary<MailboxOwner, Trouble?> seen = new();

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The last trouble with a mailbox, over or not; null when it was well after it.</summary>
    public Trouble? TroubleOf(MailboxOwner owner) => seen.GetValueOrDefault(owner);

    /// <summary>How long to leave a mailbox alone; null when it may be called.</summary>
    public Duration? AwayFor(MailboxOwner owner) =>
        TroubleOf(owner) is { Until: var until } && until > Now ? until - Now : null;

    /// <summary>The owner is here: the mailbox is known, and work that waited for them goes on.</summary>
    public async Task WelcomeAsync(Caller caller, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateTenantScope(caller.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var row = await db.Set<MailboxRow>().SingleOrDefaultAsync(r => r.PersonId == caller.PersonId, cancellation);
        if (row is null)
        {
            db.Add(
                new MailboxRow
                {
                    TenantId = caller.TenantId,
                    PersonId = caller.PersonId,
                    Name = caller.Name,
                    Address = caller.Address,
                }
            );
        }
        else
        {
            row.Name = caller.Name;
            // A pause that is over may stand there still: another instance wrote it down, and this one had no trouble since.
            if (row.State == MailboxState.NeedsSignIn || (row.State == MailboxState.Away && row.RetryAt <= Now))
                (row.State, row.Why, row.RetryAt, row.Failures) = (MailboxState.Ready, null, null, 0);
        }
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException) when (row is null)
        {
            // another request of the same person was first; the row is the same
        }
    }

    /// <param name="before">The trouble that was known when the call began: one that came meanwhile is not ended by it.</param>
    public async Task WentWellAsync(MailboxOwner owner, Trouble? before, CancellationToken cancellation)
    {
        if (seen.TryGetValue(owner, out var last) && (last is null || last != before))
            return;
        await using var scope = scopes.CreateTenantScope(owner.TenantId);
        await Row(scope, owner)
            .Where(row => row.State == MailboxState.Away)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, MailboxState.Ready)
                        .SetProperty(r => r.Why, (string?)null)
                        .SetProperty(r => r.RetryAt, (Instant?)null)
                        .SetProperty(r => r.Failures, 0),
                cancellation
            );
        if (!seen.TryAdd(owner, null))
            seen.TryUpdate(owner, null, before);
    }

    public async Task WentAwayAsync(MailboxOwner owner, MailboxAway away, CancellationToken cancellation)
    {
        var left = AwayFor(owner);
        if (left is not null && away.RetryAfter is null)
            return;
        await using var scope = scopes.CreateTenantScope(owner.TenantId);
        var failures = 1 + await Row(scope, owner).Select(row => row.Failures).SingleOrDefaultAsync(cancellation);
        var until = AsStored(
            Now
                + Duration.Max(
                    away.RetryAfter ?? Backoff(owner, failures),
                    Duration.Max(left ?? ShortestPause, ShortestPause)
                )
        );
        await Row(scope, owner)
            .Where(row => row.State != MailboxState.NeedsSignIn)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, MailboxState.Away)
                        .SetProperty(r => r.Why, away.Message)
                        .SetProperty(r => r.RetryAt, (Instant?)until)
                        .SetProperty(r => r.Failures, failures),
                cancellation
            );
        seen[owner] = new(until);
    }

    public async Task ParkAsync(MailboxOwner owner, MailboxNeedsSignIn gone, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateTenantScope(owner.TenantId);
        await Row(scope, owner)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, MailboxState.NeedsSignIn)
                        .SetProperty(r => r.Why, gone.Message)
                        .SetProperty(r => r.RetryAt, (Instant?)null),
                cancellation
            );
    }

    /// <summary>The database keeps milliseconds: what is due there must not be held back here for less than one.</summary>
    private static Instant AsStored(Instant instant) =>
        Instant.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());

    /// <summary>Half a minute, doubled with every failure in a row, and up to a fifth more.</summary>
    private static Duration Backoff(MailboxOwner owner, int failures) =>
        Duration.Min(Duration.FromSeconds(30) * Math.Pow(2, Math.Min(failures - 1, 10)), LongestPause)
        * (1 + Jitter.Of(owner.PersonId.ToString()) / 5);

    private static IQueryable<MailboxRow> Row(AsyncServiceScope scope, MailboxOwner owner) =>
        scope
            .ServiceProvider.GetRequiredService<CommitmentsDb>()
            .Set<MailboxRow>()
            .Where(row => row.PersonId == owner.PersonId);
}
