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
internal sealed partial class DateGrammar(Tokens tokens, bool dayFirst)
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
        var isOrdinal = tokens.Is(at, Sense.Ordinal);
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
        var isHours =
            !isOrdinal && last.Time is not null && number <= 24 && (isMarked || isDash || !last.Time.Value.IsHalfOpen);
        if (!isDays && !isHours)
            return null;
        // 'pages 10-12' and 'score 3-1' are no hours: without am, pm or a colon a day must stand beside them.
        if (
            isHours
            && !isDays
            && !isMarked
            && last is { HasDay: false, Part: 0, Time: { IsHalfOpen: true, Minute: 0 } }
            && start > 0
        )
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
        // '12-05-77' is a number of something.
        if (isTight && tokens.IsMark(last.End, '-') && tokens.IsTight(last.End) && tokens.IsTight(last.End + 1))
            return null;
        // 'from 5 to 10 people'
        if (
            isHours
            && !isDays
            && last is { HasDay: false, Part: 0, Time: { IsHalfOpen: true, Minute: 0 } }
            && IsCounted(last.End)
        )
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
            && DayOfMonth(second, out var until, out var behind)
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
            if (first.Day > 0 && DayOfMonth(second, out var day, out var next) && day > first.Day)
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
        var isFrom = tokens.Is(start, Sense.From) && tokens.Language == "en";
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

        if (!CanBeginAtom(at))
            return null;
        var phrase = new DatePhrase { Start = start, End = start };
        if (!Atom(ref at, phrase, saidAt || isEndOfRange, depth, isWholeText, saidOn))
            return null;
        phrase.End = at;
        while (true)
        {
            // 'from March 10 until noon March 12': the range has an end of its own.
            if (isFrom && tokens.Is(at, Sense.Until))
                break;
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

    /// <summary>'W3C', 'H2O': letters and digits grown together.</summary>
    private bool IsCode(int at) =>
        tokens.IsTight(at) && (tokens.IsPlainWord(at) || tokens.IsDigits(at)) && tokens.IsDigitBefore(at);

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
        || tokens.Is(at, Sense.Middle)
        || tokens.Is(at, Sense.Begin);

    /// <summary>Small words between two parts of an expression: 'at 5 pm <i>on</i> Friday', 'Friday<i>,</i> 5 May'.</summary>
    private int Connectors(int at, out bool saidAt, out bool saidOn)
    {
        saidAt = saidOn = false;
        for (var taken = 0; taken < 4 && at < tokens.Count; taken++, at++)
        {
            var token = tokens[at];
            if (token.Kind == TokenKind.Mark && token.Character != '@')
            {
                if (token.Character is ',' or '(' or ')' or '.' or '~' or '\'' || token.Character == '/' && taken == 0)
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

    private bool CanBeginAtom(int at) => tokens.IsDigits(at) || tokens.SaysTime(at) || tokens.IsMark(at, '+');

    private bool Atom(ref int at, DatePhrase phrase, bool saidAt, int depth, bool isWholeText, bool saidOn = false)
    {
        if (!CanBeginAtom(at) || phrase.HasDay && IsHourRange(at, phrase))
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
            || LooseYear(ref at, phrase)
            || Whose(ref at, phrase);
    }
}
