using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Microsoft Graph v1.0, as far as a mail product needs it. What is not served answers 501 with its path.</summary>
public sealed class GraphEndpoints(
    Tenant tenant,
    PostOffice post,
    Authority authority,
    Notifier notifier,
    Faults faults,
    UploadSessions uploads
)
{
    private const string Version = "/v1.0";
    private const int LargestBatch = 20;
    private readonly MailOperations mail = new(tenant, post, uploads);
    private readonly DirectoryOperations directory = new(tenant);
    private readonly SubscriptionOperations subscriptions = new(tenant, notifier);

    public IEndpointRouteBuilder Map(IEndpointRouteBuilder routes)
    {
        routes.Map(Version + "/{**path}", AnswerAsync).AllowAnonymous().ExcludeFromDescription();
        routes.Map("/beta/{**path}", RefuseBetaAsync).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var clientRequestId = context.Request.Headers["client-request-id"] is [{ Length: > 0 } given]
            ? given
            : Guid.NewGuid().ToString();
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["request-id"] = requestId;
        context.Response.Headers["client-request-id"] = clientRequestId;
        var answer = await AnswerOrRefuseAsync(context, requestId, clientRequestId, cancellation);
        await WriteAsync(context, answer, cancellation);
    }

    private Task RefuseBetaAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        var refusal = GraphException.NotServed(context.Request.Method, context.Request.Path.Value ?? "");
        return WriteAsync(context, Refusal(refusal, requestId, requestId), context.RequestAborted);
    }

    private async Task<GraphAnswer> AnswerOrRefuseAsync(
        HttpContext context,
        string requestId,
        string clientRequestId,
        CancellationToken cancellation
    )
    {
        try
        {
            var bearer = await BearerAsync(context);
            using var reader = new StreamReader(context.Request.Body);
            var text = await reader.ReadToEndAsync(cancellation);
            if (
                text.Length > 0
                && context.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) is not true
            )
                throw GraphException.NotServed(
                    context.Request.Method,
                    $"{context.Request.Path} with a body of type '{context.Request.ContentType}'"
                );
            var request = new GraphRequest(
                context.Request.Method,
                $"{context.Request.Scheme}://{context.Request.Host}{Version}",
                (context.Request.Path.Value ?? "")[Version.Length..],
                context.Request.Query.Select(option => KeyValuePair.Create(option.Key, option.Value.ToString())),
                context.Request.Headers,
                GraphRequest.Parse(text),
                bearer
            );
            return await WithFaultAsync(context, request, requestId, clientRequestId, cancellation);
        }
        catch (GraphException refusal)
        {
            return Refusal(refusal, requestId, clientRequestId);
        }
    }

    /// <summary>Carries a call out, unless something goes wrong with it; a broken connection ends in the client's hands.</summary>
    private async Task<GraphAnswer> WithFaultAsync(
        HttpContext context,
        GraphRequest request,
        string requestId,
        string clientRequestId,
        CancellationToken cancellation
    )
    {
        using var place = faults.Enter(request);
        var fault = faults.Next(request);
        if (fault is Fault.Refused(var before))
            throw before;
        if (fault is Fault.Slow(var by))
            await Task.Delay(by, SandboxClock.Real, cancellation);
        if (fault is Fault.BrokenBefore)
            throw Broken(context);
        var answer = await GuardAsync(context, request, requestId, clientRequestId, CancellationToken.None);
        if (fault is Fault.RefusedAfterEffect(var after))
            throw after;
        if (fault is Fault.BrokenAfter)
            throw Broken(context);
        return answer;
    }

    private static OperationCanceledException Broken(HttpContext context)
    {
        context.Abort();
        return new("The connection was broken on purpose.");
    }

    private async Task<GraphAnswer> GuardAsync(
        HttpContext context,
        GraphRequest request,
        string requestId,
        string clientRequestId,
        CancellationToken cancellation
    )
    {
        try
        {
            var answer = request.Path is ["$batch"]
                ? await BatchAsync(context, request, clientRequestId, cancellation)
                : await RouteAsync(request, cancellation);
            if (request.Method != "GET")
                tenant.Touch();
            if (request.AppliedPreferences is { Length: > 0 } applied)
                answer.Headers["Preference-Applied"] = applied;
            return answer;
        }
        catch (GraphException refusal)
        {
            return Refusal(refusal, requestId, clientRequestId);
        }
        catch (Exception malformed)
            when (malformed is InvalidOperationException or FormatException or ArgumentException)
        {
            // a JSON value of another kind than its property has
            return Refusal(GraphException.Bad(malformed.Message, "RequestBodyRead"), requestId, clientRequestId);
        }
    }

    private async Task<GraphAnswer> RouteAsync(GraphRequest request, CancellationToken cancellation) =>
        request.Path switch
        {
            ["me", .. var rest] => OfMailbox(
                request,
                request.Bearer.Person is { } person
                    ? tenant.MailboxOf(person)
                    : throw GraphException.Bad("/me request is only valid with delegated authentication flow."),
                rest
            ),
            ["users"] when request.Method == "GET" => directory.List(request),
            ["users", var id, .. var rest] => OfMailbox(request, MailboxOf(request, id, rest), rest),
            ["subscriptions", .. var rest] => await subscriptions.AnswerAsync(request, rest, cancellation),
            _ => null,
        } ?? throw GraphException.NotServed(request.Method, Version + request.FullPath);

    private GraphAnswer? OfMailbox(GraphRequest request, Mailbox mailbox, string[] rest) =>
        mail.Answer(request, mailbox, rest) ?? directory.Answer(request, mailbox, rest);

    private Mailbox MailboxOf(GraphRequest request, string id, string[] rest)
    {
        if (tenant.FindMailbox(id) is not { } mailbox || mailbox.Owner.TenantId != request.Bearer.TenantId)
            throw new GraphException(
                404,
                "Request_ResourceNotFound",
                $"Resource '{id}' does not exist or one of its queried reference-property objects are not present."
            );
        var isDirectory = rest is [] or ["manager"] or ["directReports"];
        if (!isDirectory && request.Bearer.Person is { } person && person.Id != mailbox.Owner.Id)
            throw new GraphException(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
        return mailbox;
    }

    private async Task<TokenBearer> BearerAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            throw Unauthorized("Access token is empty.");
        return await authority.BearerAsync(header["Bearer ".Length..])
            ?? throw Unauthorized(
                "Access token has expired or is not yet valid, or its audience is not Microsoft Graph."
            );
    }

    private static GraphException Unauthorized(string message) =>
        new(
            401,
            "InvalidAuthenticationToken",
            message,
            new Dictionary<string, string>
            {
                ["WWW-Authenticate"] =
                    "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", client_id=\"00000003-0000-0000-c000-000000000000\"",
            }
        );

    private GraphAnswer Refusal(GraphException refusal, string requestId, string clientRequestId)
    {
        var answer = new GraphAnswer(
            refusal.Status,
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["code"] = refusal.Code,
                    ["message"] = refusal.Message,
                    ["innerError"] = new JsonObject
                    {
                        ["date"] = tenant
                            .Clock.Now.ToDateTimeUtc()
                            .ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
                        ["request-id"] = requestId,
                        ["client-request-id"] = clientRequestId,
                    },
                },
            }
        );
        foreach (var (name, value) in refusal.Headers)
            answer.Headers[name] = value;
        return answer;
    }

    private static async Task WriteAsync(HttpContext context, GraphAnswer answer, CancellationToken cancellation)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body is null)
            return;
        var isJson = answer.Body is JsonObject;
        context.Response.ContentType = isJson
            ? "application/json; odata.metadata=minimal; charset=utf-8"
            : answer.ContentType;
        await context.Response.WriteAsync(
            isJson ? answer.Body.ToJsonString() : answer.Body.GetValue<string>(),
            isJson || answer.ContentType == "text/plain" ? Encoding.UTF8 : Encoding.Latin1,
            cancellation
        );
    }

    private async Task<GraphAnswer> BatchAsync(
        HttpContext context,
        GraphRequest batch,
        string clientRequestId,
        CancellationToken cancellation
    )
    {
        var answers = new Dictionary<string, GraphAnswer>(StringComparer.Ordinal);
        foreach (var part in PartsOf(batch))
        {
            var requestId = Guid.NewGuid().ToString();
            try
            {
                if (part.Needed.Any(each => answers[each].Status >= 400))
                    throw new GraphException(424, "FailedDependency", "A request that this one depends on failed.");
                var request = RequestOf(batch, part);
                answers[part.Id] = await WithFaultAsync(context, request, requestId, clientRequestId, cancellation);
            }
            catch (GraphException refusal)
            {
                answers[part.Id] = Refusal(refusal, requestId, clientRequestId);
            }
        }
        return GraphAnswer.Ok(
            new JsonObject
            {
                ["responses"] = new JsonArray([.. answers.Select(answer => ResponseOf(answer.Key, answer.Value))]),
            }
        );
    }

    /// <exception cref="GraphException">The batch cannot be read: none of its parts is carried out.</exception>
    private static List<BatchPart> PartsOf(GraphRequest batch)
    {
        var described = batch.Body["requests"] as JsonArray ?? [];
        if (described.Count is 0 or > LargestBatch)
            throw GraphException.Bad($"A batch has 1 to {LargestBatch} requests.", "BadRequest");
        var parts = new List<BatchPart>();
        foreach (var part in described.Select(each => each as JsonObject))
        {
            if (
                part?["id"]?.GetValue<string>() is not { Length: > 0 } id
                || part["method"]?.GetValue<string>() is not { Length: > 0 } method
                || part["url"]?.GetValue<string>() is not { Length: > 0 } url
            )
                throw GraphException.Bad("Every request of a batch needs an id, a method and a url.", "BadRequest");
            if (parts.Exists(before => before.Id == id))
                throw GraphException.Bad($"The request id '{id}' is not unique in the batch.", "BadRequest");
            if (
                Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !absolute.IsFile
                || url.TrimStart('/') is "$batch"
            )
                throw GraphException.Bad($"'{url}' is not the relative address of a single request.", "BadRequest");
            string[] needed =
            [
                .. (part["dependsOn"] as JsonArray ?? []).Select(each => each?.GetValue<string>() ?? ""),
            ];
            if (Array.Find(needed, each => !parts.Exists(before => before.Id == each)) is { } unknown)
                throw GraphException.Bad(
                    $"'{id}' depends on '{unknown}', which does not come before it.",
                    "BadRequest"
                );
            parts.Add(new(id, method, url, needed, part));
        }
        return parts;
    }

    private static GraphRequest RequestOf(GraphRequest batch, BatchPart part)
    {
        var cut = part.Url.IndexOf('?', StringComparison.Ordinal);
        var headers = (part.Described["headers"] as JsonObject ?? []).ToDictionary(
            header => header.Key,
            header => new StringValues(header.Value?.GetValue<string>()),
            StringComparer.OrdinalIgnoreCase
        );
        if (part.Described["body"] is not null && !headers.ContainsKey("Content-Type"))
            throw GraphException.Bad("A request of a batch with a body needs a Content-Type header.");
        return new(
            part.Method.ToUpperInvariant(),
            batch.Root,
            Uri.UnescapeDataString(cut < 0 ? part.Url : part.Url[..cut]),
            QueryHelpers
                .ParseQuery(cut < 0 ? "" : part.Url[cut..])
                .Select(option => KeyValuePair.Create(option.Key, option.Value.ToString())),
            headers,
            part.Described["body"],
            batch.Bearer
        );
    }

    private static JsonObject ResponseOf(string id, GraphAnswer answer)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in answer.Headers)
            headers[name] = value;
        var response = new JsonObject
        {
            ["id"] = id,
            ["status"] = answer.Status,
            ["headers"] = headers,
        };
        if (answer.Body is { } body)
        {
            headers["Content-Type"] = answer.ContentType;
            response["body"] = body;
        }
        return response;
    }

    /// <param name="Needed">The ids of the parts before it that must not fail.</param>
    private sealed record BatchPart(
        string Id,
        string Method,
        string Url,
        IReadOnlyList<string> Needed,
        JsonObject Described
    );
}
