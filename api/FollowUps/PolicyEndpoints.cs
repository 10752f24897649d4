using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <param name="Steps">Nudges from the earliest to the last, then chasers in their order; at most three. None: a person decides at the agreed date.</param>
public sealed record PolicyBody(IReadOnlyList<PolicyStep> Steps, AfterSteps Afterwards);

/// <summary>Policies at their levels: tenant and team for a lead, partner, contact and request for whoever asked there. The most specific wins.</summary>
public static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/api/policies").RequireAuthorization().WithTags("Policies");
        policies.MapGet("/", All);
        policies.MapGet("/teams", Teams).RequireAuthorization(SignIn.Lead);
        policies.MapPut("/tenant/{priority}", SetForTenant).RequireAuthorization(SignIn.Lead);
        policies.MapDelete("/tenant/{priority}", ClearForTenant).RequireAuthorization(SignIn.Lead);
        policies.MapPut("/teams/{team}/{priority}", SetForTeam).RequireAuthorization(SignIn.Lead);
        policies.MapDelete("/teams/{team}/{priority}", ClearForTeam).RequireAuthorization(SignIn.Lead);
        policies.MapPut("/partners/{domain}/{priority}", SetForPartner);
        policies.MapDelete("/partners/{domain}/{priority}", ClearForPartner);
        policies.MapPut("/contacts/{address}/{priority}", SetForContact);
        policies.MapDelete("/contacts/{address}/{priority}", ClearForContact);
        policies.MapPut("/requests/{id:guid}", SetForRequest);
        policies.MapDelete("/requests/{id:guid}", ClearForRequest);
    }

    /// <summary>The shipped policies, and every one that somebody of the tenant has set.</summary>
    private static async Task<Ok<IReadOnlyList<PolicyView>>> All(CommitmentsDb db, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<PolicyView>>([
            .. Enum.GetValues<Priority>().Select(priority => PolicyView.Of(LevelledPolicy.Shipped(priority))),
            .. (await db.Set<PolicyRow>().AsNoTracking().ToListAsync(cancellation))
                .OrderBy(row => row.Level)
                .ThenBy(row => row.Target, StringComparer.Ordinal)
                .ThenBy(row => row.Priority)
                .Select(row => PolicyView.Of(row.Policy, row.SetBy, row.SetAt)),
        ]);

    /// <summary>The teams that a policy can be set for, by name: those that askers belong to.</summary>
    private static async Task<Ok<IReadOnlyList<string>>> Teams(CommitmentsDb db, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<string>>(
            await db.Set<AskerRow>()
                .Where(row => row.Team != null && row.Team != "")
                .Select(row => row.Team!)
                .Distinct()
                .OrderBy(team => team)
                .ToListAsync(cancellation)
        );

    private static Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetForTenant(
        Named<Priority> priority,
        PolicyBody body,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.SetAsync(PolicyLevel.Tenant, "", priority.Value, body, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearForTenant(
        Named<Priority> priority,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.ClearAsync(PolicyLevel.Tenant, "", priority.Value, cancellation);

    private static Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetForTeam(
        string team,
        Named<Priority> priority,
        PolicyBody body,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.SetAsync(PolicyLevel.Team, team, priority.Value, body, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearForTeam(
        string team,
        Named<Priority> priority,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.ClearAsync(PolicyLevel.Team, team, priority.Value, cancellation);

    private static Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetForPartner(
        string domain,
        Named<Priority> priority,
        PolicyBody body,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.SetAsync(PolicyLevel.Partner, Lower(domain), priority.Value, body, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearForPartner(
        string domain,
        Named<Priority> priority,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.ClearAsync(PolicyLevel.Partner, Lower(domain), priority.Value, cancellation);

    private static Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetForContact(
        string address,
        Named<Priority> priority,
        PolicyBody body,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.SetAsync(PolicyLevel.Contact, Lower(address), priority.Value, body, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearForContact(
        string address,
        Named<Priority> priority,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.ClearAsync(PolicyLevel.Contact, Lower(address), priority.Value, cancellation);

    private static Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetForRequest(
        Guid id,
        PolicyBody body,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.SetAsync(PolicyLevel.Request, id.ToString(), null, body, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> ClearForRequest(
        Guid id,
        PolicyDesk desk,
        CancellationToken cancellation
    ) => desk.ClearAsync(PolicyLevel.Request, id.ToString(), null, cancellation);

    private static string Lower(string name) => name.Trim().ToLowerInvariant();
}

/// <summary>Sets and clears policies for the caller; what they concern is decided anew.</summary>
public sealed class PolicyDesk(CommitmentsDb db, Caller caller, TimeProvider time)
{
    private const int LongestTarget = 200;

    /// <param name="given">Null for a request: its own.</param>
    public async Task<Results<Ok<PolicyView>, ValidationProblem, ProblemHttpResult>> SetAsync(
        PolicyLevel level,
        string target,
        Priority? given,
        PolicyBody body,
        CancellationToken cancellation
    )
    {
        if (body.Steps.Any(step => step is null))
            return Invalid("steps", Say("A step has a kind and a number of working days; one of these is empty."));
        if (Policy.WhyNot(body.Steps) is { } why)
            return Invalid("steps", why);
        if (target.Length > LongestTarget)
            return Invalid("target", Say("Keep this within {0} characters.", LongestTarget));
        if (await PriorityOfAsync(level, target, given, cancellation) is not { } priority)
            return NotYours(level);

        var row = await FindAsync(level, target, priority, cancellation);
        var now = time.GetCurrentInstant();
        if (row is null)
        {
            row = new PolicyRow
            {
                TenantId = caller.TenantId,
                Level = level,
                Target = target,
                Priority = priority,
                Steps = body.Steps,
                SetBy = caller.Name,
            };
            db.Add(row);
        }
        (row.Steps, row.Then, row.SetBy, row.SetAt) = (body.Steps, body.Afterwards, caller.Name, now);
        await DecideAnewAsync(row, now, cancellation);
        return TypedResults.Ok(PolicyView.Of(row.Policy, row.SetBy, row.SetAt));
    }

    public async Task<Results<NoContent, ProblemHttpResult>> ClearAsync(
        PolicyLevel level,
        string target,
        Priority? given,
        CancellationToken cancellation
    )
    {
        if (await PriorityOfAsync(level, target, given, cancellation) is not { } priority)
            return NotYours(level);
        if (await FindAsync(level, target, priority, cancellation) is { } row)
        {
            db.Remove(row);
            await DecideAnewAsync(row, time.GetCurrentInstant(), cancellation);
        }
        return TypedResults.NoContent();
    }

    private Task<PolicyRow?> FindAsync(
        PolicyLevel level,
        string target,
        Priority priority,
        CancellationToken cancellation
    ) =>
        db.Set<PolicyRow>()
            .SingleOrDefaultAsync(
                row => row.Level == level && row.Target == target && row.Priority == priority,
                cancellation
            );

    /// <summary>The priority that it is for; null when the caller has asked nothing there, and is no lead.</summary>
    private async Task<Priority?> PriorityOfAsync(
        PolicyLevel level,
        string target,
        Priority? given,
        CancellationToken cancellation
    )
    {
        if (level == PolicyLevel.Request)
        {
            return await db.Set<RequestRow>()
                .Where(row => row.Id == Guid.Parse(target) && row.AskerId == caller.PersonId)
                .Select(row => (Priority?)row.Priority)
                .SingleOrDefaultAsync(cancellation);
        }
        var isAsker =
            caller.IsLead
            || await Concerned(level, target).AnyAsync(row => row.AskerId == caller.PersonId, cancellation);
        return isAsker ? given : null;
    }

    /// <summary>The commitments that a policy speaks about.</summary>
    private IQueryable<CommitmentRow> Concerned(PolicyLevel level, string target)
    {
        var rows = db.Set<CommitmentRow>();
        return level switch
        {
            PolicyLevel.Tenant => rows,
            PolicyLevel.Team => rows.Where(row =>
                db.Set<AskerRow>().Any(asker => asker.Id == row.AskerId && asker.Team == target)
            ),
            PolicyLevel.Partner => rows.Where(row =>
                db.Set<ContactRow>()
                    .Any(contact =>
                        contact.Id == row.ContactId
                        && db.Set<PartnerRow>()
                            .Any(partner => partner.Id == contact.PartnerId && partner.Domain == target)
                    )
            ),
            PolicyLevel.Contact => rows.Where(row =>
                db.Set<ContactRow>().Any(contact => contact.Id == row.ContactId && contact.Address == target)
            ),
            PolicyLevel.Request => rows.Where(row => row.RequestId == Guid.Parse(target)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task DecideAnewAsync(PolicyRow changed, Instant now, CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        await Concerned(changed.Level, changed.Target)
            .Where(row =>
                !row.IsClosed
                && db.Set<RequestRow>()
                    .Any(request => request.Id == row.RequestId && request.Priority == changed.Priority)
            )
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextLookAt, now), cancellation);
    }

    private static ProblemHttpResult NotYours(PolicyLevel level) =>
        TypedResults.Problem(
            level == PolicyLevel.Request
                ? Say("You have no such request.")
                : Say("You have asked nothing there yet; track a mail first, or ask a lead."),
            statusCode: StatusCodes.Status404NotFound
        );
}
