using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MailCommitments.Commitments;
using MailCommitments.Sandbox;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Tests.Commitments;

/// <summary>Whatever is wrong, the answer is problem details that say what to do, and nothing is stored.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class BadInputTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Theory]
    [InlineData("AAkALnever-existed")]
    [InlineData("")]
    [InlineData("../../users")]
    public async Task An_unknown_mail(string id) =>
        await RefusesAsync(HttpStatusCode.NotFound, "not in your mailbox", new JsonObject { ["messageId"] = id });

    [Fact]
    public async Task A_mail_in_somebody_elses_mailbox()
    {
        var theirs = await world.NewAsker("Jonas Reuter").SendAsync("Test report", "The report?", contact);

        await RefusesAsync(
            HttpStatusCode.NotFound,
            "not in your mailbox",
            new JsonObject { ["messageId"] = theirs.Id }
        );
    }

    [Fact]
    public async Task A_mail_that_the_caller_did_not_send()
    {
        await contact.SendAsync("Test report", "The report?", asker);

        await RefusesAsync(
            HttpStatusCode.BadRequest,
            "You did not send this mail",
            new JsonObject { ["messageId"] = (await asker.InboxAsync())[^1].Id }
        );
    }

    [Fact]
    public async Task A_draft() =>
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            "send it first",
            new JsonObject { ["messageId"] = (await asker.DraftAsync("Test report", "The report?", contact)).Id }
        );

    [Fact]
    public async Task The_asker_as_the_only_recipient() =>
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            "nobody else to wait for",
            new JsonObject { ["messageId"] = (await asker.SendAsync("Note", "To myself", asker)).Id }
        );

    [Theory]
    [InlineData("""{ "deadline": { "text": "", "at": null } }""", "Say by when")]
    [InlineData("""{ "deadline": {} }""", "Say by when")]
    [InlineData("""{ "deadline": { "text": "when you can" } }""", "Not understood as a date")]
    [InlineData("""{ "deadline": { "at": "2020-03-02T09:00:00Z" } }""", "has passed; choose a later one")]
    [InlineData("""{ "deadline": { "at": "-9998-01-01T00:00:00Z" } }""", "has passed; choose a later one")]
    [InlineData("""{ "deadline": { "at": "9999-12-31T23:59:59Z" } }""", "within ten years")]
    [InlineData("""{ "ask": "  " }""", "Say in a few words")]
    [InlineData("""{ "contacts": [] }""", "at least one person")]
    [InlineData("""{ "contacts": [null] }""", "at least one person")]
    [InlineData("""{ "contacts": ["stranger@elsewhere.example"] }""", "did not receive this mail")]
    public async Task A_field_that_cannot_be_so(string wrong, string remedy) =>
        await RefusesAsync(HttpStatusCode.BadRequest, remedy, (JsonObject)JsonNode.Parse(wrong)!);

    [Theory]
    [InlineData("""{ "messageId": null }""")]
    [InlineData("""{ "ask": null }""")]
    [InlineData("""{ "contacts": null }""")]
    [InlineData("""{ "deadline": null }""")]
    [InlineData("""{ "deadline": { "at": "Friday" } }""")]
    [InlineData("""{ "deadline": "Friday" }""")]
    [InlineData("""{ "priority": "rather" }""")]
    [InlineData("""{ "priority": 7 }""")]
    public async Task A_field_of_another_kind(string wrong) =>
        await RefusesAsync(HttpStatusCode.BadRequest, "API document", (JsonObject)JsonNode.Parse(wrong)!);

    [Theory]
    [InlineData("messageId")]
    [InlineData("ask")]
    [InlineData("contacts")]
    [InlineData("deadline")]
    public async Task A_field_that_is_missing(string field)
    {
        var body = await GoodAsync();
        body.Remove(field);

        await RefusesWholeAsync(HttpStatusCode.BadRequest, "API document", Json(body.ToJsonString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{ \"messageId\": ")]
    [InlineData("messageId=1")]
    public async Task A_body_that_is_not_the_JSON_asked_for(string body) =>
        await RefusesWholeAsync(HttpStatusCode.BadRequest, "API document", Json(body));

    [Fact]
    public async Task A_body_that_is_not_JSON_at_all() =>
        await RefusesWholeAsync(
            HttpStatusCode.UnsupportedMediaType,
            "application/json",
            new StringContent("messageId=1", Encoding.UTF8, "application/x-www-form-urlencoded")
        );

    [Fact]
    public async Task An_ask_as_long_as_a_book() =>
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            "within 500 characters",
            new JsonObject { ["ask"] = new string('a', 100_000) }
        );

    [Fact]
    public async Task A_deadline_as_long_as_a_book() =>
        await RefusesAsync(
            HttpStatusCode.BadRequest,
            "Not understood as a date",
            new JsonObject { ["deadline"] = new JsonObject { ["text"] = new string('x', 100_000) } }
        );

    [Theory]
    [InlineData("/api/commitments?after=nowhere")]
    [InlineData("/api/commitments?after=LTU%3D")]
    public async Task A_place_in_a_list_that_was_never_given_out(string path) =>
        await SaysAsync(await asker.CallAsync(HttpMethod.Get, path), HttpStatusCode.BadRequest, "begin at its start");

    [Theory]
    [InlineData("/api/commitments?state=sleeping")]
    [InlineData("/api/commitments?state=17")]
    [InlineData("/api/requests")]
    [InlineData("/api/requests/proposal")]
    public async Task A_question_that_cannot_be_read(string path) =>
        await SaysAsync(await asker.CallAsync(HttpMethod.Get, path), HttpStatusCode.BadRequest, "could not be read");

    [Theory]
    [InlineData("/api/nothing-here")]
    [InlineData("/api/commitments/not-an-id")]
    public async Task An_address_where_nothing_is(string path) =>
        await SaysAsync(
            await asker.CallAsync(HttpMethod.Get, path),
            HttpStatusCode.NotFound,
            "nothing at this address"
        );

    [Fact]
    public async Task Somebody_elses_commitment_is_simply_not_there()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));
        var other = world.NewAsker("Jonas Reuter");

        foreach (
            var (method, path, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Get, "", null),
                (HttpMethod.Post, "/corrections", new CorrectionBody(0, ReplyKind.Delivered, null)),
                (HttpMethod.Post, "/answered-elsewhere", new AnsweredElsewhereBody(null)),
                (HttpMethod.Post, "/withdrawal", new WithdrawalBody(null)),
                (HttpMethod.Post, "/snooze", new SnoozeBody(week.Friday(10))),
                (HttpMethod.Post, "/acceptance", new AcceptanceBody(1)),
                (HttpMethod.Post, "/refusal", new RefusalBody(1)),
                (HttpMethod.Post, "/date", new DateBody(week.Friday(10))),
                (HttpMethod.Post, "/reopening", new ReopeningBody()),
                (HttpMethod.Post, "/undo", new UndoBody(0)),
            }
        )
        {
            await SaysAsync(
                await other.CallAsync(method, $"/api/commitments/{commitment}{path}", body),
                HttpStatusCode.NotFound,
                "You have no such commitment"
            );
        }
        Assert.Single((await asker.LookAtAsync(commitment)).History);
    }

    [Theory]
    [InlineData(0, "is not a reply that was read")]
    [InlineData(-1, "is not a reply that was read")]
    [InlineData(99, "is not a reply that was read")]
    public async Task A_correction_of_what_is_no_reply(int number, string remedy)
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));

        await SaysAsync(
            await asker.CallAsync(
                HttpMethod.Post,
                $"/api/commitments/{commitment}/corrections",
                new CorrectionBody(number, ReplyKind.Delivered, null)
            ),
            HttpStatusCode.BadRequest,
            remedy
        );
    }

    [Theory]
    [InlineData("2020-03-02T09:00:00Z", "choose a later one")]
    [InlineData("9999-12-31T23:59:59Z", "within ten years")]
    public async Task A_correction_to_a_date_that_cannot_be(string date, string remedy)
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(mail, "I will send it.");

        await SaysAsync(
            await asker.CallAsync(
                HttpMethod.Post,
                $"/api/commitments/{commitment}/corrections",
                Json($$"""{ "event": 1, "kind": "promise", "date": "{{date}}" }""")
            ),
            HttpStatusCode.BadRequest,
            remedy
        );
    }

    [Theory]
    [InlineData("answered-elsewhere", "note")]
    [InlineData("withdrawal", "reason")]
    public async Task A_note_as_long_as_a_book(string what, string field)
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));

        await SaysAsync(
            await asker.CallAsync(
                HttpMethod.Post,
                $"/api/commitments/{commitment}/{what}",
                Json(new JsonObject { [field] = new string('a', 501) }.ToJsonString())
            ),
            HttpStatusCode.BadRequest,
            "within 500 characters"
        );
        Assert.False((await asker.LookAtAsync(commitment)).Commitment.State is CommitmentState.Met);
    }

    [Theory]
    [InlineData(
        """{ "zone": "Moon/Crater", "days": [1], "start": "09:00:00", "end": "17:00:00" }""",
        "is no time zone"
    )]
    [InlineData(
        """{ "zone": "Asia/Manila", "days": [], "start": "09:00:00", "end": "17:00:00" }""",
        "at least one day"
    )]
    [InlineData("""{ "zone": "Asia/Manila", "days": [8], "start": "09:00:00", "end": "17:00:00" }""", "1 for Monday")]
    [InlineData("""{ "zone": null, "days": [1], "start": "09:00:00", "end": "17:00:00" }""", "API document")]
    [InlineData("""{ "zone": "Asia/Manila", "start": "09:00:00", "end": "17:00:00" }""", "Say when they work")]
    public async Task A_calendar_that_cannot_be(string calendar, string remedy) =>
        await SaysAsync(
            await world.Lead.CallAsync(
                HttpMethod.Put,
                "/api/partners/elsewhere.example",
                Json($$"""{ "name": "Elsewhere", "calendar": {{calendar}} }""")
            ),
            HttpStatusCode.BadRequest,
            remedy
        );

    [Theory]
    [InlineData("elsewhere.example", 101)]
    [InlineData("no domain at all", 10)]
    public async Task A_partner_that_cannot_be(string domain, int length) =>
        await SaysAsync(
            await world.Lead.CallAsync(
                HttpMethod.Put,
                "/api/partners/" + Uri.EscapeDataString(domain),
                Json(new JsonObject { ["name"] = new string('a', length) }.ToJsonString())
            ),
            HttpStatusCode.BadRequest,
            ""
        );

    [Fact]
    public async Task Nobodys_token() => await SignInAgainAsync(null);

    [Theory]
    [InlineData("not a token")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    public async Task A_token_that_is_none(string token) => await SignInAgainAsync(token);

    [Fact]
    public async Task A_token_for_another_application() =>
        await SignInAgainAsync(
            world.Host.Tenant.Authority.AccessToken(
                asker.Person,
                TenantServer.PageClientId,
                TokenRequest.Read("https://graph.microsoft.com/Mail.Read", [])
            )
        );

    [Fact]
    public async Task A_token_that_has_expired() => await SignInAgainAsync(asker.Token(TimeSpan.FromMinutes(-2)));

    [Fact]
    public async Task A_token_that_somebody_else_has_signed()
    {
        var parts = asker.Token().Split('.');

        await SignInAgainAsync($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}");
    }

    private async Task SignInAgainAsync(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/requests");
        request.Content = Json((await GoodAsync()).ToJsonString());
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        await SaysAsync(
            await world.Http.SendAsync(request, TestContext.Current.CancellationToken),
            HttpStatusCode.Unauthorized,
            "Sign in again"
        );
        Assert.Equal(0, await world.StoredAsync(asker));
    }

    /// <summary>A good tag but for what is wrong.</summary>
    private async Task RefusesAsync(HttpStatusCode status, string remedy, JsonObject wrong)
    {
        var body = await GoodAsync();
        foreach (var (field, value) in wrong)
            body[field] = value?.DeepClone();
        await RefusesWholeAsync(status, remedy, Json(body.ToJsonString()));
    }

    private async Task RefusesWholeAsync(HttpStatusCode status, string remedy, HttpContent body)
    {
        await SaysAsync(await asker.CallAsync(HttpMethod.Post, "/api/requests", body), status, remedy);
        Assert.Equal(0, await world.StoredAsync(asker));
    }

    private async Task<JsonObject> GoodAsync()
    {
        var mail = await asker.SendAsync("Test report", "Could you send me the report?", contact);
        return new JsonObject
        {
            ["messageId"] = mail.Id,
            ["ask"] = "Send the report",
            ["contacts"] = new JsonArray(contact.Address),
            ["deadline"] = new JsonObject
            {
                ["at"] = InstantPattern.ExtendedIso.Format(world.Now + Duration.FromDays(3)),
            },
        };
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task SaysAsync(HttpResponseMessage answer, HttpStatusCode status, string remedy)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} {text}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains(remedy, (string?)JsonNode.Parse(text)!["detail"], StringComparison.Ordinal);
        }
    }
}
