using System.Collections.Concurrent;
using System.Diagnostics;
using MailCommitments.Mailboxes;
using Microsoft.Identity.Client;
using NodaTime;

namespace MailCommitments.Identity;

/// <summary>
/// Tokens for Microsoft Graph in a person's name: while they are present with the token they came with,
/// and later on the session kept from that visit (the long-running on-behalf-of flow).
/// </summary>
public sealed class OnBehalfOf(
    AzureAd authority,
    GraphSettings graph,
    TokenCache cache,
    OutgoingHttp outgoing,
    ILogger<OnBehalfOf> log
) : IDisposable
{
    /// <summary>MSAL hands out no token with less than five minutes left, so this long it needs not be asked again.</summary>
    private static readonly TimeSpan GoodWithoutAsking = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<Guid, IConfidentialClientApplication> applications = new();
    private readonly ConcurrentDictionary<MailboxOwner, Recent> recent = new();
    private readonly AuthorityHttp http = new(outgoing);

    /// <summary>A token for the owner's mailbox, on the session kept from their last visit.</summary>
    /// <param name="assertion">The token they came with, when they are present: it renews a session that has ended.</param>
    /// <param name="claims">A claims challenge from Graph that the new token has to meet.</param>
    /// <exception cref="MailboxNeedsSignIn">No session is left, and the authority gives none without the person.</exception>
    /// <exception cref="MailboxAway">The authority cannot be reached.</exception>
    public async Task<string> TokenAsync(
        MailboxOwner owner,
        string? assertion,
        string? claims,
        CancellationToken cancellation
    )
    {
        var known = recent.GetValueOrDefault(owner);
        if (claims is null && known is { Token: { } good } && Stopwatch.GetElapsedTime(known.Since) < GoodWithoutAsking)
            return good;

        try
        {
            var token = await AcquireAsync(owner, assertion, claims, known is { Token: null }, cancellation);
            recent[owner] = new(token, Stopwatch.GetTimestamp());
            return token;
        }
        catch (MsalUiRequiredException refused)
        {
            throw new MailboxNeedsSignIn(
                "Your session has ended or your consent was withdrawn. Open the add-in and sign in again.",
                string.IsNullOrEmpty(refused.Claims) ? null : refused.Claims,
                refused
            );
        }
        catch (MsalClientException gone) when (gone.ErrorCode == MsalError.OboCacheKeyNotInCacheError)
        {
            throw new MailboxNeedsSignIn(
                "Nobody has signed in for this mailbox yet. Open the add-in once.",
                inner: gone
            );
        }
        catch (MsalServiceException failed)
        {
            log.LogWarning(
                "The sign-in authority answered {Status} {Code} for {Owner}, correlation {CorrelationId}",
                failed.StatusCode,
                failed.ErrorCode,
                owner.PersonId,
                failed.CorrelationId
            );
            throw new MailboxAway(
                "The sign-in service is not available at the moment.",
                failed.Headers?.RetryAfter?.Delta is { } after ? Duration.FromTimeSpan(after) : null,
                failed
            );
        }
        catch (Exception failed)
            when (failed is MsalClientException or HttpRequestException
                || (failed is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new MailboxAway("The sign-in service cannot be reached.", inner: failed);
        }
    }

    /// <summary>Graph refused the token: the next call gets a new one from the authority.</summary>
    public void Forget(MailboxOwner owner) => recent[owner] = new(null, 0);

    public void Dispose() => http.Dispose();

    private async Task<string> AcquireAsync(
        MailboxOwner owner,
        string? assertion,
        string? claims,
        bool afresh,
        CancellationToken cancellation
    )
    {
        var sessions = (ILongRunningWebApi)applications.GetOrAdd(owner.TenantId, ApplicationOf);
        var key = $"{owner.TenantId}:{owner.PersonId}";
        var scopes = authority.GraphScopes(graph.Host);
        try
        {
            var kept = sessions.AcquireTokenInLongRunningProcess(scopes, key).WithForceRefresh(afresh);
            return (await (claims is null ? kept : kept.WithClaims(claims)).ExecuteAsync(cancellation)).AccessToken;
        }
        catch (MsalException ended)
            when (!string.IsNullOrEmpty(assertion)
                && ended
                    is MsalUiRequiredException
                        or MsalClientException { ErrorCode: MsalError.OboCacheKeyNotInCacheError }
            )
        {
            var begun = sessions.InitiateLongRunningProcessInWebApi(scopes, assertion, ref key);
            return (await (claims is null ? begun : begun.WithClaims(claims)).ExecuteAsync(cancellation)).AccessToken;
        }
    }

    private IConfidentialClientApplication ApplicationOf(Guid tenant)
    {
        var builder = ConfidentialClientApplicationBuilder
            .Create(authority.ClientId)
            .WithAuthority(authority.AuthorityOf(tenant.ToString()), validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(http);
        var application = (
            authority.ClientCertificate() is { } certificate
                ? builder.WithCertificate(certificate)
                : builder.WithClientSecret(authority.ClientSecret)
        ).Build();
        cache.Connect(application.UserTokenCache, tenant);
        return application;
    }

    /// <param name="Token">Null when Graph refused the last one.</param>
    private sealed record Recent(string? Token, long Since);

    private sealed class AuthorityHttp(OutgoingHttp outgoing) : IMsalHttpClientFactory, IDisposable
    {
        private readonly HttpClient client = new(outgoing.Create());

        public HttpClient GetHttpClient() => client;

        public void Dispose() => client.Dispose();
    }
}
