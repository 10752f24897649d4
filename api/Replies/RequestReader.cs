using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>Whether a sentence asks somebody to act.</summary>
public static class RequestReader
{
    private static readonly Lazy<LinearModel> model = new(() =>
        LinearModel.Of(LinearModel.EmbeddedLines("request-weights.data.tsv"))
    );

    /// <summary>The model's score from which a sentence counts as a request; best F1 in cross-validation.</summary>
    public const double Threshold = -0.3;

    /// <summary>Loads the weights now, so that the first mail does not wait for it.</summary>
    public static void WarmUp() => _ = model.Value;

    /// <summary>
    /// Probability that a sentence, by itself, asks for or proposes an action; one half is the threshold. Where about every second
    /// sentence does, as in sentences picked for it.
    /// </summary>
    public static double Alone(string sentence) =>
        LinearModel.Sigmoid(model.Value.Scores(RequestFeatures.Of(sentence))[0] - Threshold);

    /// <summary>
    /// The same for a sentence of a whole mail, where one in twenty asks: it must say so. A polite order or a question counts,
    /// a wish or a plan does not.
    /// </summary>
    public static (double Score, string Why) InMail(string sentence)
    {
        var (asks, why) = Judge(sentence);
        return asks == 0 ? (0, why) : (asks * (0.7 + 0.3 * Alone(sentence)), why);
    }

    /// <summary>Whether a sentence says that it asks: a polite order, a question, a wish. By rule alone.</summary>
    public static bool Asks(string sentence) =>
        sentence.EndsWith('?')
            ? !sentence.EndsWith("!?", StringComparison.Ordinal)
            : Judge(sentence, Words.In(sentence)).Asks >= 0.7 && IsForTheReader(sentence);

    private static (double Asks, string Why) Judge(string sentence) =>
        IsForTheReader(sentence) ? Judge(sentence, Words.In(sentence)) : (0, "not meant for the reader");

    private static bool IsForTheReader(string sentence)
    {
        var text = sentence.AsSpan().Trim();
        return !(
            text.StartsWith(">") || text.StartsWith("&gt;") || text.EndsWith("!?") || text.ContainsAny(notForTheReader)
        );
    }

    private static (double Asks, string Why) Judge(string sentence, Words words)
    {
        if (words.Count == 0)
            return (0, "no words");
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "please" or "pls" or "kindly" && AsksAfterPlease(words, i))
                return (0.95, "says please");
        }
        if (words.HasPair(askers, addressed))
            return (0.95, "asks you");
        if (words.Contains("let") && words.Contains("know"))
            return (0.9, "wants to be let know");
        if (words.Joined.ContainsAny(wishes))
            return (0.9, "wishes that you");
        if (sentence.AsSpan().TrimEnd().EndsWith("?") || words[words.Count - 1] is "?")
            return words.Count > 2 ? (0.78, "a question") : (0.75, "a short question");
        if (RequestFeatures.Orders.Contains(words[0]) && words.Count > 2)
            return (0.55, "an order");
        return (0.1, "asks nothing");
    }

    private static bool AsksAfterPlease(Words words, int at)
    {
        for (var i = at + 1; i < words.Count && i <= at + 3; i++)
        {
            if (words[i] is "note" or "find" or "hesitate" or "advised" or "feel" or "accept" or "see")
                return false;
            if (words[i] is "do" && i + 1 < words.Count && words[i + 1] is "not")
                return i + 2 < words.Count && words[i + 2] is not ("hesitate" or "reply" or "respond" or "read");
            if (
                RequestFeatures.Orders.Contains(words[i])
                || words[i] is "have" or "use" or "an" or "the" or "your" or "could" or "can"
            )
                return !(
                    words[i] is "contact" or "call" or "visit" or "email"
                    && words.ContainsAny("further", "questions", "information", "intended")
                );
        }
        return at == words.Count - 1 && words.Count > 2;
    }

    private static readonly WordSet askers = new("can", "could", "would", "will");
    private static readonly WordSet addressed = new("you", "u", "someone", "somebody", "anyone", "anybody");

    private static readonly SearchValues<string> wishes = SearchValues.Create(
        [
            " i was wondering if ",
            " i was wondering whether ",
            " i am wondering if ",
            " i'm wondering if ",
            " wondering if you ",
            " would appreciate ",
            " i'd appreciate ",
            " i would appreciate ",
            " we'd appreciate ",
            " i need you to ",
            " we need you to ",
            " i want you to ",
            " i'd like you to ",
            " i would like you to ",
            " does anyone ",
            " does anybody ",
            " do you mind ",
            " would you mind ",
            " if you can ",
            " if you could ",
            " be glad if you ",
            " be grateful if ",
        ],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> notForTheReader = SearchValues.Create(
        ["intended recipient", "notify the sender", "unsubscribe", "this communication", "privileged", "confidential"],
        StringComparison.OrdinalIgnoreCase
    );
}
