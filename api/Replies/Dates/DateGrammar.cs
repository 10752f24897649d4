namespace MailCommitments.Replies;

/// <summary>A range or a single expression of time, with the tokens it covers.</summary>
/// <param name="Start">Its first token.</param>
/// <param name="End">The token after it.</param>
/// <param name="First">Null unless a range was written.</param>
/// <param name="Last">The expression, or the end of the range.</param>
internal sealed record WrittenTime(int Start, int End, DatePhrase? First, DatePhrase Last)
{
    /// <summary>'3' in '3-4 pm': the start of a range, without a meaning of its own.</summary>
    public int FirstNumber { get; init; }
}

/// <summary>
/// Finds expressions of time among tokens. Each reader looks a few tokens ahead and never back, so the work grows with the
/// length of the text and nothing else.
/// </summary>
internal sealed class DateGrammar(Tokens tokens, bool dayFirst)
{
    private const int DepthLimit = 2;

    /// <summary>Where the second part of a range begins; there a digit after a dash is no telephone number.</summary>
    private int _rangeStart = -1;

    /// <summary>What an expression can begin with.</summary>
    private static readonly SenseSet Openers = SenseSet.Of([
        .. Enum.GetValues<Sense>()
            .Where(sense => sense < Sense.Soon && sense is not (Sense.And or Sense.Of or Sense.To)),
    ]);

    /// <summary>What makes an expression more than small words.</summary>
    private static readonly SenseSet Contents = SenseSet.Of(
        Sense.Month,
        Sense.Weekday,
        Sense.Number,
        Sense.Ordinal,
        Sense.Unit,
        Sense.Day,
        Sense.Tonight,
        Sense.Now,
        Sense.Part,
        Sense.ClockWord,
        Sense.EndOf,
        Sense.EndOfDay,
        Sense.HalfPast,
        Sense.HalfTo,
        Sense.HalfMore,
        Sense.QuarterHour,
        Sense.QuarterMore,
        Sense.QuarterLess,
        Sense.ClockValue,
        Sense.Working,
        Sense.WeekOf,
        Sense.WeekNumber,
        Sense.QuarterOf,
        Sense.HalfYear,
        Sense.Holiday
    );

    /// <summary>The expression that begins at this token, or null.</summary>
    public WrittenTime? At(int at, bool isWholeText)
    {
        if (!CanBegin(at))
            return null;
        if (NumberRange(at) is { } numbers)
            return numbers;
        if (Phrase(at, 0, isWholeText) is not { } phrase)
            return null;
        return HoursOf(phrase, at) ?? Range(phrase, at) ?? new WrittenTime(at, phrase.End, null, phrase);
    }

    /// <summary>A day and then its hours: 'Monday 7 to 9am', '22. April von 5 bis 6 nachmittags'.</summary>
    private WrittenTime? HoursOf(DatePhrase day, int start)
    {
        if (!day.HasDay || day.Time is not null)
            return null;
        var at = Connectors(day.End, out _, out _);
        return
            IsHourRange(at, day) && NumberRange(at, isMarked: true) is { Last: { Time: not null, HasDay: false } } hours
            ? hours with
            {
                Start = start,
                First = day,
                FirstNumber = 0,
            }
            : null;
    }

    private bool IsHourRange(int at, DatePhrase day)
    {
        if (!tokens.IsDigits(at) || tokens[at].Number is < 0 or > 24 || tokens[at].Length > 2)
            return false;
        var isDash = tokens.IsMark(at + 1, '-');
        if (!isDash && !tokens.Is(at + 1, Sense.To))
            return false;
        // 'viernes 23 a las 4' is a day and an hour.
        if (
            !isDash
            && tokens.Is(at + 1, Sense.At)
            && tokens.Language != "en"
            && !(at > 0 && tokens.Is(at - 1, Sense.From))
        )
            return false;
        var second = at + 2;
        while (
            second < at + 4
            && (tokens.Is(second, Sense.The) || tokens.Is(second, Sense.Part) || tokens.Is(second, Sense.At))
        )
            second++;
        if (!tokens.IsDigits(second) || tokens[second].Number is < 0 or > 24 || tokens[second].Length > 2)
            return false;
        var after = second + 1;
        return tokens.Is(after, Sense.AmPm)
            || tokens.Is(after, Sense.OClock)
            || tokens.Is(after, Sense.Part)
            || tokens.IsMark(after, ':')
            || day.Weekday > 0
                && day.Day == 0
                && !tokens.Is(after, Sense.Month)
                && !tokens.IsMark(after, '-')
                && !tokens.IsMark(after, '/')
            || day.Part > 0;
    }

    private bool CanBegin(int at)
    {
        if (tokens.IsDigits(at))
            return !StandsAfterCurrencyOrNumber(at);
        var senses = tokens[at].Senses;
        if (senses.Overlaps(Contents))
            return true;
        if (senses.Overlaps(Openers))
        {
            for (var ahead = at + 1; ahead < Math.Min(tokens.Count, at + 5); ahead++)
            {
                if (tokens.IsDigits(ahead) || tokens[ahead].Senses.Overlaps(Contents))
                    return true;
            }
            return false;
        }
        return tokens.IsMark(at, '+');
    }

    private bool StandsAfterCurrencyOrNumber(int at)
    {
        if (at == 0 || at == _rangeStart)
            return false;
        ref readonly var before = ref tokens[at - 1];
        if (before is { Character: 't', Length: 1 } && at >= 2 && tokens.IsDigits(at - 2))
            return false;
        if (before.Kind == TokenKind.Mark && before.Character is '$' or '€' or '£' or '₹' or '#' or '%')
            return true;
        if (tokens[at].SpaceBefore)
            return false;
        // The middle of a telephone number, an amount, a version or a code.
        return before.Kind switch
        {
            TokenKind.Mark => before.Character is '.' or ',' or '-' or '/' or ':' or '_' or '=' or '&' or '?' or '+'
                && at >= 2
                && !before.SpaceBefore
                && (
                    tokens.IsDigits(at - 2)
                    || tokens[at - 2].Kind == TokenKind.Word && before.Character is not (':' or ',' or '.')
                ),
            TokenKind.Word => tokens.IsPlainWord(at - 1),
            _ => true,
        };
    }

    /// <summary>'10 - 22 August', '3-4:30pm', 'april ninth through seventeenth', '8 - 11 pm', 'between 4 and 6', 'from 7 to 7:30'.</summary>
    private WrittenTime? NumberRange(int start, bool isMarked = false)
    {
        var at = start;
        if (tokens.Is(at, Sense.From) || tokens.Is(at, Sense.Between))
        {
            isMarked = true;
            at++;
        }
        while (isMarked && (tokens.Is(at, Sense.The) || tokens.Is(at, Sense.Begin)))
            at++;
        int number;
        int next;
        if (tokens.IsDigits(at) && tokens[at].Length <= 2)
        {
            number = tokens[at].Number;
            next = at + 1;
            if (tokens.Is(next, Sense.OrdinalMark) && tokens.IsTight(next))
                next++;
            else if (
                tokens.IsMark(next, '.')
                && tokens.IsTight(next)
                && (tokens.IsMark(next + 1, '-') || tokens.Is(next + 1, Sense.To))
            )
                next++;
        }
        else if (!Ordinal(at, out number, out next) && !(isMarked && SmallNumber(at, out number, out next)))
        {
            return null;
        }
        if (number is < 0 or > 31)
            return null;

        var isDash = tokens.IsMark(next, '-');
        if (!isDash && !tokens.Is(next, Sense.To))
            return null;
        var isTight = isDash && tokens.IsTight(next) && tokens.IsTight(next + 1);
        // '7-6 शुक्रवार' is a date beside its weekday.
        if (isTight && tokens.IsDigits(next + 1) && tokens.Is(next + 2, Sense.Weekday))
            return null;
        var second = next + 1;
        while (tokens.Is(second, Sense.The))
            second++;
        if (Phrase(second, 1, false, isEndOfRange: true) is not { } last || last.End <= second)
            return null;
        var isDays = last.Day > 0 && last.Month > 0 && number >= 1 && number < last.Day && last.Time is null;
        var isHours = last.Time is not null && number <= 24 && (isMarked || isDash || !last.Time.Value.IsHalfOpen);
        if (!isDays && !isHours)
            return null;
        // '2-15' is no pair of hours.
        if (
            isHours
            && !isDays
            && !isMarked
            && last.Time is { IsHalfOpen: false, Minute: 0, Hour: > 12 }
            && last.End == second + 1
            && number <= 12
        )
            return null;
        if (isTight && last.Month > 0 && last.Day == 0)
            return null;
        return new WrittenTime(start, last.End, null, last) { FirstNumber = number };
    }

    /// <summary>A range whose first part is an expression of its own: 'Aug 8 - Aug 12', '2pm till tomorrow 4:30pm'.</summary>
    private WrittenTime? Range(DatePhrase first, int start)
    {
        var at = first.End;
        var isMarked =
            start > 0 && (tokens.Is(start - 1, Sense.From) || tokens.Is(start - 1, Sense.Between))
            || tokens.Is(start, Sense.From)
            || tokens.Is(start, Sense.Between);
        var isDash = tokens.IsMark(at, '-');
        if (!isDash && !tokens.Is(at, Sense.To))
            return null;
        // 'Monday and Tuesday' is a list, not a range.
        if (tokens.Is(at, Sense.And) && !isMarked && !tokens.Is(first.Start, Sense.Between))
        {
            var between = false;
            for (var back = Math.Max(0, start - 2); back <= start; back++)
                between |= tokens.Is(back, Sense.Between);
            if (!between && !HasPostposition(at + 1, Sense.BetweenPost))
                return null;
        }
        if (tokens.Is(at, Sense.By) && !tokens.Is(at, Sense.Until))
            return null;

        var second = at + 1;
        while (tokens.Is(second, Sense.The))
            second++;
        var isSecondDay =
            first is { Day: > 0, Time: null }
            && DayOfMonth(second, out var until, out var behind, isLoose: true)
            && until > first.Day
            && !tokens.IsMark(behind, ':')
            && !tokens.IsMark(behind, '/')
            && !tokens.IsMark(behind, '-')
            && !tokens.Is(behind, Sense.AmPm)
            && !tokens.Is(behind, Sense.OClock)
            && !tokens.Is(behind, Sense.Month)
            && !tokens.Is(behind, Sense.Of)
            && !(tokens.IsMark(behind, '.') && tokens.Language == "de");
        _rangeStart = second;
        if (isSecondDay || Phrase(second, 1, false, isEndOfRange: true) is not { } last)
        {
            // 'november 19-20', 'from april the ninth till the seventeenth'
            if (first.Day > 0 && DayOfMonth(second, out var day, out var next, isLoose: true) && day > first.Day)
            {
                var rest = new DatePhrase
                {
                    Start = second,
                    End = next,
                    Day = day,
                    Month = first.Month,
                    Year = first.Year,
                };
                if (tokens.IsMark(next, ',') && Year(next + 1, out var year, out var afterYear))
                {
                    rest.Year = first.Year = year;
                    rest.End = afterYear;
                }
                return new WrittenTime(start, rest.End, first, rest);
            }
            // '8pm - 11'
            if (
                first.Time is not null
                && SmallNumber(second, out var hour, out var after)
                && hour <= 24
                && !tokens.Is(after, Sense.Unit)
            )
            {
                var close = new DatePhrase
                {
                    Start = second,
                    End = after,
                    Time = new ClockTime(hour, 0, hour is > 0 and <= 12),
                };
                var tail = Tail(close, after);
                return new WrittenTime(start, tail, first, close);
            }
            return null;
        }
        if (isDash && last.HasDay && !last.HasTime && first.HasTime && !first.HasDay)
            return null;
        return new WrittenTime(start, last.End, first, last);
    }

    private int Tail(DatePhrase phrase, int at)
    {
        for (var taken = 0; taken < 4; taken++)
        {
            var next = Connectors(at, out var saidAt, out _);
            if (!Atom(ref next, phrase, saidAt, DepthLimit, false))
                break;
            at = next;
        }
        phrase.End = at;
        return at;
    }

    private bool HasPostposition(int at, Sense sense)
    {
        for (var ahead = at; ahead < at + 10; ahead++)
        {
            if (tokens.Is(ahead, sense))
                return true;
        }
        return false;
    }

    private DatePhrase? Phrase(int start, int depth, bool isWholeText, bool isEndOfRange = false)
    {
        var phrase = new DatePhrase { Start = start, End = start };
        var at = start;
        // A leading 'at', 'by', 'before' makes a bare number an hour.
        var saidAt = false;
        var saidOn = false;
        while (
            at < start + 3
            && (
                tokens.Is(at, Sense.At)
                || tokens.Is(at, Sense.On)
                || tokens.Is(at, Sense.The)
                || tokens.Is(at, Sense.Approx)
                || tokens.Is(at, Sense.From)
            )
        )
        {
            if (IsContent(at))
                break;
            saidAt |= tokens.Is(at, Sense.At);
            saidOn |= tokens.Is(at, Sense.On) || tokens.Is(at, Sense.The) || tokens.Is(at, Sense.By);
            at++;
        }
        while (tokens.IsMark(at, '\'') || tokens.IsMark(at, '"') || tokens.IsMark(at, '*') || tokens.IsMark(at, '('))
            at++;

        if (!Atom(ref at, phrase, saidAt || isEndOfRange, depth, isWholeText, saidOn))
            return null;
        phrase.End = at;
        while (true)
        {
            var next = Connectors(at, out saidAt, out saidOn);
            if (!Atom(ref next, phrase, saidAt, depth, false, saidOn))
                break;
            at = next;
            phrase.End = at;
        }
        if (tokens.IsMark(phrase.End, ')') && HasOpenBracket(phrase.Start, phrase.End))
            phrase.End++;
        return phrase.IsEmpty ? null : phrase;
    }

    private bool HasOpenBracket(int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (tokens.IsMark(at, '('))
                return true;
        }
        return false;
    }

    /// <summary>A word that is both a connector and part of an expression ('from now', 'früh').</summary>
    private bool IsContent(int at) =>
        tokens.Is(at, Sense.Day)
        || tokens.Is(at, Sense.Part)
        || tokens.Is(at, Sense.ClockWord)
        || tokens.Is(at, Sense.Unit) && !tokens.Is(at, Sense.The)
        || tokens.Is(at, Sense.In) && Duration(at + 1, out _, out _)
        || tokens.Is(at, Sense.For) && Duration(at + 1, out _, out _)
        || tokens.Is(at, Sense.Middle);

    /// <summary>Small words between two parts of an expression: 'at 5 pm <i>on</i> Friday', 'Friday<i>,</i> 5 May'.</summary>
    private int Connectors(int at, out bool saidAt, out bool saidOn)
    {
        saidAt = saidOn = false;
        for (var taken = 0; taken < 4 && at < tokens.Count; taken++, at++)
        {
            var token = tokens[at];
            if (token.Kind == TokenKind.Mark && token.Character != '@')
            {
                if (token.Character is ',' or '(' or ')' or '.' or '~' or '\'' or '/' && taken == 0)
                {
                    if (token.Character is '.' && (tokens[at].SpaceBefore || token.LineBreakBefore))
                        return at;
                    continue;
                }
                if (
                    token.Character == '-'
                    && tokens.IsDigits(at + 1)
                    && tokens.IsMark(at + 2, ':')
                    && tokens.IsMark(at - 1, ')')
                )
                    continue;
                return at;
            }
            if (token.LineBreakBefore && taken > 0)
                return at;
            if (
                taken == 0
                && token is { Character: 't', Length: 1, SpaceBefore: false }
                && tokens.IsDigits(at - 1)
                && tokens.IsDigits(at + 1)
            )
                continue;
            if (IsContent(at))
                return at;
            var isAt = tokens.Is(at, Sense.At);
            var isOn = tokens.Is(at, Sense.On) || tokens.Is(at, Sense.The) || tokens.Is(at, Sense.Of);
            if (
                !isAt
                && !isOn
                && !tokens.Is(at, Sense.By)
                && !tokens.Is(at, Sense.Before)
                && !tokens.Is(at, Sense.Approx)
                && !tokens.Is(at, Sense.Until)
                && !tokens.Is(at, Sense.From)
            )
                return at;
            saidAt |= isAt;
            saidOn |= isOn;
        }
        return at;
    }

    private bool Atom(ref int at, DatePhrase phrase, bool saidAt, int depth, bool isWholeText, bool saidOn = false)
    {
        if (at >= tokens.Count || phrase.HasDay && IsHourRange(at, phrase))
            return false;
        return Counted(ref at, phrase, depth, isWholeText)
            || Boundary(ref at, phrase)
            || NthOf(ref at, phrase)
            || Modified(ref at, phrase)
            || NumericDate(ref at, phrase, saidOn, isWholeText)
            || DayAndMonth(ref at, phrase)
            || Clock(ref at, phrase, saidAt)
            || Named(ref at, phrase, isWholeText)
            || LooseDay(ref at, phrase, saidOn, saidAt)
            || LooseYear(ref at, phrase, isWholeText)
            || Whose(ref at, phrase);
    }

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
            phrase.Span.Add((1, (Unit)single.Number));
            at = from + 1;
            return true;
        }
        if (!Duration(from, out var spoken, out var next))
            return false;

        var isArticle = tokens.Is(from, Sense.Article) && tokens[from].Kind != TokenKind.Digits;
        var isInAfter = tokens.Is(next, Sense.InAfter);
        var isLater = tokens.Is(next, Sense.Later);
        if (tokens.IsMark(next, '\'') && tokens.Is(next + 2, Sense.Later))
            next += 2;
        if (isIn && !tokens.Is(start, Sense.For) || isLater || isInAfter)
        {
            if (tokens.Is(next, Sense.AfterPost) && AnchorAhead(next))
                return false;
            Fill(phrase, spoken);
            at = isInAfter || isLater ? next + 1 : next;
            // 'two weeks from now on', 'in 3 days from Tuesday'
            return Anchored(ref at, next, phrase, depth) || true;
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
        var isWhole = isWholeText && next == tokens.Count && !isArticle && !isHourMark;
        if (phrase.IsEmpty && (isWhole || tokens.Is(start, Sense.For) && spoken.Amounts.Count > 0))
        {
            Fill(phrase, spoken);
            phrase.IsBareSpan = true;
            at = next;
            return true;
        }
        return false;
    }

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
        phrase.Span.AddRange(spoken.Amounts);
        phrase.SpanWeekday = spoken.Weekday;
        if (spoken.Weekday > 0)
            phrase.Span.Clear();
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
        // 'सप्ताह के अंत में', 'रविवार के अंत में': the end stands behind.
        if (tokens.Language == "hi")
        {
            if (
                tokens.Is(at, Sense.Unit, out var whole)
                && tokens.Is(at + 1, Sense.End)
                && (Unit)whole.Number is Unit.Week or Unit.Month or Unit.Quarter or Unit.Year
                && phrase.Period == Unit.None
            )
            {
                phrase.IsEnd = true;
                phrase.Period = (Unit)whole.Number;
                at += 2;
                return true;
            }
            if (tokens.Is(at, Sense.End) && (phrase.Weekday > 0 || phrase.Day > 0))
            {
                phrase.IsEndOfDay = phrase.IsDayItself = true;
                at++;
                return true;
            }
        }
        var isEnd = tokens.Is(at, Sense.End);
        var isBegin = tokens.Is(at, Sense.Begin);
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
        if (tokens.Is(at, Sense.QuarterOf, out var named) || tokens.Is(at, Sense.HalfYear, out named))
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
                SkipThisYear(ref at, phrase);
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
            && (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The) || tokens.IsMark(probe, ','))
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
        while (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The))
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

    private void SkipThisYear(ref int at, DatePhrase phrase)
    {
        var probe = at;
        while (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The))
            probe++;
        if (tokens.Is(probe, Sense.Unit, out var unit) && (Unit)unit.Number == Unit.Year)
            at = probe + 1;
        _ = phrase;
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
        if (tokens.Is(next, Sense.Unit, out var unit) && phrase.Period == Unit.None && (Unit)unit.Number != Unit.Half)
        {
            var named = (Unit)unit.Number;
            if (named is Unit.Second or Unit.Minute or Unit.Hour)
            {
                if (offset < 1)
                    return false;
                phrase.Span.Add((1, named));
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
            if (DayOfMonth(at, out var day, out var afterDay, isLoose: true))
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

    /// <summary>'8/10/2012', '2012-08-10', '10.8.', '5/31', '9/2012'.</summary>
    private bool NumericDate(ref int at, DatePhrase phrase, bool saidOn, bool isWholeText)
    {
        if (
            phrase.Day > 0
            || phrase.Month > 0
            || !tokens.IsDigits(at)
            || tokens[at].Length > 4
            || StandsAfterCurrencyOrNumber(at)
        )
            return false;
        var separator = tokens[Math.Min(at + 1, tokens.Count - 1)];
        if (
            at + 2 >= tokens.Count
            || separator.Kind != TokenKind.Mark
            || separator.Character is not ('/' or '-' or '.')
            || !tokens.IsDigits(at + 2)
        )
            return false;
        var isSpaced = separator.SpaceBefore || tokens[at + 2].SpaceBefore;
        if (
            isSpaced
            && (separator.Character == '.' || separator.Character == '-' && !(isWholeText && at + 3 == tokens.Count))
        )
            return false;
        var (a, b) = (tokens[at].Number, tokens[at + 2].Number);
        var (lengthA, lengthB) = (tokens[at].Length, tokens[at + 2].Length);
        var hasThird =
            at + 4 < tokens.Count
            && tokens.IsMark(at + 3, separator.Character)
            && tokens.IsDigits(at + 4)
            && (isSpaced || tokens.IsTight(at + 3) && tokens.IsTight(at + 4));
        var end = at + (hasThird ? 5 : 3);
        if (end < tokens.Count && tokens.IsTight(end))
        {
            var after = tokens[end];
            var goesOn = end + 1 < tokens.Count && tokens.IsTight(end + 1) && tokens.IsDigits(end + 1);
            var isIsoTime = after is { Kind: TokenKind.Word, Character: 't', Length: 1 } && goesOn;
            if (
                after.Kind != TokenKind.Mark && !tokens.Is(end, Sense.AmPm) && !isIsoTime
                || after.Character is '%' or '_' or '=' or '$'
                || goesOn && after.Character is '.' or ':' or '/'
            )
                return false;
            if (goesOn && after.Character == '-' && separator.Character == '-')
                return false;
        }

        if (hasThird)
        {
            var c = tokens[at + 4].Number;
            var lengthC = tokens[at + 4].Length;
            if (lengthA == 4 && lengthB <= 2 && lengthC <= 2)
                return Set(phrase, a, b, c, false, ref at, end);
            if (lengthA > 2 || lengthB > 2 || lengthC is not (2 or 4))
                return false;
            var year = FullYear(c, lengthC);
            return SetOrdered(phrase, year, a, b, separator.Character, ref at, end);
        }
        if (
            lengthA == 4
            && lengthB <= 2
            && separator.Character != '.'
            && a is >= 1900 and <= 2100
            && b is >= 1 and <= 12
        )
        {
            (phrase.Year, phrase.Month) = (a, b);
            at = end;
            return true;
        }
        if (
            lengthB == 4
            && lengthA <= 2
            && separator.Character != '-'
            && b is >= 1900 and <= 2100
            && a is >= 1 and <= 12
        )
        {
            (phrase.Year, phrase.Month) = (b, a);
            at = end;
            return true;
        }
        if (lengthA > 2 || lengthB > 2)
            return false;
        // '5.12' and '2-15' are dates only where something says so; amounts and scores look the same.
        var hasNeighbour =
            phrase.Weekday > 0
            || tokens.Is(end, Sense.Weekday)
            || tokens.Is(end + 1, Sense.Weekday) && tokens.IsMark(end, ' ')
            || tokens.IsMark(end, '.') && separator.Character == '.';
        if (
            separator.Character is '.' or '-'
            && !saidOn
            && !hasNeighbour
            && !(isWholeText && end == tokens.Count && separator.Character == '-')
        )
            return false;
        if (separator.Character is '.' or '-' && lengthB == 1 && lengthA == 1 && tokens.Is(end, Sense.Unit))
            return false;
        if (separator.Character == '-' && phrase.Weekday > 0 && !saidOn && a < b && b <= 12 && tokens.Language is "es")
            return false;
        if (separator.Character == '.' && (tokens.Is(end, Sense.AmPm) || tokens.Is(end, Sense.OClock)))
            return false;
        if (!SetOrdered(phrase, 0, a, b, separator.Character, ref at, end))
            return false;
        if (tokens.IsMark(at, ','))
            TrailingYear(ref at, phrase, false);
        return true;
    }

    private bool SetOrdered(DatePhrase phrase, int year, int a, int b, char separator, ref int at, int end)
    {
        var lead = dayFirst || separator == '.' && tokens.Language != "en" && tokens.Language != "hi";
        var (month, day) = lead ? (b, a) : (a, b);
        if (month > 12)
            (month, day) = (day, month);
        var isOpen = a != b && a <= 12 && b <= 12;
        return Set(phrase, year, month, day, isOpen, ref at, end);
    }

    private static bool Set(DatePhrase phrase, int year, int month, int day, bool isOrderOpen, ref int at, int end)
    {
        if (
            month is < 1 or > 12
            || day < 1
            || day > DateArithmetic.LongestMonth(month)
            || year != 0 && year is < 1900 or > 2200
        )
            return false;
        (phrase.Year, phrase.Month, phrase.Day, phrase.IsOrderOpen) = (year, month, day, isOrderOpen);
        at = end;
        return true;
    }

    private static int FullYear(int year, int length) =>
        length == 4 ? year
        : year < 70 ? 2000 + year
        : 1900 + year;

    /// <summary>'3 March', 'March 3rd, 2015', 'the second of march', '15. August', '21 del 3', 'Jan/3', '6-jul-2018', 'march'.</summary>
    private bool DayAndMonth(ref int at, DatePhrase phrase)
    {
        if (phrase.Month > 0)
            return false;
        if (phrase.Day > 0)
        {
            // '15 (Friday) August'
            if (!tokens.Is(at, Sense.Month, out var named) || IsWeakMonth(at))
                return false;
            phrase.Month = named.Number;
            at++;
            TrailingYear(ref at, phrase, false);
            return true;
        }
        if (DayOfMonth(at, out var day, out var next, isLoose: true))
        {
            var probe = next;
            if (tokens.IsMark(probe, '.') && tokens.IsTight(probe))
                probe++;
            else if (
                (tokens.IsMark(probe, '-') || tokens.IsMark(probe, '/'))
                && tokens.IsTight(probe)
                && tokens.IsTight(probe + 1)
            )
                probe++;
            else
            {
                while (
                    probe < next + 2
                    && (tokens.Is(probe, Sense.Of) || tokens.Is(probe, Sense.The))
                    && !tokens.Is(probe, Sense.Month)
                )
                    probe++;
            }
            if (tokens.Is(probe, Sense.Weekday, out var between) && tokens.Is(probe + 1, Sense.Month))
            {
                phrase.Weekday = between.Number;
                probe++;
            }
            if (
                tokens.Is(probe, Sense.Month, out var month)
                && !(IsVerbMay(probe) && !tokens.IsDigits(at) && !tokens.Is(at, Sense.Ordinal))
            )
            {
                phrase.IsImpossible |= day > DateArithmetic.LongestMonth(month.Number);
                (phrase.Day, phrase.Month) = (day, month.Number);
                at = probe + 1;
                if (
                    tokens.IsMark(at, '.')
                    && tokens.IsTight(at)
                    && at + 1 < tokens.Count
                    && !tokens[at + 1].LineBreakBefore
                    && (tokens.IsDigits(at + 1) || tokens.Is(at + 1, Sense.To) || tokens.IsMark(at + 1, '-'))
                )
                    at++;
                TrailingYear(ref at, phrase, true);
                return true;
            }
            // '17 del 11', '7. vierter'
            if (probe > next && tokens.Language is "es" or "de" && tokens.IsDigits(at))
            {
                var monthAt = probe;
                if (
                    tokens.Language == "es"
                    && tokens.IsDigits(monthAt)
                    && tokens[monthAt].Number is >= 1 and <= 12
                    && tokens.WordAt(next).SequenceEqual("del")
                    && !tokens.IsMark(monthAt + 1, ':')
                )
                {
                    (phrase.Day, phrase.Month) = (day, tokens[monthAt].Number);
                    at = monthAt + 1;
                    return true;
                }
            }
            if (
                tokens.Language == "de"
                && probe >= next
                && tokens.Is(probe, Sense.Ordinal, out var ordinal)
                && ordinal.Number <= 12
            )
            {
                (phrase.Day, phrase.Month) = (day, ordinal.Number);
                at = probe + 1;
                TrailingYear(ref at, phrase, false);
                return true;
            }
        }
        if (!tokens.Is(at, Sense.Month, out var leading))
            return false;
        // 'mar 10 janv.': Tuesday.
        if (
            tokens.Is(at, Sense.Weekday)
            && DayOfMonth(at + 1, out _, out var behind, isLoose: true)
            && tokens.Is(behind, Sense.Month)
        )
            return false;
        var after = at + 1;
        if (tokens.IsMark(after, '.') && tokens.IsTight(after))
            after++;
        var isJoined =
            (tokens.IsMark(after, '-') || tokens.IsMark(after, '/'))
            && tokens.IsTight(after)
            && tokens.IsTight(after + 1);
        var slash = tokens.IsMark(after, '/') || tokens.IsMark(after, ',');
        var isSlashed = tokens.IsMark(after, '/') && tokens.IsDigits(after + 1) && tokens[after + 1].Length <= 2;
        var dayAt = isJoined || isSlashed || slash && Year(after + 1, out _, out _) ? after + 1 : after;
        if (tokens.Is(dayAt, Sense.The))
            dayAt++;
        var isClockNext =
            tokens.IsMark(dayAt + 1, ':')
            || tokens.Is(dayAt + 1, Sense.AmPm)
            || tokens.Is(dayAt + 1, Sense.OClock) && tokens.Language != "hi";
        if (!isClockNext && DayOfMonth(dayAt, out day, out next, isLoose: true))
        {
            phrase.IsImpossible |= day > DateArithmetic.LongestMonth(leading.Number);
            (phrase.Month, phrase.Day) = (leading.Number, day);
            at = next;
            TrailingYear(ref at, phrase, false);
            return true;
        }
        if (Year(dayAt, out var year, out var afterYear))
        {
            (phrase.Month, phrase.Year) = (leading.Number, year);
            at = afterYear;
            return true;
        }
        var ofYear = after;
        while (ofYear < after + 2 && (tokens.Is(ofYear, Sense.Of) || tokens.IsMark(ofYear, ',')))
            ofYear++;
        if (ofYear > after && Year(ofYear, out year, out afterYear))
        {
            (phrase.Month, phrase.Year) = (leading.Number, year);
            at = afterYear;
            return true;
        }
        if (IsWeakMonth(at))
            return false;
        phrase.Month = leading.Number;
        at++;
        return true;
    }

    /// <summary>A word that is a month and something else ('may', 'march', 'mar', 'set'): alone it needs a word before it that asks for a date.</summary>
    private bool IsWeakMonth(int at)
    {
        var isShort =
            tokens[at].Length <= 3 || tokens.WordAt(at) is "march" or "mars" or "marzo" or "marco" or "sept" or "mais";
        if (!isShort && tokens[at].Kind != TokenKind.Digits)
            return tokens.Language == "hi" && tokens[at].Length <= 2 && !IsAskedFor(at);
        return !IsAskedFor(at) || IsVerbMay(at) && !tokens.Is(at - 1, Sense.In) && !tokens.Is(at - 1, Sense.By);
    }

    private bool IsVerbMay(int at) => tokens.WordAt(at) is "may" && char.IsLower(tokens.Text[tokens[at].Start]);

    private bool IsAskedFor(int at)
    {
        if (at == 0)
            return tokens.Count == 1;
        return tokens.Is(at - 1, Sense.In)
            || tokens.Is(at - 1, Sense.By)
            || tokens.Is(at - 1, Sense.On)
            || tokens.Is(at - 1, Sense.Of)
            || tokens.Is(at - 1, Sense.WeekOf)
            || tokens.Is(at - 1, Sense.This)
            || tokens.Is(at - 1, Sense.Next)
            || tokens.Is(at - 1, Sense.Coming)
            || tokens.Is(at - 1, Sense.Last)
            || tokens.Is(at - 1, Sense.Until)
            || tokens.Is(at - 1, Sense.Before)
            || tokens.Is(at - 1, Sense.End)
            || tokens.Is(at - 1, Sense.Begin)
            || tokens.Is(at - 1, Sense.Middle)
            || tokens.Is(at - 1, Sense.After)
            || tokens.Is(at - 1, Sense.From)
            || tokens.Is(at - 1, Sense.To) && tokens.Language == "en"
            || tokens.IsMark(at - 1, '-') && at > 1 && tokens.Is(at - 2, Sense.Middle);
    }

    private bool DayOfMonth(int at, out int day, out int next, bool isLoose)
    {
        day = 0;
        next = at;
        if (Ordinal(at, out day, out next))
            return day <= 31;
        if (!isLoose)
            return false;
        if (
            tokens.IsDigits(at) && tokens[at].Length <= 2 && !StandsAfterCurrencyOrNumber(at)
            || tokens.IsDigits(at)
                && at > 0
                && tokens.IsTight(at)
                && tokens.Is(at - 1, Sense.Month)
                && tokens[at].Length <= 2
            || tokens.IsDigits(at)
                && tokens[at].Length <= 2
                && at > 1
                && tokens[at - 1].Character is '-' or '/'
                && (tokens.Is(at - 2, Sense.Month) || tokens.IsDigits(at - 2))
        )
        {
            day = tokens[at].Number;
            next = at + 1;
            return day is >= 1 and <= 31;
        }
        return tokens.Is(at, Sense.Number) && SmallNumber(at, out day, out next) && day <= 31;
    }

    private void TrailingYear(ref int at, DatePhrase phrase, bool isDayFirst)
    {
        var probe = at;
        while (probe < at + 2 && (tokens.IsMark(probe, ',') || tokens.Is(probe, Sense.Of)))
            probe++;
        if ((tokens.IsMark(at, '-') || tokens.IsMark(at, '/')) && tokens.IsTight(at) && tokens.IsTight(at + 1))
            probe = at + 1;
        if (Year(probe, out var year, out var next))
        {
            phrase.Year = year;
            at = next;
        }
        else if (
            isDayFirst
            && probe == at
            && tokens.IsDigits(at)
            && tokens[at].Length == 2
            && tokens[at].Number is >= 0 and < 40
            && !tokens.IsMark(at + 1, ':')
            && !tokens.IsMark(at + 1, '-')
            && !tokens.Is(at + 1, Sense.AmPm)
            && !tokens.Is(at + 1, Sense.OClock)
            && !tokens.Is(at + 1, Sense.Month)
            && (at + 1 >= tokens.Count || tokens[at + 1].Kind == TokenKind.Mark)
        )
        {
            phrase.Year = 2000 + tokens[at].Number;
            at++;
        }
    }

    private bool Year(int at, out int year, out int next)
    {
        next = at + 1;
        year = 0;
        if (tokens.IsDigits(at) && tokens[at].Length == 4 && tokens[at].Number is >= 1900 and <= 2100)
        {
            year = tokens[at].Number;
            return !tokens.Is(next, Sense.Unit)
                && !(tokens.IsMark(next, ':') && tokens.IsTight(next) && tokens.IsDigits(next + 1));
        }
        if (tokens.IsMark(at, '\'') && tokens.IsDigits(next) && tokens[next].Length == 2 && tokens.IsTight(next))
        {
            year = FullYear(tokens[next].Number, 2);
            next++;
            return true;
        }
        return false;
    }

    /// <summary>'3:30pm', '15h00', '8.30 pm', '17 Uhr', 'half past 3', 'quarter to 5', 'noon', 'at 5', 'शाम 5 बजे'.</summary>
    private bool Clock(ref int at, DatePhrase phrase, bool saidAt)
    {
        if (phrase.Time is not null)
            return false;
        if (
            tokens.Is(at, Sense.ClockWord, out var word)
            && !(tokens.Is(at, Sense.Part) && phrase.HasDay && tokens.Language == "de" && word.Number != 12)
        )
        {
            phrase.Time = new ClockTime(word.Number, 0, false);
            at++;
            return true;
        }
        if (ClockPast(ref at, phrase))
            return true;
        var start = at;
        int minute = 0;
        int next;
        int hour;
        var isPlain = true;
        if (tokens.IsDigits(at))
        {
            if (StandsAfterCurrencyOrNumber(at) && !(at > 0 && tokens[at - 1].Character is '-' or ':' or '/'))
                return false;
            hour = tokens[at].Number;
            next = at + 1;
            var length = tokens[at].Length;
            if (
                length <= 2
                && tokens.IsMark(next, ':')
                && tokens.IsTight(next)
                && tokens.IsDigits(next + 1)
                && tokens[next + 1].Length == 2
            )
            {
                minute = tokens[next + 1].Number;
                next += 2;
                isPlain = false;
                if (tokens.IsMark(next, ':') && tokens.IsTight(next) && tokens.IsDigits(next + 1))
                    next += 2;
            }
            else if (
                length <= 2
                && next < tokens.Count
                && tokens.IsTight(next)
                && tokens[next].Character == 'h'
                && tokens[next].Length == 1
            )
            {
                isPlain = false;
                next++;
                if (tokens.IsDigits(next) && tokens.IsTight(next) && tokens[next].Length == 2)
                {
                    minute = tokens[next].Number;
                    next++;
                    if (
                        next + 1 < tokens.Count
                        && tokens.WordAt(next) is "m"
                        && tokens.IsDigits(next + 1)
                        && tokens.IsTight(next + 1)
                    )
                        next += 2;
                }
                if (hour > 24 || minute > 59)
                    return false;
                phrase.Time = new ClockTime(hour, minute, false);
                at = next;
                Meridiem(ref at, phrase, hour);
                return true;
            }
            else if (
                length <= 2
                && tokens.IsMark(next, '.')
                && tokens.IsTight(next)
                && tokens.IsDigits(next + 1)
                && tokens[next + 1].Length == 2
                && (saidAt || IsMeridiem(next + 2) || tokens.Is(next + 2, Sense.OClock) || phrase.HasDay)
                && hour <= 24
                && tokens[next + 1].Number < 60
            )
            {
                minute = tokens[next + 1].Number;
                next += 2;
                isPlain = false;
            }
            else if (
                length is 3 or 4
                && saidAt
                && hour / 100 <= 24
                && hour % 100 < 60
                && !tokens.IsMark(next, '/')
                && !(hour is >= 1990 and <= 2100)
            )
            {
                (hour, minute) = (hour / 100, hour % 100);
                isPlain = length == 3;
                if (length == 4 && tokens.FirstCharacter(at) == '0')
                {
                    phrase.Time = new ClockTime(hour, minute, false);
                    at = next;
                    return true;
                }
            }
            else if (length > 2)
            {
                return false;
            }
        }
        else if (tokens.Is(at, Sense.HalfMore) || tokens.Is(at, Sense.QuarterMore) || tokens.Is(at, Sense.QuarterLess))
        {
            if (!SmallNumber(at + 1, out hour, out next) || hour > 24)
                return false;
            if (tokens.Is(at, Sense.QuarterLess))
                (hour, minute) = (hour - 1, 45);
            else
                minute = tokens.Is(at, Sense.HalfMore) ? 30 : 15;
            if (!tokens.Is(next, Sense.OClock))
                return false;
        }
        else if (tokens.Is(at, Sense.ClockValue, out var value) && tokens.Is(at + 1, Sense.OClock))
        {
            (hour, minute, next) = (value.Number / 60, value.Number % 60, at + 1);
        }
        else if (
            tokens.Is(at, Sense.Number)
            || tokens.Is(at, Sense.Article) && tokens.Language is not "en"
            || tokens.Is(at, Sense.Article) && tokens.WordAt(at) is "one"
        )
        {
            if (!SmallNumber(at, out hour, out next))
                (hour, next) = (1, at + 1);
            if (hour > 24)
                return false;
            // 'three twenty', 'seven twenty-seven'
            var minuteAt = tokens.IsMark(next, '-') ? next + 1 : next;
            if (
                SmallNumber(minuteAt, out var spoken, out var afterMinute)
                && spoken is >= 5 and < 60
                && !tokens.IsDigits(minuteAt)
            )
            {
                if (
                    saidAt
                    || IsMeridiem(afterMinute)
                    || tokens.Is(afterMinute, Sense.OClock)
                    || phrase.Part > 0
                    || phrase.HasDay && tokens.Language == "hi"
                )
                {
                    minute = spoken;
                    next = afterMinute;
                    isPlain = false;
                }
            }
        }
        else
        {
            return false;
        }
        if (hour > 24 || minute > 59)
            return false;
        if (tokens.Is(next, Sense.AndHalf, out var half) && half.Number == 30)
        {
            (minute, next, isPlain) = (30, next + 1, isPlain && !phrase.HasDay && !saidAt);
        }
        else if (tokens.Is(next, Sense.AndQuarter))
        {
            (minute, next, isPlain) = (15, next + 1, isPlain && !phrase.HasDay && !saidAt);
        }
        else if (tokens.Is(next, Sense.LessQuarter))
        {
            (hour, minute, next) = (hour - 1, 45, next + 1);
        }
        var isOClock =
            tokens.Is(next, Sense.OClock)
            && !(
                tokens.Is(next, Sense.Unit)
                && tokens.Language == "en"
                && isPlain
                && !tokens.WordAt(next).StartsWith("o")
            );
        if (isOClock)
        {
            next++;
            // '17 Uhr 30', '5 बजकर 20 मिनट'
            if (
                tokens.IsDigits(next)
                && tokens[next].Length == 2
                && tokens.Language == "de"
                && tokens[next].Number < 60
                && minute == 0
                && !tokens.IsMark(next + 1, '.')
            )
                minute = tokens[next++].Number;
        }
        var isMeridiem = IsMeridiem(next);
        if (isPlain && !isOClock && !isMeridiem)
        {
            // A bare number is an hour only after 'at', and not before a thing that is counted.
            var isPart =
                tokens.Is(SkipSmall(next), Sense.Part) && !tokens.Is(next, Sense.Day) && tokens.IsDigits(start);
            if (
                !saidAt && !isPart
                || hour is < 1 or > 24
                || tokens.IsDigits(start) && tokens.Is(next, Sense.OrdinalMark) && tokens.IsTight(next)
            )
                return false;
            if (
                tokens.IsDigits(next)
                && tokens[next].Length == 2
                && tokens[next].Number < 60
                && tokens.IsDigits(start)
                && hour <= 12
                && tokens.Language == "en"
            )
            {
                minute = tokens[next].Number;
                next++;
                isMeridiem = IsMeridiem(next);
            }
            if (
                !isMeridiem && IsCounted(next) && !isPart
                || tokens[start].Kind == TokenKind.Word && tokens.Language == "en" && tokens.Is(next, Sense.Of)
            )
                return false;
            if (tokens.IsMark(next, ',') && tokens.IsTight(next + 1) && tokens.IsDigits(next + 1))
                return false;
            if (tokens.IsMark(next, '.') && tokens.IsTight(next + 1) && tokens.IsDigits(next + 1))
                return false;
            if (
                tokens.IsMark(next, '/')
                || tokens.IsMark(next, '%')
                || tokens.IsMark(next, '-')
                    && tokens.IsTight(next)
                    && tokens[next + 1 < tokens.Count ? next + 1 : next].Kind == TokenKind.Word
            )
                return false;
        }
        phrase.Time = new ClockTime(
            hour,
            minute,
            hour is >= 1 and <= 12
                && !(tokens.IsDigits(start) && tokens[start].Length == 2 && tokens.FirstCharacter(start) == '0')
        );
        at = next;
        Meridiem(ref at, phrase, hour);
        return true;
    }

    private int SkipSmall(int at)
    {
        var probe = at;
        while (
            probe < at + 2
            && (tokens.Is(probe, Sense.In) || tokens.Is(probe, Sense.The) || tokens.Is(probe, Sense.Of))
            && !tokens.Is(probe, Sense.Part)
        )
            probe++;
        return probe;
    }

    /// <summary>'building 4 <i>this</i> afternoon' may follow an hour; 'at 5 <i>locations</i>' may not.</summary>
    private bool IsCounted(int at)
    {
        if (at >= tokens.Count)
            return false;
        var token = tokens[at];
        return token.Kind == TokenKind.Word
                && !token.LineBreakBefore
                && (token.Meanings.Length == 0 || tokens.Is(at, Sense.Unit))
            || token.Kind == TokenKind.Mark && token.Character is '$' or '%' or '°' or '/'
            || token.Kind == TokenKind.Digits;
    }

    private bool IsMeridiem(int at) =>
        tokens.Is(at, Sense.AmPm)
        || at < tokens.Count
            && at > 0
            && tokens.IsTight(at)
            && tokens.IsDigits(at - 1)
            && tokens[at].Length == 1
            && tokens[at].Character is 'a' or 'p';

    private void Meridiem(ref int at, DatePhrase phrase, int hour)
    {
        if (!IsMeridiem(at) || phrase.Time is not { } time)
            return;
        var isPm = tokens.Is(at, Sense.AmPm, out var meridiem) ? meridiem.Number == 1 : tokens[at].Character == 'p';
        at++;
        phrase.Time = hour switch
        {
            12 => new ClockTime(isPm ? 12 : 0, time.Minute, false),
            < 12 => new ClockTime(hour + (isPm ? 12 : 0), time.Minute, false),
            _ => time with { IsHalfOpen = false },
        };
    }

    /// <summary>'half past three', 'halb vier', 'quarter to five', 'twenty after 3pm'.</summary>
    private bool ClockPast(ref int at, DatePhrase phrase)
    {
        if (tokens.Is(at, Sense.HalfTo) && SmallNumber(at + 1, out var to, out var afterTo) && to is >= 1 and <= 12)
        {
            phrase.Time = new ClockTime(to == 1 ? 12 : to - 1, 30, true);
            at = afterTo;
            if (tokens.Is(at, Sense.OClock))
                at++;
            return true;
        }
        if (
            tokens.Is(at, Sense.HalfPast)
            && SmallNumber(at + 1, out var half, out var afterHalf)
            && half is >= 1 and <= 12
            && !tokens.Is(afterHalf, Sense.Unit)
        )
        {
            phrase.Time = new ClockTime(half, 30, true);
            at = afterHalf;
            Meridiem(ref at, phrase, half);
            return true;
        }
        var minutes = 0;
        var next = at + 1;
        if (tokens.Is(at, Sense.QuarterHour))
            minutes = 15;
        else if (tokens.Is(at, Sense.Article) && tokens.Is(at + 1, Sense.QuarterHour))
            (minutes, next) = (15, at + 2);
        else if (
            !SmallNumber(at, out minutes, out next)
            || minutes is < 5 or > 30
            || tokens.IsDigits(at) && tokens.Language != "en"
        )
            return false;
        if (tokens.Is(next, Sense.Unit, out var unit) && (Unit)unit.Number == Unit.Minute)
            next++;
        var isPast = tokens.Is(next, Sense.Past);
        if (!isPast && !tokens.Is(next, Sense.ToHour) || tokens.Is(at, Sense.ToHour))
            return false;
        int hour;
        int after;
        if (tokens.Is(next + 1, Sense.ClockWord, out var noon))
            (hour, after) = (noon.Number, next + 2);
        else if (
            !SmallNumber(next + 1, out hour, out after)
            || hour is < 1 or > 12
            || tokens.Is(after, Sense.Unit) && !tokens.Is(after, Sense.OClock)
            || tokens.IsMark(after, ':')
            || tokens.Is(after, Sense.Month)
            || IsCounted(after) && !IsMeridiem(after)
        )
            return false;
        // '10 to 12 August' is a range; 'ten to twelve' and 'quarter to' are times.
        if (!isPast && tokens.IsDigits(at) && !tokens.Is(next + 1, Sense.ClockWord) && !tokens.Is(next - 1, Sense.Unit))
            return false;
        phrase.Time = isPast
            ? new ClockTime(hour, minutes, hour <= 12)
            : new ClockTime(hour == 1 ? 12 : hour - 1, 60 - minutes, hour <= 12);
        at = after;
        var reached = phrase.Time.Value;
        Meridiem(ref at, phrase, reached.Hour);
        if (phrase.Time is { } said)
            phrase.Time = said with { Minute = reached.Minute };
        if (tokens.Is(at, Sense.OClock))
            at++;
        return true;
    }

    /// <summary>'tomorrow', 'tonight', 'Friday', 'Christmas', 'morning', 'now', 'weekend'.</summary>
    private bool Named(ref int at, DatePhrase phrase, bool isWholeText)
    {
        var isPart = tokens.Is(at, Sense.Part, out var part);
        if (
            tokens.Is(at, Sense.Day, out var day)
            && phrase.RelativeDay is null
            && !(isPart && (phrase.Weekday > 0 || phrase.Day > 0))
        )
        {
            phrase.RelativeDay = day.Number;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.Tonight))
        {
            phrase.RelativeDay ??= 0;
            phrase.Part = 4;
            at++;
            return true;
        }
        if (isPart && phrase.Part == 0 && !tokens.Is(at, Sense.AmPm) && !tokens.Is(at, Sense.Weekday))
        {
            // 'morning' alone is a greeting or a time of any day.
            if (
                phrase.IsEmpty
                && !isWholeText
                && !(
                    at > 0
                    && (tokens.Is(at - 1, Sense.This) || tokens.Is(at - 1, Sense.In) || tokens.Is(at - 1, Sense.The))
                )
                && !(tokens.Language == "hi" && FollowsHour(at + 1))
            )
                return false;
            if (
                phrase.IsEmpty
                && tokens.Language == "en"
                && !isWholeText
                && !(tokens.WordAt(at) is "daytime")
                && !(tokens.Is(at - 1, Sense.The) && tokens.Is(at - 2, Sense.In))
            )
                return false;
            phrase.Part = part.Number;
            at++;
            return true;
        }
        if (
            tokens.Is(at, Sense.Weekday, out var weekday)
            && phrase.Weekday == 0
            && !IsWeakWeekday(at, phrase, isWholeText)
        )
        {
            phrase.Weekday = weekday.Number;
            PartOfCompound(at, phrase);
            if (tokens.Is(at + 1, Sense.AfterNext) || IsAfterNext(at + 1))
            {
                phrase.WeekdayRelation = Sense.AfterNext;
                at += IsAfterNext(at + 1) ? 2 : 1;
            }
            at++;
            if (
                tokens.IsMark(at, '.')
                && tokens.IsTight(at)
                && tokens[at - 1].Length <= 4
                && (tokens.IsDigits(at + 1) || tokens.Is(at + 1, Sense.Month))
            )
                at++;
            return true;
        }
        if (tokens.Is(at, Sense.Holiday, out var holiday) && phrase.Holiday is null)
        {
            phrase.Holiday = holiday.Text;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.Now) && phrase.IsEmpty)
        {
            // 'let me know now' asks for haste; as a typed deadline it is today.
            if (!isWholeText && tokens.Is(at, Sense.Soon))
                return false;
            phrase.IsNow = true;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.Unit, out var unit) && phrase.Period == Unit.None)
        {
            var named = (Unit)unit.Number;
            var isAsked =
                at > 0
                && (
                    tokens.Is(at - 1, Sense.The)
                    || tokens.Is(at - 1, Sense.On)
                    || tokens.Is(at - 1, Sense.By)
                    || tokens.Is(at - 1, Sense.Until)
                    || tokens.Is(at - 1, Sense.Before)
                );
            if (
                named == Unit.Weekend && (isAsked || isWholeText || phrase.HasDay)
                || named == Unit.Fortnight && isAsked && tokens.Language == "en"
                || named == Unit.Month && phrase.Nth != 0
            )
            {
                phrase.Period = named;
                at++;
                return true;
            }
        }
        if (
            tokens.Is(at, Sense.WeekNumber)
            && tokens.IsDigits(at + 1)
            && tokens[at + 1].Number is >= 1 and <= 53
            && !phrase.HasDay
        )
        {
            phrase.WeekNumber = tokens[at + 1].Number;
            at += 2;
            return true;
        }
        return false;
    }

    /// <summary>'Montagnachmittag' is a weekday and a part of it in one word.</summary>
    private void PartOfCompound(int at, DatePhrase phrase)
    {
        if (tokens.Is(at, Sense.Part, out var part))
            phrase.Part = part.Number;
    }

    private bool FollowsHour(int at) =>
        SmallNumber(at, out _, out var next) && (tokens.Is(next, Sense.OClock) || tokens.IsMark(next, ':'))
        || tokens.Is(at, Sense.HalfMore);

    /// <summary>Short names that are ordinary words too ('sun', 'so', 'mar', 'ter') count beside a date, a time or after 'on'.</summary>
    private bool IsWeakWeekday(int at, DatePhrase phrase, bool isWholeText)
    {
        var token = tokens[at];
        var word = tokens.WordAt(at);
        var isShort =
            token.Length <= (tokens.Language == "hi" ? 4 : 3)
            || word is "segunda" or "terca" or "quarta" or "quinta" or "sexta" or "tues" or "wed";
        if (!isShort || phrase.Day > 0 || phrase.Month > 0 || isWholeText && tokens.Count <= 2)
            return false;
        var next = at + 1;
        while (next < at + 3 && (tokens.IsMark(next, ',') || tokens.IsMark(next, '.') || tokens.IsMark(next, '(')))
            next++;
        var isBeside =
            tokens.IsDigits(next) && tokens[next].Length <= 4
            || tokens.Is(next, Sense.Month)
            || tokens.Is(next, Sense.Part) && tokens.Language == "en";
        if (tokens.Language != "en")
            return !(isBeside && tokens[next].Length <= 2)
                && !(next < tokens.Count && tokens.Is(next, Sense.Month))
                && !(word is "mar" or "mie" or "vie" && next >= tokens.Count);
        var isUpper = char.IsUpper(tokens.Text[token.Start]);
        return !isBeside
            && !(isUpper && at > 0 && (IsAskedFor(at) || tokens.Is(at - 1, Sense.At)))
            && !(IsAskedFor(at) && word is not ("sun" or "sat" or "mon" or "wed"));
    }

    /// <summary>'on the 15th', 'le 23', 'martes 25', 'Friday the 26th', 'रविवार 31': a day of a month that is not named.</summary>
    private bool LooseDay(ref int at, DatePhrase phrase, bool saidOn, bool saidAt)
    {
        if (phrase.Day > 0 || phrase.Month > 0 && !saidOn)
            return false;
        if (
            tokens.Is(at, Sense.Ordinal)
            && tokens.IsDigits(at) == false
            && phrase.Weekday == 0
            && tokens.Is(at, Sense.Unit)
        )
            return false;
        var isOrdinal = Ordinal(at, out var day, out var next);
        if (!isOrdinal)
        {
            var isBeforeWeekday =
                tokens.Language == "hi" && tokens.Is(at, Sense.Number) && tokens.Is(at + 1, Sense.Weekday);
            if (!tokens.IsDigits(at) && !(phrase.Weekday > 0 && tokens.Is(at, Sense.Number)) && !isBeforeWeekday)
                return false;
            if (!DayOfMonth(at, out day, out next, isLoose: true))
                return false;
        }
        if (day is < 1 or > 31)
            return false;
        var isDotted =
            tokens.IsMark(next, '.') && tokens.IsTight(next) && tokens.Language == "de" && !tokens.IsDigits(next + 1);
        var followedByThing = next < tokens.Count && tokens.IsPlainWord(next) && !tokens[next].LineBreakBefore;
        if (
            tokens.IsMark(next, ':') && tokens.IsDigits(next + 1)
            || tokens.Is(next, Sense.AmPm)
            || tokens.Is(next, Sense.OClock) && tokens.Language != "hi"
            || tokens.Is(next, Sense.Unit)
            || tokens.IsMark(next, '%')
            || tokens.IsMark(next, '/')
            || IsMeridiem(next)
        )
            return false;
        if (
            tokens.IsMark(next, '.') && tokens.IsDigits(next + 1) && tokens.IsTight(next + 1)
            || tokens.IsMark(next, ',') && tokens.IsDigits(next + 1) && tokens.IsTight(next + 1)
        )
            return false;
        if (isOrdinal)
        {
            // 'the second wave', 'first, ...': an ordinal in words needs a weekday; '15th' needs no thing behind it.
            if (
                !tokens.IsDigits(at)
                && phrase.Weekday == 0
                && (
                    !saidOn
                    || followedByThing
                    || next < tokens.Count && tokens[next].Meanings.Length > 0 && !tokens.Is(next, Sense.Before)
                )
            )
                return false;
            if (!tokens.IsDigits(at) && phrase.Weekday == 0 && day < 5)
                return false;
            if (followedByThing && phrase.Weekday == 0)
                return false;
        }
        else if (phrase.Weekday > 0)
        {
            // 'lunes, de las 12 a las 4': an hour.
            if (saidAt && tokens.Language != "en" || tokens.Language == "hi" && tokens.Is(next, Sense.To))
                return false;
            if (followedByThing && tokens.Language == "en" || tokens.IsMark(next, '-') && tokens.IsTight(next))
                return false;
        }
        else if (!(saidOn && (tokens.Language is not "en" || isDotted || IsRangeAhead(next)) && !followedByThing))
        {
            // 'the 17 between 2 and 4pm'; '31 शुक्रवार'
            if (!(tokens.Is(next, Sense.Weekday) && tokens.Language == "hi") || !(tokens[at].SpaceBefore || at == 0))
                return false;
        }
        if (!isOrdinal && phrase.Weekday == 0 && saidOn && tokens.Language is "de" && !isDotted)
            return false;
        phrase.Day = day;
        at = isDotted ? next + 1 : next;
        return true;
    }

    private bool IsRangeAhead(int at) => tokens.Is(at, Sense.Between) || tokens.Is(at, Sense.From);

    /// <summary>'Christmas 2019', 'in 2020', 'by 2020'.</summary>
    private bool LooseYear(ref int at, DatePhrase phrase, bool isWholeText)
    {
        if (
            phrase.Year > 0
            || !Year(at, out var year, out var next)
            || tokens[at].Kind != TokenKind.Digits
            || StandsAfterCurrencyOrNumber(at)
        )
            return false;
        var isBound = phrase.Holiday is not null || phrase.Month > 0 || phrase.Nth != 0 || phrase.WeekNumber > 0;
        var isAsked =
            phrase.IsEmpty
            && at > 0
            && (
                tokens.Is(at - 1, Sense.By)
                || tokens.Is(at - 1, Sense.In)
                || tokens.Is(at - 1, Sense.Until)
                || tokens.Is(at - 1, Sense.Before)
            )
            && !IsCounted(next);
        var isBeforeMonth =
            phrase.IsEmpty && tokens.Language == "hi" && tokens.Is(next, Sense.InAfter) && tokens.IsDigits(next + 1);
        _ = isWholeText;
        if (!isBound && !isAsked && !isBeforeMonth)
            return false;
        phrase.Year = year;
        at = isBeforeMonth ? next + 1 : next;
        return true;
    }

    /// <summary>'PST', 'my time', 'Manila time': said of a time or of the end of a day.</summary>
    private bool Whose(ref int at, DatePhrase phrase)
    {
        if (phrase.Time is null && !phrase.IsEndOfDay && phrase.Part == 0)
            return false;
        if (tokens.Is(at, Sense.Zone, out var zone) && phrase.Zones is null)
        {
            // 'est', 'pt', 'mt' are words in other languages; as zones they are written in capitals.
            if (tokens[at].Length <= 3 && !char.IsUpper(tokens.Text[tokens[at].Start]) && tokens.Language != "en")
                return false;
            (phrase.Zones, phrase.ZoneWord) = (zone.Text, tokens.WordAt(at).ToString());
        }
        else if (tokens.Is(at, Sense.Mine))
            phrase.IsMine = true;
        else if (tokens.Is(at, Sense.Yours))
            phrase.IsYours = true;
        else
            return false;
        at++;
        return true;
    }
}
