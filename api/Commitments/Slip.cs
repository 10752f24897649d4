using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>By how much the contact moved a date to a later one.</summary>
/// <param name="Working">Working time of the contact between the date before and the new one.</param>
public sealed record Slip(WorkingTime Working, Duration ByTheClock)
{
    /// <summary>Every slip that stands; refused ones never came into force.</summary>
    /// <param name="calendar">The contact's.</param>
    public static IReadOnlyList<Slip> Of(Commitment commitment, WorkingCalendar calendar) =>
        [
            .. commitment
                .Ledger.Where(entry => entry.IsSlip)
                .Select(entry =>
                    entry.Before is { } before
                        ? new Slip(calendar.Between(before, entry.Date), entry.Date - before)
                        : throw new System.Diagnostics.UnreachableException()
                ),
        ];

    /// <summary>The middle length; of an even number the mean of the two in the middle. Null when there is none.</summary>
    public static Slip? Median(IReadOnlyCollection<Slip> slips) =>
        slips.Count == 0
            ? null
            : new Slip(
                new WorkingTime(Middle([.. slips.Select(slip => slip.Working.Length).Order()])),
                Middle([.. slips.Select(slip => slip.ByTheClock).Order()])
            );

    private static Duration Middle(List<Duration> sorted) =>
        (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
