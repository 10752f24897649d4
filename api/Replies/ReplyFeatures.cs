namespace MailCommitments.Replies;

/// <summary>A sentence somebody said, its words and cues worked out once.</summary>
public sealed class SaidSentence(string text)
{
    private List<string>? words;
    private List<ReplyCues.Cue>? cues;

    public string Text => text;

    internal List<string> Words => words ??= TextFeatures.WordsOf(text);

    internal List<ReplyCues.Cue> Cues => cues ??= ReplyCues.Embedded.In(Words);
}

/// <summary>What the model of reply kinds looks at: the reply's words and cues, its shape, and what it answers.</summary>
public static class ReplyFeatures
{
    /// <param name="said">What the person wrote, without quotation, signature, greeting and closing.</param>
    /// <param name="ask">What it answers, plain text; empty when unknown.</param>
    /// <param name="subject">Of the reply.</param>
    public static TextFeatures Of(IReadOnlyList<SaidSentence> said, string ask, string subject, bool keepNames = false)
    {
        var features = new TextFeatures(keepNames);
        var words = new List<string>();
        for (var s = 0; s < said.Count && words.Count < 200; s++)
        {
            var sentence = said[s].Words;
            words.AddRange(sentence);
            foreach (var cue in said[s].Cues)
            {
                features.Add(cue.Feature);
                features.Add(cue.KindFeature);
                if (s == 0)
                    features.Add(cue.FirstFeature);
                if (s == said.Count - 1)
                    features.Add(cue.LastFeature);
            }
            if (s == 0)
            {
                features.AddWords("1 ", sentence, 1);
                features.AddWords("^", sentence[..Math.Min(3, sentence.Count)]);
                Add("r:first sentence asks", said[s].Text.EndsWith('?'));
                Add(
                    "r:answers yes or no",
                    sentence.Count > 0
                        && sentence[0]
                            is "yes"
                                or "no"
                                or "yep"
                                or "nope"
                                or "yeah"
                                or "sure"
                                or "ok"
                                or "okay"
                                or "agreed"
                                or "correct"
                                or "done"
                                or "absolutely"
                );
                Add(
                    "r:first starts with thanks",
                    sentence.Count > 0 && sentence[0] is "thanks" or "thank" or "thx" or "thanx" or "many"
                );
                Add(
                    "r:starts with please or order",
                    sentence.Count > 0
                        && (sentence[0] is "please" or "pls" || RequestFeatures.Orders.Contains(sentence[0]))
                );
            }
        }
        features.AddWords("", words, 2);

        var questions = said.Count(s => s.Text.Contains('?'));
        Add("r:last sentence asks", said.Count > 0 && said[^1].Text.EndsWith('?'));
        Add("r:asks once", questions == 1);
        Add("r:asks more than once", questions > 1);
        Add("r:asks nothing", questions == 0);
        Add("r:only asks", said.Count > 0 && questions == said.Count);
        features.Add(
            words.Count switch
            {
                0 => "r:0 words",
                <= 2 => "r:2 words",
                <= 5 => "r:5 words",
                <= 10 => "r:10 words",
                <= 20 => "r:20 words",
                <= 40 => "r:40 words",
                <= 80 => "r:80 words",
                _ => "r:many words",
            }
        );
        features.Add(
            said.Count switch
            {
                <= 1 => "r:1 sentence",
                2 => "r:2 sentences",
                3 => "r:3 sentences",
                <= 6 => "r:6 sentences",
                _ => "r:many sentences",
            }
        );
        Add("r:number", words.Contains("#"));
        Add("r:many numbers", words.Count(w => w == "#") > 3);
        Add("r:link", words.Contains("url"));
        Add("r:exclaims", words.Contains("!"));

        AddAsk(features, ask, words);
        Add("r:subject fw", subject.StartsWith("FW", StringComparison.OrdinalIgnoreCase));
        return features;

        void Add(string name, bool holds)
        {
            if (holds)
                features.Add(name);
        }
    }

    /// <summary>The same words and cues of one sentence alone: what it says for a kind.</summary>
    public static TextFeatures OfSentence(SaidSentence sentence)
    {
        var features = new TextFeatures(capacity: 2 * sentence.Words.Count + 8);
        foreach (var cue in sentence.Cues)
        {
            features.Add(cue.Feature);
            features.Add(cue.KindFeature);
        }
        features.AddWords("", sentence.Words, 2);
        if (sentence.Text.EndsWith('?'))
            features.Add("r:only asks");
        return features;
    }

    /// <summary>A question expects an answer, thanks expect nothing, an invitation a yes or no.</summary>
    private static void AddAsk(TextFeatures features, string ask, List<string> words)
    {
        var asked = TextFeatures.WordsOf(ask.AsSpan(0, Math.Min(ask.Length, 1500)));
        if (asked.Count == 0)
        {
            features.Add("r:ask unknown");
            return;
        }
        var sentences = Sentences.In(ask.Length > 1500 ? ask[..1500] : ask);
        var asks = sentences.Count(RequestReader.Asks);
        var expects =
            asks == 0 ? "nothing"
            : asks == 1 ? "one thing"
            : "several things";
        features.Add($"r:ask wants {expects}");
        var answers =
            words.Contains("?") ? "asks"
            : words.Count <= 6 ? "is short"
            : words.Count <= 40 ? "tells"
            : "tells much";
        features.Add($"r:ask wants {(asks == 0 ? "nothing" : "something")}, reply {answers}");
        Add("r:ask ends asking", sentences.Count > 0 && RequestReader.Asks(sentences[^1]));
        var longWords = asked.Where(word => word.Length > 5).ToHashSet(StringComparer.Ordinal);
        Add("r:repeats words of the ask", words.Where(longWords.Contains).Skip(1).Any());
        var joined = $" {string.Join(' ', asked)} ";
        Add("r:ask has question", asked.Contains("?"));
        Add("r:ask ends with question", asked[^1] == "?");
        Add(
            "r:ask says please",
            joined.Contains(" please ", StringComparison.Ordinal) || joined.Contains(" pls ", StringComparison.Ordinal)
        );
        Add(
            "r:ask invites",
            joined.Contains(" invit", StringComparison.Ordinal)
                || joined.Contains(" attend ", StringComparison.Ordinal)
                || joined.Contains(" join ", StringComparison.Ordinal)
                || joined.Contains(" luncheon ", StringComparison.Ordinal)
        );
        Add(
            "r:ask attaches",
            joined.Contains(" attached ", StringComparison.Ordinal)
                || joined.Contains(" attachment ", StringComparison.Ordinal)
        );
        Add("r:ask informs", joined.StartsWith(" fyi ", StringComparison.Ordinal));
        Add("r:ask thanks", asked[0] is "thanks" or "thank" or "thx");
        Add(
            "r:ask asks you",
            joined.Contains(" can you ", StringComparison.Ordinal)
                || joined.Contains(" could you ", StringComparison.Ordinal)
                || joined.Contains(" would you ", StringComparison.Ordinal)
                || joined.Contains(" let me know ", StringComparison.Ordinal)
        );
        features.Add(
            asked.Count switch
            {
                <= 5 => "r:ask 5 words",
                <= 15 => "r:ask 15 words",
                <= 40 => "r:ask 40 words",
                <= 100 => "r:ask 100 words",
                _ => "r:ask long",
            }
        );
        features.Add(
            asked.Count > words.Count * 4 ? "r:much shorter than ask"
            : asked.Count < words.Count ? "r:longer than ask"
            : "r:as long as ask"
        );
        Add("r:ask and reply ask", asked.Contains("?") && words.Contains("?"));

        void Add(string name, bool holds)
        {
            if (holds)
                features.Add(name);
        }
    }
}
