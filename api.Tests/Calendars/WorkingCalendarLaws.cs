using FsCheck.Fluent;
using MailCommitments.Calendars;
using NodaTime;
using static MailCommitments.Tests.Calendars.SomeCalendars;

namespace MailCommitments.Tests.Calendars;

/// <summary>What holds for every calendar in every zone, most of all around changes of the clock.</summary>
public class WorkingCalendarLaws
{
    private static readonly Duration Nanosecond = Duration.FromNanoseconds(1);

    [Fact]
    public void Working_time_is_what_a_look_at_the_wall_clock_every_minute_counts() =>
        Check(
            from some in Any
            from length in WholeMinutes
            select (some.Calendar, From: some.Near, To: some.Near + length),
            300,
            span =>
                Assert.Equal(
                    MinuteByMinute.MinutesOpen(span.Calendar, span.From, span.To),
                    span.Calendar.Between(span.From, span.To).Length.TotalMinutes
                )
        );

    [Fact]
    public void In_every_zone_the_week_around_a_change_of_the_clock_is_counted_as_the_wall_clock_shows_it()
    {
        var (from, to) = (Instant.FromUtc(1990, 1, 1, 0, 0), Instant.FromUtc(2037, 1, 1, 0, 0));
        var night = WeeklyHours.Same(WeeklyHours.Week, new WorkingInterval(9, 17), new WorkingInterval(22, 3));
        foreach (var zone in Zones)
        {
            var calendar = new WorkingCalendar(zone, night);
            foreach (
                var change in zone.GetZoneIntervals(from, to).Skip(1).Select(i => i.Start).Chunk(40).Select(c => c[0])
            )
            {
                var (start, end) = (change - Duration.FromHours(25), change + Duration.FromHours(26));
                Assert.Equal(
                    MinuteByMinute.MinutesOpen(calendar, start, end),
                    calendar.Between(start, end).Length.TotalMinutes
                );
            }
        }
    }

    [Fact]
    public void A_span_is_the_sum_of_its_parts() =>
        Check(
            from some in Any
            from one in AnyLength
            from other in AnyLength
            select (some.Calendar, A: some.Near, B: some.Near + one, C: some.Near + one + other),
            1000,
            span =>
                Assert.Equal(
                    span.Calendar.Between(span.A, span.C),
                    span.Calendar.Between(span.A, span.B) + span.Calendar.Between(span.B, span.C)
                )
        );

    [Fact]
    public void Working_time_is_never_negative_nor_longer_than_clock_time() =>
        Check(
            from some in Any
            from length in AnyLength
            select (some.Calendar, From: some.Near, Length: length),
            1000,
            span =>
            {
                var worked = span.Calendar.Between(span.From, span.From + span.Length);
                Assert.InRange(worked.Length, Duration.Zero, span.Length);
                Assert.Equal(WorkingTime.Zero, span.Calendar.Between(span.From + span.Length, span.From));
            }
        );

    [Fact]
    public void What_was_added_has_passed_and_not_a_nanosecond_earlier() =>
        Check(
            from some in Any
            from any in AnyWorkingTime
            from length in AnyLength
            from time in Gen.Elements(any, some.Calendar.Between(some.Near, some.Near + length)) // often up to a closing
            select (some.Calendar, From: some.Near, Time: time),
            1000,
            given =>
            {
                var (calendar, from, time) = given;
                var at = calendar.Add(from, time);
                Assert.Equal(time, calendar.Between(from, at));
                Assert.True(time == WorkingTime.Zero ? at == from : calendar.Between(from, at - Nanosecond) < time);
            }
        );

    [Fact]
    public void What_was_taken_off_had_still_to_pass_and_not_a_nanosecond_later() =>
        Check(
            from some in Any
            from any in AnyWorkingTime
            from length in AnyLength
            from time in Gen.Elements(any, some.Calendar.Between(some.Near - length, some.Near)) // often from an opening
            select (some.Calendar, To: some.Near, Time: time),
            1000,
            given =>
            {
                var (calendar, to, time) = given;
                var at = calendar.Subtract(to, time);
                Assert.Equal(time, calendar.Between(at, to));
                Assert.True(time == WorkingTime.Zero ? at == to : calendar.Between(at + Nanosecond, to) < time);
                Assert.Equal(at, calendar.Add(to, -time));
            }
        );

    [Fact]
    public void Adding_more_or_starting_later_never_ends_earlier() =>
        Check(
            from some in Any
            from later in AnyLength
            from time in AnyWorkingTime
            from more in AnyWorkingTime
            select (some.Calendar, From: some.Near, Later: some.Near + later, Time: time, More: time + more),
            1000,
            given =>
            {
                var calendar = given.Calendar;
                Assert.True(calendar.Add(given.From, given.Time) <= calendar.Add(given.From, given.More));
                Assert.True(calendar.Add(given.From, given.Time) <= calendar.Add(given.Later, given.Time));
                Assert.True(calendar.Subtract(given.From, given.Time) <= calendar.Subtract(given.Later, given.Time));
                Assert.True(calendar.Subtract(given.From, given.More) <= calendar.Subtract(given.From, given.Time));
            }
        );

    [Fact]
    public void The_next_opening_is_open_and_no_working_time_passes_until_then() =>
        Check(
            Any,
            1000,
            some =>
            {
                var opening = some.Calendar.NextOpening(some.Near);
                Assert.True(some.Calendar.IsOpen(opening));
                Assert.Equal(WorkingTime.Zero, some.Calendar.Between(some.Near, opening));
                Assert.Equal(some.Calendar.IsOpen(some.Near), opening == some.Near);
                Assert.Equal(MinuteByMinute.IsOpen(some.Calendar, some.Near), some.Calendar.IsOpen(some.Near));
            }
        );

    [Fact]
    public void An_explanation_leaves_no_gap_and_its_counted_stretches_add_up() =>
        Check(
            from some in Any
            from length in WholeMinutes
            where length > Duration.Zero
            select (some.Calendar, From: some.Near, To: some.Near + length),
            200,
            span =>
            {
                var stretches = span.Calendar.Explain(span.From, span.To);
                Assert.Equal(span.From, stretches[0].From);
                Assert.Equal(span.To, stretches[^1].To);
                Assert.All(stretches, stretch => Assert.True(stretch.From < stretch.To));
                Assert.All(
                    stretches.Zip(stretches.Skip(1)),
                    pair => Assert.True(pair.First.To == pair.Second.From && pair.First.Why != pair.Second.Why)
                );
                foreach (var stretch in stretches)
                    Assert.Equal(
                        stretch.Counted ? stretch.ClockTime : Duration.Zero,
                        span.Calendar.Between(stretch.From, stretch.To).Length
                    );
            }
        );

    [Fact]
    public void The_overlap_of_two_calendars_is_when_both_are_open() =>
        Check(
            from some in Any
            from otherZone in Gen.Elements<DateTimeZone>(Zones)
            from other in In(otherZone, some.Near)
            from length in WholeMinutes
            select (One: some.Calendar, Other: other, From: some.Near, To: some.Near + length),
            80,
            given =>
            {
                var overlap = WorkingCalendar.Overlap(given.One, given.Other, new(given.From, given.To));
                Assert.Equal(
                    MinuteByMinute
                        .Minutes(given.From, given.To)
                        .Count(at => MinuteByMinute.IsOpen(given.One, at) && MinuteByMinute.IsOpen(given.Other, at)),
                    overlap.Sum(interval => interval.Duration.TotalMinutes)
                );
                Assert.All(overlap.Zip(overlap.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
                Assert.Equal(overlap, WorkingCalendar.Overlap(given.Other, given.One, new(given.From, given.To)));
            }
        );

    [Fact]
    public void The_nth_working_day_has_n_working_days_up_to_it() =>
        Check(
            from some in Any
            from days in Gen.Choose(1, 12)
            from hour in Gen.Choose(0, 23)
            select (some.Calendar, From: some.Near, Days: days, At: new LocalTime(hour, 30)),
            300,
            given =>
            {
                var (calendar, from, days, at) = given;
                var today = from.InZone(calendar.Zone).Date;
                var there = calendar.WorkingDayAt(from, days, at).InZone(calendar.Zone);
                Assert.Equal(days, WorkingDays(calendar, today.PlusDays(1), there.Date));
                Assert.True(calendar.IsWorkingDay(there.Date));
                Assert.True(there.TimeOfDay >= at);

                var back = calendar.WorkingDayAt(from, -days, at).InZone(calendar.Zone);
                Assert.Equal(days, WorkingDays(calendar, back.Date, today.PlusDays(-1)));
                Assert.True(calendar.IsWorkingDay(back.Date));
            }
        );

    [Fact]
    public void The_end_of_a_day_is_when_its_last_working_interval_closes() =>
        Check(
            from some in Any
            from days in Gen.Choose(-6, 6)
            select (some.Calendar, Date: some.Near.InUtc().Date.PlusDays(days)),
            400,
            given =>
            {
                var (calendar, date) = given;
                var end = calendar.EndOfDay(date);
                Assert.True(calendar.IsOpen(end - Nanosecond));
                Assert.True(calendar.EndOfDay(date.PlusDays(1)) > end == calendar.IsWorkingDay(date.PlusDays(1)));
            }
        );

    [Fact]
    public void A_warm_calendar_says_what_a_fresh_one_says() =>
        Check(
            from some in Any
            from first in AnyLength
            from length in AnyLength
            select (some.Calendar, some.Near, First: first, Length: length),
            200,
            given =>
            {
                var (calendar, near, first, length) = given;
                calendar.Between(near - first * 50, near + length * 50);
                var fresh = calendar with { Zone = calendar.Zone };
                Assert.Equal(fresh.Between(near, near + length), calendar.Between(near, near + length));
            }
        );

    private static int WorkingDays(WorkingCalendar calendar, LocalDate first, LocalDate last)
    {
        var count = 0;
        for (var day = first; day <= last; day = day.PlusDays(1))
            count += calendar.IsWorkingDay(day) ? 1 : 0;
        return count;
    }
}
