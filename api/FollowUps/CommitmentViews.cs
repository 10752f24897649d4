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
        var theirs = subject.Calendar.Calendar.Zone;
        return new CommitmentDetail(
            Of(known, subject, now, viewer),
            HistoryWords.Of(known.Happened, viewer),
            [
                .. subject.Commitment.Ledger.Select(entry => new LedgerEntryView(
                    Moment.Of(entry.Date, viewer, theirs),
                    entry.Why is CommitmentEvent.Asked ? known.Asker.Name : known.Contact.Name,
                    HistoryWords.InWords(entry.Why, viewer),
                    entry.Why.At,
                    entry.IsSlip
                )),
            ],
            subject.Forecast(now, viewer),
            subject.Calendar.Source,
            AppliedPolicyView.Of(subject.Around)
        );
    }

    private static CommitmentView Of(CommitmentCase known, FollowUpSubject subject, Instant now, DateTimeZone viewer)
    {
        var commitment = subject.Commitment;
        var calendar = subject.Calendar.Calendar;
        var until = WaitingTime.Until(commitment, now);
        var decision = subject.Decide(now);
        return new CommitmentView(
            known.Row.Id,
            known.Request.Id,
            known.Request.Subject,
            known.Request.Ask,
            subject.Contact,
            known.Partner.Name,
            calendar.Zone.Id,
            Standing.Of(commitment, calendar, now),
            Standing.InWords(commitment, calendar, viewer, now),
            commitment.Ball,
            commitment.AskedAt,
            Moment.Of(commitment.Deadline, viewer, calendar.Zone),
            Moment.Of(commitment.AgreedDate, viewer, calendar.Zone),
            commitment.Slips,
            commitment.FollowUpsSent,
            subject.Forecast(now, viewer) is [var next, ..] ? next : null,
            decision is FollowUpDecision.Send ? null : decision.Why,
            QuestionOf(known, commitment),
            commitment.LastAnswer?.ReadFrom,
            new WaitingView(
                WaitingTime.Between(known.Happened, calendar, commitment.AskedAt, until).TotalHours,
                (until - commitment.AskedAt).TotalHours
            ),
            known.Request.ConversationId,
            known.Request.MessageId
        );
    }

    private static QuestionView? QuestionOf(CommitmentCase known, Commitment commitment) =>
        commitment.OpenQuestion is { } number && known.Events[number].Event is CommitmentEvent.Unclear unclear
            ? new QuestionView(number, "What does this reply mean?", unclear.Evidence, unclear.Likely)
            : null;
}
