using System.Globalization;

namespace MailCommitments.Replies;

/// <summary>What a linear model looks at in a text: its words, their pairs and triples, and named observations.</summary>
public sealed class TextFeatures
{
    private const int MostWords = 220;
    private const int LongestName = 96;

    private readonly HashSet<ulong> seen = new(256);
    private readonly List<string>? names;

    /// <param name="keepNames">Training needs the names; reading only their hashes.</param>
    public TextFeatures(bool keepNames = false) => names = keepNames ? [] : null;

    /// <summary>Each feature once.</summary>
    public IReadOnlyCollection<ulong> Hashes => seen;

    /// <summary>The names, in the order of their first appearance; empty unless they were to be kept.</summary>
    public IReadOnlyList<string> Names => names ?? [];

    public void Add(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            name = name[..LongestName];
        if (seen.Add(Hash(name)))
            names?.Add(name.ToString());
    }

    /// <summary>Adds words, pairs and triples, each with the prefix.</summary>
    public void AddWords(string prefix, IReadOnlyList<string> words, int longest = 3)
    {
        Span<char> buffer = stackalloc char[LongestName * 2];
        for (var start = 0; start < words.Count && start < MostWords; start++)
        {
            prefix.CopyTo(buffer);
            var length = prefix.Length;
            for (var n = 0; n < longest && start + n < words.Count; n++)
            {
                var word = words[start + n].AsSpan();
                if (length + word.Length + 1 > LongestName)
                    break;
                if (n > 0)
                    buffer[length++] = ' ';
                word.CopyTo(buffer[length..]);
                length += word.Length;
                Add(buffer[..length]);
            }
        }
    }

    /// <summary>Adds the letters of words in pieces, so that "attachd" still looks like "attached".</summary>
    public void AddPieces(string prefix, IReadOnlyList<string> words, int size)
    {
        Span<char> buffer = stackalloc char[LongestName * 2];
        for (var w = 0; w < words.Count && w < MostWords; w++)
        {
            var word = "_" + words[w] + "_";
            for (var at = 0; at + size <= word.Length && at < 40; at++)
            {
                prefix.CopyTo(buffer);
                word.AsSpan(at, size).CopyTo(buffer[prefix.Length..]);
                Add(buffer[..(prefix.Length + size)]);
            }
        }
    }

    /// <summary>FNV-1a over UTF-16 units: 64 bits, so that two features practically never share one.</summary>
    internal static ulong Hash(ReadOnlySpan<char> name)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in name)
            hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }

    /// <summary>
    /// Lower-case words and the marks ? and !; numbers become <c>#</c>, addresses <c>@</c>, links <c>url</c>. A short line or
    /// sentence that begins with a name and a comma begins with <c>name,</c>.
    /// </summary>
    public static List<string> WordsOf(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length && words.Count < MostWords; )
        {
            var c = text[i];
            if (c is '?' or '!')
            {
                if (words.Count == 0 || words[^1][0] != c)
                    words.Add(c == '?' ? "?" : "!");
                i++;
                continue;
            }
            if (!char.IsLetterOrDigit(c))
            {
                i++;
                continue;
            }
            var start = i;
            var isLink =
                text[i..].StartsWith("http", StringComparison.OrdinalIgnoreCase)
                || text[i..].StartsWith("www.", StringComparison.OrdinalIgnoreCase);
            while (isLink && i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            while (
                i < text.Length
                && !char.IsWhiteSpace(text[i])
                && text[i] is not ('?' or '!' or ',' or ';' or '(' or ')' or '"' or '<' or '>')
            )
                i++;
            words.AddRange(WordsIn(text[start..i].TrimEnd(".:'*_")));
        }
        return words;
    }

    private static string[] WordsIn(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return [];
        if (
            word.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
            || word.Equals("$LINK", StringComparison.Ordinal)
        )
            return ["url"];
        if (word.Contains('@'))
            return ["@"];
        if (char.IsAsciiDigit(word[0]))
            return ["#"];
        var plain = word.ToString()
            .ToLower(CultureInfo.InvariantCulture)
            .Replace('’', '\'')
            .Replace("ll've", "ll", StringComparison.Ordinal);
        return plain.AsSpan().IndexOfAny("/-.:") < 0
            ? [plain]
            : plain.Split(['/', '-', '.', ':'], StringSplitOptions.RemoveEmptyEntries);
    }
}
