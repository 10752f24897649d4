using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What the ladder's mails say: to the contact before, and to the level.</summary>
public static class EscalationLetter
{
    /// <summary>Tells the contact whom we ask next and from when on, and what makes it needless.</summary>
    public static FollowUpLetter Announcement(
        string contactName,
        string askerName,
        string ask,
        Instant agreedDate,
        DateTimeZone contactZone,
        int number,
        LadderLevel level,
        int noticeHours
    ) =>
        FollowUpLetter.Of(
            $"Hello {FollowUpLetter.FirstName(contactName)},",
            $"this was due on {FollowUpLetter.InWords(agreedDate, contactZone)}, and I have not seen an answer yet:",
            $"“{ask}”",
            $"As agreed between our teams, I will ask {level.Theirs.Name} and, on our side, {level.Ours.Name} to help with it (step {number} of our ladder) {Notice(noticeHours)}. You will be copied, so you know it before anybody else.",
            "A short reply makes this needless: it is done, which date suits you now, or what stands in the way and what you need from us. There is no need to answer outside your working hours.",
            $"Kind regards,\n{askerName}"
        );

    /// <summary>Asks the level for help; the contact reads it too.</summary>
    public static FollowUpLetter Escalation(
        string contactName,
        string askerName,
        string ask,
        Instant agreedDate,
        DateTimeZone contactZone,
        int number,
        LadderLevel level,
        bool contactAsked
    ) =>
        FollowUpLetter.Of(
            $"Hello {FollowUpLetter.FirstName(level.Theirs.Name)},",
            contactAsked
                ? $"{contactName}, in copy, asks for your help with this, which is due on {FollowUpLetter.InWords(agreedDate, contactZone)}:"
                : $"may I ask for your help with this, which was due on {FollowUpLetter.InWords(agreedDate, contactZone)}:",
            $"“{ask}”",
            $"This is step {number} of the ladder that our teams agreed. {contactName} and {level.Ours.Name} are copied; {contactName} knew of it before. What would help: a date that can be kept, or a word on what stands in the way and what you need from us.",
            "A short reply to all is enough to say that you have taken it up. There is no need to answer outside your working hours.",
            $"Kind regards,\n{askerName}"
        );

    private static string Notice(int hours) =>
        hours switch
        {
            0 => "next",
            1 => "after one more working hour of yours",
            _ => $"after {hours} more working hours of yours",
        };
}
