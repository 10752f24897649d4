using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>Cuts what a person wrote into sentences.</summary>
public static class Sentences
{
    private const int Longest = 300;

    /// <summary>Sentences in their order, blanks collapsed. Lines that were only wrapped are joined; a blank line always ends one.</summary>
    public static List<string> In(ReadOnlySpan<char> text)
    {
        var sentences = new List<string>();
        var words = new System.Text.StringBuilder();
        var lineStart = 0;
        while (lineStart <= text.Length)
        {
            var length = text[lineStart..].IndexOf('\n');
            var lineEnd = length < 0 ? text.Length : lineStart + length;
            var line = text[lineStart..lineEnd].Trim();
            lineStart = lineEnd + 1;
            if (line.IsEmpty || StartsItem(line))
                Flush();
            if (words.Length > 0)
                words.Append(' ');
            for (var from = 0; from < line.Length; )
            {
                var next = line[from..].IndexOfAny(ends);
                var to = next < 0 ? line.Length : from + next + 1;
                words.Append(line[from..to]);
                if (next >= 0 && Ends(line, to - 1))
                    Flush();
                from = to;
            }
            if (line.Length is > 0 and < 40)
                Flush();
        }
        Flush();
        return sentences;

        void Flush()
        {
            var sentence = words.ToString().Trim();
            words.Clear();
            if (sentence.Length > 1 || sentence.Length == 1 && char.IsLetterOrDigit(sentence[0]))
                sentences.Add(sentence);
        }
    }

    /// <summary>At most 300 characters, for showing as evidence.</summary>
    public static string Shortened(string sentence) =>
        sentence.Length <= Longest ? sentence : string.Concat(sentence.AsSpan(0, Longest - 1).TrimEnd(), "…");

    private static bool StartsItem(ReadOnlySpan<char> line) =>
        line.Length > 2
        && (line[0] is '-' or '*' or '•' && line[1] == ' ' || char.IsAsciiDigit(line[0]) && line[1] is '.' or ')');

    private static readonly SearchValues<char> ends = SearchValues.Create(".?!。？！।؟");

    private static bool Ends(ReadOnlySpan<char> line, int at)
    {
        var c = line[at];
        if (c is '。' or '？' or '！' or '।' or '؟')
            return true;
        if (c is not ('.' or '?' or '!'))
            return false;
        if (at + 1 < line.Length && line[at + 1] is not (' ' or '"' or '\'' or ')'))
            return false;
        if (c is not '.')
            return at + 1 == line.Length || line[at + 1] is not ('?' or '!');
        var word = line[..at];
        word = word[(word.LastIndexOf(' ') + 1)..];
        return !(
            word.Length == 1 && char.IsUpper(word[0])
            || word
                is "Mr"
                    or "Ms"
                    or "Mrs"
                    or "Dr"
                    or "St"
                    or "No"
                    or "e.g"
                    or "i.e"
                    or "etc"
                    or "a.m"
                    or "p.m"
                    or "Inc"
                    or "vs"
                    or "Jr"
        );
    }
}
