using System.Security.Claims;
using MailCommitments.Mailboxes;

namespace MailCommitments.Identity;

/// <summary>The person who makes this request, as the sign-in authority vouches for them.</summary>
/// <param name="Address">Sign-in name, lower case; for most people their mail address too.</param>
/// <param name="IsLead">May read the reports of a team.</param>
/// <param name="Assertion">The token they came with: with it the product acts on their behalf.</param>
public sealed record Caller(Guid TenantId, Guid PersonId, string Name, string Address, bool IsLead, string Assertion)
{
    public MailboxOwner Owner => new(TenantId, PersonId);

    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint or the work at hand must not ask who calls.</exception>
    public static Caller Of(ClaimsPrincipal? principal)
    {
        if (
            principal?.Identity is not ClaimsIdentity { IsAuthenticated: true } identity
            || TenantOf(principal) is not { } tenant
            || !Guid.TryParse(principal.FindFirstValue("oid"), out var person)
        )
            throw new InvalidOperationException("Nobody is signed in here.");

        var address = (principal.FindFirstValue("preferred_username") ?? principal.FindFirstValue("upn") ?? "").Trim();
        return new(
            tenant,
            person,
            principal.FindFirstValue("name") ?? address,
            address.ToLowerInvariant(),
            principal.HasClaim(SignIn.RoleClaim, SignIn.Lead),
            identity.BootstrapContext as string ?? ""
        );
    }

    public static Guid? TenantOf(ClaimsPrincipal? principal) =>
        Guid.TryParse(principal?.FindFirstValue("tid"), out var tenant) ? tenant : null;
}
