using System.Text.Json;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using NodaTime;
using static MailCommitments.Tests.Calendars.SomeCalendars;

namespace MailCommitments.Tests.Calendars;

public class CalendarJsonTests
{
    private const string Mumbai = """
        {"version":1,"zone":"Asia/Kolkata","hours":{"monday":["09:00:00/12:30:00","13:00:00/18:00:00"],"friday":["22:00:00/06:00:00"]},"holidays":{"added":{"2026-03-09":"Moving day"},"unticked":["2026-10-02"],"country":"IN","region":"MH"},"absences":[{"reason":"Leave","from":"2026-05-04T03:30:00Z","to":"2026-05-09T03:30:00Z"},{"reason":"Left the company","from":"2026-12-31T18:30:00Z"}]}
        """;

    [Fact]
    public void What_is_read_equals_what_was_written() =>
        Check(
            Any.Select(some => some.Calendar),
            300,
            calendar =>
            {
                Assert.Equal(calendar, CalendarJson.Read(CalendarJson.Write(calendar)));
                Assert.Equal(calendar, JsonSerializer.Deserialize<WorkingCalendar>(JsonSerializer.Serialize(calendar)));
            }
        );

    [Fact]
    public void The_stored_form_is_the_documented_one()
    {
        var calendar = CalendarJson.Read(Mumbai);
        Assert.Equal(new LocalDate(2026, 10, 2), Assert.Single(calendar.Holidays.Unticked));
        Assert.Equal(Instant.FromUtc(2026, 12, 31, 18, 30), calendar.ClosedForGoodFrom);
        Assert.Equal(Mumbai, CalendarJson.Write(calendar));
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "version 2")]
    [InlineData("Asia/Kolkata", "Asia/Atlantis", "Asia/Atlantis")]
    [InlineData("\"MH\"", "\"XX\"", "IN XX")]
    [InlineData("12:30:00", "25:30:00", "25:30:00")]
    [InlineData("09:00:00/12:30:00", "09:00:00", "no interval")]
    [InlineData("12:30:00", "13:30:00", "overlap")]
    [InlineData("friday", "casual-friday", "casual-friday")]
    [InlineData("2026-03-09", "2026-02-29", "2026-02-29")]
    [InlineData("2026-05-09T03:30:00Z", "2026-05-01T03:30:00Z", "before it starts")]
    [InlineData("\"zone\"", "\"moon\":1,\"zone\"", "moon")]
    [InlineData("\"zone\":\"Asia/Kolkata\",", "", "zone")]
    public void A_damaged_form_is_refused_and_the_value_at_fault_named(string good, string bad, string named)
    {
        var refusal = Assert.Throws<JsonException>(() =>
            CalendarJson.Read(Mumbai.Replace(good, bad, StringComparison.Ordinal))
        );
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }
}
