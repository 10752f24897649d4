using System.Text.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

/// <summary>Ordinary mails, and the shared data to check against.</summary>
internal static class Mails
{
    /// <summary>Thursday, 8 March 2001, 15:00 UTC.</summary>
    public static readonly Instant Sent = Instant.FromUtc(2001, 3, 8, 15, 0);

    public static MailMessage Of(
        string text,
        string subject = "Re: Report",
        bool isHtml = false,
        string from = "ann@partner.example",
        string? itemClass = null,
        IReadOnlyList<MailAttachment>? attachments = null,
        params (string Name, string Value)[] headers
    ) =>
        new(
            Id: "id",
            InternetMessageId: "<reply@partner.example>",
            ConversationId: "conversation",
            ConversationIndex: null,
            FolderId: "inbox",
            Subject: subject,
            From: MailAddress.Of("Ann", from),
            Sender: null,
            To: [MailAddress.Of("Bob", "bob@example.com")],
            Cc: [],
            SentAt: Sent,
            ReceivedAt: Sent,
            IsDraft: false,
            Body: new MailBody(isHtml, text),
            UniqueBody: null,
            Attachments: attachments ?? [],
            Headers: [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
            ItemClass: itemClass,
            FollowUpKey: null,
            WebLink: null
        );

    public static ReadReply Read(
        string text,
        string ask = "Could you please send me the report?",
        Instant? agreed = null
    ) => ReplyReader.Read(Of(text), new ReplyContext(ask, Sent, agreed, SenderRole.Contact, DateTimeZone.Utc));

    public static string NewTextOf(string text, bool isHtml = false) => NewText.Of(new MailBody(isHtml, text)).Text;

    /// <summary>Records of a file of the shared data, which lies beside the checkout.</summary>
    public static IEnumerable<JsonElement> Shared(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MailCommitments.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("MailCommitments.sln is not above the tests.");
        return File.ReadLines(Path.Combine(folder.FullName, "..", "shared", "data", file))
            .Select(line => JsonDocument.Parse(line).RootElement);
    }

    public static string Plain(string text) =>
        string.Join(
            ' ',
            System.Net.WebUtility.HtmlDecode(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
}
