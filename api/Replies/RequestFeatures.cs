namespace MailCommitments.Replies;

/// <summary>What tells a sentence that asks somebody to act from one that does not.</summary>
public static class RequestFeatures
{
    public static TextFeatures Of(string sentence, bool keepNames = false)
    {
        var features = new TextFeatures(keepNames);
        var words = Words.In(sentence);
        features.AddWords("", words);
        if (words.Count == 0)
            return features;

        features.AddWords("^", words, 2, first: 2);
        features.AddPieces("~", words, 4);
        var start = StartOfClause(words);
        Add("r:question", sentence.TrimEnd().EndsWith('?'));
        Add("r:question inside", sentence.Contains('?'));
        Add("r:order first", start < words.Count && Orders.Contains(words[start]));
        Add("r:order after if", words[0] is "if" or "when" or "once" && HasOrder(words, from: 2));
        Add("r:please and order", After(words, "please", Orders));
        Add("r:asks you", words.HasPair(AskingVerbs, Addressed));
        Add("r:asks for leave", words.HasPair(LeaveVerbs, Ourselves));
        Add("r:we should", words.HasPair(We, Duties));
        Add("r:you should", words.HasPair(You, DutiesOrChances));
        Add("r:i need", words.HasPair(Ourselves, Needs));
        Add("r:i will", words.ContainsAny("i'll", "we'll") || words.HasPair(Ourselves, Intents));
        Add("r:let me know", words.Contains("let") && words.Contains("know"));
        Add("r:let's", words.Contains("let's") || words.HasPair(Let, Us));
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
        Add("r:you", words.ContainsAny("you", "your"));
        Add("r:i", words.ContainsAny("i", "we"));
        Add("r:past", HasPast(words));
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
    private static int StartOfClause(Words words)
    {
        var at = 0;
        while (at < words.Count && at < 3 && Openers.Contains(words[at]))
            at++;
        return at;
    }

    private static bool HasOrder(Words words, int from)
    {
        for (var i = from; i < words.Count; i++)
        {
            if (Orders.Contains(words[i]))
                return true;
        }
        return false;
    }

    private static bool HasPast(Words words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Length > 4 && words[i].EndsWith("ed"))
                return true;
        }
        return false;
    }

    /// <summary>Whether one of those words comes right after the first place where this one stands.</summary>
    private static bool After(Words words, string word, WordSet next)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i].SequenceEqual(word))
                return next.Contains(words[i + 1]);
        }
        return false;
    }

    private static readonly WordSet AskingVerbs = Set("can could would will do are have did");
    private static readonly WordSet Addressed = Set("you u anyone someone somebody anybody");
    private static readonly WordSet LeaveVerbs = Set("can could may should shall");
    private static readonly WordSet Ourselves = Set("i we");
    private static readonly WordSet We = Set("we");
    private static readonly WordSet You = Set("you");
    private static readonly WordSet Duties = Set("should need must ought could can");
    private static readonly WordSet DutiesOrChances = Set("should need must ought could can may might will");
    private static readonly WordSet Needs = Set("need want require would wanted wish hope");
    private static readonly WordSet Intents = Set("will shall");
    private static readonly WordSet Let = Set("let");
    private static readonly WordSet Us = Set("us");

    private static readonly WordSet Openers = Set(
        "please and also so then but ok okay just hi hello thanks kindly again finally or next now first second if possible pls"
    );

    /// <summary>Verbs in the form that orders take.</summary>
    internal static readonly WordSet Orders = Set(
        "add advise allow answer approve arrange ask assign assist attach attend be book bring call cancel change check choose circulate clarify click come comment complete confirm consider contact continue coordinate copy correct create deliver "
            + "discuss distribute do don't download draft drop email enter ensure execute explain fax feel fill find finish fix follow forward get give go hold include inform join keep leave let look mail make meet move note notify open pass pay phone pick "
            + "plan post prepare print proceed provide pull put read recall recommend register reply remember remind remove report request resend respond return review run save schedule see send set share sign speak start stop submit suggest "
            + "take talk tell try turn update use verify visit wait work write e-mail print prepare process delete revise route"
    );

    private static WordSet Set(string words) => new(words.Split(' '));
}
