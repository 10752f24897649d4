using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MailCommitments.Tests.Sandbox;

public sealed class MailboxSettingsTests(TenantFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_selected_settings_are_told()
    {
        using var http = fixture.Http(fixture.Colleague());
        var settings = await http.GetFromJsonAsync<JsonObject>(
            "me/mailboxSettings?$select=timeZone,workingHours",
            Cancellation
        );
        Assert.Equal(
            ["timeZone", "workingHours"],
            settings!.Select(setting => setting.Key).Where(name => !name.StartsWith('@')).Order()
        );
    }

    [Theory]
    [InlineData("""{"name":"Pacific Standard Time"}""")]
    [InlineData(
        """
            {
              "@odata.type":"#microsoft.graph.customTimeZone","name":"Customized Time Zone","bias":300,
              "standardOffset":{"time":"02:00:00.0000000","dayOccurrence":2,"dayOfWeek":"sunday","month":10,"year":0},
              "daylightOffset":{"time":"02:00:00.0000000","dayOccurrence":4,"dayOfWeek":"sunday","month":5,"year":0,"daylightBias":100}
            }
            """
    )]
    public async Task Working_hours_may_be_kept_in_another_zone_even_in_one_of_the_persons_own_making(string zone)
    {
        var (asker, colleague) = (fixture.Colleague(), fixture.Colleague());
        using var own = fixture.Http(colleague);
        using var changed = await own.PatchAsJsonAsync(
            "me/mailboxSettings",
            new
            {
                workingHours = new
                {
                    daysOfWeek = new[] { "monday", "thursday" },
                    startTime = "07:30:00.0000000",
                    timeZone = JsonNode.Parse(zone),
                },
            },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        using var http = fixture.Http(asker);
        using var answer = await http.PostAsJsonAsync(
            "me/calendar/getSchedule",
            new
            {
                schedules = new[] { colleague.Mail },
                startTime = new { dateTime = "2026-03-02T09:00:00", timeZone = "UTC" },
                endTime = new { dateTime = "2026-03-02T12:00:00", timeZone = "UTC" },
            },
            Cancellation
        );
        var hours = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["value"]![0]!["workingHours"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(zone), hours["timeZone"]), hours.ToJsonString());
        Assert.Equal(
            ("07:30:00.0000000", "17:00:00.0000000", "monday thursday"),
            (
                hours["startTime"]!.GetValue<string>(),
                hours["endTime"]!.GetValue<string>(),
                string.Join(' ', hours["daysOfWeek"]!.AsArray())
            )
        );
        var settings = await own.GetFromJsonAsync<JsonObject>("me/mailboxSettings", Cancellation);
        Assert.Equal("GMT Standard Time", settings!["timeZone"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"colour":"red"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"dateFormat":"yyyy-MM-dd"}""", HttpStatusCode.NotImplemented)]
    [InlineData("""{"workingHours":{"timeZone":{"name":"Mars"}}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"workingHours":{"daysOfWeek":["someday"]}}""", HttpStatusCode.BadRequest)]
    [InlineData(
        """
            {"automaticRepliesSetting":{"status":"scheduled",
              "scheduledStartDateTime":{"dateTime":"2026-03-05T00:00:00","timeZone":"UTC"},
              "scheduledEndDateTime":{"dateTime":"2026-03-04T00:00:00","timeZone":"UTC"}}}
            """,
        HttpStatusCode.BadRequest
    )]
    public async Task A_setting_that_is_not_kept_is_refused_rather_than_forgotten(string body, HttpStatusCode status)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var content = new StringContent(
            body,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var answer = await http.PatchAsync(
            new Uri("me/mailboxSettings", UriKind.Relative),
            content,
            Cancellation
        );
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Mail_tips_tell_what_was_asked_for()
    {
        var (asker, colleague) = (fixture.Colleague(), fixture.Colleague());
        using var http = fixture.Http(asker, checksContract: false);
        async Task<HttpResponseMessage> AskAsync(string options) =>
            await http.PostAsJsonAsync(
                "me/getMailTips",
                new Dictionary<string, object>
                {
                    ["EmailAddresses"] = new[] { colleague.Mail },
                    ["MailTipsOptions"] = options,
                },
                Cancellation
            );
        using var both = await AskAsync("automaticReplies, mailboxFullStatus");
        using var one = await AskAsync("mailboxFullStatus");
        using var unknown = await AskAsync("moods");
        static async Task<IEnumerable<string>> TipsInAsync(HttpResponseMessage answer) =>
            (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["value"]![0]!
                .AsObject()
                .Select(tip => tip.Key);
        Assert.Equal(["emailAddress", "mailboxFull", "automaticReplies"], await TipsInAsync(both));
        Assert.Equal(["emailAddress", "mailboxFull"], await TipsInAsync(one));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task A_category_has_one_of_Outlooks_colours_and_a_name_that_stays()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        const string categories = "me/outlook/masterCategories";
        using var pink = await http.PostAsJsonAsync(
            categories,
            new { displayName = "Waiting", color = "pink" },
            Cancellation
        );
        Assert.Equal(HttpStatusCode.BadRequest, pink.StatusCode);
        using var made = await http.PostAsJsonAsync(
            categories,
            new { displayName = "Waiting", color = "Preset3" },
            Cancellation
        );
        var category = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        Assert.Equal("preset3", category["color"]!.GetValue<string>());
        var path = $"{categories}/{category["id"]}";
        foreach (var wrong in new object[] { new { displayName = "Done" }, new { color = "preset25" } })
        {
            using var refused = await http.PatchAsJsonAsync(path, wrong, Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }
}
