using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>A stretch during which somebody is away, whatever the weekday.</summary>
/// <param name="When">Without an end while nobody knows whether they come back.</param>
/// <param name="Reason">In words for people, such as 'Out of office until 3 March'.</param>
public sealed record Absence(Interval When, string Reason);

/// <summary>A calendar never opens again, or never was open before; a person must name another contact or correct it.</summary>
public sealed class NeverOpenException(string message) : InvalidOperationException(message);

/// <summary>
/// When somebody works. The calendar is open at an instant when the wall clock in its zone shows a time within the weekly
/// hours, no holiday is kept then by the day on which that working interval starts, and no absence covers the instant.
/// Everything else follows from this one sentence: an hour that the clocks skip has no working time, one that they repeat
/// has it twice.
/// </summary>
/// <remarks>Two calendars are equal when they say the same. Safe for use by several threads.</remarks>
[JsonConverter(typeof(CalendarJson))]
public sealed record WorkingCalendar
{
    /// <summary>Before this instant nothing counts as working time.</summary>
    public static readonly Instant Earliest = Instant.FromUtc(1950, 1, 1, 0, 0);

    /// <summary>From this instant on nothing counts as working time.</summary>
    public static readonly Instant Latest = Instant.FromUtc(2150, 1, 1, 0, 0);

    private static readonly Duration Longest = Latest - Earliest;

    private readonly OpeningTable openings;
    private readonly ImmutableArray<Absence> absences = [];

    public WorkingCalendar(DateTimeZone zone, WeeklyHours hours)
    {
        Zone = zone;
        Hours = hours;
        openings = new OpeningTable(this);
    }

    private WorkingCalendar(WorkingCalendar original)
    {
        Zone = original.Zone;
        Hours = original.Hours;
        Holidays = original.Holidays;
        absences = original.absences;
        openings = new OpeningTable(this); // a changed copy opens at other times
    }

    public DateTimeZone Zone { get; init; }

    public WeeklyHours Hours { get; init; }

    public CalendarHolidays Holidays { get; init; } = CalendarHolidays.None;

    /// <summary>In the order of their starts.</summary>
    public ImmutableArray<Absence> Absences
    {
        get => absences;
        init => absences = [.. value.OrderBy(StartOf).ThenBy(EndOf).ThenBy(a => a.Reason, StringComparer.Ordinal)];
    }

    /// <summary>Monday to Friday 09:00 to 17:00, no holidays.</summary>
    public static WorkingCalendar NineToFive(DateTimeZone zone) =>
        new(zone, WeeklyHours.MondayToFriday(new WorkingInterval(9, 17)));

    /// <summary>The usual length of a working day on the wall clock, for words such as '2 working days (Mumbai)'.</summary>
    public WorkingTime DayLength => new(Hours.UsualDay);

    /// <summary>From when on the calendar stays closed because of an absence without end; null when it opens again.</summary>
    public Instant? ClosedForGoodFrom =>
        absences.Where(a => !a.When.HasEnd).Select(a => (Instant?)StartOf(a)).FirstOrDefault();

    /// <summary>The working time that passes between two instants. Never negative: none when the second is not later.</summary>
    public WorkingTime Between(Instant from, Instant to) =>
        from >= to ? WorkingTime.Zero : Time(openings.Between(Nanoseconds(from), Nanoseconds(to)));

    /// <summary>
    /// The first instant at which that much working time has passed; the instant itself for none. It is often the very end of
    /// the hours: eight hours after Monday 09:00 is Monday 17:00. Negative time is taken off, see <see cref="Subtract"/>.
    /// </summary>
    /// <exception cref="NeverOpenException">That much working time never passes.</exception>
    public Instant Add(Instant from, WorkingTime time) =>
        TryAdd(from, time, out var at)
            ? at
            : throw Never(
                $"has no {Words(time)} of working time {(time < WorkingTime.Zero ? "before" : "after")} {from}"
            );

    /// <summary>As <see cref="Add"/>, but false when that much working time never passes.</summary>
    public bool TryAdd(Instant from, WorkingTime time, out Instant at)
    {
        var nanoseconds = Duration.Max(-Longest, Duration.Min(time.Length, Longest)).ToInt64Nanoseconds();
        at = from;
        if (nanoseconds == 0)
            return true;

        var found =
            nanoseconds > 0
                ? openings.After(Nanoseconds(from), nanoseconds)
                : openings.Before(Nanoseconds(from), -nanoseconds);
        at = found is { } there ? InstantAt(there) : from;
        return found is not null;
    }

    /// <summary>
    /// The last instant from which that much working time passes until then; the instant itself for none. It is never the end
    /// of the hours, but the opening that follows: eight hours before Tuesday 17:00 is Tuesday 09:00.
    /// </summary>
    /// <exception cref="NeverOpenException">That much working time never passed.</exception>
    public Instant Subtract(Instant from, WorkingTime time) => Add(from, -time);

    public bool IsOpen(Instant at) => TryNextOpening(at, out var opening) && opening == at;

    /// <summary>The first open instant from then on: itself when open.</summary>
    /// <exception cref="NeverOpenException">The calendar stays closed.</exception>
    public Instant NextOpening(Instant at) =>
        TryNextOpening(at, out var opening) ? opening : throw Never($"does not open after {at}");

    /// <summary>As <see cref="NextOpening"/>, but false when the calendar stays closed.</summary>
    public bool TryNextOpening(Instant at, out Instant opening)
    {
        var found = openings.AtOrAfter(Nanoseconds(at));
        opening = found is { } next ? Instant.Max(at, InstantAt(next.Open)) : at;
        return found is not null;
    }

    /// <summary>
    /// The n-th working day after the local day of an instant (before it when negative), at a local time. Zero is that day
    /// itself, or the next working day when it is none. A time that the clocks skip becomes the first one after the gap,
    /// one that they repeat the earlier of the two.
    /// </summary>
    /// <exception cref="NeverOpenException">There are not so many working days.</exception>
    public Instant WorkingDayAt(Instant from, int workingDays, LocalTime at)
    {
        var day = LocalDay(from);
        if (workingDays == 0)
            day = WorkingDayFrom(day, 1);
        for (var left = workingDays; left != 0; left -= Math.Sign(workingDays))
            day = WorkingDayFrom(day.PlusDays(Math.Sign(workingDays)), Math.Sign(workingDays));
        return Zone.InstantOf(day.At(at));
    }

    /// <summary>
    /// The end of the last working interval that starts on a day, which for a night shift is on the following morning. For a
    /// day without work, that of the last working day before.
    /// </summary>
    /// <exception cref="NeverOpenException">There is no working day before.</exception>
    public Instant EndOfDay(LocalDate date) => InstantAt(OpeningsOf(WorkingDayFrom(date, -1))[^1].Close);

    /// <summary>Whether any working time starts on that day: holidays, absences for all of it and days that a zone skipped have none.</summary>
    public bool IsWorkingDay(LocalDate date) => OpeningsOf(date).Count > 0;

    /// <summary>Each opening within a span, cut to it, in order.</summary>
    public IEnumerable<Interval> Openings(Interval within)
    {
        var to = within.HasEnd ? Nanoseconds(within.End) : Nanoseconds(Latest);
        var from = within.HasStart ? Nanoseconds(within.Start) : 0;
        while (from < to && openings.AtOrAfter(from) is var (open, close) && open < to)
        {
            while (close < to && openings.AtOrAfter(close) is var (next, end) && next == close)
                close = end;
            yield return new Interval(InstantAt(Math.Max(from, open)), InstantAt(Math.Min(close, to)));
            from = close;
        }
    }

    /// <summary>When both of two calendars are open within a window, in order.</summary>
    public static IReadOnlyList<Interval> Overlap(WorkingCalendar one, WorkingCalendar other, Interval window) =>
        [.. one.Openings(window).SelectMany(open => other.Openings(open))];

    /// <summary>
    /// The stretches of a span in order, without gaps, each with why it counted or did not; the counted ones add up to
    /// <see cref="Between"/>. Neighbours differ in their reason. Empty when the second instant is not later.
    /// </summary>
    public IReadOnlyList<Stretch> Explain(Instant from, Instant to)
    {
        if (from >= to)
            return [];

        var cuts = new SortedSet<Instant> { from };
        cuts.UnionWith(Changes(from, to).Where(at => from < at && at < to));
        var stretches = new List<Stretch>();
        foreach (var at in cuts)
        {
            var why = WhyAt(at);
            if (stretches.Count > 0 && stretches[^1].Why == why)
                continue;
            if (stretches.Count > 0)
                stretches[^1] = stretches[^1] with { To = at };
            stretches.Add(new Stretch(at, to, why));
        }
        return stretches;
    }

    public bool Equals(WorkingCalendar? other) =>
        other is not null
        && Zone.Id == other.Zone.Id
        && Hours.Equals(other.Hours)
        && Holidays.Equals(other.Holidays)
        && absences.SequenceEqual(other.absences);

    public override int GetHashCode() => HashCode.Combine(Zone.Id, Hours, Holidays, absences.Length);

    /// <summary>The openings between two times, counted as <see cref="OpeningTable"/> counts them.</summary>
    internal IEnumerable<(long Open, long Close)> Openings(long from, long to)
    {
        var away = MergedAbsences();
        foreach (var zoneInterval in Zone.GetZoneIntervals(InstantAt(from), InstantAt(to)))
        {
            var begin = zoneInterval.HasStart ? Math.Max(from, Nanoseconds(zoneInterval.Start)) : from;
            var end = zoneInterval.HasEnd ? Math.Min(to, Nanoseconds(zoneInterval.End)) : to;
            var lastDay = InstantAt(end).WithOffset(zoneInterval.WallOffset).Date;
            for (
                var day = InstantAt(begin).WithOffset(zoneInterval.WallOffset).Date.PlusDays(-1);
                day <= lastDay;
                day = day.PlusDays(1)
            )
            {
                foreach (var opening in Openings(day, zoneInterval.WallOffset, begin, end, away))
                    yield return opening;
            }
        }
    }

    /// <summary>The openings of the working intervals that start on one day.</summary>
    private List<(long Open, long Close)> OpeningsOf(LocalDate date)
    {
        if (date < LocalDay(Earliest) || date > LocalDay(Latest))
            return [];

        var away = MergedAbsences();
        var noon = date.At(LocalTime.Noon).InUtc().ToInstant();
        var found = new List<(long Open, long Close)>();
        foreach (var zoneInterval in Zone.GetZoneIntervals(noon - Duration.FromDays(2), noon + Duration.FromDays(3)))
        {
            var begin = zoneInterval.HasStart ? Nanoseconds(zoneInterval.Start) : 0;
            var end = zoneInterval.HasEnd ? Nanoseconds(zoneInterval.End) : Nanoseconds(Latest);
            found.AddRange(Openings(date, zoneInterval.WallOffset, begin, end, away));
        }
        return found;
    }

    private IEnumerable<(long Open, long Close)> Openings(
        LocalDate day,
        Offset offset,
        long begin,
        long end,
        List<(long From, long To)> away
    )
    {
        var intervals = Hours[day.DayOfWeek];
        if (intervals.IsEmpty)
            yield break;

        var midnight = Unclamped(day.AtMidnight().WithOffset(offset).ToInstant());
        var kept = Holidays.On(day) is { } holiday ? midnight + holiday.From.NanosecondOfDay : long.MaxValue;
        foreach (var interval in intervals)
        {
            var start = midnight + interval.Start.NanosecondOfDay;
            var open = Math.Max(start, begin);
            var close = Math.Min(Math.Min(start + interval.Nanoseconds, kept), end);
            foreach (var (from, to) in away)
            {
                if (to <= open)
                    continue;
                if (from >= close)
                    break;
                if (open < from)
                    yield return (open, from);
                open = to;
            }
            if (open < close)
                yield return (open, close);
        }
    }

    private List<(long From, long To)> MergedAbsences()
    {
        var merged = new List<(long From, long To)>();
        foreach (var absence in absences)
        {
            var (from, to) = (Nanoseconds(StartOf(absence)), Nanoseconds(EndOf(absence)));
            if (merged.Count > 0 && from <= merged[^1].To)
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            else
                merged.Add((from, to));
        }
        return merged;
    }

    /// <summary>The most particular reason: an absence before a holiday, a holiday before the weekend.</summary>
    private Why WhyAt(Instant at)
    {
        if (at < Earliest || at >= Latest)
            return new Why.BeyondTheCalendar();
        if (absences.FirstOrDefault(a => a.When.Contains(at)) is { } absence)
            return new Why.Away(absence.Reason);

        var local = at.InZone(Zone).LocalDateTime;
        var yesterday = local.Date.PlusDays(-1);
        if (Hours[yesterday.DayOfWeek].Any(i => i.CrossesMidnight && local.TimeOfDay < i.End))
            return Holidays.On(yesterday) is { } eve ? Kept(eve) : new Why.Working();
        if (Holidays.On(local.Date) is { } holiday && local.TimeOfDay >= holiday.From)
            return Kept(holiday);

        var today = Hours[local.DayOfWeek];
        return today.IsEmpty ? new Why.Weekend()
            : today.Any(i => i.Start <= local.TimeOfDay && (i.End <= i.Start || local.TimeOfDay < i.End))
                ? new Why.Working()
            : today.Any(i => i.Start < local.TimeOfDay) && today.Any(i => i.Start > local.TimeOfDay) ? new Why.Break()
            : new Why.OutsideHours();
    }

    /// <summary>Every instant at which <see cref="WhyAt"/> may change, in no order, and some more.</summary>
    private IEnumerable<Instant> Changes(Instant from, Instant to)
    {
        yield return Earliest;
        yield return Latest;
        foreach (var absence in absences)
        {
            yield return StartOf(absence);
            yield return EndOf(absence);
        }

        var first = Instant.Max(from, Earliest);
        var last = Instant.Max(first, Instant.Min(to, Latest));
        foreach (var zoneInterval in Zone.GetZoneIntervals(new Interval(first, last)))
        {
            var begin = zoneInterval.HasStart ? Instant.Max(zoneInterval.Start, first) : first;
            var end = zoneInterval.HasEnd ? Instant.Min(zoneInterval.End, last) : last;
            yield return begin;
            var lastDay = end.WithOffset(zoneInterval.WallOffset).Date;
            for (
                var day = begin.WithOffset(zoneInterval.WallOffset).Date.PlusDays(-1);
                day <= lastDay;
                day = day.PlusDays(1)
            )
            {
                var midnight = day.AtMidnight().WithOffset(zoneInterval.WallOffset).ToInstant();
                yield return midnight;
                if (Holidays.On(day) is { } holiday)
                    yield return midnight + Duration.FromNanoseconds(holiday.From.NanosecondOfDay);
                foreach (var interval in Hours[day.DayOfWeek])
                {
                    var start = midnight + Duration.FromNanoseconds(interval.Start.NanosecondOfDay);
                    yield return start;
                    yield return start + interval.Length;
                }
            }
        }
    }

    private LocalDate WorkingDayFrom(LocalDate date, int step)
    {
        var (first, last) = (LocalDay(Earliest), LocalDay(ClosedForGoodFrom ?? Latest));
        var start = step > 0 ? LocalDate.Max(date, first) : LocalDate.Min(date, last);
        for (var day = start; first <= day && day <= last; day = day.PlusDays(step))
        {
            if (IsWorkingDay(day))
                return day;
        }
        throw Never($"has no working day {(step < 0 ? "before" : "after")} {date}");
    }

    private LocalDate LocalDay(Instant at) => Clamped(at).InZone(Zone).Date;

    private NeverOpenException Never(string what) =>
        new($"The calendar in {Zone.Id} {what}; check its absences and holidays, or choose another contact.");

    private static string Words(WorkingTime time) => $"{Math.Abs(time.TotalHours):0.##} h";

    private static Instant StartOf(Absence absence) => absence.When.HasStart ? absence.When.Start : Earliest;

    private static Instant EndOf(Absence absence) => absence.When.HasEnd ? absence.When.End : Latest;

    private static Instant Clamped(Instant at) => Instant.Max(Earliest, Instant.Min(at, Latest));

    private static Why.Holiday Kept(Holiday holiday) => new(holiday.Name, holiday.LocalName);

    private static long Nanoseconds(Instant at) => Unclamped(Clamped(at));

    private static long Unclamped(Instant at) => (at - Earliest).ToInt64Nanoseconds();

    private static Instant InstantAt(long nanoseconds) => Earliest + Duration.FromNanoseconds(nanoseconds);

    private static WorkingTime Time(long nanoseconds) => new(Duration.FromNanoseconds(nanoseconds));
}
