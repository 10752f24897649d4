using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Sandbox.Graph;

/// <summary>
/// Attachments from 3 MB to 150 MB, which come in pieces to an address outside Graph that needs no token: who knows it may
/// write there until it expires.
/// </summary>
public sealed class UploadSessions(Tenant tenant)
{
    private const string Path = "/api/v2.0/AttachmentSessions/";
    private const int LargestPiece = 4 * 1024 * 1024;
    private const int Smallest = 3 * 1024 * 1024;
    private const int Largest = 150 * 1024 * 1024;
    private static readonly Duration Life = Duration.FromHours(1);
    private readonly ConcurrentDictionary<string, Session> sessions = new();

    public IEndpointRouteBuilder Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut(Path + "{id}", TakeAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapDelete(Path + "{id}", Cancel).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    /// <summary>Begins a session for one attachment of a draft.</summary>
    /// <exception cref="GraphException">It is no file, or too small or too large for a session.</exception>
    public GraphAnswer Begin(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        var wanted =
            request.Body["AttachmentItem"] as JsonObject
            ?? throw GraphException.Bad("An AttachmentItem is needed.", "ErrorInvalidRequest");
        _ = MessageShape.OneOf("attachmentType", wanted["attachmentType"] ?? "", "file");
        var size = wanted["size"]?.GetValue<long>() ?? 0;
        if (size < Smallest)
            throw GraphException.Bad(
                "The size of the attachment is less than the minimum size for a session; post it instead.",
                "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize"
            );
        if (size > Largest)
            throw GraphException.Bad("The attachment is larger than 150 MB.", "ErrorAttachmentSizeLimitExceeded");
        var session = new Session(
            mailbox,
            item,
            wanted["name"]?.GetValue<string>() ?? throw GraphException.Bad("A name is needed.", "ErrorInvalidRequest"),
            wanted["contentType"]?.GetValue<string>() ?? "application/octet-stream",
            wanted["isInline"]?.GetValue<bool>() ?? false,
            wanted["contentId"]?.GetValue<string>(),
            new byte[size],
            tenant.Clock.Now + Life
        );
        var id = Guid.NewGuid().ToString("N");
        sessions[id] = session;
        var begun = session.State();
        begun["@odata.context"] = $"{request.Root}/$metadata#microsoft.graph.uploadSession";
        begun["uploadUrl"] = $"https://{ToTheTenant.OutlookHost}{Path}{id}?authtoken={Guid.NewGuid():N}";
        return GraphAnswer.Created(begun);
    }

    private async Task<IResult> TakeAsync(string id, HttpRequest request, CancellationToken cancellation)
    {
        if (!sessions.TryGetValue(id, out var session) || session.Expires <= tenant.Clock.Now)
            return Results.NotFound();
        using var piece = new MemoryStream();
        await request.Body.CopyToAsync(piece, cancellation);
        if (
            !ContentRangeHeaderValue.TryParse(request.Headers.ContentRange, out var range)
            || range is not { From: { } from, To: { } to, Length: { } length }
            || length != session.Content.Length
            || from != session.Taken
            || to - from + 1 != piece.Length
            || piece.Length > LargestPiece
        )
            return Results.BadRequest(
                new
                {
                    error = new
                    {
                        code = "InvalidContentRange",
                        message = $"A piece begins at {session.Taken} and has less than 4 MB.",
                    },
                }
            );
        piece.ToArray().CopyTo(session.Content, session.Taken);
        session.Taken += (int)piece.Length;
        if (session.Taken < session.Content.Length)
            return Results.Text(session.State().ToJsonString(), "application/json");
        sessions.TryRemove(id, out _);
        return Attached(session);
    }

    private IResult Attached(Session session)
    {
        var attachment = new Attachment(
            session.Mailbox.IdFrom("AAMk", $"attachment {session.Mailbox.Version} {session.Name}"),
            session.Name,
            session.ContentType,
            session.Content,
            session.IsInline,
            session.ContentId,
            tenant.Clock.Now
        );
        var changed = session.Mailbox.Change(
            session.Item,
            item => item with { Attachments = [.. item.Attachments, attachment] }
        );
        return changed is null
            ? Results.NotFound()
            : Results.Created(
                $"https://{ToTheTenant.OutlookHost}/api/v2.0/Users('{session.Mailbox.Owner.Id}')/Messages('{changed.Id}')/Attachments('{attachment.Id}')",
                null
            );
    }

    private IResult Cancel(string id) => sessions.TryRemove(id, out _) ? Results.NoContent() : Results.NotFound();

    private sealed record Session(
        Mailbox Mailbox,
        MailItem Item,
        string Name,
        string ContentType,
        bool IsInline,
        string? ContentId,
        byte[] Content,
        Instant Expires
    )
    {
        public int Taken { get; set; }

        public JsonObject State() =>
            new()
            {
                ["expirationDateTime"] = MessageShape.Time(Expires),
                ["nextExpectedRanges"] = new JsonArray(Taken.ToString(CultureInfo.InvariantCulture) + "-"),
            };
    }
}
