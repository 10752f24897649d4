using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MailCommitments.Replies;

/// <summary>What a word or a fixed phrase can stand for in an expression of time.</summary>
internal enum Sense : byte
{
    Month,
    Weekday,
    Number,
    Article,
    Ordinal,
    OrdinalMark,
    Unit,
    Day,
    Tonight,
    Now,
    Part,
    ClockWord,
    This,
    Next,
    Coming,
    Last,
    AfterNext,
    In,
    InAfter,
    Within,
    For,
    Later,
    Ago,
    AgoBefore,
    After,
    AfterPost,
    Before,
    BeforePost,
    By,
    ByPost,
    Until,
    From,
    Between,
    BetweenPost,
    To,
    And,
    Of,
    The,
    On,
    At,
    Approx,
    End,
    Begin,
    Middle,
    EndOf,
    EndOfDay,
    OClock,
    AmPm,
    HalfPast,
    HalfTo,
    Past,
    ToHour,
    QuarterHour,
    HalfOf,
    AndHalf,
    AndQuarter,
    LessQuarter,
    HalfMore,
    QuarterMore,
    QuarterLess,
    ClockValue,
    Working,
    WeekOf,
    WeekOfPost,
    WeekNumber,
    QuarterOf,
    HalfYear,
    Holiday,
    Zone,
    Mine,
    Yours,
    Soon,
    Header,
    Common,
    Deadline,
    Ask,
    Promise,
    Act,
    Happening,
    Away,
    Told,
    Earliest,
    Person,
    Waiting,
    Change,
    Vague,
    Idiom,
}

/// <summary>A stretch of the calendar that a text can count in or point at.</summary>
internal enum Unit : byte
{
    None,
    Second,
    Minute,
    Hour,
    Day,
    WorkingDay,
    Week,
    Month,
    Quarter,
    Year,
    Weekend,
    Fortnight,
    WorkingWeek,
    Half,
}

/// <summary>The senses that a word or a stretch of text can have, as bits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SenseSet(ulong First, ulong Others)
{
    private const int InFirst = 64;

    public bool IsEmpty => (First | Others) == 0;

    public bool Has(Sense sense) => (((int)sense < InFirst ? First : Others) >> (int)sense % InFirst & 1) != 0;

    public static SenseSet operator |(SenseSet one, SenseSet other) =>
        new(one.First | other.First, one.Others | other.Others);

    public static SenseSet Of(params ReadOnlySpan<Sense> senses)
    {
        var (first, others) = (0ul, 0ul);
        foreach (var sense in senses)
        {
            var bit = 1ul << (int)sense % InFirst;
            if ((int)sense < InFirst)
                first |= bit;
            else
                others |= bit;
        }
        return new SenseSet(first, others);
    }

    public bool Overlaps(SenseSet other) => ((First & other.First) | (Others & other.Others)) != 0;
}

/// <summary>One meaning of a word: <c>Month 3</c>, <c>Unit Day</c>, <c>Holiday easter-2</c>.</summary>
internal readonly record struct Meaning(Sense Sense, int Number, string Text);

/// <summary>The words of one language and what each can mean.</summary>
internal sealed class Vocabulary
{
    private static readonly string[] Known = ["en", "de", "fr", "es", "pt", "hi"];

    private static readonly char[] Plain = PlainLetters();

    private static readonly List<Line> Lines = [.. Read()];

    /// <summary>Every word that begins a phrase in some language, or is frequent in one, has a number: one look answers both questions.</summary>
    private static readonly FrozenDictionary<string, int> Numbers = NumberedWords();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> NumbersBySpan =
        Numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>For the number of each word, the languages in which it is frequent, as bits in the order of <see cref="Languages"/>.</summary>
    private static readonly int[] Frequent = FrequentWords();

    private static readonly FrozenDictionary<string, Vocabulary> ByLanguage = Known.ToFrozenDictionary(
        language => language,
        language => new Vocabulary(language),
        StringComparer.Ordinal
    );

    /// <summary>By the number of a phrase.</summary>
    private readonly List<Meaning[]> _meanings = [];

    /// <summary>By the number of their first word, longest first.</summary>
    private readonly Phrase[][] _beginningWith = new Phrase[Numbers.Count][];

    private Vocabulary(string language)
    {
        var meanings = new Dictionary<string, List<Meaning>>(StringComparer.Ordinal);
        foreach (var line in Lines.Where(line => line.Sense != Sense.Common && line.IsOf(language)))
        {
            var isNumber = int.TryParse(
                line.Value,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            );
            foreach (var word in line.Words)
            {
                if (!meanings.TryGetValue(word, out var known))
                    meanings[word] = known = [];
                known.Add(new Meaning(line.Sense, isNumber ? number : 0, line.Value));
            }
        }

        Array.Fill(_beginningWith, []);
        foreach (var phrases in meanings.GroupBy(phrase => Tokens.Words(phrase.Key)[0], StringComparer.Ordinal))
        {
            var beginning = new List<Phrase>();
            foreach (var (text, known) in phrases)
            {
                var senses = SenseSet.Of([.. known.Select(meaning => meaning.Sense)]);
                beginning.Add(new Phrase(Tokens.Words(text)[1..], _meanings.Count, senses));
                _meanings.Add([.. known]);
            }
            _beginningWith[Numbers[phrases.Key]] = [.. beginning.OrderByDescending(phrase => phrase.Rest.Length)];
        }
    }

    private sealed record Line(string Language, Sense Sense, string Value, string[] Words)
    {
        public bool IsOf(string language) => Language == language || Language == "*";
    }

    /// <summary>A word or several.</summary>
    /// <param name="Rest">The words after the first.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Phrase(string[] Rest, int Number, SenseSet Senses)
    {
        /// <summary>What the token after the first begins with; nothing when the phrase is one word.</summary>
        public char Next { get; } = Rest is [var second, ..] ? second[0] : default;
    }

    public static IReadOnlyList<string> Languages => Known;

    public static Vocabulary Of(string language) =>
        ByLanguage.TryGetValue(language, out var known) ? known : ByLanguage["en"];

    /// <summary>The number of a folded word; -1 when no language knows it.</summary>
    public static int NumberOf(ReadOnlySpan<char> word) =>
        NumbersBySpan.TryGetValue(word, out var number) ? number : -1;

    /// <summary>The languages for which a word speaks, as bits in the order of <see cref="Languages"/>.</summary>
    public static int LanguagesOf(int word) => word < 0 ? 0 : Frequent[word];

    /// <summary>The phrases that begin with this word, longest first; empty when it says nothing about time.</summary>
    public ReadOnlySpan<Phrase> BeginningWith(int word) => word < 0 ? [] : _beginningWith[word];

    /// <param name="phrase">Its number.</param>
    public Meaning[] MeaningsOf(int phrase) => _meanings[phrase];

    /// <summary>Lower case, without accents, typographic marks as plain ones, digits of any script as 0 to 9. One character stays one character.</summary>
    public static char Fold(char letter) =>
        letter < Plain.Length ? Plain[letter]
        : letter is '\u2018' or '\u2019' or '\u02bc' ? '\''
        : letter is >= '\u2010' and <= '\u2015' ? '-'
        : letter is >= '\u0966' and <= '\u096f' ? (char)('0' + (letter - '\u0966'))
        : letter;

    private static char[] PlainLetters()
    {
        var plain = new char[0x250];
        for (var letter = 0; letter < plain.Length; letter++)
        {
            var decomposed = ((char)letter).ToString().Normalize(System.Text.NormalizationForm.FormD)[0];
            plain[letter] = decomposed switch
            {
                'ß' => 's',
                '\u00a0' => ' ',
                '\u00b4' or '`' => '\'',
                _ => char.ToLowerInvariant(decomposed),
            };
        }
        return plain;
    }

    private static FrozenDictionary<string, int> NumberedWords() =>
        Lines
            .SelectMany(line => line.Words)
            .Select(words => Tokens.Words(words)[0])
            .Distinct(StringComparer.Ordinal)
            .Select((word, number) => (word, number))
            .ToFrozenDictionary(one => one.word, one => one.number, StringComparer.Ordinal);

    private static int[] FrequentWords()
    {
        var frequent = new int[Numbers.Count];
        foreach (var line in Lines.Where(line => line.Sense == Sense.Common))
        foreach (var word in line.Words)
            frequent[Numbers[word]] |= 1 << Array.IndexOf(Known, line.Language);
        return frequent;
    }

    private static IEnumerable<Line> Read()
    {
        using var stream =
            typeof(Vocabulary).Assembly.GetManifestResourceStream("MailCommitments.Replies.Dates.words.data.tsv")
            ?? throw new InvalidOperationException(
                "The words of time are missing from the assembly; words.data.tsv must be embedded."
            );
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var columns = line.Split('\t');
            var words = columns[3].Split('|').Select(word => string.Concat(word.Select(Fold))).ToArray();
            yield return new Line(columns[0], Enum.Parse<Sense>(columns[1]), columns[2], words);
        }
    }
}
