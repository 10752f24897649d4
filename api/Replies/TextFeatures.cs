using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>What a linear model looks at in a text: its words, their pairs and triples, and named observations.</summary>
public sealed class TextFeatures
{
    private const int MostWords = 220;
    private const int LongestName = 96;

    private readonly HashSet<ulong> seen;
    private readonly List<string>? names;

    /// <param name="keepNames">Training needs the names; reading only their hashes.</param>
    /// <param name="capacity">How many features are expected.</param>
    public TextFeatures(bool keepNames = false, int capacity = 256)
    {
        names = keepNames ? [] : null;
        seen = new HashSet<ulong>(capacity);
    }

    /// <summary>Each feature once.</summary>
    public HashSet<ulong> Hashes => seen;

    /// <summary>The names, in the order of their first appearance; empty unless they were to be kept.</summary>
    public IReadOnlyList<string> Names => names ?? [];

    public void Add(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            name = name[..LongestName];
        Add(Hash(name), name);
    }

    private void Add(ulong hash, ReadOnlySpan<char> name)
    {
        if (seen.Add(hash))
            names?.Add(name.ToString());
    }

    /// <summary>Adds words, pairs and triples, each with the prefix.</summary>
    public void AddWords(string prefix, IReadOnlyList<string> words, int longest = 3)
    {
        Span<char> buffer = stackalloc char[LongestName * 2];
        prefix.CopyTo(buffer);
        var begun = Hash(prefix);
        for (var start = 0; start < words.Count && start < MostWords; start++)
        {
            // The hash of a longer name goes on from that of the shorter one.
            var (length, hash) = (prefix.Length, begun);
            for (var n = 0; n < longest && start + n < words.Count; n++)
            {
                var word = words[start + n].AsSpan();
                if (length + word.Length + 1 > LongestName)
                    break;
                if (n > 0)
                    (buffer[length++], hash) = (' ', Hash(" ", hash));
                word.CopyTo(buffer[length..]);
                length += word.Length;
                hash = Hash(word, hash);
                Add(hash, buffer[..length]);
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
    /// <param name="hash">Of what stands before; to begin with, the offset of FNV-1a.</param>
    internal static ulong Hash(ReadOnlySpan<char> name, ulong hash = 14695981039346656037UL)
    {
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
            var isLink = IsLink(text[start..]);
            while (isLink && i < text.Length && !char.IsWhiteSpace(text[i]))
                i++;
            while (i < text.Length && !char.IsWhiteSpace(text[i]) && !endsOfWords.Contains(text[i]))
                i++;
            AddWord(words, text[start..i].TrimEnd(".:'*_"));
        }
        return words;
    }

    private static readonly SearchValues<char> endsOfWords = SearchValues.Create("?!,;()\"<>");
    private static readonly SearchValues<char> joints = SearchValues.Create("/-.:");

    private static bool IsLink(ReadOnlySpan<char> word) =>
        word.Length > 3
        && word[0] is 'h' or 'H' or 'w' or 'W'
        && (
            word.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
        );

    private static void AddWord(List<string> words, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return;
        if (IsLink(word) || word.Equals("$LINK", StringComparison.Ordinal))
            words.Add("url");
        else if (word.Contains('@'))
            words.Add("@");
        else if (char.IsAsciiDigit(word[0]))
            words.Add("#");
        else
            AddPlain(words, word);
    }

    private static void AddPlain(List<string> words, ReadOnlySpan<char> word)
    {
        Span<char> buffer = word.Length <= 128 ? stackalloc char[128] : new char[word.Length];
        var plain = buffer[..word.Length];
        word.ToLowerInvariant(plain);
        plain.Replace('’', '\'');
        if (plain.IndexOf("ll've") is var at and >= 0)
        {
            plain[(at + 5)..].CopyTo(plain[(at + 2)..]);
            plain = plain[..^3];
        }
        while (plain.IndexOfAny(joints) is var joint and >= 0)
        {
            if (joint > 0)
                words.Add(plain[..joint].ToString());
            plain = plain[(joint + 1)..];
        }
        if (!plain.IsEmpty)
            words.Add(plain.ToString());
    }
}
