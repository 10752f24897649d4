using System.Diagnostics;
using MailCommitments.Commitments;

namespace MailCommitments.FollowUps;

/// <summary>The words of a mail: the same for the preview, the queue and the sending.</summary>
public static class FollowUpLetters
{
    /// <summary>As it is shown: links are made when it is sent.</summary>
    public static FollowUpLetter Of(IReadOnlyList<OpenAsk> asks, FollowUpKind kind) =>
        Of(asks, kind, _ => AnswerLinks.InPreview);

    /// <param name="asks">Of one asker to one contact, the most pressing first.</param>
    public static FollowUpLetter Of(IReadOnlyList<OpenAsk> asks, FollowUpKind kind, Func<OpenAsk, AnswerLinks> links)
    {
        var lead = asks[0].Subject;
        return FollowUpLetter.Write(
            new LetterContent(
                lead.Contact.Name,
                lead.AskerName,
                [.. asks.Select(ask => ask.Subject.LetterAsk(links(ask)))],
                lead.Calendar.Calendar.Zone,
                lead.Style,
                kind switch
                {
                    FollowUpKind.Nudge => new LetterOccasion.Nudge(),
                    FollowUpKind.Chaser => new LetterOccasion.Chaser(),
                    _ => throw new UnreachableException(),
                }
            )
        );
    }

    /// <summary>The agreed dates of the asks as the mail says them.</summary>
    public static IEnumerable<string> DatesOf(IReadOnlyList<OpenAsk> asks) =>
        asks.Select(ask =>
            LetterTexts
                .In(asks[0].Subject.Style.Wording.Language)
                .InWords(ask.Subject.Commitment.AgreedDate, ask.Subject.Calendar.Calendar.Zone)
        );
}
