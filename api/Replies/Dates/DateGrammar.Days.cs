namespace MailCommitments.Replies;

// Days by number, by name, by month.
internal sealed partial class DateGrammar
{
    /// <summary>'Do it now, please': so many words and marks.</summary>
    private const int LongestCommand = 5;

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
            // '10/12-A' is a part number.
            if (
                after.Character == '-'
                && end + 1 < tokens.Count
                && tokens[end + 1].Kind == TokenKind.Word
                && tokens.IsTight(end + 1)
                && !tokens.Is(end + 1, Sense.Month)
            )
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
        if (lengthA > 2 || lengthB > 2 || separator.Character == '/' && !saidOn && IsFraction(at, a, b, end))
            return false;
        // '5.12' and '2-15' are dates only where something says so; amounts and scores look the same.
        var hasNeighbour =
            phrase.Weekday > 0
            || tokens.Is(end, Sense.Weekday)
            || tokens.Is(end + 1, Sense.Weekday) && tokens.IsMark(end, ' ')
            || tokens.IsMark(end, '.') && separator.Character == '.' && tokens.Language is not ("en" or "hi");
        if (
            separator.Character is '.' or '-'
            && (!saidOn || tokens.Language == "en" && at > 0 && tokens.WordAt(at - 1) is "the")
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

    /// <summary>'2/3 of the votes', '1 1/2 cups', '24/7'.</summary>
    private bool IsFraction(int at, int numerator, int denominator, int end)
    {
        if ((numerator, denominator) is (24, 7))
            return !(dayFirst && at == 0 && end == tokens.Count);
        if (at > 0 && tokens.IsDigits(at - 1) && !tokens[at].LineBreakBefore)
            return true;
        if (numerator >= denominator || end >= tokens.Count || tokens[end].LineBreakBefore)
            return false;
        return tokens.WordAt(end) is "of" && !tokens.IsDigits(end + 1) && !tokens.Is(end + 1, Sense.This)
            || denominator is 2 or 3 or 4 or 8
                && (numerator == 1 || numerator == denominator - 1)
                && tokens.IsPlainWord(end);
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
        if (DayOfMonth(at, out var day, out var next))
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
        // '32 August' is no day, and not August either.
        var isOverfull = at > 0 && tokens.IsDigits(at - 1) && tokens[at - 1] is { Length: 2, Number: > 31 };
        // 'mar 10 janv.': Tuesday.
        if (tokens.Is(at, Sense.Weekday) && DayOfMonth(at + 1, out _, out var behind) && tokens.Is(behind, Sense.Month))
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
        if (!isClockNext && DayOfMonth(dayAt, out day, out next))
        {
            phrase.IsImpossible |= day > DateArithmetic.LongestMonth(leading.Number);
            (phrase.Month, phrase.Day) = (leading.Number, day);
            at = next;
            TrailingYear(ref at, phrase, false);
            return true;
        }
        if (isOverfull)
            return false;
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
        if (IsWeakMonth(at) || IsName(at, phrase))
            return false;
        phrase.Month = leading.Number;
        at++;
        return true;
    }

    /// <summary>'Ask April', 'June will call', 'an august body': inside a sentence a month alone needs a word before it that asks for a date.</summary>
    private bool IsName(int at, DatePhrase phrase) =>
        phrase.IsEmpty
        && tokens.Language != "hi"
        && !IsAskedFor(at)
        && (tokens.IsPlainWord(at - 1) && tokens.IsOneWord(at - 1) || IsNoun(at + 1));

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

    private bool DayOfMonth(int at, out int day, out int next)
    {
        day = 0;
        next = at;
        if (Ordinal(at, out day, out next))
            return day <= 31;
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
                && !(isWholeText && !tokens.IsPlainWord(at + 1))
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
        if (tokens.Is(at, Sense.Holiday, out var holiday) && phrase.Holiday is null && !IsOfHoliday(at))
        {
            phrase.Holiday = holiday.Text;
            at++;
            return true;
        }
        if (
            tokens.Is(at, Sense.AmPm, out var half)
            && phrase is { HasDay: true, Time: null, Part: 0 }
            && tokens.Is(at - 1, Sense.Weekday)
        )
        {
            phrase.Part = half.Number + 1;
            at++;
            return true;
        }
        if (tokens.Is(at, Sense.Now) && phrase.IsEmpty)
        {
            // 'I see what you mean now' names no day; typed alone, or nearly so, it is today.
            var isAlone = isWholeText && !tokens.IsPlainWord(at + 1);
            if (!isAlone && (tokens.Is(at, Sense.Soon) || tokens.Count > LongestCommand))
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
            && !IsCode(at + 2)
            && !IsNoun(at + 2)
        )
        {
            phrase.WeekNumber = tokens[at + 1].Number;
            at += 2;
            return true;
        }
        return false;
    }

    /// <summary>'Christmas tree', 'an Easter egg': a thing, not the day.</summary>
    private bool IsOfHoliday(int at) =>
        tokens.Language == "en" && !IsAskedFor(at) && !tokens.Is(at - 1, Sense.At) && IsNoun(at + 1);

    private bool IsNoun(int at) =>
        tokens.IsPlainWord(at) && !tokens.IsFrequent(at) && !tokens[at].IsKnown && !tokens[at].LineBreakBefore;

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
        // 'Casual Fridays' come again and again.
        if (tokens.Language == "en" && word.EndsWith("days") && tokens.Count > 1 && !phrase.HasTime)
            return true;
        // 'segunda parte', 'quinta vez': the second, the fifth.
        if (isShort && tokens.Language == "pt" && token.Length > 4 && tokens.IsPlainWord(at + 1))
            return true;
        if (!isShort || phrase.Day > 0 || phrase.Month > 0 || isWholeText && tokens.Count <= 2)
            return false;
        var next = at + 1;
        while (
            next < at + 3
            && (
                tokens.IsMark(next, ',')
                || tokens.IsMark(next, '.')
                || tokens.IsMark(next, '(')
                || tokens.Is(next, Sense.The)
                || tokens.Is(next, Sense.At) && tokens.Language == "en"
            )
        )
            next++;
        var isBeside =
            tokens.IsDigits(next) && tokens[next].Length <= 4
            || tokens.Is(next, Sense.Month)
            || tokens.Is(next, Sense.Part) && tokens.Language == "en";
        if (tokens.Language != "en")
            return !(isBeside && tokens[next].Length <= 2)
                && !(next < tokens.Count && tokens.Is(next, Sense.Month))
                && !(word is "mar" or "mie" or "vie" && next >= tokens.Count)
                && !(tokens.Language == "pt" && token.Length > 4 && IsAskedFor(at) && !tokens.Is(at - 1, Sense.Of));
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
            if (!DayOfMonth(at, out day, out next))
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
                    || next < tokens.Count && tokens[next].IsKnown && !tokens.Is(next, Sense.Before)
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
    private bool LooseYear(ref int at, DatePhrase phrase)
    {
        if (
            phrase.Year > 0
            || !Year(at, out var year, out var next)
            || tokens[at].Kind != TokenKind.Digits
            || StandsAfterCurrencyOrNumber(at)
        )
            return false;
        var isBound =
            phrase.Holiday is not null || phrase.Month > 0 || phrase.IsEnd || phrase.Nth != 0 || phrase.WeekNumber > 0;
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
        if (!isBound && !isAsked && !isBeforeMonth)
            return false;
        phrase.Year = year;
        at = isBeforeMonth ? next + 1 : next;
        return true;
    }
}
