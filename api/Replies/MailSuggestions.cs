using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>How sure it is that a sentence asks for something or promises it.</summary>
public enum Likelihood
{
    Perhaps,
    Probably,
    Surely,
}

/// <summary>What a sentence of a mail is to the one who reads it.</summary>
public enum SuggestionMeaning
{
    /// <summary>You asked; they owe it.</summary>
    YourAsk,

    /// <summary>You promised it; you owe it.</summary>
    YourPromise,

    /// <summary>They asked; you owe it.</summary>
    TheirAsk,

    /// <summary>They promised it; they owe it.</summary>
    TheirPromise,
}

/// <summary>A sentence of a mail that asks for something or promises it, ready to be kept.</summary>
/// <param name="Who">The other side: who would owe it, or to whom you would; null when several were addressed.</param>
/// <param name="Deadline">What the sentence itself says; null when it names no day that is still ahead.</param>
/// <param name="Why">What speaks for it.</param>
public sealed record MailSuggestion(
    SuggestionMeaning Meaning,
    string Sentence,
    MailAddress? Who,
    DeadlineReading? Deadline,
    double Score,
    Likelihood Likely,
    string Why
);

/// <summary>What a mail that nobody tracks is worth keeping for, on either side. Only ever offered, never done.</summary>
public static class MailSuggestions
{
    /// <summary>More would be a list to read, not a suggestion.</summary>
    private const int Most = 3;

    /// <param name="yourAddresses">Every address that the reader sends from.</param>
    /// <param name="writers">The writer's calendar: whose 'tomorrow' it is, and when a day that they promised ends.</param>
    /// <returns>The likeliest first, at most three; none for mail of a list or to people in copy, which asks nobody in person.</returns>
    public static IReadOnlyList<MailSuggestion> In(
        MailMessage mail,
        IReadOnlyCollection<string> yourAddresses,
        WorkingCalendar yours,
        WorkingCalendar writers,
        Instant now
    )
    {
        var isYours = yourAddresses.Contains(mail.From.Address);
        if (!isYours && IsFromAList(mail))
            return [];

        var isToYou = mail.To.Any(to => yourAddresses.Contains(to.Address));
        return
        [
            .. Suggestions
                .In(mail, writers.Zone, WriterLocale.Of(writers.Zone))
                .Where(suggestion => isYours || isToYou || suggestion.Kind == SuggestionKind.Promise)
                .Take(Most)
                .Select(suggestion => new MailSuggestion(
                    (isYours, suggestion.Kind) switch
                    {
                        (true, SuggestionKind.Request) => SuggestionMeaning.YourAsk,
                        (true, _) => SuggestionMeaning.YourPromise,
                        (false, SuggestionKind.Request) => SuggestionMeaning.TheirAsk,
                        (false, _) => SuggestionMeaning.TheirPromise,
                    },
                    suggestion.Sentence,
                    !isYours ? mail.From
                        : mail.To is [var only] ? only
                        : null,
                    DeadlineReader.StillAhead(
                        suggestion.By,
                        yours,
                        !isYours && suggestion.Kind == SuggestionKind.Promise ? writers : null,
                        now
                    ),
                    suggestion.Score,
                    suggestion.Score >= 0.85 ? Likelihood.Surely
                        : suggestion.Score >= 0.7 ? Likelihood.Probably
                        : Likelihood.Perhaps,
                    suggestion.Why
                )),
        ];
    }

    /// <summary>What the writer of somebody else's mail promises in it; null when nothing.</summary>
    /// <param name="suggestions">What was found in that mail.</param>
    /// <param name="sentence">Which of its sentences is meant, if it is one of them; else the likeliest.</param>
    public static PromiseInMail? PromiseIn(
        MailMessage mail,
        IReadOnlyList<MailSuggestion> suggestions,
        string sentence = ""
    ) =>
        suggestions
            .Where(suggestion => suggestion.Meaning == SuggestionMeaning.TheirPromise)
            .OrderByDescending(promise => promise.Sentence == sentence.Trim())
            .FirstOrDefault()
            is { } promised
            ? new PromiseInMail(
                new Evidence(promised.Sentence, mail.InternetMessageId, $"rule: {promised.Why}", promised.Score),
                [.. (promised.Deadline?.Choices ?? []).Select(choice => choice.At)]
            )
            : null;

    /// <summary>RFC 2919 and 2369: what a list sends is written to everybody.</summary>
    private static bool IsFromAList(MailMessage mail) =>
        mail.Header("List-Id") is not null
        || mail.Header("List-Unsubscribe") is not null
        || mail.Header("Precedence") is { } precedence
            && precedence.Trim().ToLowerInvariant() is "bulk" or "list" or "junk";
}
