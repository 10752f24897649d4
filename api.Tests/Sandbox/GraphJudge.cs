using System.Net;
using System.Text.Json;
using MailCommitments.Mailboxes;

namespace MailCommitments.Tests.Sandbox;

/// <summary>
/// Stands between a client and the tenant and holds every call, both ways, and every notification that the tenant posts
/// against Microsoft's description. What departs is collected, because a client may repeat or swallow a failed call, and
/// fails the test run when the judge is done.
/// </summary>
public sealed class GraphJudge
{
    private static int judged;
    private readonly List<string> departures = [];

    /// <summary>How many calls all judges of this test run have held against the description.</summary>
    public static int Judged => Volatile.Read(ref judged);

    /// <summary>Calls that were not as Microsoft describes them, so far.</summary>
    public IReadOnlyList<string> Departures
    {
        get
        {
            lock (departures)
                return [.. departures];
        }
    }

    public HttpMessageHandler Before(HttpMessageHandler tenant) => new Handler(this) { InnerHandler = tenant };

    public void AssertThatAllWasAsDescribed() =>
        Assert.True(Departures.Count == 0, string.Join(Environment.NewLine, Departures));

    private async Task HoldAsync(HttpRequestMessage request, Half asked, HttpResponseMessage? answer)
    {
        Interlocked.Increment(ref judged);
        Half? answered = null;
        if (answer is not null)
        {
            await answer.Content.LoadIntoBufferAsync();
            answered = HalfOf(answer.Headers, answer.Content, await answer.Content.ReadAsStringAsync());
        }
        var found = GraphContract.Published.Departures(
            request.Method.Method,
            request.RequestUri!.PathAndQuery[Handler.Version.Length..],
            asked,
            (int?)answer?.StatusCode ?? 0,
            answered
        );
        lock (departures)
            departures.AddRange(found);
    }

    private async Task HoldNotificationsAsync(HttpRequestMessage request, HttpResponseMessage? answer)
    {
        Interlocked.Increment(ref judged);
        using var document = JsonDocument.Parse(await request.Content!.ReadAsStringAsync());
        var found = GraphContract
            .Published.Departures("changeNotificationCollection", document.RootElement)
            .Concat(
                document
                    .RootElement.GetProperty("value")
                    .EnumerateArray()
                    .SelectMany(each => Needed(each).Where(name => !each.TryGetProperty(name, out _)))
                    .Select(name => $"a notification lacks '{name}'")
            )
            .ToList();
        if (answer is { StatusCode: not HttpStatusCode.Accepted and < HttpStatusCode.InternalServerError })
            found.Add("what was stored is answered 202, what was not 5xx");
        lock (departures)
            departures.AddRange(found.Select(what => $"{request.RequestUri} -> {(int?)answer?.StatusCode}: {what}"));
    }

    private static string[] Needed(JsonElement notification) =>
        notification.TryGetProperty("lifecycleEvent", out _)
            ? ["subscriptionId", "subscriptionExpirationDateTime", "clientState", "tenantId"]
            : ["subscriptionId", "clientState", "tenantId", "changeType", "resource", "resourceData"];

    private static Half HalfOf(System.Net.Http.Headers.HttpHeaders headers, HttpContent? content, string text) =>
        new(
            headers
                .Concat(content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .ToDictionary(
                    header => header.Key,
                    header => string.Join(", ", header.Value),
                    StringComparer.OrdinalIgnoreCase
                ),
            content?.Headers.ContentType?.MediaType,
            text
        );

    private sealed class Handler(GraphJudge judge) : DelegatingHandler
    {
        public const string Version = "/v1.0";

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (
                request.RequestUri is { Query: "", AbsolutePath: NotificationEndpoints.Notifications }
                || request.RequestUri is { Query: "", AbsolutePath: NotificationEndpoints.Lifecycle }
            )
                return await NotifyAsync(request, cancellationToken);
            if (request.RequestUri?.AbsolutePath.StartsWith(Version + "/", StringComparison.Ordinal) is not true)
                return await base.SendAsync(request, cancellationToken);

            var asked = HalfOf(
                request.Headers,
                request.Content,
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)
            );
            HttpResponseMessage? answer = null;
            try
            {
                answer = await base.SendAsync(request, cancellationToken);
                return answer;
            }
            finally
            {
                await judge.HoldAsync(request, asked, answer);
            }
        }

        private async Task<HttpResponseMessage> NotifyAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            HttpResponseMessage? answer = null;
            try
            {
                answer = await base.SendAsync(request, cancellationToken);
                return answer;
            }
            finally
            {
                await judge.HoldNotificationsAsync(request, answer);
            }
        }
    }
}
