using System.Collections.Concurrent;
using MailCommitments.Identity;
using Microsoft.Extensions.Options;

namespace MailCommitments.Mailboxes;

/// <summary>Ids of well-known folders, which are constant in a mailbox.</summary>
public sealed class MailboxFolders
{
    private readonly ConcurrentDictionary<(MailboxOwner, string), string> known = new();

    public async Task<string?> IdOfAsync(GraphMailbox mailbox, string wellKnownName, CancellationToken cancellation)
    {
        if (known.TryGetValue((mailbox.Owner, wellKnownName), out var id))
            return id;
        var found = await mailbox.FolderIdAsync(wellKnownName, cancellation);
        if (found is not null)
            known[(mailbox.Owner, wellKnownName)] = found;
        return found;
    }
}

/// <inheritdoc/>
public sealed class GraphMailboxes(GraphAccess graph, IHttpContextAccessor http) : IMailboxes
{
    public async Task<IMailbox> OfCallerAsync(CancellationToken cancellation)
    {
        var caller = Caller.Of(http.HttpContext?.User);
        await graph.Tokens.TokenAsync(caller.Owner, caller.Assertion, claims: null, cancellation);
        await graph.Health.WelcomeAsync(caller, cancellation);
        return new GraphMailbox(caller.Owner, caller.Assertion, graph);
    }

    public IMailbox Of(MailboxOwner owner) => Open(owner);

    public GraphMailbox Open(MailboxOwner owner) => new(owner, assertion: null, graph);
}

/// <summary>Adds the door to Microsoft Graph.</summary>
public static class MailboxRegistration
{
    public static IServiceCollection AddMailboxes(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<GraphSettings>(configuration.GetSection(GraphSettings.Section));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<GraphSettings>>().Value);
        services.AddSingleton<GraphPipeline>();
        services.AddSingleton<MailboxHealth>();
        services.AddSingleton<MailboxFolders>();
        services.AddSingleton<GraphAccess>();
        services.AddSingleton<GraphMailboxes>();
        services.AddSingleton<IMailboxes>(provider => provider.GetRequiredService<GraphMailboxes>());
        services.AddSingleton<MailSignal>();
        services.AddSingleton<SubscriptionKeys>();
        services.AddSingleton<NotificationStore>();
        services.AddScoped<CatchUp>();
        services.AddSingleton<SubscriptionWork>();
        services.AddSingleton<IDueWork>(provider => provider.GetRequiredService<SubscriptionWork>());
        services.AddExceptionHandler<MailboxTrouble>();
        return services;
    }
}
