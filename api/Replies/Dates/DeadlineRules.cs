namespace MailCommitments.Replies;

/// <summary>
/// Whether an expression of time says by when somebody must do something. Most dates in mail do not: meetings, headers, absences,
/// things that have happened. Each cue adds to a score or takes from it; the logistic function of the sum is the confidence.
/// </summary>
internal static class DeadlineRules
{
    /// <summary>An event speaks for a date only so many words around it.</summary>
    private const int Near = 8;

    /// <summary>'As soon as possible' asks somebody, or somebody offers it; 'the room will be changed as soon as possible' only tells.</summary>
    public static DateMention Soon(Tokens tokens, int at, bool isField)
    {
        var token = tokens[at];
        var (from, to, around) = Sentence(tokens, at, at + 1);
        var isAsked =
            isField
            || tokens.Language != "en"
            || to - from < 4
            || around.Has(Sense.Ask)
            || around.Has(Sense.Act)
            || around.Has(Sense.Person);
        return new DateMention(
            token.Start,
            token.Length,
            tokens.Text[token.Start..token.End],
            null,
            [],
            isAsked,
            isAsked ? 0.8 : 0.2,
            true,
            isAsked ? "asks for haste, names no day" : "tells of haste, asks nobody"
        );
    }

    public static DateMention Judge(Tokens tokens, WrittenTime written, DateArithmetic.Meanings meaning)
    {
        var (from, to, around) = Sentence(tokens, written.Start, written.End);

        var cues = new List<string>(4);
        var sum = -2.0;
        void Add(double weight, string cue)
        {
            sum += weight;
            cues.Add(cue);
        }

        var (lead, leadAt) = LeadOf(tokens, written, from);
        // The words that set the limit belong to the phrase.
        var isLimit = lead is Lead.By or Lead.Before or Lead.Until or Lead.Within;
        var start = tokens[isLimit && leadAt < written.Start ? leadAt : written.Start].Start;
        var length = tokens[isLimit ? Math.Max(leadAt, written.End - 1) : written.End - 1].End - start;
        var near =
            tokens.SensesBetween(Math.Max(from, written.Start - Near), written.Start)
            | tokens.SensesBetween(written.End, Math.Min(to, written.End + Near));
        var asks = around.Has(Sense.Ask);
        var promises = around.Has(Sense.Promise);
        var acts = around.Has(Sense.Act);
        var happens = near.Has(Sense.Happening);
        var isTold = near.Has(Sense.Told);
        var isAway = around.Has(Sense.Away);
        var names = around.Has(Sense.Deadline);
        if (lead == Lead.By && isAway && tokens.Is(leadAt, Sense.Until))
            lead = Lead.Until; // 'bis', 'hasta', 'até' mean both
        switch (lead)
        {
            case Lead.By:
                Add(3.2, "by");
                break;
            case Lead.Before:
                Add(2.2, "before");
                break;
            case Lead.Until:
                Add(
                    isAway ? -2
                        : names || asks ? 2.4
                        : 0.6,
                    "until"
                );
                break;
            case Lead.Within:
                Add(1.6, "within");
                break;
            case Lead.After:
                Add(-2.5, "after");
                break;
        }
        if (names)
            Add(lead == Lead.After ? 0.5 : 2.6, "deadline named");
        if (asks)
            Add(1.2, "asks");
        if (promises && acts)
            Add(2.2, "promises");
        if (acts && !promises)
            Add(asks ? 1.2 : 0.2, "something to do");
        if (written.Last.IsEndOfDay || written.Last.IsEnd)
            Add(0.7, "end of day or period");
        if (happens && lead is not (Lead.By or Lead.Before))
            Add(-1.6, "an event");
        if (isTold && lead != Lead.By)
            Add(-1.4, "told of the past");
        else if (isTold && !asks && !names && !promises)
            Add(-1.0, "told of the past");
        if (isAway && lead != Lead.By)
            Add(-1.2, "away");
        if (around.Has(Sense.Earliest))
            Add(-3, "not earlier");
        if ((written.First is not null || written.FirstNumber > 0) && lead is not (Lead.By or Lead.Before))
            Add(-1.5, "a range");
        if (meaning.HasPassed && !(lead == Lead.By && asks))
            Add(-2.5, "has passed");
        if (Ends(tokens, to, '?') && lead is not (Lead.By or Lead.Before))
            Add(-0.6, "a question");
        if ((around | tokens.SensesBetween(written.Start, written.End)).Has(Sense.Header) && IsHeader(tokens, from, to))
            Add(-3, "a header");
        if (
            lead == Lead.None
            && !names
            && written.Last
                is { Period: Unit.Month or Unit.Quarter or Unit.Year, IsEnd: false, Day: 0 }
                    or { Month: > 0, Day: 0, IsEnd: false }
        )
            Add(-1.6, "a long time");
        if (lead == Lead.None && written.Last.Time is not null && !written.Last.IsEndOfDay && !names)
            Add(-0.8, "a time to be there");

        var score = 1 / (1 + Math.Exp(-sum));
        return new DateMention(
            start,
            length,
            tokens.Text.Substring(start, length),
            meaning.Lead,
            meaning.Others,
            score >= 0.5,
            Math.Round(score, 3),
            false,
            cues.Count == 0 ? "a date" : string.Join(", ", cues)
        )
        {
            SaysWhoseClock = written.Last.IsMine || written.Last.IsYours,
        };
    }

    private enum Lead
    {
        None,
        By,
        Before,
        Until,
        Within,
        After,
    }

    private static (Lead Lead, int At) LeadOf(Tokens tokens, WrittenTime written, int from)
    {
        // Hindi says it behind: 'शुक्रवार तक'.
        for (var at = written.End; at < Math.Min(tokens.Count, written.End + 2); at++)
        {
            if (tokens.Is(at, Sense.BeforePost))
                return (Lead.Before, at);
            if (tokens.Is(at, Sense.ByPost))
                return (Lead.By, at);
            if (tokens.Language == "en" && tokens.Is(at, Sense.By) && tokens[at].Length > 5)
                return (Lead.By, at); // 'Monday at the latest'
            if (!tokens.Is(at, Sense.On))
                break;
        }
        var isRange = written.First is not null || written.FirstNumber > 0;
        for (var at = written.Start; at < (isRange ? written.Start + 1 : written.End); at++)
        {
            // 'viertel vor fünf', 'two days before Friday' set no limit.
            if (
                at > written.Start
                && tokens.Is(at, Sense.Before)
                && (tokens.Is(at - 1, Sense.QuarterHour) || tokens.Is(at - 1, Sense.Unit))
            )
                continue;
            if (LeadAt(tokens, at) is var inside and (Lead.By or Lead.Before or Lead.Until or Lead.Within))
                return (inside, at);
        }
        for (var at = written.Start - 1; at >= Math.Max(from, written.Start - 4); at--)
        {
            if (LeadAt(tokens, at) is var before and not Lead.None)
                return (before, at);
            if (
                tokens[at].Kind == TokenKind.Mark
                && tokens[at].Character is not (',' or '(' or '\'' or '"' or '*' or ':')
            )
                break;
            if (tokens[at].Kind == TokenKind.Word && !tokens[at].IsKnown && written.Start - at > 2)
                break;
        }
        return (Lead.None, written.Start);
    }

    private static Lead LeadAt(Tokens tokens, int at) =>
        tokens.Is(at, Sense.By) && !(tokens.Is(at, Sense.For) && tokens.Language is "es" or "fr" or "pt") ? Lead.By
        : tokens.Is(at, Sense.Until) ? Lead.Until
        : tokens.Is(at, Sense.Before) ? Lead.Before
        : tokens.Is(at, Sense.Within) ? Lead.Within
        : tokens.Is(at, Sense.After) && !tokens.Is(at, Sense.Of)
        || tokens.Is(at, Sense.From) && !tokens.Is(at, Sense.Of)
            ? Lead.After
        : Lead.None;

    private static bool Ends(Tokens tokens, int to, char mark) =>
        tokens.IsMark(to, mark) || to > 0 && tokens.IsMark(to - 1, mark);

    /// <summary>'Sent:', 'Forwarded by … on', '-----Original Message-----': lines that mail programs write.</summary>
    private static bool IsHeader(Tokens tokens, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (tokens.Is(at, Sense.Header) && (tokens.IsMark(at + 1, ':') || tokens[at].Length > 8))
                return true;
        }
        return false;
    }

    /// <summary>The tokens of the sentence around an expression, at most sixty to each side, and what they can mean.</summary>
    private static (int From, int To, SenseSet Around) Sentence(Tokens tokens, int start, int end)
    {
        var around = default(SenseSet);
        var from = start;
        while (from > 0 && start - from < 60 && !IsBoundary(tokens, from - 1))
            around |= tokens[--from].Senses;
        var to = end;
        while (to < tokens.Count && to - end < 60 && !IsBoundary(tokens, to))
            around |= tokens[to++].Senses;
        return (from, to, around);
    }

    private static bool IsBoundary(Tokens tokens, int at)
    {
        ref readonly var token = ref tokens[at];
        if (token.Kind != TokenKind.Mark)
            return false;
        var isLast = at + 1 >= tokens.Count;
        return token.Character switch
        {
            '!' or '?' or '।' or '•' => true,
            '.' => isLast
                || tokens[at + 1].SpaceBefore
                    && tokens[at + 1].Kind == TokenKind.Word
                    && char.IsUpper(tokens.Text[tokens[at + 1].Start])
                    && !(at > 0 && tokens[at - 1].Length == 1),
            _ => false,
        };
    }
}
