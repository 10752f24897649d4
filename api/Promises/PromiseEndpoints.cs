using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;
using Answer = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<MailCommitments.Promises.PromiseView>,
    Microsoft.AspNetCore.Http.HttpResults.ValidationProblem,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult
>;

namespace MailCommitments.Promises;

/// <param name="MessageId">The mail in which the caller promised it, or was asked for it.</param>
/// <param name="What">A sentence of the mail, or words of the caller's own.</param>
/// <param name="To">Address of the one it is owed to, among the mail's people; null for the only other one, or for several.</param>
public sealed record PromiseBody(string MessageId, string What, DeadlineBody Due, string? To = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record KeptBody(string? Note = null, int? Seen = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record PromiseDateBody(Instant Date, string? Reason = null, int? Seen = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record DroppedBody(string? Reason = null, int? Seen = null);

/// <param name="Seen">How many events the caller has seen: when there are more by now, nothing is done. Null skips that check.</param>
public sealed record NotYetKeptBody(int? Seen = null);

/// <summary>What the caller owes others: theirs to keep and to see. Nobody is followed up, and no report counts it.</summary>
public static class PromiseEndpoints
{
    private const int PageSize = 50;

    public static void MapPromises(this IEndpointRouteBuilder routes)
    {
        var promises = routes.MapGroup("/api/promises").RequireAuthorization().WithTags("Promises");
        promises.MapGet("/", Owed);
        promises.MapPost("/", Keep);
        promises.MapPost("/{id:guid}/kept", Kept);
        promises.MapPost("/{id:guid}/not-yet", NotYet);
        promises.MapPost("/{id:guid}/date", Move);
        promises.MapPost("/{id:guid}/dropped", Drop);
        promises.MapPost("/{id:guid}/undo", Undo);
    }

    /// <summary>What the caller owes, the soonest first; with a conversation, what they owe or owed in it.</summary>
    private static async Task<Results<Ok<Page<PromiseView>>, ProblemHttpResult>> Owed(
        Caller caller,
        PromiseBook book,
        Askers askers,
        TimeProvider time,
        CancellationToken cancellation,
        string? conversationId = null,
        Named<Openness>? state = null,
        string? after = null
    )
    {
        if (!Cursor.TryRead(after, out var skip))
            return Cursor.Unreadable();
        if (await askers.FindAsync(caller, cancellation) is not { } owner)
            return TypedResults.Ok(new Page<PromiseView>([], null));

        var wanted = state?.Value ?? (conversationId is null ? Openness.Open : Openness.All);
        var now = time.GetCurrentInstant();
        var known = await book.WhereAsync(
            rows =>
                rows.Where(row =>
                    row.OwnerId == caller.PersonId
                    && (conversationId == null || row.ConversationId == conversationId)
                    && (wanted == Openness.All || row.IsOpen == (wanted == Openness.Open))
                ),
            cancellation
        );
        var ordered = known
            .OrderBy(one => one.Promise.InDoubt is null)
            .ThenBy(one => one.Promise.Due)
            .ThenBy(one => one.Row.Id)
            .Skip(skip)
            .Take(PageSize + 1)
            .ToList();
        return TypedResults.Ok(
            new Page<PromiseView>(
                [.. ordered.Take(PageSize).Select(one => PromiseViews.Of(one, owner, now))],
                ordered.Count > PageSize ? Cursor.Write(skip + PageSize) : null
            )
        );
    }

    private static async Task<Results<Created<PromiseView>, ValidationProblem, ProblemHttpResult>> Keep(
        PromiseBody body,
        Caller caller,
        IMailboxes mailboxes,
        Askers askers,
        PromiseDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var mailbox = await mailboxes.OfCallerAsync(cancellation);
        var owner = await askers.EnsureAsync(caller, mailbox, cancellation);
        var now = time.GetCurrentInstant();
        var what = body.What.Trim();
        if (what.Length is 0 or > Tagging.LongestAsk)
            return Invalid("what", Say("Say in up to {0} characters what you will do.", Tagging.LongestAsk));
        var (due, problem) = body.Due.ReadOn(owner.WorkingCalendar, now);
        if (due is not { } date)
            return Invalid("due", problem ?? Say("Say by when, such as 'Friday 5 pm', or pick a date."));
        if (Acts.WhyNotDate(date, owner.WorkingCalendar.Zone, now) is { } why)
            return Invalid("due", why);
        if (await mailbox.FindAsync(body.MessageId, cancellation) is not { } message)
            return RequestEndpoints.NotThere();
        if (message.IsDraft)
            return Invalid("messageId", Say("This mail is still a draft; send it first, then keep what it promises."));
        var others = Tagging.MayOwe(message, owner.Addresses);
        var to =
            body.To is { } named
                ? others.FirstOrDefault(person =>
                    person.Address.Equals(named.Trim(), StringComparison.OrdinalIgnoreCase)
                )
            : others is [var only] ? only
            : null;
        if (body.To is not null && to is null)
            return Invalid("to", Say("{0} is not in this mail; choose among its people.", body.To));

        var known = await desk.KeepAsync(owner, mailbox, message, what, to, date, cancellation);
        return TypedResults.Created($"/api/promises/{known.Row.Id}", PromiseViews.Of(known, owner, now));
    }

    private static Task<Answer> Kept(
        Guid id,
        KeptBody body,
        Caller caller,
        PromiseDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, _, now) => PromiseActs.Keep(events, body.Note, now),
            cancellation
        );

    private static Task<Answer> NotYet(
        Guid id,
        NotYetKeptBody body,
        Caller caller,
        PromiseDesk desk,
        CancellationToken cancellation
    ) => desk.ActAsync(id, body.Seen, caller, (events, _, now) => PromiseActs.NotYet(events, now), cancellation);

    private static Task<Answer> Move(
        Guid id,
        PromiseDateBody body,
        Caller caller,
        PromiseDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, yours, now) => PromiseActs.Move(events, body.Date, body.Reason, yours, now),
            cancellation
        );

    private static Task<Answer> Drop(
        Guid id,
        DroppedBody body,
        Caller caller,
        PromiseDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, _, now) => PromiseActs.Drop(events, body.Reason, now),
            cancellation
        );

    private static Task<Answer> Undo(
        Guid id,
        UndoBody body,
        Caller caller,
        PromiseDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            id,
            body.Seen,
            caller,
            (events, _, now) => PromiseActs.Undo(events, body.Event, now),
            cancellation
        );

    internal static ProblemHttpResult NotYours() =>
        TypedResults.Problem(Say("You have no such promise."), statusCode: StatusCodes.Status404NotFound);
}
