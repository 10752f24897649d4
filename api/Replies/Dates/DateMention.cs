using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>What must be known besides the text to say which day 'Friday' is.</summary>
/// <param name="WrittenAt">When the text was written; 'tomorrow' is counted from here.</param>
/// <param name="WriterZone">Where the writer's clock hangs; times without a zone are this clock's.</param>
/// <param name="Locale">BCP 47, 'en-US', 'de-DE'; decides the language when the text does not, and whether 3/4 is March or April.</param>
/// <param name="ReaderZone">What 'your time' means.</param>
/// <param name="Calendar">Working days and hours; null reads every day alike, weeks until Sunday and days until midnight.</param>
public sealed record DateContext(
    Instant WrittenAt,
    DateTimeZone WriterZone,
    string Locale,
    DateTimeZone ReaderZone,
    WorkingCalendar? Calendar
);

/// <summary>One way to understand an expression of time.</summary>
/// <param name="Day">The day that is named; of a week, month or range the last one.</param>
/// <param name="Time">The wall-clock time in <paramref name="Zone"/>; null means the end of the day, or of the working day when a calendar is given.</param>
/// <param name="Zone">Whose clock and whose day.</param>
/// <param name="Inclusive">False after 'before': the day itself is too late.</param>
public sealed record DateReading(LocalDate Day, LocalTime? Time, DateTimeZone Zone, bool Inclusive)
{
    /// <summary>The last instant that is still in time.</summary>
    /// <param name="calendar">Says when a day ends; without one a day ends at midnight. A day off ends with the working day before it.</param>
    public Instant Deadline(WorkingCalendar? calendar)
    {
        if (Time is { } time)
            return Day.At(time).InZoneLeniently(Zone).ToInstant();
        var last = Inclusive ? Day : Day.PlusDays(-1);
        return calendar?.EndOfDay(last) ?? Zone.StartOf(last.PlusDays(1));
    }
}

/// <summary>An expression of time in a text, what it can mean, and whether somebody must do something by then.</summary>
/// <param name="Start">Where in the text, in UTF-16 units.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Phrase">The words themselves.</param>
/// <param name="Reading">The likeliest meaning; null for 'as soon as possible', which names no day.</param>
/// <param name="Alternatives">Other meanings to offer ('3/4', 'next Friday', 'at 5', 'PST'), likeliest first.</param>
/// <param name="IsDeadline">Somebody is to do something by then.</param>
/// <param name="Score">How sure it is that this is a deadline, 0 to 1; at least one half makes it one.</param>
/// <param name="Soon">Asks for haste and names no day.</param>
/// <param name="Rule">What spoke for and against it, in words.</param>
public sealed record DateMention(
    int Start,
    int Length,
    string Phrase,
    DateReading? Reading,
    IReadOnlyList<DateReading> Alternatives,
    bool IsDeadline,
    double Score,
    bool Soon,
    string Rule
)
{
    /// <summary>The words themselves say 'my' or 'your' time.</summary>
    public bool SaysWhoseClock { get; init; }

    /// <summary>Longer texts than this are read up to here: no mail's own words reach it.</summary>
    private const int LongestText = 200_000;

    /// <summary>Every expression of time in a text, in order of place; impossible dates such as 31 June are none.</summary>
    public static IReadOnlyList<DateMention> Find(string text, DateContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        var read = Shortened(text);
        using var tokens = Tokens.Cut(read, context.Locale);
        return Mentions(tokens, context, isField: false);
    }

    /// <summary>The deadline of a sentence or short passage: the likeliest one, or 'as soon as possible' when no day is set.</summary>
    public static DateMention? Deadline(string text, DateContext context)
    {
        DateMention? best = null;
        foreach (var mention in Find(text, context))
        {
            if (!mention.IsDeadline)
                continue;
            if (best is null || best.Soon && !mention.Soon || best.Soon == mention.Soon && mention.Score > best.Score)
                best = mention;
        }
        return best;
    }

    /// <summary>
    /// What somebody typed into a field that asks for a deadline: the date there is meant as one, whatever stands around it.
    /// Null when there is no date, or only dates that have passed.
    /// </summary>
    public static DateMention? InField(string typed, DateContext context)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(context);
        using var tokens = Tokens.Cut(Shortened(typed), context.Locale);
        var mentions = Mentions(tokens, context, isField: true);
        if (mentions.Count == 0 && tokens.Language != "en")
        {
            using var english = tokens.As("en");
            mentions = Mentions(english, context, isField: true);
        }

        DateMention? best = null;
        foreach (var mention in mentions)
        {
            var field = mention with
            {
                IsDeadline = true,
                Score = Math.Max(mention.Score, 0.5),
                Rule = "typed as a deadline",
            };
            if (field.Reading is { } reading && HasPassed(reading, context))
            {
                if (mention.Alternatives.FirstOrDefault(other => !HasPassed(other, context)) is not { } later)
                    continue;
                field = field with { Reading = later, Alternatives = [] };
            }
            if (
                best is null
                || best.Soon && !field.Soon
                || best.Soon == field.Soon && mention.Score > best.Score + 0.25
            )
                best = field;
        }
        return best;
    }

    private static string Shortened(string text) => text.Length <= LongestText ? text : text[..LongestText];

    private static bool HasPassed(DateReading reading, DateContext context)
    {
        if (reading.Time is not null)
            return reading.Deadline(null) < context.WrittenAt.Minus(Duration.FromMinutes(1));
        return reading.Day < context.WrittenAt.InZone(reading.Zone).Date;
    }

    private static List<DateMention> Mentions(Tokens tokens, DateContext context, bool isField)
    {
        List<DateMention> found = [];
        var grammar = new DateGrammar(tokens, DateArithmetic.IsDayFirst(context.Locale));
        var now = context.WrittenAt.InZone(context.WriterZone).LocalDateTime;
        for (var at = 0; at < tokens.Count; )
        {
            if (tokens.Is(at, Sense.Soon) && !(isField && tokens.Is(at, Sense.Now)))
            {
                found.Add(DeadlineRules.Soon(tokens, at, isField));
                at++;
                continue;
            }
            if (grammar.At(at, isField && at == 0) is not { } written || written.End <= at)
            {
                at++;
                continue;
            }
            if (DateArithmetic.Read(tokens, written, now, context) is { } meaning)
                found.Add(DeadlineRules.Judge(tokens, written, meaning));
            at = written.End;
        }
        return found;
    }
}
