using System.Collections.Concurrent;
using System.Net;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>For whom a call is made.</summary>
/// <param name="ForPerson">Somebody is waiting for it.</param>
public sealed record MailboxCall(MailboxOwner Owner, bool ForPerson) : IRequestOption;

/// <summary>
/// What every call to Microsoft Graph goes through: immutable ids, a request id in the log, at most four calls at a time
/// per mailbox with one kept for people, and repeats of calls that may be repeated.
/// </summary>
/// <remarks>A POST is never repeated here: it may have sent a mail or made a draft although no answer came.</remarks>
public sealed class GraphPipeline : IDisposable
{
    private const int CallsAtOnce = 4;

    /// <summary>Graph takes ten thousand calls to a mailbox in ten minutes; the last of them are kept for people.</summary>
    private const int BackgroundCalls = 8_000;

    private static readonly Duration Window = Duration.FromMinutes(10);

    private readonly ConcurrentDictionary<MailboxOwner, Slots> slots = new();

    public GraphPipeline(OutgoingHttp outgoing, GraphSettings settings, TimeProvider time, ILogger<GraphPipeline> log)
    {
        var handlers = GraphClientFactory
            .CreateDefaultHandlers()
            .Where(handler => handler is not RetryHandler)
            .ToList();
        handlers.Insert(0, new Passage(this, Duration.FromSeconds(settings.PatienceSeconds), time, log));
        Client = GraphClientFactory.Create(handlers, finalHandler: outgoing.Create());
    }

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        foreach (var ofMailbox in slots.Values)
            ofMailbox.Dispose();
    }

    private Slots SlotsOf(MailboxOwner owner) => slots.GetOrAdd(owner, _ => new Slots());

    private sealed class Slots : IDisposable
    {
        private readonly SemaphoreSlim all = new(CallsAtOnce);
        private readonly SemaphoreSlim background = new(CallsAtOnce - 1);
        private readonly Lock gate = new();
        private (Instant Since, int Calls) window;

        /// <summary>Counts a call that is about to be made.</summary>
        /// <returns>How long work in the background has to wait, because it has made its share of calls; null when it may call.</returns>
        public Duration? Count(bool forPerson, Instant now)
        {
            lock (gate)
            {
                if (now - window.Since >= Window)
                    window = (now, 0);
                if (!forPerson && window.Calls >= BackgroundCalls)
                    return window.Since + Window - now;
                window.Calls++;
                return null;
            }
        }

        public async Task<IDisposable> TakeAsync(bool forPerson, CancellationToken cancellation)
        {
            if (!forPerson)
                await background.WaitAsync(cancellation);
            try
            {
                await all.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                if (!forPerson)
                    background.Release();
                throw;
            }
            return new Taken(this, forPerson);
        }

        public void Dispose()
        {
            all.Dispose();
            background.Dispose();
        }

        private sealed class Taken(Slots slots, bool forPerson) : IDisposable
        {
            public void Dispose()
            {
                slots.all.Release();
                if (!forPerson)
                    slots.background.Release();
            }
        }
    }

    private sealed class Passage(
        GraphPipeline pipeline,
        Duration patience,
        TimeProvider time,
        ILogger<GraphPipeline> log
    ) : DelegatingHandler
    {
        private const int Tries = 3;

        private static readonly HttpRequestOptionsKey<IRequestOption> Call = new(typeof(MailboxCall).FullName!);

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (!request.Options.TryGetValue(Call, out var option) || option is not MailboxCall call)
                throw new InvalidOperationException("A call to Graph says for which mailbox it is.");

            request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
            var patienceLeft = call.ForPerson ? patience : Duration.Zero;
            for (var number = 1; ; number++)
            {
                var (answer, failure) = await TryAsync(request, call, number, cancellationToken);
                var pause = Pause(request, answer, number);
                if (pause is not { } wait || wait > patienceLeft)
                    return answer ?? throw failure!;

                answer?.Dispose();
                patienceLeft -= wait;
                if (wait > Duration.Zero)
                    await Task.Delay(wait.ToTimeSpan(), time, cancellationToken);
            }
        }

        private async Task<(HttpResponseMessage? Answer, HttpRequestException? Failure)> TryAsync(
            HttpRequestMessage request,
            MailboxCall call,
            int number,
            CancellationToken cancellation
        )
        {
            var requestId = Guid.NewGuid().ToString();
            request.Headers.Remove("client-request-id");
            request.Headers.Add("client-request-id", requestId);
            var slots = pipeline.SlotsOf(call.Owner);
            using var slot = await slots.TakeAsync(call.ForPerson, cancellation);
            if (slots.Count(call.ForPerson, Instant.FromDateTimeOffset(time.GetUtcNow())) is { } rest)
                return (AsGraphWouldSay(request, rest), null);
            try
            {
                var answer = await base.SendAsync(request, cancellation);
                await answer.Content.LoadIntoBufferAsync(cancellation);
                log.Log(
                    answer.IsSuccessStatusCode ? LogLevel.Debug : LogLevel.Information,
                    "Graph answered {Status} to {Method} for {Person}, try {Number}, client-request-id {ClientRequestId}, request-id {RequestId}",
                    (int)answer.StatusCode,
                    request.Method.Method,
                    call.Owner.PersonId,
                    number,
                    requestId,
                    answer.Headers.TryGetValues("request-id", out var ids) ? string.Join(',', ids) : "-"
                );
                return (answer, null);
            }
            catch (HttpRequestException broken)
            {
                log.LogInformation(
                    "Graph did not answer {Method} for {Person}, try {Number}, client-request-id {ClientRequestId}: {Error}",
                    request.Method.Method,
                    call.Owner.PersonId,
                    number,
                    requestId,
                    broken.HttpRequestError
                );
                return (null, broken);
            }
        }

        /// <summary>Before Graph refuses everybody: the mailbox is left alone as it would be if Graph had asked for it.</summary>
        private static HttpResponseMessage AsGraphWouldSay(HttpRequestMessage request, Duration rest)
        {
            var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            {
                RequestMessage = request,
                Content = JsonContent.Create(
                    new { error = new { code = "TooManyRequests", message = "The product's own limit was reached." } }
                ),
            };
            busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(Math.Ceiling(rest.TotalSeconds)));
            return busy;
        }

        /// <summary>How long to wait before the same call again; null when it is not repeated.</summary>
        private static Duration? Pause(HttpRequestMessage request, HttpResponseMessage? answer, int number)
        {
            if (number >= Tries || !MayBeRepeated(request))
                return null;
            return answer?.StatusCode switch
            {
                // nothing came back: a broken connection is gone at once
                null => number == 1 ? Duration.Zero : Backoff(request, number),
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => RetryAfter(answer)
                    ?? Backoff(request, number),
                HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => number == 1
                    ? Duration.Zero
                    : Backoff(request, number),
                _ => null,
            };
        }

        private static bool MayBeRepeated(HttpRequestMessage request) =>
            request.Method == HttpMethod.Get
            || request.Method == HttpMethod.Patch
            || request.Method == HttpMethod.Delete;

        private static Duration? RetryAfter(HttpResponseMessage answer) =>
            answer.Headers.RetryAfter?.Delta is { } delta ? Duration.FromTimeSpan(delta) : null;

        /// <summary>One second, then two, and up to as much again, so that calls that failed together do not come back together.</summary>
        private static Duration Backoff(HttpRequestMessage request, int number) =>
            Duration.FromSeconds(1 << (number - 1))
            * (1 + Jitter.Of(request.Headers.GetValues("client-request-id").First()));
    }
}

/// <summary>Spreads work that would otherwise fall on one instant.</summary>
public static class Jitter
{
    /// <summary>A number in [0, 1) that is always the same for the same text.</summary>
    public static double Of(string text) =>
        text.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u) / (uint.MaxValue + 1.0);
}
