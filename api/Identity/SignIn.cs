using System.Security.Claims;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Identity;

/// <summary>Who may call the product, and what their token must say.</summary>
public static class SignIn
{
    /// <summary>Policy of every endpoint that says nothing else: a person of an allowed tenant, through the add-in.</summary>
    public const string User = "User";

    /// <summary>Policy and role of those who read a team's reports.</summary>
    public const string Lead = "Lead";

    public const string RoleClaim = "roles";

    /// <summary>The scope that the add-in asks for.</summary>
    public const string Scope = "access_as_user";

    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AzureAd.Section);
        services.Configure<AzureAd>(section);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<AzureAd>>().Value);

        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<AzureAd, OutgoingHttp>(TakeTokens);
        services
            .AddAuthorizationBuilder()
            .AddPolicy(User, policy => IsUser(policy))
            .AddPolicy(Lead, policy => IsUser(policy).RequireClaim(RoleClaim, Lead))
            .SetDefaultPolicy(IsUser(new AuthorizationPolicyBuilder()).Build())
            .SetFallbackPolicy(IsUser(new AuthorizationPolicyBuilder()).Build());

        services.AddProblemDetails();
        services.AddHttpContextAccessor();
        services.AddScoped(provider =>
            Caller.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.User)
        );
        services.AddSingleton<TokenCache>();
        services.AddSingleton<OnBehalfOf>();
        return services;
    }

    private static AuthorizationPolicyBuilder IsUser(AuthorizationPolicyBuilder policy) =>
        policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context =>
                context
                    .User.FindAll("scp")
                    .SelectMany(claim => claim.Value.Split(' '))
                    .Contains(Scope, StringComparer.Ordinal)
            );

    private static void TakeTokens(JwtBearerOptions options, AzureAd authority, OutgoingHttp outgoing)
    {
        options.Authority = authority.AuthorityOf(authority.TenantId) + "/v2.0";
        options.BackchannelHttpHandler = outgoing.Create();
        options.RefreshInterval = TimeSpan.FromSeconds(30);
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudiences = authority.ValidAudiences,
            IssuerValidator = (issuer, token, _) => IssuerIn(authority, issuer, token),
            NameClaimType = "preferred_username",
            RoleClaimType = RoleClaim,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                if (context is { Principal.Identity: ClaimsIdentity identity, SecurityToken: JsonWebToken token })
                    identity.BootstrapContext = token.EncodedToken;
                context.HttpContext.RequestServices.GetRequiredService<TenantScope>().TenantId = Caller.TenantOf(
                    context.Principal
                );
                return Task.CompletedTask;
            },
            OnChallenge = context =>
            {
                context.HandleResponse();
                context.Response.Headers.WWWAuthenticate = context.Error is null
                    ? JwtBearerDefaults.AuthenticationScheme
                    : $"{JwtBearerDefaults.AuthenticationScheme} error=\"{context.Error}\"";
                return RefuseAsync(
                    context.HttpContext,
                    StatusCodes.Status401Unauthorized,
                    Say("You are not signed in, or your session has ended. Sign in again and repeat this.")
                );
            },
            OnForbidden = context =>
                RefuseAsync(
                    context.HttpContext,
                    StatusCodes.Status403Forbidden,
                    Say(
                        "Your account may not do this. Ask whoever manages MailCommitments in your organisation for the role it needs."
                    )
                ),
        };
    }

    /// <remarks>The tenant stands in the token; only the authority's own issuer for an allowed tenant is taken.</remarks>
    private static string IssuerIn(AzureAd authority, string issuer, SecurityToken token) =>
        token is JsonWebToken read
        && read.TryGetPayloadValue<string>("tid", out var tid)
        && Guid.TryParse(tid, out var tenant)
        && authority.Allows(tenant)
        && issuer == authority.IssuerOf(tenant)
            ? issuer
            : throw new SecurityTokenInvalidIssuerException($"The issuer {issuer} is not of a tenant served here.");

    private static async Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        await context
            .RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(
                new()
                {
                    HttpContext = context,
                    ProblemDetails = new ProblemDetails { Status = status, Detail = sentence },
                }
            );
    }
}
