using MailCommitments.Calendars;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

public sealed record PartnerBody(string? Name = null, CalendarBody? Calendar = null);

public sealed record PartnerView(Guid Id, string Domain, string Name, string? Zone);

/// <summary>Partners: what they are called, and when their people usually work.</summary>
public static class PartnerEndpoints
{
    /// <summary>In characters.</summary>
    private const int LongestName = 100;

    public static void MapPartners(this IEndpointRouteBuilder routes)
    {
        var partners = routes.MapGroup("/api/partners").RequireAuthorization().WithTags("Partners");
        partners.MapGet("/", All);
        partners.MapPut("/{domain}", SetPartner).RequireAuthorization(SignIn.Lead);
        routes.MapCalendars();
    }

    private static async Task<Ok<IReadOnlyList<PartnerView>>> All(CommitmentsDb db, CancellationToken cancellation) =>
        TypedResults.Ok<IReadOnlyList<PartnerView>>([
            .. (await db.Set<PartnerRow>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellation)).Select(
                View
            ),
        ]);

    /// <summary>Names a partner, known by its mail domain, and says when its people usually work.</summary>
    private static async Task<Results<Ok<PartnerView>, ValidationProblem>> SetPartner(
        string domain,
        PartnerBody body,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        domain = MailDomain.Of(domain);
        if (MailDomain.WhyNot(domain) is { } whyNoDomain)
            return Invalid("domain", whyNoDomain);
        if (body.Name?.Trim().Length > LongestName)
            return Invalid("name", Say("Keep this within {0} characters.", LongestName));
        if (body.Calendar is { } given && CalendarEndpoints.WhyNot(given) is { } why)
            return why;

        var partner = await db.Set<PartnerRow>().SingleOrDefaultAsync(row => row.Domain == domain, cancellation);
        if (partner is null)
        {
            partner = new PartnerRow
            {
                TenantId = caller.TenantId,
                Id = Guid.CreateVersion7(),
                Domain = domain,
                Name = domain,
            };
            db.Add(partner);
        }
        partner.Name = string.IsNullOrWhiteSpace(body.Name) ? partner.Name : body.Name.Trim();
        if (body.Calendar is { } calendar)
            await desk.SetAsync(partner, CalendarEndpoints.CalendarOf(calendar), caller, cancellation);
        else
            await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(View(partner));
    }

    private static PartnerView View(PartnerRow row) =>
        new(row.Id, row.Domain, row.Name, row.Calendar is { } calendar ? CalendarJson.Read(calendar).Zone.Id : null);
}
