using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using NodaTime;
using NodaTime.TimeZones;
using Interval = NodaTime.Interval;

namespace MailCommitments.Tests.Calendars;

/// <summary>Calendars of every kind, and instants where they are most likely to go wrong: around changes of the clock.</summary>
internal static class SomeCalendars
{
    private static readonly Instant First = Instant.FromUtc(1975, 1, 1, 0, 0);
    private static readonly Instant Last = Instant.FromUtc(2040, 1, 1, 0, 0);

    /// <summary>Every zone of the time zone database, without its other names, in a fixed order.</summary>
    public static ImmutableArray<DateTimeZone> Zones { get; } =
    [
        .. TzdbDateTimeZoneSource
            .Default.CanonicalIdMap.Values.Distinct()
            .Order(StringComparer.Ordinal)
            .Select(id => DateTimeZoneProviders.Tzdb[id]),
    ];

    /// <summary>A calendar and a minute near a change of its clock, or any minute in a zone whose clock never changes.</summary>
    public static Gen<(WorkingCalendar Calendar, Instant Near)> Any { get; } =
        from zone in Gen.Elements<DateTimeZone>(Zones)
        from near in Near(zone)
        from calendar in In(zone, near)
        select (calendar, near);

    /// <summary>Any length up to more than five days, on a whole minute.</summary>
    public static Gen<Duration> WholeMinutes { get; } =
        Gen.Choose(0, 8_000).Select(minutes => Duration.FromMinutes(minutes));

    /// <summary>Any length up to about three months, to the nanosecond.</summary>
    public static Gen<Duration> AnyLength { get; } =
        from minutes in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(0, 3000)), (4, Gen.Choose(0, 130_000)))
        from nanoseconds in Gen.Frequency((1, Gen.Constant(0)), (1, Gen.Choose(0, int.MaxValue)))
        select Duration.FromMinutes(minutes) + Duration.FromNanoseconds(nanoseconds);

    public static Gen<WorkingTime> AnyWorkingTime { get; } = AnyLength.Select(length => new WorkingTime(length / 8));

    /// <summary>Runs a law on cases that are the same every time.</summary>
    public static void Check<T>(Gen<T> cases, int count, Action<T> law) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(new Replay(new Rnd(20260309, 17), null)),
            Prop.ForAll(cases.ToArbitrary(), law)
        );

    public static Gen<WorkingCalendar> In(DateTimeZone zone, Instant near) =>
        from hours in Hours
        from holidays in HolidaysNear(near)
        from absences in Gen.Frequency((2, Gen.Constant<Absence[]>([])), (1, AbsenceNear(near).ArrayOf().Resize(3)))
        select new WorkingCalendar(zone, hours) { Holidays = holidays, Absences = [.. absences] };

    /// <summary>Split shifts, nights and whole days: an even number of distinct quarter hours of the week, opened and closed in turn.</summary>
    private static Gen<WeeklyHours> Hours { get; } =
        Gen.Frequency(
            (1, Gen.Constant(WeeklyHours.RoundTheClock)),
            (2, Gen.Constant(WeeklyHours.MondayToFriday(new WorkingInterval(9, 17)))),
            (2, Gen.Constant(WeeklyHours.MondayToFriday(new WorkingInterval(22, 6)))),
            (
                5,
                from stretches in Gen.Choose(1, 14)
                from cuts in Gen.Choose(0, 7 * 96 - 1).ListOf(2 * stretches)
                let inOrder = cuts.Distinct().Order().ToList()
                where inOrder.Count > 1
                select new WeeklyHours(
                    inOrder.Chunk(2).Where(pair => pair.Length == 2).Select(pair => Stretch(pair[0], pair[1]))
                )
            )
        );

    private static (IsoDayOfWeek, WorkingInterval) Stretch(int from, int to) =>
        (
            (IsoDayOfWeek)(from / 96 + 1),
            new WorkingInterval(
                LocalTime.Midnight.PlusMinutes(from % 96 * 15),
                LocalTime.Midnight.PlusMinutes(Math.Min(to, from + 96) % 96 * 15)
            )
        );

    private static Gen<CalendarHolidays> HolidaysNear(Instant near) =>
        from place in Gen.Frequency(
            (2, Gen.Constant(CalendarHolidays.None)),
            (
                1,
                Gen.Elements(Holidays.Places.ToArray())
                    .Select(place => CalendarHolidays.Of(place.Country, place.Region))
            )
        )
        from added in Gen.Choose(-12, 12).ListOf().Resize(3)
        from unticked in Gen.Choose(-12, 12).ListOf().Resize(3)
        select unticked.Aggregate(
            added.Aggregate(place, (all, days) => all.Add(near.InUtc().Date.PlusDays(days), $"Closing day {days}")),
            (all, days) => all.Untick(near.InUtc().Date.PlusDays(days))
        );

    private static Gen<Absence> AbsenceNear(Instant near) =>
        from start in Gen.Choose(-20_000, 20_000)
        from length in Gen.Choose(0, 10_000)
        from reason in Gen.Elements("Out of office", "Training")
        let begin = near + Duration.FromMinutes(start)
        select new Absence(new Interval(begin, begin + Duration.FromMinutes(length)), reason);

    private static Gen<Instant> Near(DateTimeZone zone)
    {
        var changes = zone.GetZoneIntervals(First, Last).Skip(1).Select(interval => interval.Start).ToArray();
        var around =
            changes.Length == 0
                ? Gen.Choose(0, 34_000_000).Select(minute => First + Duration.FromMinutes(minute))
                : Gen.Elements(changes);
        return from start in around
            from minutes in Gen.Choose(-7_000, 1_000)
            select start + Duration.FromMinutes(minutes);
    }
}
