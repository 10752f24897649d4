using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Tests.Sandbox;

/// <summary>What a client may ask for and how, on top of the operations themselves.</summary>
public sealed class GraphQueriesTests(TenantFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("me/messages?$filter=receivedDateTime ge '2026-01-01T00:00:00Z'", "BadRequest")]
    [InlineData("me/messages?$filter=isRead eq 'false'", "BadRequest")]
    [InlineData("me/messages?$filter=internetMessageHeaders/any(h:h/name eq 'x-a')", "ErrorInvalidUrlQueryFilter")]
    [InlineData(
        "me/messages/$count?$filter=internetMessageHeaders/any(h:h/name eq 'x-a')",
        "ErrorInvalidUrlQueryFilter"
    )]
    [InlineData(
        "me/messages?$filter=toRecipients/any(to:to/emailAddress/address eq 'bo@elsewhere.example')",
        "ErrorInvalidUrlQueryFilter"
    )]
    [InlineData("me/messages?$filter=contains(uniqueBody/content,'x')", "ErrorInvalidUrlQueryFilter")]
    [InlineData("me/messages?$expand=colour", "BadRequest")]
    [InlineData("me/messages?$orderby=receivedDateTime downwards", "BadRequest")]
    [InlineData("me/messages?$top=0", "ErrorInvalidUrlQuery")]
    [InlineData("me/messages?$top=1001", "ErrorInvalidUrlQuery")]
    [InlineData("me/mailFolders/nonsense", "ErrorInvalidIdMalformed")]
    public async Task A_query_that_Graph_refuses_is_refused_even_where_there_is_no_mail(string path, string code)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task Names_of_properties_count_in_any_case_and_come_back_in_Graphs()
    {
        var asker = fixture.Colleague();
        var received = Deliver(asker, "O'Neill's drawing");
        using var http = fixture.Http(asker, checksContract: false);
        var list = await http.GetFromJsonAsync<JsonObject>(
            "me/messages?$filter=ReceivedDateTime ge 2026-01-01T00:00:00Z and startswith(Subject,'O''Neill')"
                + "&$orderby=receivedDateTime desc&$select=Subject,INTERNETMESSAGEID"
                + "&$expand=SingleValueExtendedProperties($filter=id eq 'String 0x1042')",
            Cancellation
        );
        var message = Assert.Single(list!["value"]!.AsArray())!.AsObject();
        Assert.Equal(["id", "subject", "internetMessageId"], message.Select(property => property.Key));
        Assert.Equal(received.InternetMessageId, message["internetMessageId"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_empty_order_is_no_order()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.GetAsync(new Uri("me/messages?$orderby=", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_was_preferred_and_done_is_said_in_the_answer()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        http.DefaultRequestHeaders.Add("Prefer", "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"");
        http.DefaultRequestHeaders.Add("Prefer", "respond-async");
        using var answer = await http.GetAsync(new Uri("me/messages", UriKind.Relative), Cancellation);
        Assert.Equal(
            "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"",
            string.Join(", ", answer.Headers.GetValues("Preference-Applied"))
        );
    }

    [Fact]
    public async Task A_basic_reader_gets_neither_bodies_nor_what_could_tell_of_them()
    {
        var asker = fixture.Colleague();
        var received = Deliver(asker, "Secret");
        using var http = fixture.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            TenantFixture.Token(fixture.Server, asker, "Mail.ReadBasic")
        );
        foreach (var path in new[] { $"me/messages/{received.Id}", "me/mailFolders/inbox/messages/delta" })
        {
            var answer = await http.GetFromJsonAsync<JsonObject>(path, Cancellation);
            var message = answer!["value"]?[0]!.AsObject() ?? answer;
            Assert.Equal("Secret", message["subject"]!.GetValue<string>());
            Assert.DoesNotContain("body", message.Select(property => property.Key));
            Assert.DoesNotContain("bodyPreview", message.Select(property => property.Key));
        }
        using var counted = await http.GetAsync(
            new Uri("me/messages?$select=hasAttachments", UriKind.Relative),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.OK, counted.StatusCode);
        foreach (var query in new[] { "$select=bodyPreview", "$filter=contains(body/content,'a')" })
        {
            using var refused = await http.GetAsync(new Uri("me/messages?" + query, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_message_is_deleted_only_in_the_state_that_the_client_knows()
    {
        var asker = fixture.Colleague();
        var received = Deliver(asker, "Keep me");
        using var http = fixture.Http(asker);
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"me/messages/{received.Id}");
        request.Headers.TryAddWithoutValidation("If-Match", "W/\"old\"");
        using var answer = await http.SendAsync(request, Cancellation);
        Assert.Equal(
            (HttpStatusCode.PreconditionFailed, "ErrorIrresolvableConflict"),
            (answer.StatusCode, await CodeAsync(answer))
        );
    }

    [Fact]
    public async Task Headers_are_shown_on_received_mail_only()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        using var made = await http.PostAsJsonAsync(
            "me/messages",
            new
            {
                subject = "Marked",
                toRecipients = new[] { new { emailAddress = new { address = asker.Mail } } },
                internetMessageHeaders = new[] { new { name = "x-mark", value = "1" } },
            },
            Cancellation
        );
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!.GetValue<string>();
        async Task<JsonNode?> HeadersInAsync(string folder) =>
            (
                await http.GetFromJsonAsync<JsonObject>(
                    $"me/mailFolders/{folder}/messages?$select=internetMessageHeaders",
                    Cancellation
                )
            )!["value"]![0]!["internetMessageHeaders"];
        Assert.Null(await HeadersInAsync("drafts"));
        using var sent = await http.PostAsync(new Uri($"me/messages/{id}/send", UriKind.Relative), null, Cancellation);
        Assert.Null(await HeadersInAsync("sentitems"));
        Assert.Contains("x-mark", (await HeadersInAsync("inbox"))!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tag_of_an_extended_property_counts_with_and_without_leading_zeros()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        using var made = await http.PostAsJsonAsync(
            "me/messages",
            new
            {
                subject = "Marked",
                singleValueExtendedProperties = new[] { new { id = "String 0x001A", value = "IPM.Note.Mark" } },
            },
            Cancellation
        );
        foreach (var tag in new[] { "0x001A", "0x1a" })
        {
            var found = await http.GetFromJsonAsync<JsonObject>(
                $"me/messages?$filter=singleValueExtendedProperties/any(ep:ep/id eq 'String {tag}' and ep/value eq 'ipm.note.mark')"
                    + $"&$expand=singleValueExtendedProperties($filter=id eq 'String {tag}')",
                Cancellation
            );
            Assert.Single(Assert.Single(found!["value"]!.AsArray())!["singleValueExtendedProperties"]!.AsArray());
        }
    }

    [Theory]
    [InlineData(
        """{"singleValueExtendedProperties":[{"id":"McSendKey","value":"1"}]}""",
        "ErrorInvalidExtendedProperty"
    )]
    [InlineData(
        """{"flag":{"flagStatus":"flagged","startDateTime":{"dateTime":"soon","timeZone":"UTC"}}}""",
        "ErrorInvalidArgument"
    )]
    [InlineData(
        """{"flag":{"flagStatus":"flagged","startDateTime":{"dateTime":"2026-03-06T00:00:00","timeZone":"Mars"}}}""",
        "ErrorInvalidArgument"
    )]
    [InlineData("""{"categories":"red"}""", "RequestBodyRead")]
    public async Task A_value_that_means_nothing_is_refused(string body, string code)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri("me/messages", UriKind.Relative), content, Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task The_root_holds_folders_and_no_messages_and_a_well_known_folder_may_be_missing()
    {
        var asker = fixture.Colleague();
        Deliver(asker, "In the inbox");
        var mailbox = fixture.Tenant.MailboxOf(asker);
        var project = mailbox.AddFolder("Project", mailbox.RootFolderId);
        var inside = mailbox.AddFolder("Inside", project.Id);
        using var http = fixture.Http(asker);
        var list = await http.GetFromJsonAsync<JsonObject>("me/mailFolders/msgfolderroot/messages", Cancellation);
        Assert.Empty(list!["value"]!.AsArray());
        var folders = await http.GetFromJsonAsync<JsonObject>(
            "me/mailFolders?$top=50&$expand=childFolders",
            Cancellation
        );
        var count = await http.GetStringAsync(new Uri("me/mailFolders/$count", UriKind.Relative), Cancellation);
        Assert.Equal($"{folders!["value"]!.AsArray().Count}", count.TrimStart('\uFEFF'));
        Assert.Equal(
            [inside.Id],
            folders["value"]!.AsArray().Single(folder => folder!["id"]!.GetValue<string>() == project.Id)![
                "childFolders"
            ]!
                .AsArray()
                .Select(folder => folder!["id"]!.GetValue<string>())
        );
        using var missing = await http.GetAsync(new Uri("me/mailFolders/clutter", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "ErrorItemNotFound"), (missing.StatusCode, await CodeAsync(missing)));
    }

    [Fact]
    public async Task People_are_counted_only_for_those_who_can_wait_for_the_number()
    {
        using var http = fixture.Http(fixture.Colleague());
        var plain = await http.GetFromJsonAsync<JsonObject>("users?$count=true&$top=1", Cancellation);
        Assert.Null(plain!["@odata.count"]);
        http.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
        var counted = await http.GetFromJsonAsync<JsonObject>("users?$count=true&$top=1", Cancellation);
        Assert.NotNull(counted!["@odata.count"]);
    }

    [Fact]
    public async Task Ids_are_translated_between_the_kinds_that_there_are()
    {
        var asker = fixture.Colleague();
        var received = Deliver(asker, "Translate me");
        using var http = fixture.Http(asker, checksContract: false);
        async Task<HttpResponseMessage> TranslateAsync(string id, string kind) =>
            await http.PostAsJsonAsync(
                "me/translateExchangeIds",
                new
                {
                    inputIds = new[] { id },
                    sourceIdType = "restId",
                    targetIdType = kind,
                },
                Cancellation
            );
        using var there = await TranslateAsync(received.Id, "restImmutableEntryId");
        using var back = await TranslateAsync(received.ImmutableId, "restId");
        using var nowhere = await TranslateAsync(received.Id, "telexId");
        using var binary = await TranslateAsync(received.Id, "entryId");
        static async Task<string> TargetAsync(HttpResponseMessage answer) =>
            (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["value"]![0]!["targetId"]!.ToString();
        Assert.Equal((received.ImmutableId, received.Id), (await TargetAsync(there), await TargetAsync(back)));
        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.NotImplemented),
            (nowhere.StatusCode, binary.StatusCode)
        );
    }

    [Theory]
    [InlineData("https://graph.microsoft.com/beta/me/messages", "/beta/me/messages")]
    [InlineData("me/mailboxSettings/colour", "/v1.0/me/mailboxSettings/colour")]
    public async Task What_is_not_served_says_where_it_was_asked_for(string address, string path)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute), Cancellation);
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Contains(path, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private MailItem Deliver(Person to, string subject) =>
        Assert.Single(
            fixture.Server.Post.Deliver(
                new MailItem
                {
                    Subject = subject,
                    Body = new("A secret.", IsHtml: false),
                    From = new("Bo", "bo@elsewhere.example"),
                    To = [to.Address],
                }
            )
        );

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["error"]!["code"]!.GetValue<string>();
}
