using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>Draws a commitment for the pages, with what will be sent.</summary>
public static class CommitmentViews
{
    /// <param name="viewer">Zone of the one who looks.</param>
    public static CommitmentView Of(CommitmentCase known, GoingOut goingOut, Instant now, DateTimeZone viewer) =>
        Of(known, FollowUpSubject.Of(known, goingOut.Around), goingOut.Of(known), now, viewer);

    /// <inheritdoc cref="Of(CommitmentCase, GoingOut, Instant, DateTimeZone)"/>
    public static CommitmentDetail DetailOf(CommitmentCase known, GoingOut goingOut, Instant now, DateTimeZone viewer)
    {
        var subject = FollowUpSubject.Of(known, goingOut.Around);
        var (commitment, calendar, happened) = (subject.Commitment, subject.Calendar.Calendar, known.Happened);
        var mails = goingOut.Of(known);
        return new CommitmentDetail(
            Of(known, subject, mails, now, viewer),
            HistoryWords.Of(happened, viewer),
            LedgerViews.Of(commitment, calendar, known.Asker.Name, known.Contact.Name, viewer),
            mails.ConvertAll(queued => FollowUpViews.PlannedOf(queued, viewer)),
            subject.Calendar.Source,
            Restatements.Of(happened, calendar, known.Asker.Name, viewer),
            [
                .. SnoozeChoice
                    .At(now, calendar)
                    .Select(choice => new SnoozeChoiceView(choice.End, Moment.Of(choice.Until, viewer, calendar.Zone))),
            ],
            LedgerViews.AfterTheEnd(commitment, happened, calendar.Zone, viewer),
            AppliedPolicyView.Of(subject.Around)
        );
    }

    private static CommitmentView Of(
        CommitmentCase known,
        FollowUpSubject subject,
        List<QueuedMail> mails,
        Instant now,
        DateTimeZone viewer
    )
    {
        var commitment = subject.Commitment;
        var calendar = subject.Calendar.Calendar;
        var decision = subject.Decide(now);
        var happened = known.Happened;
        var standing = LedgerViews.StandingOf(happened, calendar, now, viewer);
        return new CommitmentView(
            known.Row.Id,
            known.Request.Id,
            known.Request.Subject,
            known.Request.Ask,
            subject.Contact,
            known.Partner.Name,
            calendar.Zone.Id,
            standing.State,
            standing.StateWords,
            commitment.Ball,
            commitment.AskedAt,
            Moment.Of(commitment.Deadline, viewer, calendar.Zone),
            standing.AgreedDate,
            standing.Slips,
            commitment.FollowUpsSent,
            mails is [var next, ..] ? FollowUpViews.PlannedOf(next, viewer) : null,
            // A mail that waits to leave has taken the contact's day itself.
            decision is FollowUpDecision.Send
            || mails is [{ Row: not null }, ..]
                ? null
                : decision.Why,
            QuestionOf(known, commitment),
            commitment.LastAnswer?.ReadFrom,
            standing.Waiting,
            known.Request.ConversationId,
            known.Request.MessageId,
            known.Events.Count,
            LedgerViews.PauseOf(commitment, calendar, now, viewer),
            LedgerViews.ExtensionOf(commitment, calendar.Zone, viewer),
            standing.Delay,
            LedgerViews.LateBy(happened, calendar, now),
            LedgerViews.MedianSlip(commitment, calendar)
        );
    }

    private static QuestionView? QuestionOf(CommitmentCase known, Commitment commitment) =>
        commitment.OpenQuestion is { } number && known.Events[number].Event is CommitmentEvent.Unclear unclear
            ? new QuestionView(
                number,
                Say("What does this reply mean?"),
                unclear.Evidence,
                [
                    .. unclear.Likely.Select(likely => new LikelyAnswerView(
                        likely.Kind,
                        likely.Date,
                        HistoryWords.InWords(likely.Kind)
                    )),
                ]
            )
            : null;
}
