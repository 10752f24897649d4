using System.Globalization;

namespace MailCommitments.Replies;

internal enum TokenKind : byte
{
    Word,
    Digits,
    Mark,
}

/// <summary>A word, a known phrase, a run of digits or one mark of a text.</summary>
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
    public Meaning[] Meanings;

    public readonly int Length => End - Start;
}

/// <summary>A text cut into words, numbers and marks, with what each can mean in one language.</summary>
internal sealed class Tokens
{
    private readonly List<Token> _tokens;

    private Tokens(string text, string folded, string language, List<Token> tokens)
    {
        Text = text;
        Folded = folded;
        Language = language;
        _tokens = tokens;
    }

    public string Text { get; }
    public string Folded { get; }
    public string Language { get; }
    public int Count => _tokens.Count;

    public Token this[int index] => _tokens[index];

    public ReadOnlySpan<char> WordAt(int index) => Folded.AsSpan(_tokens[index].Start, _tokens[index].Length);

    public bool Is(int index, Sense sense) => Is(index, sense, out _);

    public bool Is(int index, Sense sense, out Meaning meaning)
    {
        if ((uint)index < (uint)_tokens.Count)
        {
            foreach (var known in _tokens[index].Meanings)
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
        (uint)index < (uint)_tokens.Count && _tokens[index].Kind == TokenKind.Mark && _tokens[index].Character == mark;

    public bool IsDigits(int index) => (uint)index < (uint)_tokens.Count && _tokens[index].Kind == TokenKind.Digits;

    public bool IsTight(int index) => (uint)index < (uint)_tokens.Count && !_tokens[index].SpaceBefore;

    /// <summary>A word that says nothing about time: unknown, or known only as a cue of what the sentence is about.</summary>
    public bool IsPlainWord(int index) =>
        (uint)index < (uint)_tokens.Count
        && _tokens[index].Kind == TokenKind.Word
        && Array.TrueForAll(_tokens[index].Meanings, meaning => meaning.Sense >= Sense.Soon);

    /// <summary>The folded words of a phrase, as <see cref="Cut"/> would see them.</summary>
    public static string[] Words(string folded)
    {
        var raw = new List<Token>();
        Scan(folded, raw);
        return [.. raw.Select(token => folded[token.Start..token.End])];
    }

    /// <summary>Cuts a text. The language is the one its frequent words speak for; without such words, the locale's.</summary>
    public static Tokens Cut(string text, string locale)
    {
        var folded = string.Create(
            text.Length,
            text,
            static (target, source) =>
            {
                for (var at = 0; at < source.Length; at++)
                    target[at] = Vocabulary.Fold(source[at]);
            }
        );
        var raw = new List<Token>(text.Length / 4);
        Scan(folded, raw);
        var language = LanguageOf(folded, raw, locale);
        return Read(text, folded, raw, language);
    }

    /// <summary>A first look without cutting: false when no word or digit of the text can be part of a date or a call for haste.</summary>
    public static bool MayTellTime(string text) => text.Length > 1;

    /// <summary>The same text read as another language.</summary>
    public Tokens As(string language)
    {
        var raw = new List<Token>(Text.Length / 4);
        Scan(Folded, raw);
        return Read(Text, Folded, raw, language);
    }

    private static Tokens Read(string text, string folded, List<Token> raw, string language)
    {
        var vocabulary = Vocabulary.Of(language);
        var tokens = new List<Token>(raw.Count);
        for (var at = 0; at < raw.Count; )
        {
            var token = raw[at];
            token.Meanings = [];
            var width = 1;
            if (token.Kind != TokenKind.Digits)
            {
                foreach (var phrase in vocabulary.BeginningWith(folded.AsSpan(token.Start, token.Length)))
                {
                    if (!Continues(folded, raw, at + 1, phrase.Rest))
                        continue;
                    width = 1 + phrase.Rest.Length;
                    token.End = raw[at + width - 1].End;
                    token.Meanings = phrase.Meanings;
                    break;
                }
            }
            tokens.Add(token);
            at += width;
        }
        return new Tokens(text, folded, vocabulary.Language, tokens);
    }

    private static bool Continues(string folded, List<Token> raw, int at, string[] rest)
    {
        if (at + rest.Length > raw.Count)
            return false;
        for (var offset = 0; offset < rest.Length; offset++)
        {
            var token = raw[at + offset];
            if (!folded.AsSpan(token.Start, token.Length).SequenceEqual(rest[offset]))
                return false;
        }
        return true;
    }

    private static string LanguageOf(string folded, List<Token> raw, string locale)
    {
        var language = locale.Length >= 2 ? locale[..2].ToLowerInvariant() : "en";
        Span<int> votes = stackalloc int[Vocabulary.Languages.Count];
        var words = Math.Min(raw.Count, 120);
        for (var at = 0; at < words; at++)
        {
            var token = raw[at];
            if (token.Kind != TokenKind.Word || token.Length > 9)
                continue;
            var spoken = Vocabulary.LanguagesOf(folded.AsSpan(token.Start, token.Length));
            for (var bit = 0; spoken != 0; bit++, spoken >>= 1)
                votes[bit] += spoken & 1;
        }

        var best = -1;
        var own = 0;
        for (var at = 0; at < votes.Length; at++)
        {
            if (Vocabulary.Languages[at] == language)
                own = votes[at];
            if (best < 0 || votes[at] > votes[best])
                best = at;
        }
        // The writer's own language is left only for a text that plainly speaks another one.
        return votes[best] >= 2 * own + 2 ? Vocabulary.Languages[best] : language;
    }

    private static void Scan(string folded, List<Token> tokens)
    {
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

            var start = at;
            var token = new Token
            {
                Start = start,
                Character = character,
                SpaceBefore = space,
                LineBreakBefore = lineBreak,
                Number = -1,
                Meanings = [],
            };
            if (char.IsAsciiDigit(character))
            {
                var value = 0;
                while (at < folded.Length && char.IsAsciiDigit(folded[at]))
                {
                    value = at - start < 9 ? value * 10 + (folded[at] - '0') : -1;
                    at++;
                }
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
            tokens.Add(token);
            space = lineBreak = false;
        }
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
