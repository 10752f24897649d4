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
    private readonly Dictionary<string, List<(Cue Cue, string[] Beginning)>> byFirstWord = new(StringComparer.Ordinal);

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

    internal sealed record Step(int Gap, string[][] Alternatives);

    private static ReplyCues Load()
    {
        var cues = new ReplyCues();
        foreach (var line in LinearModel.EmbeddedLines("reply-cues.data.tsv"))
        {
            if (line.Split('\t') is not [var kind, var cueName, var pattern])
                throw new FormatException($"'{line}' is not kind, name, pattern.");
            var steps = StepsOf(pattern);
            var cue = new Cue(kind, cueName, steps[1..]);
            foreach (var beginning in steps[0].Alternatives)
            {
                if (!cues.byFirstWord.TryGetValue(beginning[0], out var list))
                    cues.byFirstWord[beginning[0]] = list = [];
                list.Add((cue, beginning));
            }
        }
        return cues;
    }

    private static List<Step> StepsOf(string pattern)
    {
        var steps = new List<Step>();
        var gap = 0;
        foreach (var part in pattern.Split(' '))
        {
            if (part.StartsWith("..", StringComparison.Ordinal))
            {
                gap = part[2] - '0';
                continue;
            }
            steps.Add(new(gap, Array.ConvertAll(part.Split('|'), words => words.Split('_'))));
            gap = 0;
        }
        return steps;
    }

    /// <summary>The cues that a sentence holds, each once.</summary>
    public List<Cue> In(List<string> words)
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

    private static bool Follows(List<string> words, int at, IReadOnlyList<Step> rest, int step)
    {
        if (step == rest.Count)
            return true;
        for (var skipped = 0; skipped <= rest[step].Gap; skipped++)
        {
            foreach (var alternative in rest[step].Alternatives)
            {
                if (
                    StandsAt(words, at + skipped, alternative)
                    && Follows(words, at + skipped + alternative.Length, rest, step + 1)
                )
                    return true;
            }
        }
        return false;
    }

    private static bool StandsAt(List<string> words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Count)
            return false;
        for (var i = 0; i < phrase.Length; i++)
        {
            if (words[at + i] != phrase[i])
                return false;
        }
        return true;
    }
}
