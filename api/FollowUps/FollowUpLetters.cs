using System.Diagnostics;
using MailCommitments.Commitments;

namespace MailCommitments.FollowUps;

/// <summary>The words of a mail: the same for the preview, the queue and the sending.</summary>
public static class FollowUpLetters
{
    /// <param name="asks">Of one asker to one contact, the most pressing first.</param>
    public static FollowUpLetter Of(IReadOnlyList<OpenAsk> asks, FollowUpKind kind)
    {
        var lead = asks[0].Subject;
        return FollowUpLetter.Write(
            new LetterContent(
                lead.Contact.Name,
                lead.AskerName,
                [.. asks.Select(ask => ask.Subject.LetterAsk())],
                lead.Calendar.Calendar.Zone,
                Wording.Default,
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
                .In(Wording.Default.Language)
                .InWords(ask.Subject.Commitment.AgreedDate, ask.Subject.Calendar.Calendar.Zone)
        );
}
