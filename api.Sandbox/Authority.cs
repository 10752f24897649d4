using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailCommitments.Sandbox;

/// <summary>Whom a token speaks for: a person with consented scopes, or an application with its roles.</summary>
/// <remarks>Scopes and roles are short names (<c>Mail.Read</c>); the person is null for an application.</remarks>
public sealed record TokenBearer(Person? Person, Guid TenantId, string ClientId, IReadOnlySet<string> Permissions);

/// <summary>What a client asked a token for.</summary>
/// <remarks>The audience is <see cref="Authority.Graph"/> or a client id; the permissions are the short names granted there.</remarks>
public sealed record TokenRequest(
    string Audience,
    IReadOnlyList<string> Permissions,
    string EchoedScopes,
    bool WantsRefresh
)
{
    private static readonly string[] OpenId = ["openid", "profile", "email", "offline_access"];

    /// <summary>Reads a scope parameter. Names without a resource are Graph's.</summary>
    /// <exception cref="AuthorityException">It names two resources.</exception>
    public static TokenRequest Read(string scopes, IReadOnlyList<string> allOfGraph)
    {
        var asked = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var resources = asked.Except(OpenId, StringComparer.OrdinalIgnoreCase).Select(Split).ToList();
        var audiences = resources.Select(resource => resource.Audience).Distinct().ToList();
        if (audiences.Count > 1)
            throw new AuthorityException(
                "invalid_request",
                28000,
                $"The scope '{scopes}' names more than one resource."
            );
        var audience = audiences.Count == 0 ? Authority.Graph : audiences[0];
        var permissions = resources
            .Select(resource => resource.Permission)
            .SelectMany(permission =>
                permission != ".default" ? [permission]
                : audience == Authority.Graph ? allOfGraph
                : ["access_as_user"]
            )
            .DefaultIfEmpty("User.Read");
        return new(
            audience,
            [.. permissions.Distinct()],
            string.Join(' ', asked.Where(scope => !scope.Equals("offline_access", StringComparison.OrdinalIgnoreCase))),
            asked.Contains("offline_access", StringComparer.OrdinalIgnoreCase)
        );
    }

    private static (string Audience, string Permission) Split(string scope)
    {
        var cut = scope.LastIndexOf('/');
        if (cut < 0)
            return (Authority.Graph, scope);
        var resource = scope[..cut].TrimEnd('/');
        return (
            resource.StartsWith("api://", StringComparison.OrdinalIgnoreCase) ? resource["api://".Length..]
            : resource is Authority.Graph or Authority.GraphApplication ? Authority.Graph
            : resource,
            scope[(cut + 1)..]
        );
    }
}

/// <summary>A token request that the authority refuses, in Entra's words.</summary>
/// <param name="error">The OAuth error.</param>
/// <param name="code">The number after AADSTS.</param>
/// <param name="message">What is wrong.</param>
public sealed class AuthorityException(string error, int code, string message) : Exception(message)
{
    public string Error => error;

    public int Code => code;
}

/// <summary>The stand-in of Entra ID: signs tokens, checks them, and remembers whose consent is gone.</summary>
/// <remarks>Tokens carry the machine's time, since those who check them use the machine's clock.</remarks>
public sealed class Authority : IDisposable
{
    public const string Graph = "https://graph.microsoft.com";
    public const string GraphApplication = "00000003-0000-0000-c000-000000000000";

    /// <summary>What people have consented to for Graph: what a client gets that asks for <c>.default</c>.</summary>
    public static readonly IReadOnlyList<string> DelegatedPermissions =
    [
        "Calendars.ReadBasic",
        "Calendars.Read",
        "Calendars.ReadWrite",
        "Mail.Read",
        "Mail.ReadBasic",
        "Mail.ReadWrite",
        "Mail.Send",
        "MailboxSettings.Read",
        "MailboxSettings.ReadWrite",
        "User.Read",
        "User.ReadBasic.All",
        "User.Read.All",
    ];

    /// <summary>What an application without a user gets.</summary>
    public static readonly IReadOnlyList<string> ApplicationPermissions =
    [
        "Calendars.Read",
        "Mail.Read",
        "Mail.ReadWrite",
        "Mail.Send",
        "MailboxSettings.Read",
        "User.Read.All",
    ];

    /// <summary>How long an access token is good, in real time.</summary>
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(75);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly JsonWebTokenHandler tokens = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly RSA rsa = RSA.Create(2048);
    private readonly RsaSecurityKey key;
    private readonly ConcurrentDictionary<string, bool> usedCodes = new();
    private readonly ConcurrentDictionary<Guid, int> withdrawals = new();
    private readonly ConcurrentDictionary<Guid, bool> withdrawn = new();
    private readonly ConcurrentDictionary<string, string> secrets = new();
    private readonly Tenant tenant;

    /// <param name="tenant">Whose people sign in.</param>
    /// <param name="folder">Where the signing key is kept; null for a key that lives as long as this object.</param>
    public Authority(Tenant tenant, string? folder)
    {
        this.tenant = tenant;
        if (folder is not null)
            LoadOrKeepKey(KeyIn(folder));
        var digest = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
        key = new(rsa) { KeyId = Base64UrlEncoder.Encode(digest)[..27] };
    }

    /// <summary>The public key as a JSON web key.</summary>
    public JsonObject PublicKey
    {
        get
        {
            var parameters = rsa.ExportParameters(includePrivateParameters: false);
            return new()
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = key.KeyId,
                ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
                ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
            };
        }
    }

    internal static string KeyIn(string folder) => Path.Combine(folder, "authority-key.pem");

    public static string Issuer(Guid tenantId) => $"https://login.microsoftonline.com/{tenantId}/v2.0";

    /// <summary>From now on this client must show its secret. Clients that nobody registered may use any.</summary>
    public void Register(string clientId, string secret) => secrets[clientId] = secret;

    /// <exception cref="AuthorityException">The client is registered with another secret.</exception>
    public void CheckSecret(string clientId, string? secret)
    {
        if (secrets.TryGetValue(clientId, out var expected) && secret is not null && secret != expected)
            throw new AuthorityException(
                "invalid_client",
                7000215,
                $"Invalid client secret provided for app '{clientId}'."
            );
    }

    /// <summary>Takes a person's consent away: every grant fails from now on, also with tokens handed out before.</summary>
    public void Withdraw(Person person)
    {
        withdrawals.AddOrUpdate(person.Id, 1, (_, count) => count + 1);
        withdrawn[person.Id] = true;
    }

    /// <summary>The person has consented again. Refresh tokens from before stay dead.</summary>
    public void Consent(Person person) => withdrawn.TryRemove(person.Id, out _);

    public bool HasConsent(Person person) => !withdrawn.ContainsKey(person.Id);

    /// <summary>How often each person's consent was taken away so far; refresh tokens from before are dead.</summary>
    internal Dictionary<Guid, int> Withdrawals => new(withdrawals);

    /// <summary>Who is without consent now.</summary>
    internal IReadOnlyList<Guid> Withdrawn => [.. withdrawn.Keys];

    internal void Restore(Dictionary<Guid, int> counts, IReadOnlyList<Guid> without)
    {
        foreach (var (person, count) in counts)
            withdrawals[person] = count;
        foreach (var person in without)
            withdrawn[person] = true;
    }

    /// <summary>An access token for a person, as the clients of the tenant get it.</summary>
    /// <param name="lifetime">Down to minus four minutes, for a token that has expired; the usual one when not given.</param>
    public string AccessToken(Person person, string clientId, TokenRequest request, TimeSpan? lifetime = null)
    {
        var claims = ClaimsOf(person);
        claims["azp"] = clientId;
        claims["azpacr"] = "1";
        claims["scp"] = string.Join(' ', request.Permissions);
        if (request.Audience != Graph && person.Roles.Count > 0)
            claims["roles"] = person.Roles;
        return Sign(request.Audience, person.TenantId, claims, lifetime ?? AccessLifetime);
    }

    /// <summary>An access token for an application without a user.</summary>
    public string ApplicationToken(Guid tenantId, string clientId, TokenRequest request) =>
        Sign(
            request.Audience,
            tenantId,
            new()
            {
                ["azp"] = clientId,
                ["idtyp"] = "app",
                ["oid"] = Person.IdOf("application " + clientId).ToString(),
                ["sub"] = Person.IdOf("application " + clientId).ToString(),
                ["tid"] = tenantId.ToString(),
                ["ver"] = "2.0",
                ["roles"] = request.Audience == Graph ? ApplicationPermissions : [],
            },
            AccessLifetime
        );

    public string IdToken(Person person, string clientId, string? nonce)
    {
        var claims = ClaimsOf(person);
        if (nonce is not null)
            claims["nonce"] = nonce;
        return Sign(clientId, person.TenantId, claims, AccessLifetime);
    }

    public string RefreshToken(Person person, string clientId) =>
        Sign(
            "refresh",
            person.TenantId,
            new()
            {
                ["oid"] = person.Id.ToString(),
                ["client"] = clientId,
                ["withdrawals"] = withdrawals.GetValueOrDefault(person.Id),
            },
            RefreshLifetime
        );

    /// <summary>The person of a refresh token.</summary>
    /// <exception cref="AuthorityException">It is not ours, for another client, too old, or its consent is gone.</exception>
    public async Task<Person> RedeemRefreshTokenAsync(string token, string clientId)
    {
        var (person, read) = await RedeemAsync(token, "refresh", 9002313, "The refresh token is malformed or expired.");
        if (read.GetClaim("client").Value != clientId)
            throw new AuthorityException("invalid_grant", 700005, "The refresh token was issued to another client.");
        if (int.Parse(read.GetClaim("withdrawals").Value, null) != withdrawals.GetValueOrDefault(person.Id))
            throw new AuthorityException("invalid_grant", 50173, "The provided grant has been revoked; sign in again.");
        return person;
    }

    /// <summary>A code for one redemption, bound to the client, its address and its PKCE challenge.</summary>
    public string Code(
        Person person,
        string clientId,
        string redirectUri,
        string? challenge,
        string scope,
        string? nonce
    ) =>
        Sign(
            "code",
            person.TenantId,
            new()
            {
                ["oid"] = person.Id.ToString(),
                ["client"] = clientId,
                ["redirect"] = redirectUri,
                ["challenge"] = challenge ?? "",
                ["scope"] = scope,
                ["nonce"] = nonce ?? "",
                ["jti"] = Guid.NewGuid().ToString(),
            },
            CodeLifetime
        );

    /// <summary>The person, scopes and nonce of a code.</summary>
    /// <exception cref="AuthorityException">It was used before, is for another client or address, or the verifier does not fit.</exception>
    public async Task<(Person Person, string Scope, string? Nonce)> RedeemCodeAsync(
        string code,
        string clientId,
        string redirectUri,
        string? verifier
    )
    {
        var (person, read) = await RedeemAsync(
            code,
            "code",
            70008,
            "The provided authorization code is invalid or expired."
        );
        if (read.GetClaim("client").Value != clientId || read.GetClaim("redirect").Value != redirectUri)
            throw new AuthorityException("invalid_grant", 50011, "The redirect URI or client differs from the code's.");
        if (!usedCodes.TryAdd(read.GetClaim("jti").Value, true))
            throw new AuthorityException("invalid_grant", 54005, "The authorization code was already redeemed.");
        var challenge = read.GetClaim("challenge").Value;
        var shown = verifier is null
            ? ""
            : Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));
        if (challenge != shown)
            throw new AuthorityException(
                "invalid_grant",
                501481,
                "The code_verifier does not match the code_challenge."
            );
        var nonce = read.GetClaim("nonce").Value;
        return (person, read.GetClaim("scope").Value, nonce.Length > 0 ? nonce : null);
    }

    /// <summary>The person of an access token that an API redeems on that person's behalf.</summary>
    /// <exception cref="AuthorityException">The token is not a person's, not for this client, too old, or consent is gone.</exception>
    public async Task<Person> RedeemAssertionAsync(string assertion, string clientId)
    {
        var (person, read) = await RedeemAsync(
            assertion,
            clientId,
            500133,
            "The assertion is not valid or has expired."
        );
        if (!read.TryGetClaim("scp", out _))
            throw new AuthorityException(
                "invalid_grant",
                70000,
                "An application's token cannot be redeemed on behalf of a user."
            );
        return person;
    }

    /// <summary>Whom a Graph access token speaks for; null when it is no good.</summary>
    public async Task<TokenBearer?> BearerAsync(string token)
    {
        var result = await tokens.ValidateTokenAsync(token, Checks(Graph, GraphApplication));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read)
            return null;
        var isApplication = read.TryGetPayloadValue<string>("idtyp", out var type) && type == "app";
        var person = isApplication ? null : tenant.FindMailbox(read.GetClaim("oid").Value)?.Owner;
        if (!isApplication && person is null)
            return null;
        var permissions = isApplication
            ? read.Claims.Where(claim => claim.Type == "roles").Select(claim => claim.Value)
            : read.GetClaim("scp").Value.Split(' ');
        return new(person, Guid.Parse(read.GetClaim("tid").Value), read.GetClaim("azp").Value, permissions.ToHashSet());
    }

    public void Dispose() => rsa.Dispose();

    private async Task<(Person Person, JsonWebToken Read)> RedeemAsync(
        string token,
        string audience,
        int code,
        string wrong
    )
    {
        var result = await tokens.ValidateTokenAsync(token, Checks(audience, "api://" + audience));
        if (!result.IsValid || result.SecurityToken is not JsonWebToken read || !read.TryGetClaim("oid", out var id))
            throw new AuthorityException("invalid_grant", code, wrong);
        if (tenant.FindMailbox(id.Value)?.Owner is not { } person)
            throw new AuthorityException("invalid_grant", 50034, "The user account does not exist in the directory.");
        if (!HasConsent(person))
            throw new AuthorityException(
                "invalid_grant",
                65001,
                $"The user has not consented to use the application with ID '{audience}'. Send an interactive authorization request."
            );
        return (person, read);
    }

    private TokenValidationParameters Checks(params string[] audiences) =>
        new()
        {
            ValidAudiences = audiences,
            IssuerSigningKey = key,
            IssuerValidator = (issuer, _, _) =>
                issuer.StartsWith("https://login.microsoftonline.com/", StringComparison.Ordinal)
                    ? issuer
                    : throw new SecurityTokenInvalidIssuerException(issuer),
            ClockSkew = TimeSpan.FromSeconds(30),
        };

    private static Dictionary<string, object> ClaimsOf(Person person) =>
        new()
        {
            ["oid"] = person.Id.ToString(),
            ["sub"] = Person.IdOf("subject " + person.Mail).ToString("N"),
            ["tid"] = person.TenantId.ToString(),
            ["preferred_username"] = person.Mail,
            ["name"] = person.Name,
            ["ver"] = "2.0",
        };

    private string Sign(string audience, Guid tenantId, Dictionary<string, object> claims, TimeSpan lifetime)
    {
        var now = SandboxClock.Real.GetUtcNow().UtcDateTime;
        claims["uti"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
        return tokens.CreateToken(
            new SecurityTokenDescriptor
            {
                Audience = audience,
                Issuer = Issuer(tenantId),
                IssuedAt = now,
                NotBefore = now.AddMinutes(-5),
                Expires = now + lifetime,
                Claims = claims,
                SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
            }
        );
    }

    private void LoadOrKeepKey(string file)
    {
        if (File.Exists(file))
        {
            rsa.ImportFromPem(File.ReadAllText(file));
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? ".");
        File.WriteAllText(file, rsa.ExportPkcs8PrivateKeyPem());
    }
}
