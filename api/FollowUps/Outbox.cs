using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What has been sent to whom on which of their days, across the tenant in scope.</summary>
public sealed class Outbox(CommitmentsDb db)
{
    /// <summary>When each of these contacts last got a follow-up, or is about to get one; contacts that never did are left out.</summary>
    /// <param name="besides">The key of a row that does not count.</param>
    public async Task<IReadOnlyDictionary<Guid, Instant>> LastToAsync(
        IReadOnlyCollection<Guid> contacts,
        CancellationToken cancellation,
        string? besides = null
    ) =>
        await db.Set<ContactDayRow>()
            .Where(day => contacts.Contains(day.ContactId) && day.Key != besides)
            .GroupBy(day => day.ContactId)
            .Select(days => new { Contact = days.Key, At = days.Max(day => day.TakenAt) })
            .ToDictionaryAsync(last => last.Contact, last => last.At, cancellation);

    /// <summary>Writes down that a commitment's next mail is to be sent; the caller saves.</summary>
    /// <remarks>One that was dropped is taken up again under its key, and one that is on its way stays as it is.</remarks>
    /// <returns>False when another mail has the contact's day.</returns>
    public async Task<bool> PutAsync(CommitmentCase known, Instant now, CancellationToken cancellation)
    {
        var mail = OutboxRow.For(known, now);
        if (!await TakeDayAsync(mail, known.Calendar.Calendar, now, cancellation))
            return false;

        if (await db.Set<OutboxRow>().SingleOrDefaultAsync(row => row.Key == mail.Key, cancellation) is not { } earlier)
            db.Add(mail);
        else if (earlier.State == OutboxState.Dropped)
            (earlier.State, earlier.DueAt) = (OutboxState.Decided, now);
        return true;
    }

    /// <summary>Takes the contact's day for a mail, and gives back the one it had before: whoever takes it first has it.</summary>
    /// <param name="theirs">The contact's calendar.</param>
    /// <returns>False when another mail to this contact has it.</returns>
    public async Task<bool> TakeDayAsync(
        OutboxRow mail,
        WorkingCalendar theirs,
        Instant now,
        CancellationToken cancellation
    )
    {
        var day = now.InZone(theirs.Zone).Date;
        await db.Set<ContactDayRow>()
            .Where(taken => taken.Key == mail.Key && taken.Day != day)
            .ExecuteDeleteAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ContactDays" ("TenantId", "ContactId", "Day", "Key", "TakenAt")
            VALUES ({mail.TenantId}, {mail.ContactId}, {day.ToDateOnly()}, {mail.Key}, {now.ToDateTimeUtc()})
            ON CONFLICT DO NOTHING
            """,
            cancellation
        );
        return await db.Set<ContactDayRow>()
            .AnyAsync(
                taken => taken.ContactId == mail.ContactId && taken.Day == day && taken.Key == mail.Key,
                cancellation
            );
    }

    /// <summary>Gives back the day of a mail that is not sent on it; the caller saves.</summary>
    public async Task GiveBackDayAsync(OutboxRow mail, CancellationToken cancellation) =>
        db.RemoveRange(await db.Set<ContactDayRow>().Where(taken => taken.Key == mail.Key).ToListAsync(cancellation));
}
