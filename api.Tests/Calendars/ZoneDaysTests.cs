using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using MailCommitments.Partners;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class ZoneDaysTests
{
    private static readonly DateTimeZone Apia = DateTimeZoneProviders.Tzdb["Pacific/Apia"];
    private static readonly LocalDate Skipped = new(2011, 12, 30);
    private static readonly Instant DayAfter = Apia.AtStartOfDay(new LocalDate(2011, 12, 31)).ToInstant();

    [Fact]
    public void A_day_that_a_zone_skipped_begins_with_the_day_after() => Assert.Equal(DayAfter, Apia.StartOf(Skipped));

    [Fact]
    public void Every_other_day_begins_when_its_clocks_first_show_it() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.Elements(DateTimeZoneProviders.Tzdb.Ids.ToArray()).ToArbitrary(),
                Gen.Choose(0, 73_000).Select(days => new LocalDate(1950, 1, 1).PlusDays(days)).ToArbitrary(),
                (id, day) =>
                {
                    var zone = DateTimeZoneProviders.Tzdb[id];
                    return zone.StartOf(day).InZone(zone).Date != day
                        || zone.StartOf(day) == zone.AtStartOfDay(day).ToInstant();
                }
            )
        );

    [Fact]
    public void Somebody_away_on_a_skipped_day_was_away_for_no_time()
    {
        var away = new EnteredAbsence(Skipped, Skipped, "Date line").In(Apia);
        Assert.Equal((DayAfter, DayAfter), (away.When.Start, away.When.End));

        var calendar = WorkingCalendar.NineToFive(Apia) with { Absences = [away] };
        Assert.True(calendar.IsWorkingDay(new LocalDate(2012, 1, 2)));
    }

    [Fact]
    public void A_deadline_on_the_eve_of_a_skipped_day_ends_with_the_eve() =>
        Assert.Equal(DayAfter, new DateReading(Skipped.PlusDays(-1), null, Apia, true).Deadline(null));
}
