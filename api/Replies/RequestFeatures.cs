using System.Collections.Frozen;

namespace MailCommitments.Replies;

/// <summary>What tells a sentence that asks somebody to act from one that does not.</summary>
public static class RequestFeatures
{
    public static TextFeatures Of(string sentence, bool keepNames = false)
    {
        var features = new TextFeatures(keepNames);
        var words = TextFeatures.WordsOf(sentence);
        features.AddWords("", words);
        if (words.Count == 0)
            return features;

        features.AddWords("^", words[..Math.Min(2, words.Count)], 2);
        features.AddPieces("~", words, 4);
        var start = StartOfClause(words);
        Add("r:question", sentence.TrimEnd().EndsWith('?'));
        Add("r:question inside", sentence.Contains('?'));
        Add("r:order first", start < words.Count && Orders.Contains(words[start]));
        Add("r:order after if", words[0] is "if" or "when" or "once" && words.Skip(2).Any(Orders.Contains));
        Add("r:please and order", After(words, "please", Orders));
        Add(
            "r:asks you",
            Pair(
                words,
                ["can", "could", "would", "will", "do", "are", "have", "did"],
                ["you", "u", "anyone", "someone", "somebody", "anybody"]
            )
        );
        Add("r:asks for leave", Pair(words, ["can", "could", "may", "should", "shall"], ["i", "we"]));
        Add("r:we should", Pair(words, ["we"], ["should", "need", "must", "ought", "could", "can"]));
        Add(
            "r:you should",
            Pair(words, ["you"], ["should", "need", "must", "ought", "could", "can", "may", "might", "will"])
        );
        Add("r:i need", Pair(words, ["i", "we"], ["need", "want", "require", "would", "wanted", "wish", "hope"]));
        Add(
            "r:i will",
            words.Contains("i'll") || words.Contains("we'll") || Pair(words, ["i", "we"], ["will", "shall"])
        );
        Add("r:let me know", words.Contains("let") && words.Contains("know"));
        Add("r:let's", words.Contains("let's") || Pair(words, ["let"], ["us"]));
        Add(
            "r:question word first",
            start < words.Count
                && words[start]
                    is "what"
                        or "who"
                        or "when"
                        or "where"
                        or "why"
                        or "how"
                        or "which"
                        or "is"
                        or "are"
                        or "does"
                        or "do"
                        or "did"
                        or "any"
                        or "can"
                        or "could"
                        or "would"
                        or "will"
        );
        Add("r:you", words.Contains("you") || words.Contains("your"));
        Add("r:i", words.Contains("i") || words.Contains("we"));
        Add("r:past", words.Any(w => w.Length > 4 && w.EndsWith("ed", StringComparison.Ordinal)));
        Add("r:number", words.Contains("#"));
        Add("r:link", words.Contains("url"));
        features.Add(
            words.Count switch
            {
                <= 3 => "r:words 3",
                <= 6 => "r:words 6",
                <= 12 => "r:words 12",
                <= 20 => "r:words 20",
                <= 35 => "r:words 35",
                _ => "r:words many",
            }
        );
        return features;

        void Add(string name, bool holds)
        {
            if (holds)
                features.Add(name);
        }
    }

    /// <summary>Skips a name, a greeting and joining words, so that an order is seen to come first.</summary>
    private static int StartOfClause(List<string> words)
    {
        var at = 0;
        while (at < words.Count && at < 3 && Openers.Contains(words[at]))
            at++;
        return at;
    }

    private static bool Pair(List<string> words, ReadOnlySpan<string> first, ReadOnlySpan<string> second)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (first.Contains(words[i]) && second.Contains(words[i + 1]))
                return true;
        }
        return false;
    }

    private static bool After(List<string> words, string word, FrozenSet<string> next)
    {
        var at = words.IndexOf(word);
        return at >= 0 && at + 1 < words.Count && next.Contains(words[at + 1]);
    }

    private static readonly FrozenSet<string> Openers = Set(
        "please and also so then but ok okay just hi hello thanks kindly again finally or next now first second if possible pls"
    );

    /// <summary>Verbs in the form that orders take.</summary>
    internal static readonly FrozenSet<string> Orders = Set(
        "add advise allow answer approve arrange ask assign assist attach attend be book bring call cancel change check choose circulate clarify click come comment complete confirm consider contact continue coordinate copy correct create deliver "
            + "discuss distribute do don't download draft drop email enter ensure execute explain fax feel fill find finish fix follow forward get give go hold include inform join keep leave let look mail make meet move note notify open pass pay phone pick "
            + "plan post prepare print proceed provide pull put read recall recommend register reply remember remind remove report request resend respond return review run save schedule see send set share sign speak start stop submit suggest "
            + "take talk tell try turn update use verify visit wait work write e-mail print prepare process delete revise route"
    );

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
