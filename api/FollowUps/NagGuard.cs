using System.Globalization;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What may never happen, whatever the policy says. Each ban has a name and an end.</summary>
/// <param name="Name">In words for the asker.</param>
/// <param name="Until">The first instant at which this ban no longer stands.</param>
public sealed record Ban(string Name, Instant Until);

/// <summary>The bans on a mail to a contact.</summary>
public static class NagGuard
{
    /// <summary>The ban that stands now; null when a mail may go out.</summary>
    /// <param name="calendar">The contact's, their absences in it.</param>
    /// <param name="lastToContact">The last follow-up that anybody of the tenant had sent to this contact; null when there was none.</param>
    public static Ban? At(Instant now, Instant agreedDate, WorkingCalendar calendar, Instant? lastToContact)
    {
        if (now < agreedDate)
            return new Ban("the agreed date is still to come", agreedDate);
        if (calendar.Absences.FirstOrDefault(absence => absence.When.Contains(now)) is { } absence)
            return new Ban(absence.Reason, calendar.NextOpening(now));
        if (!calendar.IsOpen(now))
            return new Ban("it is outside their working hours", calendar.NextOpening(now));
        return lastToContact is { } last && DayOf(last, calendar) == DayOf(now, calendar)
            ? new Ban(
                "they have had a follow-up from us today",
                calendar.NextOpening(calendar.WorkingDayAt(now, 1, PolicyStep.Morning))
            )
            : null;
    }

    /// <summary>The asker's own wish for quiet; null when there is none.</summary>
    /// <param name="calendar">The contact's: follow-ups start again by their clock.</param>
    public static Ban? Snooze(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        commitment.Snooze is { Until: var until } && now < until
            ? new Ban(
                $"you snoozed it until {until.InZone(calendar.Zone).ToString("d MMMM, HH:mm", CultureInfo.GetCultureInfo("en-GB"))} ({calendar.Zone.Id})",
                until
            )
            : null;

    private static LocalDate DayOf(Instant at, WorkingCalendar calendar) => at.InZone(calendar.Zone).Date;
}
