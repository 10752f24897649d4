using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox;

/// <summary>Somebody's wish to be told of changes in a mailbox or in one of its folders.</summary>
public sealed record Subscription(
    Guid Id,
    string Resource,
    Guid Mailbox,
    string? Folder,
    string ChangeType,
    string? ClientState,
    string NotificationUrl,
    string? LifecycleNotificationUrl,
    Instant Expires,
    bool ImmutableIds,
    Guid TenantId,
    string ApplicationId,
    string CreatorId
)
{
    /// <summary>The kinds of change that are told: created, updated, deleted.</summary>
    [JsonIgnore]
    public IReadOnlySet<string> Kinds =>
        ChangeType.Split(',').Select(kind => kind.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// Keeps the subscriptions and posts their notifications, several in one body, with retries and backoff by the sandbox's
/// clock for up to four hours, as Graph does. An endpoint that answers slowly gets new ones ten minutes later; one that is
/// slower still loses them, and its subscriptions are told that something was missed.
/// </summary>
public sealed class Notifier : IClockFollower, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Duration GivesUpAfter = Duration.FromHours(4);
    private static readonly Duration FirstWait = Duration.FromSeconds(10);
    private static readonly Duration LongestWait = Duration.FromMinutes(10);
    private static readonly Duration AsksAgainBefore = Duration.FromHours(1);

    /// <summary>A tenth of the answers over three seconds: what is new is held back.</summary>
    private static readonly (Duration Over, double Share) Slow = (Duration.FromSeconds(3), 0.10);

    /// <summary>More than a seventh over ten seconds: what is new is thrown away.</summary>
    private static readonly (Duration Over, double Share) TooSlow = (Duration.FromSeconds(10), 0.15);
    private static readonly Duration WatchedFor = Duration.FromMinutes(10);

    /// <summary>One cold start must not silence a sandbox for ten minutes.</summary>
    private const int FewestJudged = 10;

    private readonly Lock gate = new();
    private readonly Tenant tenant;
    private readonly HttpClient http;
    private readonly Faults faults;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly List<Subscription> subscriptions = [];
    private readonly List<Notice> queue = [];
    private readonly HashSet<Guid> challenged = [];
    private readonly Dictionary<string, Endpoint> endpoints = [];
    private readonly Task pump;
    private int inFlight;
    private TaskCompletionSource? idle;

    /// <param name="tenant">Whose changes are told.</param>
    /// <param name="faults">Which notifications are lost, doubled, late or out of order.</param>
    /// <param name="handler">Carries the notifications, and is disposed of with this.</param>
    public Notifier(Tenant tenant, Faults faults, HttpMessageHandler handler)
    {
        this.tenant = tenant;
        this.faults = faults;
        http = new HttpClient(handler) { Timeout = Patience };
        tenant.Watch(Happened);
        pump = Task.Run(() => PumpAsync(stopping.Token));
    }

    /// <summary>How many notifications are to be posted now or are on their way.</summary>
    public int PendingCount
    {
        get
        {
            lock (gate)
                return inFlight + queue.Count(notice => notice.Due <= tenant.Clock.Now);
        }
    }

    public IReadOnlyList<Subscription> Subscriptions
    {
        get
        {
            lock (gate)
                return [.. subscriptions.Where(subscription => subscription.Expires > tenant.Clock.Now)];
        }
    }

    /// <summary>Whether an address answers the validation handshake; the reason why not, otherwise null.</summary>
    public async Task<string?> ValidateAsync(string url, CancellationToken cancellation)
    {
        var token =
            $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var address =
            url
            + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?')
            + "validationToken="
            + Uri.EscapeDataString(token);
        try
        {
            using var content = new StringContent("", new MediaTypeHeaderValue("text/plain"));
            using var answer = await http.PostAsync(new Uri(address), content, cancellation);
            if ((int)answer.StatusCode != StatusCodes.Status200OK)
                return $"Response from the endpoint must be 200, not {(int)answer.StatusCode}.";
            return
                await answer.Content.ReadAsStringAsync(cancellation) == token
                && answer.Content.Headers.ContentType?.MediaType == "text/plain"
                ? null
                : "The endpoint must answer with the validation token as text/plain and nothing else.";
        }
        catch (Exception failed)
            when (failed is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return "Subscription validation request timed out.";
        }
    }

    public void Add(Subscription subscription)
    {
        lock (gate)
        {
            subscriptions.RemoveAll(each => each.Id == subscription.Id);
            subscriptions.Add(subscription);
            challenged.Remove(subscription.Id);
        }
        tenant.Touch();
    }

    public void Remove(Subscription subscription)
    {
        lock (gate)
            subscriptions.RemoveAll(each => each.Id == subscription.Id);
        tenant.Touch();
    }

    /// <summary>Says the client has answered a challenge to authorise again.</summary>
    public void Reauthorize(Subscription subscription)
    {
        lock (gate)
            challenged.Remove(subscription.Id);
    }

    /// <summary>Tells about the subscription itself: missed, subscriptionRemoved or reauthorizationRequired.</summary>
    /// <param name="at">Now when null.</param>
    public void TellLifecycle(Subscription subscription, string lifecycleEvent, Instant? at = null)
    {
        if (subscription.LifecycleNotificationUrl is not { } url)
            return;
        var body = Envelope(subscription);
        body["lifecycleEvent"] = lifecycleEvent;
        var due = at ?? tenant.Clock.Now;
        Enqueue(new(url, body, due, due, FirstWait));
    }

    /// <summary>Answers when nothing is due or on its way.</summary>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task waiting;
            lock (gate)
            {
                if (PendingCount == 0)
                    return;
                idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                waiting = idle.Task;
            }
            arrived.Release();
            await waiting.WaitAsync(cancellation);
        }
    }

    public Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation)
    {
        lock (gate)
        {
            var dues = queue
                .Select(notice => notice.Due)
                .Concat(subscriptions.Select(NextOf))
                .Where(due => due <= until)
                .ToList();
            return Task.FromResult<Instant?>(dues.Count == 0 ? null : dues.Min());
        }
    }

    public Task RunDueAsync(CancellationToken cancellation)
    {
        List<Subscription> ending;
        lock (gate)
        {
            var now = tenant.Clock.Now;
            subscriptions.RemoveAll(subscription => subscription.Expires <= now);
            ending = [.. subscriptions.Where(subscription => NextOf(subscription) <= now)];
            challenged.UnionWith(ending.Select(subscription => subscription.Id));
        }
        foreach (var subscription in ending)
            TellLifecycle(subscription, "reauthorizationRequired");
        arrived.Release();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await pump;
        http.Dispose();
        arrived.Dispose();
        stopping.Dispose();
    }

    internal void Restore(IEnumerable<Subscription> saved)
    {
        lock (gate)
            subscriptions.AddRange(saved);
    }

    /// <summary>When a subscription next needs us: to be asked for again, or to end.</summary>
    private Instant NextOf(Subscription subscription) =>
        challenged.Contains(subscription.Id) || subscription.LifecycleNotificationUrl is null
            ? subscription.Expires
            : subscription.Expires - AsksAgainBefore;

    private void Happened(MailChange change)
    {
        var now = tenant.Clock.Now;
        List<Subscription> matching;
        lock (gate)
            matching = [.. subscriptions.Where(each => each.Mailbox == change.Mailbox.Owner.Id && each.Expires > now)];
        foreach (var subscription in matching)
        {
            foreach (
                var (kind, item) in ToldOf(subscription, change).Where(told => subscription.Kinds.Contains(told.Kind))
            )
                Tell(subscription, kind, item, now);
        }
    }

    private static IEnumerable<(string Kind, MailItem Item)> ToldOf(Subscription subscription, MailChange change)
    {
        bool IsIn(MailItem item) => subscription.Folder is null || subscription.Folder == item.Folder;
        switch (change)
        {
            case MailChange.Created when IsIn(change.Item):
                yield return ("created", change.Item);
                break;
            case MailChange.Updated when IsIn(change.Item):
                yield return ("updated", change.Item);
                break;
            case MailChange.Deleted when IsIn(change.Item):
                yield return ("deleted", change.Item);
                break;
            case MailChange.Moved when subscription is { Folder: null, ImmutableIds: true }:
                yield return ("updated", change.Item);
                break;
            case MailChange.Moved(_, _, var before):
                if (IsIn(before))
                    yield return ("deleted", before);
                if (IsIn(change.Item))
                    yield return ("created", change.Item);
                break;
        }
    }

    private static JsonObject Envelope(Subscription subscription) =>
        new()
        {
            ["subscriptionId"] = subscription.Id.ToString(),
            ["subscriptionExpirationDateTime"] = InstantPattern.ExtendedIso.Format(subscription.Expires),
            ["clientState"] = subscription.ClientState,
            ["tenantId"] = subscription.TenantId.ToString(),
        };

    private static JsonObject NotificationOf(Subscription subscription, string kind, MailItem item)
    {
        var id = subscription.ImmutableIds ? item.ImmutableId : item.Id;
        var resource = $"Users/{subscription.Mailbox}/Messages/{id}";
        var body = Envelope(subscription);
        body["changeType"] = kind;
        body["resource"] = resource;
        body["resourceData"] = new JsonObject
        {
            ["@odata.type"] = "#Microsoft.Graph.Message",
            ["@odata.id"] = resource,
            ["@odata.etag"] = $"W/\"{MessageShape.ChangeKey(item)}\"",
            ["id"] = id,
        };
        return body;
    }

    private void Tell(Subscription subscription, string kind, MailItem item, Instant now)
    {
        var (times, wait, overtakes) = faults.Delivery(subscription);
        lock (gate)
        {
            var endpoint = EndpointOf(subscription.NotificationUrl);
            if (endpoint.DropsUntil > now)
            {
                if (endpoint.Missed.Add(subscription.Id))
                    TellLifecycle(subscription, "missed", endpoint.DropsUntil);
                return;
            }
            if (endpoint.HoldsUntil - now > wait)
                wait = endpoint.HoldsUntil - now;
        }
        for (var time = 0; time < times; time++)
            Enqueue(
                new(subscription.NotificationUrl, NotificationOf(subscription, kind, item), now, now + wait, FirstWait),
                overtakes
            );
    }

    private void Enqueue(Notice notice, bool overtakes = false)
    {
        lock (gate)
            queue.Insert(overtakes ? 0 : queue.Count, notice);
        WakeAt(notice.Due);
    }

    private void WakeAt(Instant due)
    {
        var wait = due - tenant.Clock.Now;
        if (wait <= Duration.Zero)
            arrived.Release();
        else
            _ = tenant.Clock.CreateTimer(_ => arrived.Release(), null, wait.ToTimeSpan(), Timeout.InfiniteTimeSpan);
    }

    private async Task PumpAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await arrived.WaitAsync(cancellation);
                while (TakeDue() is { Count: > 0 } batch)
                    await PostAsync(batch, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // stopped
        }
    }

    /// <summary>What is due for one address; wakes those who wait for idle when nothing is.</summary>
    private List<Notice> TakeDue()
    {
        lock (gate)
        {
            var now = tenant.Clock.Now;
            var first = queue.Find(notice => notice.Due <= now);
            var batch = first is null
                ? []
                : queue.Where(notice => notice.Due <= now && notice.Url == first.Url).Take(100).ToList();
            queue.RemoveAll(batch.Contains);
            inFlight = batch.Count;
            if (batch.Count == 0)
            {
                idle?.SetResult();
                idle = null;
            }
            return batch;
        }
    }

    private async Task PostAsync(List<Notice> batch, CancellationToken cancellation)
    {
        var isTaken = false;
        var posted = tenant.Clock.Now;
        try
        {
            var body = new JsonObject
            {
                ["value"] = new JsonArray([.. batch.Select(notice => notice.Body.DeepClone())]),
            };
            using var content = new StringContent(
                body.ToJsonString(),
                new MediaTypeHeaderValue("application/json", "utf-8")
            );
            using var answer = await http.PostAsync(new Uri(batch[0].Url), content, cancellation);
            isTaken = answer.IsSuccessStatusCode;
        }
        catch (Exception failed)
            when (failed is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // an endpoint that is away or slow: the retry below
        }
        lock (gate)
        {
            inFlight = 0;
            Answered(batch[0].Url, posted);
            if (!isTaken)
                RetryLater(batch);
        }
    }

    private Endpoint EndpointOf(string url) =>
        endpoints.TryGetValue(url, out var known) ? known : endpoints[url] = new();

    /// <summary>Judges an endpoint by how long its answers took in the last ten minutes, by the sandbox's clock.</summary>
    private void Answered(string url, Instant posted)
    {
        var now = tenant.Clock.Now;
        var endpoint = EndpointOf(url);
        endpoint.Answers.Enqueue((now, now - posted));
        while (endpoint.Answers.Peek().At + WatchedFor < now)
            endpoint.Answers.Dequeue();
        if (endpoint.Answers.Count < FewestJudged)
            return;
        double Share(Duration over) =>
            endpoint.Answers.Count(answer => answer.Took > over) / (double)endpoint.Answers.Count;
        if (Share(TooSlow.Over) > TooSlow.Share)
        {
            endpoint.DropsUntil = now + WatchedFor;
            endpoint.Missed.Clear();
        }
        else if (Share(Slow.Over) > Slow.Share)
        {
            endpoint.HoldsUntil = now + WatchedFor;
        }
    }

    private void RetryLater(List<Notice> batch)
    {
        var now = tenant.Clock.Now;
        foreach (var notice in batch.Where(notice => now + notice.Wait < notice.Since + GivesUpAfter))
        {
            queue.Add(notice with { Due = now + notice.Wait, Wait = Duration.Min(notice.Wait * 2, LongestWait) });
            WakeAt(now + notice.Wait);
        }
    }

    /// <summary>What is known of an address that takes notifications.</summary>
    private sealed class Endpoint
    {
        public Queue<(Instant At, Duration Took)> Answers { get; } = new();
        public Instant HoldsUntil { get; set; }
        public Instant DropsUntil { get; set; }

        /// <summary>Subscriptions that lost something in this window, and are told once.</summary>
        public HashSet<Guid> Missed { get; } = [];
    }

    private sealed record Notice(string Url, JsonObject Body, Instant Since, Instant Due, Duration Wait);
}
