using MailCommitments.Calendars;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Commitments;

/// <summary>One commitment with all that stands around it.</summary>
/// <param name="Calendar">The contact's, and where it was learnt.</param>
/// <param name="Events">In their order; number and index are the same.</param>
/// <param name="Style">How the mails to this contact look.</param>
public sealed record CommitmentCase(
    CommitmentRow Row,
    RequestRow Request,
    ContactRow Contact,
    PartnerRow Partner,
    AskerRow Asker,
    ContactCalendar Calendar,
    List<EventRow> Events,
    LetterStyle Style
)
{
    /// <summary>What happened, with the days that were promised ending as the contact's working days do.</summary>
    public IReadOnlyList<CommitmentEvent> Happened => HappenedOn(Calendar.Calendar);

    public Commitment Commitment => Commitment.From(Happened);

    public IReadOnlyList<CommitmentEvent> HappenedOn(WorkingCalendar calendar) =>
        PromisedDays.On([.. Events.Select(row => row.Event)], calendar);
}

/// <summary>Reads commitments with their events, and writes what happened to them.</summary>
public sealed class CommitmentBook(CommitmentsDb db, TimeProvider time)
{
    public Task<List<CommitmentCase>> AllAsync(CancellationToken cancellation) =>
        WhereAsync(rows => rows, cancellation);

    public async Task<CommitmentCase?> FindAsync(Guid id, CancellationToken cancellation) =>
        (await WhereAsync(rows => rows.Where(row => row.Id == id), cancellation)).SingleOrDefault();

    /// <summary>The cases of the tenant in scope that the query leaves, in its order.</summary>
    public async Task<List<CommitmentCase>> WhereAsync(
        Func<IQueryable<CommitmentRow>, IQueryable<CommitmentRow>> which,
        CancellationToken cancellation
    )
    {
        var rows = await which(db.Set<CommitmentRow>()).ToListAsync(cancellation);
        if (rows.Count == 0)
            return [];

        // By their ids: the query as a subquery would be asked anew for every row that is looked at.
        var ids = rows.ConvertAll(row => row.Id);
        var events = (
            await db.Set<EventRow>()
                .AsNoTracking()
                .Where(row => EF.Parameter(ids).Contains(row.CommitmentId))
                .ToListAsync(cancellation)
        )
            .GroupBy(row => row.CommitmentId)
            .ToDictionary(group => group.Key, group => group.OrderBy(row => row.Number).ToList());
        List<Guid> requestIds = [.. rows.Select(row => row.RequestId).Distinct()];
        var requests = await db.Set<RequestRow>()
            .Where(request => EF.Parameter(requestIds).Contains(request.Id))
            .ToDictionaryAsync(request => request.Id, cancellation);
        List<Guid> contactIds = [.. rows.Select(row => row.ContactId).Distinct()];
        var theirs = db.Set<ContactRow>().Where(contact => EF.Parameter(contactIds).Contains(contact.Id));
        var contacts = await theirs.ToDictionaryAsync(contact => contact.Id, cancellation);
        List<Guid> partnerIds = [.. contacts.Values.Select(contact => contact.PartnerId).Distinct()];
        var partners = await db.Set<PartnerRow>()
            .Where(partner => EF.Parameter(partnerIds).Contains(partner.Id))
            .ToDictionaryAsync(partner => partner.Id, cancellation);
        List<Guid> askerIds = [.. rows.Select(row => row.AskerId).Distinct()];
        var askers = await db.Set<AskerRow>()
            .Where(asker => EF.Parameter(askerIds).Contains(asker.Id))
            .ToDictionaryAsync(asker => asker.Id, cancellation);
        var calendars = new Dictionary<(KnownHours, string? Asker), ContactCalendar>();
        var styles = await LetterStyles.ReadAsync(db, theirs.Select(contact => contact.Id), cancellation);
        return rows.ConvertAll(row =>
        {
            var (contact, asker, request) = (contacts[row.ContactId], askers[row.AskerId], requests[row.RequestId]);
            var partner = partners[contact.PartnerId];
            // One calendar for all commitments that are counted on it: working out its openings is what costs.
            var hours = ContactCalendars.Known(contact, partner);
            if (!calendars.TryGetValue((hours, asker.Calendar), out var calendar))
            {
                calendar = hours.Choose(asker.Calendar);
                calendars.Add((hours, asker.Calendar), calendar);
            }
            return new CommitmentCase(
                row,
                request,
                contact,
                partner,
                asker,
                calendar,
                events[row.Id],
                styles.Of(contact.Id, partner.Id, request.Ask)
            );
        });
    }

    /// <summary>Adds what happened; the caller saves. The commitment falls due for a new decision at once.</summary>
    public void Append(CommitmentCase known, CommitmentEvent happened)
    {
        var now = time.GetCurrentInstant();
        var row = new EventRow
        {
            TenantId = known.Row.TenantId,
            CommitmentId = known.Row.Id,
            Number = known.Events.Count,
            RecordedAt = now,
            Event = happened,
        };
        known.Events.Add(row);
        db.Add(row);
        var wasClosed = known.Row.IsClosed;
        var commitment = known.Commitment;
        known.Row.IsClosed = commitment.IsClosed;
        known.Row.Level = commitment.Escalation.Level;
        known.Row.Awaits = null;
        if (known.Row.IsClosed != wasClosed)
            known.Request.SettleAt = now;
        known.Row.NextLookAt = known.Row.IsClosed ? null : now;
        // Written also when it is the same instant: who decides at that very instant must find it due again.
        var entry = db.Entry(known.Row);
        if (entry.State is EntityState.Unchanged or EntityState.Modified)
            entry.Property(stored => stored.NextLookAt).IsModified = true;
    }
}
