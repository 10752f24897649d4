using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>How far a mail of the queue has come.</summary>
public enum QueueState
{
    /// <summary>It goes out if nothing else happens.</summary>
    Planned,

    /// <summary>It leaves within minutes, unless the asker stops it.</summary>
    Leaving,

    /// <summary>It leaves only when the asker has approved the text.</summary>
    AwaitingApproval,

    /// <summary>It is with the mailbox.</summary>
    Sending,
}

/// <summary>One of the things a mail asks for.</summary>
public sealed record AskInMail(Guid Commitment, string Ask, Moment AgreedDate);

/// <summary>A mail of the queue.</summary>
/// <param name="Version">To be sent with every change, so that nobody changes what they have not seen.</param>
/// <param name="Body">The plain text of the mail as it will go out.</param>
/// <param name="IsEdited">The text is the asker's own.</param>
/// <param name="Why">Why it goes out, in words.</param>
/// <param name="WhyNotNow">Why it could not be sent this minute; null when it could.</param>
public sealed record FollowUpView(
    string Key,
    int Version,
    QueueState State,
    FollowUpKind Kind,
    Moment Moment,
    Mailboxes.MailAddress To,
    string Subject,
    string Body,
    bool IsEdited,
    string Why,
    string? WhyNotNow,
    IReadOnlyList<AskInMail> Asks
);

/// <summary>Draws the mails that will go out.</summary>
public static class FollowUpViews
{
    public static PlannedFollowUpView PlannedOf(QueuedMail queued, DateTimeZone viewer)
    {
        var lead = queued.Mail.Asks[0].Subject;
        var mail = FollowUpLetters.Of(queued.Mail.Asks, queued.Mail.Step);
        return new PlannedFollowUpView(
            queued.Mail.Step.Kind,
            MomentOf(queued.Mail.LeavesAt, lead, viewer),
            mail.To,
            mail.Subject,
            queued.Row?.Text ?? mail.Letter.Text,
            WhyOf(queued),
            mail.Copies
        );
    }

    /// <param name="viewer">Zone of the one who looks.</param>
    /// <param name="ban">What stands against sending it this minute.</param>
    public static FollowUpView Of(QueuedMail queued, Ban? ban, Instant now, DateTimeZone viewer)
    {
        var lead = queued.Mail.Asks[0].Subject;
        var mail = FollowUpLetters.Of(queued.Mail.Asks, queued.Mail.Step);
        return new FollowUpView(
            queued.Key,
            queued.Version,
            queued.State,
            queued.Mail.Step.Kind,
            MomentOf(Instant.Max(queued.Mail.LeavesAt, now), lead, viewer),
            mail.To,
            mail.Subject,
            queued.Row?.Text ?? mail.Letter.Text,
            queued.Row?.Text is not null,
            WhyOf(queued),
            ban is null ? null : WhyNotNow(ban, lead, viewer),
            [
                .. queued.Mail.Asks.Select(ask => new AskInMail(
                    ask.Commitment,
                    ask.Subject.Ask,
                    MomentOf(ask.Subject.Commitment.AgreedDate, ask.Subject, viewer)
                )),
            ]
        );
    }

    /// <summary>Says what stands against a mail now, and from when on it can go.</summary>
    public static string WhyNotNow(Ban ban, FollowUpSubject lead, DateTimeZone viewer) =>
        Say(
            "It cannot go now because {0}. It can from {1} on, which is {2}.",
            ban.Name,
            InPlace(ban.Until, viewer),
            InPlace(ban.Until, lead.Calendar.Calendar.Zone)
        );

    private static string WhyOf(QueuedMail queued) =>
        queued.Mail.Asks.Count == 1
            ? queued.Mail.Why
            : queued.Mail.Why + " " + Say("One mail for {0} requests.", queued.Mail.Asks.Count);

    private static Moment MomentOf(Instant at, FollowUpSubject lead, DateTimeZone viewer) =>
        Moment.Of(at, viewer, lead.Calendar.Calendar.Zone);
}
