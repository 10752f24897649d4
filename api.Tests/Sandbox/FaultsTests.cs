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
