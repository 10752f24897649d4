using System.Collections.Frozen;

namespace MailCommitments.Replies;

/// <summary>
/// The words of a text in lower case, with the marks ? and !; numbers are <c>#</c>, addresses <c>@</c>, links <c>url</c>. They stand
/// one after the other in one array: reading a mail looks at each word several times, and a string for each would be most of its cost.
/// </summary>
public sealed class Words
{
    /// <summary>So many words of one text are looked at.</summary>
    public const int Most = 220;

    /// <summary>A blank, then each word with a blank after it.</summary>
    private char[] letters;

    /// <summary>Where each word begins; then where the next one would.</summary>
    private int[] starts;

    private Words(int length)
    {
        letters = new char[length + length / 4 + 8];
        starts = new int[length / 4 + 8];
        letters[0] = ' ';
        starts[0] = 1;
    }

    public int Count { get; private set; }

    public ReadOnlySpan<char> this[int at] => letters.AsSpan(starts[at], starts[at + 1] - 1 - starts[at]);

    /// <summary>All of them, a blank before, between and after.</summary>
    public ReadOnlySpan<char> Joined => letters.AsSpan(0, starts[Count]);

    public static Words In(ReadOnlySpan<char> text)
    {
        var words = new Words(text.Length);
        words.Read(text);
        return words;
    }

    /// <summary>One after the other, as far as needed to have so many; the last text is taken whole.</summary>
    public static Words Of(IEnumerable<Words> texts, int enough)
    {
        var all = new Words(8 * enough);
        foreach (var text in texts)
        {
            if (all.Count >= enough)
                break;
            all.Append(text);
        }
        return all;
    }

    public bool Contains(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i].SequenceEqual(word))
                return true;
        }
        return false;
    }

    public bool ContainsAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Contains(word))
                return true;
        }
        return false;
    }

    public int Counted(ReadOnlySpan<char> word)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
            count += this[i].SequenceEqual(word) ? 1 : 0;
        return count;
    }

    /// <summary>Whether one of the first words is followed at once by one of the second.</summary>
    public bool HasPair(WordSet first, WordSet second)
    {
        for (var i = 0; i + 1 < Count; i++)
        {
            if (first.Contains(this[i]) && second.Contains(this[i + 1]))
                return true;
        }
        return false;
    }

    private void Read(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length && Count < Most; )
        {
            var c = text[i];
            if (c is '?' or '!')
            {
                if (Count == 0 || this[Count - 1][0] != c)
                    Add(text.Slice(i, 1));
                i++;
                continue;
            }
            if (!char.IsLetterOrDigit(c))
            {
                i++;
                continue;
            }
            var start = i;
            if (IsLink(text[start..]))
            {
                while (i < text.Length && !char.IsWhiteSpace(text[i]))
                    i++;
            }
            while (i < text.Length && !EndsWord(text[i]))
                i++;
            AddWord(text[start..i].TrimEnd(".:'*_"));
        }
    }

    private static bool EndsWord(char c) =>
        c is '?' or '!' or ',' or ';' or '(' or ')' or '"' or '<' or '>' || char.IsWhiteSpace(c);

    private static bool IsLink(ReadOnlySpan<char> word) =>
        word[0] is 'h' or 'H' or 'w' or 'W'
        && (
            word.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            || word.StartsWith("www.", StringComparison.OrdinalIgnoreCase)
        );

    private void AddWord(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
            return;
        if (IsLink(word))
            Add("url");
        else if (word.Contains('@'))
            Add("@");
        else if (char.IsAsciiDigit(word[0]))
            Add("#");
        else
            AddPlain(word);
    }

    /// <summary>In lower case; what is joined by a stroke, a dash, a dot or a colon is several words.</summary>
    private void AddPlain(ReadOnlySpan<char> word)
    {
        MakeRoom(word.Length + 1);
        var (from, to) = (starts[Count], starts[Count]);
        foreach (var letter in word)
        {
            if (letter is '/' or '-' or '.' or ':')
            {
                Finish(ref from, ref to);
                continue;
            }
            letters[to++] =
                char.IsAsciiLetterUpper(letter) ? (char)(letter | 0x20)
                : letter == '’' ? '\''
                : char.IsAscii(letter) ? letter
                : char.ToLowerInvariant(letter);
        }
        Finish(ref from, ref to);
    }

    private void Finish(ref int from, ref int to)
    {
        if (to == from)
            return;
        // "I'll've" is taken for "I'll".
        if (letters.AsSpan(from, to - from).IndexOf("ll've") is var at and >= 0)
        {
            letters.AsSpan(from + at + 5, to - from - at - 5).CopyTo(letters.AsSpan(from + at + 2));
            to -= 3;
        }
        letters[to++] = ' ';
        starts[++Count] = to;
        from = to;
        MakeRoom(0);
    }

    private void Add(ReadOnlySpan<char> word)
    {
        MakeRoom(word.Length + 1);
        word.CopyTo(letters.AsSpan(starts[Count]));
        letters[starts[Count] + word.Length] = ' ';
        starts[Count + 1] = starts[Count] + word.Length + 1;
        Count++;
    }

    private void Append(Words others)
    {
        for (var i = 0; i < others.Count; i++)
            Add(others[i]);
    }

    private void MakeRoom(int length)
    {
        if (starts[Count] + length > letters.Length)
            Array.Resize(ref letters, 2 * (starts[Count] + length));
        if (Count + 2 > starts.Length)
            Array.Resize(ref starts, 2 * starts.Length);
    }
}

/// <summary>A set of words that is asked without making a string of each word.</summary>
public sealed class WordSet
{
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> words;

    public WordSet(params IEnumerable<string> words) =>
        this.words = words.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Contains(ReadOnlySpan<char> word) => words.Contains(word);
}
