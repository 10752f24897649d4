using MailCommitments.Calendars;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Partners;

/// <param name="Days">ISO days of the week, 1 = Monday.</param>
public sealed record CalendarBody(string Zone, IReadOnlyList<int> Days, LocalTime Start, LocalTime End);

public sealed record PartnerBody(string? Name = null, CalendarBody? Calendar = null);

public sealed record PartnerView(Guid Id, string Domain, string Name, string? Zone);

/// <summary>Partners and contacts: what they are called and when they work.</summary>
public static class PartnerEndpoints
{
    /// <summary>In characters.</summary>
    private const int LongestName = 100;

    public static void MapPartners(this IEndpointRouteBuilder routes)
    {
        var partners = routes.MapGroup("/api/partners").RequireAuthorization().WithTags("Partners");
        partners.MapGet("/", All);
        partners.MapPut("/{domain}", SetPartner).RequireAuthorization(SignIn.Lead);
        routes
            .MapPut("/api/contacts/{address}/calendar", SetContactCalendar)
            .RequireAuthorization()
            .WithTags("Partners");
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
        CancellationToken cancellation
    )
    {
        domain = domain.Trim().ToLowerInvariant();
        if (Uri.CheckHostName(domain) != UriHostNameType.Dns)
            return Invalid("domain", "Name the partner by the domain of its mail, such as 'bayani.example'.");
        if (body.Name?.Trim().Length > LongestName)
            return Invalid("name", $"Keep the name within {LongestName} characters.");
        if (body.Calendar is { } given && WhyNot(given) is { } why)
            return Invalid("calendar", why);

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
        partner.Calendar = body.Calendar is { } calendar ? CalendarJson.Write(CalendarOf(calendar)) : partner.Calendar;
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(View(partner));
    }

    /// <summary>Says when one contact works; it wins over what the partner or Microsoft 365 says.</summary>
    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SetContactCalendar(
        string address,
        CalendarBody body,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body) is { } why)
            return Invalid("calendar", why);
        address = address.Trim().ToLowerInvariant();
        if (
            await db.Set<ContactRow>().SingleOrDefaultAsync(row => row.Address == address, cancellation)
            is not { } contact
        )
        {
            return TypedResults.Problem(
                "Nothing has been asked of this person yet; track a mail to them first.",
                statusCode: StatusCodes.Status404NotFound
            );
        }

        contact.Calendar = CalendarJson.Write(CalendarOf(body));
        Instant? now = time.GetCurrentInstant();
        await using var both = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        // What waits for this contact is decided anew on the new calendar.
        await db.Set<Commitments.CommitmentRow>()
            .Where(row => row.ContactId == contact.Id && !row.IsClosed)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextLookAt, now), cancellation);
        await both.CommitAsync(cancellation);
        return TypedResults.NoContent();
    }

    private static string? WhyNot(CalendarBody body)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(body.Zone) is null)
            return $"'{body.Zone}' is no time zone; write it like 'Asia/Manila'.";
        if (body.Days.Count == 0 || body.Days.Any(day => day is < 1 or > 7))
            return "Choose at least one day of the week, 1 for Monday to 7 for Sunday.";
        return WeeklyHours.WhyNot(
            body.Days.Distinct().Select(day => ((IsoDayOfWeek)day, new WorkingInterval(body.Start, body.End)))
        );
    }

    private static WorkingCalendar CalendarOf(CalendarBody body) =>
        new(
            DateTimeZoneProviders.Tzdb[body.Zone],
            WeeklyHours.Same(
                body.Days.Distinct().Select(day => (IsoDayOfWeek)day),
                new WorkingInterval(body.Start, body.End)
            )
        );

    private static PartnerView View(PartnerRow row) =>
        new(row.Id, row.Domain, row.Name, row.Calendar is { } calendar ? CalendarJson.Read(calendar).Zone.Id : null);

    private static ValidationProblem Invalid(string field, string why) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] }, detail: why);
}
