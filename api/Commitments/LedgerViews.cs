using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>Draws where a commitment stands and how it came there, for the pages. Calendars are the contact's, viewer the zone of the one who looks.</summary>
public static class LedgerViews
{
    /// <summary>Every date it has had, oldest first.</summary>
    /// <param name="asker">Name of the one who asked.</param>
    /// <param name="contact">Name of the one who owes it.</param>
    public static IReadOnlyList<LedgerEntryView> Of(
        Commitment commitment,
        WorkingCalendar calendar,
        string asker,
        string contact,
        DateTimeZone viewer
    ) =>
        [
            .. commitment.Ledger.Select(entry => new LedgerEntryView(
                entry.Number,
                Moment.Of(entry.Date, viewer, calendar.Zone),
                entry switch
                {
                    { Why: CommitmentEvent.DateSet } or { Answer: CommitmentEvent.DateAccepted } => DateOf.Agreed,
                    { IsByContact: true } => DateOf.Contact,
                    _ => DateOf.Asker,
                },
                entry.IsByContact ? contact : asker,
                HistoryWords.InWords(entry.Why, viewer),
                entry.Why.At,
                entry.IsSlip,
                entry is { IsSlip: true, Before: { } before } ? Span(before, entry.Date, calendar) : null,
                entry == commitment.Agreed,
                entry.IsRefused,
                entry.Answer?.At,
                (entry.Answer ?? entry.Why) switch
                {
                    CommitmentEvent.DateRefused refused => refused.Reason,
                    CommitmentEvent.DateSet set => set.Reason,
                    CommitmentEvent.Reopened reopened => reopened.Reason,
                    _ => null,
                },
                entry.Why.ReadFrom
            )),
        ];

    /// <summary>By what is known of it at that moment.</summary>
    /// <param name="happened">Its events, in their order.</param>
    public static StandingView StandingOf(
        IReadOnlyList<CommitmentEvent> happened,
        WorkingCalendar calendar,
        Instant now,
        DateTimeZone viewer
    )
    {
        var commitment = Commitment.From(happened);
        var there = WaitingTime.WithAbsences(calendar, happened);
        var until = WaitingTime.Until(commitment, now);
        return new StandingView(
            Standing.Of(commitment, there, now),
            Standing.InWords(commitment, there, viewer, now),
            Moment.Of(commitment.AgreedDate, viewer, calendar.Zone),
            commitment.Slips,
            new WaitingView(
                WaitingTime.Between(happened, calendar, commitment.AskedAt, until).TotalHours,
                (until - commitment.AskedAt).TotalHours
            ),
            DelayView.Of(Delay.Of(commitment, there, now))
        );
    }

    public static PauseView? PauseOf(
        Commitment commitment,
        WorkingCalendar calendar,
        Instant now,
        DateTimeZone viewer
    ) =>
        Standing.PauseOf(commitment, calendar, now) is { } pause
            ? new PauseView(
                pause.Reason,
                pause.Until is { } until ? Moment.Of(until, viewer, calendar.Zone) : null,
                pause.Note
            )
            : null;

    public static ExtensionView? ExtensionOf(Commitment commitment, DateTimeZone theirs, DateTimeZone viewer) =>
        commitment.Extension is { Before: { } before } extension
            ? new ExtensionView(
                extension.Number,
                commitment.Slips,
                Moment.Of(before, viewer, theirs),
                extension.Answer is CommitmentEvent.DateAccepted
            )
            : null;

    /// <summary>How late it was answered or is by now; null when it is neither.</summary>
    /// <param name="happened">Its events, in their order.</param>
    public static WaitingView? LateBy(IReadOnlyList<CommitmentEvent> happened, WorkingCalendar calendar, Instant now)
    {
        var commitment = Commitment.From(happened);
        var there = WaitingTime.WithAbsences(calendar, happened);
        return Standing.Of(commitment, there, now) is CommitmentState.MetLate or CommitmentState.Overdue
            ? Span(commitment.AgreedDate, commitment.EndedAt ?? now, there)
            : null;
    }

    public static WaitingView? MedianSlip(Commitment commitment, WorkingCalendar calendar) =>
        Slip.Median(Slip.Of(commitment, calendar)) is { } slip
            ? new WaitingView(slip.Working.TotalHours, slip.ByTheClock.TotalHours)
            : null;

    /// <summary>What they wrote after the end; null when nothing.</summary>
    /// <param name="events">In their order.</param>
    public static AfterTheEndView? AfterTheEnd(
        Commitment commitment,
        IReadOnlyList<CommitmentEvent> events,
        DateTimeZone theirs,
        DateTimeZone viewer
    ) =>
        commitment.WroteAfterEnd is { } number
        && Commitment.Effective(events)[number] is { ReadFrom: { } evidence } wrote
            ? new AfterTheEndView(
                number,
                wrote.At,
                HistoryWords.InWords(wrote, viewer),
                evidence,
                HistoryWords.DateIn(wrote) is { } date ? Moment.Of(date, viewer, theirs) : null
            )
            : null;

    private static WaitingView Span(Instant from, Instant to, WorkingCalendar calendar) =>
        new(calendar.Between(from, to).TotalHours, (to - from).TotalHours);
}

/// <summary>What a person put right in the history, with what was shown before and since.</summary>
public static class Restatements
{
    /// <summary>Every correction, and every undoing of one, that changed anything but words; oldest first.</summary>
    /// <param name="events">In their order.</param>
    /// <param name="calendar">The contact's.</param>
    /// <param name="asker">Name of the one who corrects.</param>
    /// <param name="viewer">Zone of the one who looks.</param>
    public static IReadOnlyList<RestatementView> Of(
        IReadOnlyList<CommitmentEvent> events,
        WorkingCalendar calendar,
        string asker,
        DateTimeZone viewer
    )
    {
        var restatements = new List<RestatementView>();
        for (var number = 1; number < events.Count; number++)
        {
            var happened = events[number];
            if (!IsRestating(events, number))
                continue;
            var before = StandingAfter(number);
            var after = StandingAfter(number + 1);
            if (before != after)
            {
                restatements.Add(
                    new RestatementView(happened.At, asker, HistoryWords.InWords(happened, viewer), before, after)
                );
            }

            StandingView StandingAfter(int count) =>
                LedgerViews.StandingOf([.. events.Take(count)], calendar, happened.At, viewer);
        }
        return restatements;
    }

    /// <remarks>The first answer to the product's own question changes nothing that was shown as known.</remarks>
    private static bool IsRestating(IReadOnlyList<CommitmentEvent> events, int number) =>
        events[number] switch
        {
            CommitmentEvent.Corrected(_, var misread, _) => events[misread] is not CommitmentEvent.Unclear
                || events.Take(number).OfType<CommitmentEvent.Corrected>().Any(earlier => earlier.Number == misread),
            CommitmentEvent.Undone(_, var undone) => IsRestating(events, undone),
            _ => false,
        };
}
