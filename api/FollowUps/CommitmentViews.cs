using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Draws a commitment for the pages, with what will be sent.</summary>
public static class CommitmentViews
{
    /// <param name="viewer">Zone of the one who looks.</param>
    public static CommitmentView Of(CommitmentCase known, Surroundings around, Instant now, DateTimeZone viewer) =>
        Of(known, FollowUpSubject.Of(known, around), now, viewer);

    public static CommitmentDetail DetailOf(CommitmentCase known, Surroundings around, Instant now, DateTimeZone viewer)
    {
        var subject = FollowUpSubject.Of(known, around);
        var (commitment, calendar, happened) = (subject.Commitment, subject.Calendar.Calendar, known.Happened);
        return new CommitmentDetail(
            Of(known, subject, now, viewer),
            HistoryWords.Of(happened, viewer),
            LedgerViews.Of(commitment, calendar, known.Asker.Name, known.Contact.Name, viewer),
            subject.Forecast(now, viewer),
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

    private static CommitmentView Of(CommitmentCase known, FollowUpSubject subject, Instant now, DateTimeZone viewer)
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
            subject.Forecast(now, viewer) is [var next, ..] ? next : null,
            decision is FollowUpDecision.Send ? null : decision.Why,
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
            ? new QuestionView(number, "What does this reply mean?", unclear.Evidence, unclear.Likely)
            : null;
}
