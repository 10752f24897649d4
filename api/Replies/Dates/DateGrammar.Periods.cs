namespace MailCommitments.Replies;

// Weeks, months, quarters and years: which one, which of them, its end.
internal sealed partial class DateGrammar
{
    /// <summary>'EOD', 'end of', 'Monatsende', 'mid', 'week of'.</summary>
    private bool Boundary(ref int at, DatePhrase phrase)
    {
        if (tokens.Is(at, Sense.EndOfDay, out var close))
        {
            phrase.IsEndOfDay = true;
            phrase.IsDayItself = close.Number == 1;
            phrase.IsYours |= close.Number == 2;
            phrase.IsMine |= close.Number == 3;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.EndOf, out var unit) && phrase.Period == Unit.None)
        {
            phrase.IsEnd = true;
            phrase.Period = (Unit)unit.Number;
            at++;
            return true;
        }
        // 'सप्ताह के अंत में', 'month-end', 'रविवार के अंत में': the end stands behind.
        if (tokens.Language is "hi" or "en")
        {
            var endAt = tokens.IsMark(at + 1, '-') ? at + 2 : at + 1;
            if (
                tokens.Is(at, Sense.Unit, out var whole)
                && tokens.Is(endAt, Sense.End)
                && (Unit)whole.Number is Unit.Week or Unit.Month or Unit.Quarter or Unit.Year
                && phrase.Period == Unit.None
            )
            {
                phrase.IsEnd = true;
                phrase.Period = (Unit)whole.Number;
                at = endAt + 1;
                return true;
            }
            if (
                tokens.Language == "hi"
                && tokens.Is(at, Sense.End)
                && phrase is { Period: not Unit.None, IsEnd: false }
            )
            {
                phrase.IsEnd = true;
                at++;
                return true;
            }
            if (tokens.Language == "hi" && tokens.Is(at, Sense.End) && (phrase.Weekday > 0 || phrase.Day > 0))
            {
                phrase.IsEndOfDay = phrase.IsDayItself = true;
                at++;
                return true;
            }
        }
        var isEnd = tokens.Is(at, Sense.End);
        var isBegin = tokens.Is(at, Sense.Begin, out var beginning);
        phrase.IsEarly |= isBegin && beginning.Number == 1;
        var isMiddle = tokens.Is(at, Sense.Middle);
        if (isEnd || isBegin || isMiddle)
        {
            var next = at + 1;
            if (tokens.IsMark(next, '-'))
                next++;
            while (
                next < at + 5
                && (tokens.Is(next, Sense.Of) || tokens.Is(next, Sense.The) || tokens.Is(next, Sense.Working))
                && !tokens.Is(next, Sense.Unit)
            )
                next++;
            if (tokens.Is(next, Sense.Unit, out var of))
            {
                var period = (Unit)of.Number;
                if (isEnd && period is Unit.Day or Unit.WorkingDay)
                {
                    phrase.IsEndOfDay = true;
                    phrase.IsDayItself = true;
                    at = next + 1;
                    return true;
                }
                if (
                    period is Unit.Week or Unit.Month or Unit.Quarter or Unit.Year or Unit.WorkingWeek
                    && phrase.Period == Unit.None
                )
                {
                    Mark(phrase, isEnd, isBegin);
                    phrase.Period = period;
                    at = next + 1;
                    if (tokens.Is(at, Sense.Next))
                    {
                        phrase.PeriodOffset = 1;
                        at++;
                    }
                    return true;
                }
                return false;
            }
            // 'end of next week', 'Ende August', 'end of Friday'
            var probe = next;
            if (isEnd && tokens.Is(next, Sense.Day) && !tokens.Is(next, Sense.Month))
            {
                phrase.IsEndOfDay = true;
                phrase.IsDayItself = true;
                at = next;
                return true;
            }
            var trial = new DatePhrase();
            var isPeriod =
                Modified(ref probe, trial)
                || NthOf(ref probe, trial)
                || DayAndMonth(ref probe, trial)
                || BareYear(ref probe, trial)
                || Named(ref probe, trial, false);
            if (!isPeriod)
                return false;
            if (trial.Weekday > 0 || trial.Day > 0 && trial.Month > 0)
            {
                if (!isEnd)
                    return false;
                phrase.IsEndOfDay = true;
                phrase.IsDayItself = true;
                at = next;
                return true;
            }
            if (trial.Period == Unit.None && trial.Month == 0 && trial.Nth == 0 && trial.Year == 0)
                return false;
            Mark(phrase, isEnd, isBegin);
            at = next;
            return true;
        }
        if (tokens.Is(at, Sense.WeekOf) && !phrase.IsWeekOf)
        {
            phrase.IsWeekOf = true;
            at++;
            while (tokens.Is(at, Sense.The) || tokens.Is(at, Sense.On))
                at++;
            return true;
        }
        if (tokens.Is(at, Sense.WeekOfPost) && (phrase.Day > 0 || phrase.Month > 0))
        {
            phrase.IsWeekOf = true;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.Working) && phrase.Period == Unit.None)
        {
            phrase.Period = Unit.WorkingWeek;
            at++;
            return true;
        }
        return false;
    }

    private static void Mark(DatePhrase phrase, bool isEnd, bool isBegin)
    {
        phrase.IsEnd |= isEnd;
        phrase.IsBegin |= isBegin && !isEnd;
        phrase.IsMiddle |= !isEnd && !isBegin;
    }

    /// <summary>'third quarter', 'last week of July', 'first Wednesday of October', '20th day of next month', 'week 31'.</summary>
    private bool NthOf(ref int at, DatePhrase phrase)
    {
        if (phrase.Nth != 0)
            return false;
        var start = at;
        if (
            (
                tokens.Is(at, Sense.QuarterOf, out var named)
                || tokens.Is(at, Sense.HalfYear, out named) && !IsNoun(at + 1)
            ) && !IsCode(at + 1)
        )
        {
            phrase.Nth = named.Number;
            phrase.NthUnit = named.Sense == Sense.QuarterOf ? Unit.Quarter : Unit.Half;
            at++;
            return true;
        }
        int nth;
        int next;
        var isLast = tokens.Is(start, Sense.Last, out _);
        if (isLast)
        {
            nth = -1;
            next = start + 1;
        }
        else if (!Ordinal(start, out nth, out next))
        {
            if (IsDayOfPeriod(start))
            {
                phrase.Day = tokens[start].Number;
                at = start + 1;
                return true;
            }
            if (
                (tokens.Is(start, Sense.Unit, out var week) && (Unit)week.Number == Unit.Week)
                && tokens.IsDigits(start + 1)
                && tokens[start + 1].Number is >= 1 and <= 53
                && tokens[start + 1].Length <= 2
                && !IsCode(start + 2)
                && !(tokens[start].Length == 1 && IsNoun(start + 2))
            )
            {
                phrase.WeekNumber = tokens[start + 1].Number;
                at = start + 2;
                return true;
            }
            return false;
        }
        var count = 1.0;
        if (SmallNumber(next, out var several, out var afterCount) && tokens.Is(afterCount, Sense.Unit))
        {
            count = several;
            next = afterCount;
        }
        // 'third week of January', where 'week of' looks like 'week of the 5th'.
        if (
            tokens.Is(next, Sense.WeekOf)
            && tokens.Language is "en" or "pt" or "es"
            && (tokens.Is(next + 1, Sense.Month) || Year(next + 1, out _, out _))
        )
        {
            phrase.Nth = nth;
            phrase.NthUnit = Unit.Week;
            at = next + 1;
            return true;
        }
        if (
            tokens.Is(next, Sense.Unit, out var unit)
            && (Unit)unit.Number is not (Unit.Second or Unit.Minute or Unit.Hour)
        )
        {
            var counted = (Unit)unit.Number;
            var container = Container(next + 1, phrase);
            if (counted == Unit.Quarter || counted == Unit.Half)
            {
                if (isLast && !container || counted == Unit.Half && !container)
                    return false;
                phrase.Nth = nth;
                phrase.NthUnit = counted;
                at = next + 1;
                SkipThisYear(ref at);
                return true;
            }
            if (!container)
                return false;
            if (counted == Unit.Day && nth > 0)
                phrase.Day = nth;
            else
            {
                // 'the first two weeks' end with the second.
                phrase.Nth = nth > 0 ? nth + (int)count - 1 : nth;
                phrase.NthUnit = counted;
            }
            at = next + 1;
            SkipContainer(ref at, phrase);
            return true;
        }
        if (tokens.Is(next, Sense.Weekday, out var weekday) && nth is >= -1 and <= 5)
        {
            if (!Container(next + 1, phrase) && !(tokens.Is(next + 1, Sense.Part) && Container(next + 2, phrase)))
                return false;
            phrase.Nth = nth;
            phrase.NthWeekday = weekday.Number;
            at = next + 1;
            SkipContainer(ref at, phrase);
            return true;
        }
        // '20th of next month', '31st of the month'
        if (!isLast && nth <= 31 && phrase.Day == 0 && Container(next, phrase) && !tokens.Is(next, Sense.Month))
        {
            var probe = next;
            while (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The))
                probe++;
            if (tokens.Is(probe, Sense.Month))
                return false;
            phrase.Day = nth;
            at = next;
            SkipContainer(ref at, phrase);
            return true;
        }
        return false;
    }

    /// <summary>'the end of 2026'.</summary>
    private bool BareYear(ref int at, DatePhrase phrase)
    {
        if (!Year(at, out var year, out var next))
            return false;
        phrase.Year = year;
        at = next;
        return true;
    }

    /// <summary>'20 of next month'.</summary>
    private bool IsDayOfPeriod(int at) =>
        tokens.IsDigits(at)
        && tokens[at].Number is >= 1 and <= 31
        && tokens.Is(at + 1, Sense.Of)
        && (tokens.Is(at + 2, Sense.This) || tokens.Is(at + 2, Sense.Next))
        && tokens.Is(at + 3, Sense.Unit, out var unit)
        && (Unit)unit.Number == Unit.Month;

    /// <summary>Whether a month, quarter or year follows that the thing counted lies in, or the phrase has one already.</summary>
    private bool Container(int at, DatePhrase phrase)
    {
        if (phrase.Month > 0 || phrase.Period is Unit.Month or Unit.Quarter or Unit.Year || phrase.Year > 0)
            return true;
        var probe = at;
        while (
            probe < at + 3
            && (
                tokens.Is(probe, Sense.Of)
                || tokens.Is(probe, Sense.The)
                || tokens.IsMark(probe, ',')
                || tokens.IsMark(probe, '\'')
            )
            && !tokens.Is(probe, Sense.Month)
        )
            probe++;
        if (probe == at && !tokens.Is(probe, Sense.This))
            return false;
        if (tokens.Is(probe, Sense.Month) || Year(probe, out _, out _))
            return true;
        if (tokens.Is(probe, Sense.Unit, out var unit) && (Unit)unit.Number is Unit.Month or Unit.Quarter or Unit.Year)
            return true;
        return (tokens.Is(probe, Sense.This) || tokens.Is(probe, Sense.Next) || tokens.Is(probe, Sense.Coming))
            && tokens.Is(probe + 1, Sense.Unit, out var next)
            && (Unit)next.Number is Unit.Month or Unit.Quarter or Unit.Year;
    }

    private void SkipContainer(ref int at, DatePhrase phrase)
    {
        var probe = at;
        while (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The) || tokens.IsMark(probe, '\'') && probe > at)
            probe++;
        if (
            probe > at
            && tokens.Is(probe, Sense.Unit, out var unit)
            && (Unit)unit.Number is Unit.Month or Unit.Quarter or Unit.Year
            && phrase.Period == Unit.None
        )
        {
            phrase.Period = (Unit)unit.Number;
            at = probe + 1;
            if (tokens.Is(at, Sense.Next))
            {
                phrase.PeriodOffset = 1;
                at++;
            }
        }
    }

    private void SkipThisYear(ref int at)
    {
        var probe = at;
        while (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The))
            probe++;
        if (tokens.Is(probe, Sense.Unit, out var unit) && (Unit)unit.Number == Unit.Year)
            at = probe + 1;
    }

    /// <summary>'this Friday', 'next week', 'the next two days', 'lundi prochain', 'semana que viene', 'this evening'.</summary>
    private bool Modified(ref int at, DatePhrase phrase)
    {
        if (!Relation(at, out var relation, out var offset))
            return CountBeforeRelation(ref at, phrase) || RelationBehind(ref at, phrase);
        var next = at + 1;
        if (tokens.Is(next, Sense.Coming) || tokens.Is(next, Sense.Next) && relation == Sense.This)
        {
            relation = Sense.Coming;
            offset = 1;
            next++;
        }
        if (tokens.Is(next, Sense.Approx) && tokens.Is(next + 1, Sense.Unit))
            next++;

        if (Amount(next, out var amount, out var after) && !tokens.Is(next, Sense.Article))
        {
            if (tokens.Is(after, Sense.Unit, out var counted) && phrase.Period == Unit.None && relation != Sense.This)
            {
                if ((Unit)counted.Number is Unit.Second or Unit.Minute or Unit.Hour)
                {
                    phrase.Span = [.. phrase.Span, (amount, (Unit)counted.Number)];
                    phrase.IsBackwards = relation == Sense.Last;
                    at = after + 1;
                    return true;
                }
                phrase.Period = (Unit)counted.Number;
                phrase.PeriodCount = relation == Sense.Last ? -amount : amount;
                phrase.PeriodOffset = relation == Sense.Last ? -1 : 1;
                at = after + 1;
                return true;
            }
        }
        if (tokens.Is(next, Sense.Weekday, out var weekday) && phrase.Weekday == 0)
        {
            phrase.Weekday = weekday.Number;
            phrase.WeekdayRelation = relation;
            PartOfCompound(next, phrase);
            at = next + 1;
            return true;
        }
        var isSamePeriod =
            phrase is { IsEnd: true, PeriodOffset: 0 }
            && tokens.Is(next, Sense.Unit, out var same)
            && (Unit)same.Number == phrase.Period;
        if (
            tokens.Is(next, Sense.Unit, out var unit)
            && (phrase.Period == Unit.None || isSamePeriod)
            && (Unit)unit.Number != Unit.Half
        )
        {
            var named = (Unit)unit.Number;
            if (named is Unit.Second or Unit.Minute or Unit.Hour)
            {
                if (offset < 1)
                    return false;
                phrase.Span = [.. phrase.Span, (1, named)];
                at = next + 1;
                return true;
            }
            phrase.Period = named;
            phrase.PeriodOffset = offset;
            at = next + 1;
            return true;
        }
        if (tokens.Is(next, Sense.Month, out var month) && phrase.Month == 0 && !IsVerbMay(next))
        {
            phrase.Month = month.Number;
            phrase.MonthRelation = relation;
            at = next + 1;
            if (tokens.IsMark(at, '.') && tokens.IsTight(at) && tokens.IsDigits(at + 1))
                at++;
            if (DayOfMonth(at, out var day, out var afterDay))
            {
                phrase.Day = day;
                phrase.MonthRelation = null;
                at = afterDay;
            }
            return true;
        }
        if (tokens.Is(next, Sense.Part, out var part) && relation is Sense.This or Sense.Next or Sense.Coming)
        {
            phrase.Part = part.Number;
            if (phrase.RelativeDay is null && phrase.Weekday == 0)
                phrase.RelativeDay = relation == Sense.This ? 0 : 1;
            at = next + 1;
            return true;
        }
        if (tokens.Is(next, Sense.ClockWord, out var clock) && relation == Sense.This)
        {
            phrase.Time = new ClockTime(clock.Number, 0, false);
            phrase.RelativeDay ??= 0;
            at = next + 1;
            return true;
        }
        if (tokens.Is(next, Sense.Holiday, out var holiday))
        {
            phrase.Holiday = holiday.Text;
            at = next + 1;
            return true;
        }
        // 'este viernes 6 de julio', 'el próximo 6 de abril': the date itself says enough.
        if (relation is Sense.Next or Sense.Coming && tokens.IsDigits(next) && phrase.Day == 0)
        {
            at = next;
            return DayAndMonth(ref at, phrase);
        }
        return false;
    }

    /// <summary>'the week after next', not 'two months after next Friday'.</summary>
    private bool IsAfterNext(int at) =>
        tokens.Language == "en"
        && tokens.Is(at, Sense.After)
        && tokens.Is(at + 1, Sense.Next)
        && tokens.WordAt(at).SequenceEqual("after")
        && !tokens.Is(at + 2, Sense.Weekday)
        && !tokens.Is(at + 2, Sense.Unit)
        && !tokens.Is(at + 2, Sense.Month)
        && !tokens.IsDigits(at + 2);

    private bool Relation(int at, out Sense relation, out int offset)
    {
        (relation, offset) =
            tokens.Is(at, Sense.AfterNext) || IsAfterNext(at) ? (Sense.AfterNext, 2)
            : tokens.Is(at, Sense.Coming) ? (Sense.Coming, 1)
            : tokens.Is(at, Sense.This) ? (Sense.This, 0)
            : tokens.Is(at, Sense.Next) ? (Sense.Next, 1)
            : tokens.Is(at, Sense.Last) ? (Sense.Last, -1)
            : (default, 0);
        return relation != default;
    }

    /// <summary>'2 upcoming quarters', '3 next weeks', '2 próximos meses'.</summary>
    private bool CountBeforeRelation(ref int at, DatePhrase phrase)
    {
        if (phrase.Period != Unit.None || !SmallNumber(at, out var count, out var next) || count > 400)
            return false;
        if (
            (tokens.Is(next, Sense.Next) || tokens.Is(next, Sense.Coming))
            && tokens.Is(next + 1, Sense.Unit, out var unit)
        )
        {
            phrase.Period = (Unit)unit.Number;
            phrase.PeriodCount = count;
            phrase.PeriodOffset = 1;
            at = next + 2;
            return true;
        }
        if (
            tokens.Is(next, Sense.Unit, out unit)
            && tokens.Is(next + 1, Sense.Next)
            && tokens.Language is "es" or "fr" or "pt"
        )
        {
            phrase.Period = (Unit)unit.Number;
            phrase.PeriodCount = count;
            phrase.PeriodOffset = 1;
            at = next + 2;
            return true;
        }
        return false;
    }

    private bool RelationBehind(ref int at, DatePhrase phrase)
    {
        var next = at + 1;
        if (
            !Relation(next, out var relation, out var offset)
            || tokens.Is(next + 1, Sense.Unit) && tokens.Language is "en" or "de" or "hi"
        )
            return false;
        var behind = next + (IsAfterNext(next) ? 2 : 1);
        if (relation != Sense.AfterNext && tokens.Language is ("en" or "de" or "hi"))
            return false;
        if (tokens.Is(at, Sense.Unit, out var unit) && phrase.Period == Unit.None)
        {
            var named = (Unit)unit.Number;
            if (named is Unit.Second or Unit.Minute or Unit.Hour or Unit.Half)
                return false;
            if (relation == Sense.This && !tokens.WordAt(next).SequenceEqual("en cours"))
                return false;
            phrase.Period = named;
            phrase.PeriodOffset = offset;
            at = behind;
            return true;
        }
        var isBehind =
            relation == Sense.AfterNext
            || tokens.Language is "es" or "fr" or "pt" && relation is Sense.Next or Sense.Last;
        if (isBehind && tokens.Is(at, Sense.Weekday, out var weekday) && phrase.Weekday == 0)
        {
            phrase.Weekday = weekday.Number;
            phrase.WeekdayRelation = relation;
            at = behind;
            return true;
        }
        if (isBehind && tokens.Is(at, Sense.Month, out var month) && phrase.Month == 0)
        {
            phrase.Month = month.Number;
            phrase.MonthRelation = relation;
            at = behind;
            return true;
        }
        return false;
    }
}
