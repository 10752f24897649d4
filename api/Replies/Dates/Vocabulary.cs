using System.Collections.Frozen;
using System.Globalization;

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
internal readonly record struct SenseSet(UInt128 Bits)
{
    public bool Has(Sense sense) => (Bits >> (int)sense & 1) != 0;

    public static SenseSet operator |(SenseSet one, SenseSet other) => new(one.Bits | other.Bits);

    public static SenseSet Of(params ReadOnlySpan<Sense> senses)
    {
        UInt128 bits = 0;
        foreach (var sense in senses)
            bits |= UInt128.One << (int)sense;
        return new SenseSet(bits);
    }

    public bool Overlaps(SenseSet other) => (Bits & other.Bits) != 0;
}

/// <summary>One meaning of a word: <c>Month 3</c>, <c>Unit Day</c>, <c>Holiday easter-2</c>.</summary>
internal readonly record struct Meaning(Sense Sense, int Number, string Text);

/// <summary>The words of one language and what each can mean.</summary>
internal sealed class Vocabulary
{
    private static readonly string[] Known = ["en", "de", "fr", "es", "pt", "hi"];

    private static readonly char[] Plain = PlainLetters();

    private static readonly FrozenDictionary<string, Vocabulary> ByLanguage = Load();

    /// <summary>For each word that is frequent in running text, the languages it speaks for, as bits in the order of <see cref="Languages"/>.</summary>
    private static readonly FrozenDictionary<string, int> Frequent = FrequentWords();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> FrequentBySpan =
        Frequent.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly FrozenDictionary<string, Phrase[]> _phrases;
    private readonly FrozenDictionary<string, Phrase[]>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private Vocabulary(string language, Dictionary<string, List<Phrase>> phrases)
    {
        Language = language;
        _phrases = phrases.ToFrozenDictionary(
            pair => pair.Key,
            pair => pair.Value.OrderByDescending(phrase => phrase.Rest.Length).ToArray(),
            StringComparer.Ordinal
        );
        _bySpan = _phrases.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A word or several, the first of which is the key under which it stands.</summary>
    internal sealed record Phrase(string[] Rest, Meaning[] Meanings)
    {
        public SenseSet Senses { get; } = SenseSet.Of([.. Meanings.Select(meaning => meaning.Sense)]);
    }

    public static IReadOnlyList<string> Languages => Known;

    public string Language { get; }

    public static Vocabulary Of(string language) =>
        ByLanguage.TryGetValue(language, out var known) ? known : ByLanguage["en"];

    /// <summary>The phrases that begin with this folded word, longest first; empty when the word says nothing about time.</summary>
    public Phrase[] BeginningWith(ReadOnlySpan<char> word) => _bySpan.TryGetValue(word, out var phrases) ? phrases : [];

    public static int LanguagesOf(ReadOnlySpan<char> word) =>
        FrequentBySpan.TryGetValue(word, out var languages) ? languages : 0;

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

    private static FrozenDictionary<string, Vocabulary> Load()
    {
        var read = Lines().ToList();
        return Known.ToFrozenDictionary(
            language => language,
            language =>
            {
                var meanings = new Dictionary<string, List<Meaning>>(StringComparer.Ordinal);
                foreach (
                    var (_, sense, value, words) in read.Where(line =>
                        line.Language == language || line.Language == "*"
                    )
                )
                {
                    if (sense == Sense.Common)
                        continue;
                    var number = int.TryParse(
                        value,
                        NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var parsed
                    )
                        ? parsed
                        : 0;
                    foreach (var word in words)
                    {
                        if (!meanings.TryGetValue(word, out var known))
                            meanings[word] = known = [];
                        known.Add(new Meaning(sense, number, value));
                    }
                }

                var phrases = new Dictionary<string, List<Phrase>>(StringComparer.Ordinal);
                foreach (var (text, known) in meanings)
                {
                    var words = Tokens.Words(text);
                    if (!phrases.TryGetValue(words[0], out var beginning))
                        phrases[words[0]] = beginning = [];
                    beginning.Add(new Phrase(words[1..], [.. known]));
                }
                return new Vocabulary(language, phrases);
            },
            StringComparer.Ordinal
        );
    }

    private static FrozenDictionary<string, int> FrequentWords()
    {
        var frequent = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (language, _, _, words) in Lines().Where(line => line.Sense == Sense.Common))
        foreach (var word in words)
            frequent[word] = frequent.GetValueOrDefault(word) | (1 << Array.IndexOf(Known, language));
        return frequent.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<(string Language, Sense Sense, string Value, string[] Words)> Lines()
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
            yield return (columns[0], Enum.Parse<Sense>(columns[1]), columns[2], words);
        }
    }
}
