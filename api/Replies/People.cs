using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>Finds people where a sentence names them.</summary>
internal static class People
{
    private static readonly HashSet<string> notNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "i",
        "the",
        "our",
        "my",
        "your",
        "this",
        "that",
        "if",
        "for",
        "me",
        "us",
        "you",
        "it",
        "to",
        "a",
        "an",
        "at",
        "on",
        "in",
        "and",
        "or",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "we",
        "he",
        "she",
        "they",
        "please",
        "thanks",
        "thank",
        "yes",
        "no",
        "re",
        "fw",
        "fyi",
        "client",
        "customer",
        "support",
        "help",
        "all",
        "with",
        "when",
        "what",
        "any",
        "him",
        "her",
        "them",
    };

    private static readonly SearchValues<char> ends = SearchValues.Create(" ,.;:()/\n");

    /// <summary>An address, or up to four capitalised words, that the text begins with; null when it begins otherwise.</summary>
    public static string? NameAtStart(ReadOnlySpan<char> text)
    {
        foreach (
            var possessive in new[]
            {
                "my assistant",
                "my colleague",
                "my secretary",
                "my manager",
                "my deputy",
                "either",
            }
        )
        {
            if (text.StartsWith(possessive, StringComparison.OrdinalIgnoreCase))
                text = text[possessive.Length..].TrimStart(" ,:");
        }
        var first = text.IndexOf(' ') is > 0 and var blank ? text[..blank] : text;
        first = first.Trim("<>()[],;:.");
        if (first.IndexOf('@') is > 0 && first.Contains('.'))
            return first.ToString();

        var (end, words) = (0, 0);
        while (end < text.Length && words < 4)
        {
            var wordEnd = text[end..].IndexOfAny(ends) is >= 0 and var length ? end + length : text.Length;
            var word = text[end..wordEnd];
            if (word.IsEmpty || !char.IsUpper(word[0]) || notNames.Contains(word.ToString()))
                break;
            words++;
            end = wordEnd;
            if (end >= text.Length || text[end] is not ' ')
                break;
            end++;
        }
        var name = text[..Math.Min(end, text.Length)].Trim(" .,");
        return words > 0 && name.Length > 1 ? name.ToString() : null;
    }
}
