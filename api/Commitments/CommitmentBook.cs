using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Commitments;

/// <summary>One commitment with all that stands around it.</summary>
/// <param name="Events">In their order; number and index are the same.</param>
/// <param name="Style">How the mails to this contact look.</param>
public sealed record CommitmentCase(
    CommitmentRow Row,
    RequestRow Request,
    ContactRow Contact,
    PartnerRow Partner,
    AskerRow Asker,
    List<EventRow> Events,
    LetterStyle Style
)
{
    public Commitment Commitment => Commitment.From([.. Events.Select(row => row.Event)]);

    /// <summary>The contact's working calendar and where it was learnt.</summary>
    public ContactCalendar Calendar => ContactCalendars.Of(Contact, Partner, Asker.Calendar);
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
        var styles = await LetterStyles.ReadAsync(db, wanted.Select(row => row.ContactId), cancellation);
        return
        [
            .. rows.Select(row => new CommitmentCase(
                row,
                requests[row.RequestId],
                contacts[row.ContactId],
                partners[contacts[row.ContactId].PartnerId],
                askers[row.AskerId],
                events[row.Id],
                styles.Of(row.ContactId, contacts[row.ContactId].PartnerId, requests[row.RequestId].Ask)
            )),
        ];
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
        known.Row.IsClosed = known.Commitment.IsClosed;
        if (known.Row.IsClosed != wasClosed)
            known.Request.SettleAt = now;
        known.Row.NextLookAt = known.Row.IsClosed ? null : now;
    }
}
