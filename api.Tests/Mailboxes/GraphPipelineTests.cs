using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using MailCommitments.Mailboxes;
using MailCommitments.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Kiota.Abstractions;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

public sealed class GraphPipelineTests : IDisposable
{
    private static readonly MailboxOwner Owner = new(Guid.NewGuid(), Guid.NewGuid());
    private static readonly MailboxOwner Neighbour = new(Guid.NewGuid(), Guid.NewGuid());

    private readonly SandboxClock clock = new(Instant.FromUtc(2026, 3, 2, 9, 0));
    private readonly FarSide far = new();
    private readonly GraphPipeline pipeline;

    public GraphPipelineTests() =>
        pipeline = new GraphPipeline(
            new OutgoingHttp(() => far),
            new GraphSettings { PatienceSeconds = 5 },
            clock,
            NullLogger<GraphPipeline>.Instance
        );

    public void Dispose()
    {
        pipeline.Dispose();
        clock.Dispose();
    }

    [Fact]
    public async Task Four_calls_at_a_time_reach_a_mailbox_and_one_place_is_kept_for_people()
    {
        far.Hold();
        var background = Enumerable.Range(0, 6).Select(_ => CallAsync(HttpMethod.Get)).ToList();
        Assert.Equal(3, far.InFlight);
        var person = CallAsync(HttpMethod.Get, forPerson: true);
        Assert.Equal(4, far.InFlight);
        var secondPerson = CallAsync(HttpMethod.Get, forPerson: true);
        Assert.Equal(4, far.InFlight);
        var neighbour = CallAsync(HttpMethod.Get, Neighbour);
        Assert.Equal(5, far.InFlight);

        far.Release();
        await Task.WhenAll([.. background, person, secondPerson, neighbour]);
        Assert.Equal(9, far.Seen.Count);
    }

    [Fact]
    public async Task Every_call_asks_for_immutable_ids_and_carries_an_id_of_its_own()
    {
        far.Answers(HttpStatusCode.GatewayTimeout, HttpStatusCode.OK);

        await CallAsync(HttpMethod.Get);

        Assert.Equal(2, far.Seen.Count);
        Assert.All(far.Seen, seen => Assert.Equal("IdType=\"ImmutableId\"", seen.Prefer));
        Assert.Equal(2, far.Seen.Select(seen => seen.ClientRequestId).Distinct().Count());
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task What_may_have_sent_a_mail_is_never_repeated(HttpStatusCode status)
    {
        far.Answers(status, HttpStatusCode.Accepted);

        var answer = await CallAsync(HttpMethod.Post, forPerson: true);

        Assert.Equal(status, answer.StatusCode);
        Assert.Single(far.Seen);
    }

    [Fact]
    public async Task A_connection_that_broke_while_sending_is_not_tried_again()
    {
        far.Breaks(1);

        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(HttpMethod.Post));

        Assert.Single(far.Seen);
    }

    [Fact]
    public async Task A_read_is_tried_again_at_once_when_the_connection_broke()
    {
        far.Breaks(1);

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(HttpMethod.Get)).StatusCode);
        Assert.Equal(2, far.Seen.Count);
    }

    [Fact]
    public async Task Somebody_who_waits_gets_the_answer_after_the_pause_that_Graph_asked_for()
    {
        far.AnswersAfter(TimeSpan.FromSeconds(3));

        var call = CallAsync(HttpMethod.Get, forPerson: true);
        clock.Advance(Duration.FromSeconds(2));
        Assert.False(call.IsCompleted);
        clock.Advance(Duration.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
    }

    [Fact]
    public async Task A_pause_longer_than_a_person_waits_is_theirs_to_know()
    {
        far.AnswersAfter(TimeSpan.FromSeconds(30));

        var answer = await CallAsync(HttpMethod.Get, forPerson: true);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Work_in_the_background_never_waits_in_a_call()
    {
        far.AnswersAfter(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await CallAsync(HttpMethod.Get)).StatusCode);
    }

    [Fact]
    public async Task Work_in_the_background_leaves_people_calls_before_Graph_refuses_everybody()
    {
        for (var call = 0; call < 8_000; call++)
            await CallAsync(HttpMethod.Get);
        clock.Advance(Duration.FromMinutes(4));

        var background = await CallAsync(HttpMethod.Get);

        Assert.Equal(HttpStatusCode.TooManyRequests, background.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(6), background.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(HttpMethod.Get, forPerson: true)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(HttpMethod.Get, Neighbour)).StatusCode);
        Assert.Equal(8_002, far.Seen.Count);
        clock.Advance(Duration.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(HttpMethod.Get)).StatusCode);
    }

    [Fact]
    public async Task A_call_that_does_not_say_whose_mailbox_it_is_for_is_a_mistake()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://graph.microsoft.com/v1.0/me");

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            pipeline.Client.SendAsync(request, TestContext.Current.CancellationToken)
        );
    }

    private async Task<HttpResponseMessage> CallAsync(
        HttpMethod method,
        MailboxOwner? owner = null,
        bool forPerson = false
    )
    {
        using var request = new HttpRequestMessage(method, "https://graph.microsoft.com/v1.0/users/x/messages");
        request.Options.Set(
            new HttpRequestOptionsKey<IRequestOption>(typeof(MailboxCall).FullName!),
            new MailboxCall(owner ?? Owner, forPerson)
        );
        return await pipeline.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The other end of the network.</summary>
    private sealed class FarSide : HttpMessageHandler
    {
        private readonly Queue<Func<HttpResponseMessage>> answers = new();
        private TaskCompletionSource? held;
        private int inFlight;

        public ConcurrentQueue<(string Prefer, string ClientRequestId)> Seen { get; } = new();

        public int InFlight => Volatile.Read(ref inFlight);

        public void Hold() => held = new TaskCompletionSource();

        public void Release() => held?.SetResult();

        public void Answers(params HttpStatusCode[] statuses)
        {
            foreach (var status in statuses)
                answers.Enqueue(() => new HttpResponseMessage(status));
        }

        public void AnswersAfter(TimeSpan pause)
        {
            answers.Enqueue(() =>
            {
                var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(pause);
                return busy;
            });
        }

        public void Breaks(int times)
        {
            for (var time = 0; time < times; time++)
                answers.Enqueue(() => throw new HttpRequestException("cut"));
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Seen.Enqueue(
                (
                    string.Join(',', request.Headers.GetValues("Prefer")),
                    request.Headers.GetValues("client-request-id").Single()
                )
            );
            Interlocked.Increment(ref inFlight);
            if (held is not null)
                await held.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref inFlight);
            return answers.TryDequeue(out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
