using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>A folder with something to read.</summary>
public sealed record TrackedFolder(MailboxOwner Owner, string Folder);

/// <summary>
/// Which folders have to be read, and how far each has been. A notification is the trigger and the delta query the truth:
/// a folder that stays silent is read too, because notifications get lost.
/// </summary>
public sealed class CatchUp(
    CommitmentsDb db,
    GraphMailboxes mailboxes,
    MailboxFolders folders,
    GraphSettings settings,
    TimeProvider time
)
{
    /// <summary>Between Graph's clock and ours, and for what is still being filed when it is asked for.</summary>
    private static readonly Duration Overlap = Duration.FromMinutes(10);

    private static readonly string[] WellKnown =
    [
        MailFolders.Inbox,
        MailFolders.SentItems,
        MailFolders.Archive,
        MailFolders.Drafts,
        MailFolders.Outbox,
        MailFolders.DeletedItems,
        MailFolders.JunkMail,
    ];

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Folders that were notified or have been silent for the sweep's interval, longest waiting first, over all tenants.</summary>
    public async Task<IReadOnlyList<TrackedFolder>> DueAsync(int atMost, CancellationToken cancellation)
    {
        var now = Now;
        var sweepBefore = now - settings.Sweep;
        return await Workable(now)
            .Where(row => row.Notified > row.NotifiedRead || row.ReadAt == null || row.ReadAt <= sweepBefore)
            .OrderBy(row => row.ReadAt)
            .Take(atMost)
            .Select(row => new TrackedFolder(new MailboxOwner(row.TenantId, row.PersonId), row.Folder))
            .ToListAsync(cancellation);
    }

    /// <summary>When the next folder falls due; in the past when one is.</summary>
    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        var now = Now;
        var workable = Workable(now);
        if (await workable.AnyAsync(row => row.Notified > row.NotifiedRead || row.ReadAt == null, cancellation))
            return now;
        var sweep = await workable.MinAsync(row => row.ReadAt, cancellation) + settings.Sweep;
        var back = await Mailboxes
            .Where(row => row.State == MailboxState.Away && row.RetryAt > now)
            .MinAsync(row => row.RetryAt, cancellation);
        return sweep is null || back < sweep ? back : sweep;
    }

    /// <summary>What changed in a folder since it was last read.</summary>
    /// <remarks>
    /// The new place is put on the row of this unit of work and not saved: the caller saves it with what it made of the
    /// messages, in one transaction. A second reader of the folder then fails with a concurrency error and loses nothing.
    /// </remarks>
    /// <exception cref="MailboxAway">Recorded already; the folder falls due again by itself.</exception>
    /// <exception cref="MailboxNeedsSignIn">Recorded already; the folder waits for its owner.</exception>
    public async Task<FolderChanges> ReadAsync(TrackedFolder tracked, CancellationToken cancellation)
    {
        var (tenant, person) = tracked.Owner;
        var row = await db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .SingleAsync(r => r.TenantId == tenant && r.PersonId == person && r.Folder == tracked.Folder, cancellation);
        await db.Entry(row).ReloadAsync(cancellation);
        var begun = Now;
        var notified = row.Notified;
        var mailbox = mailboxes.Open(tracked.Owner);
        var changes = await mailbox.ChangesAsync(row.Folder, row.DeltaLink, row.Since, cancellation);
        if (row.Folder == MailFolders.Inbox)
            changes = changes with
            {
                Messages = [.. changes.Messages, .. await LookElsewhereAsync(mailbox, row, cancellation)],
            };

        if (changes.NextLink is null && !WellKnown.Contains(row.Folder))
        {
            // somebody deleted it; mail that a rule puts into a new one is notified
            db.Remove(row);
            return changes;
        }
        row.DeltaLink = changes.NextLink;
        row.ReadAt = begun;
        row.NotifiedRead = notified;
        return changes;
    }

    private Task<List<NotificationRow>> NotificationsAsync(MailboxOwner owner, CancellationToken cancellation)
    {
        var (tenant, person) = owner;
        return db.Set<NotificationRow>()
            .IgnoreQueryFilters()
            .Where(row => row.TenantId == tenant && row.PersonId == person)
            .ToListAsync(cancellation);
    }

    /// <summary>
    /// Mail that has arrived since the last look may lie where a rule put it: from now on that folder is read too. What its
    /// owner has deleted meanwhile was said all the same.
    /// </summary>
    /// <returns>The deleted mail.</returns>
    private async Task<IReadOnlyList<MailMessage>> LookElsewhereAsync(
        GraphMailbox mailbox,
        TrackedFolderRow inbox,
        CancellationToken cancellation
    )
    {
        var (tenant, person) = mailbox.Owner;
        var since = Instant.Max(inbox.Since, (inbox.ReadAt ?? inbox.Since) - Overlap);
        var arrived = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, folder) in await mailbox.ArrivedSinceAsync(since, cancellation))
            arrived[id] = folder;
        var notifications = await NotificationsAsync(mailbox.Owner, cancellation);
        foreach (var late in notifications.Where(notification => !arrived.ContainsKey(notification.MessageId)))
        {
            if (await mailbox.FolderOfAsync(late.MessageId, cancellation) is { } folder)
                arrived[late.MessageId] = folder;
        }
        db.RemoveRange(notifications);

        var deleted = new List<MailMessage>();
        if (arrived.Count == 0)
            return deleted;
        var known = await KnownFoldersAsync(mailbox, cancellation);
        var deletedItems = await folders.IdOfAsync(mailbox, MailFolders.DeletedItems, cancellation);
        foreach (var (id, folder) in arrived)
        {
            if (folder == deletedItems)
            {
                if (await mailbox.FindAsync(id, cancellation) is { } message)
                    deleted.Add(message);
            }
            else if (known.Add(folder))
                db.Add(
                    new TrackedFolderRow
                    {
                        TenantId = tenant,
                        PersonId = person,
                        Folder = folder,
                        Since = since - settings.Sweep,
                    }
                );
        }
        return deleted;
    }

    /// <summary>Ids of the folders that are tracked, or hold no replies.</summary>
    private async Task<HashSet<string>> KnownFoldersAsync(GraphMailbox mailbox, CancellationToken cancellation)
    {
        var (tenant, person) = mailbox.Owner;
        var known = await db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .Where(row => row.TenantId == tenant && row.PersonId == person)
            .Select(row => row.Folder)
            .ToHashSetAsync(StringComparer.Ordinal, cancellation);
        foreach (var name in WellKnown)
        {
            if (await folders.IdOfAsync(mailbox, name, cancellation) is { } id)
                known.Add(id);
        }
        return known;
    }

    private IQueryable<MailboxRow> Mailboxes => db.Set<MailboxRow>().IgnoreQueryFilters();

    private IQueryable<TrackedFolderRow> Workable(Instant now) =>
        db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .Where(folder =>
                !Mailboxes.Any(mailbox =>
                    mailbox.TenantId == folder.TenantId
                    && mailbox.PersonId == folder.PersonId
                    && (
                        mailbox.State == MailboxState.NeedsSignIn
                        || (mailbox.State == MailboxState.Away && mailbox.RetryAt > now)
                    )
                )
            );
}
