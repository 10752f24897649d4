using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace MailCommitments.Sandbox;

/// <summary>The sign-in endpoints under the paths that Entra ID has, for any tenant id.</summary>
public static class AuthorityEndpoints
{
    private const string OnBehalfOf = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public static IEndpointRouteBuilder MapAuthority(
        this IEndpointRouteBuilder routes,
        Tenant tenant,
        Authority authority
    )
    {
        var endpoints = routes.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        endpoints.MapGet(
            "/{tid}/v2.0/.well-known/openid-configuration",
            (HttpContext context, string tid) => Answer(context, Discovery(context, tenant, tid))
        );
        endpoints.MapGet(
            "/{tid}/discovery/v2.0/keys",
            (HttpContext context, string tid) =>
                Answer(context, new JsonObject { ["keys"] = new JsonArray(authority.PublicKey) })
        );
        endpoints.MapGet("/common/discovery/instance", (HttpContext context) => Answer(context, Instances(context)));
        endpoints.MapGet(
            "/{tid}/oauth2/v2.0/authorize",
            (HttpContext context, string tid) => Authorize(context, tenant, authority)
        );
        endpoints.MapGet("/{tid}/oauth2/v2.0/logout", (HttpContext context, string tid) => LogOut(context));
        endpoints.MapPost(
            "/{tid}/oauth2/v2.0/token",
            (HttpContext context, string tid) => TokenAsync(context, tenant, authority, tid)
        );
        endpoints.MapMethods(
            "/{tid}/oauth2/v2.0/token",
            ["OPTIONS"],
            (HttpContext context, string tid) => Answer(context, [])
        );
        return routes;
    }

    private static IResult Answer(HttpContext context, JsonObject body, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlAllowHeaders = "*";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(body.ToJsonString(), "application/json", Encoding.UTF8, status);
    }

    private static string BaseOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private static Guid TenantIdOf(Tenant tenant, string tid) =>
        Guid.TryParse(tid, out var id)
            ? id
            : (
                tenant.Organisations.FirstOrDefault(each => each.Domains.Contains(tid.ToLowerInvariant()))
                ?? tenant.Home
            ).TenantId;

    private static JsonObject Discovery(HttpContext context, Tenant tenant, string tid)
    {
        var root = $"{BaseOf(context)}/{tid}";
        return new()
        {
            ["issuer"] = Authority.Issuer(TenantIdOf(tenant, tid)),
            ["authorization_endpoint"] = root + "/oauth2/v2.0/authorize",
            ["token_endpoint"] = root + "/oauth2/v2.0/token",
            ["end_session_endpoint"] = root + "/oauth2/v2.0/logout",
            ["jwks_uri"] = root + "/discovery/v2.0/keys",
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray(
                "client_secret_post",
                "private_key_jwt",
                "client_secret_basic"
            ),
            ["cloud_instance_name"] = "microsoftonline.com",
            ["msgraph_host"] = "graph.microsoft.com",
        };
    }

    private static JsonObject Instances(HttpContext context) =>
        new()
        {
            ["tenant_discovery_endpoint"] = BaseOf(context) + "/common/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new JsonArray(
                new JsonObject
                {
                    ["preferred_network"] = "login.microsoftonline.com",
                    ["preferred_cache"] = "login.windows.net",
                    ["aliases"] = new JsonArray(
                        "login.microsoftonline.com",
                        "login.windows.net",
                        "login.microsoft.com",
                        "sts.windows.net"
                    ),
                }
            ),
        };

    private static IResult LogOut(HttpContext context) =>
        context.Request.Query["post_logout_redirect_uri"] is [{ Length: > 0 } back]
            ? Results.Redirect(back)
            : Results.Text("You are signed out.");

    private static IResult Authorize(HttpContext context, Tenant tenant, Authority authority)
    {
        var query = context.Request.Query;
        string? Value(string name) => query[name] is [{ Length: > 0 } value, ..] ? value : null;
        if (Value("redirect_uri") is not { } back || Value("client_id") is not { } client)
            return Results.Text(
                "AADSTS900144: The request must contain 'client_id' and 'redirect_uri'.",
                statusCode: 400
            );

        var person =
            Value("login_hint") is { } hint && Value("prompt") is not "select_account"
                ? tenant.FindMailbox(hint)?.Owner
                : null;
        if (Value("chosen") is { } chosen && tenant.FindMailbox(chosen)?.Owner is { } choice)
        {
            person = choice;
            authority.Consent(choice);
        }
        if (person is null || (!authority.HasConsent(person) && Value("prompt") is not "none"))
            return Value("prompt") is "none"
                ? Back(
                    back,
                    Value("response_mode"),
                    new()
                    {
                        ["error"] = "login_required",
                        ["error_description"] = "AADSTS50058: Nobody is signed in.",
                        ["state"] = Value("state"),
                    }
                )
                : Results.Text(Chooser(context, tenant), "text/html", Encoding.UTF8);
        if (!authority.HasConsent(person))
            return Back(
                back,
                Value("response_mode"),
                new()
                {
                    ["error"] = "consent_required",
                    ["error_description"] = "AADSTS65001: Consent is missing.",
                    ["state"] = Value("state"),
                }
            );

        var code = authority.Code(
            person,
            client,
            back,
            Value("code_challenge"),
            Value("scope") ?? "openid",
            Value("nonce")
        );
        return Back(
            back,
            Value("response_mode"),
            new()
            {
                ["code"] = code,
                ["state"] = Value("state"),
                ["client_info"] = ClientInfo(person),
                ["session_state"] = Guid.NewGuid().ToString(),
            }
        );
    }

    private static IResult Back(string address, string? mode, Dictionary<string, string?> answer)
    {
        if (mode == "form_post")
        {
            var fields = string.Concat(
                answer
                    .Where(field => field.Value is not null)
                    .Select(field =>
                        $"<input type=hidden name=\"{field.Key}\" value=\"{WebUtility.HtmlEncode(field.Value)}\">"
                    )
            );
            return Results.Text(
                $"<!doctype html><body onload=\"document.forms[0].submit()\"><form method=post action=\"{WebUtility.HtmlEncode(address)}\">{fields}<button>Continue</button></form>",
                "text/html",
                Encoding.UTF8
            );
        }
        var query = QueryHelpers.AddQueryString("", answer);
        return Results.Redirect(
            mode == "fragment" ? address + "#" + query[1..] : QueryHelpers.AddQueryString(address, answer)
        );
    }

    private static string Chooser(HttpContext context, Tenant tenant)
    {
        var again = context
            .Request.Query.Where(field => field.Key is not "chosen" and not "login_hint" and not "prompt")
            .SelectMany(field => field.Value, (field, value) => KeyValuePair.Create(field.Key, value))
            .ToList();
        var people = string.Concat(
            tenant
                .People.GroupBy(person => tenant.OrganisationOf(person.Mail)?.Name ?? "Elsewhere")
                .OrderBy(group => group.Key != tenant.Home.Name)
                .Select(group =>
                    $"<h2>{WebUtility.HtmlEncode(group.Key)}</h2><ul>"
                    + string.Concat(
                        group.Select(person =>
                            $"<li><a href=\"{WebUtility.HtmlEncode(QueryHelpers.AddQueryString(context.Request.Path, again.Append(new("chosen", person.Mail))))}\"><b>{WebUtility.HtmlEncode(person.Name)}</b> {WebUtility.HtmlEncode(person.Mail)}</a></li>"
                        )
                    )
                    + "</ul>"
                )
        );
        return $$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Sign in to the sandbox</title>
            <style>
            :root { color-scheme: light dark; font: 16px/1.5 "Segoe UI", system-ui, sans-serif }
            body { max-width: 32rem; margin: 4rem auto; padding: 0 1rem }
            h2 { font-size: 1rem; margin: 1.5rem 0 .5rem }
            ul { list-style: none; margin: 0; padding: 0 }
            a { display: block; padding: .5rem; border-radius: 4px; text-decoration: none; color: inherit }
            a:hover, a:focus-visible { background: #0078d422; outline: 2px solid #0078d4 }
            </style>
            <h1>Pick an account</h1><p>This is an embedded stand-in of Microsoft's sign-in. No password is asked.</p>
            {{people}}
            </html>
            """;
    }

    private static string ClientInfo(Person person) =>
        Base64UrlEncoder.Encode(
            new JsonObject { ["uid"] = person.Id.ToString(), ["utid"] = person.TenantId.ToString() }.ToJsonString()
        );

    private static async Task<IResult> TokenAsync(HttpContext context, Tenant tenant, Authority authority, string tid)
    {
        try
        {
            if (!context.Request.HasFormContentType)
                throw new AuthorityException(
                    "invalid_request",
                    900144,
                    "The body must be a form and contain 'grant_type'."
                );
            return await GrantAsync(
                context,
                await context.Request.ReadFormAsync(context.RequestAborted),
                tenant,
                authority,
                tid
            );
        }
        catch (AuthorityException refusal)
        {
            return Refuse(context, refusal);
        }
    }

    private static async Task<IResult> GrantAsync(
        HttpContext context,
        IFormCollection form,
        Tenant tenant,
        Authority authority,
        string tid
    )
    {
        string? Optional(string name) => form[name] is [{ Length: > 0 } value, ..] ? value : null;
        string Value(string name) =>
            Optional(name)
            ?? throw new AuthorityException(
                "invalid_request",
                900144,
                $"The request body must contain the following parameter: '{name}'."
            );

        var grant = Value("grant_type");
        var client = Optional("client_id") ?? FromAuthorizationHeader(context) ?? Value("client_id");
        authority.CheckSecret(client, Optional("client_secret"));
        switch (grant)
        {
            case "authorization_code":
                var (person, scope, nonce) = await authority.RedeemCodeAsync(
                    Value("code"),
                    client,
                    Value("redirect_uri"),
                    Optional("code_verifier")
                );
                return Grant(context, authority, person, client, Optional("scope") ?? scope, nonce);
            case "refresh_token":
                return Grant(
                    context,
                    authority,
                    await authority.RedeemRefreshTokenAsync(Value("refresh_token"), client),
                    client,
                    Optional("scope") ?? "openid",
                    null
                );
            case OnBehalfOf when Value("requested_token_use") == "on_behalf_of":
                return Grant(
                    context,
                    authority,
                    await authority.RedeemAssertionAsync(Value("assertion"), client),
                    client,
                    Value("scope"),
                    null
                );
            case "client_credentials":
                var request = TokenRequest.Read(Value("scope"), Authority.ApplicationPermissions);
                if (!Value("scope").EndsWith("/.default", StringComparison.Ordinal))
                    throw new AuthorityException(
                        "invalid_scope",
                        1002012,
                        $"The provided value for scope {Value("scope")} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier."
                    );
                return Answer(
                    context,
                    Body(authority.ApplicationToken(TenantIdOf(tenant, tid), client, request), request)
                );
            default:
                throw new AuthorityException(
                    "unsupported_grant_type",
                    70003,
                    $"The app requested an unsupported grant type '{grant}'."
                );
        }
    }

    private static IResult Grant(
        HttpContext context,
        Authority authority,
        Person person,
        string client,
        string scope,
        string? nonce
    )
    {
        var request = TokenRequest.Read(scope, Authority.DelegatedPermissions);
        var body = Body(authority.AccessToken(person, client, request), request);
        body["id_token"] = authority.IdToken(person, client, nonce);
        body["client_info"] = ClientInfo(person);
        if (request.WantsRefresh)
            body["refresh_token"] = authority.RefreshToken(person, client);
        return Answer(context, body);
    }

    private static JsonObject Body(string token, TokenRequest request) =>
        new()
        {
            ["token_type"] = "Bearer",
            ["scope"] = request.EchoedScopes,
            ["expires_in"] = (int)Authority.AccessLifetime.TotalSeconds,
            ["ext_expires_in"] = (int)Authority.AccessLifetime.TotalSeconds,
            ["access_token"] = token,
        };

    private static string? FromAuthorizationHeader(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(
                Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':')[0]
            )
            : null;
    }

    private static IResult Refuse(HttpContext context, AuthorityException refusal)
    {
        var trace = Guid.NewGuid().ToString();
        var correlation = context.Request.Headers["client-request-id"] is [{ Length: > 0 } given]
            ? given
            : Guid.NewGuid().ToString();
        var time = SandboxClock.Real.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", null);
        return Answer(
            context,
            new()
            {
                ["error"] = refusal.Error,
                ["error_description"] =
                    $"AADSTS{refusal.Code}: {refusal.Message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
                ["error_codes"] = new JsonArray(refusal.Code),
                ["timestamp"] = time,
                ["trace_id"] = trace,
                ["correlation_id"] = correlation,
                ["error_uri"] = $"https://login.microsoftonline.com/error?code={refusal.Code}",
            },
            refusal.Error == "invalid_client" ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest
        );
    }
}
