using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Addresses of the answer page, opened at one answer each.</summary>
public sealed record AnswerLinks(string Done, string NewDate, string Blocked)
{
    /// <summary>Where a mail is only shown: links are made when it is sent.</summary>
    public static readonly AnswerLinks InPreview = new("…", "…", "…");
}

/// <param name="Ask">In the asker's words.</param>
/// <param name="Promised">The contact named that date themselves.</param>
/// <param name="Links">Null: the mail asks for a reply only.</param>
public sealed record LetterAsk(string Ask, Instant AgreedDate, bool Promised, AnswerLinks? Links);

/// <summary>Why the mail goes out. Closed: nobody outside this file can add a case.</summary>
public abstract record LetterOccasion
{
    private LetterOccasion() { }

    /// <summary>Before the agreed date.</summary>
    public sealed record Nudge : LetterOccasion;

    /// <summary>After the agreed date.</summary>
    public sealed record Chaser : LetterOccasion;

    /// <summary>Tells the contact that a step of the ladder comes next.</summary>
    /// <param name="Step">Its number and people.</param>
    public sealed record Announcement(string Step) : LetterOccasion;

    /// <summary>To the next step of the ladder that both sides agreed.</summary>
    /// <param name="Person">Who owes the answer.</param>
    /// <param name="Step">The step as the ladder names it.</param>
    /// <param name="Copy">Names of those in copy.</param>
    /// <param name="IsAskedFor">The person wants this step's help.</param>
    public sealed record Escalation(string Person, string Step, IReadOnlyList<string> Copy, bool IsAskedFor = false)
        : LetterOccasion;
}

/// <summary>What one mail is about.</summary>
/// <param name="ContactName">Whom it goes to.</param>
/// <param name="Asks">One, or several in a joined mail; of an escalation one only.</param>
/// <param name="ContactZone">Dates are said in it, and it is named.</param>
public sealed record LetterContent(
    string ContactName,
    string AskerName,
    IReadOnlyList<LetterAsk> Asks,
    DateTimeZone ContactZone,
    LetterStyle Style,
    LetterOccasion Occasion
)
{
    public Wording Wording => Style.Wording;

    public LetterKind Kind =>
        (Occasion, Asks) switch
        {
            (LetterOccasion.Escalation { IsAskedFor: true }, _) => LetterKind.Help,
            (LetterOccasion.Escalation, _) => LetterKind.Escalation,
            (LetterOccasion.Announcement, _) => LetterKind.Announcement,
            (_, { Count: > 1 }) => LetterKind.Joined,
            (LetterOccasion.Nudge, _) => LetterKind.Nudge,
            (_, [{ Promised: true }]) => LetterKind.Promised,
            _ => LetterKind.Due,
        };
}

/// <summary>What a follow-up says, as HTML for the mail and as plain text.</summary>
public sealed partial record FollowUpLetter(string Html, string Text)
{
    /// <summary>Writes the mail: the ask and its date, an open question, an easy way to answer, no reproach.</summary>
    /// <exception cref="ArgumentException">There is no ask, or a mail of the ladder has several.</exception>
    public static FollowUpLetter Write(LetterContent content)
    {
        if (
            content.Asks.Count == 0
            || content is { Asks.Count: > 1, Occasion: LetterOccasion.Announcement or LetterOccasion.Escalation }
        )
            throw new ArgumentException("A mail has one ask; a joined one has several.", nameof(content));

        var parts = Paragraphs(content).SelectMany(paragraph => PartsOf(paragraph, content)).ToList();
        return new FollowUpLetter(
            "<div style=\"font-family:'Segoe UI',Arial,sans-serif;font-size:14px;line-height:1.4\">"
                + string.Concat(parts.Select(part => part.Html))
                + "</div>",
            string.Join("\n\n", parts.Select(part => part.Text))
        );
    }

    /// <summary>Such as <c>Friday 6 March 2026, 17:00 (Manila)</c>.</summary>
    public static string InWords(Instant at, DateTimeZone zone) => LetterTexts.In(Language.English).InWords(at, zone);

    /// <remarks>A template has the ask first. Reasons first means that the paragraph after the ask goes before it.</remarks>
    private static List<string> Paragraphs(LetterContent content)
    {
        var template = content.Style.Templates.GetValueOrDefault(content.Kind) ?? LetterTemplate.Of(content);
        var paragraphs = template.ReplaceLineEndings("\n").Split("\n\n").ToList();
        var ask = paragraphs.FindIndex(LetterTemplate.HasAsk);
        if (content.Wording.Order == AskOrder.ReasonsFirst && ask >= 0 && ask + 1 < paragraphs.Count)
        {
            var reason = paragraphs[ask + 1];
            // The asks of a joined mail are a list with a line above it, which stays with it.
            var first = content.Kind == LetterKind.Joined ? Math.Max(ask - 1, 0) : ask;
            paragraphs.RemoveAt(ask + 1);
            paragraphs.Insert(first, reason);
        }
        return paragraphs;
    }

    private static IEnumerable<Part> PartsOf(string paragraph, LetterContent content)
    {
        var words = new StringBuilder();
        var from = 0;
        // What people wrote is put in once and never read as a placeholder.
        foreach (Match placeholder in LetterTemplate.Placeholder().Matches(paragraph))
        {
            words.Append(paragraph, from, placeholder.Index - from);
            from = placeholder.Index + placeholder.Length;
            switch (placeholder.Groups["name"].Value)
            {
                case "links" when content.Asks[0].Links is { } links:
                    words.Append(Sentence("linksIntro", content));
                    if (Words.Of(words) is { } before)
                        yield return before;
                    yield return new Links([.. Labelled(links, content)]);
                    break;
                case "asks":
                    if (Words.Of(words) is { } above)
                        yield return above;
                    yield return new Asks([
                        .. content.Asks.Select(ask => new AskLine(
                            Quoted(ask, content)
                                + " – "
                                + Filled(
                                    Sentence(ask.Promised ? "askPromised" : "askDue", content),
                                    "date",
                                    DateOf(ask, content)
                                ),
                            ask.Links is { } own ? [.. Labelled(own, content)] : []
                        )),
                    ]);
                    break;
                case var name:
                    words.Append(ValueOf(name, content));
                    break;
            }
        }
        words.Append(paragraph, from, paragraph.Length - from);
        if (Words.Of(words) is { } rest)
            yield return rest;
    }

    private static string ValueOf(string placeholder, LetterContent content)
    {
        var escalation = content.Occasion as LetterOccasion.Escalation;
        return placeholder switch
        {
            "greeting" => Filled(Sentence("greeting", content), "name", Called(content)),
            "name" => Called(content),
            "opener" => content.Wording.HasOpener ? Sentence("opener", content) : "",
            "ask" => Quoted(content.Asks[0], content),
            "date" => DateOf(content.Asks[0], content),
            "links" or "replies" => Sentence("noLinks", content),
            "hours" => Sentence("hours", content),
            "closing" => Sentence("closing", content),
            "asker" => content.AskerName,
            "person" => escalation?.Person ?? "",
            "step" => escalation?.Step ?? (content.Occasion as LetterOccasion.Announcement)?.Step ?? "",
            "copy" when escalation is { Copy: { Count: > 0 } copy } => Filled(
                Sentence("copy", content),
                "people",
                string.Join(", ", copy)
            ),
            _ => "",
        };
    }

    private static string Sentence(string name, LetterContent content) =>
        LetterTexts.In(content.Wording.Language)[name, content.Wording.Formality];

    private static string Filled(string sentence, string placeholder, string value) =>
        sentence.Replace($"{{{placeholder}}}", value, StringComparison.Ordinal);

    private static string Quoted(LetterAsk ask, LetterContent content) =>
        Filled(Sentence("quoted", content), "ask", ask.Ask);

    private static string DateOf(LetterAsk ask, LetterContent content) =>
        LetterTexts.In(content.Wording.Language).InWords(ask.AgreedDate, content.ContactZone);

    private static IEnumerable<(string Label, string Address)> Labelled(AnswerLinks links, LetterContent content) =>
        [
            (Sentence("done", content), links.Done),
            (Sentence("newDate", content), links.NewDate),
            (Sentence("blocked", content), links.Blocked),
        ];

    private static string Called(LetterContent content) =>
        content.Wording.CalledAs
        ?? (
            content.Wording.Formality == Formality.Formal
                ? WholeName(content.ContactName)
                : FirstName(content.ContactName)
        );

    /// <summary>'Dela Cruz, Maria' and 'Maria Dela Cruz' are both Maria; an address stays as it is.</summary>
    public static string FirstName(string name) => WholeName(name).Split(' ', 2)[0];

    private static string WholeName(string name) =>
        name.Split(',', 2) is [var family, var given] ? $"{given.Trim()} {family.Trim()}" : name.Trim();

    /// <summary>A piece of the mail in both its shapes.</summary>
    private abstract record Part(string Html, string Text)
    {
        protected static string Encoded(string text) =>
            WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);

        protected static string Anchor((string Label, string Address) link) =>
            $"<a href=\"{Encoded(link.Address)}\">{Encoded(link.Label)}</a>";
    }

    private sealed record Words(string Said) : Part($"<p style=\"margin:0 0 12px 0\">{Encoded(Said)}</p>", Said)
    {
        /// <summary>Takes the words out; null when there are none.</summary>
        public static Words? Of(StringBuilder words)
        {
            var said = words.ToString().Trim();
            words.Clear();
            return said.Length > 0 ? new Words(said) : null;
        }
    }

    /// <summary>One below the other, each large enough for a finger; a table, because Outlook draws no other box.</summary>
    private sealed record Links(IReadOnlyList<(string Label, string Address)> Each)
        : Part(
            "<table role=\"presentation\" cellspacing=\"0\" cellpadding=\"0\" style=\"margin:0 0 12px 0;border-collapse:separate;border-spacing:0 6px\">"
                + string.Concat(
                    Each.Select(link =>
                        $"<tr><td style=\"border:1px solid #8a8886;border-radius:4px;padding:9px 16px\">{Anchor(link)}</td></tr>"
                    )
                )
                + "</table>",
            string.Join('\n', Each.Select(link => $"- {link.Label}: {link.Address}"))
        );

    private sealed record AskLine(string Said, IReadOnlyList<(string Label, string Address)> Links);

    private sealed record Asks(IReadOnlyList<AskLine> Each)
        : Part(
            "<ol style=\"margin:0 0 12px 0;padding-left:24px\">"
                + string.Concat(
                    Each.Select(ask =>
                        $"<li style=\"margin:0 0 10px 0\">{Encoded(ask.Said)}"
                        + (ask.Links.Count > 0 ? "<br>" + string.Join(" &nbsp;·&nbsp; ", ask.Links.Select(Anchor)) : "")
                        + "</li>"
                    )
                )
                + "</ol>",
            string.Join(
                "\n\n",
                Each.Select(
                    (ask, number) =>
                        string.Join(
                            '\n',
                            ask.Links.Select(link => $"   {link.Label}: {link.Address}")
                                .Prepend($"{number + 1}. {ask.Said}")
                        )
                )
            )
        );
}
