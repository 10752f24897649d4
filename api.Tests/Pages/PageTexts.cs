using System.Text.Json;
using System.Text.RegularExpressions;
using MailCommitments.Tests.Calendars;

namespace MailCommitments.Tests.Pages;

/// <summary>What the pages say in one language: so that a test can find its way in a window of any.</summary>
internal sealed partial class PageTexts
{
    private readonly Dictionary<string, string> texts;

    /// <param name="language">As its file is named, such as <c>de</c>.</param>
    public PageTexts(string language) =>
        texts = Entry()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "addin", "src", "texts", $"{language}.ts")))
            .ToDictionary(
                entry => entry.Groups["key"].Value,
                entry => JsonSerializer.Deserialize<string>(entry.Groups["text"].Value)!,
                StringComparer.Ordinal
            );

    public string this[string key] => texts[key];

    /// <summary>With what stands for a placeholder.</summary>
    public string this[string key, string placeholder, string value] =>
        texts[key].Replace($"{{{placeholder}}}", value, StringComparison.Ordinal);

    [GeneratedRegex(
        """^  "?(?<key>[\w.]+)"?:\s+(?<text>"(?:[^"\\]|\\.)*"),$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Entry();
}
