using System.Text;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Files and messages that are attached to a message.</summary>
public sealed class AttachmentOperations(Tenant tenant, UploadSessions uploads)
{
    /// <summary>What is larger comes in pieces.</summary>
    private const int LargestPost = 3 * 1024 * 1024;
    private static readonly string[] Readers = ["Mail.Read", "Mail.ReadWrite"];

    /// <summary>The answer to a call on a message's attachments; null when there is no such operation.</summary>
    public GraphAnswer? Answer(GraphRequest request, Mailbox mailbox, MailItem item, string[] path) =>
        (request.Method, path) switch
        {
            ("GET", []) => Attachments(request, item),
            ("POST", []) => Attach(request, mailbox, item),
            ("POST", ["createUploadSession"]) => uploads.Begin(request, mailbox, item),
            ("GET", [var id]) => Attachment(request, item, id),
            ("GET", [var id, "$value"]) => Content(request, item, id),
            ("DELETE", [var id]) => Detach(request, mailbox, item, id),
            _ => null,
        };

    private static Attachment Find(MailItem item, string id) =>
        item.Attachments.FirstOrDefault(each => each.Id == id) ?? throw GraphException.NotFound();

    private static GraphAnswer Content(GraphRequest request, MailItem item, string id)
    {
        request.Require(Readers);
        var attachment = Find(item, id);
        return new(
            200,
            JsonValue.Create(
                attachment.Item is { } message
                    ? PostOffice.Mime(message)
                    : Encoding.Latin1.GetString(attachment.Content)
            ),
            attachment.Item is null ? attachment.ContentType : "text/plain"
        );
    }

    private static GraphAnswer Attachments(GraphRequest request, MailItem item)
    {
        request.Require(Readers);
        return Listing.Of(request, item.Attachments, MessageShape.Attachments, "attachments", 1000);
    }

    private static GraphAnswer Attachment(GraphRequest request, MailItem item, string id)
    {
        request.Require(Readers);
        var attachment = Find(item, id);
        return GraphAnswer.Ok(MessageShape.Attachments.Write(attachment, Listing.Selected(request), View.Of(request)));
    }

    private GraphAnswer Attach(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        var id = mailbox.IdFrom("AAMk", $"attachment {mailbox.Version} {item.Attachments.Count}");
        var attachment = MessageShape.AttachmentOf(request.Body, id, tenant.Clock.Now);
        if (attachment.Content.Length > LargestPost)
            throw new GraphException(413, "RequestEntityTooLarge", "Larger than 3 MB: use an upload session.");
        Change(mailbox, item, now => now with { Attachments = [.. now.Attachments, attachment] });
        return GraphAnswer.Created(MessageShape.Attachments.Write(attachment, null, View.Of(request)));
    }

    private static GraphAnswer Detach(GraphRequest request, Mailbox mailbox, MailItem item, string id)
    {
        request.Require("Mail.ReadWrite");
        if (item.Attachments.All(each => each.Id != id))
            throw GraphException.NotFound();
        Change(mailbox, item, now => now with { Attachments = [.. now.Attachments.Where(each => each.Id != id)] });
        return GraphAnswer.Done();
    }

    private static void Change(Mailbox mailbox, MailItem item, Func<MailItem, MailItem> change) =>
        _ = mailbox.Change(item, change) ?? throw GraphException.NotFound();
}
