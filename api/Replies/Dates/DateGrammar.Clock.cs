namespace MailCommitments.Replies;

// Times of day, and whose.
internal sealed partial class DateGrammar
{
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
                && !(
                    tokens.IsTight(next)
                    && (tokens.IsMark(next, '-') || tokens.IsMark(next, '.'))
                    && tokens.IsDigits(next + 1)
                )
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
            if (hour > 24 || tokens.Is(at, Sense.Vague))
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
                    || start == 0 && afterMinute == tokens.Count
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
        if (hour > 24 || minute > 59 || hour == 24 && minute > 0)
            return false;
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
        var isMeridiem = IsMeridiem(next);
        // '4a' is the number of a paragraph, '9a to 11a' and '3:18a' are times.
        if (isMeridiem && isPlain && !saidAt && !phrase.HasDay && IsParagraph(start, next))
            return false;
        if (isPlain && !isOClock && !isMeridiem)
        {
            // A bare number is an hour only after 'at', and not before a thing that is counted.
            var isPart =
                (tokens.Is(SkipSmall(next), Sense.Part) || tokens.Is(next, Sense.Tonight))
                && !tokens.Is(next, Sense.Day)
                && tokens.IsDigits(start);
            if (
                !saidAt && !isPart
                || hour is < 1 or > 24
                || IsAmount(start, phrase)
                || tokens.IsMark(next, '+')
                || tokens.IsMark(next, '-')
                    && tokens.IsTight(next)
                    && tokens.IsDigits(next + 1)
                    && tokens[next + 1].Length > 2
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

    private bool IsParagraph(int at, int letterAt) =>
        tokens.Language == "en"
        && tokens.IsDigits(at)
        && tokens.WordAt(letterAt) is "a"
        && !(at > 0 && (tokens.Is(at - 1, Sense.From) || tokens.Is(at - 1, Sense.To)))
        && !tokens.Is(letterAt + 1, Sense.To)
        && !tokens.IsMark(letterAt + 1, '-')
        && !tokens.IsMark(at - 1, '-');

    /// <summary>'Sales rose by 12', '8 by 10', 'a table for 4', 'by 20': a number after a small word, but no hour.</summary>
    private bool IsAmount(int at, DatePhrase phrase)
    {
        if (tokens.Language != "en" || phrase.HasDay)
            return false;
        if (tokens.IsDigits(at) && tokens[at].Number > 12 || tokens.Is(at - 1, Sense.For))
            return true;
        return tokens.Is(at - 1, Sense.By)
            && (tokens.IsDigits(at - 2) || tokens.SensesBetween(at - 4, at - 1).Has(Sense.Change));
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
        return token.Kind == TokenKind.Word && !token.LineBreakBefore && (!token.IsKnown || tokens.Is(at, Sense.Unit))
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
