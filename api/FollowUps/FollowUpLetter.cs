using System.Globalization;
using System.Net;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What a follow-up says, as HTML for the mail and as plain text for the preview.</summary>
public sealed record FollowUpLetter(string Html, string Text)
{
    /// <summary>Writes the mail: the ask and its date first, an easy way out, no reproach.</summary>
    /// <param name="ask">In the asker's words.</param>
    /// <param name="agreedDate">Shown in the contact's zone, which is named.</param>
    /// <param name="promised">The contact named that date themselves.</param>
    /// <param name="isStillToCome">A nudge, before that date.</param>
    public static FollowUpLetter Write(
        string contactName,
        string askerName,
        string ask,
        Instant agreedDate,
        DateTimeZone contactZone,
        bool promised,
        bool isStillToCome = false
    )
    {
        var date = InWords(agreedDate, contactZone);
        return Of(
            $"Hello {FirstName(contactName)},",
            isStillToCome ? $"a note ahead of {date}, when this is due, so that it does not get lost among other mail:"
                : promised ? $"you had named {date} for this, and I have not seen it yet:"
                : $"this was due on {date}, and I have not seen an answer yet:",
            $"“{ask}”",
            "A short reply is enough: it is done, which date suits you now, or what stands in the way and what you need from us.",
            "There is no need to answer outside your working hours. If your answer has crossed with this note, thank you, and please ignore it.",
            $"Kind regards,\n{askerName}"
        );
    }

    /// <summary>A mail of these paragraphs. What they hold is text and never markup.</summary>
    public static FollowUpLetter Of(params IReadOnlyList<string> paragraphs)
    {
        var html = string.Concat(
            paragraphs.Select(paragraph =>
                $"<p style=\"margin:0 0 12px 0\">{WebUtility.HtmlEncode(paragraph).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"
            )
        );
        return new FollowUpLetter(
            $"<div style=\"font-family:'Segoe UI',Arial,sans-serif;font-size:14px\">{html}</div>",
            string.Join("\n\n", paragraphs)
        );
    }

    /// <summary>Such as <c>Friday 6 March 2026, 17:00 (Manila)</c>.</summary>
    public static string InWords(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString("dddd d MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("en-GB")) + $" ({Place(zone)})";

    /// <summary>The city of an IANA zone.</summary>
    public static string Place(DateTimeZone zone) => zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>'Dela Cruz, Maria' and 'Maria Dela Cruz' are both Maria; an address stays as it is.</summary>
    public static string FirstName(string name)
    {
        var given = name.Contains(',', StringComparison.Ordinal)
            ? name[(name.IndexOf(',', StringComparison.Ordinal) + 1)..]
            : name;
        return given.Trim().Split(' ', 2)[0];
    }
}
