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
        );

    public FollowUpDecision Decide(Instant now) =>
        FollowUpPolicy.Decide(Commitment, Policy, Calendar.Calendar, LastToContact, now);

    public FollowUpLetter Letter() =>
        FollowUpLetter.Write(
            new LetterContent(
                Contact.Name,
                AskerName,
                [LetterAsk()],
                Calendar.Calendar.Zone,
                Wording.Default,
                new LetterOccasion.Chaser()
            )
        );

    /// <summary>This commitment's part of a mail.</summary>
    public LetterAsk LetterAsk(AnswerLinks? links = null) =>
        new(Ask, Commitment.AgreedDate, Commitment.Ledger.Count > 1, links);

    /// <summary>What goes out if nobody writes: the same decisions and the same letter as the sending.</summary>
    public IReadOnlyList<PlannedFollowUpView> Forecast(Instant now, DateTimeZone viewer) =>
        [
            .. FollowUpPolicy
                .Plan(Commitment, Policy, Calendar.Calendar, LastToContact, now)
                .Select(planned => new PlannedFollowUpView(
                    planned.Step.Kind,
                    Moment.Of(planned.At, viewer, Calendar.Calendar.Zone),
                    Contact,
                    ReplySubject(MailSubject),
                    Letter().Text,
                    planned.Why
                )),
        ];

    private static string ReplySubject(string subject) =>
        subject.StartsWith("re:", StringComparison.OrdinalIgnoreCase) ? subject : $"RE: {subject}";
}
