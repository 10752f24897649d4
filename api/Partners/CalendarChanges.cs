using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>Changes what is known about when somebody works, and keeps what it was before. The caller saves.</summary>
public sealed class CalendarChanges(CommitmentsDb db, TimeProvider time)
{
    /// <summary>Every change after that instant to the calendars of these contacts and partners, the latest first.</summary>
    public async Task<IReadOnlyList<CalendarChangeRow>> OfAsync(
        IReadOnlyList<Guid> owners,
        Instant since,
        CancellationToken cancellation
    ) =>
        (
            await db.Set<CalendarChangeRow>()
                .AsNoTracking()
                .Where(row => owners.Contains(row.OwnerId))
                .ToListAsync(cancellation)
        )
            .Where(row => row.ChangedAt > since)
            .OrderByDescending(row => row.ChangedAt)
            .ThenByDescending(row => row.Id)
            .ToList();

    public void Change(ContactRow contact, CalendarPart part, string? after, string by)
    {
        var before = part switch
        {
            CalendarPart.SetByPerson => contact.Calendar,
            CalendarPart.Learned => contact.CalendarFromMail,
            CalendarPart.Graph => contact.CalendarFromGraph,
            CalendarPart.Absences => EnteredAbsence.Write(contact.Absences),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };
        if (before == after)
            return;

        Note(contact.Id, part, before, after, by);
        switch (part)
        {
            case CalendarPart.SetByPerson:
                contact.Calendar = after;
                break;
            case CalendarPart.Learned:
                contact.CalendarFromMail = after;
                break;
            case CalendarPart.Graph:
                contact.CalendarFromGraph = after;
                break;
            case CalendarPart.Absences:
                contact.Absences = EnteredAbsence.Read(after ?? "[]");
                break;
        }
    }

    public void Note(Guid owner, CalendarPart part, string? before, string? after, string by) =>
        db.Add(
            new CalendarChangeRow
            {
                TenantId = db.CurrentTenant,
                Id = Guid.CreateVersion7(),
                OwnerId = owner,
                Part = part,
                Before = before,
                After = after,
                ChangedAt = time.GetCurrentInstant(),
                ChangedBy = by,
            }
        );
}
