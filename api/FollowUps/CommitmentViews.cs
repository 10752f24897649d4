using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Draws a commitment for the pages, with what will be sent.</summary>
public static class CommitmentViews
{
    /// <param name="queue">All that goes out to the contact.</param>
    /// <param name="viewer">Zone of the one who looks.</param>
    public static CommitmentView Of(
        CommitmentCase known,
        Surroundings around,
        IReadOnlyList<QueuedMail> queue,
        Instant now,
        DateTimeZone viewer
    ) => Of(known, FollowUpSubject.Of(known, around), PlannedOf(known, queue, viewer), now, viewer);

    /// <inheritdoc cref="Of(CommitmentCase, Surroundings, IReadOnlyList{QueuedMail}, Instant, DateTimeZone)"/>
    public static CommitmentDetail DetailOf(
        CommitmentCase known,
        Surroundings around,
        IReadOnlyList<QueuedMail> queue,
        Instant now,
        DateTimeZone viewer
    )
    {
        var subject = FollowUpSubject.Of(known, around);
        var theirs = subject.Calendar.Calendar.Zone;
        var planned = PlannedOf(known, queue, viewer);
        return new CommitmentDetail(
            Of(known, subject, planned, now, viewer),
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
            planned,
            subject.Calendar.Source,
            AppliedPolicyView.Of(subject.Around)
        );
    }

    /// <summary>The mails of a commitment as they will go out.</summary>
    private static List<PlannedFollowUpView> PlannedOf(
        CommitmentCase known,
        IEnumerable<QueuedMail> queue,
        DateTimeZone viewer
    ) => [.. queue.Where(queued => queued.Has(known.Row.Id)).Select(queued => FollowUpViews.PlannedOf(queued, viewer))];

    private static CommitmentView Of(
        CommitmentCase known,
        FollowUpSubject subject,
        List<PlannedFollowUpView> planned,
        Instant now,
        DateTimeZone viewer
    )
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
            planned is [var next, ..] ? next : null,
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
