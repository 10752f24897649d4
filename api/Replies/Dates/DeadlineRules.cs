namespace MailCommitments.Replies;

/// <summary>What spoke for and against a deadline.</summary>
[Flags]
internal enum DeadlineCues
{
    None = 0,
    By = 1 << 0,
    Before = 1 << 1,
    Until = 1 << 2,
    Within = 1 << 3,
    After = 1 << 4,
    DeadlineNamed = 1 << 5,
    Asks = 1 << 6,
    Promises = 1 << 7,
    SomethingToDo = 1 << 8,
    EndOfDayOrPeriod = 1 << 9,
    AnEvent = 1 << 10,
    ToldOfThePast = 1 << 11,
    Away = 1 << 12,
    NotEarlier = 1 << 13,
    ARange = 1 << 14,
    HasPassed = 1 << 15,
    AQuestion = 1 << 16,
    AHeader = 1 << 17,
    ALongTime = 1 << 18,
    ATimeToBeThere = 1 << 19,
    TypedAsADeadline = 1 << 20,
    AsksForHaste = 1 << 21,
    TellsOfHaste = 1 << 22,
}

/// <summary>
/// Whether an expression of time says by when somebody must do something. Most dates in mail do not: meetings, headers, absences,
/// things that have happened. Each cue adds to a score or takes from it; the logistic function of the sum is the confidence.
/// </summary>
internal static class DeadlineRules
{
    /// <summary>An event speaks for a date only so many words around it.</summary>
    private const int Near = 8;

    /// <summary>The longest sentence that is looked at, to each side.</summary>
    private const int Far = 60;

    private static readonly string[] Words =
    [
        "by",
        "before",
        "until",
        "within",
        "after",
        "deadline named",
        "asks",
        "promises",
        "something to do",
        "end of day or period",
        "an event",
        "told of the past",
        "away",
        "not earlier",
        "a range",
        "has passed",
        "a question",
        "a header",
        "a long time",
        "a time to be there",
        "typed as a deadline",
        "asks for haste, names no day",
        "tells of haste, asks nobody",
    ];

    /// <summary>The cues in words, such as <c>by, asks</c>.</summary>
    public static string InWords(DeadlineCues cues) =>
        cues == DeadlineCues.None
            ? "a date"
            : string.Join(", ", Words.Where((_, bit) => cues.HasFlag((DeadlineCues)(1 << bit))));

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
            true
        )
        {
            Cues = isAsked ? DeadlineCues.AsksForHaste : DeadlineCues.TellsOfHaste,
        };
    }

    public static DateMention Judge(Tokens tokens, WrittenTime written, DateArithmetic.Meanings meaning)
    {
        var (from, to, around) = Sentence(tokens, written.Start, written.End);

        var cues = DeadlineCues.None;
        var sum = -2.0;
        void Add(double weight, DeadlineCues cue)
        {
            sum += weight;
            cues |= cue;
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
                Add(3.2, DeadlineCues.By);
                break;
            case Lead.Before:
                Add(2.2, DeadlineCues.Before);
                break;
            case Lead.Until:
                Add(
                    isAway ? -2
                        : names || asks ? 2.4
                        : 0.6,
                    DeadlineCues.Until
                );
                break;
            case Lead.Within:
                Add(1.6, DeadlineCues.Within);
                break;
            case Lead.After:
                Add(-2.5, DeadlineCues.After);
                break;
        }
        if (names)
            Add(lead == Lead.After ? 0.5 : 2.6, DeadlineCues.DeadlineNamed);
        if (asks)
            Add(1.2, DeadlineCues.Asks);
        if (promises && acts)
            Add(2.2, DeadlineCues.Promises);
        if (acts && !promises)
            Add(asks ? 1.2 : 0.2, DeadlineCues.SomethingToDo);
        if (written.Last.IsEndOfDay || written.Last.IsEnd)
            Add(0.7, DeadlineCues.EndOfDayOrPeriod);
        if (happens && lead is not (Lead.By or Lead.Before))
            Add(-1.6, DeadlineCues.AnEvent);
        if (isTold && lead != Lead.By)
            Add(-1.4, DeadlineCues.ToldOfThePast);
        else if (isTold && !asks && !names && !promises)
            Add(-1.0, DeadlineCues.ToldOfThePast);
        if (isAway && lead != Lead.By)
            Add(-1.2, DeadlineCues.Away);
        if (around.Has(Sense.Earliest))
            Add(-3, DeadlineCues.NotEarlier);
        if ((written.First is not null || written.FirstNumber > 0) && lead is not (Lead.By or Lead.Before))
            Add(-1.5, DeadlineCues.ARange);
        if (meaning.HasPassed && !(lead == Lead.By && asks))
            Add(-2.5, DeadlineCues.HasPassed);
        if (Ends(tokens, to, '?') && lead is not (Lead.By or Lead.Before))
            Add(-0.6, DeadlineCues.AQuestion);
        if ((around | tokens.SensesBetween(written.Start, written.End)).Has(Sense.Header) && IsHeader(tokens, from, to))
            Add(-3, DeadlineCues.AHeader);
        if (
            lead == Lead.None
            && !names
            && written.Last
                is { Period: Unit.Month or Unit.Quarter or Unit.Year, IsEnd: false, Day: 0 }
                    or { Month: > 0, Day: 0, IsEnd: false }
        )
            Add(-1.6, DeadlineCues.ALongTime);
        if (lead == Lead.None && written.Last.Time is not null && !written.Last.IsEndOfDay && !names)
            Add(-0.8, DeadlineCues.ATimeToBeThere);

        var score = 1 / (1 + Math.Exp(-sum));
        return new DateMention(
            start,
            length,
            tokens.Text.Substring(start, length),
            meaning.Lead,
            meaning.Others,
            score >= 0.5,
            Math.Round(score, 3),
            false
        )
        {
            Cues = cues,
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

    /// <summary>The tokens of the sentence around an expression, at most <see cref="Far"/> to each side, and what they can mean.</summary>
    private static (int From, int To, SenseSet Around) Sentence(Tokens tokens, int start, int end)
    {
        var around = default(SenseSet);
        var all = tokens.All;
        var from = start;
        for (; from > Math.Max(0, start - Far) && !IsBoundary(tokens, all, from - 1); from--)
            around |= all[from - 1].Senses;
        var to = end;
        for (; to < Math.Min(all.Length, end + Far) && !IsBoundary(tokens, all, to); to++)
            around |= all[to].Senses;
        return (from, to, around);
    }

    private static bool IsBoundary(Tokens tokens, ReadOnlySpan<Token> all, int at) =>
        all[at].Kind == TokenKind.Mark
        && all[at].Character switch
        {
            '!' or '?' or '।' or '•' => true,
            '.' => at + 1 >= all.Length
                || all[at + 1] is { SpaceBefore: true, Kind: TokenKind.Word }
                    && char.IsUpper(tokens.Text[all[at + 1].Start])
                    && !(at > 0 && all[at - 1].Length == 1),
            _ => false,
        };
}
