using System.Diagnostics;
using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>How fast working time is counted. The floor is what the same loop costs for clock time.</summary>
internal static class WorkingTimeSpeed
{
    private const int Calendars = 200;

    /// <param name="spans">How many spans are counted over all calendars; a million unless told otherwise.</param>
    public static IReadOnlyList<(string Name, double Value, string Unit, double Floor)> Measure(int spans = 1_000_000)
    {
        var random = new Random(20260309);
        var (first, last) = (Instant.FromUtc(2024, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0));
        var starts = Enumerable.Range(0, spans).Select(_ => first + (last - first) * random.NextDouble()).ToArray();
        var lengths = Enumerable.Range(0, spans).Select(_ => Duration.FromDays(60) * random.NextDouble()).ToArray();

        var cold = Best(() =>
        {
            var calendars = SomeCalendars();
            Longest(spans, i => calendars[i % Calendars].Between(starts[i], starts[i] + lengths[i]).Length);
        });
        var office = SomeCalendars()[0];
        var (year, twoDays) = (Duration.FromDays(365), WorkingTime.FromHours(16));
        var warm = Best(() => Longest(spans, i => office.Between(starts[i], starts[i] + year).Length));
        var adding = Best(() => Longest(spans, i => office.Add(starts[i], twoDays) - starts[i]));

        var floor = Best(() => Longest(spans, i => starts[i] + lengths[i] - starts[i]));
        var perSpan = 1e9 / spans;
        return
        [
            ("working time between two instants a year apart, warm", warm * perSpan, "ns", floor * perSpan),
            ("two working days added, warm", adding * perSpan, "ns", floor * perSpan),
            ($"{spans} spans over {Calendars} cold calendars", cold, "s", floor),
        ];
    }

    private static WorkingCalendar[] SomeCalendars()
    {
        string[] zones =
        [
            "Asia/Kolkata",
            "Europe/Berlin",
            "America/New_York",
            "America/Sao_Paulo",
            "Asia/Tokyo",
            "Australia/Sydney",
        ];
        (string Country, string? Region)[] places =
        [
            ("IN", "MH"),
            ("DE", "BY"),
            ("US", "NY"),
            ("BR", "SP"),
            ("JP", null),
            ("AU", "NSW"),
        ];
        return
        [
            .. Enumerable
                .Range(0, Calendars)
                .Select(i => new WorkingCalendar(
                    DateTimeZoneProviders.Tzdb[zones[i % zones.Length]],
                    WeeklyHours.MondayToFriday(
                        new WorkingInterval(new LocalTime(7 + i % 3, 30), new LocalTime(12, 0)),
                        new WorkingInterval(new LocalTime(13, 0), new LocalTime(16 + i % 4, 30))
                    )
                )
                {
                    Holidays = CalendarHolidays.Of(places[i % places.Length].Country, places[i % places.Length].Region),
                }),
        ];
    }

    private static double Best(Action action) => Enumerable.Range(0, 5).Min(_ => Seconds(action));

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Longest(int spans, Func<int, Duration> count)
    {
        var longest = Duration.Zero;
        for (var i = 0; i < spans; i++)
            longest = Duration.Max(longest, count(i));
        GC.KeepAlive(longest); // the result is used, so nothing of it may be left out
    }
}
