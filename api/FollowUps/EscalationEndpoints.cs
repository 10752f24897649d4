using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using Microsoft.AspNetCore.Http.HttpResults;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <param name="Level">The level that was looked at: one that has changed since is not approved by mistake.</param>
public sealed record EscalationBody(int Level, bool Approve, string? Reason = null);

public sealed record AcknowledgementBody(int Level);

/// <summary>Where a commitment stands on its ladder, and the exact mails of the next level.</summary>
/// <param name="Level">The one reached; 0 for none.</param>
/// <param name="Next">Null when there is no further level.</param>
/// <param name="Approver">Whose yes it needs.</param>
/// <param name="YoursToDecide">You may approve or refuse the next level now.</param>
/// <param name="Why">What happens now, in words.</param>
/// <param name="Mails">What goes out when it is approved now and nobody answers, in order.</param>
public sealed record EscalationView(
    Guid Commitment,
    string Subject,
    string Ask,
    MailAddress Contact,
    MailAddress Asker,
    string Partner,
    int Level,
    bool IsAcknowledged,
    int? Next,
    LadderLevel? People,
    Approver? Approver,
    bool YoursToDecide,
    string Why,
    IReadOnlyList<PlannedFollowUpView> Mails
);

/// <param name="Waiting">The next level needs a yes.</param>
/// <param name="Standing">At level 2 or above, the highest first.</param>
public sealed record EscalationsView(IReadOnlyList<EscalationView> Waiting, IReadOnlyList<EscalationView> Standing);

/// <summary>The ladder in use: what waits for approval, what stands high, and what people say about it.</summary>
public static class EscalationEndpoints
{
    /// <summary>In characters.</summary>
    private const int LongestReason = 500;

    public static void MapEscalations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/escalations", All).RequireAuthorization().WithTags("Ladders");
        var one = routes.MapGroup("/api/commitments/{id:guid}/escalation").RequireAuthorization().WithTags("Ladders");
        one.MapGet("/", Read);
        one.MapPost("/decision", Decide);
        one.MapPost("/acknowledgement", Acknowledge);
    }

    /// <summary>The caller's; a lead sees everybody's.</summary>
    private static async Task<Ok<EscalationsView>> All(EscalationDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.AllAsync(cancellation));

    private static async Task<Results<Ok<EscalationView>, ProblemHttpResult>> Read(
        Guid id,
        EscalationDesk desk,
        CancellationToken cancellation
    ) =>
        await desk.FindAsync(id, cancellation) is { } known
            ? TypedResults.Ok(await desk.ViewAsync(known, cancellation))
            : CommitmentEndpoints.NotYours();

    /// <summary>A person approves the next level, or decides against it.</summary>
    private static async Task<Results<Ok<EscalationView>, ValidationProblem, ProblemHttpResult>> Decide(
        Guid id,
        EscalationBody body,
        EscalationDesk desk,
        CancellationToken cancellation
    )
    {
        if (body.Reason?.Length > LongestReason)
            return Invalid("reason", Say("Keep this within {0} characters.", LongestReason));
        if (await desk.FindAsync(id, cancellation) is not { } known)
            return CommitmentEndpoints.NotYours();
        var seen = await desk.ViewAsync(known, cancellation);
        if (seen.Next != body.Level)
            return Conflict(Say("Level {0} is not the next one any more; look again.", body.Level));
        if (!seen.YoursToDecide)
            return Conflict(seen.Why);
        return await desk.RecordAsync(
            known,
            (now, by) => new CommitmentEvent.EscalationDecided(now, body.Level, body.Approve, by, body.Reason),
            cancellation
        );
    }

    /// <summary>Somebody of the level reached has taken it up.</summary>
    private static async Task<Results<Ok<EscalationView>, ValidationProblem, ProblemHttpResult>> Acknowledge(
        Guid id,
        AcknowledgementBody body,
        EscalationDesk desk,
        CancellationToken cancellation
    )
    {
        if (await desk.FindAsync(id, cancellation) is not { } known)
            return CommitmentEndpoints.NotYours();
        return known.Commitment.Escalation.Level == body.Level && body.Level > 0
            ? await desk.RecordAsync(
                known,
                (now, by) => new CommitmentEvent.EscalationAcknowledged(now, body.Level, by),
                cancellation
            )
            : Conflict(Say("It does not stand at level {0}; look again.", body.Level));
    }

    private static ProblemHttpResult Conflict(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict);
}
