using System.Globalization;

namespace MailCommitments.FollowUps;

/// <summary>How a contact writes, as their own mails show it.</summary>
/// <param name="Language">Null when the mail is too short to tell.</param>
/// <param name="OpensWithCourtesy">A kind sentence comes before the matter.</param>
/// <param name="SignsAs">What they call themselves, when it is not just their whole name.</param>
public sealed record Manners(Language? Language, bool OpensWithCourtesy, string? SignsAs)
{
    private static readonly string[] Courtesies =
    [
        "i hope",
        "hope you",
        "hope this",
        "hope all",
        "trust you are",
        "how are you",
        "ich hoffe",
        "hoffe, es geht",
        "wie geht es",
        "espero que",
        "cómo está",
        "qué tal",
        "आशा है",
        "आशा करत",
        "उम्मीद है",
        "कैसे हैं",
    ];

    /// <param name="text">What the contact wrote, without quotation; their name below it.</param>
    /// <param name="name">As the mail names them.</param>
    public static Manners Of(string text, string name)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // A greeting and what follows it: later on 'I hope' is about the matter.
        var opening = string.Join(' ', lines.Take(2)).ToLowerInvariant();
        return new Manners(
            Languages.Of(text),
            Courtesies.Any(courtesy => opening.Contains(courtesy, StringComparison.Ordinal)),
            lines.Length > 1 ? SignedAs(lines[^1], name) : null
        );
    }

    private static string? SignedAs(string line, string name)
    {
        var signed = line.Trim(' ', '-', '–', '—', ',', '.');
        var words = signed.Split(' ');
        var known = name.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length <= 4
            && signed.Length <= WordingSettings.LongestName
            && words.All(IsNameLike)
            && words.Any(word => known.Contains(word, StringComparer.OrdinalIgnoreCase))
            && !words.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(known)
            ? signed
            : null;
    }

    private static bool IsNameLike(string word) =>
        word.Length > 0
        && !char.IsLower(word, 0)
        && word.All(letter =>
            char.IsLetter(letter)
            || letter is '.' or '-' or '\''
            || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        );
}

/// <summary>Tells the language of a text by its most common small words.</summary>
public static class Languages
{
    private const char FirstDevanagari = '\u0900';
    private const char LastDevanagari = '\u097F';

    private static readonly (Language Language, HashSet<string> Words)[] Small =
    [
        (
            Language.English,
            Set(
                "the and you your please could can would of to for is are it we me i send this that with by when have will not"
            )
        ),
        (
            Language.German,
            Set(
                "der die das und sie ich bitte mir uns ist nicht ein eine den dem zu für mit auf wir können könnten bis ob von wann schicken senden"
            )
        ),
        (
            Language.Spanish,
            Set(
                "el la los las de que y por favor para una un usted me nos es no con se puede podría enviar cuándo su lo está en del"
            )
        ),
    ];

    /// <summary>Null when the text is too short, or speaks for none of ours.</summary>
    public static Language? Of(string text)
    {
        if (text.Count(letter => letter is >= FirstDevanagari and <= LastDevanagari) * 3 > text.Count(char.IsLetter))
            return Language.Hindi;

        var words = text.ToLowerInvariant().Split([.. text.Where(letter => !char.IsLetter(letter)).Distinct()]);
        var found = Small
            .Select(one => (one.Language, Hits: words.Count(one.Words.Contains)))
            .OrderByDescending(one => one.Hits)
            .ToList();
        return found[0].Hits >= 2 && found[0].Hits > found[1].Hits ? found[0].Language : null;
    }

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
