using System.Security.Cryptography;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Keeps one subscription alive for every mailbox that has been used: made, renewed, adopted, made anew.</summary>
/// <remarks>
/// Graph may lose one without a word, so each is looked after every few hours. Renewing tells whether it is still held; what
/// else points here is ended, because its notifications have no row.
/// </remarks>
public sealed class SubscriptionWork(
    IServiceScopeFactory scopes,
    GraphMailboxes mailboxes,
    GraphSettings settings,
    IServer server,
    MailSignal signal,
    TimeProvider time,
    ILogger<SubscriptionWork> log
) : IDueWork
{
    private static readonly Duration LongestPause = Duration.FromHours(1);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>From now on the mailbox is read for replies; harmless when it is so already. Saved by itself.</summary>
    /// <remarks>When Graph is away the subscription is made later; until then the sweep reads.</remarks>
    public async Task EnsureAsync(MailboxOwner owner, CancellationToken cancellation)
    {
        var due = await InTenantAsync(
            owner.TenantId,
            async db =>
            {
                var row =
                    await Of(db, owner).SingleOrDefaultAsync(cancellation) ?? await AddAsync(db, owner, cancellation);
                return row.GraphId is null && row.DueAt <= Now ? row.Id : (Guid?)null;
            }
        );
        if (due is { } id)
            await LookAfterAsync(new(owner.TenantId, id), cancellation);
    }

    public Task<Instant?> NextDueAsync(CancellationToken cancellation) =>
        AcrossTenantsAsync(db => Workable(db).MinAsync(row => (Instant?)row.DueAt, cancellation));

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = Now;
        var due = await AcrossTenantsAsync(db =>
            Workable(db)
                .Where(row => row.DueAt <= now)
                .OrderBy(row => row.DueAt)
                .Select(row => new DueRow<Guid>(row.TenantId, row.Id))
                .ToListAsync(cancellation)
        );
        foreach (var row in due)
            await LookAfterAsync(row, cancellation);
    }

    private async Task<SubscriptionRow> AddAsync(CommitmentsDb db, MailboxOwner owner, CancellationToken cancellation)
    {
        var (tenant, person) = owner;
        var row = new SubscriptionRow
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            TenantId = tenant,
            PersonId = person,
            Secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32)),
            DueAt = Now,
        };
        db.Add(row);
        foreach (var folder in new[] { MailFolders.Inbox, MailFolders.SentItems, MailFolders.Archive })
            db.Add(
                new TrackedFolderRow
                {
                    TenantId = tenant,
                    PersonId = person,
                    Folder = folder,
                    // Graph tells whole seconds, by a clock of its own.
                    Since = Now - CatchUp.Overlap,
                }
            );
        try
        {
            await db.SaveChangesAsync(cancellation);
            return row;
        }
        catch (DbUpdateException)
        {
            // two mails tagged at once by one person: the other was first
            db.ChangeTracker.Clear();
            return await Of(db, owner).SingleAsync(cancellation);
        }
    }

    private async Task LookAfterAsync(DueRow<Guid> due, CancellationToken cancellation) =>
        await InTenantAsync(
            due.Tenant,
            async db =>
            {
                var row = await db.Set<SubscriptionRow>().SingleAsync(r => r.Id == due.Id, cancellation);
                try
                {
                    await LookAfterAsync(db, row, cancellation);
                }
                catch (Exception failed) when (!cancellation.IsCancellationRequested)
                {
                    // Also a fault of ours: one that fails must hold up neither the others nor the tagging of a mail.
                    row.Failures++;
                    // A parked one goes on as soon as its owner is back.
                    var pause =
                        failed is MailboxNeedsSignIn
                            ? Duration.Zero
                            : (failed as MailboxAway)?.RetryAfter ?? Backoff(row);
                    row.DueAt = Now + pause;
                    log.Log(
                        failed is MailboxAway or MailboxNeedsSignIn or MailboxRefused
                            ? LogLevel.Information
                            : LogLevel.Error,
                        "The subscription of {Person} waits {Pause} after {Failures} failures: {Failure}",
                        row.PersonId,
                        pause,
                        row.Failures,
                        failed.GetType().Name
                    );
                }
                return await db.SaveChangesAsync(cancellation);
            }
        );

    private async Task LookAfterAsync(CommitmentsDb db, SubscriptionRow row, CancellationToken cancellation)
    {
        var mailbox = mailboxes.Open(row.Owner);
        var expiresAt = Now + Duration.FromHours(settings.SubscriptionHours);
        var held = row.GraphId is { } id ? await mailbox.RenewSubscriptionAsync(id, expiresAt, cancellation) : null;
        if (held is { NotificationUrl: not null } && !PointsHere(held))
        {
            // This server has moved, and only a new subscription takes a new address for both kinds of notification.
            await mailbox.UnsubscribeAsync(held.Id, cancellation);
            held = null;
        }
        if (held is null)
        {
            held = await MakeAsync(mailbox, row, expiresAt, cancellation);
            await MarkFoldersAsync(db, row.Owner, cancellation);
        }
        row.GraphId = held.Id;
        row.ExpiresAt = held.ExpiresAt;
        row.DueAt = Now + Duration.Min(CheckPause(row), (held.ExpiresAt - Now) / 2);
        row.Failures = 0;
        await EndStraysAsync(mailbox, held, cancellation);
    }

    /// <summary>Ends what an earlier database or version of this installation left at Graph.</summary>
    private async Task EndStraysAsync(GraphMailbox mailbox, MailSubscription kept, CancellationToken cancellation)
    {
        foreach (var held in await mailbox.SubscriptionsAsync(cancellation))
        {
            if (held.Id != kept.Id && PointsHere(held))
                await mailbox.UnsubscribeAsync(held.Id, cancellation);
        }
    }

    /// <summary>Makes the subscription; one that Graph already holds is adopted when it is this row's, else replaced.</summary>
    private async Task<MailSubscription> MakeAsync(
        GraphMailbox mailbox,
        SubscriptionRow row,
        Instant expiresAt,
        CancellationToken cancellation
    )
    {
        var wish = new SubscriptionWish(
            PublicUrl + NotificationEndpoints.Notifications,
            PublicUrl + NotificationEndpoints.Lifecycle,
            row.ClientState,
            expiresAt
        );
        if (await mailbox.SubscribeAsync(wish, cancellation) is { } made)
            return made;

        foreach (var held in await mailbox.SubscriptionsAsync(cancellation))
        {
            if (
                held.ClientState == row.ClientState
                && await mailbox.RenewSubscriptionAsync(held.Id, expiresAt, cancellation) is { } adopted
            )
                return adopted;
            if (held.IsOfWholeMailbox)
                await mailbox.UnsubscribeAsync(held.Id, cancellation);
        }
        return await mailbox.SubscribeAsync(wish, cancellation)
            ?? throw new MailboxAway("Microsoft Graph says that a subscription exists and does not show it.");
    }

    /// <summary>What happened while there was no subscription is found by reading.</summary>
    private async Task MarkFoldersAsync(CommitmentsDb db, MailboxOwner owner, CancellationToken cancellation)
    {
        await db.Set<TrackedFolderRow>()
            .Where(row => row.PersonId == owner.PersonId)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Notified, r => r.Notified + 1), cancellation);
        signal.Raise();
    }

    private static Duration Backoff(SubscriptionRow row) =>
        Duration.Min(Duration.FromMinutes(1) * Math.Pow(2, Math.Min(row.Failures - 1, 10)), LongestPause)
        * (1 + Jitter.Of(row.PersonId.ToString()) / 5);

    /// <summary>Spread, so that mailboxes that were first used together are not looked after together for ever.</summary>
    private Duration CheckPause(SubscriptionRow row) =>
        Duration.FromHours(settings.SubscriptionCheckHours) * (1 - Jitter.Of(row.PersonId.ToString()) / 4);

    private bool PointsHere(MailSubscription held) =>
        (PublicUrl + NotificationEndpoints.Notifications).Equals(
            held.NotificationUrl,
            StringComparison.OrdinalIgnoreCase
        );

    private string PublicUrl =>
        (
            settings.PublicUrl ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ""
        ).TrimEnd('/');

    private static IQueryable<SubscriptionRow> Of(CommitmentsDb db, MailboxOwner owner) =>
        db.Set<SubscriptionRow>().Where(row => row.PersonId == owner.PersonId);

    /// <summary>Those whose mailbox can be worked with, over all tenants: a parked one waits for its owner.</summary>
    private static IQueryable<SubscriptionRow> Workable(CommitmentsDb db) =>
        db.Set<SubscriptionRow>()
            .IgnoreQueryFilters()
            .Where(row =>
                !db.Set<MailboxRow>()
                    .IgnoreQueryFilters()
                    .Any(mailbox =>
                        mailbox.TenantId == row.TenantId
                        && mailbox.PersonId == row.PersonId
                        && mailbox.State == MailboxState.NeedsSignIn
                    )
            );

    private async Task<T> InTenantAsync<T>(Guid tenant, Func<CommitmentsDb, Task<T>> work)
    {
        await using var scope = scopes.CreateTenantScope(tenant);
        return await work(scope.ServiceProvider.GetRequiredService<CommitmentsDb>());
    }

    private async Task<T> AcrossTenantsAsync<T>(Func<CommitmentsDb, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<CommitmentsDb>());
    }
}
