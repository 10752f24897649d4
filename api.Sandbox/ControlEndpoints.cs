using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox;

/// <summary>Routes for people and scripts around the tenant: who is there, tokens, the clock, mail from outside, what left.</summary>
public static class ControlEndpoints
{
    public static IEndpointRouteBuilder MapControl(this IEndpointRouteBuilder routes, TenantServer server)
    {
        var control = routes.MapGroup("/sandbox").AllowAnonymous().ExcludeFromDescription();
        control.MapGet("/users", () => Results.Text(Users(server.Tenant).ToJsonString(), "application/json"));
        control.MapPost(
            "/token",
            (HttpContext context, CancellationToken cancellation) =>
                WithBodyAsync(context, body => Task.FromResult(Token(server, body)), cancellation)
        );
        control.MapGet("/clock", () => Clock(server));
        control.MapPost(
            "/clock",
            (HttpContext context, CancellationToken cancellation) =>
                WithBodyAsync(context, body => MoveClockAsync(server, body, cancellation), cancellation)
        );
        control.MapPost(
            "/deliver",
            (HttpContext context, CancellationToken cancellation) =>
                WithBodyAsync(context, body => Task.FromResult(Deliver(server, body)), cancellation)
        );
        control.MapGet("/sent", (string? since) => Sent(server, since));
        control.MapPost(
            "/idle",
            async (CancellationToken cancellation) =>
            {
                await server.IdleAsync(cancellation);
                return Clock(server);
            }
        );
        control.MapPost(
            "/consent",
            (HttpContext context, CancellationToken cancellation) =>
                WithBodyAsync(context, body => Task.FromResult(Consent(server, body)), cancellation)
        );
        control.MapPost(
            "/expire-delta",
            (HttpContext context, CancellationToken cancellation) =>
                WithBodyAsync(context, body => Task.FromResult(ExpireDelta(server, body)), cancellation)
        );
        return routes;
    }

    private static async Task<IResult> WithBodyAsync(
        HttpContext context,
        Func<JsonObject, Task<IResult>> handle,
        CancellationToken cancellation
    )
    {
        using var reader = new StreamReader(context.Request.Body);
        try
        {
            return GraphRequest.Parse(await reader.ReadToEndAsync(cancellation)) is JsonObject body
                ? await handle(body)
                : Wrong("The body must be a JSON object.");
        }
        catch (GraphException malformed)
        {
            return Wrong(malformed.Message);
        }
        catch (InvalidOperationException)
        {
            return Wrong("A value in the body is of another kind than expected.");
        }
    }

    private static IResult Wrong(string what) => Results.Problem(what, statusCode: StatusCodes.Status400BadRequest);

    private static JsonArray Users(Tenant tenant) =>
        [
            .. tenant.People.Select(person => new JsonObject
            {
                ["id"] = person.Id.ToString(),
                ["displayName"] = person.Name,
                ["mail"] = person.Mail,
                ["otherMails"] = MessageShape.Texts(person.OtherAddresses),
                ["department"] = person.Department,
                ["officeLocation"] = person.OfficeLocation,
                ["jobTitle"] = person.JobTitle,
                ["companyName"] = person.CompanyName,
                ["timeZone"] = person.TimeZone,
                ["roles"] = MessageShape.Texts(person.Roles),
                ["tenantId"] = person.TenantId.ToString(),
                ["isOutside"] = person.TenantId != tenant.Home.TenantId,
            }),
        ];

    private static IResult Token(TenantServer server, JsonObject body)
    {
        if (
            body["user"]?.GetValue<string>() is not { } user
            || server.Tenant.FindMailbox(user)?.Owner is not { } person
        )
            return Results.Problem(
                $"Nobody is called '{body["user"]}' here; see GET /sandbox/users.",
                statusCode: StatusCodes.Status404NotFound
            );
        var scope =
            body["scope"]?.GetValue<string>()
            ?? (
                body["resource"]?.GetValue<string>() is "graph"
                    ? Authority.Graph + "/.default"
                    : $"api://{TenantServer.ProductClientId}/access_as_user"
            );
        try
        {
            var client = body["client"]?.GetValue<string>() ?? TenantServer.PageClientId;
            var token = server.Authority.AccessToken(
                person,
                client,
                TokenRequest.Read(scope, Authority.DelegatedPermissions)
            );
            return Results.Json(
                new
                {
                    access_token = token,
                    token_type = "Bearer",
                    expires_in = Authority.AccessLifetime.TotalSeconds,
                }
            );
        }
        catch (AuthorityException refusal)
        {
            return Wrong(refusal.Message);
        }
    }

    private static IResult Clock(TenantServer server) =>
        Results.Json(
            new { now = InstantPattern.ExtendedIso.Format(server.Tenant.Clock.Now), flows = server.Tenant.Clock.Flows }
        );

    private static async Task<IResult> MoveClockAsync(
        TenantServer server,
        JsonObject body,
        CancellationToken cancellation
    )
    {
        var now = server.Tenant.Clock.Now;
        Instant target;
        if (body["advance"]?.GetValue<string>() is { } advance)
        {
            if (
                PeriodPattern.NormalizingIso.Parse(advance) is not { Success: true } period
                || period.Value is { Months: not 0 } or { Years: not 0 }
            )
                return Wrong(
                    $"'{advance}' is not a duration of weeks, days, hours, minutes or seconds, as PT8H or P7D."
                );
            target = now + period.Value.ToDuration();
        }
        else if (body["now"]?.GetValue<string>() is { } wanted)
        {
            if (OffsetDateTimePattern.ExtendedIso.Parse(wanted) is not { Success: true } instant)
                return Wrong($"'{wanted}' is not an instant, as 2026-03-02T09:00:00Z.");
            target = instant.Value.ToInstant();
        }
        else
        {
            return Wrong("Say how to move the clock: {\"advance\":\"PT8H\"} or {\"now\":\"2026-03-02T09:00:00Z\"}.");
        }
        if (target < now)
            return Wrong($"The clock stands at {InstantPattern.ExtendedIso.Format(now)} and only moves forward.");
        await server.Mover.MoveToAsync(target, cancellation);
        return Clock(server);
    }

    private static IResult Deliver(TenantServer server, JsonObject body)
    {
        var message = MessageShape.Read(body["message"] as JsonObject ?? body, new MailItem(), fromOutside: true);
        if (message.From is null || !message.Recipients.Any())
            return Wrong("A message needs 'from' and at least one of 'toRecipients', 'ccRecipients', 'bccRecipients'.");
        var copies = server.Post.Deliver(message);
        return Results.Json(
            new
            {
                internetMessageId = copies.Count > 0 ? copies[0].InternetMessageId : message.InternetMessageId,
                delivered = copies.Select(copy => new
                {
                    id = copy.Id,
                    immutableId = copy.ImmutableId,
                    conversationId = copy.ConversationId,
                }),
            },
            statusCode: StatusCodes.Status201Created
        );
    }

    private static IResult Sent(TenantServer server, string? since)
    {
        var from = Instant.MinValue;
        if (since is not null)
        {
            if (OffsetDateTimePattern.ExtendedIso.Parse(since) is not { Success: true } instant)
                return Wrong($"'{since}' is not an instant, as 2026-03-02T09:00:00Z.");
            from = instant.Value.ToInstant();
        }
        var view = new View(true, true, "UTC", DateTimeZone.Utc, []);
        var sent = server
            .Tenant.SentSince(from)
            .Select(mail =>
            {
                var written = MessageShape.Messages.Write(mail.Message, null, view);
                written["sentDateTime"] = InstantPattern.ExtendedIso.Format(mail.At);
                written["inReplyTo"] = mail.Message.InReplyTo;
                written["outside"] = MessageShape.Texts(mail.Outside.Select(address => address.Mail));
                return written;
            });
        return Results.Text(new JsonArray([.. sent]).ToJsonString(), "application/json");
    }

    private static IResult Consent(TenantServer server, JsonObject body)
    {
        if (
            body["user"]?.GetValue<string>() is not { } user
            || server.Tenant.FindMailbox(user)?.Owner is not { } person
        )
            return Results.Problem(
                $"Nobody is called '{body["user"]}' here; see GET /sandbox/users.",
                statusCode: StatusCodes.Status404NotFound
            );
        var given = body["given"]?.GetValue<bool>() ?? true;
        if (given)
            server.Authority.Consent(person);
        else
            server.Withdraw(person);
        return Results.Json(new { user = person.Mail, given });
    }

    private static IResult ExpireDelta(TenantServer server, JsonObject body)
    {
        if (body["user"]?.GetValue<string>() is not { } user || server.Tenant.FindMailbox(user) is not { } mailbox)
            return Results.Problem(
                $"Nobody is called '{body["user"]}' here; see GET /sandbox/users.",
                statusCode: StatusCodes.Status404NotFound
            );
        mailbox.ExpireDeltaTokens();
        return Results.Json(new { user = mailbox.Owner.Mail });
    }
}
