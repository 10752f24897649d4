using MailCommitments.Commitments;
using MailCommitments.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <param name="Version">As it was shown.</param>
public sealed record SeenBody(int Version);

/// <inheritdoc cref="SeenBody"/>
/// <param name="Until">No follow-up to these requests goes out before.</param>
public sealed record PostponeBody(int Version, Instant Until);

/// <inheritdoc cref="SeenBody"/>
/// <param name="Text">The whole mail, as it is to go out.</param>
public sealed record TextBody(int Version, string Text);

/// <summary>What goes out next for the caller, and their control of it.</summary>
public static class FollowUpEndpoints
{
    private const int PageSize = 50;

    public static void MapFollowUps(this IEndpointRouteBuilder routes)
    {
        var followUps = routes.MapGroup("/api/follow-ups").RequireAuthorization().WithTags("Follow-ups");
        followUps.MapGet("/", Queue);
        followUps.MapPost("/{key}/stop", Stop);
        followUps.MapPost("/{key}/postpone", Postpone);
        followUps.MapPut("/{key}/text", Edit);
        followUps.MapPost("/{key}/approve", Approve);
        followUps.MapPost("/{key}/send-now", SendNow);
    }

    /// <summary>The caller's mails, what waits for their approval first, then the next one to leave.</summary>
    private static async Task<Results<Ok<Page<FollowUpView>>, ProblemHttpResult>> Queue(
        Caller caller,
        FollowUpDesk desk,
        CancellationToken cancellation,
        string? after = null
    )
    {
        if (!Cursor.TryRead(after, out var skip))
            return Cursor.Unreadable();

        var mails = (await desk.QueueAsync(caller, cancellation)).Skip(skip).Take(PageSize + 1).ToList();
        return TypedResults.Ok(
            new Page<FollowUpView>(
                [.. mails.Take(PageSize)],
                mails.Count > PageSize ? Cursor.Write(skip + PageSize) : null
            )
        );
    }

    /// <summary>This mail does not go out; the policy goes on with its next step. To stop a mail of the ladder is to decide against its level.</summary>
    private static Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Stop(
        string key,
        SeenBody body,
        Caller caller,
        FollowUpDesk desk,
        CancellationToken cancellation
    ) => desk.ActAsync(key, body.Version, caller, queued => desk.StopAsync(queued, caller, cancellation), cancellation);

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Postpone(
        string key,
        PostponeBody body,
        Caller caller,
        FollowUpDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        if (body.Until <= now)
            return Invalid("until", Say("That moment has passed; choose a later one."));
        if (body.Until > now + Tagging.FurthestAhead)
            return Invalid("until", Say("That lies very far ahead; choose a date within ten years."));
        return await desk.ActAsync(
            key,
            body.Version,
            caller,
            queued => desk.TakeBackAsync(queued, new CommitmentEvent.FollowUpPostponed(now, body.Until), cancellation),
            cancellation
        );
    }

    /// <summary>From now on the mail has the caller's own words, and goes out with them when it is time.</summary>
    private static Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Edit(
        string key,
        TextBody body,
        Caller caller,
        FollowUpDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            key,
            body.Version,
            caller,
            queued => desk.EditAsync(queued, body.Text, cancellation),
            cancellation
        );

    /// <summary>The caller has read this text to a sensitive contact, and it goes out as it is.</summary>
    private static Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> Approve(
        string key,
        TextBody body,
        Caller caller,
        FollowUpDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            key,
            body.Version,
            caller,
            queued => desk.ApproveAsync(queued, body.Text, cancellation),
            cancellation
        );

    /// <summary>The mail goes at once and not when the policy would have it; what may never happen still never happens.</summary>
    private static Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SendNow(
        string key,
        SeenBody body,
        Caller caller,
        FollowUpDesk desk,
        CancellationToken cancellation
    ) =>
        desk.ActAsync(
            key,
            body.Version,
            caller,
            queued => desk.SendNowAsync(queued, caller, cancellation),
            cancellation
        );
}
