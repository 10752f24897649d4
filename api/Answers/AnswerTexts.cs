using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using MailCommitments.FollowUps;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>The answer page in one language, from <c>answers.data.json</c>.</summary>
public sealed class AnswerTexts
{
    private static readonly FrozenDictionary<Language, AnswerTexts> All = Read();

    private readonly FrozenDictionary<string, string> texts;

    private AnswerTexts(Language language, Dictionary<string, string> texts)
    {
        Language = language;
        this.texts = texts.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Language Language { get; }

    /// <summary>As an HTML page and its address name the language: <c>de</c>.</summary>
    public string Code => this["code"];

    public static IEnumerable<AnswerTexts> InEveryLanguage => All.Values.OrderBy(texts => texts.Language);

    /// <exception cref="KeyNotFoundException">There is no text of that name.</exception>
    public string this[string name] => texts[name];

    public static AnswerTexts In(Language language) => All[language];

    /// <summary>Null when it is no language of ours.</summary>
    /// <param name="code">Such as <c>de</c> or <c>de-AT</c>.</param>
    public static AnswerTexts? In(string? code) =>
        All.Values.FirstOrDefault(one =>
            string.Equals(one.Code, code?.Split('-')[0], StringComparison.OrdinalIgnoreCase)
        );

    public string Of(string name, string placeholder, string value) =>
        this[name].Replace($"{{{placeholder}}}", value, StringComparison.Ordinal);

    public string TooLong(int most) => Of("tooLong", "count", most.ToString(CultureInfo.InvariantCulture));

    public string InWords(Instant at, DateTimeZone zone) => LetterTexts.In(Language).InWords(at, zone);

    private static FrozenDictionary<Language, AnswerTexts> Read()
    {
        using var data = typeof(AnswerTexts).Assembly.GetManifestResourceStream(
            "MailCommitments.Answers.answers.data.json"
        )!;
        var all = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(data)!;
        return Enum.GetValues<Language>()
            .ToFrozenDictionary(
                language => language,
                language => new AnswerTexts(language, all[JsonNamingPolicy.CamelCase.ConvertName(language.ToString())])
            );
    }
}
