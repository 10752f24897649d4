using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

/// <param name="Target">The commitment's id, an address, a mail domain, a country such as <c>PH</c> or a region such as <c>IN-MH</c>.</param>
/// <param name="Until">Its end; within a year.</param>
public sealed record HoldBody(HoldLevel Level, string Target, string Reason, Instant Until);

/// <param name="Yours">You may end it.</param>
public sealed record HoldView(
    Guid Id,
    HoldLevel Level,
    string Target,
    string Reason,
    Instant From,
    Instant Until,
    string SetBy,
    bool Yours
);

/// <param name="Proposed">Where several contacts went silent at once.</param>
public sealed record HoldsView(IReadOnlyList<HoldView> Standing, IReadOnlyList<HoldProposal> Proposed);

/// <summary>Holds: everybody of the tenant sees them and may set them; who set one, or a lead, ends it.</summary>
public static class HoldEndpoints
{
    /// <summary>In characters.</summary>
    private const int LongestReason = 200;

    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        var holds = routes.MapGroup("/api/holds").RequireAuthorization().WithTags("Holds");
        holds.MapGet("/", Standing);
        holds.MapPost("/", Set);
        holds.MapDelete("/{id:guid}", End);
    }

    /// <summary>The holds that stand, the first to end first.</summary>
    private static async Task<Ok<HoldsView>> Standing(
        Caller caller,
        CommitmentsDb db,
        HoldDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        var rows = await db.Set<HoldRow>()
            .AsNoTracking()
            .Where(row => row.Until > now)
            .OrderBy(row => row.Until)
            .ToListAsync(cancellation);
        return TypedResults.Ok(
            new HoldsView(
                [.. rows.Select(row => View(row, caller))],
                HoldProposals.Of(await desk.SignsOfLifeAsync(now, cancellation), [.. rows.Select(row => row.Hold)], now)
            )
        );
    }

    private static async Task<Results<Created<HoldView>, ValidationProblem>> Set(
        HoldBody body,
        Caller caller,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        var reason = body.Reason.Trim();
        if (reason.Length is 0 or > LongestReason)
            return Invalid("reason", Say("Say in up to {0} characters why, for everybody.", LongestReason));
        if (body.Until <= now)
            return Invalid("until", Say("The end has passed already; choose a later one."));
        if (body.Until > now + Hold.Longest)
            return Invalid("until", Say("A hold ends within a year; choose an earlier end."));
        var target = Normalised(body.Level, body.Target);
        if (WhyNot(body.Level, target) is { } why)
            return Invalid("target", why);
        if (
            body.Level == HoldLevel.Commitment
            && !await db.Set<CommitmentRow>()
                .AnyAsync(row => row.Id == Guid.Parse(target) && row.AskerId == caller.PersonId, cancellation)
        )
            return Invalid("target", Say("You have no such commitment."));

        var row = new HoldRow
        {
            TenantId = caller.TenantId,
            Id = Guid.CreateVersion7(),
            Level = body.Level,
            Target = target,
            Reason = reason,
            From = now,
            Until = body.Until,
            SetBy = caller.Name,
            SetById = caller.PersonId,
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/holds/{row.Id}", View(row, caller));
    }

    /// <summary>Ends a hold now; what waited for its end is decided anew.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> End(
        Guid id,
        Caller caller,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        var row = await db.Set<HoldRow>().SingleOrDefaultAsync(row => row.Id == id && row.Until > now, cancellation);
        if (row is null)
            return TypedResults.Problem(Say("No such hold stands."), statusCode: StatusCodes.Status404NotFound);
        if (row.SetById != caller.PersonId && !caller.IsLead)
            return TypedResults.Problem(
                Say("{0} set this hold; ask them or a lead to end it.", row.SetBy),
                statusCode: StatusCodes.Status403Forbidden
            );

        var end = row.Until;
        (row.Until, row.EndedBy) = (now, caller.Name);
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        // What waited for the end is looked at some minutes before it; looking once too often does no harm.
        await db.Set<CommitmentRow>()
            .Where(commitment => commitment.NextLookAt > now && commitment.NextLookAt <= end)
            .ExecuteUpdateAsync(set => set.SetProperty(commitment => commitment.NextLookAt, now), cancellation);
        await db.Set<OutboxRow>()
            .Where(mail => mail.DueAt == end)
            .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.DueAt, now), cancellation);
        await all.CommitAsync(cancellation);
        return TypedResults.NoContent();
    }

    private static HoldView View(HoldRow row, Caller caller) =>
        new(
            row.Id,
            row.Level,
            row.Target,
            row.Reason,
            row.From,
            row.Until,
            row.SetBy,
            caller.IsLead || row.SetById == caller.PersonId
        );

    private static string Normalised(HoldLevel level, string target) =>
        level is HoldLevel.Country or HoldLevel.Region
            ? target.Trim().ToUpperInvariant()
            : target.Trim().ToLowerInvariant();

    private static string? WhyNot(HoldLevel level, string target) =>
        level switch
        {
            HoldLevel.Commitment => Guid.TryParse(target, out _) ? null : Say("Name the commitment by its id."),
            HoldLevel.Contact => target.Length <= 254 && target.Split('@') is [{ Length: > 0 }, { Length: > 0 }]
                ? null
                : Say("Name the contact by the address, such as 'maria.santos@bayani.example'."),
            HoldLevel.Partner => MailDomain.WhyNot(target),
            HoldLevel.Country => Holidays.Knows(target, null)
                ? null
                : Say("'{0}' is no country; write its two letters, such as 'PH'.", target),
            HoldLevel.Region => target.Split('-', 2) is [var country, var region] && Holidays.Knows(country, region)
                ? null
                : Say("'{0}' is no region; write country and region, such as 'IN-MH'.", target),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>Gathers what was heard of contacts lately: as much as was sent and received lately, however many contacts there are.</summary>
public sealed class HoldDesk(CommitmentsDb db)
{
    public async Task<IReadOnlyList<SignOfLife>> SignsOfLifeAsync(Instant now, CancellationToken cancellation)
    {
        var since = now - HoldProposals.Lately;
        var followedUp = await db.Set<ContactDayRow>()
            .Where(day => day.TakenAt > since && day.TakenAt <= now)
            .GroupBy(day => day.ContactId)
            .Select(days => new { Contact = days.Key, At = days.Min(day => day.TakenAt) })
            .ToDictionaryAsync(day => day.Contact, day => day.At, cancellation);
        if (followedUp.Count < HoldProposals.FewestSilent)
            return [];

        var monthAgo = now - HoldProposals.Before;
        var heard = await db.Set<ThreadMailRow>()
            .Where(mail => mail.SentAt > monthAgo && mail.FollowUpKey == null)
            .GroupBy(mail => mail.From)
            .Select(mails => new { Address = mails.Key, At = mails.Max(mail => mail.SentAt) })
            .ToDictionaryAsync(mail => mail.Address, mail => mail.At, cancellation);
        var contacts = await db.Set<ContactRow>()
            .AsNoTracking()
            .Where(contact => heard.Keys.Contains(contact.Address))
            .ToListAsync(cancellation);
        var partners = await db.Set<PartnerRow>().AsNoTracking().ToDictionaryAsync(row => row.Id, cancellation);
        return
        [
            .. contacts.Select(contact =>
            {
                var (country, region) = Addressee.PlaceOf(
                    ContactCalendars.Of(contact, partners[contact.PartnerId], null)
                );
                return new SignOfLife(
                    new Addressee(
                        null,
                        null,
                        null,
                        contact.Address,
                        partners[contact.PartnerId].Domain,
                        country,
                        region
                    ),
                    contact.Name,
                    followedUp.TryGetValue(contact.Id, out var asked) ? asked : null,
                    heard[contact.Address]
                );
            }),
        ];
    }
}
