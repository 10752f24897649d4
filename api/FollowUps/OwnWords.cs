using System.Net;
using System.Text.RegularExpressions;

namespace MailCommitments.FollowUps;

/// <summary>A mail in the asker's own words: what may not be lost from it, and how it looks.</summary>
public static partial class OwnWords
{
    /// <summary>Longest text that is sent, in characters.</summary>
    public const int Longest = 4000;

    /// <summary>Why the text cannot go out as it stands; null when it can.</summary>
    /// <param name="original">The text as the product wrote it.</param>
    /// <param name="dates">The agreed dates as the original says them; what it does not say, the new text need not say.</param>
    public static string? WhyNot(string text, string original, IEnumerable<string> dates)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "There is no text; write some, or stop this mail.";
        if (text.Length > Longest)
            return $"Keep the text within {Longest} characters.";
        if (dates.FirstOrDefault(date => IsLost(date, text, original)) is { } lost)
            return $"The date '{lost}' is missing; put it back as it was.";
        return LinksIn(original).FirstOrDefault(link => !text.Contains(link, StringComparison.Ordinal)) is { } address
            ? $"A link is missing; put it back as it was: {address}"
            : null;
    }

    /// <summary>Paragraphs apart by an empty line; addresses become links.</summary>
    public static string Html(string text)
    {
        var paragraphs = text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return "<div style=\"font-family:'Segoe UI',Arial,sans-serif;font-size:14px;line-height:1.4\">"
            + string.Concat(
                paragraphs.Select(paragraph => $"<p style=\"margin:0 0 12px 0\">{Encoded(paragraph.Trim())}</p>")
            )
            + "</div>";
    }

    private static bool IsLost(string date, string text, string original) =>
        original.Contains(date, StringComparison.Ordinal) && !text.Contains(date, StringComparison.Ordinal);

    private static IEnumerable<string> LinksIn(string text) => Address().Matches(text).Select(match => match.Value);

    private static string Encoded(string text) =>
        string.Concat(
            Address()
                .Split(text)
                .Zip(
                    Address().Matches(text).Select(match => WebUtility.HtmlEncode(match.Value)).Append(""),
                    (words, link) =>
                        WebUtility.HtmlEncode(words).Replace("\n", "<br>", StringComparison.Ordinal)
                        + (link.Length > 0 ? $"<a href=\"{link}\">{link}</a>" : "")
                )
        );

    [GeneratedRegex("""https?://[^\s<>"']*[^\s<>"'.,;:!?)]""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
