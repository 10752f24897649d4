using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Graph.Models.ODataErrors;
using NodaTime;
using Person = MailCommitments.Sandbox.Tenancy.Person;
using Subscription = Microsoft.Graph.Models.Subscription;
using WebApplication = Microsoft.AspNetCore.Builder.WebApplication;

namespace MailCommitments.Tests.Sandbox;

/// <summary>These move the clock, so each has a tenant of its own.</summary>
public sealed class NotifierTests : IAsyncLifetime
{
    private readonly GraphJudge judge = new();
    private readonly Endpoint endpoint = new();
    private TenantServer server = null!;
    private Person asker = null!;
    private int people;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await TenantFixture.StartAsync();
        asker = TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people);
        await endpoint.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await endpoint.DisposeAsync();
        judge.AssertThatAllWasAsDescribed();
    }

    [Fact]
    public async Task A_subscriber_is_told_of_new_mail_with_its_client_state()
    {
        var made = await SubscribeAsync("created");
        Deliver("Hello");
        await server.IdleAsync(Cancellation);
        var told = Assert.Single(endpoint.Told);
        Assert.Empty(GraphContract.Published.Departures("changeNotification", JsonSerializer.SerializeToElement(told)));
        Assert.Equal(
            ("created", "shared secret", made.Id),
            (
                told["changeType"]!.GetValue<string>(),
                told["clientState"]!.GetValue<string>(),
                told["subscriptionId"]!.GetValue<string>()
            )
        );
        var item = server.Tenant.MailboxOf(asker).Items.Single();
        Assert.Equal(item.ImmutableId, told["resourceData"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Several_changes_travel_in_one_post()
    {
        await SubscribeAsync("created");
        server.Tenant.Together(() =>
        {
            for (var number = 0; number < 5; number++)
                Deliver($"Mail {number}");
            return 0;
        });
        await server.IdleAsync(Cancellation);
        Assert.Equal(5, endpoint.Told.Count);
        Assert.True(endpoint.Posts < 5, $"{endpoint.Posts} posts");
    }

    [Fact]
    public async Task An_endpoint_that_does_not_echo_the_token_gets_no_subscription()
    {
        endpoint.Validates = false;
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync("created"));
        Assert.Equal((400, "ValidationError"), (refused.ResponseStatusCode, refused.Error?.Code));
    }

    [Fact]
    public async Task The_same_subscription_twice_is_a_conflict_that_names_the_first()
    {
        var first = await SubscribeAsync("created,updated");
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync("created,updated"));
        Assert.Equal(409, refused.ResponseStatusCode);
        Assert.Contains(first.Id!, refused.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_kinds_of_change_in_another_order_are_the_same_subscription()
    {
        await SubscribeAsync("created,updated");
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync("updated,created"));
        Assert.Equal(409, refused.ResponseStatusCode);
    }

    [Fact]
    public async Task A_subscription_moves_to_another_address_once_that_echoes_its_token()
    {
        var made = await SubscribeAsync("created");
        await using var other = new Endpoint { Validates = false };
        await other.StartAsync();
        Task<Subscription?> MoveAsync() =>
            Graph()
                .Subscriptions[made.Id]
                .PatchAsync(new Subscription { NotificationUrl = other.Url }, cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAsync<ODataError>(MoveAsync);
        Assert.Equal((400, "ValidationError"), (refused.ResponseStatusCode, refused.Error?.Code));
        other.Validates = true;

        var moved = await MoveAsync();

        Deliver("Hello");
        await server.IdleAsync(Cancellation);
        Assert.Equal((other.Url, made.ExpirationDateTime), (moved!.NotificationUrl, moved.ExpirationDateTime));
        Assert.Equal((0, 1), (endpoint.Told.Count, other.Told.Count));
    }

    [Fact]
    public async Task An_application_cannot_subscribe_to_a_mailbox_of_another_tenant()
    {
        var contact = TenantFixture.Add(server.Tenant, "Ravi Kumar", "kumar.example", ref people);
        using var http = new HttpClient(server.Connection.Handler());
        http.DefaultRequestHeaders.Authorization = new(
            "Bearer",
            server.Authority.ApplicationToken(
                server.Tenant.Home.TenantId,
                TenantServer.ProductClientId,
                TokenRequest.Read(Authority.Graph + "/.default", Authority.ApplicationPermissions)
            )
        );
        using var refused = await http.PostAsJsonAsync(
            "https://graph.microsoft.com/v1.0/subscriptions",
            new
            {
                resource = $"users/{contact.Id}/messages",
                changeType = "created",
                notificationUrl = endpoint.Url,
                expirationDateTime = "2026-03-03T09:00:00Z",
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Empty(server.Notifier.Subscriptions);
    }

    [Fact]
    public async Task A_subscription_with_a_property_that_none_has_is_refused()
    {
        using var http = new HttpClient(server.Connection.Handler());
        http.DefaultRequestHeaders.Authorization = new("Bearer", TenantFixture.Token(server, asker));
        using var refused = await http.PostAsJsonAsync(
            "https://graph.microsoft.com/v1.0/subscriptions",
            new
            {
                resource = "me/messages",
                changeType = "created",
                notificationURI = endpoint.Url,
                notificationUrl = endpoint.Url,
                expirationDateTime = "2026-03-03T09:00:00Z",
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task What_an_endpoint_could_not_take_comes_again_later()
    {
        await SubscribeAsync("created");
        endpoint.Answers = HttpStatusCode.ServiceUnavailable;
        Deliver("Hello");
        await server.IdleAsync(Cancellation);
        endpoint.Answers = HttpStatusCode.Accepted;
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromMinutes(1), Cancellation);
        Assert.Equal(2, endpoint.Told.Count);
        Assert.Equal(0, server.Notifier.PendingCount);
    }

    [Fact]
    public async Task After_four_hours_of_failing_a_notification_is_given_up()
    {
        await SubscribeAsync("created");
        endpoint.Answers = HttpStatusCode.InternalServerError;
        Deliver("Hello");
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromHours(5), Cancellation);
        var tries = endpoint.Told.Count;
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromHours(10), Cancellation);
        Assert.InRange(tries, 5, 40);
        Assert.Equal(tries, endpoint.Told.Count);
    }

    [Fact]
    public async Task An_endpoint_that_answers_slowly_gets_what_is_new_ten_minutes_later()
    {
        await SubscribeAsync("created");
        await DeliverSlowlyAsync(Duration.FromSeconds(4));
        Deliver("Held back");
        await server.IdleAsync(Cancellation);
        Assert.Equal(10, endpoint.Told.Count);

        await server.Mover.MoveToAsync(server.Tenant.Clock.Now + Duration.FromMinutes(11), Cancellation);

        Assert.Equal(11, endpoint.Told.Count);
    }

    [Fact]
    public async Task An_endpoint_that_is_slower_still_loses_what_is_new_and_is_told_that_it_missed_something()
    {
        await SubscribeAsync("created");
        await DeliverSlowlyAsync(Duration.FromSeconds(11));
        Deliver("Lost");
        Deliver("Lost too");
        await server.Mover.MoveToAsync(server.Tenant.Clock.Now + Duration.FromMinutes(11), Cancellation);
        Deliver("Told again");
        await server.IdleAsync(Cancellation);

        var after = endpoint.Told.Skip(10).ToList();
        Assert.Equal(
            "missed",
            Assert.Single(after, told => told["lifecycleEvent"] is not null)["lifecycleEvent"]!.GetValue<string>()
        );
        Assert.Single(after, told => told["changeType"] is not null);
    }

    [Fact]
    public async Task The_lifecycle_address_has_to_echo_its_token_as_well()
    {
        await using var deaf = new Endpoint { Validates = false };
        await deaf.StartAsync();
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync("created", lifecycle: deaf.Url));
        Assert.Equal((400, "ValidationError"), (refused.ResponseStatusCode, refused.Error?.Code));
    }

    [Fact]
    public async Task A_subscription_is_asked_to_authorise_again_and_then_ends_by_the_sandbox_clock()
    {
        await SubscribeAsync("created");
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(3), Cancellation);
        Assert.Equal("reauthorizationRequired", Assert.Single(endpoint.Told)["lifecycleEvent"]!.GetValue<string>());
        Assert.Empty(server.Notifier.Subscriptions);
        Deliver("Too late");
        await server.IdleAsync(Cancellation);
        Assert.Single(endpoint.Told);
    }

    [Fact]
    public async Task A_renewed_subscription_goes_on()
    {
        var made = await SubscribeAsync("created");
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(1), Cancellation);
        var renewed = await Graph()
            .Subscriptions[made.Id]
            .PatchAsync(
                new Subscription
                {
                    ExpirationDateTime = (TenantFixture.Start + Duration.FromDays(6)).ToDateTimeOffset(),
                },
                cancellationToken: Cancellation
            );
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(4), Cancellation);
        Assert.Equal(made.Id, renewed!.Id);
        Assert.Single(server.Notifier.Subscriptions);
    }

    [Fact]
    public async Task A_subscription_beyond_seven_days_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ODataError>(() => SubscribeAsync("created", days: 8));
        Assert.Contains("10080", refused.Error?.Message, StringComparison.Ordinal);
    }

    private Microsoft.Graph.GraphServiceClient Graph() => TenantFixture.GraphOf(server, judge, asker);

    /// <summary>Ten mails, each of whose notifications is answered after that long.</summary>
    private async Task DeliverSlowlyAsync(Duration each)
    {
        endpoint.Dawdle = () => server.Tenant.Clock.Advance(each);
        for (var number = 0; number < 10; number++)
        {
            Deliver($"Mail {number}");
            await server.IdleAsync(Cancellation);
        }
        endpoint.Dawdle = null;
    }

    private async Task<Subscription> SubscribeAsync(string changes, int days = 2, string? lifecycle = null) =>
        (
            await Graph()
                .Subscriptions.PostAsync(
                    new Subscription
                    {
                        Resource = "me/mailFolders('inbox')/messages",
                        ChangeType = changes,
                        ClientState = "shared secret",
                        NotificationUrl = endpoint.Url,
                        LifecycleNotificationUrl = lifecycle ?? endpoint.Url,
                        ExpirationDateTime = (TenantFixture.Start + Duration.FromDays(days)).ToDateTimeOffset(),
                    },
                    cancellationToken: Cancellation
                )
        )!;

    private void Deliver(string subject) =>
        server.Post.Deliver(
            new MailItem
            {
                Subject = subject,
                From = new("Ravi Kumar", "ravi@elsewhere.example"),
                To = [asker.Address],
            }
        );

    internal sealed class Endpoint : IAsyncDisposable
    {
        private readonly List<JsonObject> told = [];
        private WebApplication? app;
        private int posts;

        public HttpStatusCode Answers { get; set; } = HttpStatusCode.Accepted;

        public bool Validates { get; set; } = true;

        /// <summary>How long every answer takes, by the sandbox's clock.</summary>
        public Action? Dawdle { get; set; }

        public string Url => app!.Urls.First() + "/notifications";

        public int Posts => posts;

        public IReadOnlyList<JsonObject> Told
        {
            get
            {
                lock (told)
                    return [.. told];
            }
        }

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            app = builder.Build();
            app.MapPost("/notifications", TakeAsync);
            await app.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (app is not null)
                await app.DisposeAsync();
        }

        private async Task<IResult> TakeAsync(HttpContext context, string? validationToken)
        {
            if (validationToken is not null)
                return Results.Text(Validates ? validationToken : "hello");
            Interlocked.Increment(ref posts);
            Dawdle?.Invoke();
            using var reader = new StreamReader(context.Request.Body);
            var body = JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!;
            lock (told)
                told.AddRange(body["value"]!.AsArray().Select(each => each!.DeepClone().AsObject()));
            return Results.StatusCode((int)Answers);
        }
    }
}
