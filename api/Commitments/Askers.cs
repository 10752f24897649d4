using MailCommitments.Calendars;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>Knows the users of the add-in as the directory describes them.</summary>
public sealed class Askers(CommitmentsDb db, TimeProvider time)
{
    private static readonly Duration Fresh = Duration.FromDays(1);

    /// <summary>The caller's row, brought up to date from directory and mailbox once a day; saved.</summary>
    /// <exception cref="MailboxAway">The directory has to be asked and does not answer.</exception>
    public async Task<AskerRow> EnsureAsync(Caller caller, IMailbox mailbox, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var asker = await FindAsync(caller, cancellation);
        if (asker is not null && now - asker.SeenAt < Fresh)
            return asker;

        var profile = await mailbox.ProfileAsync(cancellation);
        var isNew = asker is null;
        if (asker is null)
        {
            asker = new AskerRow
            {
                TenantId = caller.TenantId,
                Id = caller.PersonId,
                Name = profile.Owner.Name,
                Address = profile.Owner.Address,
            };
            db.Add(asker);
        }
        asker.Name = profile.Owner.Name;
        asker.Address = profile.Owner.Address;
        asker.OtherAddresses = [.. profile.OtherAddresses.Where(address => address != profile.Owner.Address)];
        asker.Team = profile.Team;
        asker.Site = profile.Site;
        asker.Calendar = CalendarOf(profile) is { } calendar ? CalendarJson.Write(calendar) : asker.Calendar;
        asker.SeenAt = now;
        try
        {
            await db.SaveChangesAsync(cancellation);
            return asker;
        }
        catch (DbUpdateException) when (isNew)
        {
            // The pane asks several things at once on the first visit: another of them was first.
            db.ChangeTracker.Clear();
            if (await FindAsync(caller, cancellation) is { } first)
                return first;
            throw;
        }
    }

    public Task<AskerRow?> FindAsync(Caller caller, CancellationToken cancellation) =>
        db.Set<AskerRow>().SingleOrDefaultAsync(row => row.Id == caller.PersonId, cancellation);

    /// <summary>The zone in which the caller reads dates.</summary>
    public async Task<DateTimeZone> ZoneOfAsync(Caller caller, CancellationToken cancellation) =>
        (await FindAsync(caller, cancellation))?.WorkingCalendar.Zone ?? DateTimeZone.Utc;

    private static WorkingCalendar? CalendarOf(MailboxProfile profile) =>
        profile.Hours is { } hours ? CalendarOf(hours)
        : profile.Zone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } known
            ? WorkingCalendar.NineToFive(known)
        : null;

    /// <summary>Weekly hours of Microsoft 365 as a working calendar; null when its zone is unknown or it never opens.</summary>
    public static WorkingCalendar? CalendarOf(WorkingHours hours) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(hours.Zone) is { } zone
        && hours.Days.Count > 0
        && WeeklyHours.WhyNot(hours.Days.Select(day => (day, new WorkingInterval(hours.Start, hours.End)))) is null
            ? new WorkingCalendar(zone, WeeklyHours.Same(hours.Days, new WorkingInterval(hours.Start, hours.End)))
            : null;
}
