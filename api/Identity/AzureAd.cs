using System.Security.Cryptography.X509Certificates;

namespace MailCommitments.Identity;

/// <summary>The configuration section <c>AzureAd</c>: how the product is registered with the sign-in authority.</summary>
/// <remarks>Its keys are those of Microsoft.Identity.Web, so that moving to it changes no deployment.</remarks>
public sealed record AzureAd
{
    public const string Section = "AzureAd";

    /// <remarks>Subscriptions ask for a scope that reads; one that writes is not accepted in its place.</remarks>
    private static readonly string[] Needed =
    [
        "Mail.Read",
        "Mail.ReadWrite",
        "Mail.Send",
        "MailboxSettings.ReadWrite",
        "Calendars.ReadBasic",
        "User.Read",
    ];

    /// <summary>Address of the authority, which differs between Microsoft's clouds.</summary>
    public string Instance { get; init; } = "https://login.microsoftonline.com/";

    /// <summary>The home tenant's id, or <c>organizations</c> when several tenants are served.</summary>
    public string TenantId { get; init; } = "";

    public string ClientId { get; init; } = "";

    /// <summary>One of this and <see cref="ClientCertificatePath"/>.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>A PEM file with certificate and private key.</summary>
    public string? ClientCertificatePath { get; init; }

    /// <summary>Audience of the tokens taken; when empty, the client id and its <c>api://</c> form.</summary>
    public string? Audience { get; init; }

    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>What is asked of Microsoft Graph on behalf of a person.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Ids of the tenants whose people may sign in, besides <see cref="TenantId"/> where that is an id.</summary>
    public IReadOnlyList<Guid> AllowedTenants { get; init; } = [];

    public string AuthorityOf(string tenant) => $"{Instance.TrimEnd('/')}/{tenant}";

    public string IssuerOf(Guid tenant) => AuthorityOf(tenant.ToString()) + "/v2.0";

    public bool Allows(Guid tenant) =>
        AllowedTenants.Contains(tenant) || (Guid.TryParse(TenantId, out var home) && home == tenant);

    public IReadOnlyList<string> ValidAudiences =>
        [
            .. Audiences
                .Concat(Audience is null ? [] : [Audience])
                .DefaultIfEmpty(ClientId)
                .SelectMany(audience => new[] { audience, OtherForm(audience) })
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>The permissions asked of Graph, as scopes of its host.</summary>
    public IReadOnlyList<string> GraphScopes(string graphHost) =>
        [
            .. (Scopes.Count > 0 ? Scopes : Needed).Select(scope =>
                scope.Contains("://", StringComparison.Ordinal) ? scope : $"https://{graphHost}/{scope}"
            ),
        ];

    public X509Certificate2? ClientCertificate() =>
        ClientCertificatePath is null ? null : X509Certificate2.CreateFromPemFile(ClientCertificatePath);

    private static string OtherForm(string audience) =>
        audience.StartsWith("api://", StringComparison.OrdinalIgnoreCase)
            ? audience["api://".Length..]
            : "api://" + audience;
}
