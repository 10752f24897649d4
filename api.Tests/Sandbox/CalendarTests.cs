using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MailCommitments.Tests.Sandbox;

public sealed class CalendarTests(TenantFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"type":"weekly","interval":2,"daysOfWeek":["tuesday","friday"],"firstDayOfWeek":"monday"}""",
        """{"type":"numbered","numberOfOccurrences":5,"startDate":"2026-03-03"}""",
        "2026-03-03T09:00 2026-03-06T09:00 2026-03-17T09:00 2026-03-20T09:00 2026-03-31T08:00"
    )]
    [InlineData(
        """{"type":"daily","interval":10}""",
        """{"type":"endDate","startDate":"2026-03-03","endDate":"2026-03-23"}""",
        "2026-03-03T09:00 2026-03-13T09:00 2026-03-23T09:00"
    )]
    [InlineData(
        """{"type":"absoluteMonthly","interval":1,"dayOfMonth":15}""",
        """{"type":"noEnd","startDate":"2026-03-03"}""",
        "2026-03-15T09:00 2026-04-15T08:00"
    )]
    public async Task A_series_happens_at_the_same_time_of_the_clock(string pattern, string range, string expected)
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker, checksContract: false);
        using var made = await http.PostAsJsonAsync("me/events", Meeting(pattern, range), Cancellation);
        var series = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        Assert.Equal("seriesMaster", series["type"]!.GetValue<string>());

        const string window = "startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-05-01T00:00:00Z&$top=50";
        foreach (var path in new[] { "me/calendarView", $"me/events/{series["id"]}/instances" })
        {
            var view = await http.GetFromJsonAsync<JsonObject>($"{path}?{window}", Cancellation);
            Assert.Equal(
                expected,
                string.Join(
                    ' ',
                    view!["value"]!.AsArray().Select(each => each!["start"]!["dateTime"]!.ToString()[..16])
                )
            );
            Assert.All(
                view["value"]!.AsArray(),
                each =>
                    Assert.Equal(("occurrence", $"{series["id"]}"), ($"{each!["type"]}", $"{each["seriesMasterId"]}"))
            );
        }
        var once = await http.GetFromJsonAsync<JsonObject>("me/events", Cancellation);
        Assert.Single(once!["value"]!.AsArray());
    }

    [Fact]
    public async Task The_occurrences_of_a_series_are_busy_time()
    {
        var asker = fixture.Colleague();
        using var http = fixture.Http(asker);
        using var made = await http.PostAsJsonAsync(
            "me/events",
            Meeting(
                """{"type":"weekly","interval":1,"daysOfWeek":["tuesday"]}""",
                """{"type":"noEnd","startDate":"2026-03-03"}"""
            ),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var answer = await http.PostAsJsonAsync(
            "me/calendar/getSchedule",
            new
            {
                schedules = new[] { asker.Mail },
                startTime = new { dateTime = "2026-03-10T08:00:00", timeZone = "UTC" },
                endTime = new { dateTime = "2026-03-10T11:00:00", timeZone = "UTC" },
                availabilityViewInterval = 60,
            },
            Cancellation
        );
        var schedule = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["value"]![0]!;
        Assert.Equal("020", schedule["availabilityView"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_changed_event_is_changed_in_all_that_was_given()
    {
        using var http = fixture.Http(fixture.Colleague());
        using var made = await http.PostAsJsonAsync("me/events", Meeting(null, null), Cancellation);
        var id = (await made.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["id"]!;
        using var changed = await http.PatchAsJsonAsync(
            $"me/events/{id}",
            new
            {
                showAs = "oof",
                location = new { displayName = "Porto" },
                body = new { contentType = "text", content = "Away" },
            },
            Cancellation
        );
        var entry = (await changed.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        Assert.Equal(
            ("Review", "oof", "Porto", "Away", "2026-03-03T09:00"),
            (
                $"{entry["subject"]}",
                $"{entry["showAs"]}",
                $"{entry["location"]!["displayName"]}",
                $"{entry["bodyPreview"]}",
                $"{entry["start"]!["dateTime"]}"[..16]
            )
        );
    }

    [Fact]
    public async Task A_series_of_a_kind_that_is_not_served_is_not_taken_for_a_single_event()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var answer = await http.PostAsJsonAsync(
            "me/events",
            Meeting("""{"type":"relativeMonthly","interval":1,"daysOfWeek":["monday"]}""", "{}"),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    private static JsonObject Meeting(string? pattern, string? range)
    {
        var entry = new JsonObject
        {
            ["subject"] = "Review",
            ["start"] = new JsonObject { ["dateTime"] = "2026-03-03T09:00:00", ["timeZone"] = "GMT Standard Time" },
            ["end"] = new JsonObject { ["dateTime"] = "2026-03-03T10:00:00", ["timeZone"] = "GMT Standard Time" },
        };
        if (pattern is not null && range is not null)
            entry["recurrence"] = new JsonObject
            {
                ["pattern"] = JsonNode.Parse(pattern),
                ["range"] = JsonNode.Parse(range),
            };
        return entry;
    }
}
