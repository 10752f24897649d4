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
        var wanted = which(db.Set<CommitmentRow>());
        var rows = await wanted.ToListAsync(cancellation);
        if (rows.Count == 0)
            return [];

        var ids = wanted.Select(row => row.Id);
        var events = (await db.Set<EventRow>().Where(row => ids.Contains(row.CommitmentId)).ToListAsync(cancellation))
            .GroupBy(row => row.CommitmentId)
            .ToDictionary(group => group.Key, group => group.OrderBy(row => row.Number).ToList());
        var requests = await db.Set<RequestRow>()
            .Where(request => wanted.Any(row => row.RequestId == request.Id))
            .ToDictionaryAsync(request => request.Id, cancellation);
        var contacts = await db.Set<ContactRow>()
            .Where(contact => wanted.Any(row => row.ContactId == contact.Id))
            .ToDictionaryAsync(contact => contact.Id, cancellation);
        var partners = await db.Set<PartnerRow>().ToDictionaryAsync(partner => partner.Id, cancellation);
        var askers = await db.Set<AskerRow>().ToDictionaryAsync(asker => asker.Id, cancellation);
        var calendars = new Dictionary<(Guid Contact, string? Asker), ContactCalendar>();
        var styles = await LetterStyles.ReadAsync(db, wanted.Select(row => row.ContactId), cancellation);
        return rows.ConvertAll(row =>
        {
            var (contact, asker, request) = (contacts[row.ContactId], askers[row.AskerId], requests[row.RequestId]);
            var partner = partners[contact.PartnerId];
            // One calendar for all commitments that are counted on it: working out its openings is what costs.
            if (!calendars.TryGetValue((contact.Id, asker.Calendar), out var calendar))
            {
                calendar = ContactCalendars.Of(contact, partner, asker.Calendar);
                calendars.Add((contact.Id, asker.Calendar), calendar);
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
    }
}
