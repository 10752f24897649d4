using System.Globalization;
using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>Shows a caller their queue, and does what they want with a mail of it.</summary>
public sealed class FollowUpDesk(
    CommitmentsDb db,
    CommitmentBook book,
    FollowUpQueue queue,
    Outbox outbox,
    Askers askers,
    MailSignal signal,
    TimeProvider time
)
{
    /// <summary>Of each contact the mail that comes next; later ones follow from it and can still change.</summary>
    public async Task<IReadOnlyList<FollowUpView>> QueueAsync(Caller caller, CancellationToken cancellation)
    {
        var contacts = await db.Set<CommitmentRow>()
            .Where(row => row.AskerId == caller.PersonId && !row.IsClosed)
            .Select(row => row.ContactId)
            .Distinct()
            .ToListAsync(cancellation);
        var now = time.GetCurrentInstant();
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        var mails = (await queue.ToAsync(contacts, cancellation)).Where(queued => queued.Asker == caller.PersonId);
        var shown = new HashSet<Guid>();
        return
        [
            .. mails
                // A commitment's second mail depends on what becomes of its first.
                .Where(queued => queued.Mail.Asks.Count(ask => shown.Add(ask.Commitment)) == queued.Mail.Asks.Count)
                .Select(queued => FollowUpViews.Of(queued, BanOn(queued, now), now, viewer))
                .OrderBy(view => view.State != QueueState.AwaitingApproval)
                .ThenBy(view => view.Moment.At),
        ];
    }

    /// <summary>Does something with a mail that the caller has seen as it is; who has seen an older one is told.</summary>
    public async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> ActAsync(
        string key,
        int version,
        Caller caller,
        Func<QueuedMail, Task<Results<NoContent, ValidationProblem, ProblemHttpResult>>> act,
        CancellationToken cancellation
    )
    {
        if (await LeadAsync(key, caller, cancellation) is not { } lead)
            return TypedResults.Problem(Say("You have no such mail."), statusCode: StatusCodes.Status404NotFound);

        var queued = (await queue.ToAsync([lead.ContactId], cancellation)).FirstOrDefault(one => one.Key == key);
        if (queued is null || queued.Version != version)
            return Changed();
        if (queued.State == QueueState.Sending)
            return Conflict(Say("This mail is being sent at this moment and cannot be held back any more."));

        try
        {
            await using var all = await db.Database.BeginTransactionAsync(cancellation);
            var result = await act(queued);
            if (result.Result is NoContent)
            {
                await db.SaveChangesAsync(cancellation);
                await all.CommitAsync(cancellation);
                signal.Raise();
            }
            return result;
        }
        catch (DbUpdateException)
        {
            return Changed();
        }
    }

    /// <summary>The mail does not go out. The policy goes on with its next step; the ladder is not climbed until somebody approves it.</summary>
    public Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> StopAsync(
        QueuedMail queued,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        return TakeBackAsync(
            queued,
            queued.Mail.Step is LadderStep(_, var level)
                ? new CommitmentEvent.EscalationDecided(now, level, false, caller.Name, null)
                : new CommitmentEvent.FollowUpStopped(now, queued.Mail.Step.Kind),
            cancellation
        );
    }

    /// <summary>The mail does not go out; what happened instead is written down for every request in it.</summary>
    public async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> TakeBackAsync(
        QueuedMail queued,
        CommitmentEvent happened,
        CancellationToken cancellation
    )
    {
        foreach (var known in await CasesOfAsync(queued, cancellation))
            book.Append(known, happened);
        if (queued.Row is { } row)
        {
            row.State = OutboxState.Dropped;
            row.Text = null;
            row.Version++;
            await outbox.GiveBackDayAsync(row, cancellation);
        }
        return TypedResults.NoContent();
    }

    public async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> EditAsync(
        QueuedMail queued,
        string text,
        CancellationToken cancellation
    )
    {
        if (WhyNot(queued, text) is { } why)
            return Invalid("text", why);
        if (await RowOfAsync(queued, cancellation) is not { } row)
            return DayIsTaken();

        row.Text = text.Trim();
        row.Version++;
        return TypedResults.NoContent();
    }

    public async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> ApproveAsync(
        QueuedMail queued,
        string text,
        CancellationToken cancellation
    )
    {
        if (queued.Row is not { State: OutboxState.AwaitingApproval } row)
            return Conflict(Say("This mail does not wait for an approval; it leaves by itself."));
        if (WhyNot(queued, text) is { } why)
            return Invalid("text", why);

        row.Text = text.Trim();
        row.State = OutboxState.Decided;
        row.LeavesAt = Instant.Max(row.LeavesAt, time.GetCurrentInstant());
        row.DueAt = row.LeavesAt;
        row.Version++;
        return TypedResults.NoContent();
    }

    public async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> SendNowAsync(
        QueuedMail queued,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        if (queued.Row?.State == OutboxState.AwaitingApproval)
            return Conflict(Say("This contact is marked sensitive: approve the text first, and it goes."));
        if (BanOn(queued, now) is { } ban)
        {
            return Conflict(
                FollowUpViews.WhyNotNow(
                    ban,
                    queued.Mail.Asks[0].Subject,
                    await askers.ZoneOfAsync(caller, cancellation)
                )
            );
        }
        if (
            await RowOfAsync(queued with { Mail = queued.Mail with { LeavesAt = now } }, cancellation) is not { } row
            || row.State == OutboxState.Decided
                && !await outbox.TakeDayAsync(row, queued.Mail.Asks[0].Subject.Calendar.Calendar, now, cancellation)
        )
            return DayIsTaken();

        row.IsWished = true;
        row.LeavesAt = now;
        row.DueAt = now;
        row.Version++;
        return TypedResults.NoContent();
    }

    /// <summary>The mail's row in the outbox; one that was only planned is put there, for the instant at which it was planned.</summary>
    private async Task<OutboxRow?> RowOfAsync(QueuedMail queued, CancellationToken cancellation)
    {
        if (queued.Row is { } row)
            return row;

        var cases = await CasesOfAsync(queued, cancellation);
        foreach (var known in cases)
            known.Row.NextLookAt = null;
        var mails = await outbox.KnownAsync([queued.Contact], [queued.Key], cancellation);
        return await outbox.PutAsync(queued.Mail, cases[0], [.. mails[queued.Contact]], cancellation);
    }

    private static string? WhyNot(QueuedMail queued, string text) =>
        OwnWords.WhyNot(
            text,
            FollowUpLetters.Of(queued.Mail.Asks, queued.Mail.Step).Letter.Text,
            FollowUpLetters.DatesOf(queued.Mail.Asks)
        );

    /// <summary>What stands against sending this mail now.</summary>
    private static Ban? BanOn(QueuedMail queued, Instant now) =>
        queued
            .Mail.Asks.Select(ask => queued.Row is { } row ? ask.WithoutSending(row.LeavesAt) : ask)
            .Select(ask => ask.BanAt(queued.Mail.Step, now))
            .OfType<Ban>()
            .MaxBy(ban => ban.Until);

    /// <summary>The commitment that a key names, if it is the caller's.</summary>
    private async Task<CommitmentRow?> LeadAsync(string key, Caller caller, CancellationToken cancellation) =>
        key.Split('.') is [var id, var events, ..]
        && Guid.TryParseExact(id, "N", out var commitment)
        && int.TryParse(events, CultureInfo.InvariantCulture, out _)
            ? await db.Set<CommitmentRow>()
                .SingleOrDefaultAsync(row => row.Id == commitment && row.AskerId == caller.PersonId, cancellation)
            : null;

    private async Task<List<CommitmentCase>> CasesOfAsync(QueuedMail queued, CancellationToken cancellation)
    {
        var places = queued.Mail.Asks.Select(ask => ask.Commitment).ToList();
        var cases = await book.WhereAsync(rows => rows.Where(row => places.Contains(row.Id)), cancellation);
        return [.. cases.OrderBy(known => places.IndexOf(known.Row.Id))];
    }

    private static ProblemHttpResult Changed() =>
        Conflict(Say("This mail has changed or has left meanwhile. Look at it again, then repeat what you wanted."));

    private static ProblemHttpResult DayIsTaken() =>
        Conflict(
            Say("This contact gets another mail from your organisation that day. Postpone this one to another day.")
        );

    private static ProblemHttpResult Conflict(string why) =>
        TypedResults.Problem(why, statusCode: StatusCodes.Status409Conflict);
}
