using System.Text.Json.Serialization;
using NodaTime;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>One message as it lies in one mailbox. It never changes: a change is a new value with a new version.</summary>
public sealed record MailItem
{
    /// <summary>Counts within the mailbox; the immutable id is made from it.</summary>
    public long Number { get; init; }

    /// <summary>The default id, which a move changes.</summary>
    public string Id { get; init; } = "";

    /// <summary>The id that stays as long as the item is in the mailbox.</summary>
    public string ImmutableId { get; init; } = "";
    public string Folder { get; init; } = "";

    /// <summary>The mailbox's change count when this item last changed.</summary>
    public long Version { get; init; }

    /// <summary>The mailbox's change count when this item came into its folder.</summary>
    public long ArrivedVersion { get; init; }
    public Instant Created { get; init; }
    public Instant Modified { get; init; }
    public Instant? Sent { get; init; }
    public Instant? Received { get; init; }

    /// <summary>RFC 5322 Message-ID with its angle brackets: one for all recipients.</summary>
    public string InternetMessageId { get; init; } = "";
    public string ConversationId { get; init; } = "";

    /// <summary>22 bytes (1, 5 of time, 16 GUID) and 5 more for every reply.</summary>
    public byte[] ConversationIndex { get; init; } = [];
    public string Subject { get; init; } = "";
    public Body Body { get; init; } = new("", IsHtml: false);

    /// <summary>The new part of the body where somebody else found it; otherwise it is cut when asked for.</summary>
    public Body? GivenUniqueBody { get; init; }
    public Address? From { get; init; }
    public Address? Sender { get; init; }
    public IReadOnlyList<Address> To { get; init; } = [];
    public IReadOnlyList<Address> Cc { get; init; } = [];
    public IReadOnlyList<Address> Bcc { get; init; } = [];
    public IReadOnlyList<Address> ReplyTo { get; init; } = [];
    public string Importance { get; init; } = "normal";
    public string InferenceClassification { get; init; } = "focused";
    public bool IsRead { get; init; }
    public bool IsDraft { get; init; }
    public bool IsReadReceiptRequested { get; init; }
    public bool IsDeliveryReceiptRequested { get; init; }
    public IReadOnlyList<string> Categories { get; init; } = [];
    public Flag Flag { get; init; } = Flag.None;
    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>Single-value extended properties by their id, spelled as given.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    public IReadOnlyList<OpenExtension> Extensions { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<Address> Recipients => To.Concat(Cc).Concat(Bcc);

    /// <summary>The message this one answers, by its Message-ID; null when it answers none.</summary>
    [JsonIgnore]
    public string? InReplyTo => Properties.GetValueOrDefault(KnownProperties.InReplyTo) ?? HeaderValue("In-Reply-To");

    /// <summary>All messages before this one in the thread, oldest first, by their Message-IDs.</summary>
    [JsonIgnore]
    public IEnumerable<string> References =>
        (Properties.GetValueOrDefault(KnownProperties.References) ?? HeaderValue("References") ?? "").Split(
            (char[]?)null,
            StringSplitOptions.RemoveEmptyEntries
        );

    public string? HeaderValue(string name) =>
        Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    public MailItem WithProperty(string id, string value) =>
        this with
        {
            Properties = new Dictionary<string, string>(Properties) { [id] = value },
        };
}

public sealed record Body(string Content, bool IsHtml);

public sealed record Header(string Name, string Value);

/// <summary>The follow-up flag; dates are kept as Graph was given them.</summary>
public sealed record Flag(string Status, ZonedText? Start, ZonedText? Due, ZonedText? Completed)
{
    public static Flag None { get; } = new("notFlagged", null, null, null);
}

/// <summary>A local date and time with the name of its zone, as Graph's dateTimeTimeZone.</summary>
public sealed record ZonedText(string DateTime, string TimeZone);

/// <summary>A named set of untyped properties.</summary>
/// <param name="Properties">A JSON object.</param>
public sealed record OpenExtension(string Name, string Properties);

/// <param name="Item">The message that is attached; null for a file.</param>
public sealed record Attachment(
    string Id,
    string Name,
    string ContentType,
    byte[] Content,
    bool IsInline,
    string? ContentId,
    Instant Modified,
    MailItem? Item = null
);

/// <summary>MAPI's own properties that Graph reads and writes by tag.</summary>
public static class KnownProperties
{
    public const string InReplyTo = "String 0x1042";
    public const string References = "String 0x1039";
    public const string ItemClass = "String 0x001A";
    public const string TransportHeaders = "String 0x007D";

    /// <summary>Asks other systems not to answer automatically; -1 or a sum of 1 DR, 2 NDR, 4 RN, 8 NRN, 16 OOF, 32 AutoReply.</summary>
    public const string AutoResponseSuppress = "Integer 0x3FDF";
}
