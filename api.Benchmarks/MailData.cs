using System.Text.Json;
using MailCommitments.Mailboxes;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Benchmarks;

/// <summary>Reads the JSON lines of the data files and makes messages of them.</summary>
internal static class MailData
{
    public static IEnumerable<JsonElement> Records(string file) =>
        File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);

    public static string Text(this JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    public static bool Flag(this JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    public static IEnumerable<string> Texts(this JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Array
            ? value.EnumerateArray().Select(element => element.GetString() ?? "")
            : [];

    /// <summary>A message of the least that reading needs.</summary>
    public static MailMessage Message(
        string id,
        string subject,
        MailAddress from,
        Instant sentAt,
        MailBody body,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        string conversationId = "",
        IReadOnlyList<MailAddress>? to = null,
        IReadOnlyList<MailAddress>? cc = null
    ) =>
        new(
            Id: id,
            InternetMessageId: id,
            ConversationId: conversationId,
            ConversationIndex: null,
            FolderId: "inbox",
            Subject: subject,
            From: from,
            Sender: null,
            To: to ?? [],
            Cc: cc ?? [],
            SentAt: sentAt,
            ReceivedAt: sentAt,
            IsDraft: false,
            Body: body,
            UniqueBody: null,
            Attachments: [],
            Headers: headers,
            ItemClass: null,
            FollowUpKey: null,
            WebLink: null
        );

    /// <summary>A message in the shape of Microsoft Graph.</summary>
    public static MailMessage OfGraph(JsonElement record)
    {
        var body = record.GetProperty("body");
        return Message(
            record.Text("internetMessageId"),
            record.Text("subject"),
            Address(record.GetProperty("from")),
            InstantPattern.ExtendedIso.Parse(record.Text("sentDateTime")).Value,
            new MailBody(body.Text("contentType") == "html", body.Text("content")),
            [
                .. record
                    .GetProperty("internetMessageHeaders")
                    .EnumerateArray()
                    .Select(header => KeyValuePair.Create(header.Text("name"), header.Text("value"))),
            ],
            record.Text("conversationId"),
            [.. record.GetProperty("toRecipients").EnumerateArray().Select(Address)],
            [.. record.GetProperty("ccRecipients").EnumerateArray().Select(Address)]
        );
    }

    private static MailAddress Address(JsonElement recipient)
    {
        var address = recipient.GetProperty("emailAddress");
        return MailAddress.Of(address.Text("name"), address.Text("address"));
    }
}
