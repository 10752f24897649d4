using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Folders, messages, drafts, sending and delta of one mailbox.</summary>
public sealed partial class MailOperations(Tenant tenant, PostOffice post, UploadSessions uploads)
{
    private readonly AttachmentOperations attachments = new(tenant, uploads);
    private static readonly Duration DeltaLife = Duration.FromDays(30);
    private static readonly string[] Readers = ["Mail.Read", "Mail.ReadWrite"];

    /// <summary>Names that are folders in some mailboxes, though not in ours.</summary>
    private static readonly HashSet<string> WellKnownFolders = new(StringComparer.OrdinalIgnoreCase)
    {
        "clutter",
        "conflicts",
        "localfailures",
        "recoverableitemsdeletions",
        "scheduled",
        "searchfolders",
        "serverfailures",
        "syncissues",
    };
    private static readonly string[] KindsOfIds =
    [
        "entryId",
        "ewsId",
        "immutableEntryId",
        "restId",
        "restImmutableEntryId",
    ];
    private static readonly string[] ChangeTypes = ["created", "updated", "deleted"];

    /// <summary>The answer to a call on this mailbox's mail; null when the path is not about mail.</summary>
    public GraphAnswer? Answer(GraphRequest request, Mailbox mailbox, string[] path) =>
        (request.Method, path) switch
        {
            ("GET", ["mailFolders"]) => Folders(request, mailbox, mailbox.RootFolderId),
            ("GET", ["mailFolders", "$count"]) => Count(
                mailbox.Folders.Count(folder => folder.ParentId == mailbox.RootFolderId)
            ),
            ("POST", ["mailFolders"]) => AddFolder(request, mailbox, mailbox.RootFolderId),
            ("GET", ["mailFolders", "delta"]) => FolderDelta(request, mailbox),
            ("GET", ["mailFolders", var folder]) => ShowFolder(request, mailbox, Folder(mailbox, folder)),
            ("PATCH", ["mailFolders", var folder]) => RenameFolder(request, mailbox, Folder(mailbox, folder)),
            ("DELETE", ["mailFolders", var folder]) => DeleteFolder(request, mailbox, Folder(mailbox, folder)),
            ("GET", ["mailFolders", var folder, "childFolders"]) => Folders(
                request,
                mailbox,
                Folder(mailbox, folder).Id
            ),
            ("POST", ["mailFolders", var folder, "childFolders"]) => AddFolder(
                request,
                mailbox,
                Folder(mailbox, folder).Id
            ),
            ("GET", ["mailFolders", var folder, "messages"]) => List(request, mailbox, Folder(mailbox, folder)),
            ("GET", ["mailFolders", var folder, "messages", "$count"]) => Count(
                Matching(request, mailbox, Folder(mailbox, folder))
            ),
            ("GET", ["mailFolders", var folder, "messages", "delta"]) => Delta(
                request,
                mailbox,
                Folder(mailbox, folder)
            ),
            ("POST", ["mailFolders", var folder, "messages"]) => AddDraft(request, mailbox, Folder(mailbox, folder)),
            (_, ["mailFolders", var folder, "messages", var id, .. var rest]) => Answer(
                request,
                mailbox,
                ["messages", InFolder(mailbox, id, Folder(mailbox, folder)).Id, .. rest]
            ),
            ("GET", ["messages"]) => List(request, mailbox, null),
            ("POST", ["messages"]) => AddDraft(request, mailbox, mailbox.FolderNamed("drafts")),
            ("GET", ["messages", "$count"]) => Count(Matching(request, mailbox, null)),
            ("GET", ["messages", var id]) => Show(request, Message(mailbox, id)),
            ("GET", ["messages", var id, "$value"]) => Mime(request, Message(mailbox, id)),
            ("PATCH", ["messages", var id]) => Patch(request, mailbox, Message(mailbox, id)),
            ("DELETE", ["messages", var id]) => Delete(request, mailbox, Message(mailbox, id)),
            ("POST", ["messages", var id, "move"]) => Move(request, mailbox, Message(mailbox, id)),
            ("POST", ["messages", var id, "copy"]) => Copy(request, mailbox, Message(mailbox, id)),
            ("POST", ["messages", var id, "createReply"]) => Draft(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.Reply
            ),
            ("POST", ["messages", var id, "createReplyAll"]) => Draft(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.ReplyAll
            ),
            ("POST", ["messages", var id, "createForward"]) => Draft(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.Forward
            ),
            ("POST", ["messages", var id, "reply"]) => SendAnswer(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.Reply
            ),
            ("POST", ["messages", var id, "replyAll"]) => SendAnswer(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.ReplyAll
            ),
            ("POST", ["messages", var id, "forward"]) => SendAnswer(
                request,
                mailbox,
                Message(mailbox, id),
                Answering.Forward
            ),
            ("POST", ["messages", var id, "send"]) => Send(request, mailbox, Message(mailbox, id)),
            ("POST", ["sendMail"]) => SendMail(request, mailbox),
            (_, ["messages", var id, "attachments", .. var rest]) => attachments.Answer(
                request,
                mailbox,
                Message(mailbox, id),
                rest
            ),
            (_, ["messages", var id, "extensions", .. var rest]) => ExtensionOperations.Answer(
                request,
                mailbox,
                Message(mailbox, id),
                rest
            ),
            ("POST", ["translateExchangeIds"]) => Translate(request, mailbox),
            _ => null,
        };

    private static Folder Folder(Mailbox mailbox, string idOrName) =>
        mailbox.FindFolder(idOrName)
        ?? throw (
            LooksLikeAnId(idOrName) || WellKnownFolders.Contains(idOrName) ? GraphException.NotFound() : Malformed()
        );

    private static MailItem Message(Mailbox mailbox, string id) =>
        mailbox.Find(id) ?? throw (LooksLikeAnId(id) ? GraphException.NotFound() : Malformed());

    private static MailItem InFolder(Mailbox mailbox, string id, Folder folder) =>
        Message(mailbox, id) is var item && item.Folder == folder.Id ? item : throw GraphException.NotFound();

    private static bool LooksLikeAnId(string id) => id.StartsWith("AA", StringComparison.Ordinal) && id.Length > 6;

    private static GraphException Malformed() => GraphException.Bad("Id is malformed.", "ErrorInvalidIdMalformed");

    private static GraphAnswer Count(int count) =>
        new(200, JsonValue.Create(count.ToString(CultureInfo.InvariantCulture)), "text/plain");

    private static GraphAnswer Folders(GraphRequest request, Mailbox mailbox, string parent)
    {
        request.Require([.. Readers, "Mail.ReadBasic"]);
        return Listing.Of(
            request,
            mailbox.Folders.Where(folder => folder.ParentId == parent),
            FolderShape(mailbox),
            $"users('{mailbox.Owner.Id}')/mailFolders",
            10
        );
    }

    private static GraphAnswer ShowFolder(GraphRequest request, Mailbox mailbox, Folder folder)
    {
        request.Require([.. Readers, "Mail.ReadBasic"]);
        return GraphAnswer.Ok(FolderShape(mailbox).Write(folder, Listing.Selected(request), View.Of(request)));
    }

    private static GraphAnswer AddFolder(GraphRequest request, Mailbox mailbox, string parent)
    {
        request.Require("Mail.ReadWrite");
        var name =
            request.Body["displayName"]?.GetValue<string>()
            ?? throw GraphException.Bad("A folder needs a displayName.", "ErrorInvalidRequest");
        if (
            mailbox.Folders.Any(folder =>
                folder.ParentId == parent && folder.DisplayName.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
        )
            throw new GraphException(409, "ErrorFolderExists", "A folder with the specified name already exists.");
        return GraphAnswer.Created(FolderShape(mailbox).Write(mailbox.AddFolder(name, parent), null, View.Of(request)));
    }

    private static GraphAnswer RenameFolder(GraphRequest request, Mailbox mailbox, Folder folder)
    {
        request.Require("Mail.ReadWrite");
        var name = request.Body["displayName"]?.GetValue<string>() ?? folder.DisplayName;
        return GraphAnswer.Ok(FolderShape(mailbox).Write(mailbox.RenameFolder(folder, name), null, View.Of(request)));
    }

    private static GraphAnswer DeleteFolder(GraphRequest request, Mailbox mailbox, Folder folder)
    {
        request.Require("Mail.ReadWrite");
        if (folder.WellKnownName is not null)
            throw GraphException.Bad("A distinguished folder cannot be deleted.", "ErrorDeleteDistinguishedFolder");
        mailbox.DeleteFolder(folder);
        return GraphAnswer.Done();
    }

    private static Shape<Folder> FolderShape(Mailbox mailbox)
    {
        var items = mailbox.Items.ToLookup(item => item.Folder);
        var folders = mailbox.Folders;
        var shape = new Shape<Folder>("Microsoft.OutlookServices.MailFolder")
            .With("id", (folder, _) => folder.Id)
            .With("displayName", (folder, _) => folder.DisplayName)
            .With("parentFolderId", (folder, _) => folder.ParentId)
            .With("childFolderCount", (folder, _) => folders.Count(child => child.ParentId == folder.Id))
            .With("unreadItemCount", (folder, _) => items[folder.Id].Count(item => !item.IsRead))
            .With("totalItemCount", (folder, _) => items[folder.Id].Count())
            .With("isHidden", (_, _) => false);
        return shape.OnlySelected(
            "childFolders",
            (folder, view) =>
                new JsonArray([
                    .. folders
                        .Where(child => child.ParentId == folder.Id)
                        .Select(child => shape.Write(child, null, view with { Expanded = [] })),
                ])
        );
    }

    private GraphAnswer FolderDelta(GraphRequest request, Mailbox mailbox)
    {
        request.Require([.. Readers, "Mail.ReadBasic"]);
        var known = Token.Read(request.Option("$deltatoken"));
        var token = Alive(request, mailbox, known, Mailbox.FolderList);
        var (changed, gone, version) = mailbox.FoldersSince(token.Since);
        var view = View.Of(request);
        var shape = FolderShape(mailbox);
        return GraphAnswer.Ok(
            new JsonObject
            {
                ["@odata.context"] = $"{request.Root}/$metadata#Collection(mailFolder)",
                ["value"] = new JsonArray([
                    .. changed.Select(folder => shape.Write(folder, null, view)),
                    .. gone.Where(removal => removal.Version > token.Begun).Select(removal => Removed(removal.Id)),
                ]),
                ["@odata.deltaLink"] = request.Link(("$deltatoken", token.After(version).Write())),
            }
        );
    }

    private static IEnumerable<MailItem> In(Mailbox mailbox, Folder? folder) =>
        mailbox
            .Items.Where(item => folder is null || item.Folder == folder.Id)
            .OrderByDescending(item => item.Received ?? item.Created)
            .ThenByDescending(item => item.Number);

    private static int Matching(GraphRequest request, Mailbox mailbox, Folder? folder)
    {
        RequireReading(request);
        var view = View.Of(request);
        return MessageShape.Messages.Filter(request.Option("$filter")) is { } filter
            ? In(mailbox, folder).Count(item => filter.Holds(path => MessageShape.Messages.Read(item, path, view)))
            : In(mailbox, folder).Count();
    }

    private static GraphAnswer List(GraphRequest request, Mailbox mailbox, Folder? folder)
    {
        RequireReading(request);
        var items = In(mailbox, folder);
        if (request.Option("$search")?.Trim('"') is { Length: > 0 } words)
        {
            if (request.Option("$filter") is not null || request.Option("$orderby") is not null)
                throw GraphException.Bad(
                    "The query parameter '$filter' or '$orderby' is not supported with '$search'.",
                    "SearchWithFilter"
                );
            items = items.Where(item => Mentions(item, words));
        }
        return Listing.Of(request, items, MessageShape.Messages, $"users('{mailbox.Owner.Id}')/messages", 10);
    }

    private static bool Mentions(MailItem item, string words)
    {
        var (field, text) = words.Split(':', 2) is [var name, var rest]
            ? (name.ToLowerInvariant(), rest.Trim('"', '\\'))
            : ("", words);
        bool Has(string? value) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) ?? false;
        return field switch
        {
            "subject" => Has(item.Subject),
            "from" => Has(item.From?.Mail) || Has(item.From?.Name),
            "to" => item.To.Any(to => Has(to.Mail) || Has(to.Name)),
            "body" => Has(MailText.PlainText(item.Body)),
            _ => Has(item.Subject)
                || Has(item.From?.Mail)
                || Has(item.From?.Name)
                || Has(MailText.PlainText(item.Body)),
        };
    }

    [GeneratedRegex(
        @"\b(body|bodyPreview|uniqueBody|attachments|\w+ExtendedProperties)\b",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex BeyondBasics();

    /// <summary>Mail.ReadBasic reads everything but bodies, attachments and extended properties.</summary>
    private static void RequireReading(GraphRequest request)
    {
        var asked = $"{request.Option("$select")} {request.Option("$expand")} {request.Option("$filter")}";
        if (BeyondBasics().IsMatch(asked))
            request.Require(Readers);
        else
            request.Require([.. Readers, "Mail.ReadBasic"]);
    }

    private static GraphAnswer Show(GraphRequest request, MailItem item)
    {
        RequireReading(request);
        return GraphAnswer.Ok(Written(request, item));
    }

    private static JsonObject Written(GraphRequest request, MailItem item)
    {
        var written = MessageShape.Messages.Write(item, Listing.Selected(request), View.Of(request));
        written.Insert(0, "@odata.context", $"{request.Root}/$metadata#users('me')/messages/$entity");
        return written;
    }

    private static GraphAnswer Mime(GraphRequest request, MailItem item)
    {
        request.Require(Readers);
        return new(200, JsonValue.Create(PostOffice.Mime(item)), "text/plain");
    }

    private GraphAnswer AddDraft(GraphRequest request, Mailbox mailbox, Folder folder)
    {
        request.Require("Mail.ReadWrite");
        var draft = MessageShape.Read(request.Body, EmptyDraft(mailbox));
        return GraphAnswer.Created(Written(request, mailbox.Add(WithAttachmentIds(mailbox, draft), folder.Id)));
    }

    private static MailItem EmptyDraft(Mailbox mailbox) =>
        new()
        {
            IsDraft = true,
            IsRead = true,
            From = mailbox.Owner.Address,
            Sender = mailbox.Owner.Address,
        };

    private MailItem WithAttachmentIds(Mailbox mailbox, MailItem draft) =>
        draft with
        {
            Attachments =
            [
                .. draft.Attachments.Select(
                    (attachment, at) =>
                        attachment with
                        {
                            Id = mailbox.IdFrom("AAMk", $"attachment {mailbox.Version} {at}"),
                            Modified = tenant.Clock.Now,
                        }
                ),
            ],
        };

    private static GraphAnswer Patch(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        var body = request.Body;
        return GraphAnswer.Ok(
            Written(
                request,
                Changed(
                    mailbox,
                    item,
                    now =>
                    {
                        CheckEtag(request, now);
                        return MessageShape.Patch(body, now);
                    }
                )
            )
        );
    }

    private static MailItem Changed(Mailbox mailbox, MailItem item, Func<MailItem, MailItem> change) =>
        mailbox.Change(item, change) ?? throw GraphException.NotFound();

    private static void CheckEtag(GraphRequest request, MailItem item)
    {
        if (request.IfMatch is { } etag and not "*" && etag != $"W/\"{MessageShape.ChangeKey(item)}\"")
            throw new GraphException(
                412,
                "ErrorIrresolvableConflict",
                "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item."
            );
    }

    private static GraphAnswer Delete(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        CheckEtag(request, item);
        var bin = mailbox.FolderNamed("deleteditems").Id;
        if (item.Folder == bin)
            mailbox.Delete(item);
        else
            mailbox.Move(item, bin);
        return GraphAnswer.Done();
    }

    private static Folder Destination(GraphRequest request, Mailbox mailbox) =>
        Folder(
            mailbox,
            request.Body["destinationId"]?.GetValue<string>()
                ?? throw GraphException.Bad("A destinationId is needed.", "ErrorInvalidRequest")
        );

    private static GraphAnswer Move(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        var moved = mailbox.Move(item, Destination(request, mailbox).Id) ?? throw GraphException.NotFound();
        return GraphAnswer.Created(Written(request, moved));
    }

    private static GraphAnswer Copy(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        return GraphAnswer.Created(Written(request, mailbox.Add(item, Destination(request, mailbox).Id)));
    }

    private GraphAnswer Draft(GraphRequest request, Mailbox mailbox, MailItem item, Answering kind)
    {
        request.Require("Mail.ReadWrite");
        return GraphAnswer.Created(Written(request, Keep(mailbox, AnswerTo(request, mailbox, item, kind))));
    }

    private MailItem Keep(Mailbox mailbox, MailItem draft) =>
        mailbox.Add(WithAttachmentIds(mailbox, draft), mailbox.FolderNamed("drafts").Id);

    private MailItem AnswerTo(GraphRequest request, Mailbox mailbox, MailItem item, Answering kind)
    {
        var body = request.Json as JsonObject ?? [];
        var message = body["message"] as JsonObject;
        var comment = body["comment"]?.GetValue<string>();
        if (!string.IsNullOrEmpty(comment) && message?["body"] is not null)
            throw GraphException.Bad(
                "Specify either a comment or the body of the message, not both.",
                "ErrorInvalidRequest"
            );
        if (body["toRecipients"] is not null && message?["toRecipients"] is not null)
            throw GraphException.Bad(
                "Specify the recipients either beside the message or in it, not both.",
                "ErrorInvalidRequest"
            );
        var draft = Answers.To(item, mailbox.Owner, kind, comment, request.Zone.Zone, tenant.Clock.Now);
        if (body["toRecipients"] is { } recipients)
            draft = draft with { To = MessageShape.AddressesOf(recipients) };
        return message is null ? draft : MessageShape.Read(message, draft);
    }

    private GraphAnswer SendAnswer(GraphRequest request, Mailbox mailbox, MailItem item, Answering kind)
    {
        request.Require("Mail.Send");
        return SendAtOnce(mailbox, AnswerTo(request, mailbox, item, kind), keepsCopy: true);
    }

    private GraphAnswer Send(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.Send");
        if (!item.IsDraft)
            throw GraphException.Bad("Only a draft can be sent.", "ErrorInvalidRequest");
        return Sent(mailbox, item, keepsCopy: true);
    }

    private GraphAnswer SendMail(GraphRequest request, Mailbox mailbox)
    {
        request.Require("Mail.Send");
        var message =
            request.Body["message"] as JsonObject
            ?? throw GraphException.Bad("The parameter 'Message' is needed.", "ErrorInvalidRequest");
        var keepsCopy = request.Body["saveToSentItems"]?.GetValue<bool>() ?? true;
        return SendAtOnce(mailbox, MessageShape.Read(message, EmptyDraft(mailbox)), keepsCopy);
    }

    /// <summary>Sends what is no draft yet: what cannot be sent leaves none behind.</summary>
    private GraphAnswer SendAtOnce(Mailbox mailbox, MailItem message, bool keepsCopy)
    {
        CheckCanSend(mailbox, message);
        return Sent(mailbox, Keep(mailbox, message), keepsCopy);
    }

    private GraphAnswer Sent(Mailbox mailbox, MailItem draft, bool keepsCopy)
    {
        CheckCanSend(mailbox, draft);
        _ = post.Send(mailbox, draft, keepsCopy) ?? throw GraphException.NotFound();
        return GraphAnswer.Accepted();
    }

    private static void CheckCanSend(Mailbox mailbox, MailItem draft)
    {
        var addresses = draft.Recipients.Select(recipient => recipient.Mail).ToList();
        if (addresses.Count is 0 or > 500 || addresses.Exists(mail => mail.IndexOf('@', StringComparison.Ordinal) < 1))
            throw GraphException.Bad(
                "At least one recipient isn't valid., A message can't be sent because it contains no recipients or an invalid one.",
                "ErrorInvalidRecipients"
            );
        if (
            draft.From is { } from
            && !mailbox
                .Owner.OtherAddresses.Append(mailbox.Owner.Mail)
                .Contains(from.Mail, StringComparer.OrdinalIgnoreCase)
        )
            throw new GraphException(
                403,
                "ErrorSendAsDenied",
                "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account."
            );
    }

    private static GraphAnswer Translate(GraphRequest request, Mailbox mailbox)
    {
        request.Require("User.Read", "User.ReadBasic.All", "User.Read.All");
        var ids =
            request.Body["inputIds"] as JsonArray
            ?? throw GraphException.Bad("inputIds are needed.", "ErrorInvalidRequest");
        if (ids.Count > 1000)
            throw GraphException.Bad("At most 1,000 ids can be translated at once.", "ErrorInvalidRequest");
        foreach (var kind in new[] { "sourceIdType", "targetIdType" })
        {
            if (
                MessageShape.OneOf(kind, request.Body[kind] ?? "", KindsOfIds)
                is not ("restId" or "restImmutableEntryId")
            )
                throw GraphException.NotServed("POST", $"/translateExchangeIds with the {kind} {request.Body[kind]}");
        }
        var wantsImmutable = MessageShape.OneOf("targetIdType", request.Body["targetIdType"], KindsOfIds) != "restId";
        var results = ids.Select(id => id?.GetValue<string>() ?? "")
            .Select(id =>
                mailbox.Find(id) is { } item
                    ? new JsonObject { ["sourceId"] = id, ["targetId"] = wantsImmutable ? item.ImmutableId : item.Id }
                    : new JsonObject
                    {
                        ["sourceId"] = id,
                        ["errorDetails"] = new JsonObject
                        {
                            ["code"] = "ErrorInvalidIdMalformed",
                            ["message"] = "Id is malformed or gone.",
                        },
                    }
            );
        return GraphAnswer.Ok(
            new JsonObject
            {
                ["@odata.context"] = $"{request.Root}/$metadata#Collection(microsoft.graph.convertIdResult)",
                ["value"] = new JsonArray([.. results]),
            }
        );
    }

    private GraphAnswer Delta(GraphRequest request, Mailbox mailbox, Folder folder)
    {
        RequireReading(request);
        if (request.Option("$search") is not null)
            throw GraphException.Bad("$search is not supported with delta.", "ErrorInvalidUrlQuery");
        var known = Token.Read(request.Option("$deltatoken") ?? request.Option("$skiptoken"));
        var isFirst = known is null;
        if (
            isFirst
            && (
                request.Option("$filter") is { } filter && !DeltaFilter().IsMatch(filter)
                || request.Option("$orderby") is { } order && order != "receivedDateTime desc"
            )
        )
            throw GraphException.Bad(
                "A delta query takes $filter=receivedDateTime ge|gt and $orderby=receivedDateTime desc only.",
                "ErrorInvalidUrlQuery"
            );
        if (isFirst && request.Option("changeType") is { } kinds && kinds.Split(',').Except(ChangeTypes).Any())
            throw GraphException.Bad($"The changeType '{kinds}' is not supported.", "ErrorInvalidUrlQuery");
        var token = Alive(request, mailbox, known, folder.Id);
        return GraphAnswer.Ok(Page(request, mailbox, folder, token, isFirst ? request.Number("$top", 1, 1000) : null));
    }

    /// <summary>The place of a delta enumeration that goes on, or of one that begins.</summary>
    /// <exception cref="GraphException">The place is too old, or one in another folder.</exception>
    private Token Alive(GraphRequest request, Mailbox mailbox, Token? known, string folder)
    {
        var now = tenant.Clock.Now;
        if (known is null)
            return new(
                folder,
                -1,
                mailbox.Version,
                -1,
                now,
                request.Option("$select"),
                request.Option("$expand"),
                request.Option("$filter"),
                request.Option("changeType")
            );
        if (known.Begun < mailbox.OldestVersion || known.At + DeltaLife < now)
            throw DeltaExpired(request);
        if (known.Folder != folder)
            throw GraphException.Bad("The delta token belongs to another folder.", "ErrorInvalidUrlQuery");
        return known with { At = now };
    }

    [GeneratedRegex(@"^\s*receivedDateTime\s+(ge|gt)\s+\S+\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeltaFilter();

    /// <summary>The refusal of a delta token that is too old, with the address to start over from.</summary>
    internal static GraphException DeltaExpired(GraphRequest request) =>
        new(
            410,
            "syncStateNotFound",
            "The sync state generation is not found; enumerate the folder again from the start.",
            new Dictionary<string, string> { ["Location"] = request.Link() }
        );

    private static JsonObject Page(GraphRequest request, Mailbox mailbox, Folder folder, Token token, int? top)
    {
        var (_, zone) = request.Zone;
        var view = new View(request.WantsImmutableIds, request.WantsText, "UTC", zone, Expansion.Parse(token.Expand))
        {
            ShowsText = request.MayReadText,
        };
        var select = token.Select?.Split(',').Select(name => name.Trim()).ToList();
        MessageShape.Messages.Check(select ?? []);
        var filter = MessageShape.Messages.Filter(token.Filter);
        var kinds = token.ChangeType?.Split(',') ?? ChangeTypes;
        var (changed, gone, version) = mailbox.Since(folder.Id, token.Version);
        var entries = changed
            .Where(item => kinds.Contains(item.ArrivedVersion > token.Since ? "created" : "updated"))
            .Where(item => filter is null || filter.Holds(path => MessageShape.Messages.Read(item, path, view)))
            .Select(item => (item.Version, Entry: MessageShape.Messages.Write(item, select, view)))
            .Concat(
                gone.Where(removal => removal.Version > token.Begun && kinds.Contains("deleted"))
                    .Select(removal =>
                        (removal.Version, Entry: Removed(view.ImmutableIds ? removal.ImmutableId : removal.Id))
                    )
            )
            .OrderBy(entry => entry.Version)
            .ToList();
        var size = request.MaxPageSize ?? top ?? 50;
        var page = entries.Take(size).ToList();
        var isLast = entries.Count <= size;
        var next = isLast ? token.After(version) : token with { Version = page[^1].Version };
        return new()
        {
            ["@odata.context"] = $"{request.Root}/$metadata#Collection(message)",
            ["value"] = new JsonArray([.. page.Select(entry => entry.Entry)]),
            [isLast ? "@odata.deltaLink" : "@odata.nextLink"] = request.Link(
                (isLast ? "$deltatoken" : "$skiptoken", next.Write())
            ),
        };
    }

    private static JsonObject Removed(string id) =>
        new()
        {
            ["id"] = id,
            ["@removed"] = new JsonObject { ["reason"] = "deleted" },
        };

    /// <summary>Where a delta enumeration stands. It travels in the link, with the options of the first request.</summary>
    /// <param name="Since">All changes up to this version were told in rounds before; -1 in the first.</param>
    /// <param name="Begun">The version at which this round of pages began: what was gone by then is not told.</param>
    /// <param name="Version">How far the pages of this round have come.</param>
    private sealed record Token(
        string Folder,
        long Since,
        long Begun,
        long Version,
        Instant At,
        string? Select,
        string? Expand,
        string? Filter,
        string? ChangeType
    )
    {
        /// <summary>The place at which the next round begins.</summary>
        public Token After(long version) => this with { Since = version, Begun = version, Version = version };

        public string Write() =>
            WebEncoders.Base64UrlEncode(
                JsonSerializer.SerializeToUtf8Bytes(
                    new[]
                    {
                        Folder,
                        Since.ToString(CultureInfo.InvariantCulture),
                        Begun.ToString(CultureInfo.InvariantCulture),
                        Version.ToString(CultureInfo.InvariantCulture),
                        At.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture),
                        Select,
                        Expand,
                        Filter,
                        ChangeType,
                    }
                )
            );

        public static Token? Read(string? text)
        {
            if (text is null)
                return null;
            try
            {
                return
                    JsonSerializer.Deserialize<string?[]>(WebEncoders.Base64UrlDecode(text))
                        is [
                            { } folder,
                            { } since,
                            { } begun,
                            { } version,
                            { } at,
                            var select,
                            var expand,
                            var filter,
                            var kinds,
                        ]
                    ? new(
                        folder,
                        long.Parse(since, CultureInfo.InvariantCulture),
                        long.Parse(begun, CultureInfo.InvariantCulture),
                        long.Parse(version, CultureInfo.InvariantCulture),
                        Instant.FromUnixTimeTicks(long.Parse(at, CultureInfo.InvariantCulture)),
                        select,
                        expand,
                        filter,
                        kinds
                    )
                    : throw Wrong();
            }
            catch (Exception malformed) when (malformed is FormatException or JsonException)
            {
                throw Wrong();
            }
        }

        private static GraphException Wrong() => GraphException.Bad("Badly formed token.", "ErrorInvalidUrlQuery");
    }
}

/// <summary>How a message is answered.</summary>
public enum Answering
{
    Reply,
    ReplyAll,
    Forward,
}

/// <summary>Drafts that answer a message, with its history quoted below, as Exchange makes them.</summary>
public static class Answers
{
    private static readonly LocalDateTimePattern SentLine = LocalDateTimePattern.CreateWithInvariantCulture(
        "dddd, MMMM d, yyyy h:mm tt"
    );

    public static MailItem To(
        MailItem item,
        Person owner,
        Answering kind,
        string? comment,
        DateTimeZone zone,
        Instant now
    )
    {
        bool IsOwner(Address address) =>
            owner.OtherAddresses.Append(owner.Mail).Contains(address.Mail, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<Address> author =
            item.ReplyTo.Count > 0 ? item.ReplyTo
            : item.From is { } from ? [from]
            : [];
        var mark = kind == Answering.Forward ? "Fw: " : "Re: ";
        var answer = new MailItem
        {
            IsDraft = true,
            IsRead = true,
            From = owner.Address,
            Sender = owner.Address,
            Subject = item.Subject.StartsWith(mark, StringComparison.OrdinalIgnoreCase)
                ? item.Subject
                : mark + item.Subject,
            Importance = item.Importance,
            Body = new(Quoted(item, comment, zone), IsHtml: true),
            ConversationIndex = ConversationIndexes.Answer(item.ConversationIndex, now),
            ConversationId = item.ConversationId,
            Properties = new Dictionary<string, string>
            {
                [KnownProperties.InReplyTo] = item.InternetMessageId,
                [KnownProperties.References] = string.Join(
                    ' ',
                    item.References.Append(item.InternetMessageId).Distinct()
                ),
            },
        };
        return kind switch
        {
            Answering.Forward => answer with { Attachments = item.Attachments },
            Answering.Reply => answer with { To = author },
            _ => answer with
            {
                To = [.. author.Concat(item.To.Where(to => !IsOwner(to))).DistinctBy(to => to.Mail.ToLowerInvariant())],
                Cc = [.. item.Cc.Where(cc => !IsOwner(cc) && author.All(to => to.Mail != cc.Mail))],
            },
        };
    }

    private static string Quoted(MailItem item, string? comment, DateTimeZone zone)
    {
        static string People(IEnumerable<Address> addresses) =>
            string.Join(
                "; ",
                addresses.Select(address =>
                    $"{MailText.Encoded(address.Name)} &lt;{MailText.Encoded(address.Mail)}&gt;"
                )
            );

        var cc = item.Cc.Count > 0 ? $"<b>Cc:</b> {People(item.Cc)}<br>\r\n" : "";
        var sent = SentLine.Format((item.Sent ?? item.Created).InZone(zone).LocalDateTime);
        var said = string.IsNullOrEmpty(comment) ? "" : MailText.Encoded(comment) + "<br>\r\n";
        var history =
            $"{said}<hr tabindex=\"-1\" style=\"display:inline-block; width:98%\">\r\n"
            + "<div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" color=\"#000000\" style=\"font-size:11pt\">"
            + $"<b>From:</b> {People(item.From is { } from ? [from] : [])}<br>\r\n<b>Sent:</b> {sent}<br>\r\n<b>To:</b> {People(item.To)}<br>\r\n{cc}"
            + $"<b>Subject:</b> {MailText.Encoded(item.Subject)}</font>\r\n<div>&nbsp;</div>\r\n</div>\r\n";
        return MailText.Above(history, MailText.Html(item.Body));
    }
}
