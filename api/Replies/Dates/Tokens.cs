using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MailCommitments.Replies;

internal enum TokenKind : byte
{
    Word,
    Digits,
    Mark,
}

/// <summary>A word, a known phrase, a run of digits or one mark of a text.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Token
{
    public int Start;
    public int End;
    public TokenKind Kind;

    /// <summary>The value of a run of digits; -1 when it has more than nine.</summary>
    public int Number;

    /// <summary>The mark itself; for words the first letter, folded.</summary>
    public char Character;
    public bool SpaceBefore;
    public bool LineBreakBefore;
    public SenseSet Senses;

    /// <summary>The number of the word, or of a phrase's first; -1 for numbers and for words that no language knows.</summary>
    public int Word;

    /// <summary>Which phrase of the vocabulary; says something only of a token that <see cref="IsKnown"/>.</summary>
    public int Phrase;

    public readonly int Length => End - Start;

    /// <summary>The vocabulary has a meaning for it.</summary>
    public readonly bool IsKnown => !Senses.IsEmpty;
}

/// <summary>A text cut into words, numbers and marks, with what each can mean in one language. Its memory is rented; dispose it.</summary>
internal sealed class Tokens : IDisposable
{
    private static readonly SenseSet OfTime = SenseSet.Of([
        .. Enum.GetValues<Sense>().Where(sense => sense < Sense.Soon),
    ]);

    private static readonly SearchValues<char> AddressEnds = SearchValues.Create(" \t\r\n<>()[]{}\"'|");

    private readonly Vocabulary _vocabulary;
    private readonly char[] _folded;
    private Token[] _tokens;

    private Tokens(string text, string? language, string locale)
    {
        Text = text;
        _folded = ArrayPool<char>.Shared.Rent(text.Length);
        for (var at = 0; at < text.Length; at++)
            _folded[at] = Vocabulary.Fold(text[at]);
        _tokens = ArrayPool<Token>.Shared.Rent(Math.Max(16, text.Length / 4));
        Count = Scan(_folded.AsSpan(0, text.Length), ref _tokens);
        NumberWords();
        Language = language ?? LanguageOf(locale);
        _vocabulary = Vocabulary.Of(Language);
        GiveMeaning();
    }

    public string Text { get; }
    public string Language { get; }
    public int Count { get; private set; }

    public ref readonly Token this[int index] =>
        ref _tokens[(uint)index < (uint)Count ? index : throw new ArgumentOutOfRangeException(nameof(index))];

    public ReadOnlySpan<char> WordAt(int index) => _folded.AsSpan(this[index].Start, this[index].Length);

    public char FirstCharacter(int index) => _folded[this[index].Start];

    public bool Is(int index, Sense sense) => (uint)index < (uint)Count && _tokens[index].Senses.Has(sense);

    public bool Is(int index, Sense sense, out Meaning meaning)
    {
        if (Is(index, sense))
        {
            foreach (var known in _vocabulary.MeaningsOf(_tokens[index].Phrase))
            {
                if (known.Sense == sense)
                {
                    meaning = known;
                    return true;
                }
            }
        }
        meaning = default;
        return false;
    }

    public bool IsMark(int index, char mark) =>
        (uint)index < (uint)Count && _tokens[index].Kind == TokenKind.Mark && _tokens[index].Character == mark;

    public bool IsDigits(int index) => (uint)index < (uint)Count && _tokens[index].Kind == TokenKind.Digits;

    /// <summary>A word, not a phrase of several.</summary>
    public bool IsOneWord(int index) => !_folded.AsSpan(this[index].Start, this[index].Length).Contains(' ');

    /// <summary>A word such as 'is' or 'with', of which every text is full.</summary>
    public bool IsFrequent(int index) => Vocabulary.LanguagesOf(this[index].Word) != 0;

    public bool IsDigitBefore(int index) => index > 0 && char.IsAsciiDigit(_folded[this[index - 1].End - 1]);

    public bool IsTight(int index) => (uint)index < (uint)Count && !_tokens[index].SpaceBefore;

    /// <summary>A word or mark that can belong to an expression of time.</summary>
    public bool SaysTime(int index) => (uint)index < (uint)Count && _tokens[index].Senses.Overlaps(OfTime);

    /// <summary>A word that says nothing about time: unknown, or known only as a cue of what the sentence is about.</summary>
    public bool IsPlainWord(int index) =>
        (uint)index < (uint)Count && _tokens[index].Kind == TokenKind.Word && !_tokens[index].Senses.Overlaps(OfTime);

    /// <summary>All senses of the tokens in a stretch.</summary>
    public SenseSet SensesBetween(int from, int to)
    {
        var all = default(SenseSet);
        var end = Math.Min(to, Count);
        for (var at = Math.Max(0, from); at < end; at++)
            all |= _tokens[at].Senses;
        return all;
    }

    /// <summary>The words of a folded phrase, as <see cref="Cut"/> would see them.</summary>
    public static string[] Words(string folded)
    {
        var tokens = ArrayPool<Token>.Shared.Rent(16);
        var count = Scan(folded, ref tokens);
        string[] words = [.. tokens.Take(count).Select(token => folded[token.Start..token.End])];
        ArrayPool<Token>.Shared.Return(tokens);
        return words;
    }

    /// <summary>Cuts a text. The language is the one its frequent words speak for; without such words, the locale's.</summary>
    public static Tokens Cut(string text, string locale) => new(text, null, locale);

    /// <summary>The same text read as another language.</summary>
    public Tokens As(string language) => new(Text, language, language);

    public void Dispose()
    {
        ArrayPool<Token>.Shared.Return(_tokens, clearArray: false);
        ArrayPool<char>.Shared.Return(_folded);
        _tokens = [];
        Count = 0;
    }

    private void NumberWords()
    {
        for (var at = 0; at < Count; at++)
        {
            ref var token = ref _tokens[at];
            token.Word =
                token.Kind == TokenKind.Digits ? -1 : Vocabulary.NumberOf(_folded.AsSpan(token.Start, token.Length));
        }
    }

    /// <summary>Joins the words of known phrases into one token and looks up what they mean.</summary>
    private void GiveMeaning()
    {
        var kept = 0;
        for (var at = 0; at < Count; kept++)
        {
            ref var token = ref _tokens[kept];
            token = _tokens[at];
            token.Senses = default;
            var width = 1;
            if (token.Word >= 0)
            {
                var next = at + 1 < Count ? _tokens[at + 1].Character : default;
                foreach (ref readonly var phrase in _vocabulary.BeginningWith(token.Word))
                {
                    // 'w', 'h' and 'd' are units only beside a number.
                    if (
                        token.Length == 1
                        && phrase.Next == default
                        && phrase.Senses.Has(Sense.Unit)
                        && !(kept > 0 && _tokens[kept - 1].Kind == TokenKind.Digits)
                        && !(at + 1 < Count && _tokens[at + 1].Kind == TokenKind.Digits)
                    )
                        break;
                    if (phrase.Next != default && (phrase.Next != next || !Continues(at + 1, phrase.Rest)))
                        continue;
                    width = 1 + phrase.Rest.Length;
                    token.End = _tokens[at + width - 1].End;
                    token.Phrase = phrase.Number;
                    token.Senses = phrase.Senses;
                    break;
                }
            }
            at += width;
        }
        Count = kept;
    }

    private bool Continues(int at, string[] rest)
    {
        if (at + rest.Length > Count)
            return false;
        for (var offset = 0; offset < rest.Length; offset++)
        {
            ref readonly var token = ref _tokens[at + offset];
            if (!_folded.AsSpan(token.Start, token.Length).SequenceEqual(rest[offset]))
                return false;
        }
        return true;
    }

    private string LanguageOf(string locale)
    {
        var language = locale.Length >= 2 ? locale[..2] : "en";
        Span<int> votes = stackalloc int[Vocabulary.Languages.Count];
        var words = Math.Min(Count, 120);
        for (var at = 0; at < words; at++)
        {
            ref readonly var token = ref _tokens[at];
            if (token.Kind != TokenKind.Word || token.Length > 9)
                continue;
            var spoken = Vocabulary.LanguagesOf(token.Word);
            for (var bit = 0; spoken != 0; bit++, spoken >>= 1)
                votes[bit] += spoken & 1;
        }

        var best = -1;
        var own = 0;
        for (var at = 0; at < votes.Length; at++)
        {
            if (Vocabulary.Languages[at].Equals(language, StringComparison.OrdinalIgnoreCase))
                (own, language) = (votes[at], Vocabulary.Languages[at]);
            if (best < 0 || votes[at] > votes[best])
                best = at;
        }
        // The writer's own language is left only for a text that plainly speaks another one.
        return votes[best] >= 2 * own + 2 ? Vocabulary.Languages[best]
            : Vocabulary.Languages.Contains(language) ? language
            : "en";
    }

    private static int Scan(ReadOnlySpan<char> folded, ref Token[] tokens)
    {
        var count = 0;
        var at = 0;
        var space = false;
        var lineBreak = false;
        while (at < folded.Length)
        {
            var character = folded[at];
            if (char.IsWhiteSpace(character))
            {
                space = true;
                lineBreak |= character == '\n';
                at++;
                continue;
            }
            if (count == tokens.Length)
                Grow(ref tokens);

            ref var token = ref tokens[count++];
            token.Start = at;
            token.Character = character;
            token.SpaceBefore = space;
            token.LineBreakBefore = lineBreak;
            token.Number = -1;
            if (char.IsAsciiDigit(character))
            {
                var value = 0;
                for (; at < folded.Length && char.IsAsciiDigit(folded[at]); at++)
                    value = at - token.Start < 9 && value >= 0 ? value * 10 + (folded[at] - '0') : -1;
                token.Kind = TokenKind.Digits;
                token.Number = value;
            }
            else if (IsLetter(character))
            {
                while (at < folded.Length && IsLetter(folded[at]))
                    at++;
                token.Kind = TokenKind.Word;
            }
            else
            {
                at++;
                token.Kind = TokenKind.Mark;
            }
            token.End = at;
            space = lineBreak = false;
            if (token.Character is ':' or '@' or 'w')
                at = Address(folded, at, tokens, ref count);
        }
        return count;
    }

    /// <summary>
    /// 'https://…', 'www.…', 'june@example.com': when the last token makes an address of what it stands in, the whole of it becomes
    /// one word that means nothing. Returns where the text goes on.
    /// </summary>
    private static int Address(ReadOnlySpan<char> folded, int at, Token[] tokens, ref int count)
    {
        ref readonly var last = ref tokens[count - 1];
        var rest = folded[at..];
        var length = rest.IndexOfAny(AddressEnds) is >= 0 and var end ? end : rest.Length;
        var isAddress = last switch
        {
            { Character: ':' } => rest.StartsWith("//"),
            { Character: '@' } => length > 0
                && last.Start > 0
                && IsLetter(rest[0])
                && (IsLetter(folded[last.Start - 1]) || char.IsAsciiDigit(folded[last.Start - 1]))
                && rest[..length].TrimEnd('.').Contains('.'),
            { Character: 'w', Length: 3 } => folded[last.Start..at] is "www" && rest.StartsWith('.'),
            _ => false,
        };
        if (!isAddress)
            return at;
        while (
            count > 1 && !tokens[count - 1].SpaceBefore && !AddressEnds.Contains(folded[tokens[count - 1].Start - 1])
        )
            count--;
        ref var whole = ref tokens[count - 1];
        whole.End = at + rest[..length].TrimEnd(".,;:!?").Length;
        whole.Kind = TokenKind.Word;
        whole.Number = -1;
        return whole.End;
    }

    private static void Grow(ref Token[] tokens)
    {
        var larger = ArrayPool<Token>.Shared.Rent(tokens.Length * 2);
        tokens.CopyTo(larger, 0);
        ArrayPool<Token>.Shared.Return(tokens);
        tokens = larger;
    }

    private static bool IsLetter(char character) =>
        character is >= 'a' and <= 'z'
        || character > 127
            && (
                char.IsLetter(character)
                || char.GetUnicodeCategory(character)
                    is UnicodeCategory.NonSpacingMark
                        or UnicodeCategory.SpacingCombiningMark
            );
}
