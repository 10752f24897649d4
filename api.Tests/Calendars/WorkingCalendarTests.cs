using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class WorkingCalendarTests
{
    private static readonly DateTimeZone Berlin = Zone("Europe/Berlin");
    private static readonly WorkingCalendar Office = WorkingCalendar.NineToFive(Berlin);

    [Fact]
    public void Nights_and_weekends_do_not_count() =>
        Assert.Equal(WorkingTime.FromHours(3), Office.Between(At("2026-03-06T15:00"), At("2026-03-09T10:00")));

    [Fact]
    public void Eight_hours_after_the_opening_is_the_end_of_the_same_day() =>
        Assert.Equal(At("2026-03-09T17:00"), Office.Add(At("2026-03-09T09:00"), WorkingTime.FromHours(8)));

    [Fact]
    public void Eight_hours_before_the_end_of_a_day_is_its_opening() =>
        Assert.Equal(At("2026-03-10T09:00"), Office.Subtract(At("2026-03-10T17:00"), WorkingTime.FromHours(8)));

    [Fact]
    public void After_hours_the_next_opening_is_the_next_morning() =>
        Assert.Equal(At("2026-03-10T09:00"), Office.NextOpening(At("2026-03-09T17:00")));

    [Fact]
    public void While_it_is_open_the_next_opening_is_now() =>
        Assert.Equal(At("2026-03-09T12:34"), Office.NextOpening(At("2026-03-09T12:34")));

    [Fact]
    public void The_second_working_day_after_a_Thursday_is_the_Monday() =>
        Assert.Equal(At("2026-03-09T12:00"), Office.WorkingDayAt(At("2026-03-05T23:00"), 2, new LocalTime(12, 0)));

    [Fact]
    public void The_working_day_before_a_Monday_is_the_Friday() =>
        Assert.Equal(At("2026-03-06T12:00"), Office.WorkingDayAt(At("2026-03-09T08:00"), -1, new LocalTime(12, 0)));

    [Fact]
    public void The_end_of_a_Sunday_is_the_end_of_Friday() =>
        Assert.Equal(At("2026-03-06T17:00"), Office.EndOfDay(new LocalDate(2026, 3, 8)));

    [Fact]
    public void Two_people_far_apart_have_few_hours_in_common()
    {
        var newYork = WorkingCalendar.NineToFive(Zone("America/New_York"));
        var common = WorkingCalendar.Overlap(Office, newYork, new(At("2026-03-02T00:00"), At("2026-03-04T00:00")));
        Assert.Equal(
            [new(At("2026-03-02T15:00"), At("2026-03-02T17:00")), new(At("2026-03-03T15:00"), At("2026-03-03T17:00"))],
            common
        );
    }

    [Fact]
    public void A_span_is_explained_stretch_by_stretch()
    {
        var away = new Absence(new(At("2026-03-10T12:00"), At("2026-03-11T00:00")), "Dentist");
        var calendar = Office with
        {
            Holidays = CalendarHolidays.None.Add(new(2026, 3, 9), "Moving"),
            Absences = [away],
        };
        Assert.Equal(
            [
                new Stretch(At("2026-03-06T16:00"), At("2026-03-06T17:00"), new Why.Working()),
                new Stretch(At("2026-03-06T17:00"), At("2026-03-07T00:00"), new Why.OutsideHours()),
                new Stretch(At("2026-03-07T00:00"), At("2026-03-09T00:00"), new Why.Weekend()),
                new Stretch(At("2026-03-09T00:00"), At("2026-03-10T00:00"), new Why.Holiday("Moving", "Moving")),
                new Stretch(At("2026-03-10T00:00"), At("2026-03-10T09:00"), new Why.OutsideHours()),
                new Stretch(At("2026-03-10T09:00"), At("2026-03-10T12:00"), new Why.Working()),
                new Stretch(At("2026-03-10T12:00"), At("2026-03-10T13:00"), new Why.Away("Dentist")),
            ],
            calendar.Explain(At("2026-03-06T16:00"), At("2026-03-10T13:00"))
        );
    }

    [Fact]
    public void A_night_shift_is_an_hour_short_when_the_clocks_go_forward_and_an_hour_long_when_they_go_back()
    {
        var nights = new WorkingCalendar(Berlin, WeeklyHours.Same(WeeklyHours.Week, new WorkingInterval(22, 6)));
        Assert.Equal(WorkingTime.FromHours(7), nights.Between(At("2026-03-28T12:00"), At("2026-03-29T12:00")));
        Assert.Equal(WorkingTime.FromHours(9), nights.Between(At("2026-10-24T12:00"), At("2026-10-25T12:00")));
    }

    [Fact]
    public void The_hours_that_the_clocks_repeat_are_open_twice()
    {
        var early = new WorkingCalendar(Berlin, WeeklyHours.Same(WeeklyHours.Week, new WorkingInterval(2, 3)));
        Assert.Equal(
            [new(Instant.FromUtc(2026, 10, 25, 0, 0), Instant.FromUtc(2026, 10, 25, 2, 0))],
            early.Openings(new Interval(At("2026-10-25T00:00"), At("2026-10-25T12:00")))
        );
    }

    [Fact]
    public void Hours_that_the_clocks_skip_make_no_working_day()
    {
        var early = new WorkingCalendar(Berlin, WeeklyHours.Same(WeeklyHours.Week, new WorkingInterval(2, 3)));
        Assert.False(early.IsWorkingDay(new LocalDate(2026, 3, 29)));
        Assert.Equal(At("2026-03-30T02:00"), early.NextOpening(At("2026-03-28T03:00")));
    }

    [Fact]
    public void A_time_that_the_clocks_skip_is_the_first_after_the_gap()
    {
        var everyDay = new WorkingCalendar(Berlin, WeeklyHours.RoundTheClock);
        Assert.Equal(At("2026-03-29T03:00"), everyDay.WorkingDayAt(At("2026-03-28T12:00"), 1, new LocalTime(2, 30)));
    }

    [Fact]
    public void A_time_that_the_clocks_repeat_is_the_earlier_one()
    {
        var everyDay = new WorkingCalendar(Berlin, WeeklyHours.RoundTheClock);
        Assert.Equal(
            Instant.FromUtc(2026, 10, 25, 0, 30),
            everyDay.WorkingDayAt(At("2026-10-24T12:00"), 1, new LocalTime(2, 30))
        );
    }

    [Fact]
    public void The_Friday_that_Samoa_skipped_is_no_working_day()
    {
        var apia = WorkingCalendar.NineToFive(Zone("Pacific/Apia"));
        var thursdayEvening = new LocalDateTime(2011, 12, 29, 17, 0).InZoneStrictly(apia.Zone).ToInstant();
        var mondayMorning = new LocalDateTime(2012, 1, 2, 9, 0).InZoneStrictly(apia.Zone).ToInstant();
        Assert.False(apia.IsWorkingDay(new LocalDate(2011, 12, 30)));
        Assert.Equal(mondayMorning, apia.NextOpening(thursdayEvening));
        Assert.Equal(mondayMorning, apia.WorkingDayAt(thursdayEvening, 1, new LocalTime(9, 0)));
        Assert.Equal(thursdayEvening, apia.EndOfDay(new LocalDate(2011, 12, 30)));
    }

    [Fact]
    public void A_zone_that_gave_up_changing_its_clocks_keeps_its_hours_on_the_wall()
    {
        var moscow = WorkingCalendar.NineToFive(Zone("Europe/Moscow"));
        Assert.Equal(Instant.FromUtc(2010, 1, 11, 6, 0), moscow.NextOpening(Instant.FromUtc(2010, 1, 9, 0, 0))); // +3
        Assert.Equal(Instant.FromUtc(2012, 1, 9, 5, 0), moscow.NextOpening(Instant.FromUtc(2012, 1, 7, 0, 0))); // +4
        Assert.Equal(Instant.FromUtc(2026, 1, 12, 6, 0), moscow.NextOpening(Instant.FromUtc(2026, 1, 10, 0, 0))); // +3
    }

    [Fact]
    public void The_leap_day_is_a_working_day_like_any_other()
    {
        Assert.True(Office.IsWorkingDay(new LocalDate(2024, 2, 29)));
        Assert.Equal(WorkingTime.FromHours(16), Office.Between(At("2024-02-28T12:00"), At("2024-03-01T12:00")));
        Assert.Equal(At("2024-02-29T09:00"), Office.WorkingDayAt(At("2024-02-28T12:00"), 1, new LocalTime(9, 0)));
    }

    [Fact]
    public void Round_the_clock_every_minute_counts_across_midnight_and_the_change_of_clocks()
    {
        var always = new WorkingCalendar(Berlin, WeeklyHours.RoundTheClock);
        var (from, to) = (At("2026-01-01T00:00"), At("2027-01-01T00:00"));
        Assert.Equal(to - from, always.Between(from, to).Length);
        Assert.True(always.IsOpen(At("2026-03-09T00:00")));
        Assert.Equal(new Interval(from, to), Assert.Single(always.Openings(new Interval(from, to))));
    }

    [Fact]
    public void A_night_shift_belongs_to_the_day_on_which_it_starts()
    {
        var nights = new WorkingCalendar(Berlin, WeeklyHours.MondayToFriday(new WorkingInterval(22, 6)))
        {
            Holidays = CalendarHolidays.None.Add(new(2026, 3, 10), "Closing day"),
        };
        Assert.True(nights.IsOpen(At("2026-03-10T03:00")));
        Assert.False(nights.IsOpen(At("2026-03-11T03:00")));
        Assert.Equal(At("2026-03-10T06:00"), nights.EndOfDay(new LocalDate(2026, 3, 9)));
        Assert.Equal(
            new Why.Holiday("Closing day", "Closing day"),
            Assert.Single(nights.Explain(At("2026-03-10T22:00"), At("2026-03-11T06:00"))).Why
        );
    }

    [Fact]
    public void On_a_half_holiday_the_office_closes_at_noon()
    {
        var solothurn = WorkingCalendar.NineToFive(Zone("Europe/Zurich")) with
        {
            Holidays = CalendarHolidays.Of("CH", "SO"),
        };
        Assert.Equal(At("2026-05-01T12:00"), solothurn.EndOfDay(new LocalDate(2026, 5, 1)));
        Assert.Equal(WorkingTime.FromHours(3), solothurn.Between(At("2026-05-01T00:00"), At("2026-05-02T00:00")));
    }

    [Fact]
    public void A_lunch_break_is_not_working_time()
    {
        var lunch = new WorkingCalendar(
            Berlin,
            WeeklyHours.MondayToFriday(new WorkingInterval(9, 12), new WorkingInterval(13, 17))
        );
        Assert.Equal(WorkingTime.FromHours(7), lunch.DayLength);
        Assert.Equal(At("2026-03-09T13:30"), lunch.Add(At("2026-03-09T11:30"), WorkingTime.FromHours(1)));
    }

    [Fact]
    public void The_usual_day_is_the_most_frequent_one_not_a_short_Friday()
    {
        var hours = new WeeklyHours([
            .. WeeklyHours.Week.Take(4).Select(day => (day, new WorkingInterval(8, 17))),
            (IsoDayOfWeek.Friday, new WorkingInterval(8, 12)),
        ]);
        Assert.Equal(WorkingTime.FromHours(9), new WorkingCalendar(Berlin, hours).DayLength);
    }

    [Fact]
    public void A_week_without_work_is_refused_with_a_remedy() =>
        Assert.Contains(
            "at least one interval",
            Assert.Throws<ArgumentException>(() => new WeeklyHours([])).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(IsoDayOfWeek.Monday, 9, 12, IsoDayOfWeek.Monday, 11, 17)]
    [InlineData(IsoDayOfWeek.Monday, 22, 6, IsoDayOfWeek.Tuesday, 5, 13)]
    [InlineData(IsoDayOfWeek.Sunday, 22, 6, IsoDayOfWeek.Monday, 5, 13)]
    [InlineData(IsoDayOfWeek.Monday, 9, 9, IsoDayOfWeek.Tuesday, 8, 13)]
    public void Overlapping_intervals_are_refused_by_name(
        IsoDayOfWeek day,
        int from,
        int to,
        IsoDayOfWeek otherDay,
        int otherFrom,
        int otherTo
    )
    {
        var problem = WeeklyHours.WhyNot([(day, new(from, to)), (otherDay, new(otherFrom, otherTo))]);
        Assert.Contains("overlap", problem, StringComparison.Ordinal);
        Assert.Contains($"{from:00}:00–{to:00}:00", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_left_for_good_never_opens_again()
    {
        var left = Office with
        {
            Absences = [new Absence(new Interval(At("2026-03-09T12:00"), null), "Left the company")],
        };
        Assert.Equal(At("2026-03-09T12:00"), left.ClosedForGoodFrom);
        Assert.Equal(WorkingTime.FromHours(3), left.Between(At("2026-03-09T00:00"), At("2036-03-09T00:00")));
        Assert.False(left.TryNextOpening(At("2026-03-09T12:00"), out _));
        Assert.False(left.TryAdd(At("2026-03-09T09:00"), WorkingTime.FromHours(4), out _));
        var refusal = Assert.Throws<NeverOpenException>(() =>
            left.Add(At("2026-03-09T09:00"), WorkingTime.FromHours(4))
        );
        Assert.Contains("4 h", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<NeverOpenException>(() => left.NextOpening(At("2026-03-10T09:00")));
        Assert.Throws<NeverOpenException>(() => left.WorkingDayAt(At("2026-03-10T09:00"), 1, new LocalTime(9, 0)));
        Assert.Equal(At("2026-03-09T12:00"), left.EndOfDay(new LocalDate(2036, 1, 1)));
    }

    [Fact]
    public void Beyond_its_range_a_calendar_is_closed_instead_of_failing()
    {
        Assert.False(Office.IsOpen(Instant.MinValue));
        Assert.False(Office.IsOpen(Instant.MaxValue));
        Assert.Equal(
            Office.Between(WorkingCalendar.Earliest, WorkingCalendar.Latest),
            Office.Between(Instant.MinValue, Instant.MaxValue)
        );
        Assert.False(Office.TryAdd(Instant.MaxValue, WorkingTime.FromHours(1), out _));
        Assert.False(Office.TryAdd(Instant.MinValue, WorkingTime.FromHours(-1), out _));
        Assert.False(Office.TryAdd(At("2026-03-09T09:00"), new WorkingTime(Duration.MaxValue), out _));
        Assert.Equal(
            [new Why.BeyondTheCalendar()],
            Office.Explain(Instant.MinValue, WorkingCalendar.Earliest).Select(stretch => stretch.Why)
        );
    }

    [Fact]
    public void Two_calendars_that_say_the_same_are_equal_in_whatever_order_it_was_said()
    {
        var (training, leave) = (Away("2026-03-09", "Training"), Away("2026-03-12", "Leave"));
        var one = Office with
        {
            Absences = [training, leave],
            Holidays = CalendarHolidays.Of("DE", "BY").Untick(new(2026, 6, 4)),
        };
        var other = WorkingCalendar.NineToFive(Berlin) with
        {
            Absences = [leave, training],
            Holidays = CalendarHolidays.Of("DE", "BY").Untick(new(2026, 6, 4)),
        };
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Office);
        Assert.NotEqual(one, one with { Holidays = CalendarHolidays.Of("DE", "BY") });
        Assert.NotEqual(one, one with { Zone = Zone("Europe/Vienna") });
    }

    [Fact]
    public void A_changed_copy_forgets_what_the_original_had_worked_out()
    {
        var (from, to) = (At("2026-03-09T00:00"), At("2026-03-10T00:00"));
        Assert.Equal(WorkingTime.FromHours(8), Office.Between(from, to));
        var half = Office with { Hours = WeeklyHours.MondayToFriday(new WorkingInterval(9, 13)) };
        Assert.Equal(WorkingTime.FromHours(4), half.Between(from, to));
        Assert.Equal(WorkingTime.FromHours(8), Office.Between(from, to));
    }

    [Fact]
    public async Task Many_threads_may_ask_one_cold_calendar_at_once()
    {
        var expected = Office.Between(At("2000-01-01T00:00"), At("2030-01-01T00:00"));
        var cold = WorkingCalendar.NineToFive(Berlin);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Task.Run(() => cold.Between(At("2000-01-01T00:00"), At("2030-01-01T00:00"))))
        );
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    private static Absence Away(string day, string reason) =>
        new(new Interval(At($"{day}T00:00"), At($"{day}T23:59")), reason);

    private static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    private static Instant At(string berlin) =>
        NodaTime
            .Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm")
            .Parse(berlin)
            .Value.InZoneStrictly(Berlin)
            .ToInstant();
}
