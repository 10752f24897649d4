using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;

namespace MailCommitments.Partners;

/// <param name="Ladder">Null while none is agreed with this partner.</param>
public sealed record LadderView(string Domain, Ladder? Ladder, string? SetBy, Instant? SetAt);

/// <summary>The ladders agreed with partners: everybody reads them, a lead writes them down.</summary>
public static class LadderEndpoints
{
    public static void MapLadders(this IEndpointRouteBuilder routes)
    {
        var ladders = routes.MapGroup("/api/partners/{domain}/ladder").RequireAuthorization().WithTags("Ladders");
        ladders.MapGet("/", Read);
        ladders.MapPut("/", Set).RequireAuthorization(SignIn.Lead);
        ladders.MapDelete("/", Clear).RequireAuthorization(SignIn.Lead);
    }

    private static async Task<Ok<LadderView>> Read(string domain, CommitmentsDb db, CancellationToken cancellation) =>
        TypedResults.Ok(
            await FindAsync(db, domain, cancellation) is { } row
                ? View(row)
                : new LadderView(MailDomain.Of(domain), null, null, null)
        );

    private static async Task<Results<Ok<LadderView>, ValidationProblem>> Set(
        string domain,
        Ladder body,
        Caller caller,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        domain = MailDomain.Of(domain);
        if (MailDomain.WhyNot(domain) is { } whyNoDomain)
            return Invalid("domain", whyNoDomain);
        if (body.WhyNot() is { } why)
            return Invalid("levels", why);

        var row = await FindAsync(db, domain, cancellation);
        if (row is null)
        {
            row = new LadderRow
            {
                TenantId = caller.TenantId,
                Domain = domain,
                Ladder = body,
                SetBy = caller.Name,
            };
            db.Add(row);
        }
        (row.Ladder, row.SetBy, row.SetAt) = (body, caller.Name, time.GetCurrentInstant());
        await DecideAnewAsync(db, row, time, cancellation);
        return TypedResults.Ok(View(row));
    }

    private static async Task<NoContent> Clear(
        string domain,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(db, domain, cancellation) is { } row)
        {
            db.Remove(row);
            await DecideAnewAsync(db, row, time, cancellation);
        }
        return TypedResults.NoContent();
    }

    private static async Task DecideAnewAsync(
        CommitmentsDb db,
        LadderRow changed,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        await db.SaveChangesAsync(cancellation);
        await db.Set<CommitmentRow>()
            .Where(row =>
                !row.IsClosed
                && db.Set<ContactRow>()
                    .Any(contact =>
                        contact.Id == row.ContactId
                        && db.Set<PartnerRow>()
                            .Any(partner => partner.Id == contact.PartnerId && partner.Domain == changed.Domain)
                    )
            )
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextLookAt, now), cancellation);
    }

    private static Task<LadderRow?> FindAsync(CommitmentsDb db, string domain, CancellationToken cancellation) =>
        db.Set<LadderRow>().SingleOrDefaultAsync(row => row.Domain == MailDomain.Of(domain), cancellation);

    private static LadderView View(LadderRow row) => new(row.Domain, row.Ladder, row.SetBy, row.SetAt);
}
