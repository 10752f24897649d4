using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Responsiveness;

/// <summary>What a lead sees: figures with intervals, and the commitments behind each.</summary>
public static class ReportEndpoints
{
    private const int PageSize = 50;

    private static string Caveat =>
        Say(
            "Time to first response: from asking to the first mail of a person; automatic replies do not count, and requests still waiting count as waiting."
        )
        + " "
        + Say("Mail is not the only channel, and being measured changes behaviour.");

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports").RequireAuthorization(SignIn.Lead).WithTags("Reports");
        reports.MapGet("/contacts", Contacts);
        reports.MapGet("/contacts/{id:guid}", Contact);
        reports.MapGet("/commitments", Behind);
        reports.MapGet("/commitments/{id:guid}", One);
        reports.MapGet("/groups", Groups);
        reports.MapGet("/partners/{id:guid}/comparison", Compare);
    }

    private static async Task<Ok<ContactsReport>> Contacts(
        CommitmentBook book,
        TimeProvider time,
        CancellationToken cancellation,
        Named<Clock>? clock = null
    )
    {
        var counted = clock?.Value ?? Clock.Working;
        var now = time.GetCurrentInstant();
        var all = await AllAsync(book, now, cancellation);
        return TypedResults.Ok(
            new ContactsReport(
                counted,
                now,
                [
                    .. all.GroupBy(one => one.Case.Partner)
                        .OrderBy(partner => partner.Key.Name, StringComparer.OrdinalIgnoreCase)
                        .Select(partner => new PartnerFigures(
                            partner.Key.Id,
                            partner.Key.Name,
                            [
                                .. partner
                                    .GroupBy(one => one.Case.Contact)
                                    .OrderBy(contact => contact.Key.Name, StringComparer.OrdinalIgnoreCase)
                                    .Select(contact => FiguresOf([.. contact], counted, now)),
                            ],
                            ContactFigures.Of(partner.Key.Id, partner.Key.Name, null, null, [.. partner], counted, now)
                        )),
                ],
                Caveat
            )
        );
    }

    private static async Task<Results<Ok<ContactReport>, ProblemHttpResult>> Contact(
        Guid id,
        CommitmentBook book,
        TimeProvider time,
        CancellationToken cancellation,
        Named<Clock>? clock = null
    )
    {
        var counted = clock?.Value ?? Clock.Working;
        var now = time.GetCurrentInstant();
        var theirs = (await book.WhereAsync(rows => rows.Where(row => row.ContactId == id), cancellation)).ConvertAll(
            known => ReportedCommitment.Of(known, now)
        );
        if (theirs.Count == 0)
            return TypedResults.Problem(Say("There is no such contact."), statusCode: StatusCodes.Status404NotFound);

        var curve = KaplanMeier.Estimate([.. theirs.Where(one => one.WasAsked).Select(one => one.Time(counted))]);
        var partner = theirs[0].Case.Partner;
        return TypedResults.Ok(
            new ContactReport(
                FiguresOf(theirs, counted, now),
                partner.Id,
                partner.Name,
                counted,
                Curves.Answered(curve),
                Caveat
            )
        );
    }

    /// <summary>The commitments behind a figure, the latest first.</summary>
    private static async Task<Results<Ok<Page<ReportRow>>, ProblemHttpResult>> Behind(
        CommitmentBook book,
        Caller caller,
        Askers askers,
        TimeProvider time,
        CancellationToken cancellation,
        Guid? contact = null,
        Guid? partner = null,
        bool? answered = null,
        bool? overdue = null,
        bool? slipped = null,
        bool? open = null,
        bool? onTime = null,
        string? after = null
    )
    {
        if (!Cursor.TryRead(after, out var skip))
            return Cursor.Unreadable();

        var now = time.GetCurrentInstant();
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        var rows = (await AllAsync(book, now, cancellation))
            .Where(one =>
                (contact is null || one.Case.Contact.Id == contact)
                && (partner is null || one.Case.Partner.Id == partner)
                && (answered is null || (one.WasAsked && one.AnsweredAt is not null == answered))
                && (open is null || !one.Commitment.IsClosed == open)
                && (overdue is null || one.IsOverdueAt(now) == overdue)
                && (slipped is null || one.Slips.Count > 0 == slipped)
                && (onTime is null || one.IsOnTime == onTime)
            )
            .OrderByDescending(one => one.Commitment.AskedAt)
            .ThenBy(one => one.Case.Row.Id)
            .Skip(skip)
            .Take(PageSize + 1)
            .ToList();
        return TypedResults.Ok(
            new Page<ReportRow>(
                [.. rows.Take(PageSize).Select(one => RowOf(one, now, viewer))],
                rows.Count > PageSize ? Cursor.Write(skip + PageSize) : null
            )
        );
    }

    private static async Task<Results<Ok<CommitmentDetail>, ProblemHttpResult>> One(
        Guid id,
        Caller caller,
        CommitmentBook book,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        await book.FindAsync(id, cancellation) is { } known
            ? TypedResults.Ok(await desk.DetailAsync(known, caller, cancellation))
            : TypedResults.Problem(Say("There is no such commitment."), statusCode: StatusCodes.Status404NotFound);

    private static async Task<Ok<Page<GroupView>>> Groups(
        CommitmentBook book,
        CancellationToken cancellation,
        Named<GroupedBy>? by = null
    )
    {
        var grouped = by?.Value ?? GroupedBy.Team;
        var cases = await book.AllAsync(cancellation);
        return TypedResults.Ok(
            new Page<GroupView>(
                [
                    .. cases
                        .Select(known => known.Asker)
                        .DistinctBy(asker => asker.Id)
                        .GroupBy(asker => GroupOf(asker, grouped))
                        .Where(group => group.Key.Length > 0)
                        .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                        .Select(group => new GroupView(
                            group.Key,
                            group.Count() < PrivacyRules.Organisational.LeastPeople ? null : group.Count()
                        )),
                ],
                null
            )
        );
    }

    private static async Task<Results<Ok<ComparisonView>, ValidationProblem, ProblemHttpResult>> Compare(
        Guid id,
        string first,
        string second,
        CommitmentBook book,
        TimeProvider time,
        CancellationToken cancellation,
        Named<GroupedBy>? by = null,
        Named<Clock>? clock = null
    )
    {
        if (first == second)
        {
            return Invalid("second", Say("Choose two different groups."));
        }

        var (grouped, counted) = (by?.Value ?? GroupedBy.Team, clock?.Value ?? Clock.Working);
        var now = time.GetCurrentInstant();
        var atPartner = (await AllAsync(book, now, cancellation)).Where(one => one.Case.Partner.Id == id).ToList();
        if (atPartner.Count == 0)
            return TypedResults.Problem(Say("There is no such partner."), statusCode: StatusCodes.Status404NotFound);

        var comparison = GroupComparison.Compare(
            [
                .. atPartner
                    .Where(one => one.WasAsked)
                    .Select(one => new GroupedResponse(
                        one.Case.Asker.Id.ToString("N"),
                        GroupOf(one.Case.Asker, grouped),
                        one.Case.Contact.Id.ToString("N"),
                        one.Time(counted)
                    )),
            ],
            first,
            second
        );
        return TypedResults.Ok(
            ComparisonWords.Of(comparison, atPartner[0].Case.Partner.Name, grouped, counted, Caveat)
        );
    }

    private static async Task<List<ReportedCommitment>> AllAsync(
        CommitmentBook book,
        Instant now,
        CancellationToken cancellation
    ) => (await book.AllAsync(cancellation)).ConvertAll(known => ReportedCommitment.Of(known, now));

    private static ContactFigures FiguresOf(IReadOnlyCollection<ReportedCommitment> theirs, Clock clock, Instant now)
    {
        var known = theirs.First().Case;
        return ContactFigures.Of(
            known.Contact.Id,
            known.Contact.Name,
            known.Contact.Address,
            known.Calendar.Calendar.Zone.Id,
            theirs,
            clock,
            now
        );
    }

    private static ReportRow RowOf(ReportedCommitment one, Instant now, DateTimeZone viewer) =>
        new(
            one.Case.Row.Id,
            one.Case.Request.Subject,
            new MailAddress(one.Case.Asker.Name, one.Case.Asker.Address),
            new MailAddress(one.Case.Contact.Name, one.Case.Contact.Address),
            one.Commitment.AskedAt,
            one.Commitment.Deadline,
            one.Commitment.AgreedDate,
            one.AnsweredAt,
            one.WorkingHours,
            one.ClockHours,
            one.State,
            Standing.InWords(one.Commitment, one.Case.Calendar.Calendar, viewer, now),
            one.Commitment.LastAnswer?.ReadFrom
        );

    private static string GroupOf(AskerRow asker, GroupedBy by) =>
        (by == GroupedBy.Team ? asker.Team : asker.Site) ?? "";
}
