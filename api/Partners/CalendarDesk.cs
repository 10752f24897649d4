using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>Shows when contacts and partners work, and writes down what a person changes about it, with what it was before.</summary>
public sealed class CalendarDesk(
    CommitmentsDb db,
    CommitmentBook book,
    CalendarChanges changes,
    Askers askers,
    TimeProvider time
)
{
    /// <summary>So many changes are shown, the latest first.</summary>
    private const int ChangesShown = 20;

    public Task SetAsync(ContactRow contact, WorkingCalendar calendar, Caller caller, CancellationToken cancellation)
    {
        changes.Change(contact, CalendarPart.SetByPerson, CalendarJson.Write(calendar), caller.Name);
        contact.HoursAnsweredAt ??= time.GetCurrentInstant();
        return SaveAsync(contact, cancellation);
    }

    /// <summary>Forgets what a person set; when nothing is set, what a person confirmed.</summary>
    public Task ResetAsync(ContactRow contact, Caller caller, CancellationToken cancellation)
    {
        changes.Change(
            contact,
            contact.Calendar is null ? CalendarPart.Learned : CalendarPart.SetByPerson,
            null,
            caller.Name
        );
        return SaveAsync(contact, cancellation);
    }

    public Task SetAbsencesAsync(
        ContactRow contact,
        IReadOnlyList<EnteredAbsence> absences,
        Caller caller,
        CancellationToken cancellation
    )
    {
        changes.Change(
            contact,
            CalendarPart.Absences,
            EnteredAbsence.Write([.. absences.OrderBy(away => away.From)]),
            caller.Name
        );
        return SaveAsync(contact, cancellation);
    }

    /// <summary>Takes the proposed hours, or remembers that they are not to be proposed again.</summary>
    public Task AnswerAsync(
        ContactRow contact,
        HoursProposal proposal,
        ProposalAnswer answer,
        Caller caller,
        CancellationToken cancellation
    )
    {
        if (answer == ProposalAnswer.Use)
            changes.Change(contact, CalendarPart.Learned, CalendarJson.Write(proposal.Confirmed()), caller.Name);
        contact.HoursAnsweredAt = time.GetCurrentInstant();
        return SaveAsync(contact, cancellation);
    }

    public async Task SetAsync(
        PartnerRow partner,
        WorkingCalendar? calendar,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var stored = calendar is null ? null : CalendarJson.Write(calendar);
        if (stored != partner.Calendar)
        {
            changes.Note(partner.Id, CalendarPart.PartnerDefault, partner.Calendar, stored, caller.Name);
            partner.Calendar = stored;
        }
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        await DecideAnewAsync(
            db.Set<CommitmentRow>()
                .Where(row =>
                    db.Set<ContactRow>().Any(contact => contact.Id == row.ContactId && contact.PartnerId == partner.Id)
                ),
            cancellation
        );
        await all.CommitAsync(cancellation);
    }

    /// <summary>Hours to propose for this contact; null when there is nothing to propose, a better source, or an answer already.</summary>
    public async Task<HoursProposal?> ProposalAsync(
        ContactRow contact,
        PartnerRow partner,
        CancellationToken cancellation
    )
    {
        if (
            contact.HoursAnsweredAt is not null
            || ContactCalendars.Of(contact, partner, null).From != CalendarSource.AskersOwn
        )
            return null;

        var mails = await db.Set<SentMailRow>().Where(row => row.ContactId == contact.Id).ToListAsync(cancellation);
        return LearnedHours.Propose([
            .. mails.Select(row => new SentMail(row.SentAt, Offset.FromSeconds(row.OffsetSeconds))),
        ]);
    }

    public async Task<ContactCalendarView> ViewAsync(ContactRow contact, Caller caller, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var partner = await db.Set<PartnerRow>().SingleAsync(row => row.Id == contact.PartnerId, cancellation);
        var asker = await askers.FindAsync(caller, cancellation);
        var known = ContactCalendars.Known(contact, partner);
        var chosen = known.Choose(asker?.Calendar);
        var proposal = await ProposalAsync(contact, partner, cancellation);
        var sources = known.Sources(asker?.Calendar);
        return new ContactCalendarView(
            new MailAddress(contact.Name, contact.Address),
            partner.Name,
            partner.Domain,
            chosen.From,
            chosen.Source,
            contact.Calendar is not null || chosen.From == CalendarSource.LearnedAndConfirmed,
            CalendarView.Of(chosen.Calendar, now),
            [
                .. new (CalendarSource Source, WorkingCalendar? Calendar)[]
                {
                    (CalendarSource.SetByPerson, sources.SetByPerson),
                    (CalendarSource.Graph, sources.Graph),
                    (CalendarSource.PartnerDefault, sources.PartnerDefault),
                    (CalendarSource.LearnedAndConfirmed, sources.LearnedAndConfirmed),
                    (CalendarSource.AskersOwn, sources.AskersOwn),
                }.Select(one => new CalendarSourceView(
                    one.Source,
                    known.InWords(one.Source),
                    one.Calendar?.Zone.Id,
                    one.Source == chosen.From
                )),
            ],
            [
                .. contact.Absences.Select(away => new AbsenceView(away.From, away.To, away.Reason, FromMail: false)),
                .. await AbsencesFromMailAsync(contact, chosen.Calendar.Zone, caller, now, cancellation),
            ],
            proposal is null
                ? null
                : new HoursProposalView(
                    proposal.Zone.Id,
                    [.. proposal.OtherZones.Take(10)],
                    CalendarView.Of(proposal.Confirmed(), now).Hours,
                    proposal.Mails,
                    proposal.WithinHours
                ),
            await ChangesAsync([contact.Id, partner.Id], cancellation)
        );
    }

    public async Task<PartnerCalendarView> ViewAsync(PartnerRow partner, Caller caller, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        return new PartnerCalendarView(
            partner.Domain,
            partner.Name,
            partner.Calendar is { } stored ? CalendarView.Of(CalendarJson.Read(stored), now) : null,
            Holidays.LastYear,
            caller.IsLead,
            await ChangesAsync([partner.Id], cancellation)
        );
    }

    /// <summary>What automatic replies to the caller say; those to other people are not theirs to see.</summary>
    private async Task<IReadOnlyList<AbsenceView>> AbsencesFromMailAsync(
        ContactRow contact,
        DateTimeZone theirs,
        Caller caller,
        Instant now,
        CancellationToken cancellation
    )
    {
        var cases = await book.WhereAsync(
            rows => rows.Where(row => row.ContactId == contact.Id && row.AskerId == caller.PersonId),
            cancellation
        );
        return
        [
            .. cases
                .Select(known => known.Commitment.Absence)
                .OfType<CommitmentEvent.Absent>()
                .Where(absent => absent.Until(theirs) > now)
                .Select(absent => new AbsenceView(
                    absent.At.InZone(theirs).Date,
                    absent.Back?.PlusDays(-1),
                    absent.Evidence.Sentence,
                    FromMail: true
                ))
                .Distinct(),
        ];
    }

    private async Task<IReadOnlyList<CalendarChangeView>> ChangesAsync(
        IReadOnlyList<Guid> owners,
        CancellationToken cancellation
    ) =>
        [
            .. (await changes.OfAsync(owners, Instant.MinValue, cancellation))
                .Take(ChangesShown)
                .Select(row => new CalendarChangeView(
                    row.ChangedAt,
                    row.ChangedBy,
                    row.Part,
                    InWords(row.Part, row.Before),
                    InWords(row.Part, row.After)
                )),
        ];

    /// <summary>Such as <c>Asia/Kolkata, Mon–Fri 09:30–18:30, IN MH</c>; empty where there was nothing.</summary>
    private static string InWords(CalendarPart part, string? stored) =>
        stored is null ? ""
        : part == CalendarPart.Absences
            ? string.Join(
                ", ",
                EnteredAbsence.Read(stored).Select(away => $"{away.From:uuuu-MM-dd}–{away.To:uuuu-MM-dd} {away.Reason}")
            )
        : CalendarWords.Of(CalendarJson.Read(stored));

    private async Task SaveAsync(ContactRow contact, CancellationToken cancellation)
    {
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        if (contact.HoursAnsweredAt is not null)
        {
            // What was observed has served its purpose.
            await db.Set<SentMailRow>().Where(row => row.ContactId == contact.Id).ExecuteDeleteAsync(cancellation);
        }
        await DecideAnewAsync(db.Set<CommitmentRow>().Where(row => row.ContactId == contact.Id), cancellation);
        await all.CommitAsync(cancellation);
    }

    /// <summary>What waits is decided anew on the new calendar.</summary>
    private async Task DecideAnewAsync(IQueryable<CommitmentRow> waiting, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        await waiting
            .Where(row => !row.IsClosed)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextLookAt, now), cancellation);
    }
}
