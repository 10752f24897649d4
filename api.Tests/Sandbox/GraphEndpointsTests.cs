using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Graph;
using Microsoft.Graph.Me.Messages.Item.CreateReplyAll;
using Microsoft.Graph.Me.Messages.Item.Move;
using Microsoft.Graph.Me.SendMail;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using NodaTime;
using Person = MailCommitments.Sandbox.Tenancy.Person;

namespace MailCommitments.Tests.Sandbox;

public sealed class GraphEndpointsTests(TenantFixture fixture)
{
    private const string KeyProperty = "String {7c1f2a30-6a37-4f41-9b0f-0a6d8d5a1e11} Name McSendKey";
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_arrives_in_the_other_mailbox_in_the_same_thread()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(asker, contact, "Test report");
        var received = await FirstInInboxAsync(contact);
        var graph = fixture.Graph(contact);
        var draft = await graph
            .Me.Messages[received.Id]
            .CreateReplyAll.PostAsync(new CreateReplyAllPostRequestBody(), cancellationToken: Cancellation);
        Assert.Contains("divRplyFwdMsg", draft!.Body!.Content, StringComparison.Ordinal);
        await graph
            .Me.Messages[draft.Id]
            .PatchAsync(
                new Message
                {
                    Body = new() { ContentType = BodyType.Html, Content = "<p>On Friday.</p>" + draft.Body.Content },
                },
                cancellationToken: Cancellation
            );
        await graph.Me.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation);

        var answer = await FirstInInboxAsync(
            asker,
            "internetMessageHeaders",
            "uniqueBody",
            "conversationId",
            "subject",
            "body"
        );
        var sent = fixture
            .Tenant.MailboxOf(asker)
            .Items.Single(item => item.Folder == fixture.Tenant.MailboxOf(asker).FolderNamed("sentitems").Id);
        Assert.Equal("Re: Test report", answer.Subject);
        Assert.Equal(sent.InternetMessageId, Header(answer, "In-Reply-To"));
        Assert.Contains(sent.InternetMessageId, Header(answer, "References"), StringComparison.Ordinal);
        Assert.Equal(sent.ConversationId, answer.ConversationId);
        Assert.NotEqual(received.ConversationId, answer.ConversationId);
        Assert.Contains("On Friday.", answer.UniqueBody!.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("Please send it.", answer.UniqueBody.Content, StringComparison.Ordinal);

        var copy = await graph.Me.Messages[draft.Id].GetAsync(cancellationToken: Cancellation);
        Assert.False(copy!.IsDraft);
        Assert.Equal(fixture.Tenant.MailboxOf(contact).FolderNamed("sentitems").Id, copy.ParentFolderId);
    }

    [Fact]
    public async Task Pages_of_messages_follow_each_other_newest_first()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        for (var number = 1; number <= 25; number++)
            await SendAsync(contact, asker, $"Mail {number}");
        var graph = fixture.Graph(asker);
        var page = await graph
            .Me.MailFolders["inbox"]
            .Messages.GetAsync(
                request =>
                {
                    request.QueryParameters.Top = 10;
                    request.QueryParameters.Select = ["subject", "receivedDateTime"];
                    request.QueryParameters.Count = true;
                },
                Cancellation
            );
        Assert.Equal(25, page!.OdataCount);
        var subjects = new List<string?>();
        var pages = PageIterator<Message, MessageCollectionResponse>.CreatePageIterator(
            graph,
            page,
            message =>
            {
                subjects.Add(message.Subject);
                return true;
            }
        );
        await pages.IterateAsync(Cancellation);
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(number => $"Mail {number}"), subjects);
    }

    [Fact]
    public async Task Delta_tells_new_moved_and_deleted_mail_of_a_folder()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        for (var number = 1; number <= 3; number++)
            await SendAsync(contact, asker, $"Mail {number}");
        var inbox = fixture.Graph(asker).Me.MailFolders["inbox"].Messages;
        var first = await inbox.Delta.GetAsDeltaGetResponseAsync(
            request =>
            {
                request.QueryParameters.Select = ["subject"];
                request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
                request.Headers.Add("Prefer", "odata.maxpagesize=2");
            },
            Cancellation
        );
        Assert.Equal(2, first!.Value!.Count);
        var second = await inbox
            .Delta.WithUrl(first.OdataNextLink!)
            .GetAsDeltaGetResponseAsync(cancellationToken: Cancellation);
        Assert.Equal(["Mail 3"], second!.Value!.Select(message => message.Subject));

        await SendAsync(contact, asker, "Mail 4");
        var moved = first.Value[0];
        await fixture
            .Graph(asker)
            .Me.Messages[moved.Id]
            .Move.PostAsync(new MovePostRequestBody { DestinationId = "archive" }, cancellationToken: Cancellation);
        var third = await inbox
            .Delta.WithUrl(second.OdataDeltaLink!)
            .GetAsDeltaGetResponseAsync(cancellationToken: Cancellation);
        Assert.Equal("Mail 4", third!.Value!.Single(message => message.Subject is not null).Subject);
        var gone = third.Value!.Single(message => message.AdditionalData.ContainsKey("@removed"));
        Assert.Equal(moved.Id, gone.Id);
    }

    [Fact]
    public async Task An_expired_delta_token_is_gone_and_says_where_to_start_over()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        var first = await http.GetFromJsonAsync<JsonObject>("me/mailFolders/inbox/messages/delta", Cancellation);
        fixture.Tenant.MailboxOf(asker).ExpireDeltaTokens();
        using var answer = await http.GetAsync(new Uri(first!["@odata.deltaLink"]!.GetValue<string>()), Cancellation);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.EndsWith(
            "/me/mailFolders/inbox/messages/delta",
            answer.Headers.Location!.AbsolutePath,
            StringComparison.Ordinal
        );
        Assert.Equal("syncStateNotFound", await CodeAsync(answer));
    }

    [Fact]
    public async Task A_draft_is_found_again_by_the_key_that_was_put_on_it()
    {
        var graph = fixture.Graph(fixture.Colleague());
        await graph.Me.Messages.PostAsync(
            new Message
            {
                Subject = "Marked",
                SingleValueExtendedProperties = [new() { Id = KeyProperty, Value = "k-1" }],
            },
            cancellationToken: Cancellation
        );
        await graph.Me.Messages.PostAsync(new Message { Subject = "Plain" }, cancellationToken: Cancellation);
        var found = await graph.Me.Messages.GetAsync(
            request =>
            {
                request.QueryParameters.Filter =
                    $"singleValueExtendedProperties/any(ep: ep/id eq '{KeyProperty}' and ep/value eq 'k-1')";
                request.QueryParameters.Expand = [$"singleValueExtendedProperties($filter=id eq '{KeyProperty}')"];
            },
            Cancellation
        );
        var marked = Assert.Single(found!.Value!);
        Assert.Equal("Marked", marked.Subject);
        Assert.Equal("k-1", Assert.Single(marked.SingleValueExtendedProperties!).Value);
    }

    [Fact]
    public async Task An_order_that_the_filter_does_not_lead_with_is_too_complex()
    {
        var graph = fixture.Graph(fixture.Colleague());
        var refused = await Assert.ThrowsAsync<ODataError>(() =>
            graph.Me.Messages.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = "conversationId eq 'AAQk'";
                    request.QueryParameters.Orderby = ["receivedDateTime desc"];
                },
                Cancellation
            )
        );
        Assert.Equal("InefficientFilter", refused.Error?.Code);
    }

    [Fact]
    public async Task The_default_id_changes_on_a_move_and_the_immutable_one_stays()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "Move me");
        using var http = fixture.Http(asker);
        var before = (await http.GetFromJsonAsync<JsonObject>("me/mailFolders/inbox/messages", Cancellation))![
            "value"
        ]![0]!["id"]!.GetValue<string>();
        using var translated = await http.PostAsJsonAsync(
            "me/translateExchangeIds",
            new
            {
                inputIds = new[] { before },
                sourceIdType = "restId",
                targetIdType = "restImmutableEntryId",
            },
            Cancellation
        );
        var immutable = (await translated.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["value"]![0]![
            "targetId"
        ]!.GetValue<string>();
        using var moved = await http.PostAsJsonAsync(
            $"me/messages/{before}/move",
            new { destinationId = "archive" },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.Created, moved.StatusCode);
        using var gone = await http.GetAsync(new Uri($"me/messages/{before}", UriKind.Relative), Cancellation);
        Assert.Equal(("ErrorItemNotFound", HttpStatusCode.NotFound), (await CodeAsync(gone), gone.StatusCode));
        using var there = await http.GetAsync(new Uri($"me/messages/{immutable}", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
    }

    [Fact]
    public async Task Mail_to_an_absent_person_is_answered_automatically_once()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        fixture.Tenant.MailboxOf(contact).AutomaticReplies = new(
            "scheduled",
            "all",
            fixture.Tenant.Clock.Now - Duration.FromDays(1),
            fixture.Tenant.Clock.Now + Duration.FromDays(9000),
            "Away",
            "I am away until the 20th."
        );
        await SendAsync(asker, contact, "Are you there?");
        await SendAsync(asker, contact, "Are you there now?");
        var reply = Assert.Single(
            (
                await fixture
                    .Graph(asker)
                    .Me.MailFolders["inbox"]
                    .Messages.GetAsync(
                        request =>
                            request.QueryParameters.Select = ["subject", "internetMessageHeaders", "bodyPreview"],
                        Cancellation
                    )
            )!.Value!
        );
        Assert.Equal("Automatic reply: Are you there?", reply.Subject);
        Assert.Equal("I am away until the 20th.", reply.BodyPreview);
        Assert.Equal("auto-generated", Header(reply, "Auto-Submitted"));
    }

    [Fact]
    public async Task Mail_to_an_address_that_does_not_exist_comes_back()
    {
        var asker = fixture.Colleague();
        await SendAsync(asker, new Address("Nobody", "nobody@kumar.example"), "Hello?");
        var report = await FirstInInboxAsync(asker, "subject", "internetMessageHeaders", "bodyPreview");
        Assert.Equal("Undeliverable: Hello?", report.Subject);
        Assert.Equal("<>", Header(report, "Return-Path"));
        Assert.Contains("nobody@kumar.example", report.BodyPreview, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_comes_as_text_when_text_is_preferred()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "Text");
        using var http = fixture.Http(asker);
        http.DefaultRequestHeaders.Add("Prefer", "IdType=\"ImmutableId\", outlook.body-content-type=\"text\"");
        var list = await http.GetFromJsonAsync<JsonObject>("me/messages?$top=1&$select=body", Cancellation);
        Assert.Equal("Please send it.", list!["value"]![0]!["body"]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Attachments_travel_with_the_message()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        var graph = fixture.Graph(asker);
        var draft = await graph.Me.Messages.PostAsync(
            new Message { Subject = "Drawing", ToRecipients = [RecipientOf(contact.Address)] },
            cancellationToken: Cancellation
        );
        await graph
            .Me.Messages[draft!.Id]
            .Attachments.PostAsync(
                new FileAttachment
                {
                    Name = "a.txt",
                    ContentType = "text/plain",
                    ContentBytes = "hello"u8.ToArray(),
                },
                cancellationToken: Cancellation
            );
        await graph.Me.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation);
        var received = await FirstInInboxAsync(contact, "hasAttachments");
        Assert.True(received.HasAttachments);
        var attachments = await fixture
            .Graph(contact)
            .Me.Messages[received.Id]
            .Attachments.GetAsync(cancellationToken: Cancellation);
        Assert.Equal(
            "hello"u8.ToArray(),
            Assert.IsType<FileAttachment>(Assert.Single(attachments!.Value!)).ContentBytes
        );
    }

    [Fact]
    public async Task A_large_attachment_is_sent_in_pieces_to_an_address_that_needs_no_token()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        var graph = fixture.Graph(asker);
        var draft = await graph.Me.Messages.PostAsync(
            new Message { Subject = "Drawings", ToRecipients = [RecipientOf(contact.Address)] },
            cancellationToken: Cancellation
        );
        var content = Enumerable.Range(0, 5_000_000).Select(number => (byte)number).ToArray();
        var session = await graph
            .Me.Messages[draft!.Id]
            .Attachments.CreateUploadSession.PostAsync(
                new()
                {
                    AttachmentItem = new()
                    {
                        AttachmentType = AttachmentType.File,
                        Name = "drawings.zip",
                        Size = content.Length,
                    },
                },
                cancellationToken: Cancellation
            );
        using var outside = new HttpClient(fixture.Server.Connection.Handler());

        var uploaded = await new LargeFileUploadTask<FileAttachment>(
            session!,
            new MemoryStream(content),
            320 * 1024 * 10,
            new Microsoft.Kiota.Http.HttpClientLibrary.HttpClientRequestAdapter(
                new Microsoft.Kiota.Abstractions.Authentication.AnonymousAuthenticationProvider(),
                httpClient: outside
            )
        ).UploadAsync(cancellationToken: Cancellation);

        Assert.True(uploaded.UploadSucceeded);
        await graph.Me.Messages[draft.Id].Send.PostAsync(cancellationToken: Cancellation);
        var received = fixture.Tenant.MailboxOf(contact).Items.Single();
        Assert.Equal(content, Assert.Single(received.Attachments).Content);
    }

    [Fact]
    public async Task An_open_extension_is_kept_read_changed_and_taken_off()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        using var made = await http.PostAsJsonAsync("me/messages", new { subject = "Marked" }, Cancellation);
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!.GetValue<string>();
        var extensions = $"me/messages/{id}/extensions";
        using var added = await http.PostAsJsonAsync(
            extensions,
            new Dictionary<string, object>
            {
                ["@odata.type"] = "microsoft.graph.openTypeExtension",
                ["extensionName"] = "Com.Northwind.Mark",
                ["step"] = 1,
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var changed = await http.PatchAsJsonAsync(
            extensions + "/Com.Northwind.Mark",
            new Dictionary<string, object> { ["@odata.type"] = "microsoft.graph.openTypeExtension", ["who"] = "Ana" },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var message = await http.GetFromJsonAsync<JsonObject>(
            $"me/messages/{id}?$expand=extensions($filter=id eq 'Microsoft.OutlookServices.OpenTypeExtension.Com.Northwind.Mark')",
            Cancellation
        );
        var mark = message!["extensions"]![0]!;
        Assert.Equal((1, "Ana"), (mark["step"]!.GetValue<int>(), mark["who"]!.GetValue<string>()));
        using var gone = await http.DeleteAsync(
            new Uri(extensions + "/Com.Northwind.Mark", UriKind.Relative),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var none = await http.GetAsync(
            new Uri(extensions + "/Com.Northwind.Mark", UriKind.Relative),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_message_as_MIME_has_its_headers_also_in_sent_items()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(asker, contact, "As MIME");
        var sent = fixture.Tenant.MailboxOf(asker).Items.Single();
        using var http = fixture.Http(asker);

        var text = await http.GetStringAsync(new Uri($"me/messages/{sent.Id}/$value", UriKind.Relative), Cancellation);

        Assert.Contains($"Message-ID: {sent.InternetMessageId}\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\n<p>Please send it.</p>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delta_query_refuses_filters_and_orders_that_Graph_refuses()
    {
        using var http = fixture.Http(fixture.Colleague());
        foreach (var option in new[] { "$filter=subject eq 'x'", "$orderby=subject" })
        {
            using var refused = await http.GetAsync(
                new Uri("me/mailFolders/inbox/messages/delta?" + option, UriKind.Relative),
                Cancellation
            );
            Assert.Equal("ErrorInvalidUrlQuery", await CodeAsync(refused));
        }
    }

    [Fact]
    public async Task A_message_that_is_moved_out_and_back_between_two_looks_is_told_once_as_there()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "There and back");
        using var http = fixture.Http(asker);
        http.DefaultRequestHeaders.Add("Prefer", "IdType=\"ImmutableId\"");
        var first = await http.GetFromJsonAsync<JsonObject>("me/mailFolders/inbox/messages/delta", Cancellation);
        var mailbox = fixture.Tenant.MailboxOf(asker);
        var moved = mailbox.Move(mailbox.Items.Single(), mailbox.FolderNamed("archive").Id)!;
        mailbox.Move(moved, mailbox.FolderNamed("inbox").Id);

        var second = await http.GetFromJsonAsync<JsonObject>(
            first!["@odata.deltaLink"]!.GetValue<string>(),
            Cancellation
        );

        var told = Assert.Single(second!["value"]!.AsArray());
        Assert.Equal(moved.ImmutableId, told!["id"]!.GetValue<string>());
        Assert.Null(told["@removed"]);
    }

    [Fact]
    public async Task An_older_delta_link_tells_again_what_a_newer_one_has_told()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        using var http = fixture.Http(asker);
        async Task<JsonObject> LookAsync(string link) => (await http.GetFromJsonAsync<JsonObject>(link, Cancellation))!;
        static string Next(JsonObject page) => page["@odata.deltaLink"]!.GetValue<string>();
        var first = await LookAsync("me/mailFolders/inbox/messages/delta");
        await SendAsync(contact, asker, "Told twice");

        var second = await LookAsync(Next(first));
        var again = await LookAsync(Next(first));
        var third = await LookAsync(Next(second));

        Assert.Equal("Told twice", Assert.Single(second["value"]!.AsArray())!["subject"]!.GetValue<string>());
        Assert.Equal(second["value"]!.ToJsonString(), again["value"]!.ToJsonString());
        Assert.Empty(third["value"]!.AsArray());
    }

    [Fact]
    public async Task People_are_listed_page_after_page_by_opaque_tokens_and_searched_with_care()
    {
        var asker = fixture.Colleague();
        for (var number = 0; number < 3; number++)
            fixture.Colleague("Wanda Wood");
        using var http = fixture.Http(asker);
        var page = await http.GetFromJsonAsync<JsonObject>("users?$top=2", Cancellation);
        Assert.Contains("$skiptoken", page!["@odata.nextLink"]!.GetValue<string>(), StringComparison.Ordinal);
        using var careless = await http.GetAsync(
            new Uri("users?$search=\"displayName:wa\"", UriKind.Relative),
            Cancellation
        );
        Assert.Equal("Request_UnsupportedQuery", await CodeAsync(careless));
        http.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
        var found = await http.GetFromJsonAsync<JsonObject>("users?$search=\"displayName:wa\"", Cancellation);
        Assert.All(
            found!["value"]!.AsArray(),
            person => Assert.Equal("Wanda Wood", person!["displayName"]!.GetValue<string>())
        );
        Assert.True(found["value"]!.AsArray().Count >= 3);
    }

    [Fact]
    public async Task A_batch_answers_every_part_with_its_own_status()
    {
        using var http = fixture.Http(fixture.Colleague());
        using var answer = await http.PostAsJsonAsync(
            "$batch",
            new
            {
                requests = new object[]
                {
                    new
                    {
                        id = "1",
                        method = "GET",
                        url = "/me?$select=mail",
                    },
                    new
                    {
                        id = "2",
                        method = "GET",
                        url = "/me/messages/AAMkNoSuchMessage",
                    },
                    new
                    {
                        id = "3",
                        method = "GET",
                        url = "/me",
                        dependsOn = new[] { "2" },
                    },
                },
            },
            Cancellation
        );
        var responses = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["responses"]!.AsArray();
        Assert.Equal([200, 404, 424], responses.Select(part => part!["status"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("forward", """{"comment":"For you"}""")]
    [InlineData("reply", """{"message":{"toRecipients":[{"emailAddress":{"address":"nowhere"}}]}}""")]
    public async Task An_answer_that_cannot_be_sent_leaves_no_draft_behind(string kind, string body)
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "Answer me");
        var mailbox = fixture.Tenant.MailboxOf(asker);
        using var http = fixture.Http(asker, checksContract: false);
        using var content = new StringContent(
            body,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var answer = await http.PostAsync(
            new Uri($"me/messages/{mailbox.Items.Single().Id}/{kind}", UriKind.Relative),
            content,
            Cancellation
        );
        Assert.Equal("ErrorInvalidRecipients", await CodeAsync(answer));
        Assert.Single(mailbox.Items);
    }

    [Theory]
    [InlineData("me/drive")]
    [InlineData("groups")]
    public async Task What_is_not_served_answers_501_with_its_path(string path)
    {
        using var http = fixture.Http(fixture.Colleague());
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Contains(
            "/v1.0/" + path,
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_missing_token_a_missing_scope_and_a_foreign_mailbox_are_refused()
    {
        var (asker, other) = (fixture.Colleague(), fixture.Colleague());
        using var nobody = fixture.Http();
        using var anonymous = await nobody.GetAsync(new Uri("me", UriKind.Relative), Cancellation);
        Assert.Equal("InvalidAuthenticationToken", await CodeAsync(anonymous));
        var limited = await Assert.ThrowsAsync<ODataError>(() =>
            fixture.Graph(asker, "User.Read").Me.Messages.GetAsync(cancellationToken: Cancellation)
        );
        Assert.Equal((403, "ErrorAccessDenied"), (limited.ResponseStatusCode, limited.Error?.Code));
        var foreign = await Assert.ThrowsAsync<ODataError>(() =>
            fixture.Graph(asker).Users[other.Mail].Messages.GetAsync(cancellationToken: Cancellation)
        );
        Assert.Equal(403, foreign.ResponseStatusCode);
    }

    [Theory]
    [InlineData("""{"colour":"red"}""", "RequestBodyRead")]
    [InlineData("""{"importance":"urgent"}""", "RequestBodyRead")]
    [InlineData("""{"isRead":"yes"}""", "RequestBodyRead")]
    [InlineData(
        """{"flag":{"flagStatus":"flagged","dueDateTime":{"dateTime":"2026-03-06T17:00:00","timeZone":"UTC"}}}""",
        "ErrorInvalidRequest"
    )]
    [InlineData("""{"internetMessageHeaders":[]}""", "InvalidInternetMessageHeaderCollection")]
    [InlineData(
        """{"internetMessageHeaders":[{"name":"In-Reply-To","value":"<a@b>"}]}""",
        "InvalidInternetMessageHeader"
    )]
    [InlineData("""{"subject":""", "BadRequest")]
    public async Task A_body_that_Graph_refuses_is_refused_with_its_code(string body, string code)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var content = new StringContent(
            body,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var answer = await http.PostAsync(new Uri("me/messages", UriKind.Relative), content, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, await CodeAsync(answer));
    }

    [Fact]
    public async Task A_property_that_no_message_has_cannot_be_selected()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.GetAsync(new Uri("me/messages?$select=colour", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (answer.StatusCode, await CodeAsync(answer)));
    }

    [Fact]
    public async Task Settings_free_time_and_mail_tips_tell_when_a_colleague_works()
    {
        var (asker, colleague) = (fixture.Colleague(), fixture.Colleague());
        var graph = fixture.Graph(asker);
        fixture.Tenant.MailboxOf(colleague).AutomaticReplies = AutomaticReplies.Off with
        {
            Status = "alwaysEnabled",
            InternalMessage = "Away",
        };
        var settings = await graph.Me.MailboxSettings.GetAsync(cancellationToken: Cancellation);
        Assert.Equal("GMT Standard Time", settings!.TimeZone);
        var schedules = await graph.Me.Calendar.GetSchedule.PostAsGetSchedulePostResponseAsync(
            new()
            {
                Schedules = [colleague.Mail, "nobody@northwind.example"],
                StartTime = new() { DateTime = "2026-03-02T09:00:00", TimeZone = "UTC" },
                EndTime = new() { DateTime = "2026-03-02T12:00:00", TimeZone = "UTC" },
                AvailabilityViewInterval = 60,
            },
            cancellationToken: Cancellation
        );
        Assert.Equal("000", schedules!.Value![0].AvailabilityView);
        Assert.NotNull(schedules.Value[1].Error);
        var tips = await graph.Me.GetMailTips.PostAsGetMailTipsPostResponseAsync(
            new() { EmailAddresses = [colleague.Mail], MailTipsOptions = MailTipsType.AutomaticReplies },
            cancellationToken: Cancellation
        );
        Assert.Equal("Away", tips!.Value![0].AutomaticReplies!.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-30)]
    [InlineData(4)]
    [InlineData(1441)]
    public async Task Free_time_comes_in_slots_of_five_minutes_to_a_day(int minutes)
    {
        var asker = fixture.Colleague();
        var refused = await Assert.ThrowsAsync<ODataError>(() =>
            fixture
                .Graph(asker)
                .Me.Calendar.GetSchedule.PostAsGetSchedulePostResponseAsync(
                    new()
                    {
                        Schedules = [asker.Mail],
                        StartTime = new() { DateTime = "2026-03-02T09:00:00", TimeZone = "UTC" },
                        EndTime = new() { DateTime = "2026-03-02T12:00:00", TimeZone = "UTC" },
                        AvailabilityViewInterval = minutes,
                    },
                    cancellationToken: Cancellation
                )
        );
        Assert.Equal(400, refused.ResponseStatusCode);
    }

    [Fact]
    public async Task A_flag_a_category_and_reading_can_be_put_on_received_mail_but_no_other_text()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "Mark me");
        var graph = fixture.Graph(asker);
        await graph.Me.Outlook.MasterCategories.PostAsync(
            new OutlookCategory { DisplayName = "Waiting for", Color = CategoryColor.Preset3 },
            cancellationToken: Cancellation
        );
        var received = await FirstInInboxAsync(asker);
        var patched = await graph
            .Me.Messages[received.Id]
            .PatchAsync(
                new Message
                {
                    Categories = ["Waiting for"],
                    IsRead = true,
                    Flag = new() { FlagStatus = FollowupFlagStatus.Flagged },
                },
                cancellationToken: Cancellation
            );
        Assert.Equal((true, FollowupFlagStatus.Flagged), (patched!.IsRead, patched.Flag!.FlagStatus));
        Assert.Equal(["Waiting for"], patched.Categories);
        var refused = await Assert.ThrowsAsync<ODataError>(() =>
            graph
                .Me.Messages[received.Id]
                .PatchAsync(new Message { Subject = "Other" }, cancellationToken: Cancellation)
        );
        Assert.Equal("ErrorInvalidPropertySet", refused.Error?.Code);
    }

    [Fact]
    public async Task Every_kind_of_answer_fits_Microsofts_description()
    {
        var (asker, contact) = (fixture.Colleague(), fixture.Contact());
        await SendAsync(contact, asker, "Look around");
        using var http = fixture.Http(asker);
        var id = (await http.GetFromJsonAsync<JsonObject>("me/messages", Cancellation))!["value"]![0]![
            "id"
        ]!.GetValue<string>();
        foreach (
            var path in (string[])
                [
                    "me",
                    "users?$top=3&$select=id,displayName,mail,department,officeLocation,companyName,proxyAddresses",
                    $"users?$filter=mail eq '{asker.Mail}'",
                    $"users/{contact.Mail}",
                    "me/mailFolders?$top=50",
                    "me/mailFolders/inbox",
                    "me/mailFolders('inbox')/childFolders",
                    "me/mailFolders/delta",
                    "me/mailFolders/inbox/messages/delta()?$select=subject,uniqueBody,internetMessageHeaders",
                    "me/mailFolders/inbox/messages/$count",
                    $"me/messages/{id}?$select=subject,uniqueBody,internetMessageHeaders,body&$expand=attachments,singleValueExtendedProperties($filter=id eq 'String 0x007D')",
                    $"me/messages/{id}/attachments",
                    $"me/messages/{id}/$value",
                    "me/messages?$filter=receivedDateTime ge 2026-01-01T00:00:00Z and isDraft eq false&$orderby=receivedDateTime desc&$count=true",
                    "me/messages?$search=\"Look\"",
                    "me/messages/AAMkNothing",
                    "me/messages/x",
                    "me/messages?$filter=subject is 'x'",
                    "me/mailboxSettings",
                    "me/outlook/masterCategories",
                    "me/calendar",
                    "me/calendars",
                    "me/events",
                    "me/calendarView?startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-03-08T00:00:00Z",
                    "me/manager",
                    "me/directReports",
                    "subscriptions",
                ]
        )
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            Assert.NotEqual(HttpStatusCode.NotImplemented, answer.StatusCode);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }
        Assert.Empty(fixture.Judge.Departures);
    }

    private static string? Header(Message message, string name) =>
        message.InternetMessageHeaders!.Single(header => header.Name == name).Value;

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["error"]!["code"]!.GetValue<string>();

    private static Recipient RecipientOf(Address address) =>
        new()
        {
            EmailAddress = new() { Name = address.Name, Address = address.Mail },
        };

    private Task SendAsync(Person from, Person to, string subject) => SendAsync(from, to.Address, subject);

    private Task SendAsync(Person from, Address to, string subject) =>
        fixture
            .Graph(from)
            .Me.SendMail.PostAsync(
                new SendMailPostRequestBody
                {
                    Message = new()
                    {
                        Subject = subject,
                        Body = new() { ContentType = BodyType.Html, Content = "<p>Please send it.</p>" },
                        ToRecipients = [RecipientOf(to)],
                    },
                },
                cancellationToken: Cancellation
            );

    private async Task<Message> FirstInInboxAsync(Person person, params string[] select)
    {
        var list = await fixture
            .Graph(person)
            .Me.MailFolders["inbox"]
            .Messages.GetAsync(
                request =>
                {
                    request.QueryParameters.Top = 1;
                    request.QueryParameters.Select = select.Length == 0 ? null : select;
                },
                Cancellation
            );
        return Assert.Single(list!.Value!);
    }
}
