using System.Collections.Frozen;

namespace MailCommitments.Replies;

/// <summary>Turns of phrase of business mail that point to a kind of reply, the soft ones included.</summary>
/// <remarks>
/// Kept in <c>reply-cues.data.tsv</c>: kind, name, pattern. A pattern is a row of steps; <c>a|b</c> are alternatives, <c>_</c> joins words
/// of one alternative, <c>..3</c> allows up to three words in between. They come from general knowledge of English business mail; a cue
/// is one observation among many for the model, never a verdict.
/// </remarks>
internal sealed class ReplyCues
{
    private static readonly Lazy<ReplyCues> embedded = new(Load);

    /// <summary>By the first word of a way to begin a pattern.</summary>
    private readonly FrozenDictionary<string, List<(Cue Cue, string[] Beginning)>>.AlternateLookup<
        ReadOnlySpan<char>
    > byFirstWord;

    private ReplyCues(Dictionary<string, List<(Cue Cue, string[] Beginning)>> byWord) =>
        byFirstWord = byWord.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static ReplyCues Embedded => embedded.Value;

    /// <param name="Kind">The kind it points to, as labels are written.</param>
    /// <param name="Name">What a person may read as the reason.</param>
    internal sealed record Cue(string Kind, string Name, IReadOnlyList<Step> Rest)
    {
        // Names of features, made once: they are looked up for every sentence.
        public string Feature { get; } = $"r:{Kind}: {Name}";
        public string KindFeature { get; } = $"r:{Kind} cue";
        public string FirstFeature { get; } = $"r:{Kind} cue first";
        public string LastFeature { get; } = $"r:{Kind} cue last";
    }

    /// <param name="Gap">How many words may stand before it.</param>
    /// <param name="Words">The ways to take it that are one word.</param>
    /// <param name="Phrases">Those that are several.</param>
    internal sealed record Step(int Gap, WordSet Words, string[][] Phrases);

    private static ReplyCues Load()
    {
        var byWord = new Dictionary<string, List<(Cue Cue, string[] Beginning)>>(StringComparer.Ordinal);
        foreach (var line in LinearModel.EmbeddedLines("reply-cues.data.tsv"))
        {
            if (line.Split('\t') is not [var kind, var cueName, var pattern])
                throw new FormatException($"'{line}' is not kind, name, pattern.");
            var (beginnings, rest) = StepsOf(pattern);
            var cue = new Cue(kind, cueName, rest);
            foreach (var beginning in beginnings)
            {
                if (!byWord.TryGetValue(beginning[0], out var list))
                    byWord[beginning[0]] = list = [];
                list.Add((cue, beginning));
            }
        }
        return new ReplyCues(byWord);
    }

    private static (string[][] Beginnings, List<Step> Steps) StepsOf(string pattern)
    {
        string[][]? beginnings = null;
        var steps = new List<Step>();
        var gap = 0;
        foreach (var part in pattern.Split(' '))
        {
            if (part.StartsWith("..", StringComparison.Ordinal))
            {
                gap = part[2] - '0';
                continue;
            }
            var ways = Array.ConvertAll(part.Split('|'), words => words.Split('_'));
            if (beginnings is null)
                beginnings = ways;
            else
                steps.Add(
                    new(
                        gap,
                        new(ways.Where(way => way.Length == 1).Select(way => way[0])),
                        [.. ways.Where(way => way.Length > 1)]
                    )
                );
            gap = 0;
        }
        return (beginnings ?? [], steps);
    }

    /// <summary>The cues that a sentence holds, each once.</summary>
    public List<Cue> In(Words words)
    {
        var found = new List<Cue>();
        for (var at = 0; at < words.Count; at++)
        {
            if (!byFirstWord.TryGetValue(words[at], out var beginnings))
                continue;
            foreach (var (cue, beginning) in beginnings)
            {
                if (
                    StandsAt(words, at, beginning)
                    && !IsAmong(found, cue)
                    && Follows(words, at + beginning.Length, cue.Rest, 0)
                )
                    found.Add(cue);
            }
        }
        return found;
    }

    private static bool IsAmong(List<Cue> found, Cue cue)
    {
        foreach (var known in found)
        {
            if (ReferenceEquals(known, cue))
                return true;
        }
        return false;
    }

    private static bool Follows(Words words, int at, IReadOnlyList<Step> rest, int step)
    {
        if (step == rest.Count)
            return true;
        var last = Math.Min(at + rest[step].Gap, words.Count - 1);
        for (var next = at; next <= last; next++)
        {
            if (rest[step].Words.Contains(words[next]) && Follows(words, next + 1, rest, step + 1))
                return true;
            foreach (var phrase in rest[step].Phrases)
            {
                if (StandsAt(words, next, phrase) && Follows(words, next + phrase.Length, rest, step + 1))
                    return true;
            }
        }
        return false;
    }

    private static bool StandsAt(Words words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Count)
            return false;
        for (var i = 0; i < phrase.Length; i++)
        {
            if (!words[at + i].SequenceEqual(phrase[i]))
                return false;
        }
        return true;
    }
}
