using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Tests.Sandbox;

public sealed class FaultsTests : IDisposable
{
    private readonly SandboxClock clock = new(TenantFixture.Start);
    private readonly string folder = Directory.CreateTempSubdirectory("faults").FullName;
    private readonly GraphJudge judge = new();
    private int people;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Tenant NobodysTenant => new(clock, new(Person.IdOf("tenant home"), "Home", [], KnowsEverybody: true));

    public void Dispose()
    {
        clock.Dispose();
        Directory.Delete(folder, recursive: true);
        judge.AssertThatAllWasAsDescribed();
    }

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_another_seed_others()
    {
        List<Type?> Run(int seed)
        {
            var faults = new Faults(
                new()
                {
                    Seed = seed,
                    Throttled = 0.2,
                    TimedOutAfterEffect = 0.2,
                    BrokenAfter = 0.2,
                },
                NobodysTenant
            );
            return [.. Enumerable.Range(0, 50).Select(_ => faults.Next(Call("me/messages"))?.GetType())];
        }
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
        Assert.Equal(4, Run(1).Distinct().Count());
    }

    [Fact]
    public void A_fifth_call_to_one_mailbox_at_a_time_is_refused_and_another_mailbox_is_not_blocked()
    {
        var faults = new Faults(FaultPlan.None, NobodysTenant);
        var places = Enumerable.Range(0, 4).Select(_ => faults.Enter(Call("users/a/messages"))).ToList();
        var refused = Assert.Throws<GraphException>(() => faults.Enter(Call("users/a/messages")));
        Assert.Equal(
            (429, "ApplicationThrottled", "1"),
            (refused.Status, refused.Code, refused.Headers["Retry-After"])
        );
        Assert.NotNull(faults.Enter(Call("users/b/messages")));
        places[0]?.Dispose();
        Assert.NotNull(faults.Enter(Call("users/a/messages")));
    }

    [Fact]
    public void A_mailbox_has_a_budget_of_calls_that_comes_back_after_ten_minutes()
    {
        var faults = new Faults(FaultPlan.None with { Budget = 3 }, NobodysTenant);
        void CallOnce() => faults.Enter(Call("users/a/messages"))?.Dispose();
        CallOnce();
        CallOnce();
        CallOnce();
        Assert.Throws<GraphException>(CallOnce);
        clock.Advance(Duration.FromMinutes(10));
        CallOnce();
    }

    [Fact]
    public void A_mailbox_has_one_limit_under_all_the_names_that_lead_to_it()
    {
        var tenant = NobodysTenant;
        var asker = TenantFixture.Add(tenant, "Ana Lopez", "northwind.example", ref people);
        var faults = new Faults(FaultPlan.None, tenant);
        foreach (var name in new[] { asker.Mail, asker.Mail.ToUpperInvariant(), $"{asker.Id}", $"{asker.Id:B}" })
            faults.Enter(Call($"users/{name}/messages"));
        Assert.Throws<GraphException>(() => faults.Enter(Call($"users/{asker.Id}/messages")));
    }

    [Fact]
    public async Task A_batch_is_read_and_its_parts_are_throttled_one_by_one()
    {
        var (server, asker) = await StartAsync(new { throttled = 1.0, retryAfterSeconds = 7 });
        await using var _ = server;
        using var answer = await PostAsync(
            server,
            asker,
            "$batch",
            new
            {
                requests = new object[]
                {
                    new
                    {
                        id = "1",
                        method = "GET",
                        url = "/me/messages",
                    },
                },
            }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var part = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["responses"]![0]!;
        Assert.Equal(429, part["status"]!.GetValue<int>());
        Assert.Equal("7", part["headers"]!["Retry-After"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_send_that_times_out_after_its_effect_has_been_sent()
    {
        var (server, asker) = await StartAsync(new { timedOutAfterEffect = 1.0 });
        await using var _ = server;
        using var answer = await SendAsync(server, asker);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Single(server.Tenant.SentSince(Instant.MinValue));
    }

    [Fact]
    public async Task A_connection_that_breaks_before_leaves_nothing_and_one_that_breaks_after_leaves_the_mail_sent()
    {
        var (before, asker) = await StartAsync(new { brokenBefore = 1.0 });
        await using (before)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(before, asker));
            Assert.Empty(before.Tenant.SentSince(Instant.MinValue));
        }
        var (after, other) = await StartAsync(new { brokenAfter = 1.0 });
        await using (after)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(after, other));
            Assert.Single(after.Tenant.SentSince(Instant.MinValue));
        }
    }

    [Fact]
    public async Task Consent_goes_and_comes_back_at_the_instants_of_the_plan()
    {
        var (server, asker) = await StartAsync(
            new
            {
                withdrawals = new[]
                {
                    new
                    {
                        user = "ana.lopez1@northwind.example",
                        from = "2026-03-03T00:00:00Z",
                        until = "2026-03-04T00:00:00Z",
                    },
                },
            }
        );
        await using var _ = server;
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(1), Cancellation);
        Assert.False(server.Authority.HasConsent(asker));
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(2), Cancellation);
        Assert.True(server.Authority.HasConsent(asker));
    }

    [Fact]
    public async Task A_rule_may_move_arriving_mail_to_the_archive()
    {
        var (server, asker) = await StartAsync(new { movedMail = 1.0 });
        await using var _ = server;
        server.Post.Deliver(
            new MailItem
            {
                Subject = "Moved",
                From = new("Bo", "bo@elsewhere.example"),
                To = [asker.Address],
            }
        );
        var mailbox = server.Tenant.MailboxOf(asker);
        Assert.Equal(mailbox.FolderNamed("archive").Id, Assert.Single(mailbox.Items).Folder);
    }

    [Fact]
    public async Task A_rule_may_delete_arriving_mail_before_anybody_has_read_it()
    {
        var (server, asker) = await StartAsync(new { deletedMail = 1.0 });
        await using var _ = server;
        Deliver(server, asker, "Deleted");
        var mailbox = server.Tenant.MailboxOf(asker);
        Assert.Equal(mailbox.FolderNamed("deleteditems").Id, Assert.Single(mailbox.Items).Folder);
    }

    [Theory]
    [InlineData("throttled", 429, "TooManyRequests", "3")]
    [InlineData("unavailable", 503, "ServiceUnavailable", "3")]
    [InlineData("timedOut", 504, "GatewayTimeout", null)]
    public async Task A_refusal_of_a_send_leaves_nothing_sent(string fault, int status, string code, string? wait)
    {
        var (server, asker) = await StartAsync(
            new Dictionary<string, double> { [fault] = 1.0, ["retryAfterSeconds"] = 3 }
        );
        await using var _ = server;
        using var answer = await SendAsync(server, asker);
        var error = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["error"]!;
        Assert.Equal((status, code), ((int)answer.StatusCode, error["code"]!.GetValue<string>()));
        Assert.Equal(wait, answer.Headers.RetryAfter?.Delta?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Assert.Empty(server.Tenant.SentSince(Instant.MinValue));
    }

    [Fact]
    public async Task A_delta_token_may_be_dead_and_a_first_run_never_is()
    {
        var (server, asker) = await StartAsync(new { expiredDelta = 1.0 });
        await using var _ = server;
        using var http = new HttpClient(judge.Before(server.Connection.Handler()));
        http.DefaultRequestHeaders.Authorization = new("Bearer", TenantFixture.Token(server, asker));
        var first = await http.GetFromJsonAsync<JsonObject>(
            "https://graph.microsoft.com/v1.0/me/mailFolders/inbox/messages/delta",
            Cancellation
        );
        using var answer = await http.GetAsync(new Uri(first!["@odata.deltaLink"]!.GetValue<string>()), Cancellation);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.NotNull(answer.Headers.Location);
    }

    [Fact]
    public async Task A_slow_answer_comes_late_and_whole()
    {
        var (server, asker) = await StartAsync(new { slow = 1.0, slowMilliseconds = 1 });
        await using var _ = server;
        using var answer = await SendAsync(server, asker);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(server.Tenant.SentSince(Instant.MinValue));
    }

    [Theory]
    [InlineData("lostNotifications", "", "")]
    [InlineData("doubledNotifications", "One One Two Two", "One One Two Two")]
    [InlineData("lateNotifications", "", "One Two")]
    [InlineData("reorderedNotifications", "Two One", "Two One")]
    [InlineData("slow", "One Two", "One Two")]
    public async Task Notifications_are_lost_doubled_late_or_out_of_order(string fault, string atOnce, string later)
    {
        var (server, asker) = await StartAsync(new Dictionary<string, double> { [fault] = 1.0 });
        await using var _ = server;
        await using var endpoint = new NotifierTests.Endpoint();
        await endpoint.StartAsync();
        using var made = await PostAsync(
            server,
            asker,
            "subscriptions",
            new
            {
                resource = "me/messages",
                changeType = "created",
                clientState = "secret",
                notificationUrl = endpoint.Url,
                expirationDateTime = "2026-03-03T09:00:00Z",
            }
        );
        var mailbox = server.Tenant.MailboxOf(asker);
        string Told() =>
            string.Join(
                ' ',
                endpoint.Told.Select(told => mailbox.Find(told["resourceData"]!["id"]!.GetValue<string>())?.Subject)
            );
        server.Tenant.Together(() =>
        {
            Deliver(server, asker, "One");
            Deliver(server, asker, "Two");
            return 0;
        });
        await server.IdleAsync(Cancellation);
        Assert.Equal(atOnce, Told());
        await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromMinutes(21), Cancellation);
        Assert.Equal(later, Told());
    }

    [Fact]
    public void A_plan_with_an_unknown_fault_is_refused_by_name()
    {
        var file = Path.Combine(folder, "faults.json");
        File.WriteAllText(file, """{"explosions":1}""");
        Assert.Contains(
            "explosions",
            Assert.Throws<InvalidDataException>(() => FaultPlan.Read(file)).Message,
            StringComparison.Ordinal
        );
    }

    private static GraphRequest Call(string path) =>
        new(
            "GET",
            "",
            path,
            [],
            [],
            null,
            new TokenBearer(null, Guid.Empty, TenantServer.ProductClientId, new HashSet<string>(StringComparer.Ordinal))
        );

    private async Task<(TenantServer Server, Person Asker)> StartAsync(object plan)
    {
        var file = Path.Combine(folder, "faults.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(plan), Cancellation);
        var server = await TenantServer.StartAsync(
            new SandboxOptions
            {
                Data = null,
                TenantPort = 0,
                Faults = file,
            },
            new SandboxClock(TenantFixture.Start),
            Cancellation
        );
        server.Tenant.NameHome("Northwind", knowsEverybody: true, "northwind.example");
        people = 0;
        return (server, TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people));
    }

    private static void Deliver(TenantServer server, Person to, string subject) =>
        server.Post.Deliver(
            new MailItem
            {
                Subject = subject,
                From = new("Bo", "bo@elsewhere.example"),
                To = [to.Address],
            }
        );

    private Task<HttpResponseMessage> SendAsync(TenantServer server, Person asker)
    {
        var recipient = new JsonObject { ["emailAddress"] = new JsonObject { ["address"] = "bo@elsewhere.example" } };
        var body = new JsonObject
        {
            ["message"] = new JsonObject { ["subject"] = "Hello", ["toRecipients"] = new JsonArray(recipient) },
        };
        return PostAsync(server, asker, "me/sendMail", body);
    }

    private async Task<HttpResponseMessage> PostAsync(TenantServer server, Person asker, string path, object body)
    {
        using var http = new HttpClient(judge.Before(server.Connection.Handler()));
        http.DefaultRequestHeaders.Authorization = new("Bearer", TenantFixture.Token(server, asker));
        return await http.PostAsJsonAsync(new Uri("https://graph.microsoft.com/v1.0/" + path), body, Cancellation);
    }
}
