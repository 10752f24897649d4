namespace MailCommitments.Replies;

// Amounts of time, forward, backward and from an anchor.
internal sealed partial class DateGrammar
{
    /// <summary>'in two weeks', 'within 48 hours', '3 days from Tuesday', '30 min later', 'two months after next Friday', '+1 day'.</summary>
    private bool Counted(ref int at, DatePhrase phrase, int depth, bool isWholeText)
    {
        if (phrase.Span.Count > 0 || phrase.SpanWeekday > 0 || phrase.Period != Unit.None)
            return false;
        if (phrase.Month > 0 || phrase.Day > 0 || phrase.RelativeDay is not null)
            return false;
        // '2 days after tomorrow', where 'day after tomorrow' looks like one word.
        if (
            tokens.Is(at + 1, Sense.Day, out var afterTomorrow)
            && afterTomorrow.Number == 2
            && SmallNumber(at, out var days, out var behind)
            && behind == at + 1
            && days is > 1 and < 400
        )
        {
            phrase.RelativeDay = days + 1;
            at += 2;
            return true;
        }
        var start = at;
        var isIn =
            tokens.Is(start, Sense.In)
            || tokens.Is(start, Sense.Within)
            || tokens.Is(start, Sense.For)
            || tokens.IsMark(start, '+');
        var from = isIn ? start + 1 : start;
        while (
            isIn
            && (
                tokens.Is(from, Sense.Approx)
                || tokens.IsMark(from, '~')
                || tokens.Is(from, Sense.At) && !tokens.IsDigits(from)
            )
        )
            from++;
        // 'within the next day and 5 hours', 'in den folgenden 90 Sekunden'
        if (isIn)
        {
            while (tokens.Is(from, Sense.The) && from < start + 3)
                from++;
            if (tokens.Is(from, Sense.Next) && tokens.Is(from + 1, Sense.Unit) && tokens.Is(from + 2, Sense.And))
                from++;
        }
        if (
            tokens.Is(start, Sense.Within)
            && tokens.Is(from, Sense.Unit, out var single)
            && (from > start + 1 || tokens.Language == "en")
        )
        {
            phrase.Span = [(1, (Unit)single.Number)];
            at = from + 1;
            return true;
        }
        // 'the day after Thanksgiving', 'the week before Christmas'
        if (
            from > 0
            && tokens.Is(from - 1, Sense.The)
            && tokens.Is(from, Sense.Unit, out var one)
            && (tokens.Is(from + 2, Sense.Holiday) || tokens.Is(from + 2, Sense.Month))
        )
        {
            phrase.Span = [(1, (Unit)one.Number)];
            if (Anchored(ref at, from + 1, phrase, depth))
                return true;
            phrase.Span = [];
        }
        if (!Duration(from, out var spoken, out var next))
            return false;

        var isArticle = tokens.Is(from, Sense.Article) && tokens[from].Kind != TokenKind.Digits;
        var isInAfter = tokens.Is(next, Sense.InAfter);
        var isLater = tokens.Is(next, Sense.Later);
        if (tokens.IsMark(next, '\'') && tokens.Is(next + 2, Sense.Later))
            next += 2;
        else if (tokens.IsMark(next, '\'') && tokens.Is(next + 1, Sense.Later))
        {
            next++;
            isLater = true;
        }
        if (isIn && !tokens.Is(start, Sense.For) || isLater || isInAfter)
        {
            if (tokens.Is(next, Sense.AfterPost) && AnchorAhead(next))
                return false;
            Fill(phrase, spoken);
            at = isInAfter || isLater ? next + 1 : next;
            // 'two weeks from now on', 'in 3 days from Tuesday'
            _ = Anchored(ref at, next, phrase, depth);
            return true;
        }
        if (
            tokens.Is(next, Sense.Ago)
            || start > 0 && tokens.Is(start - 1, Sense.AgoBefore) && !tokens.Is(start - 1, Sense.Before)
        )
        {
            Fill(phrase, spoken);
            phrase.IsBackwards = true;
            at = tokens.Is(next, Sense.Ago) ? next + 1 : next;
            return true;
        }
        var probe = at;
        var trial = new DatePhrase();
        Fill(trial, spoken);
        if (Anchored(ref probe, next, trial, depth))
        {
            Fill(phrase, spoken);
            phrase.Anchor = trial.Anchor;
            phrase.IsBackwards = trial.IsBackwards;
            at = probe;
            return true;
        }
        // 'wait for 5 minutes'; '1 hour' typed alone. 'a day' says no day.
        var isHourMark =
            tokens.IsTight(from + 1)
            && tokens[from + 1 < tokens.Count ? from + 1 : from].Length == 1
            && tokens.IsDigits(from)
            && tokens[from].Number <= 24
            && tokens[from + 1].Character == 'h';
        var isAt = start > 0 && tokens.Is(start - 1, Sense.At);
        var isWhole = isWholeText && next == tokens.Count && !isArticle && !isHourMark && !isAt;
        if (phrase.IsEmpty && (isWhole || tokens.Is(start, Sense.For) && IsWaited(start)))
        {
            Fill(phrase, spoken);
            phrase.IsBareSpan = true;
            at = next;
            return true;
        }
        return false;
    }

    /// <summary>'Wait for 5 minutes', not 'we talked for 2 hours'.</summary>
    private bool IsWaited(int start) => tokens.SensesBetween(start - 3, start + 1).Has(Sense.Waiting);

    private bool AnchorAhead(int at) => tokens.Is(at + 1, Sense.Month) || tokens.Is(at + 1, Sense.Weekday);

    private bool Anchored(ref int at, int next, DatePhrase phrase, int depth)
    {
        var isAfter = tokens.Is(next, Sense.After);
        var isBefore = tokens.Is(next, Sense.Before);
        if (!isAfter && !isBefore || IsAfterNext(next) || depth >= DepthLimit || phrase.Anchor is not null)
            return false;
        if (Phrase(next + 1, depth + 1, false) is not { } anchor || !anchor.HasDay && anchor.Time is null)
            return false;
        phrase.Anchor = anchor;
        phrase.IsBackwards = isBefore;
        at = anchor.End;
        return true;
    }

    private static void Fill(DatePhrase phrase, (List<(double Amount, Unit Unit)> Amounts, int Weekday) spoken)
    {
        phrase.Span = spoken.Weekday > 0 ? [] : spoken.Amounts;
        phrase.SpanWeekday = spoken.Weekday;
        phrase.PeriodCount = spoken.Weekday > 0 ? spoken.Amounts[0].Amount : phrase.PeriodCount;
    }

    /// <summary>An amount with its unit, and further ones: '1d, 2hr, and 5min', 'half an hour', 'three Fridays'.</summary>
    private bool Duration(int at, out (List<(double Amount, Unit Unit)> Amounts, int Weekday) spoken, out int next)
    {
        spoken = default;
        next = at;
        List<(double, Unit)>? amounts = null;
        while (true)
        {
            var from = next;
            if (amounts is not null)
            {
                while (from < next + 2 && (tokens.IsMark(from, ',') || tokens.Is(from, Sense.And)))
                    from++;
            }
            else if (
                tokens.Is(from, Sense.Unit, out var bare)
                && tokens.Is(from + 1, Sense.And)
                && at > 0
                && tokens.Is(at - 1, Sense.Next)
            )
            {
                amounts = [(1, (Unit)bare.Number)];
                next = from + 1;
                continue;
            }
            if (!Amount(from, out var amount, out var after))
                break;
            while (tokens.Is(after, Sense.Of) && tokens.Is(after + 1, Sense.Unit) && tokens.Is(from, Sense.Number))
                after++;
            if (tokens.IsMark(after, '-'))
                after++;
            if (tokens.Is(after, Sense.Unit, out var unit) && (Unit)unit.Number != Unit.Half)
            {
                if (tokens[after].LineBreakBefore && amounts is not null)
                    break;
                amounts ??= [];
                amounts.Add((amount, (Unit)unit.Number));
                next = after + 1;
                if (tokens.Is(next, Sense.AndHalf))
                {
                    amounts[^1] = (amount + 0.5, (Unit)unit.Number);
                    next++;
                }
                if (amounts.Count == 6)
                    break;
                continue;
            }
            if (
                amounts is null
                && amount >= 1
                && tokens.Is(after, Sense.Weekday, out var weekday)
                && tokens.Is(after + 1, Sense.Later)
            )
            {
                spoken = ([(amount, Unit.Week)], weekday.Number);
                next = after + 1;
                return true;
            }
            break;
        }
        if (amounts is null)
            return false;
        spoken = (amounts, 0);
        return true;
    }

    private bool Amount(int at, out double amount, out int next)
    {
        amount = 0;
        next = at + 1;
        if (tokens.IsDigits(at))
        {
            if (tokens[at].Length > 4 || StandsAfterCurrencyOrNumber(at))
                return false;
            amount = tokens[at].Number;
            if (
                tokens.IsMark(next, '.')
                && tokens.IsTight(next)
                && tokens.IsDigits(next + 1)
                && tokens[next + 1].Length <= 2
                && tokens.IsTight(next + 1)
            )
            {
                amount += tokens[next + 1].Number / (tokens[next + 1].Length == 1 ? 10.0 : 100.0);
                next += 2;
            }
            return true;
        }
        if (tokens.Is(at, Sense.HalfOf))
        {
            amount = 0.5;
            if (tokens.Is(next, Sense.Article))
                next++;
            return true;
        }
        if (SmallNumber(at, out var whole, out next))
        {
            amount = whole;
            if (tokens.Is(next, Sense.AndHalf))
            {
                amount += 0.5;
                next++;
            }
            next = AfterRepeatedNumber(next);
            return true;
        }
        if (!tokens.Is(at, Sense.Article))
            return false;
        next = at + 1;
        amount = 1;
        if (tokens.Is(next, Sense.Number, out var counted) && counted.Number is 2 or 3 or 12)
        {
            amount = counted.Number;
            next++;
        }
        else if (tokens.Is(next, Sense.HalfOf))
        {
            amount = 0.5;
            next++;
        }
        return true;
    }

    /// <summary>Contracts say it twice: 'thirty (30) days'.</summary>
    private int AfterRepeatedNumber(int at) =>
        tokens.IsMark(at, '(') && tokens.IsDigits(at + 1) && tokens.IsMark(at + 2, ')') ? at + 3 : at;

    /// <summary>A cardinal in digits or words, up to 9999.</summary>
    private bool SmallNumber(int at, out int number, out int next)
    {
        number = 0;
        next = at + 1;
        if (tokens.IsDigits(at))
        {
            number = tokens[at].Number;
            return tokens[at].Length <= 4;
        }
        if (!tokens.Is(at, Sense.Number, out var word))
            return false;
        number = word.Number;
        if (number >= 20 && number % 10 == 0)
        {
            var unit = tokens.IsMark(next, '-') ? next + 1 : next;
            if (tokens.Is(unit, Sense.Number, out var ones) && ones.Number < 10)
            {
                number += ones.Number;
                next = unit + 1;
            }
            else if (
                tokens.Is(unit, Sense.Article)
                && tokens.Language == "en"
                && tokens.WordAt(unit).SequenceEqual("one")
            )
            {
                number++;
                next = unit + 1;
            }
        }
        return true;
    }

    private bool Ordinal(int at, out int number, out int next)
    {
        number = 0;
        next = at + 1;
        if (tokens.IsDigits(at) && tokens[at].Length <= 2 && tokens.Is(next, Sense.OrdinalMark))
        {
            if (!tokens.IsTight(next) && tokens.Language != "hi")
                return false;
            number = tokens[at].Number;
            next++;
            return number is >= 1 and <= 31;
        }
        if (
            tokens.IsDigits(at)
            && tokens[at].Length <= 2
            && tokens.IsMark(next, '.')
            && tokens.Is(next + 1, Sense.OrdinalMark)
            && tokens.IsTight(next)
        )
        {
            number = tokens[at].Number;
            next += 2;
            return number is >= 1 and <= 31;
        }
        if (tokens.Is(at, Sense.Ordinal, out var word))
        {
            number = word.Number;
            return true;
        }
        if (tokens.Is(at, Sense.Number, out var tens) && tens.Number is 20 or 30)
        {
            var unit = tokens.IsMark(next, '-') ? next + 1 : next;
            if (tokens.Is(unit, Sense.Ordinal, out var ones) && ones.Number < 10)
            {
                number = tens.Number + ones.Number;
                next = unit + 1;
                return number <= 31;
            }
        }
        return false;
    }
}
