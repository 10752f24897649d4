using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>One commitment and the contact it waits for, as deciding about follow-ups sees it.</summary>
/// <param name="LastToContact">The last follow-up that anybody of the tenant had sent to this contact.</param>
public sealed record FollowUpSubject(
    Commitment Commitment,
    Priority Priority,
    string Ask,
    string MailSubject,
    string AskerName,
    MailAddress Contact,
    ContactCalendar Calendar,
    Instant? LastToContact
)
{
    /// <summary>How the mails to this contact look.</summary>
    public LetterStyle Style { get; init; } = LetterStyle.Default;

    public Policy Policy => Policy.Of(Priority);

    public static FollowUpSubject Of(CommitmentCase known, Instant? lastToContact) =>
        new(
            known.Commitment,
            known.Request.Priority,
            known.Request.Ask,
            known.Request.Subject,
            known.Asker.Name,
            new MailAddress(known.Contact.Name, known.Contact.Address),
            known.Calendar,
            lastToContact
        )
        {
            Style = known.Style,
        };

    public FollowUpDecision Decide(Instant now) =>
        FollowUpPolicy.Decide(Commitment, Policy, Calendar.Calendar, LastToContact, now);

    /// <summary>This commitment's part of a mail.</summary>
    public LetterAsk LetterAsk(AnswerLinks? links) =>
        new(Ask, Commitment.AgreedDate, Commitment.Ledger.Count > 1, links);
}
