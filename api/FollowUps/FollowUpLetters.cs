namespace MailCommitments.FollowUps;

/// <summary>The words of a mail: the same for the preview, the queue and the sending.</summary>
public static class FollowUpLetters
{
    /// <summary>As it is shown: links are made when it is sent.</summary>
    public static FollowUpMail Of(IReadOnlyList<OpenAsk> asks, FollowUpStep step) =>
        Of(asks, step, _ => AnswerLinks.InPreview);

    /// <param name="asks">Of one asker to one contact, the most pressing first.</param>
    public static FollowUpMail Of(IReadOnlyList<OpenAsk> asks, FollowUpStep step, Func<OpenAsk, AnswerLinks> links)
    {
        var lead = asks[0].Subject;
        var mail = lead.Mail(step, links(asks[0]));
        return asks.Count == 1
            ? mail
            : mail with
            {
                Letter = FollowUpLetter.Write(
                    new LetterContent(
                        lead.Contact.Name,
                        lead.AskerName,
                        [.. asks.Select(ask => ask.Subject.LetterAsk(links(ask)))],
                        lead.Calendar.Calendar.Zone,
                        lead.Style,
                        step.Kind == Commitments.FollowUpKind.Nudge
                            ? new LetterOccasion.Nudge()
                            : new LetterOccasion.Chaser()
                    )
                ),
            };
    }

    /// <summary>The agreed dates of the asks as the mail says them.</summary>
    public static IEnumerable<string> DatesOf(IReadOnlyList<OpenAsk> asks) =>
        asks.Select(ask =>
            LetterTexts
                .In(ask.Subject.Style.Wording.Language)
                .InWords(ask.Subject.Commitment.AgreedDate, ask.Subject.Calendar.Calendar.Zone)
        );
}
