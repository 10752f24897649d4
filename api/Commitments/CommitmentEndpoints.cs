using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<MailCommitments.Commitments.CommitmentDetail>,
    Microsoft.AspNetCore.Http.HttpResults.ValidationProblem,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult
>;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Commitments.CommitmentEvent>;

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
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record CorrectionBody(int Event, ReplyKind Kind, Instant? Date = null, int? Seen = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record AnsweredElsewhereBody(string? Note = null, int? Seen = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record WithdrawalBody(string? Reason = null, int? Seen = null);

/// <param name="Until">No follow-up goes out before then.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record SnoozeBody(Instant Until, string? Reason = null, int? Seen = null);

/// <param name="Event">Number of the event in which the contact named the date.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record AcceptanceBody(int Event, int? Seen = null);

/// <param name="Event">Number of the event in which the contact named the date.</param>
/// <param name="Instead">The date that is to count; without it the one before comes back.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record RefusalBody(int Event, Instant? Instead = null, string? Reason = null, int? Seen = null);

/// <param name="Date">The date that was agreed another way; earlier or later than before.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record DateBody(Instant Date, string? Reason = null, int? Seen = null);

/// <param name="Date">By when it is owed now; without it the last agreed date counts on.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record ReopeningBody(Instant? Date = null, string? Reason = null, int? Seen = null);

/// <param name="Event">Number of what the caller said and takes back.</param>
/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record UndoBody(int Event, int? Seen = null);

/// <summary>The Waiting-for list, and what a person can say about one commitment.</summary>
public static class CommitmentEndpoints
{
    private const int PageSize = 50;

    public static void MapCommitments(this IEndpointRouteBuilder routes)
    {
        var commitments = routes.MapGroup("/api/commitments").RequireAuthorization().WithTags("Commitments");
        commitments.MapGet("/", Waiting);
        commitments.MapGet("/{id:guid}", Read);
        commitments.MapPost("/{id:guid}/corrections", Correct);
        commitments.MapPost("/{id:guid}/answered-elsewhere", AnsweredElsewhere);
        commitments.MapPost("/{id:guid}/withdrawal", Withdraw);
        commitments.MapPost("/{id:guid}/snooze", Snooze);
        commitments.MapPost("/{id:guid}/acceptance", Accept);
        commitments.MapPost("/{id:guid}/refusal", Refuse);
        commitments.MapPost("/{id:guid}/date", SetDate);
        commitments.MapPost("/{id:guid}/reopening", Reopen);
        commitments.MapPost("/{id:guid}/undo", Undo);
        routes.MapWaiting();
    }

    /// <summary>The caller's commitments, the most urgent first.</summary>
    private static async Task<Results<Ok<Page<CommitmentView>>, ProblemHttpResult>> Waiting(
        Caller caller,
        CommitmentBook book,
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
        var goingOut = await followUps.AroundAsync(ordered, cancellation);
        return TypedResults.Ok(
            new Page<CommitmentView>(
                [.. ordered.Take(PageSize).Select(known => CommitmentViews.Of(known, goingOut, now, viewer))],
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

    private static Task<Answer> Correct(
        Guid id,
        CorrectionBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, _, now) => Acts.Correct(events, body.Event, body.Kind, body.Date, now),
            cancellation
        );

    private static Task<Answer> AnsweredElsewhere(
        Guid id,
        AnsweredElsewhereBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, _, now) => Acts.AnswerElsewhere(events, body.Note, now),
            cancellation
        );

    private static Task<Answer> Withdraw(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(id, body.Seen, caller, (events, _, now) => Acts.Withdraw(events, body.Reason, now), cancellation);

    private static Task<Answer> Snooze(
        Guid id,
        SnoozeBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, yours, now) => Acts.Snooze(events, body.Until, body.Reason, yours, now),
            cancellation
        );

    private static Task<Answer> Accept(
        Guid id,
        AcceptanceBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) => desk.ActAsync(id, body.Seen, caller, (events, _, now) => Acts.Accept(events, body.Event, now), cancellation);

    private static Task<Answer> Refuse(
        Guid id,
        RefusalBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, yours, now) => Acts.Refuse(events, body.Event, body.Instead, body.Reason, yours, now),
            cancellation
        );

    private static Task<Answer> SetDate(
        Guid id,
        DateBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, yours, now) => Acts.SetDate(events, body.Date, body.Reason, yours, now),
            cancellation
        );

    private static Task<Answer> Reopen(
        Guid id,
        ReopeningBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, yours, now) => Acts.Reopen(events, body.Date, body.Reason, yours, now),
            cancellation
        );

    private static Task<Answer> Undo(
        Guid id,
        UndoBody body,
        Caller caller,
        CommitmentDesk desk,
        CancellationToken cancellation
    ) => desk.ActAsync(id, body.Seen, caller, (events, _, now) => Acts.Undo(events, body.Event, now), cancellation);

    internal static ProblemHttpResult NotYours() =>
        TypedResults.Problem(Say("You have no such commitment."), statusCode: StatusCodes.Status404NotFound);
}

/// <summary>Finds the caller's commitments and writes down what they say about them.</summary>
public sealed class CommitmentDesk(
    CommitmentsDb db,
    CommitmentBook book,
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
            await followUps.AroundAsync([known], cancellation),
            time.GetCurrentInstant(),
            await askers.ZoneOfAsync(caller, cancellation)
        );

    /// <summary>Writes down what the caller says, when it fits how their commitment stands.</summary>
    /// <param name="seen">How many events they have seen; null when they do not say.</param>
    /// <param name="decide">Given the events, the caller's zone and the instant.</param>
    public async Task<Answer> ActAsync(
        Guid id,
        int? seen,
        Caller caller,
        Func<IReadOnlyList<CommitmentEvent>, DateTimeZone, Instant, Outcome> decide,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(id, caller, cancellation) is not { } known)
            return CommitmentEndpoints.NotYours();

        var zone = await askers.ZoneOfAsync(caller, cancellation);
        var events = known.Happened;
        if (seen is { } count && count != events.Count)
            return HasMovedOn(events.Skip(Math.Max(0, count)).Select(happened => HistoryWords.InWords(happened, zone)));

        switch (decide(events, zone, time.GetCurrentInstant()))
        {
            case Outcome.Done(var happened):
                return await RecordAsync(known, happened, caller, cancellation);
            case Outcome.Refused(var field, var why):
                return Invalid(field, why);
            case Outcome.DoesNotFit(var why):
                return TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<Answer> RecordAsync(
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
            return HasMovedOn([]);
        }
        return TypedResults.Ok(await DetailAsync(known, caller, cancellation));
    }

    /// <summary>Somebody or something was faster than what the caller said.</summary>
    internal static ProblemHttpResult HasMovedOn(IEnumerable<string> happened) =>
        TypedResults.Problem(
            Say(
                "{0}: that happened since you looked. Look at it again, then repeat this if you still want it.",
                string.Join("; ", happened.DefaultIfEmpty(Say("Something else")))
            ),
            title: Say("This commitment has moved on."),
            statusCode: StatusCodes.Status409Conflict
        );
}
