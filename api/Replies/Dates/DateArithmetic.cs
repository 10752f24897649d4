using MailCommitments.Calendars;
using NodaTime;
using NodaTime.Calendars;

namespace MailCommitments.Replies;

/// <summary>From the words of an expression of time to days and times of the calendar. Dates without a year lie ahead.</summary>
internal static class DateArithmetic
{
    private const int WorkEnds = 6;
    private const int MostOthers = 4;

    /// <summary>The likeliest meaning and the others.</summary>
    /// <param name="Lead">The likeliest.</param>
    /// <param name="Others">At most four, likeliest first.</param>
    /// <param name="HasPassed">The words fit a day shortly before the writing better than one ahead.</param>
    public sealed record Meanings(DateReading Lead, IReadOnlyList<DateReading> Others, bool HasPassed);

    private sealed record Days(LocalDate First, LocalDate Last);

    private sealed record Moment(Days Days, LocalTime? Time);

    /// <summary>Month first in the United States and the Philippines; day first elsewhere.</summary>
    public static bool IsDayFirst(string locale) =>
        !(
            locale is "en"
            || locale.EndsWith("-US", StringComparison.OrdinalIgnoreCase)
            || locale.EndsWith("-PH", StringComparison.OrdinalIgnoreCase)
        );

    public static int LongestMonth(int month) =>
        month == 2 ? 29
        : month is 4 or 6 or 9 or 11 ? 30
        : 31;

    /// <param name="now">When the text was written, on its writer's clock.</param>
    public static Meanings? Read(Tokens tokens, WrittenTime written, LocalDateTime now, DateContext context)
    {
        var last = written.Last;
        var (zone, otherZones) = Zones(last, written.First, context);
        List<DateReading> others = [];
        var isExclusive = IsExclusive(tokens, written) || IsByMonth(tokens, written);

        Moment? moment;
        if (written.First is { } first)
        {
            Share(first, last);
            moment = EndOfRange(first, last, now, context);
        }
        else if (written.FirstNumber > 0 && last.Time is { } close)
        {
            // '3-4 pm' ends at four; '8 - 11pm' on the day that eight o'clock comes next.
            if (close.IsHalfOpen && written.FirstNumber > close.Hour && close.Hour <= 12)
                last.Time = new ClockTime(close.Hour + (written.FirstNumber > 12 ? 0 : 12), close.Minute, false);
            moment = Of(last, now, context);
        }
        else
        {
            moment = Of(last, now, context);
            AddAlternatives(others, last, now, zone, context);
        }
        if (moment is not { } found)
            return null;

        var day =
            isExclusive && !last.IsEnd && last.Time is null && !last.IsEndOfDay ? found.Days.First : found.Days.Last;
        var lead = new DateReading(
            day,
            found.Time,
            zone,
            !(isExclusive && found.Time is null && !last.IsEnd && !last.IsEndOfDay)
        );
        if (isExclusive && !lead.Inclusive)
            others.Insert(0, lead with { Day = day.PlusDays(-1), Inclusive = true });
        if (IsByMonth(tokens, written))
            others.Add(lead with { Day = found.Days.Last, Inclusive = true });
        if (StandardTime(last.ZoneWord ?? written.First?.ZoneWord, lead) is { } standard)
            others.Add(lead with { Zone = standard });
        foreach (var other in otherZones)
            others.Add(lead with { Zone = other });
        return new Meanings(lead, Likeliest(others, lead), IsJustPast(last, now.Date));
    }

    private static List<DateReading> Likeliest(List<DateReading> others, DateReading lead)
    {
        List<DateReading> likeliest = [];
        foreach (var other in others)
        {
            if (likeliest.Count < MostOthers && other != lead && !likeliest.Contains(other))
                likeliest.Add(other);
        }
        return likeliest;
    }

    /// <summary>'before Friday' ends when Friday begins.</summary>
    private static bool IsExclusive(Tokens tokens, WrittenTime written)
    {
        for (var at = written.Start - 1; at >= Math.Max(0, written.Start - 4); at--)
        {
            if (tokens.Is(at, Sense.Before) && !tokens.Is(at, Sense.By))
                return true;
            if (
                !tokens.Is(at, Sense.The)
                && !tokens.Is(at, Sense.On)
                && !tokens.Is(at, Sense.Approx)
                && !tokens.Is(at, Sense.At)
            )
                break;
        }
        return tokens.Is(written.Start, Sense.Before) && !tokens.Is(written.Start, Sense.By)
            || tokens.Is(written.End, Sense.BeforePost)
            || tokens.Is(written.End, Sense.On) && tokens.Is(written.End + 1, Sense.BeforePost);
    }

    /// <summary>'By August' is before August begins, or else by its end.</summary>
    private static bool IsByMonth(Tokens tokens, WrittenTime written) =>
        written
            is {
                First: null,
                FirstNumber: 0,
                Last:
                {
                    Month: > 0,
                    Day: 0,
                    Year: 0,
                    Nth: 0,
                    IsEnd: false,
                    IsBegin: false,
                    IsMiddle: false,
                    MonthRelation: null,
                    Part: 0,
                    Time: null,
                    IsWeekOf: false
                }
            }
        && written.Start > 0
        && (tokens.Is(written.Start - 1, Sense.By) || tokens.Is(written.Start - 1, Sense.Until))
        && !tokens.Is(written.Start - 1, Sense.On);

    /// <summary>The parts that a range says once belong to both ends: '10 - 22 August 2012', 'Tuesday from 2:00 to 2:30 pm'.</summary>
    private static void Share(DatePhrase first, DatePhrase last)
    {
        if (last.Month == 0 && last.Day > 0 && first.Month > 0)
            last.Month = first.Month;
        if (first.Month == 0 && first.Day > 0 && last.Month > 0)
            first.Month = last.Month;
        if (first.Year == 0 && last.Year > 0 && first.Month > 0)
            first.Year = last.Year;
        if (last.Part == 0 && first.Part > 0 && last.Time is { IsHalfOpen: true, Hour: not 12 })
            last.Part = first.Part;
        if (!first.HasDay && last.HasDay && first.HasTime && last.HasTime && last.RelativeDay is null)
        {
            first.Weekday = last.Weekday;
            (first.Day, first.Month, first.Year) = (last.Day, last.Month, last.Year);
            first.Holiday = last.Holiday;
        }
    }

    private static Moment? EndOfRange(DatePhrase first, DatePhrase last, LocalDateTime now, DateContext context)
    {
        if (Of(first, now, context) is not { } start)
            return Of(last, now, context);
        if (!last.HasDay && last.HasTime && last.Span.Count == 0)
        {
            // Only a time closes the range: the same day, or the night after.
            var from = first.Time is null ? LocalTime.Midnight : start.Time ?? LocalTime.Midnight;
            var end = TimeOf(last);
            if (end is not { } time)
                return start;
            // '8 pm - 11', '11 pm - 2': the next time that the clock shows it.
            if (last is { Time: { IsHalfOpen: true } open, Part: 0 } && first.Time is not null)
            {
                var early = new LocalTime(open.Hour % 12, open.Minute);
                time =
                    early > from ? early
                    : early.PlusHours(12) > from ? early.PlusHours(12)
                    : early;
            }
            var day = time < from ? start.Days.Last.PlusDays(1) : start.Days.Last;
            return new Moment(new Days(start.Days.First, day), time);
        }
        if (Of(last, now, context) is not { } close)
            return null;
        if (close.Days.Last < start.Days.First && last.Year == 0)
        {
            // Dates without a year end ahead of the writing, though their start may have passed.
            var ahead = last.Weekday > 0 && last.Month == 0 ? close.Days.Last.PlusWeeks(1) : close.Days.Last;
            close = close with { Days = new Days(start.Days.First, ahead) };
        }
        return close with { Days = new Days(start.Days.First, close.Days.Last) };
    }

    private static (DateTimeZone Zone, IReadOnlyList<DateTimeZone> Others) Zones(
        DatePhrase last,
        DatePhrase? first,
        DateContext context
    )
    {
        if ((last.Zones ?? first?.Zones) is { } names)
        {
            DateTimeZone? lead = null;
            List<DateTimeZone> others = [];
            foreach (var name in names.Split(','))
            {
                if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not { } zone)
                    continue;
                if (lead is null)
                    lead = zone;
                else
                    others.Add(zone);
            }
            return (lead ?? context.WriterZone, others);
        }
        if (last.IsYours)
            return (context.ReaderZone, [context.WriterZone]);
        if (last.IsMine)
            return (context.WriterZone, [context.ReaderZone]);
        if (
            (last.IsEndOfDay || last.Time is not null)
            && last.Span.Count == 0
            && !context.ReaderZone.Equals(context.WriterZone)
        )
            return (context.WriterZone, [context.ReaderZone]);
        return (context.WriterZone, []);
    }

    /// <summary>'PST' written of a day in July: the clock in Los Angeles is meant, but eight hours behind UTC is what it says.</summary>
    private static DateTimeZone? StandardTime(string? name, DateReading lead)
    {
        if (name is null || lead.Time is not { } time)
            return null;
        var interval = lead.Zone.GetZoneInterval(lead.Day.At(time).InZoneLeniently(lead.Zone).ToInstant());
        return
            interval.Savings != Offset.Zero
            && name.Length is 3 or 4
            && name[^2] == 's'
            && !interval.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
            ? DateTimeZone.ForOffset(interval.StandardOffset)
            : null;
    }

    private static void AddAlternatives(
        List<DateReading> others,
        DatePhrase phrase,
        LocalDateTime now,
        DateTimeZone zone,
        DateContext context
    )
    {
        void Offer(Moment? moment)
        {
            if (moment is { } possible)
                others.Add(new DateReading(possible.Days.Last, possible.Time, zone, true));
        }

        if (phrase is { Time: { IsHalfOpen: true } time, Part: 0 } && time.Hour < 12)
        {
            var lead = TimeOf(phrase);
            var hour = lead?.Hour >= 12 ? time.Hour : time.Hour + 12;
            phrase.Time = new ClockTime(hour, time.Minute, false);
            Offer(Of(phrase, now, context));
            phrase.Time = time;
        }
        if (phrase.IsOrderOpen && !IsWeekdayOf(phrase, now.Date))
        {
            (phrase.Day, phrase.Month) = (phrase.Month, phrase.Day);
            Offer(Of(phrase, now, context));
            (phrase.Day, phrase.Month) = (phrase.Month, phrase.Day);
        }
        if (
            phrase is { Weekday: > 0, Day: 0, Month: 0, RelativeDay: null, Period: Unit.None, Nth: 0 }
            && phrase.Span.Count == 0
        )
        {
            var relation = phrase.WeekdayRelation;
            if (relation is Sense.Next)
            {
                phrase.WeekdayRelation = null;
                var near = Of(phrase, now, context);
                phrase.WeekdayRelation = relation;
                Offer(near);
            }
            else if (
                relation is Sense.This or null && now.DayOfWeek == (IsoDayOfWeek)phrase.Weekday
                || relation is Sense.This or Sense.Coming
            )
            {
                phrase.WeekdayRelation = Sense.Next;
                Offer(Of(phrase, now, context));
                phrase.WeekdayRelation = relation;
            }
        }
        if (
            phrase is { Period: Unit.Week, Weekday: 0, PeriodCount: 0, Time: null, IsBegin: false, IsMiddle: false }
            && context.Calendar is null
            && Of(phrase, now, context) is { } week
        )
            others.Add(
                new DateReading(
                    week.Days.Last.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Friday)),
                    null,
                    zone,
                    true
                )
            );
        if (
            phrase.Span.Count > 0
            && phrase.Anchor is null
            && context.Calendar is not null
            && WorkingSpan(phrase, context) is { } working
        )
            others.Add(working);
    }

    /// <summary>'within 48 hours' said on a Friday: the same number of working days later is the other reading.</summary>
    private static DateReading? WorkingSpan(DatePhrase phrase, DateContext context)
    {
        var hours = phrase.Span.Sum(part =>
            part.Unit switch
            {
                Unit.Hour => part.Amount,
                Unit.Day => part.Amount * 24,
                _ => double.NaN,
            }
        );
        if (
            context.Calendar is not { } calendar
            || double.IsNaN(hours)
            || hours < 24
            || hours > 24 * 400
            || hours % 24 != 0
        )
            return null;
        var written = context.WrittenAt.InZone(context.WriterZone);
        var day = AfterWorkingDays(written.Date, (int)(hours / 24), calendar);
        return new DateReading(
            day,
            phrase.Span.Any(part => part.Unit == Unit.Hour) ? written.TimeOfDay.Minute() : null,
            context.WriterZone,
            true
        );
    }

    private static LocalTime Minute(this LocalTime time) => new(time.Hour, time.Minute);

    private static Moment? Of(DatePhrase phrase, LocalDateTime now, DateContext context)
    {
        if (phrase.IsImpossible)
            return null;
        if (phrase.Span.Count > 0 || phrase.SpanWeekday > 0)
            return AfterSpan(phrase, now, context);

        var time = TimeOf(phrase);
        if (!phrase.HasDay)
        {
            if (phrase is { Time: null, IsEndOfDay: false, Part: 0 })
                return null;
            var today = new Days(now.Date, now.Date);
            if (phrase.IsEndOfDay && phrase.Time is null)
                return new Moment(today, phrase.IsDayItself && context.Calendar is null ? new LocalTime(23, 59) : null);
            if (phrase.Time is { Hour: 24 })
                return new Moment(new Days(now.Date.PlusDays(1), now.Date.PlusDays(1)), LocalTime.Midnight);
            if (time is not { } clock)
                return null;
            if (
                phrase.Time is { IsHalfOpen: true } open
                && phrase.Part == 0
                && clock <= now.TimeOfDay
                && open.Hour < 12
                && clock.Hour < 12
                && clock.PlusHours(12) > now.TimeOfDay
                && now.Hour < 18
            )
                clock = clock.PlusHours(12);
            return clock > now.TimeOfDay || clock == now.TimeOfDay.Minute()
                ? new Moment(today, clock)
                : new Moment(new Days(now.Date.PlusDays(1), now.Date.PlusDays(1)), clock);
        }
        if (DaysOf(phrase, now.Date, context) is not { } days)
            return null;
        if (phrase.IsNow)
            return new Moment(days, null);
        if (
            phrase is { Weekday: > 0, Day: 0, RelativeDay: null, WeekdayRelation: null, Period: Unit.None }
            && days.Last == now.Date
            && time is { } hour
            && hour <= now.TimeOfDay
        )
            days = new Days(days.First.PlusWeeks(1), days.Last.PlusWeeks(1));
        if (phrase.IsEndOfDay && phrase.Time is null)
            time = phrase.IsDayItself && context.Calendar is null ? new LocalTime(23, 59) : null;
        // 'next month at 6': the first day that the hour can come on.
        if (
            phrase.Time is not null
            && phrase.Weekday == 0
            && phrase.Day == 0
            && phrase.Period is Unit.Month or Unit.Year or Unit.Quarter
            && phrase.PeriodCount == 0
        )
            days = new Days(days.First, days.First);
        // A small hour of a night belongs to the next date.
        if (phrase.Part == 4 && phrase.Time is { IsHalfOpen: true, Hour: <= 4 })
            days = new Days(days.First.PlusDays(1), days.Last.PlusDays(1));
        return new Moment(days, time);
    }

    private static Moment? AfterSpan(DatePhrase phrase, LocalDateTime now, DateContext context)
    {
        Moment? anchor = phrase.Anchor is null ? null : Of(phrase.Anchor, now, context);
        if (phrase.Anchor is not null && anchor is null)
            return null;
        var from = anchor is { } known ? known.Days.Last.At(known.Time ?? LocalTime.Midnight) : now;
        var sign = phrase.IsBackwards ? -1 : 1;
        if (phrase.SpanWeekday > 0)
        {
            if (phrase.PeriodCount is < 1 or > 500)
                return null;
            var day = from
                .Date.With(DateAdjusters.Next((IsoDayOfWeek)phrase.SpanWeekday))
                .PlusWeeks((int)phrase.PeriodCount - 1);
            return new Moment(new Days(day, day), TimeOf(phrase));
        }

        var isClock = anchor?.Time is not null && phrase.Anchor is { Time: not null };
        var at = from;
        foreach (var (amount, unit) in phrase.Span)
        {
            if (amount is < 0 or > 9999)
                return null;
            if (Added(at, amount * sign, unit, context) is not { } next)
                return null;
            at = next;
            isClock |= unit is Unit.Hour or Unit.Minute or Unit.Second || unit == Unit.Day && amount % 1 != 0;
        }
        if (at.Year is < 1900 or > 2200)
            return null;
        if (isClock && anchor is null)
        {
            // Hours are counted on the clock that runs through changes of summer time.
            var clock = phrase
                .Span.Where(part => part.Unit is Unit.Hour or Unit.Minute or Unit.Second)
                .Aggregate(Duration.Zero, (sum, part) => sum + Clock(part.Amount * sign, part.Unit));
            var dateOnly = phrase
                .Span.Where(part => part.Unit is not (Unit.Hour or Unit.Minute or Unit.Second))
                .Aggregate(now, (sum, part) => Added(sum, part.Amount * sign, part.Unit, context) ?? sum);
            at = dateOnly
                .InZoneLeniently(context.WriterZone)
                .ToInstant()
                .Plus(clock)
                .InZone(context.WriterZone)
                .LocalDateTime;
        }
        var date = at.Date;
        if (phrase.Weekday > 0)
        {
            var weekday = (IsoDayOfWeek)phrase.Weekday;
            date = phrase.Span.Any(part => part.Unit is Unit.Month or Unit.Year or Unit.Quarter)
                ? date.With(DateAdjusters.NextOrSame(weekday))
                : Monday(date).PlusDays(phrase.Weekday - 1);
        }
        LocalTime? time = TimeOf(phrase) ?? (isClock ? at.TimeOfDay.Minute() : null);
        // A span that ends on a day off ends when work begins again.
        if (
            isClock
            && phrase.Time is null
            && context.Calendar is { } calendar
            && phrase.Span.Any(part => part.Unit == Unit.Hour && part.Amount >= 24)
            && !calendar.IsWorkingDay(date)
        )
            date = NextWorkingDay(date, calendar);
        return new Moment(new Days(date, date), time);
    }

    private static Duration Clock(double amount, Unit unit) =>
        unit switch
        {
            Unit.Hour => Duration.FromHours(amount),
            Unit.Minute => Duration.FromMinutes(amount),
            _ => Duration.FromSeconds(amount),
        };

    private static LocalDateTime? Added(LocalDateTime at, double amount, Unit unit, DateContext context)
    {
        var whole = (int)Math.Truncate(amount);
        if (Math.Abs(amount) > 9999 || unit is Unit.Year && Math.Abs(amount) > 250)
            return null;
        return unit switch
        {
            Unit.Second => at.PlusSeconds((long)amount),
            Unit.Minute => at.PlusSeconds((long)(amount * 60)),
            Unit.Hour => at.PlusSeconds((long)(amount * 3600)),
            Unit.Day => amount % 1 == 0 ? at.PlusDays(whole) : at.PlusHours((long)(amount * 24)),
            Unit.WorkingDay => AfterWorkingDays(at.Date, whole, context.Calendar).At(at.TimeOfDay),
            Unit.Week or Unit.WorkingWeek => at.PlusDays((int)(amount * 7)),
            Unit.Fortnight => at.PlusDays((int)(amount * 14)),
            Unit.Weekend => at.PlusDays(whole * 7),
            Unit.Month => amount % 1 == 0
                ? at.PlusMonths(whole)
                : at.PlusMonths(whole).PlusDays(Math.Sign(amount) * 15),
            Unit.Quarter => at.PlusMonths((int)(amount * 3)),
            Unit.Half => at.PlusMonths((int)(amount * 6)),
            Unit.Year => at.PlusMonths((int)(amount * 12)),
            _ => null,
        };
    }

    private static LocalDate AfterWorkingDays(LocalDate from, int count, WorkingCalendar? calendar)
    {
        var date = from;
        var step = count < 0 ? -1 : 1;
        var left = Math.Min(Math.Abs(count), 1000);
        for (var guard = 0; left > 0 && guard < 4000; guard++)
        {
            date = date.PlusDays(step);
            if (IsWorking(date, calendar))
                left--;
        }
        return date;
    }

    private static LocalDate NextWorkingDay(LocalDate date, WorkingCalendar calendar)
    {
        for (var guard = 0; guard < 400 && !calendar.IsWorkingDay(date); guard++)
            date = date.PlusDays(1);
        return date;
    }

    private static bool IsWorking(LocalDate date, WorkingCalendar? calendar) =>
        calendar?.IsWorkingDay(date) ?? date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);

    private static LocalDate Monday(LocalDate date) => date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));

    /// <summary>Working hours decide between morning and afternoon: 'at 5' is 17:00, 'at 9' is 09:00.</summary>
    private static LocalTime? TimeOf(DatePhrase phrase)
    {
        if (phrase.Time is { } time)
        {
            var hour = time.Hour;
            if (hour == 24)
                return phrase.HasDay ? new LocalTime(23, 59) : LocalTime.Midnight;
            if (time.IsHalfOpen)
            {
                hour = phrase.Part switch
                {
                    1 => hour == 12 ? 0 : hour,
                    2 or 3 => hour == 12 ? 12 : hour + 12,
                    4 => hour == 12 ? 0
                    : hour >= 5 ? hour + 12
                    : hour,
                    5 => hour <= 4 ? hour + 12 : hour,
                    _ => hour <= WorkEnds ? hour + 12 : hour,
                };
            }
            return new LocalTime(hour % 24, time.Minute);
        }
        return phrase.Part switch
        {
            1 => new LocalTime(12, 0),
            2 => new LocalTime(17, 0),
            3 => new LocalTime(20, 0),
            4 => new LocalTime(22, 0),
            5 => new LocalTime(13, 0),
            _ => null,
        };
    }

    private static bool IsWeekdayOf(DatePhrase phrase, LocalDate today) =>
        phrase is { Weekday: > 0, Month: > 0, Day: > 0 }
        && DateAhead(phrase, today) is { } date
        && date.DayOfWeek == (IsoDayOfWeek)phrase.Weekday;

    /// <summary>'Friday, September 28' written on 2 October 2001 is the Friday that has just gone.</summary>
    private static bool IsJustPast(DatePhrase phrase, LocalDate today)
    {
        if (phrase is { Month: > 0, Day: > 0, Year: > 0 })
            return phrase.Day <= CalendarSystem.Iso.GetDaysInMonth(phrase.Year, phrase.Month)
                && new LocalDate(phrase.Year, phrase.Month, phrase.Day) < today;
        if (phrase is not { Month: > 0, Day: > 0, Year: 0 } || DateAhead(phrase, today) is not { } ahead)
            return phrase.RelativeDay < 0
                || phrase.IsBackwards
                || phrase.WeekdayRelation == Sense.Last
                || phrase.PeriodOffset < 0
                || phrase.MonthRelation == Sense.Last;
        return Period.DaysBetween(today, ahead) > 270;
    }

    private static LocalDate? DateAhead(DatePhrase phrase, LocalDate today)
    {
        if (phrase.Year > 0)
        {
            return phrase.Day <= CalendarSystem.Iso.GetDaysInMonth(phrase.Year, phrase.Month)
                ? new LocalDate(phrase.Year, phrase.Month, phrase.Day)
                : null;
        }
        for (var year = today.Year; year <= today.Year + 8; year++)
        {
            if (phrase.Day > CalendarSystem.Iso.GetDaysInMonth(year, phrase.Month))
                continue;
            var date = new LocalDate(year, phrase.Month, phrase.Day);
            if (date >= today)
                return date;
        }
        return null;
    }

    private static Days? DaysOf(DatePhrase phrase, LocalDate today, DateContext context)
    {
        if (phrase.IsWeekOf)
        {
            var inner = DateIn(phrase, today, context);
            return inner is { } date ? new Days(date.First, LastOfWeek(Monday(date.First), context)) : null;
        }
        return DateIn(phrase, today, context);
    }

    private static Days? DateIn(DatePhrase phrase, LocalDate today, DateContext context)
    {
        static Days One(LocalDate date) => new(date, date);

        if (phrase is { Month: > 0, Day: > 0 })
        {
            if (phrase is { IsOrderOpen: true, Weekday: > 0 })
            {
                // The weekday tells 7/6 from 6/7; where it fits both, the nearer one.
                var weekday = (IsoDayOfWeek)phrase.Weekday;
                var swapped = new DatePhrase
                {
                    Day = phrase.Month,
                    Month = phrase.Day,
                    Year = phrase.Year,
                };
                var fitting = new[] { DateAhead(phrase, today), DateAhead(swapped, today) }
                    .Where(date => date?.DayOfWeek == weekday)
                    .Min();
                if (fitting is { } fits)
                    return One(fits);
            }
            if (phrase.Year == 0 && phrase is { Period: Unit.Year, PeriodCount: 0 })
                return One(
                    new LocalDate(
                        today.Year + phrase.PeriodOffset,
                        phrase.Month,
                        Math.Min(
                            phrase.Day,
                            CalendarSystem.Iso.GetDaysInMonth(today.Year + phrase.PeriodOffset, phrase.Month)
                        )
                    )
                );
            return DateAhead(phrase, today) is { } date ? One(date) : null;
        }
        if (phrase.Holiday is { } holiday)
            return HolidayIn(holiday, phrase.Year, today) is { } date ? One(date) : null;
        if (phrase.RelativeDay is { } relative)
            return One(today.PlusDays(relative));
        if (phrase.Nth != 0)
        {
            var nth = NthIn(phrase, today, context);
            if (nth is not { } gone || gone.Last >= today || phrase is not { Year: 0, Period: Unit.None })
                return nth;
            phrase.Year = today.Year + 1;
            nth = NthIn(phrase, today, context);
            phrase.Year = 0;
            return nth;
        }
        if (phrase.WeekNumber > 0)
            return IsoWeek(phrase, today, context);
        if (phrase.Period != Unit.None)
            return PeriodIn(phrase, today, context);
        if (phrase is { Weekday: > 0, Day: > 0 })
        {
            for (var month = 0; month < 40; month++)
            {
                var first = new LocalDate(today.Year, today.Month, 1).PlusMonths(month);
                if (phrase.Day > CalendarSystem.Iso.GetDaysInMonth(first.Year, first.Month))
                    continue;
                var date = first.PlusDays(phrase.Day - 1);
                if (date >= today && date.DayOfWeek == (IsoDayOfWeek)phrase.Weekday)
                    return One(date);
            }
            return null;
        }
        if (phrase.Weekday > 0)
        {
            var weekday = (IsoDayOfWeek)phrase.Weekday;
            return One(
                phrase.WeekdayRelation switch
                {
                    Sense.Next => Monday(today).PlusWeeks(1).PlusDays(phrase.Weekday - 1),
                    Sense.Coming => today.With(DateAdjusters.Next(weekday)),
                    Sense.AfterNext => today.With(DateAdjusters.Next(weekday)).PlusWeeks(1),
                    Sense.Last => today.With(DateAdjusters.Previous(weekday)),
                    _ => today.With(DateAdjusters.NextOrSame(weekday)),
                }
            );
        }
        if (phrase.Day > 0)
        {
            for (var month = 0; month < 3; month++)
            {
                var first = new LocalDate(today.Year, today.Month, 1).PlusMonths(month);
                if (
                    phrase.Day <= CalendarSystem.Iso.GetDaysInMonth(first.Year, first.Month)
                    && first.PlusDays(phrase.Day - 1) >= today
                )
                    return One(first.PlusDays(phrase.Day - 1));
            }
            return null;
        }
        if (phrase.Month > 0)
        {
            var year = phrase.Year > 0 ? phrase.Year : today.Year + (phrase.Month < today.Month ? 1 : 0);
            if (phrase.Year == 0 && phrase.MonthRelation == Sense.Last)
                year = today.Year - (phrase.Month >= today.Month ? 1 : 0);
            else if (phrase.Year == 0 && phrase.MonthRelation == Sense.Next && phrase.Month == today.Month)
                year = today.Year + 1;
            if (phrase is { Period: Unit.Year })
                year = today.Year + phrase.PeriodOffset;
            return Trimmed(phrase, new LocalDate(year, phrase.Month, 1), EndOfMonth(year, phrase.Month));
        }
        if (phrase.Year > 0)
            return Trimmed(phrase, new LocalDate(phrase.Year, 1, 1), new LocalDate(phrase.Year, 12, 31));
        return phrase.IsNow ? One(today) : null;
    }

    private static LocalDate EndOfMonth(int year, int month) =>
        new(year, month, CalendarSystem.Iso.GetDaysInMonth(year, month));

    /// <summary>'beginning of', 'early', 'mid': until the first day, through the first third, until the middle.</summary>
    private static Days Trimmed(DatePhrase phrase, LocalDate first, LocalDate last)
    {
        if (phrase.IsBegin)
        {
            var third = phrase.IsEarly ? first.PlusDays((Period.DaysBetween(first, last) + 1) / 3 - 1) : first;
            return new Days(first, third);
        }
        if (phrase.IsMiddle)
        {
            var middle = first.PlusDays(Period.DaysBetween(first, last) / 2);
            return new Days(first, middle);
        }
        return new Days(first, last);
    }

    /// <summary>Sunday, or the last working day of the week when a calendar says which days are.</summary>
    private static LocalDate LastOfWeek(LocalDate monday, DateContext context)
    {
        if (context.Calendar is { } calendar)
        {
            for (var day = 6; day >= 0; day--)
            {
                if (calendar.IsWorkingDay(monday.PlusDays(day)))
                    return monday.PlusDays(day);
            }
        }
        return monday.PlusDays(6);
    }

    private static Days? PeriodIn(DatePhrase phrase, LocalDate today, DateContext context)
    {
        var offset = phrase.PeriodOffset;
        if (phrase.PeriodCount != 0)
        {
            // 'the next two quarters' are those of the calendar.
            if (phrase.Period == Unit.Quarter && phrase.PeriodCount > 0)
            {
                var current = new LocalDate(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
                return new Days(
                    current.PlusMonths(3),
                    current.PlusMonths(3 * ((int)Math.Min(phrase.PeriodCount, 400) + 1)).PlusDays(-1)
                );
            }
            if (
                Added(today.AtMidnight(), phrase.PeriodCount, phrase.Period, context) is not { } end
                || end.Year is < 1900 or > 2200
            )
                return null;
            var reached = phrase.Weekday > 0 ? Monday(end.Date).PlusDays(phrase.Weekday - 1) : end.Date;
            return new Days(today, reached);
        }
        var monday = Monday(today).PlusWeeks(offset);
        var month = new LocalDate(today.Year, today.Month, 1).PlusMonths(offset);
        switch (phrase.Period)
        {
            case Unit.Day:
                return new Days(today.PlusDays(offset), today.PlusDays(offset));
            case Unit.WorkingDay:
                var working = AfterWorkingDays(today, offset, context.Calendar);
                return new Days(working, working);
            case Unit.Week or Unit.WorkingWeek when phrase.Weekday > 0:
                return new Days(monday.PlusDays(phrase.Weekday - 1), monday.PlusDays(phrase.Weekday - 1));
            case Unit.Week:
                return Trimmed(phrase, monday, phrase.IsMiddle ? monday.PlusDays(4) : LastOfWeek(monday, context));
            case Unit.WorkingWeek:
                return new Days(monday, context.Calendar is null ? monday.PlusDays(4) : LastOfWeek(monday, context));
            case Unit.Weekend:
                return phrase.Weekday > 5
                    ? new Days(monday.PlusDays(phrase.Weekday - 1), monday.PlusDays(phrase.Weekday - 1))
                    : new Days(monday.PlusDays(5), monday.PlusDays(6));
            case Unit.Fortnight:
                return new Days(today, today.PlusDays(14 * Math.Max(1, offset)));
            case Unit.Month when phrase.Day > 0:
                if (phrase.Day > CalendarSystem.Iso.GetDaysInMonth(month.Year, month.Month))
                    return null;
                return new Days(month.PlusDays(phrase.Day - 1), month.PlusDays(phrase.Day - 1));
            case Unit.Month:
                return Trimmed(phrase, month, EndOfMonth(month.Year, month.Month));
            case Unit.Quarter:
                var quarter = new LocalDate(today.Year, (today.Month - 1) / 3 * 3 + 1, 1).PlusMonths(3 * offset);
                return Trimmed(phrase, quarter, quarter.PlusMonths(3).PlusDays(-1));
            case Unit.Year:
                var year = phrase.Year > 0 ? phrase.Year : today.Year + offset;
                return Trimmed(phrase, new LocalDate(year, 1, 1), new LocalDate(year, 12, 31));
            default:
                return null;
        }
    }

    private static Days? NthIn(DatePhrase phrase, LocalDate today, DateContext context)
    {
        var year =
            phrase.Year > 0 ? phrase.Year
            : phrase.Period == Unit.Year ? today.Year + phrase.PeriodOffset
            : today.Year;
        if (phrase is { NthUnit: Unit.Half, Month: > 0 })
        {
            var start = new LocalDate(year, phrase.Month, 1);
            if (phrase.Year == 0 && EndOfMonth(start.Year, start.Month) < today)
                start = start.PlusYears(1);
            return phrase.Nth == 1
                ? new Days(start, start.PlusDays(14))
                : new Days(start.PlusDays(15), EndOfMonth(start.Year, start.Month));
        }
        if (phrase.NthUnit is Unit.Quarter or Unit.Half)
        {
            var months = phrase.NthUnit == Unit.Quarter ? 3 : 6;
            var nth = phrase.Nth == -1 ? 12 / months : phrase.Nth;
            if (nth * months > 12)
                return null;
            var first = new LocalDate(year, (nth - 1) * months + 1, 1);
            if (phrase.Year == 0 && phrase.PeriodOffset == 0 && first.PlusMonths(months) <= today)
                first = first.PlusYears(1);
            return Trimmed(phrase, first, first.PlusMonths(months).PlusDays(-1));
        }
        var isYear = phrase.Month == 0 && phrase.Period is not (Unit.Month or Unit.Quarter);
        if (phrase.NthUnit == Unit.Month)
        {
            var nth = phrase.Nth == -1 ? 12 : phrase.Nth;
            return nth > 12 ? null : new Days(new LocalDate(year, nth, 1), EndOfMonth(year, nth));
        }

        LocalDate from;
        LocalDate to;
        if (isYear)
            (from, to) = (new LocalDate(year, 1, 1), new LocalDate(year, 12, 31));
        else if (phrase.Month > 0)
        {
            from = new LocalDate(year, phrase.Month, 1);
            if (phrase.Year == 0 && phrase.Period != Unit.Year && EndOfMonth(from.Year, from.Month) < today)
                from = from.PlusYears(1);
            to = EndOfMonth(from.Year, from.Month);
        }
        else
        {
            from = new LocalDate(today.Year, today.Month, 1).PlusMonths(
                phrase.PeriodOffset * (phrase.Period == Unit.Quarter ? 3 : 1)
            );
            to = EndOfMonth(from.Year, from.Month);
        }

        if (phrase.NthWeekday > 0)
        {
            var weekday = (IsoDayOfWeek)phrase.NthWeekday;
            var date =
                phrase.Nth < 0
                    ? to.With(DateAdjusters.PreviousOrSame(weekday))
                    : from.With(DateAdjusters.NextOrSame(weekday)).PlusWeeks(phrase.Nth - 1);
            return new Days(date, date);
        }
        switch (phrase.NthUnit)
        {
            case Unit.Day:
                var day = phrase.Nth < 0 ? to : from.PlusDays(phrase.Nth - 1);
                return new Days(day, day);
            case Unit.WorkingDay:
                var working =
                    phrase.Nth < 0
                        ? AfterWorkingDays(to.PlusDays(1), -1, context.Calendar)
                        : AfterWorkingDays(from.PlusDays(-1), phrase.Nth, context.Calendar);
                return new Days(working, working);
            case Unit.Week:
                // A week belongs to the month that holds its Thursday, as ISO 8601 has it for years.
                var thursday =
                    phrase.Nth < 0
                        ? to.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Thursday))
                        : from.With(DateAdjusters.NextOrSame(IsoDayOfWeek.Thursday)).PlusWeeks(phrase.Nth - 1);
                var monday = thursday.PlusDays(-3);
                return phrase.Weekday > 0
                    ? new Days(monday.PlusDays(phrase.Weekday - 1), monday.PlusDays(phrase.Weekday - 1))
                    : new Days(monday, LastOfWeek(monday, context));
            case Unit.Weekend:
                var saturday =
                    phrase.Nth < 0
                        ? to.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Saturday))
                        : from.With(DateAdjusters.NextOrSame(IsoDayOfWeek.Saturday)).PlusWeeks(phrase.Nth - 1);
                return new Days(saturday, saturday.PlusDays(1));
            default:
                return null;
        }
    }

    private static Days? IsoWeek(DatePhrase phrase, LocalDate today, DateContext context)
    {
        var rule = WeekYearRules.Iso;
        var year = phrase.Year > 0 ? phrase.Year : rule.GetWeekYear(today);
        if (phrase.WeekNumber > rule.GetWeeksInWeekYear(year))
            return null;
        var monday = rule.GetLocalDate(year, phrase.WeekNumber, IsoDayOfWeek.Monday);
        if (phrase.Year == 0 && monday.PlusDays(6) < today && phrase.WeekNumber <= rule.GetWeeksInWeekYear(year + 1))
            monday = rule.GetLocalDate(year + 1, phrase.WeekNumber, IsoDayOfWeek.Monday);
        return phrase.Weekday > 0
            ? new Days(monday.PlusDays(phrase.Weekday - 1), monday.PlusDays(phrase.Weekday - 1))
            : new Days(monday, LastOfWeek(monday, context));
    }

    private static LocalDate? HolidayIn(string holiday, int year, LocalDate today)
    {
        if (year > 0)
            return HolidayOf(holiday, year);
        return HolidayOf(holiday, today.Year) is { } date && date >= today ? date : HolidayOf(holiday, today.Year + 1);
    }

    private static LocalDate? HolidayOf(string holiday, int year)
    {
        if (holiday.StartsWith("easter", StringComparison.Ordinal))
            return Easter(year)
                .PlusDays(
                    holiday.Length > 6
                        ? int.Parse(
                            holiday.AsSpan(6),
                            System.Globalization.NumberStyles.AllowLeadingSign,
                            System.Globalization.CultureInfo.InvariantCulture
                        )
                        : 0
                );
        if (holiday.Contains('/'))
        {
            // month/weekday/which, days later: Black Friday is 11/4/4+1.
            var later = holiday.IndexOf('+') is >= 0 and var plus
                ? int.Parse(holiday.AsSpan(plus + 1), System.Globalization.CultureInfo.InvariantCulture)
                : 0;
            var rule = holiday
                .Split('+')[0]
                .Split('/')
                .Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture))
                .ToArray();
            var weekday = (IsoDayOfWeek)rule[1];
            var date =
                rule[2] < 0
                    ? EndOfMonth(year, rule[0]).With(DateAdjusters.PreviousOrSame(weekday))
                    : new LocalDate(year, rule[0], 1).With(DateAdjusters.NextOrSame(weekday)).PlusWeeks(rule[2] - 1);
            return date.PlusDays(later);
        }
        var parts = holiday.Split('-');
        return new LocalDate(
            year,
            int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Easter Sunday of the Gregorian calendar; Anonymous Gregorian algorithm, Nature 13 (1876), 487.</summary>
    private static LocalDate Easter(int year)
    {
        var a = year % 19;
        var (b, c) = (year / 100, year % 100);
        var h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
        var l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
        var m = (a + 11 * h + 22 * l) / 451;
        var sum = h + l - 7 * m + 114;
        return new LocalDate(year, sum / 31, sum % 31 + 1);
    }
}
