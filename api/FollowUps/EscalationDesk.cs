using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>Finds what is on a ladder for the caller, and writes down what they say about it.</summary>
public sealed class EscalationDesk(
    CommitmentsDb db,
    CommitmentBook book,
    FollowUpQueue followUps,
    FollowUpSettings settings,
    Askers askers,
    Caller caller,
    TimeProvider time
)
{
    /// <summary>A list longer than this is worked off from its top.</summary>
    private const int Most = 200;

    /// <summary>The caller's own, and for a lead anybody's.</summary>
    public async Task<CommitmentCase?> FindAsync(Guid id, CancellationToken cancellation) =>
        (
            await book.WhereAsync(
                rows => rows.Where(row => row.Id == id && (caller.IsLead || row.AskerId == caller.PersonId)),
                cancellation
            )
        ).SingleOrDefault();

    /// <summary>The caller's own, for a lead anybody's, and for an executive what stands high at the partners they look after.</summary>
    public async Task<EscalationsView> AllAsync(CancellationToken cancellation)
    {
        var ladders = await db.Set<LadderRow>().AsNoTracking().ToListAsync(cancellation);
        var lookedAfter = ladders
            .FindAll(row =>
                string.Equals(row.Ladder.OurExecutive.Address, caller.Address, StringComparison.OrdinalIgnoreCase)
            )
            .ConvertAll(row => row.Domain);
        var cases = await book.WhereAsync(
            rows =>
                rows.Where(row =>
                        !row.IsClosed
                        && (row.Awaits != null || row.Level >= Ladder.ExecutiveLevel)
                        && (
                            caller.IsLead
                            || row.AskerId == caller.PersonId
                            || row.Level >= Ladder.ExecutiveLevel
                                && db.Set<ContactRow>()
                                    .Any(contact =>
                                        contact.Id == row.ContactId
                                        && db.Set<PartnerRow>()
                                            .Any(partner =>
                                                partner.Id == contact.PartnerId && lookedAfter.Contains(partner.Domain)
                                            )
                                    )
                        )
                    )
                    .OrderByDescending(row => row.Level)
                    .ThenBy(row => row.Id)
                    .Take(Most),
            cancellation
        );
        var views = await ViewAsync(cases, cancellation);
        return new EscalationsView(
            [.. views.Where(view => view.Next is not null && view.Approver is not null && view.YoursToDecide)],
            [.. views.Where(view => view.Level >= Ladder.ExecutiveLevel)]
        );
    }

    public async Task<EscalationView> ViewAsync(CommitmentCase known, CancellationToken cancellation) =>
        (await ViewAsync([known], cancellation))[0];

    public async Task<Results<Ok<EscalationView>, ValidationProblem, ProblemHttpResult>> RecordAsync(
        CommitmentCase known,
        Func<Instant, string, CommitmentEvent> happened,
        CancellationToken cancellation
    )
    {
        book.Append(known, happened(time.GetCurrentInstant(), caller.Name));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            return TypedResults.Problem(
                Say("Something else happened to this commitment just now. Look at it again, then repeat this."),
                statusCode: StatusCodes.Status409Conflict
            );
        }
        return TypedResults.Ok(await ViewAsync(known, cancellation));
    }

    private async Task<List<EscalationView>> ViewAsync(List<CommitmentCase> cases, CancellationToken cancellation)
    {
        var goingOut = await followUps.AroundAsync(cases, cancellation);
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        return cases.ConvertAll(known => View(known, goingOut, viewer));
    }

    private EscalationView View(CommitmentCase known, GoingOut goingOut, DateTimeZone viewer)
    {
        // As the round decides: for the instant at which a mail decided now would leave.
        var leavesAt = time.GetCurrentInstant() + settings.UndoWindow;
        var subject = FollowUpSubject.Of(known, goingOut.Around);
        var climbed = subject.Commitment.Escalation;
        var level = subject.Around.Ladder?.At(climbed.NextLevel);
        var isDue = level is not null && FollowUpPolicy.MayClimb(subject.Commitment, leavesAt);
        var isTheirs = caller.IsLead || known.Asker.Id == caller.PersonId;
        var going = goingOut
            .Of(known)
            .FindAll(queued => queued.Mail.Step is LadderStep(_, var number) && number == climbed.NextLevel);
        return new EscalationView(
            known.Row.Id,
            known.Request.Subject,
            known.Request.Ask,
            subject.Contact,
            new MailAddress(known.Asker.Name, known.Asker.Address),
            known.Partner.Name,
            climbed.Level,
            climbed.Acknowledged is not null,
            level is null ? null : climbed.NextLevel,
            level,
            level?.Approver,
            isDue && isTheirs && (level!.Approver != Approver.Lead || caller.IsLead),
            going is [{ Row: not null, Mail: var next }, ..] ? next.Why : subject.Decide(leavesAt).Why,
            level is null ? []
                : going.Count > 0 ? going.ConvertAll(queued => FollowUpViews.PlannedOf(queued, viewer))
                : [.. subject.Climb(leavesAt, caller.Name).Select(planned => subject.Draw(planned, viewer))]
        );
    }
}
