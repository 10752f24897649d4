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
        var notifications =
            row.Folder == MailFolders.Inbox ? await NotificationsAsync(tracked.Owner, cancellation) : [];

        var changes = await mailbox.ChangesAsync(row.Folder, row.DeltaLink, row.Since, cancellation);

        var read = changes.Messages.Select(message => message.Id).ToHashSet(StringComparer.Ordinal);
        await TrackFoldersOfAsync(mailbox, notifications.Where(n => !read.Contains(n.MessageId)), cancellation);
        db.RemoveRange(notifications);
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

    /// <summary>Mail that was notified and is not in the inbox may lie where a rule put it: from now on that folder is read too.</summary>
    private async Task TrackFoldersOfAsync(
        GraphMailbox mailbox,
        IEnumerable<NotificationRow> elsewhere,
        CancellationToken cancellation
    )
    {
        var (tenant, person) = mailbox.Owner;
        HashSet<string>? known = null;
        foreach (var notification in elsewhere)
        {
            if (await mailbox.FolderOfAsync(notification.MessageId, cancellation) is not { } folder)
                continue;
            known ??= await KnownFoldersAsync(mailbox, cancellation);
            if (known.Add(folder))
                db.Add(
                    new TrackedFolderRow
                    {
                        TenantId = tenant,
                        PersonId = person,
                        Folder = folder,
                        Since = notification.ReceivedAt - settings.Sweep,
                    }
                );
        }
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
