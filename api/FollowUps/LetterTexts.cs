using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>The sentences of the mails in one language, from <c>letter.data.json</c>; most of them in several formalities.</summary>
public sealed class LetterTexts
{
    private static readonly FrozenDictionary<Language, LetterTexts> All = Read();

    private readonly CultureInfo culture;
    private readonly FrozenDictionary<(string Name, Formality Formality), string> sentences;

    private LetterTexts(JsonElement language)
    {
        sentences = language
            .EnumerateObject()
            .SelectMany(text =>
                Enum.GetValues<Formality>()
                    .Select(formality => KeyValuePair.Create((text.Name, formality), Of(text.Value, formality)))
            )
            .ToFrozenDictionary();
        culture = CultureInfo.GetCultureInfo(this["culture", Formality.Polite]);
    }

    public static LetterTexts In(Language language) => All[language];

    /// <exception cref="KeyNotFoundException">There is no text of that name.</exception>
    public string this[string name, Formality formality] => sentences[(name, formality)];

    /// <summary>Such as <c>Friday 6 March 2026, 17:00 (Manila)</c>.</summary>
    public string InWords(Instant at, DateTimeZone zone) =>
        at.InZone(zone).LocalDateTime.ToString(this["date", Formality.Polite], culture) + $" ({City(zone)})";

    /// <summary>One text for all, or one per formality; who writes formally and has no text of their own writes politely.</summary>
    private static string Of(JsonElement text, Formality formality) =>
        text.ValueKind == JsonValueKind.String ? text.GetString()!
        : text.TryGetProperty(JsonNamingPolicy.CamelCase.ConvertName(formality.ToString()), out var own)
            ? own.GetString()!
        : text.GetProperty("polite").GetString()!;

    private static FrozenDictionary<Language, LetterTexts> Read()
    {
        using var data = typeof(LetterTexts).Assembly.GetManifestResourceStream(
            "MailCommitments.FollowUps.letter.data.json"
        )!;
        using var texts = JsonDocument.Parse(data);
        return Enum.GetValues<Language>()
            .ToFrozenDictionary(
                language => language,
                language => new LetterTexts(
                    texts.RootElement.GetProperty(JsonNamingPolicy.CamelCase.ConvertName(language.ToString()))
                )
            );
    }
}
