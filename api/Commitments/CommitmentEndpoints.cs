using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>Which commitments a list shows.</summary>
public enum Openness
{
    Open,
    Closed,
    All,
}

/// <param name="Event">Number of the event that was misread, or whose meaning was asked for.</param>
/// <param name="Date">For a promise or for more time; the end of the contact's working day is meant by a date without time.</param>
public sealed record CorrectionBody(int Event, ReplyKind Kind, Instant? Date = null);

public sealed record AnsweredElsewhereBody(string? Note = null);

public sealed record WithdrawalBody(string? Reason = null);

/// <summary>The Waiting-for list, and what a person can say about one commitment.</summary>
public static class CommitmentEndpoints
{
    private const int PageSize = 50;

    /// <summary>Longest note or reason, in characters.</summary>
    private const int LongestNote = 500;

    public static void MapCommitments(this IEndpointRouteBuilder routes)
    {
        var commitments = routes.MapGroup("/api/commitments").RequireAuthorization().WithTags("Commitments");
        commitments.MapGet("/", Waiting);
        commitments.MapGet("/{id:guid}", Read);
        commitments.MapPost("/{id:guid}/corrections", Correct);
        commitments.MapPost("/{id:guid}/answered-elsewhere", AnsweredElsewhere);
        commitments.MapPost("/{id:guid}/withdrawal", Withdraw);
        routes.MapWaiting();
    }

    /// <summary>The caller's commitments, the most urgent first.</summary>
    private static async Task<Results<Ok<Page<CommitmentView>>, ProblemHttpResult>> Waiting(
        Caller caller,
        CommitmentBook book,
        CircumstancesBook circumstances,
        FollowUpQueue followUps,
        Askers askers,
        TimeProvider time,
        CancellationToken cancellation,
        Named<Openness>? state = null,
        string? after = null
    )
    {
        if (!Cursor.TryRead(after, out var skip))
            return Cursor.Unreadable();

        var wanted = state?.Value ?? Openness.Open;
        var now = time.GetCurrentInstant();
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        var cases = await book.WhereAsync(
            rows =>
                rows.Where(row =>
                    row.AskerId == caller.PersonId
                    && (wanted == Openness.All || row.IsClosed == (wanted == Openness.Closed))
                ),
            cancellation
        );
        var ordered = cases
            .Select(known => (Case: known, known.Commitment))
            .OrderBy(known => known.Commitment.OpenQuestion is null)
            .ThenBy(known => known.Commitment.AgreedDate)
            .ThenBy(known => known.Case.Row.Id)
            .Select(known => known.Case)
            .Skip(skip)
            .Take(PageSize + 1)
            .ToList();
        var around = await circumstances.AroundAsync(ordered, cancellation);
        var queue = await followUps.ToAsync([.. ordered.Select(known => known.Contact.Id).Distinct()], cancellation);
        return TypedResults.Ok(
            new Page<CommitmentView>(
                [.. ordered.Take(PageSize).Select(known => CommitmentViews.Of(known, around, queue, now, viewer))],
                ordered.Count > PageSize ? Cursor.Write(skip + PageSize) : null
            )
        );
    }

    private static async Task<Results<Ok<CommitmentDetail>, ProblemHttpResult>> Read(
        Guid id,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        await desk.FindAsync(id, caller, cancellation) is { } known
            ? TypedResults.Ok(await desk.DetailAsync(known, caller, cancellation))
            : NotYours();

    private static async Task<Results<Ok<CommitmentDetail>, ValidationProblem, ProblemHttpResult>> Correct(
        Guid id,
        CorrectionBody body,
        Caller caller,
        CommitmentDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (await desk.FindAsync(id, caller, cancellation) is not { } known)
            return NotYours();
        if (
            body.Event < 0
            || body.Event >= known.Events.Count
            || known.Events[body.Event].Event is not { ReadFrom: { } evidence } misread
        )
            return Invalid("event", $"Event {body.Event} is not a reply that was read; name one from the history.");
        if (body.Date is { } date && date <= misread.At)
            return Invalid("date", "The date lies before the reply itself; choose a later one.");
        if (body.Date > misread.At + Tagging.FurthestAhead)
            return Invalid("date", "The date lies very far ahead; choose one within ten years.");

        var dated = body.Kind is ReplyKind.Promise or ReplyKind.MoreTime ? body.Date : null;
        var instead = CommitmentEvent.Of(
            body.Kind,
            misread.At,
            dated,
            evidence with
            {
                Source = "you",
                Confidence = 1,
            }
        );
        return await desk.RecordAsync(
            known,
            new CommitmentEvent.Corrected(time.GetCurrentInstant(), body.Event, instead),
            caller,
            cancellation
        );
    }

    private static async Task<Results<Ok<CommitmentDetail>, ValidationProblem, ProblemHttpResult>> AnsweredElsewhere(
        Guid id,
        AnsweredElsewhereBody body,
        Caller caller,
        CommitmentDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (body.Note?.Length > LongestNote)
            return Invalid("note", $"Keep the note within {LongestNote} characters.");
        return await desk.FindAsync(id, caller, cancellation) is not { } known ? NotYours()
            : known.Row.IsClosed ? AlreadyClosed()
            : await desk.RecordAsync(
                known,
                new CommitmentEvent.AnsweredElsewhere(time.GetCurrentInstant(), body.Note),
                caller,
                cancellation
            );
    }

    private static async Task<Results<Ok<CommitmentDetail>, ValidationProblem, ProblemHttpResult>> Withdraw(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CommitmentDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (body.Reason?.Length > LongestNote)
            return Invalid("reason", $"Keep the reason within {LongestNote} characters.");
        return await desk.FindAsync(id, caller, cancellation) is not { } known ? NotYours()
            : known.Row.IsClosed ? AlreadyClosed()
            : await desk.RecordAsync(
                known,
                new CommitmentEvent.Withdrawn(time.GetCurrentInstant(), body.Reason),
                caller,
                cancellation
            );
    }

    private static ProblemHttpResult NotYours() =>
        TypedResults.Problem("You have no such commitment.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult AlreadyClosed() =>
        TypedResults.Problem(
            "This commitment is closed already; correct a reading in its history to open it again.",
            statusCode: StatusCodes.Status409Conflict
        );

    private static ValidationProblem Invalid(string field, string why) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] }, detail: why);
}

/// <summary>Finds the caller's commitments and writes down what they say about them.</summary>
public sealed class CommitmentDesk(
    CommitmentsDb db,
    CommitmentBook book,
    CircumstancesBook circumstances,
    FollowUpQueue followUps,
    Askers askers,
    TimeProvider time
)
{
    /// <summary>Another person's commitment is simply not found.</summary>
    public async Task<CommitmentCase?> FindAsync(Guid id, Caller caller, CancellationToken cancellation) =>
        (
            await book.WhereAsync(
                rows => rows.Where(row => row.Id == id && row.AskerId == caller.PersonId),
                cancellation
            )
        ).SingleOrDefault();

    public async Task<CommitmentDetail> DetailAsync(
        CommitmentCase known,
        Caller caller,
        CancellationToken cancellation
    ) =>
        CommitmentViews.DetailOf(
            known,
            await circumstances.AroundAsync([known], cancellation),
            await followUps.ToAsync([known.Contact.Id], cancellation),
            time.GetCurrentInstant(),
            await askers.ZoneOfAsync(caller, cancellation)
        );

    public async Task<Results<Ok<CommitmentDetail>, ValidationProblem, ProblemHttpResult>> RecordAsync(
        CommitmentCase known,
        CommitmentEvent happened,
        Caller caller,
        CancellationToken cancellation
    )
    {
        book.Append(known, happened);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            return TypedResults.Problem(
                "Something else happened to this commitment just now. Look at it again, then repeat this.",
                statusCode: StatusCodes.Status409Conflict
            );
        }
        return TypedResults.Ok(await DetailAsync(known, caller, cancellation));
    }
}
