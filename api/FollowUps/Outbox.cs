using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What is to be sent, and what has been sent to whom on which of their days, across the tenant in scope.</summary>
public sealed class Outbox(CommitmentsDb db, TimeProvider time)
{
    /// <summary>The follow-ups that each of these contacts got since then, or is about to get: at most one a day, in each thread that it speaks about.</summary>
    /// <param name="besides">The key of a row that does not count.</param>
    public async Task<ILookup<Guid, Sending>> SendingsAsync(
        IReadOnlyCollection<Guid> contacts,
        Instant since,
        CancellationToken cancellation,
        string? besides = null
    )
    {
        var days = await db.Set<ContactDayRow>()
            .AsNoTracking()
            .Where(day => EF.Parameter(contacts).Contains(day.ContactId) && day.TakenAt > since && day.Key != besides)
            .ToListAsync(cancellation);
        // By their keys: joined, the mails of all contacts would be looked through.
        var keys = days.ConvertAll(day => day.Key);
        var threads = await (
            from item in db.Set<OutboxItemRow>()
            where EF.Parameter(keys).Contains(item.Key)
            join commitment in db.Set<CommitmentRow>() on item.CommitmentId equals commitment.Id
            join request in db.Set<RequestRow>() on commitment.RequestId equals request.Id
            select new { item.Key, request.ConversationId }
        ).ToListAsync(cancellation);
        return days.Join(
                threads,
                day => day.Key,
                thread => thread.Key,
                (day, thread) => (day.ContactId, Sending: new Sending(day.TakenAt, thread.ConversationId))
            )
            .ToLookup(sent => sent.ContactId, sent => sent.Sending);
    }

    /// <summary>The follow-ups to these contacts that have not left yet.</summary>
    public async Task<ILookup<Guid, OutboxRow>> WaitingToAsync(
        IReadOnlyCollection<Guid> contacts,
        CancellationToken cancellation
    )
    {
        var rows = await db.Set<OutboxRow>()
            .Include(row => row.Items)
            .Where(row =>
                EF.Parameter(contacts).Contains(row.ContactId)
                && row.Kind != null
                && row.State != OutboxState.Sent
                && row.State != OutboxState.Dropped
            )
            .ToListAsync(cancellation);
        return rows.ToLookup(row => row.ContactId);
    }

    /// <summary>The follow-ups with these keys, whatever became of them, and those to the contacts that have not left yet.</summary>
    public async Task<ILookup<Guid, OutboxRow>> KnownAsync(
        IReadOnlyCollection<Guid> contacts,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellation
    )
    {
        var waiting = await WaitingToAsync(contacts, cancellation);
        var known = await db.Set<OutboxRow>()
            .Include(row => row.Items)
            .Where(row => EF.Parameter(keys).Contains(row.Key))
            .ToListAsync(cancellation);
        return known.Union(waiting.SelectMany(rows => rows)).ToLookup(row => row.ContactId);
    }

    /// <summary>Writes down that a mail is to be sent; the caller saves.</summary>
    /// <remarks>
    /// One that was dropped is taken up again under its key. For a sensitive contact it waits for approval, joined with what
    /// waits already, and takes no day before.
    /// </remarks>
    /// <param name="mail">Its asks stand in no mail that waits to leave.</param>
    /// <param name="lead">The most pressing ask of the mail.</param>
    /// <param name="known">To the contact, as <see cref="KnownAsync"/> has them with the key of this one; a new one is added.</param>
    /// <returns>Null when another mail has the contact's day.</returns>
    public async Task<OutboxRow?> PutAsync(
        JoinedMail mail,
        CommitmentCase lead,
        List<OutboxRow> known,
        CancellationToken cancellation
    )
    {
        var contact = lead.Contact;
        if (
            contact.IsSensitive
            && mail.Step is PolicyStep
            && known.Find(row =>
                row is { State: OutboxState.AwaitingApproval, Step: PolicyStep } && row.AskerId == lead.Asker.Id
            )
                is { } waiting
        )
        {
            Add(mail.Asks, waiting);
            waiting.Text = null;
            waiting.Version++;
            return waiting;
        }

        var row = known.Find(one => one.Key == mail.Key);
        if (row is not { State: OutboxState.Dropped })
        {
            row = new OutboxRow
            {
                TenantId = lead.Row.TenantId,
                // A mail that goes out without the ask that it was begun for has that one's key nevertheless.
                Key = row is null ? mail.Key : $"{mail.Key}.{mail.LeavesAt.ToUnixTimeSeconds()}",
                AskerId = lead.Asker.Id,
                ContactId = contact.Id,
                DecidedAt = time.GetCurrentInstant(),
            };
        }
        if (!contact.IsSensitive)
        {
            var day = DayOf(mail.LeavesAt, lead.Calendar.Calendar);
            if (!await TakeDayAsync(row, day, mail.LeavesAt, cancellation))
                return null;
        }

        if (db.Entry(row).State == EntityState.Detached)
        {
            db.Add(row);
            known.Add(row);
        }
        row.State = contact.IsSensitive ? OutboxState.AwaitingApproval : OutboxState.Decided;
        row.Step = mail.Step;
        row.Why = mail.Why;
        row.LeavesAt = mail.LeavesAt;
        row.DueAt = mail.LeavesAt;
        row.Text = null;
        row.IsWished = false;
        row.Version++;
        row.Items.RemoveAll(item => mail.Asks.All(ask => ask.Commitment != item.CommitmentId));
        Add(mail.Asks, row);
        return row;
    }

    /// <summary>Takes the contact's day for a mail, and gives back the one it had before: whoever takes it first has it.</summary>
    /// <param name="theirs">The contact's calendar.</param>
    /// <returns>False when another mail to this contact has it.</returns>
    public async Task<bool> TakeDayAsync(
        OutboxRow mail,
        WorkingCalendar theirs,
        Instant at,
        CancellationToken cancellation
    )
    {
        var day = DayOf(at, theirs);
        await db.Set<ContactDayRow>()
            .Where(other => other.Key == mail.Key && other.Day != day)
            .ExecuteDeleteAsync(cancellation);
        return await TakeDayAsync(mail, day, at, cancellation);
    }

    /// <summary>Gives back the day of a mail that is not sent on it; the caller saves.</summary>
    public async Task GiveBackDayAsync(OutboxRow mail, CancellationToken cancellation) =>
        db.RemoveRange(await db.Set<ContactDayRow>().Where(taken => taken.Key == mail.Key).ToListAsync(cancellation));

    private async Task<bool> TakeDayAsync(OutboxRow mail, LocalDate day, Instant at, CancellationToken cancellation)
    {
        var taken = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "ContactDays" ("TenantId", "ContactId", "Day", "Key", "TakenAt")
            VALUES ({mail.TenantId}, {mail.ContactId}, {day.ToDateOnly()}, {mail.Key}, {at.ToDateTimeUtc()})
            ON CONFLICT DO NOTHING
            """,
            cancellation
        );
        return taken > 0
            || await db.Set<ContactDayRow>()
                .AnyAsync(
                    own => own.ContactId == mail.ContactId && own.Day == day && own.Key == mail.Key,
                    cancellation
                );
    }

    /// <summary>Takes asks out of a mail; one without any is dropped, and one in the asker's own words needs a look at what is left.</summary>
    public async Task RemoveAsync(
        OutboxRow row,
        IReadOnlyCollection<OutboxItemRow> items,
        CancellationToken cancellation
    )
    {
        if (items.Count == 0)
            return;

        row.Items.RemoveAll(items.Contains);
        db.RemoveRange(items);
        row.Version++;
        if (row.Items.Count > 0 && row.Text is null)
            return;

        row.State = row.Items.Count > 0 ? OutboxState.AwaitingApproval : OutboxState.Dropped;
        row.Text = null;
        await GiveBackDayAsync(row, cancellation);
    }

    private static LocalDate DayOf(Instant at, WorkingCalendar theirs) => at.InZone(theirs.Zone).Date;

    private static void Add(IReadOnlyList<OpenAsk> asks, OutboxRow row)
    {
        foreach (var ask in asks)
        {
            if (row.Items.Find(item => item.CommitmentId == ask.Commitment) is { } known)
            {
                known.Events = ask.Events;
                continue;
            }
            row.Items.Add(
                new OutboxItemRow
                {
                    TenantId = row.TenantId,
                    Key = row.Key,
                    CommitmentId = ask.Commitment,
                    Place = row.Items.Count == 0 ? 0 : row.Items.Max(item => item.Place) + 1,
                    Events = ask.Events,
                }
            );
        }
    }
}
