using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Whose subscription a client state names; secrets never change, so they are kept in memory.</summary>
public sealed class SubscriptionKeys(IServiceScopeFactory scopes)
{
    private readonly ConcurrentDictionary<Guid, (MailboxOwner Owner, byte[] Secret)> known = new();

    /// <returns>Null when no subscription of ours has this client state.</returns>
    public async Task<MailboxOwner?> OwnerOfAsync(string? clientState, CancellationToken cancellation)
    {
        if (clientState?.Split('.') is not [var name, var secret] || !Guid.TryParseExact(name, "N", out var id))
            return null;
        if (!known.TryGetValue(id, out var key))
        {
            await using var scope = scopes.CreateAsyncScope();
            var row = await scope
                .ServiceProvider.GetRequiredService<CommitmentsDb>()
                .Set<SubscriptionRow>()
                .IgnoreQueryFilters()
                .AsNoTracking()
                .SingleOrDefaultAsync(r => r.Id == id, cancellation);
            if (row is null)
                return null;
            key = known[id] = (row.Owner, Encoding.ASCII.GetBytes(row.Secret));
        }
        return CryptographicOperations.FixedTimeEquals(key.Secret, Encoding.UTF8.GetBytes(secret)) ? key.Owner : null;
    }
}

/// <summary>Where Microsoft Graph says that something changed. It only marks what is to be read.</summary>
public static class NotificationEndpoints
{
    public const string Notifications = "/graph/notifications";
    public const string Lifecycle = "/graph/lifecycle";

    /// <summary>Graph posts a few kilobytes; the rest is somebody else.</summary>
    private const long LargestBody = 1_000_000;

    public static IEndpointRouteBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        // Graph has no token of ours: the secret in each notification is what is checked
        var graph = routes
            .MapGroup("")
            .AllowAnonymous()
            .ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        graph.MapPost(Notifications, AcceptChanges);
        graph.MapPost(Lifecycle, AcceptLifecycle);
        return routes;
    }

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> AcceptChanges(
        HttpRequest request,
        [FromQuery] string? validationToken,
        SubscriptionKeys keys,
        NotificationStore store,
        MailSignal signal,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (validationToken is not null)
            return TypedResults.Text(validationToken, "text/plain");
        if (await ItemsAsync(request, cancellation) is not { } items)
            return NotNotifications();

        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var owned = await OwnedAsync(items, keys, cancellation);
        // what fails here is answered 500, so that Graph tries again
        await store.StoreAsync([.. owned.SelectMany(ofOwner => ofOwner.Select(item => item.ToRow(ofOwner.Key, now)))]);
        signal.Raise();
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> AcceptLifecycle(
        HttpRequest request,
        [FromQuery] string? validationToken,
        SubscriptionKeys keys,
        CommitmentsDb db,
        MailSignal signal,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (validationToken is not null)
            return TypedResults.Text(validationToken, "text/plain");
        if (await ItemsAsync(request, cancellation) is not { } items)
            return NotNotifications();

        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        foreach (var ofOwner in await OwnedAsync(items, keys, cancellation))
        {
            var subscription = db.Set<SubscriptionRow>()
                .IgnoreQueryFilters()
                .Where(row => row.TenantId == ofOwner.Key.TenantId && row.PersonId == ofOwner.Key.PersonId);
            await using var all = await db.Database.BeginTransactionAsync(cancellation);
            foreach (var item in ofOwner)
            {
                if (item.LifecycleEvent == "subscriptionRemoved")
                    await subscription
                        .Where(row => row.GraphId == item.SubscriptionId)
                        .ExecuteUpdateAsync(
                            row => row.SetProperty(r => r.GraphId, (string?)null).SetProperty(r => r.DueAt, now),
                            cancellation
                        );
                if (item.LifecycleEvent == "reauthorizationRequired")
                    await subscription.ExecuteUpdateAsync(row => row.SetProperty(r => r.DueAt, now), cancellation);
                // whatever happened to it, something may have been missed
                await MarkAsync(db, ofOwner.Key, cancellation);
            }
            await all.CommitAsync(cancellation);
        }
        signal.Raise();
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static Task<int> MarkAsync(CommitmentsDb db, MailboxOwner owner, CancellationToken cancellation) =>
        db.Set<TrackedFolderRow>()
            .IgnoreQueryFilters()
            .Where(row => row.TenantId == owner.TenantId && row.PersonId == owner.PersonId)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Notified, r => r.Notified + 1), cancellation);

    private static async Task<ILookup<MailboxOwner, Item>> OwnedAsync(
        IReadOnlyList<Item> items,
        SubscriptionKeys keys,
        CancellationToken cancellation
    )
    {
        var owned = new List<(MailboxOwner Owner, Item Item)>();
        foreach (var item in items)
        {
            if (await keys.OwnerOfAsync(item.ClientState, cancellation) is { } owner)
                owned.Add((owner, item));
        }
        return owned.ToLookup(pair => pair.Owner, pair => pair.Item);
    }

    private static async Task<IReadOnlyList<Item>?> ItemsAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var posted = await JsonSerializer.DeserializeAsync<Posted>(
                request.Body,
                JsonSerializerOptions.Web,
                cancellation
            );
            return posted?.Value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProblemHttpResult NotNotifications() =>
        TypedResults.Problem(
            "This address takes change notifications of Microsoft Graph and nothing else.",
            statusCode: StatusCodes.Status400BadRequest
        );

    private sealed record Posted(IReadOnlyList<Item>? Value);

    private sealed record Item(
        string? SubscriptionId,
        string? ClientState,
        string? ChangeType,
        string? LifecycleEvent,
        JsonElement? ResourceData
    )
    {
        public NotificationRow ToRow(MailboxOwner owner, Instant now)
        {
            var messageId = Text("id") ?? "";
            var name = $"{SubscriptionId}\n{messageId}\n{ChangeType}\n{Text("@odata.etag")}";
            return new()
            {
                TenantId = owner.TenantId,
                PersonId = owner.PersonId,
                Key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
                MessageId = messageId,
                ReceivedAt = now,
            };
        }

        private string? Text(string name) =>
            ResourceData is { ValueKind: JsonValueKind.Object } data
            && data.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
    }
}
