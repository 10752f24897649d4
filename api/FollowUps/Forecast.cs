using System.Diagnostics;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>A mail as it goes out, or would.</summary>
public sealed record FollowUpMail(
    MailAddress To,
    IReadOnlyList<MailAddress> Copies,
    string Subject,
    FollowUpLetter Letter
);

/// <summary>One commitment and the contact it waits for, as deciding about follow-ups sees it.</summary>
/// <param name="Around">Policy, holds, ladder, what was sent to the contact lately.</param>
public sealed record FollowUpSubject(
    Commitment Commitment,
    Priority Priority,
    string Ask,
    string MailSubject,
    string AskerName,
    MailAddress Contact,
    ContactCalendar Calendar,
    Circumstances Around
)
{
    /// <summary>How the mails to this contact look.</summary>
    public LetterStyle Style { get; init; } = LetterStyle.Default;

    public static FollowUpSubject Of(CommitmentCase known, Surroundings around) =>
        Of(
            known.Commitment,
            known.Request.Priority,
            known.Request.Ask,
            known.Request.Subject,
            known.Request.ConversationId,
            known.Asker,
            new MailAddress(known.Contact.Name, known.Contact.Address),
            known.Calendar,
            around,
            known.Row.Id,
            known.Request.Id
        ) with
        {
            Style = known.Style,
        };

    /// <summary>As it would be once the mail is tracked.</summary>
    public static FollowUpSubject Before(
        Request request,
        AskerRow asker,
        MailAddress contact,
        ContactCalendar calendar,
        Surroundings around
    ) =>
        Of(
            Commitment.From(request.Opening),
            request.Priority,
            request.Ask,
            request.Subject,
            request.ConversationId,
            asker,
            contact,
            calendar,
            around
        );

    public FollowUpDecision Decide(Instant now) => FollowUpPolicy.Decide(Commitment, Around, now);

    /// <summary>As it is once the contact has had a follow-up at that instant, for whatever ask.</summary>
    public FollowUpSubject AfterSending(Instant at) => this with { Around = Around.AfterSending(at) };

    /// <summary>This commitment's part of a mail.</summary>
    /// <param name="links">Null: the mail asks for a reply only.</param>
    public LetterAsk LetterAsk(AnswerLinks? links) =>
        new(Ask, Commitment.AgreedDate, Commitment.Agreed.IsByContact, links);

    /// <summary>The mail that a step sends: the preview shows it, and the sending sends it.</summary>
    /// <param name="links">The contact's way to answer; a mail to a level of the ladder has none.</param>
    /// <exception cref="InvalidOperationException">The step belongs to a level that the ladder does not have.</exception>
    public FollowUpMail Mail(FollowUpStep step, AnswerLinks links)
    {
        var subject = ReplySubject(MailSubject);
        switch (step)
        {
            case PolicyStep { Kind: FollowUpKind.Nudge }:
                return new FollowUpMail(Contact, [], subject, Write(new LetterOccasion.Nudge(), links));
            case PolicyStep:
                return new FollowUpMail(Contact, [], subject, Write(new LetterOccasion.Chaser(), links));
            case LadderStep { Kind: FollowUpKind.Announcement, Level: var number }:
                var announcement = new LetterOccasion.Announcement(InWords(number, LevelOf(number)));
                return new FollowUpMail(Contact, [], subject, Write(announcement, links));
            case LadderStep { Level: var number }:
                var level = LevelOf(number);
                var copies = CopiesOf(number, level);
                var escalation = new LetterOccasion.Escalation(
                    Contact.Name,
                    InWords(number, level),
                    [.. copies.Select(person => person.Name)],
                    IsAskedFor: Commitment.Escalation.Climb is not null
                );
                return new FollowUpMail(level.Theirs, copies, subject, Write(level.Theirs, escalation));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The mails of the ladder's next level if a person approves it now and nobody answers.</summary>
    public IReadOnlyList<PlannedFollowUp> Climb(Instant now, string by)
    {
        var number = Commitment.Escalation.NextLevel;
        var approved = Commitment.Escalation.IsUnderWay
            ? Commitment
            : Commitment.After(new CommitmentEvent.EscalationDecided(now, number, true, by, null), int.MaxValue);
        return
        [
            .. FollowUpPolicy
                .Plan(approved, Around, now)
                .TakeWhile(planned => planned.Step is LadderStep { Level: var level } && level == number),
        ];
    }

    /// <summary>A planned mail for the pages.</summary>
    public PlannedFollowUpView Draw(PlannedFollowUp planned, DateTimeZone viewer)
    {
        var mail = Mail(planned.Step, AnswerLinks.InPreview);
        return new PlannedFollowUpView(
            planned.Step.Kind,
            Moment.Of(planned.At, viewer, Calendar.Calendar.Zone),
            mail.To,
            mail.Subject,
            mail.Letter.Text,
            planned.Why,
            mail.Copies
        );
    }

    private static FollowUpSubject Of(
        Commitment commitment,
        Priority priority,
        string ask,
        string mailSubject,
        string thread,
        AskerRow asker,
        MailAddress contact,
        ContactCalendar calendar,
        Surroundings around,
        Guid? id = null,
        Guid? request = null
    )
    {
        var (country, region) = Addressee.PlaceOf(calendar);
        return new(
            commitment,
            priority,
            ask,
            mailSubject,
            asker.Name,
            contact,
            calendar,
            around.Of(
                new Addressee(
                    id,
                    request,
                    asker.Team,
                    contact.Address,
                    ContactBook.DomainOf(contact.Address),
                    country,
                    region
                ),
                priority,
                calendar.Calendar,
                thread
            )
        );
    }

    private FollowUpLetter Write(LetterOccasion occasion, AnswerLinks links) =>
        FollowUpLetter.Write(
            new LetterContent(Contact.Name, AskerName, [LetterAsk(links)], Calendar.Calendar.Zone, Style, occasion)
        );

    /// <remarks>What the contact is called, and their links, are theirs alone.</remarks>
    private FollowUpLetter Write(MailAddress level, LetterOccasion.Escalation occasion)
    {
        var style = Style with { Wording = Style.Wording with { CalledAs = null } };
        return FollowUpLetter.Write(
            new LetterContent(level.Name, AskerName, [LetterAsk(null)], Calendar.Calendar.Zone, style, occasion)
        );
    }

    private LadderLevel LevelOf(int number) =>
        Around.Ladder?.At(number)
        ?? throw new InvalidOperationException($"The ladder has no level {number}; decide again.");

    /// <summary>The contact and our person; where the executives look after it, both of them too, each person once.</summary>
    private List<MailAddress> CopiesOf(int number, LadderLevel level)
    {
        List<MailAddress> copies = [Contact, level.Ours];
        if (number >= Ladder.ExecutiveLevel && Around.Ladder is { } ladder)
            copies.AddRange([ladder.OurExecutive, ladder.TheirExecutive]);
        return
        [
            .. copies
                .DistinctBy(person => person.Address, StringComparer.OrdinalIgnoreCase)
                .Where(person =>
                    !string.Equals(person.Address, level.Theirs.Address, StringComparison.OrdinalIgnoreCase)
                ),
        ];
    }

    private static string InWords(int number, LadderLevel level) =>
        $"{number} ({level.Theirs.Name}, {level.Ours.Name})";

    private static string ReplySubject(string subject) =>
        subject.StartsWith("re:", StringComparison.OrdinalIgnoreCase) ? subject : $"RE: {subject}";
}
