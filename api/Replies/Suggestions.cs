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
/// <param name="Who">Who would owe it: the one addressee of a request, the writer of a promise; null when several were addressed.</param>
/// <param name="By">The deadline the sentence names, which may be 'as soon as possible'; null when it names none.</param>
/// <param name="Score">How likely it asks or promises, 0 to 1.</param>
/// <param name="Why">What speaks for it, in words a user may read.</param>
public sealed record Suggestion(
    SuggestionKind Kind,
    string Sentence,
    MailAddress? Who,
    DateMention? By,
    double Score,
    string Why
)
{
    /// <summary>The day of the deadline; null when none is named.</summary>
    public DateReading? Deadline => By?.Reading;
}

/// <summary>Finds requests and promises in a mail that nobody tracks yet.</summary>
public static class Suggestions
{
    private const int MostSentences = 200;

    /// <summary>What the mail asks or promises, the likeliest first; empty when nothing is likely enough.</summary>
    /// <param name="zone">The writer's zone, for dates.</param>
    /// <param name="locale">BCP 47; decides whether 3/4 is March or April.</param>
    public static IReadOnlyList<Suggestion> In(MailMessage message, DateTimeZone zone, string locale = "en-US")
    {
        var lines = MailLines.Of(message.Body);
        if (AutomaticMail.Read(message, zone, lines) is not null)
            return [];
        var found = new List<Suggestion>();
        var dates = new DateContext(message.SentAt, zone, locale, zone, null);
        foreach (var sentence in ReplyReader.SaidIn(NewText.TextOf(lines)).Take(MostSentences))
        {
            var (request, asks) = RequestReader.InMail(sentence.Text);
            if (request >= 0.5)
                found.Add(
                    Suggested(
                        SuggestionKind.Request,
                        sentence.Text,
                        message.To is [var only] ? only : null,
                        request,
                        asks
                    )
                );
            else if (PlainPromises.Is(sentence.Words))
                found.Add(
                    Suggested(SuggestionKind.Promise, sentence.Text, message.From, 0.8, "says that they will do it")
                );
        }
        return [.. found.OrderByDescending(suggestion => suggestion.Score)];

        Suggestion Suggested(SuggestionKind kind, string sentence, MailAddress? who, double score, string why) =>
            new(
                kind,
                Sentences.Shortened(sentence),
                who,
                DateMention.Deadline(ReplyReader.AsFarAsRead(sentence), dates),
                Math.Round(score, 3),
                why
            );
    }
}
