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
    CircumstancesBook circumstances,
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

    public async Task<EscalationsView> AllAsync(CancellationToken cancellation)
    {
        var cases = await book.WhereAsync(
            rows =>
                rows.Where(row =>
                        !row.IsClosed
                        && (row.Awaits != null || row.Level >= Ladder.ExecutiveLevel)
                        && (caller.IsLead || row.AskerId == caller.PersonId)
                    )
                    .OrderByDescending(row => row.Level)
                    .ThenBy(row => row.Id)
                    .Take(Most),
            cancellation
        );
        var around = await circumstances.AroundAsync(cases, cancellation);
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        var views = cases.ConvertAll(known => View(known, around, viewer));
        return new EscalationsView(
            [.. views.Where(view => view.Next is not null && view.Approver is not null && view.YoursToDecide)],
            [.. views.Where(view => view.Level >= Ladder.ExecutiveLevel)]
        );
    }

    public async Task<EscalationView> ViewAsync(CommitmentCase known, CancellationToken cancellation) =>
        View(
            known,
            await circumstances.AroundAsync([known], cancellation),
            await askers.ZoneOfAsync(caller, cancellation)
        );

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

    private EscalationView View(CommitmentCase known, Surroundings around, DateTimeZone viewer)
    {
        var now = time.GetCurrentInstant();
        var subject = FollowUpSubject.Of(known, around);
        var climbed = subject.Commitment.Escalation;
        var level = subject.Around.Ladder?.At(climbed.NextLevel);
        var isDue = level is not null && FollowUpPolicy.MayClimb(subject.Commitment, now);
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
            isDue && (level!.Approver != Approver.Lead || caller.IsLead),
            subject.Decide(now).Why,
            level is null ? [] : [.. subject.Climb(now, caller.Name).Select(planned => subject.Draw(planned, viewer))]
        );
    }
}

/// <summary>The contact's own way up the ladder, from the answer page.</summary>
public sealed class ClimbDesk(CommitmentBook book, CircumstancesBook circumstances, TimeProvider time)
{
    /// <summary>Writes down that the contact wants the next level's help; the caller saves.</summary>
    /// <returns>Why that is not possible, in words for the contact; null when it was written down.</returns>
    public async Task<string?> ClimbAsync(CommitmentCase known, string? reason, CancellationToken cancellation)
    {
        var subject = FollowUpSubject.Of(known, await circumstances.AroundAsync([known], cancellation));
        var climbed = subject.Commitment.Escalation;
        if (subject.Commitment.IsClosed)
            return Say("This is closed already.");
        if (climbed.Climb is not null)
            return null;
        if (subject.Around.Ladder?.At(climbed.NextLevel) is null)
            return Say("No further step is agreed between our teams; please reply to the mail instead.");

        book.Append(known, new CommitmentEvent.Climbed(time.GetCurrentInstant(), reason));
        return null;
    }
}
