using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using NodaTime;

namespace MailCommitments.Texts;

/// <summary>
/// The sentences that the server says on pages, in the reader's language: that of <see cref="CultureInfo.CurrentUICulture"/>,
/// which a request takes from its <c>Accept-Language</c>. They are written in English where they are said and translated in
/// <c>page-text.data.json</c>; what is not translated is said in English.
/// </summary>
/// <remarks>The mails speak the contact's language and have texts of their own.</remarks>
public static class PageText
{
    /// <summary>English, which the sentences are written in, and the languages they are translated into.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en-GB", "de", "es", "hi"];

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Translations = Read();

    private static CultureInfo Culture =>
        Translations.ContainsKey(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName)
            ? CultureInfo.CurrentUICulture
            : English;

    /// <param name="english">The sentence, with <c>{0}</c> where the first value stands.</param>
    public static string Say(string english, params ReadOnlySpan<object?> values)
    {
        var sentence = Translated(english);
        return values.IsEmpty ? sentence : string.Format(Culture, sentence, values);
    }

    /// <summary>Such as <c>Friday 6 March</c>.</summary>
    public static string Weekday(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString(Translated("dddd d MMMM"), Culture);

    /// <summary>Such as <c>Friday 6 March, 17:00</c>.</summary>
    public static string WeekdayAndTime(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString(Translated("dddd d MMMM, HH:mm"), Culture);

    /// <summary>Such as <c>Friday 6 March 2026, 17:00 (Manila)</c>.</summary>
    public static string InPlace(Instant at, DateTimeZone zone) => $"{FullDateAndTime(at, zone)} ({City(zone)})";

    /// <summary>Such as <c>Manila</c>, from the zone's IANA id.</summary>
    public static string City(DateTimeZone zone) => zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>Such as <c>Friday 6 March 2026, 17:00</c>.</summary>
    public static string FullDateAndTime(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString(Translated("dddd d MMMM yyyy, HH:mm"), Culture);

    /// <summary>Such as <c>6 March</c>.</summary>
    public static string Day(LocalDate date) => date.ToString(Translated("d MMMM"), Culture);

    /// <param name="format">Of .NET, such as <c>0.0</c>.</param>
    public static string Number(double number, string format) => number.ToString(format, Culture);

    /// <summary>Such as <c>Mon</c>.</summary>
    public static string Short(IsoDayOfWeek day) =>
        Culture.DateTimeFormat.GetAbbreviatedDayName((DayOfWeek)((int)day % WeekLength));

    private const int WeekLength = 7;

    private static string Translated(string english) =>
        Translations.TryGetValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, out var sentences)
            ? sentences.GetValueOrDefault(english, english)
            : english;

    /// <summary>By language, then by the English sentence.</summary>
    private static FrozenDictionary<string, FrozenDictionary<string, string>> Read()
    {
        using var data = typeof(PageText).Assembly.GetManifestResourceStream(
            "MailCommitments.Texts.page-text.data.json"
        )!;
        return JsonSerializer
            .Deserialize<Dictionary<string, Dictionary<string, string>>>(data)!
            .SelectMany(sentence => sentence.Value.Select(said => (said.Key, English: sentence.Key, Said: said.Value)))
            .GroupBy(translation => translation.Key)
            .ToFrozenDictionary(
                language => language.Key,
                language => language.ToFrozenDictionary(said => said.English, said => said.Said)
            );
    }
}
