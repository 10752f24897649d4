using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Identity;

/// <summary>What the pages need to sign in.</summary>
public sealed record SettingsView(string ClientId, string Authority, IReadOnlyList<string> Scopes);

/// <param name="Zone">IANA zone in which dates are shown.</param>
/// <param name="MailboxNotice">What the person can do about their mailbox; null when all is well.</param>
public sealed record MeView(
    string Name,
    string Address,
    string Zone,
    string? Team,
    string? Site,
    bool IsLead,
    MailboxState Mailbox,
    string? MailboxNotice
);

public static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings", Settings).AllowAnonymous().WithTags("Me");
        routes.MapGet("/api/me", Me).RequireAuthorization().WithTags("Me");
    }

    private static Ok<SettingsView> Settings(AzureAd authority) =>
        TypedResults.Ok(
            new SettingsView(
                authority.ClientId,
                authority.AuthorityOf(authority.TenantId),
                [$"api://{authority.ClientId}/{SignIn.Scope}"]
            )
        );

    /// <remarks>The first visit learns the person from the directory; when that is away, the token's own words must do.</remarks>
    private static async Task<Ok<MeView>> Me(
        Caller caller,
        IMailboxes mailboxes,
        Askers askers,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        AskerRow? asker;
        MailboxState? trouble = null;
        try
        {
            asker = await askers.EnsureAsync(caller, await mailboxes.OfCallerAsync(cancellation), cancellation);
        }
        catch (MailboxAway)
        {
            asker = await askers.FindAsync(caller, cancellation);
            trouble = MailboxState.Away;
        }
        var mailbox = await db.Set<MailboxRow>()
            .AsNoTracking()
            .SingleOrDefaultAsync(row => row.PersonId == caller.PersonId, cancellation);
        return TypedResults.Ok(
            new MeView(
                asker?.Name ?? caller.Name,
                asker?.Address ?? caller.Address,
                asker?.WorkingCalendar.Zone.Id ?? "Etc/UTC",
                asker?.Team,
                asker?.Site,
                caller.IsLead,
                trouble ?? mailbox?.State ?? MailboxState.Ready,
                mailbox?.Why
            )
        );
    }
}
