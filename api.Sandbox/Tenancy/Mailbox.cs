using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>
/// A folder of one mailbox. Its id never changes; its well-known name is Graph's in any language, and null when a person made it.
/// </summary>
public sealed record Folder(string Id, string DisplayName, string ParentId, string? WellKnownName, long Version);

/// <summary>What is left of an item that went away from a folder, so that delta can tell.</summary>
public sealed record Removal(string Folder, long Version, string Id, string ImmutableId);

/// <summary>One thing that happened in a mailbox. Closed.</summary>
public abstract record MailChange(Mailbox Mailbox, MailItem Item)
{
    public sealed record Created(Mailbox Mailbox, MailItem Item) : MailChange(Mailbox, Item);

    public sealed record Updated(Mailbox Mailbox, MailItem Item) : MailChange(Mailbox, Item);

    public sealed record Moved(Mailbox Mailbox, MailItem Item, MailItem Before) : MailChange(Mailbox, Item);

    public sealed record Deleted(Mailbox Mailbox, MailItem Item) : MailChange(Mailbox, Item);
}

public sealed record Category(string Id, string DisplayName, string Color);

/// <summary>Out-of-office answers. Start and end count only when the status is scheduled.</summary>
public sealed record AutomaticReplies(
    string Status,
    string ExternalAudience,
    Instant? Start,
    Instant? End,
    string InternalMessage,
    string ExternalMessage
)
{
    public static AutomaticReplies Off { get; } = new("disabled", "all", null, null, "", "");

    public bool AreOnAt(Instant now) =>
        Status switch
        {
            "alwaysEnabled" => true,
            "scheduled" => Start <= now && now < End,
            _ => false,
        };
}

/// <summary>
/// A meeting or an absence in somebody's calendar, shown as free, tentative, busy, oof, workingElsewhere or unknown.
/// </summary>
/// <param name="Recurrence">When a series happens, as Graph's JSON; null for a single event.</param>
/// <param name="Series">The id of the series that an occurrence is of.</param>
public sealed record CalendarEvent(
    string Id,
    string Subject,
    Instant Start,
    Instant End,
    string ShowAs,
    string? Location,
    bool IsAllDay,
    IReadOnlyList<Attendee> Attendees,
    Address Organizer,
    Instant Created,
    Body Body,
    string? Recurrence = null,
    string? Series = null
);

/// <summary>An invited person, whose response is none, accepted, tentativelyAccepted or declined.</summary>
public sealed record Attendee(Address Address, string Type, string Response);

/// <summary>One person's mailbox: folders, messages, settings, and what changed in which order.</summary>
/// <remarks>All mailboxes of a tenant share one lock, so that a snapshot never shows half a delivery.</remarks>
public sealed class Mailbox
{
    /// <summary>Where the removals of folders themselves are written down.</summary>
    public const string FolderList = "folders";

    private static readonly (string WellKnown, string Display)[] Standard =
    [
        ("inbox", "Inbox"),
        ("drafts", "Drafts"),
        ("sentitems", "Sent Items"),
        ("deleteditems", "Deleted Items"),
        ("archive", "Archive"),
        ("junkemail", "Junk Email"),
        ("outbox", "Outbox"),
        ("conversationhistory", "Conversation History"),
    ];

    private readonly Lock gate;
    private readonly SandboxClock clock;
    private readonly Action<MailChange> changed;
    private readonly Dictionary<long, MailItem> items = [];
    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> byMessageId = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Removal> removals = [];
    private readonly List<Folder> folders = [];
    private readonly List<Category> categories = [];
    private readonly List<CalendarEvent> events = [];
    private readonly HashSet<(string Mail, Instant Since)> answeredAutomatically = [];
    private Person owner;
    private AutomaticReplies automaticReplies = AutomaticReplies.Off;
    private long lastNumber;

    internal Mailbox(Person owner, Lock gate, SandboxClock clock, Action<MailChange> changed)
    {
        this.owner = owner;
        this.gate = gate;
        this.clock = clock;
        this.changed = changed;
        RootFolderId = IdFrom("AAMk", "msgfolderroot");
        foreach (var (wellKnown, display) in Standard)
            folders.Add(new(IdFrom("AAMk", "folder " + wellKnown), display, RootFolderId, wellKnown, 0));
    }

    internal Mailbox(MailboxState state, Person owner, Lock gate, SandboxClock clock, Action<MailChange> changed)
    {
        this.owner = owner;
        this.gate = gate;
        this.clock = clock;
        this.changed = changed;
        RootFolderId = IdFrom("AAMk", "msgfolderroot");
        folders = [.. state.Folders];
        categories = [.. state.Categories];
        events = [.. state.Events];
        removals = [.. state.Removals];
        automaticReplies = state.AutomaticReplies;
        answeredAutomatically = [.. state.AnsweredAutomatically.Select(answered => (answered.Mail, answered.Since))];
        lastNumber = state.LastNumber;
        Version = state.Version;
        OldestVersion = state.OldestVersion;
    }

    /// <summary>Counts every change in this mailbox.</summary>
    public long Version { get; private set; }

    /// <summary>Delta tokens older than this are dead.</summary>
    public long OldestVersion { get; private set; }

    public string RootFolderId { get; }

    public Person Owner
    {
        get
        {
            lock (gate)
                return owner;
        }
    }

    public AutomaticReplies AutomaticReplies
    {
        get
        {
            lock (gate)
                return automaticReplies;
        }
        set
        {
            lock (gate)
                automaticReplies = value;
        }
    }

    public IReadOnlyList<MailItem> Items
    {
        get
        {
            lock (gate)
                return [.. items.Values];
        }
    }

    public IReadOnlyList<Folder> Folders
    {
        get
        {
            lock (gate)
                return [.. folders];
        }
    }

    public IReadOnlyList<Category> Categories
    {
        get
        {
            lock (gate)
                return [.. categories];
        }
    }

    public IReadOnlyList<CalendarEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    /// <summary>The folder of an id or a well-known name; null when there is none.</summary>
    public Folder? FindFolder(string idOrName)
    {
        lock (gate)
            return idOrName.Equals("msgfolderroot", StringComparison.OrdinalIgnoreCase) || idOrName == RootFolderId
                ? new Folder(RootFolderId, "Top of Information Store", RootFolderId, "msgfolderroot", 0)
                : folders.FirstOrDefault(folder =>
                    folder.Id == idOrName
                    || string.Equals(folder.WellKnownName, idOrName, StringComparison.OrdinalIgnoreCase)
                );
    }

    /// <summary>A standard folder, by its well-known name.</summary>
    public Folder FolderNamed(string wellKnown) =>
        FindFolder(wellKnown) ?? throw new ArgumentException($"No folder is called '{wellKnown}'.", nameof(wellKnown));

    /// <summary>The item of a default or an immutable id; null when there is none (any more).</summary>
    public MailItem? Find(string id)
    {
        lock (gate)
            return numbers.TryGetValue(id, out var number) ? items.GetValueOrDefault(number) : null;
    }

    public MailItem? FindByMessageId(string internetMessageId)
    {
        lock (gate)
            return byMessageId.TryGetValue(internetMessageId, out var number) ? items.GetValueOrDefault(number) : null;
    }

    /// <summary>Puts a new message into a folder, gives it ids and finds the conversation that it belongs to.</summary>
    public MailItem Add(MailItem item, string folder)
    {
        lock (gate)
        {
            var number = ++lastNumber;
            var messageId =
                item.InternetMessageId.Length > 0
                    ? item.InternetMessageId
                    : $"<{Hash($"message {number}")[..24]}@{Address.DomainOf(owner.Mail)}>";
            var added = InConversation(
                item with
                {
                    Number = number,
                    Id = DefaultId(number, folder, Version + 1),
                    ImmutableId = IdFrom("AAkA", $"item {number}"),
                    InternetMessageId = messageId,
                    Folder = folder,
                    Version = ++Version,
                    ArrivedVersion = Version,
                    Created = item.Created == default ? clock.Now : item.Created,
                    Modified = item.Modified == default ? clock.Now : item.Modified,
                }
            );
            Keep(added);
            changed(new MailChange.Created(this, added));
            return added;
        }
    }

    /// <summary>Changes an item; null when it is gone.</summary>
    public MailItem? Change(MailItem item, Func<MailItem, MailItem> change)
    {
        lock (gate)
        {
            if (!items.TryGetValue(item.Number, out var now))
                return null;
            var after = change(now) with { Version = ++Version, Modified = clock.Now };
            items[after.Number] = after;
            changed(new MailChange.Updated(this, after));
            return after;
        }
    }

    /// <summary>Moves an item: its default id changes, its immutable id stays. Null when it is gone.</summary>
    public MailItem? Move(MailItem item, string folder, Func<MailItem, MailItem>? change = null)
    {
        lock (gate)
        {
            if (!items.TryGetValue(item.Number, out var before))
                return null;
            numbers.Remove(before.Id);
            removals.Add(new(before.Folder, ++Version, before.Id, before.ImmutableId));
            var after = (change?.Invoke(before) ?? before) with
            {
                Id = DefaultId(before.Number, folder, Version),
                Folder = folder,
                Version = Version,
                ArrivedVersion = Version,
                Modified = clock.Now,
            };
            Keep(after);
            changed(new MailChange.Moved(this, after, before));
            return after;
        }
    }

    /// <summary>Deletes an item for good.</summary>
    public bool Delete(MailItem item)
    {
        lock (gate)
        {
            if (!items.Remove(item.Number, out var gone))
                return false;
            numbers.Remove(gone.Id);
            numbers.Remove(gone.ImmutableId);
            removals.Add(new(gone.Folder, ++Version, gone.Id, gone.ImmutableId));
            changed(new MailChange.Deleted(this, gone with { Version = Version }));
            return true;
        }
    }

    /// <summary>What changed in a folder after a version, in the order of changing: items to take, and items gone from it.</summary>
    public (IReadOnlyList<MailItem> Changed, IReadOnlyList<Removal> Gone, long Version) Since(
        string folder,
        long version
    )
    {
        lock (gate)
        {
            var present = items.Values.Where(item => item.Folder == folder && item.Version > version);
            var gone = removals
                .Where(removal => removal.Folder == folder && removal.Version > version)
                .GroupBy(removal => removal.ImmutableId)
                .Select(group => group.Last())
                .Where(removal =>
                    !numbers.TryGetValue(removal.ImmutableId, out var number) || items[number].Folder != folder
                );
            return ([.. present.OrderBy(item => item.Version)], [.. gone], Version);
        }
    }

    /// <summary>Folders that are new or changed after a version, and those that are gone.</summary>
    public (IReadOnlyList<Folder> Changed, IReadOnlyList<Removal> Gone, long Version) FoldersSince(long version)
    {
        lock (gate)
            return (
                [.. folders.Where(folder => folder.Version > version)],
                [.. removals.Where(removal => removal.Folder == FolderList && removal.Version > version)],
                Version
            );
    }

    /// <summary>Makes every delta token handed out so far invalid.</summary>
    public void ExpireDeltaTokens()
    {
        lock (gate)
            OldestVersion = ++Version;
    }

    public Folder AddFolder(string displayName, string parentId)
    {
        lock (gate)
        {
            var folder = new Folder(IdFrom("AAMk", $"folder {++lastNumber}"), displayName, parentId, null, ++Version);
            folders.Add(folder);
            return folder;
        }
    }

    public Folder RenameFolder(Folder folder, string displayName)
    {
        lock (gate)
        {
            var renamed = folder with { DisplayName = displayName, Version = ++Version };
            folders[folders.FindIndex(each => each.Id == folder.Id)] = renamed;
            return renamed;
        }
    }

    /// <summary>Deletes a folder with the folders in it; their messages go into Deleted Items.</summary>
    public void DeleteFolder(Folder folder)
    {
        foreach (var inner in Folders.Where(each => each.ParentId == folder.Id))
            DeleteFolder(inner);
        foreach (var item in Items.Where(item => item.Folder == folder.Id))
            Move(item, FolderNamed("deleteditems").Id);
        lock (gate)
        {
            folders.RemoveAll(each => each.Id == folder.Id);
            removals.Add(new(FolderList, ++Version, folder.Id, folder.Id));
        }
    }

    /// <summary>Adds a category; null when its name is taken.</summary>
    public Category? AddCategory(string displayName, string color)
    {
        lock (gate)
        {
            if (categories.Exists(each => each.DisplayName.Equals(displayName, StringComparison.OrdinalIgnoreCase)))
                return null;
            var category = new Category(
                new Guid(Convert.FromHexString(Hash("category " + displayName)[..32])).ToString(),
                displayName,
                color
            );
            categories.Add(category);
            return category;
        }
    }

    public void ReplaceCategory(Category category, Category? with)
    {
        lock (gate)
        {
            categories.RemoveAll(each => each.Id == category.Id);
            if (with is not null)
                categories.Add(with);
        }
    }

    public CalendarEvent AddEvent(CalendarEvent entry)
    {
        lock (gate)
        {
            var added = entry with { Id = IdFrom("AAMk", $"event {++lastNumber}"), Created = clock.Now };
            events.Add(added);
            return added;
        }
    }

    public void ReplaceEvent(CalendarEvent entry, CalendarEvent? with)
    {
        lock (gate)
        {
            events.RemoveAll(each => each.Id == entry.Id);
            if (with is not null)
                events.Add(with);
        }
    }

    /// <summary>Whether this person's out-of-office answer goes to this sender now: once for each absence, as Exchange does.</summary>
    internal bool ShouldAnswerAutomatically(string sender, Instant now)
    {
        lock (gate)
            return automaticReplies.AreOnAt(now)
                && answeredAutomatically.Add((sender.ToLowerInvariant(), automaticReplies.Start ?? Instant.MinValue));
    }

    internal void Become(Person person)
    {
        lock (gate)
            owner = person;
    }

    internal void Keep(MailItem item)
    {
        items[item.Number] = item;
        numbers[item.Id] = item.Number;
        numbers[item.ImmutableId] = item.Number;
        byMessageId[item.InternetMessageId] = item.Number;
    }

    internal MailboxState ToState()
    {
        lock (gate)
            return new(
                owner,
                [.. folders],
                [.. categories],
                [.. events],
                [.. removals],
                automaticReplies,
                [.. answeredAutomatically.Select(answered => new AnsweredSender(answered.Mail, answered.Since))],
                lastNumber,
                Version,
                OldestVersion
            );
    }

    /// <summary>An id like Graph's: opaque, case-sensitive, safe in an address, the same for the same mailbox and name.</summary>
    public string IdFrom(string prefix, string name) =>
        prefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner.Id} {name}"))) + "AAA=";

    private string DefaultId(long number, string folder, long version) =>
        IdFrom("AAMk", $"{number} {folder} {version}");

    private string Hash(string name) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner.Id} {name}")));

    private MailItem InConversation(MailItem item)
    {
        var parents = item.References.Reverse().Prepend(item.InReplyTo ?? "");
        var parent = parents.Select(FindByMessageId).FirstOrDefault(found => found is not null);
        var index =
            item.ConversationIndex.Length >= 22 ? item.ConversationIndex
            : parent is not null ? ConversationIndexes.Answer(parent.ConversationIndex, clock.Now)
            : ConversationIndexes.New(clock.Now, item.InternetMessageId);
        var topic = MailText.Topic(item.Subject);
        var isSameTopic =
            parent is not null && MailText.Topic(parent.Subject).Equals(topic, StringComparison.OrdinalIgnoreCase);
        return item with
        {
            ConversationIndex = index,
            ConversationId =
                item.ConversationId.Length > 0 ? item.ConversationId
                : isSameTopic && parent is not null ? parent.ConversationId
                : IdFrom("AAQk", $"{Convert.ToHexString(index.AsSpan(6, 16))} {topic.ToUpperInvariant()}"),
        };
    }
}

/// <summary>Exchange's thread index: a head with a GUID that stays, and five bytes more for every answer.</summary>
public static class ConversationIndexes
{
    public static byte[] New(Instant now, string seed)
    {
        var index = new byte[22];
        var time = now.ToDateTimeUtc().ToFileTimeUtc() >> 16;
        for (var at = 5; at >= 0; at--, time >>= 8)
            index[at] = (byte)time;
        index[0] = 1;
        SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16).CopyTo(index.AsSpan(6));
        return index;
    }

    public static byte[] Answer(byte[] parent, Instant now)
    {
        var difference = (uint)(now.ToUnixTimeTicks() >> 18);
        return
        [
            .. parent,
            (byte)(difference >> 24),
            (byte)(difference >> 16),
            (byte)(difference >> 8),
            (byte)difference,
            16,
        ];
    }
}
