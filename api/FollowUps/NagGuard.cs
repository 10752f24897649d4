using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>What may hold a mail back.</summary>
public enum BanKind
{
    BeforeAgreedDate,
    Hold,
    Snooze,
    Absence,
    Holiday,
    OutsideWorkingHours,
    OneADay,
    ManyToOneContact,

    /// <summary>The ladder agreed with their side gives them time before its next mail.</summary>
    Ladder,
}

/// <summary>What may never happen, whatever the policy says. Each ban has a name and an end.</summary>
/// <param name="Name">In words for the asker.</param>
/// <param name="Until">The first instant at which this ban no longer stands.</param>
public sealed record Ban(BanKind Kind, string Name, Instant Until);

/// <summary>The bans on a mail to a contact.</summary>
public static class NagGuard
{
    /// <summary>How far back the caps on loops look.</summary>
    public static readonly Duration LoopWindow = Duration.FromDays(30);

    /// <summary>Follow-ups to one contact within the window, whoever asked: with more than this something runs in circles.</summary>
    public const int MostToOneContact = 12;

    /// <summary>Follow-ups to one contact in one thread within the window; after them a person looks at it.</summary>
    public const int MostInOneThread = 8;

    /// <summary>The ban that stands now; null when a mail may go out.</summary>
    /// <param name="agreedDate">Null for what may come before it: a nudge, and what the contact asked for themselves.</param>
    /// <param name="around">The calendar in it with every absence known.</param>
    public static Ban? At(Instant now, Instant? agreedDate, Circumstances around)
    {
        var calendar = around.Calendar;
        if (now < agreedDate)
            return new Ban(BanKind.BeforeAgreedDate, Say("the agreed date is still to come"), agreedDate.Value);
        if (around.Holds.FirstOrDefault(hold => hold.When.Contains(now)) is { } hold)
            return new Ban(BanKind.Hold, Say("{0} set a hold: {1}", hold.By, hold.Reason), hold.When.End);
        if (calendar.Absences.FirstOrDefault(absence => absence.When.Contains(now)) is { } absence)
            return new Ban(BanKind.Absence, absence.Reason, calendar.NextOpening(now));
        if (!calendar.IsOpen(now))
        {
            return calendar.Holidays.On(DayOf(now, calendar)) is { } holiday
                ? new Ban(BanKind.Holiday, Say("it is a holiday there, {0}", holiday.Name), calendar.NextOpening(now))
                : new Ban(
                    BanKind.OutsideWorkingHours,
                    Say("it is outside their working hours"),
                    calendar.NextOpening(now)
                );
        }
        if (around.Sendings.Exists(sending => DayOf(sending.At, calendar) == DayOf(now, calendar)))
        {
            return new Ban(
                BanKind.OneADay,
                Say("they have had a follow-up from us today"),
                calendar.NextOpening(calendar.WorkingDayAt(now, 1, PolicyStep.Morning))
            );
        }
        return Lately(around.Sendings, now) is { Count: >= MostToOneContact } many
            ? new Ban(
                BanKind.ManyToOneContact,
                Say("they have had {0} follow-ups from us within {1} days", many.Count, LoopWindow.Days),
                many[^MostToOneContact] + LoopWindow
            )
            : null;
    }

    /// <summary>The asker's own wish for quiet; null when there is none.</summary>
    /// <param name="calendar">The contact's: follow-ups start again by their clock.</param>
    public static Ban? Snooze(Commitment commitment, WorkingCalendar calendar, Instant now) =>
        commitment.Snooze is { Until: var until } && now < until
            ? new Ban(
                BanKind.Snooze,
                Say("you snoozed it until {0} ({1})", WeekdayAndTime(until, calendar.Zone), calendar.Zone.Id),
                until
            )
            : null;

    /// <summary>Whether so many follow-ups went out in this thread that a person has to look at it.</summary>
    public static bool IsLoop(Circumstances around, Instant now) =>
        Lately(around.Sendings.Where(sending => sending.Thread == around.Thread), now).Count >= MostInOneThread;

    /// <summary>When the mails of the window went out, oldest first; asks joined into one mail are one.</summary>
    private static List<Instant> Lately(IEnumerable<Sending> sendings, Instant now) =>
        [.. sendings.Select(sending => sending.At).Where(at => at > now - LoopWindow).Distinct().Order()];

    private static LocalDate DayOf(Instant at, WorkingCalendar calendar) => at.InZone(calendar.Zone).Date;
}
