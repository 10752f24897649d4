using System.Text.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Messages in Graph's words, both ways.</summary>
public static class MessageShape
{
    private static readonly string[] DraftOnly =
    [
        "subject",
        "body",
        "toRecipients",
        "ccRecipients",
        "bccRecipients",
        "replyTo",
        "from",
        "sender",
        "internetMessageHeaders",
        "isDeliveryReceiptRequested",
        "isReadReceiptRequested",
    ];

    public static Shape<MailItem> Messages { get; } =
        new Shape<MailItem>("Microsoft.OutlookServices.Message")
            .With("@odata.etag", (item, _) => $"W/\"{ChangeKey(item)}\"")
            .With("id", (item, view) => IdOf(item, view))
            .With("createdDateTime", (item, _) => Time(item.Created))
            .With("lastModifiedDateTime", (item, _) => Time(item.Modified))
            .With("changeKey", (item, _) => ChangeKey(item))
            .With("categories", (item, _) => Texts(item.Categories))
            .With("receivedDateTime", (item, _) => Time(item.Received ?? item.Created))
            .With("sentDateTime", (item, _) => Time(item.Sent ?? item.Created))
            .With("hasAttachments", (item, _) => item.Attachments.Any(attachment => !attachment.IsInline))
            .With("internetMessageId", (item, _) => item.InternetMessageId)
            .With("subject", (item, _) => item.Subject)
            .With("bodyPreview", (item, view) => view.ShowsText ? MailText.Preview(item.Body) : null)
            .With("importance", (item, _) => item.Importance)
            .With("parentFolderId", (item, _) => item.Folder)
            .With("conversationId", (item, _) => item.ConversationId)
            .With("conversationIndex", (item, _) => Convert.ToBase64String(item.ConversationIndex))
            .With("isDeliveryReceiptRequested", (item, _) => item.IsDeliveryReceiptRequested)
            .With("isReadReceiptRequested", (item, _) => item.IsReadReceiptRequested)
            .With("isRead", (item, _) => item.IsRead)
            .With("isDraft", (item, _) => item.IsDraft)
            .With(
                "webLink",
                (item, view) =>
                    $"https://outlook.office365.com/owa/?ItemID={Uri.EscapeDataString(IdOf(item, view))}&exvsurl=1&viewmodel=ReadMessageItem"
            )
            .With("inferenceClassification", (item, _) => item.InferenceClassification)
            .With("body", (item, view) => view.ShowsText ? BodyOf(item.Body, view) : null)
            .With("sender", (item, _) => Recipient(item.Sender))
            .With("from", (item, _) => Recipient(item.From))
            .With("toRecipients", (item, _) => Recipients(item.To))
            .With("ccRecipients", (item, _) => Recipients(item.Cc))
            .With("bccRecipients", (item, _) => Recipients(item.Bcc))
            .With("replyTo", (item, _) => Recipients(item.ReplyTo))
            .With("flag", (item, _) => FlagOf(item.Flag))
            .OnlySelected(
                "uniqueBody",
                (item, view) => BodyOf(item.GivenUniqueBody ?? MailText.Unique(item.Body), view)
            )
            .OnlyWhereAny(
                "internetMessageHeaders",
                (item, _) => item.IsDraft || item.Headers.Count == 0 ? null : HeadersOf(item)
            )
            .OnlyWhereAny("singleValueExtendedProperties", PropertiesOf)
            .OnlySelected("multiValueExtendedProperties", (_, _) => new JsonArray())
            .OnlySelected(
                "extensions",
                (item, view) => ExtensionOperations.Of(item, view.ExpansionOf("extensions")?.Filter)
            )
            .OnlySelected("attachments", (item, view) => AttachmentsOf(item, view))
            .WithoutFilterOn(
                "toRecipients",
                "ccRecipients",
                "bccRecipients",
                "replyTo",
                "uniqueBody",
                "internetMessageHeaders",
                "attachments"
            );

    public static Shape<Attachment> Attachments { get; } =
        new Shape<Attachment>("microsoft.graph.attachment")
            .With(
                "@odata.type",
                (attachment, _) =>
                    attachment.Item is null ? "#microsoft.graph.fileAttachment" : "#microsoft.graph.itemAttachment"
            )
            .With("@odata.mediaContentType", (attachment, _) => attachment.Item is null ? attachment.ContentType : null)
            .With("id", (attachment, _) => attachment.Id)
            .With("lastModifiedDateTime", (attachment, _) => Time(attachment.Modified))
            .With("name", (attachment, _) => attachment.Name)
            .With("contentType", (attachment, _) => attachment.ContentType)
            .With("size", (attachment, _) => attachment.Content.Length)
            .With("isInline", (attachment, _) => attachment.IsInline)
            .With("contentId", (attachment, _) => attachment.ContentId)
            .With(
                "contentBytes",
                (attachment, _) => attachment.Item is null ? Convert.ToBase64String(attachment.Content) : null
            )
            .OnlyWhereAny("item", (attachment, view) => attachment.Item is { } item ? AttachedItem(item, view) : null);

    public static string IdOf(MailItem item, View view) => view.ImmutableIds ? item.ImmutableId : item.Id;

    public static string ChangeKey(MailItem item) =>
        Convert.ToBase64String(BitConverter.GetBytes(item.Number))
        + Convert.ToBase64String(BitConverter.GetBytes(item.Version));

    /// <summary>An instant to the second, as Graph shows a message's times.</summary>
    public static string Time(Instant instant) => InstantPattern.General.Format(instant);

    public static JsonObject? Recipient(Address? address) =>
        address is null
            ? null
            : new()
            {
                ["emailAddress"] = new JsonObject { ["name"] = address.Name, ["address"] = address.Mail },
            };

    public static JsonArray Recipients(IEnumerable<Address> addresses) => [.. addresses.Select(Recipient)];

    public static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    public static JsonObject BodyOf(Body body, View view) =>
        view.AsText
            ? new() { ["contentType"] = "text", ["content"] = MailText.PlainText(body) }
            : new() { ["contentType"] = "html", ["content"] = MailText.Html(body) };

    public static JsonObject? ZonedOf(ZonedText? zoned) =>
        zoned is null ? null : new() { ["dateTime"] = zoned.DateTime, ["timeZone"] = zoned.TimeZone };

    /// <summary>A message as a client describes it, for a new draft or for one that is delivered at once.</summary>
    /// <param name="json">A Graph message.</param>
    /// <param name="onto">What it starts from.</param>
    /// <param name="fromOutside">Whether any header and time is taken, as from another mail system; a client of Graph may not set them.</param>
    /// <exception cref="GraphException">A property is unknown, has the wrong form, or cannot be set.</exception>
    public static MailItem Read(JsonObject json, MailItem onto, bool fromOutside = false)
    {
        foreach (var (name, value) in json)
        {
            if (!name.Contains('@', StringComparison.Ordinal))
                onto = Set(onto, name, value, fromOutside);
        }
        return onto;
    }

    /// <summary>A message after a PATCH.</summary>
    /// <exception cref="GraphException">A property is unknown, has the wrong form, or cannot be changed once the message is sent.</exception>
    public static MailItem Patch(JsonObject json, MailItem item)
    {
        if (!item.IsDraft && json.Select(property => property.Key).FirstOrDefault(IsDraftOnly) is { } fixedName)
            throw GraphException.Bad(
                $"The property '{fixedName}' can only be changed while the message is a draft.",
                "ErrorInvalidPropertySet"
            );
        if (json.ContainsKey("internetMessageHeaders"))
            throw GraphException.Bad(
                "Internet message headers can only be set when a message is created.",
                "ErrorInvalidPropertySet"
            );
        return Read(json, item);
    }

    public static IReadOnlyList<Address> AddressesOf(JsonNode? node) =>
        node switch
        {
            null => [],
            JsonArray all => [.. all.Select(AddressOf).OfType<Address>()],
            _ => throw Malformed("recipients"),
        };

    public static Address? AddressOf(JsonNode? node)
    {
        if (node is null)
            return null;
        var email =
            node as JsonObject is { } recipient && recipient["emailAddress"] is JsonObject inner
                ? inner
                : throw Malformed("emailAddress");
        var mail = Text(email["address"])?.Trim() ?? "";
        return new(Text(email["name"]) is { Length: > 0 } name ? name : mail, mail);
    }

    public static Attachment AttachmentOf(JsonObject json, string id, Instant now)
    {
        var type = Text(json["@odata.type"]) ?? "fileAttachment";
        if (type.EndsWith("itemAttachment", StringComparison.Ordinal))
            return ItemAttachmentOf(json, id, now);
        if (!type.EndsWith("fileAttachment", StringComparison.Ordinal))
            throw new GraphException(501, "NotImplemented", $"The sandbox keeps files and messages, not '{type}'.");
        try
        {
            return new(
                id,
                Text(json["name"]) ?? throw Malformed("name"),
                Text(json["contentType"]) ?? "application/octet-stream",
                Convert.FromBase64String(Text(json["contentBytes"]) ?? throw Malformed("contentBytes")),
                json["isInline"]?.GetValue<bool>() ?? false,
                Text(json["contentId"]),
                now
            );
        }
        catch (FormatException)
        {
            throw Malformed("contentBytes");
        }
    }

    private static Attachment ItemAttachmentOf(JsonObject json, string id, Instant now)
    {
        var described = json["item"] as JsonObject ?? throw Malformed("item");
        var item = Read(described, new() { Created = now, Modified = now }, fromOutside: true);
        return new(
            id,
            Text(json["name"]) ?? item.Subject,
            "message/rfc822",
            System.Text.Encoding.UTF8.GetBytes(item.Body.Content),
            IsInline: false,
            ContentId: null,
            now,
            item
        );
    }

    private static JsonObject AttachedItem(MailItem item, View view)
    {
        var shown = Messages.Write(item, null, view with { Expanded = [] });
        shown.Insert(0, "@odata.type", "#microsoft.graph.message");
        return shown;
    }

    private static bool IsDraftOnly(string name) => DraftOnly.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static MailItem Set(MailItem item, string name, JsonNode? value, bool fromOutside)
    {
        try
        {
            return name.ToLowerInvariant() switch
            {
                "subject" => item with { Subject = Text(value) ?? "" },
                "body" => item with { Body = BodyFrom(value) },
                "torecipients" => item with { To = AddressesOf(value) },
                "ccrecipients" => item with { Cc = AddressesOf(value) },
                "bccrecipients" => item with { Bcc = AddressesOf(value) },
                "replyto" => item with { ReplyTo = AddressesOf(value) },
                "from" => item with { From = AddressOf(value) ?? item.From },
                "sender" => item with { Sender = AddressOf(value) ?? item.Sender },
                "importance" => item with { Importance = OneOf(name, value, "low", "normal", "high") },
                "inferenceclassification" => item with
                {
                    InferenceClassification = OneOf(name, value, "focused", "other"),
                },
                "isread" => item with { IsRead = value?.GetValue<bool>() ?? false },
                "isreadreceiptrequested" => item with { IsReadReceiptRequested = value?.GetValue<bool>() ?? false },
                "isdeliveryreceiptrequested" => item with
                {
                    IsDeliveryReceiptRequested = value?.GetValue<bool>() ?? false,
                },
                "categories" => item with
                {
                    Categories =
                    [
                        .. (value is null ? [] : value as JsonArray ?? throw Malformed(name)).Select(each =>
                            Text(each) ?? throw Malformed(name)
                        ),
                    ],
                },
                "flag" => item with { Flag = FlagFrom(value) },
                "singlevalueextendedproperties" => WithProperties(item, value),
                "internetmessageheaders" => item with { Headers = HeadersFrom(value, fromOutside) },
                "internetmessageid" => fromOutside || item.IsDraft
                    ? item with
                    {
                        InternetMessageId = Text(value) ?? "",
                    }
                    : throw Unchangeable(name),
                "attachments" => item with
                {
                    Attachments =
                    [
                        .. (value as JsonArray ?? []).Select(
                            (each, at) =>
                                AttachmentOf(each as JsonObject ?? throw Malformed(name), $"{at}", item.Created)
                        ),
                    ],
                },
                "sentdatetime" => fromOutside ? item with { Sent = InstantFrom(value) } : item,
                "receiveddatetime" => fromOutside ? item with { Received = InstantFrom(value) } : item,
                "uniquebody" => fromOutside
                    ? item with
                    {
                        GivenUniqueBody = BodyFrom(value),
                    }
                    : throw Unchangeable(name),
                "conversationid"
                or "conversationindex"
                or "id"
                or "bodypreview"
                or "hasattachments"
                or "isdraft"
                or "createddatetime"
                or "lastmodifieddatetime"
                or "changekey"
                or "parentfolderid"
                or "weblink" => item,
                "extensions" => (value as JsonArray ?? throw Malformed(name)).Aggregate(
                    item,
                    (now, each) => ExtensionOperations.With(now, each as JsonObject ?? throw Malformed(name))
                ),
                "multivalueextendedproperties" => throw GraphException.NotServed("a message with", name),
                _ => throw GraphException.Bad(
                    $"The property '{name}' does not exist on type 'Microsoft.OutlookServices.Message'. Make sure to only use property names that are defined by the type.",
                    "RequestBodyRead"
                ),
            };
        }
        catch (InvalidOperationException)
        {
            throw Malformed(name);
        }
        catch (FormatException)
        {
            throw Malformed(name);
        }
    }

    private static Body BodyFrom(JsonNode? value)
    {
        var body = value as JsonObject ?? throw Malformed("body");
        return new(
            Text(body["content"]) ?? "",
            OneOf("contentType", body["contentType"] ?? "text", "text", "html") == "html"
        );
    }

    private static Instant? InstantFrom(JsonNode? value) =>
        value is null
            ? null
            : OffsetDateTimePattern.ExtendedIso.Parse(value.GetValue<string>()).GetValueOrThrow().ToInstant();

    private static Flag FlagFrom(JsonNode? value)
    {
        var flag = value as JsonObject ?? throw Malformed("flag");
        var (start, due) = (ZonedFrom(flag["startDateTime"]), ZonedFrom(flag["dueDateTime"]));
        if (due is not null && start is null)
            throw GraphException.Bad("A flag with dueDateTime needs a startDateTime as well.", "ErrorInvalidRequest");
        var status = OneOf("flagStatus", flag["flagStatus"] ?? "flagged", "notFlagged", "flagged", "complete");
        return status == "notFlagged" ? Flag.None : new(status, start, due, ZonedFrom(flag["completedDateTime"]));
    }

    /// <exception cref="GraphException">It is not a date and time of a known zone.</exception>
    public static ZonedText? ZonedFrom(JsonNode? value)
    {
        if (value is not JsonObject given || Text(given["dateTime"]) is not { } time)
            return null;
        var zoned = new ZonedText(time, Text(given["timeZone"]) is { Length: > 0 } zone ? zone : "UTC");
        _ = InstantOf(zoned);
        return zoned;
    }

    /// <summary>The instant of a wall-clock value.</summary>
    public static Instant InstantOf(ZonedText zoned)
    {
        var local = LocalDateTimePattern.ExtendedIso.Parse(zoned.DateTime.TrimEnd('Z'));
        if (!local.Success || ZoneNames.Find(zoned.TimeZone) is not { } zone)
            throw GraphException.Bad(
                $"'{zoned.DateTime}' in '{zoned.TimeZone}' is not a date and time.",
                "ErrorInvalidArgument"
            );
        return local.Value.InZoneLeniently(zone).ToInstant();
    }

    private static MailItem WithProperties(MailItem item, JsonNode? value)
    {
        foreach (var property in value as JsonArray ?? throw Malformed("singleValueExtendedProperties"))
        {
            var id = Text(property?["id"]) ?? throw Malformed("singleValueExtendedProperties");
            item = item.WithProperty(ExtendedProperties.Checked(id), Text(property?["value"]) ?? "");
        }
        return item;
    }

    private static Header[] HeadersFrom(JsonNode? value, bool fromOutside)
    {
        Header[] headers =
        [
            .. (value as JsonArray ?? []).Select(each => new Header(
                Text(each?["name"]) ?? throw Malformed("internetMessageHeaders"),
                Text(each?["value"]) ?? ""
            )),
        ];
        if (fromOutside)
            return headers;
        if (headers.Length is 0 or > 5)
            throw GraphException.Bad(
                "The number of internet message headers must be between 1 and 5.",
                "InvalidInternetMessageHeaderCollection"
            );
        if (
            headers.FirstOrDefault(header => !header.Name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)) is
            { } standard
        )
            throw GraphException.Bad(
                $"The internet message header name '{standard.Name}' should start with 'x-' or 'X-'.",
                "InvalidInternetMessageHeader"
            );
        return headers;
    }

    /// <summary>The value of an enumeration in Graph's spelling, which counts in any case.</summary>
    internal static string OneOf(string name, JsonNode? value, params string[] values) =>
        values.FirstOrDefault(each => each.Equals(Text(value), StringComparison.OrdinalIgnoreCase))
        ?? throw GraphException.Bad(
            $"Requested value '{value}' was not found for the property '{name}'.",
            "RequestBodyRead"
        );

    private static string? Text(JsonNode? value) =>
        value is null ? null
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : throw GraphException.Bad($"'{value}' must be a string.", "RequestBodyRead");

    private static GraphException Malformed(string name) =>
        GraphException.Bad($"The value of '{name}' does not have the form that its type asks for.", "RequestBodyRead");

    private static GraphException Unchangeable(string name) =>
        GraphException.Bad($"The property '{name}' is read-only and cannot be set.", "ErrorInvalidPropertySet");

    private static JsonObject FlagOf(Flag flag)
    {
        var shown = new JsonObject { ["flagStatus"] = flag.Status };
        if (ZonedOf(flag.Completed) is { } completed)
            shown["completedDateTime"] = completed;
        if (ZonedOf(flag.Start) is { } start)
            shown["startDateTime"] = start;
        if (ZonedOf(flag.Due) is { } due)
            shown["dueDateTime"] = due;
        return shown;
    }

    private static JsonArray HeadersOf(MailItem item) =>
        [.. item.Headers.Select(header => new JsonObject { ["name"] = header.Name, ["value"] = header.Value })];

    private static JsonArray? PropertiesOf(MailItem item, View view)
    {
        var filter = view.ExpansionOf("singleValueExtendedProperties")?.Filter;
        var all = item.Properties.Append(
            new(
                KnownProperties.TransportHeaders,
                string.Join("\r\n", item.Headers.Select(header => $"{header.Name}: {header.Value}"))
            )
        );
        var shown = all.Where(property => property.Value.Length > 0)
            .Select(property => new JsonObject { ["id"] = property.Key, ["value"] = property.Value })
            .Where(property => filter is null || filter.Holds(path => property[path]))
            .ToArray();
        return shown.Length == 0 && filter is not null ? null : [.. shown];
    }

    private static JsonArray AttachmentsOf(MailItem item, View view)
    {
        var select = view.ExpansionOf("attachments")?.Select;
        var plain = view with { Expanded = [] };
        return [.. item.Attachments.Select(attachment => Attachments.Write(attachment, select, plain))];
    }
}
