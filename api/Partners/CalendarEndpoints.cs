using MailCommitments.Calendars;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

/// <summary>When contacts and partners work: seen, set, reset, and where it comes from.</summary>
public static class CalendarEndpoints
{
    /// <summary>In characters, of a reason or of a day's name.</summary>
    private const int LongestText = 100;

    /// <summary>Days that can be added or unticked, and absences that can be entered, for one contact.</summary>
    private const int MostDays = 200;

    public static void MapCalendars(this IEndpointRouteBuilder routes)
    {
        var contacts = routes.MapGroup("/api/contacts/{address}").RequireAuthorization().WithTags("Calendars");
        contacts.MapGet("/calendar", OfContact);
        contacts.MapPut("/calendar", SetOfContact);
        contacts.MapDelete("/calendar", ResetOfContact);
        contacts.MapPut("/absences", SetAbsences);
        contacts.MapPost("/learned-hours", AnswerProposal);

        var partners = routes.MapGroup("/api/partners/{domain}").RequireAuthorization().WithTags("Calendars");
        partners.MapGet("/calendar", OfPartner);
        partners.MapPut("/calendar", SetOfPartner).RequireAuthorization(SignIn.Lead);
        partners.MapDelete("/calendar", ResetOfPartner).RequireAuthorization(SignIn.Lead);

        var calendars = routes.MapGroup("/api/calendars").RequireAuthorization().WithTags("Calendars");
        calendars.MapGet("/places", Places);
        calendars.MapGet("/holidays", HolidaysOf);
    }

    private static async Task<Results<Ok<ContactCalendarView>, ProblemHttpResult>> OfContact(
        string address,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    ) =>
        await db.FindContactAsync(address, cancellation) is { } contact
            ? TypedResults.Ok(await desk.ViewAsync(contact, caller, cancellation))
            : KnownPeople.NobodyAsked();

    /// <summary>Says when one contact works; it wins over what the partner or Microsoft 365 says.</summary>
    private static async Task<Results<Ok<ContactCalendarView>, ValidationProblem, ProblemHttpResult>> SetOfContact(
        string address,
        CalendarBody body,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body) is { } why)
            return why;
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();

        await desk.SetAsync(contact, CalendarOf(body), caller, cancellation);
        return TypedResults.Ok(await desk.ViewAsync(contact, caller, cancellation));
    }

    /// <summary>Forgets what was set for this contact: the next source counts again.</summary>
    private static async Task<Results<Ok<ContactCalendarView>, ProblemHttpResult>> ResetOfContact(
        string address,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();

        await desk.ResetAsync(contact, caller, cancellation);
        return TypedResults.Ok(await desk.ViewAsync(contact, caller, cancellation));
    }

    /// <summary>Says when a contact is away; all that was entered before is replaced.</summary>
    private static async Task<Results<Ok<ContactCalendarView>, ValidationProblem, ProblemHttpResult>> SetAbsences(
        string address,
        AbsencesBody body,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body) is { } why)
            return why;
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();

        await desk.SetAbsencesAsync(
            contact,
            [.. body.Absences.Select(away => away with { Reason = away.Reason.Trim() })],
            caller,
            cancellation
        );
        return TypedResults.Ok(await desk.ViewAsync(contact, caller, cancellation));
    }

    /// <summary>Takes hours that were proposed from the contact's mail, or turns them down for good.</summary>
    private static async Task<Results<Ok<ContactCalendarView>, ProblemHttpResult>> AnswerProposal(
        string address,
        ProposalAnswerBody body,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();
        if (
            await db.FindAsync<PartnerRow>([contact.PartnerId], cancellation) is not { } partner
            || await desk.ProposalAsync(contact, partner, cancellation) is not { } proposal
        )
        {
            return TypedResults.Problem(
                Say("There is no proposal to answer: somebody has answered it, or a better source is known by now."),
                statusCode: StatusCodes.Status409Conflict
            );
        }

        await desk.AnswerAsync(contact, proposal, body.Answer, caller, cancellation);
        return TypedResults.Ok(await desk.ViewAsync(contact, caller, cancellation));
    }

    private static async Task<Results<Ok<PartnerCalendarView>, ProblemHttpResult>> OfPartner(
        string domain,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    ) =>
        await db.FindPartnerAsync(domain, cancellation) is { } partner
            ? TypedResults.Ok(await desk.ViewAsync(partner, caller, cancellation))
            : NoPartner();

    private static async Task<Results<Ok<PartnerCalendarView>, ValidationProblem, ProblemHttpResult>> SetOfPartner(
        string domain,
        CalendarBody body,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body) is { } why)
            return why;
        if (await db.FindPartnerAsync(domain, cancellation) is not { } partner)
            return NoPartner();

        await desk.SetAsync(partner, CalendarOf(body), caller, cancellation);
        return TypedResults.Ok(await desk.ViewAsync(partner, caller, cancellation));
    }

    private static async Task<Results<Ok<PartnerCalendarView>, ProblemHttpResult>> ResetOfPartner(
        string domain,
        Caller caller,
        CommitmentsDb db,
        CalendarDesk desk,
        CancellationToken cancellation
    )
    {
        if (await db.FindPartnerAsync(domain, cancellation) is not { } partner)
            return NoPartner();

        await desk.SetAsync(partner, null, caller, cancellation);
        return TypedResults.Ok(await desk.ViewAsync(partner, caller, cancellation));
    }

    /// <summary>The countries and regions whose public holidays are known.</summary>
    private static Ok<HolidayPlacesView> Places() =>
        TypedResults.Ok(
            new HolidayPlacesView([
                .. Holidays
                    .Places.GroupBy(place => place.Country)
                    .Select(country => new HolidayCountryView(
                        country.Key,
                        country.First(place => place.Region is null).Name,
                        [
                            .. country
                                .Where(place => place.Region is not null)
                                .Select(place => new HolidayRegionView(place.Region!, place.Name)),
                        ]
                    )),
            ])
        );

    /// <summary>The public holidays of a place in the next twelve months.</summary>
    private static Results<Ok<HolidayListView>, ValidationProblem> HolidaysOf(
        string country,
        TimeProvider time,
        string? region = null
    )
    {
        if (!Holidays.Knows(country, region))
            return UnknownPlace(country, region);

        var today = time.GetCurrentInstant().InUtc().Date;
        return TypedResults.Ok(
            new HolidayListView([
                .. CalendarHolidays
                    .Of(country, region)
                    .Between(today, today.PlusYears(1))
                    .Select(holiday => new HolidayView(
                        holiday.Date,
                        holiday.Name,
                        holiday.LocalName,
                        holiday.From,
                        Kept: true,
                        Added: false
                    )),
            ])
        );
    }

    /// <summary>What is wrong with a calendar, by the field of the form; null when nothing is.</summary>
    internal static ValidationProblem? WhyNot(CalendarBody body)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(body.Zone) is null)
            return Invalid("zone", Say("'{0}' is no time zone; write it like 'Asia/Manila'.", body.Zone));
        if (body.Hours is null && (body.Days is null || body.Start is null || body.End is null))
            return Invalid("hours", Say("Say when they work: 'hours', or 'days' with 'start' and 'end'."));
        if (body.Hours is null && body.Days?.Count == 0)
            return Invalid("hours", Say("Choose at least one day of the week, 1 for Monday to 7 for Sunday."));
        if (body.Hours?.Count > MostDays)
            return Invalid("hours", Say("These are more working hours than a week can hold."));
        var hours = HoursOf(body);
        if (hours.Exists(one => one.Day is < IsoDayOfWeek.Monday or > IsoDayOfWeek.Sunday))
            return Invalid("hours", Say("Days of the week go from 1 for Monday to 7 for Sunday."));
        if (WeeklyHours.WhyNot(hours) is { } why)
            return Invalid("hours", why);
        if (body.Holidays is not { } holidays)
            return null;

        if (holidays.Country is null && holidays.Region is not null)
            return Invalid("holidays.region", Say("A region needs its country beside it."));
        if (holidays.Country is { } country && !Holidays.Knows(country, holidays.Region))
            return UnknownPlace(country, holidays.Region);
        if (holidays.Unticked?.Count > MostDays || holidays.Added?.Count > MostDays)
            return Invalid("holidays.added", Say("At most {0} days can be added or unticked.", MostDays));
        return holidays.Added?.FirstOrDefault(day => !IsText(day?.Name)) is { } nameless
            ? Invalid(
                "holidays.added",
                Say("Name the day {0}, in at most {1} characters.", Day(nameless.Date), LongestText)
            )
            : null;
    }

    internal static WorkingCalendar CalendarOf(CalendarBody body)
    {
        var holidays = body.Holidays is { Country: { } country } given
            ? CalendarHolidays.Of(country, given.Region)
            : CalendarHolidays.None;
        foreach (var day in body.Holidays?.Unticked ?? [])
            holidays = holidays.Untick(day);
        foreach (var day in body.Holidays?.Added ?? [])
            holidays = holidays.Add(day.Date, day.Name.Trim());
        return new(DateTimeZoneProviders.Tzdb[body.Zone], new WeeklyHours(HoursOf(body))) { Holidays = holidays };
    }

    private static List<(IsoDayOfWeek Day, WorkingInterval Interval)> HoursOf(CalendarBody body) =>
        body.Hours is { } hours
            ?
            [
                .. hours
                    .OfType<WorkingHoursBody>()
                    .Select(one => ((IsoDayOfWeek)one.Day, new WorkingInterval(one.Start, one.End))),
            ]
            :
            [
                .. body.Days!.Distinct()
                    .Select(day => ((IsoDayOfWeek)day, new WorkingInterval(body.Start!.Value, body.End!.Value))),
            ];

    private static ValidationProblem? WhyNot(AbsencesBody body)
    {
        if (body.Absences.Count > MostDays)
            return Invalid("absences", Say("At most {0} absences can be kept; take out old ones.", MostDays));
        if (body.Absences.Any(away => away is null || !IsText(away.Reason)))
            return Invalid(
                "absences.reason",
                Say("Say in a few words why they are away, in at most {0} characters.", LongestText)
            );
        return body.Absences.FirstOrDefault(away => away.To < away.From) is { From: { } from, To: { } to }
            ? Invalid("absences.to", Say("The absence ends on {0}, before it starts on {1}.", Day(to), Day(from)))
            : null;
    }

    private static bool IsText(string? text) => !string.IsNullOrWhiteSpace(text) && text.Trim().Length <= LongestText;

    private static ValidationProblem UnknownPlace(string country, string? region) =>
        Invalid(
            region is null ? "holidays.country" : "holidays.region",
            Say(
                "No holidays are known for '{0}'; choose a place from the list.",
                region is null ? country : $"{country}-{region}"
            )
        );

    private static ProblemHttpResult NoPartner() =>
        TypedResults.Problem(
            Say("No partner with that mail domain is known; track a mail to somebody there first."),
            statusCode: StatusCodes.Status404NotFound
        );
}
