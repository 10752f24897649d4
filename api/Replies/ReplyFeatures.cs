using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>A sentence somebody said, its words and cues worked out once.</summary>
public sealed class SaidSentence(string text)
{
    private Words? words;
    private List<ReplyCues.Cue>? cues;

    public string Text => text;

    internal Words Words => words ??= Words.In(text);

    internal List<ReplyCues.Cue> Cues => cues ??= ReplyCues.Embedded.In(Words);
}

/// <summary>What the model of reply kinds looks at: the reply's words and cues, its shape, and what it answers.</summary>
public static class ReplyFeatures
{
    /// <summary>With so many words of a reply no further sentence is looked at.</summary>
    private const int MostWords = 200;

    /// <summary>What matters of an ask stands near its top; in characters.</summary>
    private const int LongestAsk = 1500;

    /// <param name="said">What the person wrote, without quotation, signature, greeting and closing.</param>
    /// <param name="ask">What it answers, plain text; empty when unknown.</param>
    /// <param name="subject">Of the reply.</param>
    public static TextFeatures Of(IReadOnlyList<SaidSentence> said, string ask, string subject, bool keepNames = false)
    {
        var features = new TextFeatures(keepNames);
        var words = Words.Of(said.Select(sentence => sentence.Words), MostWords);
        var counted = 0;
        for (var s = 0; s < said.Count && counted < MostWords; s++)
        {
            var sentence = said[s].Words;
            counted += sentence.Count;
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
                features.AddWords("^", sentence, first: 3);
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
        Add("r:many numbers", words.Counted("#") > 3);
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
    private static void AddAsk(TextFeatures features, string ask, Words words)
    {
        var looked = ask.AsSpan(0, Math.Min(ask.Length, LongestAsk));
        var asked = Words.In(looked);
        if (asked.Count == 0)
        {
            features.Add("r:ask unknown");
            return;
        }
        var asks = 0;
        var endsAsking = false;
        foreach (var sentence in Sentences.In(looked))
        {
            endsAsking = RequestReader.Asks(sentence);
            asks += endsAsking ? 1 : 0;
        }
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
        Add("r:ask ends asking", endsAsking);
        Add("r:repeats words of the ask", RepeatsWords(words, asked));
        var hasQuestion = asked.Contains("?");
        Add("r:ask has question", hasQuestion);
        Add("r:ask ends with question", asked[asked.Count - 1] is "?");
        Add("r:ask says please", asked.ContainsAny("please", "pls"));
        Add(
            "r:ask invites",
            asked.Joined.Contains(" invit", StringComparison.Ordinal) || asked.ContainsAny("attend", "join", "luncheon")
        );
        Add("r:ask attaches", asked.ContainsAny("attached", "attachment"));
        Add("r:ask informs", asked[0] is "fyi");
        Add("r:ask thanks", asked[0] is "thanks" or "thank" or "thx");
        Add("r:ask asks you", asked.Joined.ContainsAny(asksYou));
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
        Add("r:ask and reply ask", hasQuestion && words.Contains("?"));

        void Add(string name, bool holds)
        {
            if (holds)
                features.Add(name);
        }
    }

    private static readonly SearchValues<string> asksYou = SearchValues.Create(
        [" can you ", " could you ", " would you ", " let me know "],
        StringComparison.Ordinal
    );

    /// <summary>Whether two of the reply's longer words stand in what was asked.</summary>
    private static bool RepeatsWords(Words words, Words asked)
    {
        var repeated = 0;
        for (var i = 0; i < words.Count && repeated < 2; i++)
            repeated += words[i].Length > 5 && asked.Contains(words[i]) ? 1 : 0;
        return repeated == 2;
    }
}
