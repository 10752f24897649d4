using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class HolidaysTests
{
    [Fact]
    public void Corpus_Christi_is_kept_in_Bavaria_and_not_in_Berlin()
    {
        var day = new LocalDate(2026, 6, 4);
        Assert.Contains(
            new Holiday(day, LocalTime.Midnight, "Corpus Christi", "Fronleichnam"),
            Holidays.Of("DE", "BY", 2026)
        );
        Assert.DoesNotContain(Holidays.Of("DE", "BE", 2026), holiday => holiday.Date == day);
    }

    [Fact]
    public void A_part_of_a_region_has_its_own_days() =>
        Assert.Contains(Holidays.Of("DE", "BY-A", 2026), holiday => holiday.Date == new LocalDate(2026, 8, 8));

    [Fact]
    public void A_feast_of_several_days_is_kept_on_each() =>
        Assert.Equal(
            [2, 3, 4, 5, 6, 8],
            Holidays.Of("RU", null, 2026).Where(h => h.LocalName == "Новогодние каникулы").Select(h => h.Date.Day)
        );

    [Fact]
    public void An_eve_is_kept_from_the_afternoon() =>
        Assert.Equal(
            new LocalTime(13, 0),
            Assert.Single(Holidays.Of("IS", null, 2026), h => h.Date == new LocalDate(2026, 12, 24)).From
        );

    [Fact]
    public void A_feast_that_runs_over_the_new_year_is_kept_in_both_years()
    {
        Assert.Contains(
            Holidays.Of("SZ", null, 2025),
            h => h.Date == new LocalDate(2025, 12, 31) && h.Name == "Incwala Festival"
        );
        Assert.Contains(
            Holidays.Of("SZ", null, 2025),
            h => h.Date == new LocalDate(2025, 1, 2) && h.Name == "Incwala Festival"
        );
    }

    [Fact]
    public void Every_country_and_subdivision_has_holidays_in_every_year()
    {
        var without =
            from place in Holidays.Places
            from year in Enumerable.Range(Holidays.FirstYear, Holidays.LastYear - Holidays.FirstYear + 1)
            where Holidays.Of(place.Country, place.Region, year).Count == 0
            select place.Country;
        Assert.Equal([], without.Distinct());
        Assert.True(Holidays.Places.Count(place => place.Region is null) > 200);
        Assert.Equal((2024, 2032), (Holidays.FirstYear, Holidays.LastYear));
    }

    [Fact]
    public void A_place_that_nobody_knows_is_refused_by_name()
    {
        Assert.False(Holidays.Knows("DE", "XX"));
        Assert.Contains(
            "DE-XX",
            Assert.Throws<ArgumentException>(() => CalendarHolidays.Of("DE", "XX")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_person_can_untick_a_day_and_tick_it_again()
    {
        var christmas = new LocalDate(2026, 12, 25);
        var working = CalendarHolidays.Of("DE").Untick(christmas);
        Assert.Null(working.On(christmas));
        Assert.Equal("Office party", working.Add(christmas, "Office party").On(christmas)?.Name);
    }

    [Fact]
    public void The_notice_beside_the_data_names_its_licence_and_date()
    {
        var notice = File.ReadAllText(Path.Combine(Repository.Root, "api/Calendars/Holidays/NOTICE.md"));
        Assert.Contains("CC BY-SA 3.0", notice, StringComparison.Ordinal);
        Assert.Matches("generated on 20[0-9]{2}-[0-9]{2}-[0-9]{2}", notice);
    }
}
