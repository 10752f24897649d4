using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class LearnedHoursTests
{
    private static readonly WeeklyHours Office = WeeklyHours.MondayToFriday(new WorkingInterval(9, 17));

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Europe/London")]
    [InlineData("America/New_York")]
    [InlineData("America/Los_Angeles")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Adelaide")]
    [InlineData("America/St_Johns")]
    public void A_year_of_mail_tells_the_clock_the_days_and_the_hours(string id)
    {
        var zone = DateTimeZoneProviders.Tzdb[id];
        var proposal = Proposed(Mails(new(zone, Office), 200));
        Assert.All(
            Mails(new(zone, Office), 200),
            mail => Assert.Equal(mail.Offset, proposal.Zone.GetUtcOffset(mail.At))
        );
        Assert.Equal((200, 200), (proposal.Mails, proposal.WithZonesOffset));
        Assert.InRange(proposal.WithinHours, 180, 200);
        Assert.All(WeeklyHours.Week.Take(5), day => AssertCloseTo(new(9, 17), Assert.Single(proposal.Hours[day])));
        Assert.All(WeeklyHours.Week.Skip(5), day => Assert.Empty(proposal.Hours[day]));
    }

    [Fact]
    public void The_clock_that_most_places_share_is_proposed_and_the_others_are_named()
    {
        var proposal = Proposed(Mails(new(DateTimeZoneProviders.Tzdb["Europe/Rome"], Office), 100));
        Assert.Equal("Europe/Berlin", proposal.Zone.Id);
        Assert.Contains("Europe/Rome", proposal.OtherZones);
        Assert.DoesNotContain("Europe/London", proposal.OtherZones);
    }

    [Fact]
    public void A_known_country_narrows_the_choice()
    {
        var mails = Mails(new(DateTimeZoneProviders.Tzdb["Europe/Rome"], Office), 100);
        Assert.Equal("Europe/Rome", Proposed(mails, "IT").Zone.Id);
        Assert.Null(LearnedHours.Propose(mails, "JP"));
    }

    [Fact]
    public void Eleven_mails_are_too_few_and_twelve_are_enough()
    {
        var calendar = new WorkingCalendar(DateTimeZoneProviders.Tzdb["Asia/Kolkata"], Office);
        Assert.Null(LearnedHours.Propose(Mails(calendar, 11)));
        Assert.NotNull(LearnedHours.Propose(Mails(calendar, 12)));
    }

    [Fact]
    public void A_week_from_Sunday_to_Thursday_is_seen()
    {
        var week = WeeklyHours.Same([IsoDayOfWeek.Sunday, .. WeeklyHours.Week.Take(4)], new WorkingInterval(8, 16));
        var proposal = Proposed(Mails(new(DateTimeZoneProviders.Tzdb["Asia/Riyadh"], week), 150), "SA");
        Assert.All(WeeklyHours.Week, day => Assert.Equal(week[day].Length, proposal.Hours[day].Length));
    }

    [Fact]
    public void Nights_stay_nights_of_the_day_on_which_they_start()
    {
        var nights = WeeklyHours.MondayToFriday(new WorkingInterval(22, 6));
        var proposal = Proposed(Mails(new(DateTimeZoneProviders.Tzdb["Asia/Manila"], nights), 200), "PH");
        AssertCloseTo(new(22, 6), Assert.Single(proposal.Hours[IsoDayOfWeek.Friday]));
        Assert.Empty(proposal.Hours[IsoDayOfWeek.Saturday]);
        Assert.Empty(proposal.Hours[IsoDayOfWeek.Sunday]);
    }

    [Fact]
    public void A_server_that_stamps_everything_in_UTC_says_nothing_about_the_zone()
    {
        var mails = Mails(new(DateTimeZoneProviders.Tzdb["Asia/Tokyo"], Office), 100);
        Assert.Null(LearnedHours.Propose([.. mails.Select(mail => mail with { Offset = Offset.Zero })]));

        var halfOfThem = mails.Select((mail, i) => i % 2 == 0 ? mail : mail with { Offset = Offset.Zero }).ToList();
        var proposal = Proposed(halfOfThem, "JP");
        Assert.Equal("Asia/Tokyo", proposal.Zone.Id);
        Assert.Equal((100, 50), (proposal.Mails, proposal.WithZonesOffset));
    }

    [Fact]
    public void Whoever_writes_at_all_hours_has_no_hours_to_be_learned() =>
        Assert.Null(
            LearnedHours.Propose(Mails(new(DateTimeZoneProviders.Tzdb["Asia/Tokyo"], WeeklyHours.RoundTheClock), 200))
        );

    [Fact]
    public void Only_a_confirmed_proposal_is_a_calendar()
    {
        var proposal = Proposed(Mails(new(DateTimeZoneProviders.Tzdb["Asia/Kolkata"], Office), 100), "IN");
        Assert.Equal(new WorkingCalendar(proposal.Zone, proposal.Hours), proposal.Confirmed());
    }

    [Theory]
    [InlineData("Mon, 02 Mar 2026 14:10:00 +0530", 330)]
    [InlineData("2 Mar 2026 14:10:00 -0330 (NST)", -210)]
    [InlineData("Mon, 02 Mar 2026 14:10:00 +0000", 0)]
    public void The_Date_header_tells_the_offset_of_the_senders_clock(string header, int minutes) =>
        Assert.Equal(Offset.FromSeconds(60 * minutes), SentMail.Of(Instant.FromUtc(2026, 3, 2, 8, 40), header)?.Offset);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Mon, 02 Mar 2026 14:10:00 GMT")]
    [InlineData("Mon, 02 Mar 2026 14:10:00 -0000")]
    [InlineData("Mon, 02 Mar 2026 14:10:00 +9999")]
    [InlineData("Mon, 02 Mar 2026 14:10:00 +0560")]
    public void A_header_without_an_offset_that_a_clock_could_have_tells_nothing(string? header) =>
        Assert.Null(SentMail.Of(Instant.FromUtc(2026, 3, 2, 8, 40), header));

    private static HoursProposal Proposed(IReadOnlyCollection<SentMail> mails, string? country = null)
    {
        var proposal = LearnedHours.Propose(mails, country);
        Assert.NotNull(proposal);
        return proposal;
    }

    /// <summary>Mails sent at any time within a year's working time, the same ones every time.</summary>
    private static List<SentMail> Mails(WorkingCalendar calendar, int count)
    {
        var random = new Random(20260309);
        var (from, to) = (Instant.FromUtc(2025, 1, 1, 0, 0), Instant.FromUtc(2026, 1, 1, 0, 0));
        var year = calendar.Between(from, to);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => calendar.Add(from, new(year.Length * random.NextDouble())))
                .Select(at => new SentMail(at, calendar.Zone.GetUtcOffset(at))),
        ];
    }

    private static void AssertCloseTo(WorkingInterval expected, WorkingInterval actual)
    {
        Assert.InRange(Math.Abs((expected.Start - actual.Start).ToDuration().TotalHours), 0, 1);
        Assert.InRange(Math.Abs((expected.End - actual.End).ToDuration().TotalHours), 0, 1);
    }
}
