using System.Text.RegularExpressions;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>The mails that have a text of their own.</summary>
public enum LetterKind
{
    /// <summary>Before the date.</summary>
    Nudge,

    /// <summary>After the date as it was asked.</summary>
    Due,

    /// <summary>After the date that the contact named.</summary>
    Promised,

    /// <summary>Several asks in one mail.</summary>
    Joined,

    /// <summary>To the contact, before a step of the ladder.</summary>
    Announcement,

    /// <summary>To a step of the ladder.</summary>
    Escalation,

    /// <summary>To a step of the ladder, because the contact wants its help.</summary>
    Help,
}

/// <summary>The text of a mail with placeholders in braces, paragraphs apart by an empty line; the ask stands first.</summary>
public static partial class LetterTemplate
{
    /// <summary>Longest text that is kept, in characters.</summary>
    public const int Longest = 2000;

    private static readonly string[] Everywhere = ["greeting", "name", "opener", "hours", "closing", "asker"];

    /// <summary>The product's own text.</summary>
    public static string Of(LetterKind kind, Wording wording) =>
        LetterTexts.In(wording.Language)[
            char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..],
            wording.Formality
        ];

    public static string Of(LetterContent content) => Of(content.Kind, content.Wording);

    /// <summary>What a text of that kind must have, each with why.</summary>
    public static IReadOnlyList<(string Placeholder, string Why)> RequiredIn(LetterKind kind) =>
        [
            .. kind == LetterKind.Joined
                ? new[] { ("asks", "the asks, each with its date and its links"), ("replies", "how to answer") }
                : [("ask", "what is asked"), ("date", "the date"), ("links", "the three answers")],
            .. kind == LetterKind.Announcement ? new[] { ("step", "the step of the ladder") }
            : kind is LetterKind.Escalation or LetterKind.Help
                ? new[]
                {
                    ("person", "who owes the answer"),
                    ("step", "the step of the ladder"),
                    ("copy", "who gets a copy"),
                }
            : [],
            ("hours", "that no answer is needed outside their hours"),
            ("asker", "who asks"),
        ];

    /// <summary>All that may stand in a text of that kind.</summary>
    public static IReadOnlyList<string> AllowedIn(LetterKind kind) =>
        [.. RequiredIn(kind).Select(required => required.Placeholder).Union(Everywhere)];

    /// <summary>Why this text is not taken, with the remedy; null when it is.</summary>
    public static string? WhyNot(LetterKind kind, string text)
    {
        if (text.Length > Longest)
            return Say("Keep this within {0} characters.", Longest);

        var used = Placeholder().Matches(text).Select(match => match.Groups["name"].Value).ToList();
        if (used.FirstOrDefault(name => !AllowedIn(kind).Contains(name)) is { } unknown)
            return Say(
                "{0} is not known here; use {1}.",
                Braced(unknown),
                string.Join(", ", AllowedIn(kind).Select(Braced))
            );
        if (Placeholder().Replace(text, "").IndexOfAny(['{', '}']) >= 0)
            return Say("A brace stands alone; write placeholders like {0}.", "{ask}");
        foreach (var (placeholder, why) in RequiredIn(kind))
        {
            if (!used.Contains(placeholder))
                return Say("Without {0} the mail would not say {1}; put it back.", Braced(placeholder), Say(why));
        }
        return
            used.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1 && group.Key is "links" or "asks")
                is { Key: var twice }
            ? Say("{0} stands there twice; keep one.", Braced(twice))
            : null;
    }

    private static string Braced(string placeholder) => $"{{{placeholder}}}";

    /// <summary>The paragraph says what is asked.</summary>
    internal static bool HasAsk(string paragraph) =>
        Placeholder().Matches(paragraph).Any(match => match.Groups["name"].Value is "ask" or "asks");

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    internal static partial Regex Placeholder();
}
