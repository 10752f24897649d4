using System.Security.Cryptography;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Keeps one subscription alive for every mailbox that has been used: made, renewed at half life, adopted, made anew.</summary>
public sealed class SubscriptionWork(
    CommitmentsDb db,
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

    /// <summary>From now on the mailbox is read for replies. Saves by itself; harmless when it is so already.</summary>
    /// <remarks>When Graph is away the subscription is made later; until then the sweep reads.</remarks>
    public async Task EnsureAsync(MailboxOwner owner, CancellationToken cancellation)
    {
        var (tenant, person) = owner;
        var row = await Rows.SingleOrDefaultAsync(r => r.TenantId == tenant && r.PersonId == person, cancellation);
        if (row is null)
        {
            row = new SubscriptionRow
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                TenantId = tenant,
                PersonId = person,
                Secret = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32)),
                DueAt = Now,
            };
            db.Add(row);
            foreach (var folder in new[] { MailFolders.Inbox, MailFolders.SentItems })
                db.Add(
                    new TrackedFolderRow
                    {
                        TenantId = tenant,
                        PersonId = person,
                        Folder = folder,
                        Since = Now,
                    }
                );
            await db.SaveChangesAsync(cancellation);
        }
        if (row.GraphId is null && row.DueAt <= Now)
            await LookAfterAsync(row, cancellation);
    }

    public async Task<Instant?> NextDueAsync(CancellationToken cancellation) =>
        await Workable.MinAsync(row => (Instant?)row.DueAt, cancellation);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = Now;
        var due = await Workable.Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).ToListAsync(cancellation);
        foreach (var row in due)
            await LookAfterAsync(row, cancellation);
    }

    private async Task LookAfterAsync(SubscriptionRow row, CancellationToken cancellation)
    {
        try
        {
            var mailbox = mailboxes.Open(row.Owner);
            var expiresAt = Now + Duration.FromHours(settings.SubscriptionHours);
            var held = row.GraphId is { } id ? await mailbox.RenewSubscriptionAsync(id, expiresAt, cancellation) : null;
            if (held is null)
            {
                held = await MakeAsync(mailbox, row, expiresAt, cancellation);
                await MarkAllAsync(row.Owner, cancellation);
            }
            row.GraphId = held.Id;
            row.ExpiresAt = held.ExpiresAt;
            row.DueAt = Now + (held.ExpiresAt - Now) / 2;
            row.Failures = 0;
        }
        catch (Exception failed) when (failed is MailboxAway or MailboxNeedsSignIn or MailboxRefused)
        {
            row.Failures++;
            var pause = (failed as MailboxAway)?.RetryAfter ?? Backoff(row);
            row.DueAt = Now + pause;
            log.LogInformation(
                "The subscription of {Person} waits {Pause} after {Failures} failures: {Why}",
                row.PersonId,
                pause,
                row.Failures,
                failed.Message
            );
        }
        await db.SaveChangesAsync(cancellation);
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
            await mailbox.UnsubscribeAsync(held.Id, cancellation);
        }
        return await mailbox.SubscribeAsync(wish, cancellation)
            ?? throw new MailboxAway("Microsoft Graph says that a subscription exists and does not show it.");
    }

    /// <summary>What happened while there was no subscription is found by reading.</summary>
    private async Task MarkAllAsync(MailboxOwner owner, CancellationToken cancellation)
    {
        var (tenant, person) = owner;
        await db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .Where(row => row.TenantId == tenant && row.PersonId == person)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Notified, r => r.Notified + 1), cancellation);
        signal.Raise();
    }

    private static Duration Backoff(SubscriptionRow row) =>
        Duration.Min(Duration.FromMinutes(1) * Math.Pow(2, Math.Min(row.Failures - 1, 10)), LongestPause)
        * (1 + Jitter.Of(row.PersonId.ToString()) / 5);

    private string PublicUrl =>
        (
            settings.PublicUrl ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? ""
        ).TrimEnd('/');

    private IQueryable<SubscriptionRow> Rows => db.Set<SubscriptionRow>().IgnoreQueryFilters();

    /// <summary>Those whose mailbox can be worked with: a parked one waits for its owner.</summary>
    private IQueryable<SubscriptionRow> Workable =>
        Rows.Where(row =>
            !db.Set<MailboxRow>()
                .IgnoreQueryFilters()
                .Any(mailbox =>
                    mailbox.TenantId == row.TenantId
                    && mailbox.PersonId == row.PersonId
                    && mailbox.State == MailboxState.NeedsSignIn
                )
        );
}
