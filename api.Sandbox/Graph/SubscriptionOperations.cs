using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Change-notification subscriptions on messages.</summary>
public sealed class SubscriptionOperations(Tenant tenant, Notifier notifier)
{
    private static readonly Duration Longest = Duration.FromMinutes(10_080);
    private static readonly Duration Shortest = Duration.FromMinutes(45);

    private static readonly string[] Changeable = ["expirationDateTime", "notificationUrl"];

    private static readonly string[] Known =
    [
        .. Changeable,
        "resource",
        "changeType",
        "clientState",
        "lifecycleNotificationUrl",
        "latestSupportedTlsVersion",
        "includeResourceData",
        "encryptionCertificate",
        "encryptionCertificateId",
    ];

    private static readonly Shape<Subscription> Subscriptions = new Shape<Subscription>("microsoft.graph.subscription")
        .With("id", (each, _) => each.Id.ToString())
        .With("resource", (each, _) => each.Resource)
        .With("applicationId", (each, _) => each.ApplicationId)
        .With("changeType", (each, _) => each.ChangeType)
        .With("clientState", (each, _) => each.ClientState)
        .With("notificationUrl", (each, _) => each.NotificationUrl)
        .With("lifecycleNotificationUrl", (each, _) => each.LifecycleNotificationUrl)
        .With("expirationDateTime", (each, _) => InstantPattern.ExtendedIso.Format(each.Expires))
        .With("creatorId", (each, _) => each.CreatorId)
        .With("latestSupportedTlsVersion", (_, _) => "v1_2")
        .With("includeResourceData", (_, _) => false);

    /// <summary>The answer to a call below /subscriptions; null when there is no such operation.</summary>
    public async Task<GraphAnswer?> AnswerAsync(GraphRequest request, string[] path, CancellationToken cancellation) =>
        (request.Method, path) switch
        {
            ("POST", []) => await CreateAsync(request, cancellation),
            ("GET", []) => Listing.Of(request, Own(request), Subscriptions, "subscriptions", 100),
            ("GET", [var id]) => GraphAnswer.Ok(
                Subscriptions.Write(Find(request, id), Listing.Selected(request), View.Of(request))
            ),
            ("PATCH", [var id]) => await RenewAsync(request, Find(request, id), cancellation),
            ("DELETE", [var id]) => Delete(Find(request, id)),
            ("POST", [var id, "reauthorize"]) => Reauthorize(Find(request, id)),
            _ => null,
        };

    private IEnumerable<Subscription> Own(GraphRequest request) =>
        notifier.Subscriptions.Where(each =>
            each.ApplicationId == request.Bearer.ClientId
            && each.TenantId == request.Bearer.TenantId
            && (request.Bearer.Person is null || each.CreatorId == request.Bearer.Person.Id.ToString())
        );

    private Subscription Find(GraphRequest request, string id) =>
        Own(request).FirstOrDefault(each => each.Id.ToString() == id)
        ?? throw new GraphException(404, "ResourceNotFound", "The object was not found.");

    private async Task<GraphAnswer> CreateAsync(GraphRequest request, CancellationToken cancellation)
    {
        request.Require("Mail.Read", "Mail.ReadBasic");
        var body = request.Body;
        CheckNames(body, Known);
        string? Text(string name) => body[name]?.GetValue<string>();
        string Needed(string name) =>
            Text(name) is { Length: > 0 } value ? value : throw Invalid($"The property '{name}' is needed.");

        var resource = Needed("resource").TrimStart('/');
        var (mailbox, folder) = Target(request, resource);
        var subscription = new Subscription(
            Guid.NewGuid(),
            resource,
            mailbox.Owner.Id,
            folder,
            ChangeTypes(Needed("changeType")),
            Text("clientState") is { Length: > 128 }
                ? throw Invalid("The clientState may have 128 characters at most.")
                : Text("clientState"),
            Reachable(Needed("notificationUrl")),
            Text("lifecycleNotificationUrl") is { } lifecycle ? Reachable(lifecycle) : null,
            Expiration(Needed("expirationDateTime")),
            request.WantsImmutableIds,
            request.Bearer.TenantId,
            request.Bearer.ClientId,
            request.Bearer.Person?.Id.ToString() ?? request.Bearer.ClientId
        );
        if (body["includeResourceData"]?.GetValue<bool>() ?? false)
            throw GraphException.NotServed("POST", "/subscriptions with includeResourceData");
        if (
            Own(request)
                .FirstOrDefault(each =>
                    each.Mailbox == subscription.Mailbox
                    && each.Folder == subscription.Folder
                    && each.Kinds.SetEquals(subscription.Kinds)
                ) is
            { } same
        )
            throw new GraphException(
                409,
                "ExtensionError",
                $"Operation: Create; Exception: [Status Code: Conflict; Reason: Subscription Id {same.Id} already exists for the requested combination]"
            );
        foreach (
            var url in new[] { subscription.NotificationUrl, subscription.LifecycleNotificationUrl }
                .OfType<string>()
                .Distinct()
        )
            await ValidateAsync(url, cancellation);
        notifier.Add(subscription);
        return GraphAnswer.Created(Subscriptions.Write(subscription, null, View.Of(request)));
    }

    private async Task ValidateAsync(string url, CancellationToken cancellation)
    {
        if (await notifier.ValidateAsync(url, cancellation) is { } why)
            throw GraphException.Bad($"Subscription validation request failed. {why}", "ValidationError");
    }

    private async Task<GraphAnswer> RenewAsync(
        GraphRequest request,
        Subscription subscription,
        CancellationToken cancellation
    )
    {
        CheckNames(request.Body, Changeable);
        var renewed = subscription with
        {
            Expires = request.Body["expirationDateTime"]?.GetValue<string>() is { } expires
                ? Expiration(expires)
                : subscription.Expires,
            NotificationUrl = request.Body["notificationUrl"]?.GetValue<string>() is { } url
                ? Reachable(url)
                : subscription.NotificationUrl,
        };
        if (renewed.NotificationUrl != subscription.NotificationUrl)
            await ValidateAsync(renewed.NotificationUrl, cancellation);
        notifier.Add(renewed);
        return GraphAnswer.Ok(Subscriptions.Write(renewed, null, View.Of(request)));
    }

    private static void CheckNames(JsonObject body, string[] allowed)
    {
        if (
            body.Select(property => property.Key)
                .FirstOrDefault(name =>
                    !name.Contains('@', StringComparison.Ordinal)
                    && !allowed.Contains(name, StringComparer.OrdinalIgnoreCase)
                ) is
            { } other
        )
            throw Invalid($"The property '{other}' cannot be set.");
    }

    private GraphAnswer Delete(Subscription subscription)
    {
        notifier.Remove(subscription);
        return GraphAnswer.Done();
    }

    private GraphAnswer Reauthorize(Subscription subscription)
    {
        notifier.Reauthorize(subscription);
        return GraphAnswer.Done();
    }

    private (Mailbox Mailbox, string? Folder) Target(GraphRequest request, string resource)
    {
        var path = new GraphRequest("GET", "", resource, [], [], null, request.Bearer).Path;
        var (owner, rest) = path switch
        {
            ["me", .. var after] => (
                request.Bearer.Person?.Id.ToString() ?? throw Invalid("An application has no /me."),
                after
            ),
            ["users", var id, .. var after] => (id, after),
            _ => throw GraphException.NotServed("POST", $"/subscriptions on {resource}"),
        };
        var mailbox =
            tenant.FindMailbox(owner) is { } found && found.Owner.TenantId == request.Bearer.TenantId
                ? found
                : throw new GraphException(404, "ResourceNotFound", $"Resource '{owner}' could not be found.");
        if (request.Bearer.Person is { } person && person.Id != mailbox.Owner.Id)
            throw new GraphException(
                403,
                "ErrorAccessDenied",
                "A delegated token subscribes to the signed-in user's own mailbox only."
            );
        return rest switch
        {
            ["messages"] => (mailbox, null),
            ["mailFolders", var folder, "messages"] => (
                mailbox,
                mailbox.FindFolder(folder)?.Id ?? throw GraphException.NotFound()
            ),
            _ => throw GraphException.NotServed("POST", $"/subscriptions on {resource}"),
        };
    }

    private static string ChangeTypes(string text)
    {
        var kinds = text.Split(',').Select(kind => kind.Trim().ToLowerInvariant()).ToList();
        return kinds.TrueForAll(kind => kind is "created" or "updated" or "deleted")
            ? string.Join(',', kinds)
            : throw Invalid($"The changeType '{text}' is not supported.");
    }

    private static string Reachable(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == "https" || address is { Scheme: "http", IsLoopback: true })
            ? url
            : throw Invalid($"The notification URL '{url}' must start with https.");

    private Instant Expiration(string text)
    {
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is not { Success: true } parsed)
            throw Invalid($"'{text}' is not a date and time with an offset.");
        var now = tenant.Clock.Now;
        var wanted = parsed.Value.ToInstant();
        if (wanted <= now)
            throw Invalid("Subscription expiration must be in the future.");
        if (wanted > now + Longest)
            throw Invalid("Subscription expiration can only be 10080 minutes in the future.");
        return Instant.Max(wanted, now + Shortest);
    }

    private static GraphException Invalid(string message) => GraphException.Bad(message, "InvalidRequest");
}
