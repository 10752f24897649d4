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
    internal static readonly Duration Overlap = Duration.FromMinutes(10);

    /// <summary>
    /// A list that must be begun anew goes back so far before the last look: older mail was read when it came. Graph lists no more
    /// than five thousand messages there, so all since the first look might leave out the newest.
    /// </summary>
    private static readonly Duration Reach = Duration.FromDays(30);

    /// <summary>Notifications of mail that came long ago, as when many are moved: each costs a call, the rest waits for the next look.</summary>
    private const int MostLate = 20;

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
        var again = Instant.Max(row.Since, (row.ReadAt ?? row.Since) - Reach);
        var changes = await mailbox.ChangesAsync(row.Folder, row.DeltaLink, row.Since, again, cancellation);
        if (changes.HasMore)
        {
            // still due
            row.DeltaLink = changes.NextLink;
            return changes;
        }
        if (row.Folder == MailFolders.Inbox)
            changes = await LookElsewhereAsync(mailbox, row, changes, cancellation);

        if (changes.NextLink is null && !WellKnown.Contains(row.Folder))
        {
            // somebody deleted it; mail that a rule puts into a new one is notified
            db.Remove(row);
            return changes;
        }
        row.DeltaLink = changes.NextLink;
        row.ReadAt = begun;
        row.NotifiedRead = changes.HasMore ? row.NotifiedRead : notified;
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
    /// Mail that was notified or has arrived since the last look may lie in another folder: that is read next, and from now on
    /// if it was not read before. What its owner has deleted meanwhile was said all the same.
    /// </summary>
    /// <returns>With the deleted mail.</returns>
    private async Task<FolderChanges> LookElsewhereAsync(
        GraphMailbox mailbox,
        TrackedFolderRow inbox,
        FolderChanges changes,
        CancellationToken cancellation
    )
    {
        var (tenant, person) = mailbox.Owner;
        var since = Instant.Max(inbox.Since, (inbox.ReadAt ?? inbox.Since) - Overlap);
        var arrived = new Dictionary<string, ArrivedMail>(StringComparer.Ordinal);
        foreach (var mail in await mailbox.ArrivedSinceAsync(since, cancellation))
            arrived[mail.Id] = mail;
        var notifications = await NotificationsAsync(mailbox.Owner, cancellation);
        var late = notifications.FindAll(notification => !arrived.ContainsKey(notification.MessageId));
        var next = late.Take(MostLate).ToList();
        foreach (
            var (id, folder) in await Task.WhenAll(
                next.Select(async one => (one.MessageId, await mailbox.FolderOfAsync(one.MessageId, cancellation)))
            )
        )
        {
            if (folder is not null)
                arrived[id] = new(id, folder, since);
        }
        db.RemoveRange(notifications.Except(late).Concat(next));

        var hasMore = late.Count > next.Count;
        if (arrived.Count == 0)
            return changes with { HasMore = hasMore };
        var notified = notifications.Select(one => one.MessageId).ToHashSet(StringComparer.Ordinal);
        var known = await KnownFoldersAsync(mailbox, cancellation);
        var deletedItems = await folders.IdOfAsync(mailbox, MailFolders.DeletedItems, cancellation);
        var deleted = new List<MailMessage>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mail in arrived.Values)
        {
            if (mail.FolderId == deletedItems)
            {
                if (await mailbox.FindAsync(mail.Id, cancellation) is { } message)
                    deleted.Add(message);
            }
            else if (known.TryAdd(mail.FolderId, null))
                db.Add(
                    new TrackedFolderRow
                    {
                        TenantId = tenant,
                        PersonId = person,
                        Folder = mail.FolderId,
                        Since = since - settings.Sweep,
                    }
                );
            else if (
                known[mail.FolderId] is { } tracked
                && tracked.Folder != inbox.Folder
                && (notified.Contains(mail.Id) || mail.ReceivedAt > tracked.ReadAt)
            )
                told.Add(tracked.Folder);
        }
        await MarkAsync(mailbox.Owner, told, cancellation);
        return changes with { Messages = [.. changes.Messages, .. deleted], HasMore = hasMore };
    }

    private async Task MarkAsync(MailboxOwner owner, HashSet<string> told, CancellationToken cancellation)
    {
        if (told.Count == 0)
            return;
        var (tenant, person) = owner;
        await db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .Where(row => row.TenantId == tenant && row.PersonId == person && told.Contains(row.Folder))
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Notified, r => r.Notified + 1), cancellation);
    }

    /// <summary>By their ids, the folders that are tracked; null for those that hold no replies.</summary>
    private async Task<Dictionary<string, TrackedFolderRow?>> KnownFoldersAsync(
        GraphMailbox mailbox,
        CancellationToken cancellation
    )
    {
        var (tenant, person) = mailbox.Owner;
        var tracked = await db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .AsNoTracking()
            .Where(row => row.TenantId == tenant && row.PersonId == person)
            .ToListAsync(cancellation);
        var known = tracked.ToDictionary(row => row.Folder, row => (TrackedFolderRow?)row, StringComparer.Ordinal);
        foreach (var name in WellKnown)
        {
            if (await folders.IdOfAsync(mailbox, name, cancellation) is { } id)
                known[id] = known.GetValueOrDefault(name);
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
