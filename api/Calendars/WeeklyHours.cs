using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Calendars;

/// <summary>
/// One stretch of work on the wall clock, from <paramref name="Start"/> up to but not including <paramref name="End"/>.
/// An end at or before the start lies on the following day, so 22:00 to 06:00 is a night and 00:00 to 00:00 a whole day.
/// </summary>
public sealed record WorkingInterval(LocalTime Start, LocalTime End)
{
    /// <summary>On whole hours; 24 is the midnight at the end of the day.</summary>
    public WorkingInterval(int startHour, int endHour)
        : this(new LocalTime(startHour, 0), endHour == 24 ? LocalTime.Midnight : new LocalTime(endHour, 0)) { }

    /// <summary>The length on the wall clock; on a night when the clocks change, the working time differs.</summary>
    public Duration Length => Duration.FromNanoseconds(Nanoseconds);

    public bool CrossesMidnight => End <= Start && End != LocalTime.Midnight;

    internal long Nanoseconds =>
        End.NanosecondOfDay - Start.NanosecondOfDay + (End > Start ? 0 : NodaConstants.NanosecondsPerDay);

    public override string ToString() =>
        $"{LocalTimePattern.GeneralIso.Format(Start)[..5]}–{LocalTimePattern.GeneralIso.Format(End)[..5]}";
}

/// <summary>
/// The working intervals of each weekday: any number, in order, none overlapping. An interval that crosses midnight belongs
/// to the weekday on which it starts. There is at least one in the week.
/// </summary>
public sealed class WeeklyHours : IEquatable<WeeklyHours>
{
    private readonly ImmutableArray<ImmutableArray<WorkingInterval>> days; // Monday is 0

    /// <param name="intervals">In any order; weekdays that are not named are free.</param>
    /// <exception cref="ArgumentException">There is none at all, or two overlap; <see cref="WhyNot"/> says so beforehand.</exception>
    public WeeklyHours(IEnumerable<(IsoDayOfWeek Day, WorkingInterval Interval)> intervals)
    {
        var all = intervals.ToList();
        if (WhyNot(all) is { } problem)
            throw new ArgumentException(problem, nameof(intervals));
        days =
        [
            .. Week.Select(day =>
                all.Where(i => i.Day == day).Select(i => i.Interval).OrderBy(i => i.Start).ToImmutableArray()
            ),
        ];
        UsualDay = days.Where(day => day.Length > 0)
            .Select(day => day.Aggregate(Duration.Zero, (sum, interval) => sum + interval.Length))
            .GroupBy(length => length)
            .OrderByDescending(same => same.Count())
            .ThenByDescending(same => same.Key)
            .First()
            .Key;
    }

    /// <summary>The weekdays from Monday on.</summary>
    public static IReadOnlyList<IsoDayOfWeek> Week { get; } =
    [
        IsoDayOfWeek.Monday,
        IsoDayOfWeek.Tuesday,
        IsoDayOfWeek.Wednesday,
        IsoDayOfWeek.Thursday,
        IsoDayOfWeek.Friday,
        IsoDayOfWeek.Saturday,
        IsoDayOfWeek.Sunday,
    ];

    public static WeeklyHours RoundTheClock { get; } = Same(Week, new WorkingInterval(0, 24));

    public static WeeklyHours MondayToFriday(params IEnumerable<WorkingInterval> intervals) =>
        Same(Week.Take(5), intervals);

    /// <summary>The same intervals on each of the given weekdays.</summary>
    public static WeeklyHours Same(IEnumerable<IsoDayOfWeek> days, params IEnumerable<WorkingInterval> intervals) =>
        new(days.SelectMany(_ => intervals, (day, interval) => (day, interval)));

    /// <summary>In the order of their starts; empty on a free weekday.</summary>
    public ImmutableArray<WorkingInterval> this[IsoDayOfWeek day] => days[(int)day - 1];

    /// <summary>The length that most working weekdays have; of several as frequent ones the longest.</summary>
    public Duration UsualDay { get; }

    /// <summary>Why these cannot be weekly hours, in words for the person who entered them; null when they can.</summary>
    public static string? WhyNot(IEnumerable<(IsoDayOfWeek Day, WorkingInterval Interval)> intervals)
    {
        var inOrder = intervals
            .Select(i => (i.Day, i.Interval, Start: StartInWeek(i.Day, i.Interval)))
            .OrderBy(i => i.Start)
            .ToList();
        if (inOrder.Count == 0)
            return Say("There is no working time in the week; enter at least one interval.");

        var sundayRunsOn = inOrder[0].Start + Duration.FromDays(7);
        for (var i = 0; i < inOrder.Count; i++)
        {
            var (day, interval, start) = inOrder[i];
            var next = inOrder[(i + 1) % inOrder.Count];
            var nextStart = i + 1 < inOrder.Count ? next.Start : sundayRunsOn;
            if (start + interval.Length > nextStart)
                return Say(
                    "{0} {1} and {2} {3} overlap; shorten one of them.",
                    Short(day),
                    interval,
                    Short(next.Day),
                    next.Interval
                );
        }
        return null;
    }

    public bool Equals(WeeklyHours? other) =>
        other is not null && days.Zip(other.days).All(pair => pair.First.SequenceEqual(pair.Second));

    public override bool Equals(object? obj) => Equals(obj as WeeklyHours);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var interval in days.SelectMany(day => day))
            hash.Add(interval);
        return hash.ToHashCode();
    }

    private static Duration StartInWeek(IsoDayOfWeek day, WorkingInterval interval) =>
        Duration.FromDays((int)day - 1) + Duration.FromNanoseconds(interval.Start.NanosecondOfDay);
}
