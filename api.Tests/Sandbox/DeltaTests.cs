using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Tests.Sandbox;

public sealed class DeltaTests(TenantFixture fixture)
{
    private const string Inbox = "me/mailFolders/inbox/messages/delta?$select=subject";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_its_tokens_expired_a_folder_of_several_pages_can_be_enumerated_again()
    {
        var (asker, client) = WithMail("One", "Two", "Three");
        using var http = client;
        fixture.Tenant.MailboxOf(asker).ExpireDeltaTokens();

        var run = await FollowAsync(http, Inbox);

        Assert.Equal(["One", "Two", "Three"], run.Told.Select(SubjectOf));
    }

    [Fact]
    public async Task A_link_to_the_next_page_dies_when_tokens_expire_in_mid_run()
    {
        var (asker, client) = WithMail("One", "Two", "Three");
        using var http = client;
        var first = await PageAsync(http, Inbox);
        fixture.Tenant.MailboxOf(asker).ExpireDeltaTokens();

        using var answer = await http.GetAsync(new Uri(first["@odata.nextLink"]!.GetValue<string>()), Cancellation);

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
    }

    [Fact]
    public async Task A_first_run_does_not_tell_of_mail_that_was_gone_before_it_began()
    {
        var (asker, client) = WithMail("One", "Two", "Three", "Four");
        using var http = client;
        var mailbox = fixture.Tenant.MailboxOf(asker);
        mailbox.Delete(mailbox.Items.Single(item => item.Subject == "Two"));

        var run = await FollowAsync(http, Inbox);

        Assert.Equal(["One", "Three", "Four"], run.Told.Select(SubjectOf));
    }

    [Fact]
    public async Task A_first_run_for_new_mail_also_has_what_was_changed_since_it_came()
    {
        var (asker, client) = WithMail("One", "Two", "Three");
        using var http = client;
        var mailbox = fixture.Tenant.MailboxOf(asker);
        mailbox.Change(mailbox.Items.Single(item => item.Subject == "One"), item => item with { IsRead = true });

        var first = await FollowAsync(http, Inbox + "&changeType=created");
        Assert.Equal(["Two", "Three", "One"], first.Told.Select(SubjectOf));

        mailbox.Change(mailbox.Items.Single(item => item.Subject == "Two"), item => item with { IsRead = true });
        Deliver(asker, "Four");
        var second = await FollowAsync(http, first.DeltaLink);
        Assert.Equal(["Four"], second.Told.Select(SubjectOf));
    }

    [Fact]
    public async Task A_change_type_that_does_not_exist_is_refused()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.GetAsync(new Uri(Inbox + "&changeType=gone", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_delta_of_folders_tells_new_renamed_and_deleted_ones()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        var mailbox = fixture.Tenant.MailboxOf(asker);
        var kept = mailbox.AddFolder("Kept", mailbox.RootFolderId);
        var project = mailbox.AddFolder("Project", mailbox.RootFolderId);
        var inside = mailbox.AddFolder("Inside", project.Id);
        var first = await PageAsync(http, "me/mailFolders/delta");
        mailbox.RenameFolder(kept, "Renamed");
        mailbox.DeleteFolder(project);

        var second = await PageAsync(http, first["@odata.deltaLink"]!.GetValue<string>());

        Assert.Equal(
            new Dictionary<string, bool>
            {
                [kept.Id] = false,
                [project.Id] = true,
                [inside.Id] = true,
            },
            second["value"]!
                .AsArray()
                .ToDictionary(folder => folder!["id"]!.GetValue<string>(), folder => folder!["@removed"] is not null)
        );
        mailbox.ExpireDeltaTokens();
        using var answer = await http.GetAsync(new Uri(first["@odata.deltaLink"]!.GetValue<string>()), Cancellation);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
    }

    private (Person Asker, HttpClient Http) WithMail(params string[] subjects)
    {
        var asker = fixture.Colleague();
        foreach (var subject in subjects)
            Deliver(asker, subject);
        var http = fixture.Http(asker);
        http.DefaultRequestHeaders.Add("Prefer", "IdType=\"ImmutableId\", odata.maxpagesize=2");
        return (asker, http);
    }

    private void Deliver(Person to, string subject) =>
        fixture.Server.Post.Deliver(
            new MailItem
            {
                Subject = subject,
                From = new("Bo", "bo@elsewhere.example"),
                To = [to.Address],
            }
        );

    private static string SubjectOf(JsonNode? told) => told?["subject"]?.GetValue<string>() ?? "@removed";

    private static async Task<JsonObject> PageAsync(HttpClient http, string link) =>
        (await http.GetFromJsonAsync<JsonObject>(link, Cancellation))!;

    private static async Task<(List<JsonNode?> Told, string DeltaLink)> FollowAsync(HttpClient http, string link)
    {
        var told = new List<JsonNode?>();
        while (true)
        {
            var page = await PageAsync(http, link);
            told.AddRange(page["value"]!.AsArray());
            if (page["@odata.deltaLink"] is { } end)
                return (told, end.GetValue<string>());
            link = page["@odata.nextLink"]!.GetValue<string>();
        }
    }
}
