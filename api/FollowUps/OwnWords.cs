using System.Net;
using System.Text.RegularExpressions;
using static MailCommitments.Texts.PageText;

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
            return Say("There is no text; write some, or stop this mail.");
        if (text.Length > Longest)
            return Say("Keep this within {0} characters.", Longest);
        if (dates.FirstOrDefault(date => IsLost(date, text, original)) is { } lost)
            return Say("The date '{0}' is missing; put it back as it was.", lost);
        return LinkLines(original).SequenceEqual(LinkLines(text))
            ? null
            : Say(
                "The lines with the links for answering have changed; put them back as they were, in their order: {0}",
                string.Join(" / ", LinkLines(original))
            );
    }

    /// <summary>The text with the links that are made when it is sent.</summary>
    /// <param name="shown">The mail as it was shown, without links.</param>
    /// <param name="sent">The same mail with its links.</param>
    public static string WithLinks(string text, string shown, string sent)
    {
        var links = new Queue<string>(
            Lines(shown).Zip(Lines(sent)).Where(pair => IsLinkLine(pair.First)).Select(pair => pair.Second.Trim())
        );
        return string.Join(
            '\n',
            Lines(text).Select(line => IsLinkLine(line) && links.TryDequeue(out var link) ? link : line)
        );
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

    private static IEnumerable<string> LinkLines(string text) =>
        Lines(text).Where(IsLinkLine).Select(line => line.Trim());

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static bool IsLinkLine(string line) =>
        line.TrimEnd().EndsWith($": {AnswerLinks.InPreview.Done}", StringComparison.Ordinal);

    private static string Encoded(string paragraph) => string.Join("<br>", Lines(paragraph).Select(EncodedLine));

    /// <remarks>A line that only names a link shows the name and not the address.</remarks>
    private static string EncodedLine(string line)
    {
        if (NamedAddress().Match(line) is { Success: true } named)
            return $"<a href=\"{WebUtility.HtmlEncode(named.Groups["address"].Value)}\">{WebUtility.HtmlEncode(named.Groups["name"].Value)}</a>";

        return string.Concat(
            Address()
                .Split(line)
                .Zip(
                    Address().Matches(line).Select(match => WebUtility.HtmlEncode(match.Value)).Append(""),
                    (words, link) =>
                        WebUtility.HtmlEncode(words) + (link.Length > 0 ? $"<a href=\"{link}\">{link}</a>" : "")
                )
        );
    }

    [GeneratedRegex("""^\s*(?:-\s*)?(?<name>[^:]+):\s(?<address>https?://\S+)$""", RegexOptions.None, 1000)]
    private static partial Regex NamedAddress();

    [GeneratedRegex("""https?://[^\s<>"']*[^\s<>"'.,;:!?)]""", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
