using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Tests.Sandbox;

/// <summary>Starting, saving, loading, and the control routes.</summary>
public sealed class TenantServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sandbox").FullName;
    private int people;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_restarted_tenant_is_as_it_was_left()
    {
        string token;
        Person asker;
        await using (var server = await TenantFixture.StartAsync(folder))
        {
            asker = TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people);
            var mailbox = server.Tenant.MailboxOf(asker);
            server.Post.Deliver(Mail("First", asker));
            server.Post.Deliver(Mail("Second", asker));
            mailbox.Delete(mailbox.Items.Single(item => item.Subject == "Second"));
            mailbox.AddCategory("Waiting for", "preset3");
            mailbox.AutomaticReplies = AutomaticReplies.Off with { Status = "alwaysEnabled", InternalMessage = "Away" };
            token = TenantFixture.Token(server, asker);
            await server.Mover.MoveToAsync(TenantFixture.Start + Duration.FromDays(3), Cancellation);
        }

        var options = new SandboxOptions { Data = folder };
        Assert.Equal(TenantFixture.Start + Duration.FromDays(3), TenantServer.StartOf(options));
        await using var again = await TenantFixture.StartAsync(folder, TenantServer.StartOf(options));
        var restored = again.Tenant.MailboxOf(asker);
        Assert.Equal("Northwind", again.Tenant.Home.Name);
        Assert.Equal(asker.Mail, restored.Owner.Mail);
        Assert.Equal("First", Assert.Single(restored.Items).Subject);
        Assert.Equal("Waiting for", Assert.Single(restored.Categories).DisplayName);
        Assert.Equal("alwaysEnabled", restored.AutomaticReplies.Status);
        Assert.Single(restored.Since(restored.FolderNamed("inbox").Id, 0).Gone);
        Assert.Equal(asker.Id, (await again.Authority.BearerAsync(token))?.Person?.Id);
    }

    [Fact]
    public async Task A_fresh_start_forgets_what_was_saved()
    {
        await using (var server = await TenantFixture.StartAsync(folder))
            TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people);
        var options = new SandboxOptions
        {
            Data = folder,
            Fresh = true,
            TenantPort = 0,
        };
        await using var again = await TenantServer.StartAsync(
            options,
            new SandboxClock(TenantFixture.Start),
            Cancellation
        );
        Assert.Empty(again.Tenant.People);
    }

    [Fact]
    public async Task A_fresh_start_does_not_empty_a_folder_that_holds_something_else()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "thesis.txt"), "precious", Cancellation);
        var options = new SandboxOptions
        {
            Data = folder,
            Fresh = true,
            TenantPort = 0,
        };
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            TenantServer.StartAsync(options, new SandboxClock(TenantFixture.Start), Cancellation)
        );
        Assert.True(File.Exists(Path.Combine(folder, "thesis.txt")));
    }

    [Fact]
    public async Task The_clock_moves_by_a_duration_or_to_an_instant_and_says_where_it_stands()
    {
        await using var server = await TenantFixture.StartAsync();
        using var http = Http(server);
        Assert.Equal("2026-03-02T17:00:00Z", await ClockAsync(http, new { advance = "PT8H" }));
        Assert.Equal("2026-03-05T17:00:00Z", await ClockAsync(http, new { advance = "P3D" }));
        Assert.Equal("2026-03-09T09:00:00Z", await ClockAsync(http, new { now = "2026-03-09T09:00:00Z" }));
        using var back = await http.PostAsJsonAsync("clock", new { now = "2026-03-02T09:00:00Z" }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, back.StatusCode);
        using var nonsense = await http.PostAsJsonAsync("clock", new { advance = "a week" }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task Mail_from_outside_arrives_with_its_headers_in_the_thread_it_answers()
    {
        await using var server = await TenantFixture.StartAsync();
        var asker = TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people);
        var mailbox = server.Tenant.MailboxOf(asker);
        var draft = mailbox.Add(
            new()
            {
                Subject = "Report",
                IsDraft = true,
                To = [new("Bo", "bo@elsewhere.example")],
            },
            mailbox.FolderNamed("drafts").Id
        );
        var sent = server.Post.Send(mailbox, draft)!;
        using var http = Http(server);
        using var delivered = await http.PostAsJsonAsync(
            "deliver",
            new
            {
                subject = "Re: Report",
                from = new { emailAddress = new { name = "Bo", address = "bo@elsewhere.example" } },
                toRecipients = new[] { new { emailAddress = new { name = asker.Name, address = asker.Mail } } },
                body = new { contentType = "text", content = "Here it is." },
                internetMessageHeaders = new[]
                {
                    new { name = "In-Reply-To", value = sent.InternetMessageId },
                    new { name = "Auto-Submitted", value = "no" },
                },
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.Created, delivered.StatusCode);
        var answer = mailbox.Items.Single(item => item.Subject == "Re: Report");
        Assert.Equal(sent.ConversationId, answer.ConversationId);
        Assert.Equal("no", answer.HeaderValue("Auto-Submitted"));

        var left = await http.GetFromJsonAsync<JsonArray>("sent?since=2026-03-02T09:00:00Z", Cancellation);
        Assert.Equal("bo@elsewhere.example", Assert.Single(left!)!["outside"]![0]!.GetValue<string>());
        Assert.Empty((await http.GetFromJsonAsync<JsonArray>("sent?since=2026-03-02T10:00:00Z", Cancellation))!);
    }

    [Fact]
    public async Task Tokens_are_given_for_people_who_are_there()
    {
        await using var server = await TenantFixture.StartAsync();
        var asker = TenantFixture.Add(server.Tenant, "Ana Lopez", "northwind.example", ref people);
        using var http = Http(server);
        var users = await http.GetFromJsonAsync<JsonArray>("users", Cancellation);
        Assert.Equal(asker.Mail, Assert.Single(users!)!["mail"]!.GetValue<string>());
        using var given = await http.PostAsJsonAsync(
            "token",
            new { user = asker.Mail, resource = "graph" },
            Cancellation
        );
        var token = (await given.Content.ReadFromJsonAsync<JsonObject>(Cancellation))![
            "access_token"
        ]!.GetValue<string>();
        Assert.NotNull(await server.Authority.BearerAsync(token));
        using var unknown = await http.PostAsJsonAsync(
            "token",
            new { user = "nobody@northwind.example" },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Real_mail_is_loaded_at_its_true_times_and_the_clock_starts_after_it()
    {
        var file = Shared.Path("data/threads/messages_dev.jsonl");
        var options = new SandboxOptions
        {
            Data = null,
            TenantPort = 0,
            Mailboxes = file,
        };
        var start = TenantServer.StartOf(options);
        Assert.Equal(2002, start.InUtc().Year);
        await using var server = await TenantServer.StartAsync(options, new SandboxClock(start), Cancellation);
        var owner = server.Tenant.FindMailbox("jeff.dasovich@enron.com")!;
        Assert.True(owner.Items.Count >= 269, $"{owner.Items.Count} messages");
        Assert.Equal("enron.com", server.Tenant.Home.Name);
        var answered = owner.Items.First(item =>
            item.InReplyTo is { } parent && owner.FindByMessageId(parent) is not null
        );
        Assert.Equal(
            owner.FindByMessageId(answered.InReplyTo!)!.ConversationIndex[6..22],
            answered.ConversationIndex[6..22]
        );
        Assert.True(answered.Sent < start);
    }

    [Fact]
    public void A_line_that_is_no_message_is_named()
    {
        var file = Path.Combine(folder, "wrong.jsonl");
        File.WriteAllText(file, """{"subject":"Whose?"}""");
        var wrong = Assert.ThrowsAny<Exception>(() => MailboxFile.StartOf(file)).GetBaseException();
        Assert.Contains("The field 'mailbox' is missing on line 1", wrong.Message, StringComparison.Ordinal);
    }

    private static MailItem Mail(string subject, Person to) =>
        new()
        {
            Subject = subject,
            From = new("Bo", "bo@elsewhere.example"),
            To = [to.Address],
        };

    private static HttpClient Http(TenantServer server) =>
        new(server.Connection.Handler()) { BaseAddress = new(server.Address, "/sandbox/") };

    private static async Task<string> ClockAsync(HttpClient http, object move)
    {
        using var answer = await http.PostAsJsonAsync("clock", move, Cancellation);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["now"]!.GetValue<string>();
    }
}
