using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Tenancy;

internal sealed record AnsweredSender(string Mail, Instant Since);

/// <summary>A mailbox without its messages.</summary>
internal sealed record MailboxState(
    Person Owner,
    IReadOnlyList<Folder> Folders,
    IReadOnlyList<Category> Categories,
    IReadOnlyList<CalendarEvent> Events,
    IReadOnlyList<Removal> Removals,
    AutomaticReplies AutomaticReplies,
    IReadOnlyList<AnsweredSender> AnsweredAutomatically,
    long LastNumber,
    long Version,
    long OldestVersion
);

internal sealed record StoredSentMail(Instant At, Guid Sender, MailItem Message, IReadOnlyList<Address> Outside);

/// <summary>The first line of the file.</summary>
internal sealed record SavedClock(Instant Clock);

/// <summary>The second line of the file; a message follows on each further line.</summary>
internal sealed record TenantHeader(
    Organisation Home,
    IReadOnlyList<Organisation> Organisations,
    IReadOnlyList<MailboxState> Mailboxes,
    JsonElement Rest
);

internal sealed record StoredItem(Guid? Mailbox, MailItem? Item, StoredSentMail? Sent);

/// <summary>The tenant on disk: JSON lines, replaced as a whole, so that a crash leaves the last complete snapshot.</summary>
public static class TenantFile
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new InstantJson(), new LocalTimeJson() },
    };

    public static string PathIn(string folder) => Path.Combine(folder, "tenant.jsonl");

    /// <summary>Where the saved tenant's clock stands; null when none is saved.</summary>
    public static Instant? ClockIn(string folder) =>
        File.Exists(PathIn(folder)) && File.ReadLines(PathIn(folder)).FirstOrDefault() is { } header
            ? JsonSerializer.Deserialize<SavedClock>(header, Json)?.Clock
            : null;

    /// <summary>Loads the saved tenant, if there is one, into an empty one.</summary>
    /// <returns>What <see cref="Save"/> was given besides; null when nothing was saved.</returns>
    public static JsonElement? Load(Tenant tenant, string folder)
    {
        if (!File.Exists(PathIn(folder)))
            return null;
        var lines = File.ReadAllLines(PathIn(folder));
        var header =
            JsonSerializer.Deserialize<TenantHeader>(lines[1], Json)
            ?? throw new InvalidDataException($"'{PathIn(folder)}' is not a saved tenant; start with --fresh.");
        var items = lines
            .Skip(2)
            .ToArray()
            .AsParallel()
            .AsOrdered()
            .Select(line => JsonSerializer.Deserialize<StoredItem>(line, Json) ?? throw new InvalidDataException(line))
            .ToList();
        tenant.Restore(
            header.Home,
            header.Organisations,
            header.Mailboxes,
            [
                .. items
                    .Select(stored => stored.Sent)
                    .OfType<StoredSentMail>()
                    .Select(sent => new SentMail(sent.At, sent.Sender, sent.Message, sent.Outside)),
            ]
        );
        foreach (var stored in items)
        {
            if (stored is { Mailbox: { } owner, Item: { } item })
                tenant.FindMailbox(owner.ToString())?.Keep(item);
        }
        return header.Rest;
    }

    /// <summary>Writes the tenant and something besides (subscriptions, grants) beside the old file, then takes its place.</summary>
    public static void Save(Tenant tenant, string folder, JsonElement rest)
    {
        var clock = new SavedClock(tenant.Clock.Now);
        var (header, items) = tenant.Together(() =>
            (
                new TenantHeader(
                    tenant.Home,
                    tenant.Organisations,
                    [.. tenant.Mailboxes.Select(mailbox => mailbox.ToState())],
                    rest
                ),
                tenant
                    .Mailboxes.SelectMany(mailbox =>
                        mailbox.Items.Select(item => new StoredItem(mailbox.Owner.Id, item, null))
                    )
                    .Concat(
                        tenant
                            .SentSince(Instant.MinValue)
                            .Select(sent => new StoredItem(
                                null,
                                null,
                                new(sent.At, sent.Sender, sent.Message, sent.Outside)
                            ))
                    )
                    .ToList()
            )
        );
        Directory.CreateDirectory(folder);
        var next = PathIn(folder) + ".next";
        using (var file = File.Create(next))
        {
            JsonSerializer.Serialize(file, clock, Json);
            file.WriteByte((byte)'\n');
            JsonSerializer.Serialize(file, header, Json);
            foreach (var item in items)
            {
                file.WriteByte((byte)'\n');
                JsonSerializer.Serialize(file, item, Json);
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(next, PathIn(folder), overwrite: true);
    }

    private sealed class InstantJson : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Instant.FromUnixTimeTicks(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeTicks());
    }

    private sealed class LocalTimeJson : JsonConverter<LocalTime>
    {
        public override LocalTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LocalTimePattern.GeneralIso.Parse(reader.GetString() ?? "").Value;

        public override void Write(Utf8JsonWriter writer, LocalTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(LocalTimePattern.GeneralIso.Format(value));
    }
}
