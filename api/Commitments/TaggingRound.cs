using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>Takes up what tagging left because a mailbox was away: wishes not yet read, requests not yet settled.</summary>
public sealed class TaggingRound(IServiceScopeFactory scopes, TimeProvider time, ILogger<TaggingRound> log)
    : IDueWork,
        IDisposable
{
    private static readonly Duration FirstPause = Duration.FromMinutes(1);
    private static readonly Duration LongestPause = Duration.FromHours(1);

    private readonly OneAtATime oneAtATime = new();

    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        var wish = await scopes.AcrossTenantsAsync<PendingTagRow, Instant?>(rows =>
            rows.MinAsync(row => row.DueAt, cancellation)
        );
        var settle = await scopes.AcrossTenantsAsync<RequestRow, Instant?>(rows =>
            rows.MinAsync(row => row.SettleAt, cancellation)
        );
        return wish is { } one && settle is { } other ? Instant.Min(one, other) : wish ?? settle;
    }

    public Task RunAsync(CancellationToken cancellation) =>
        oneAtATime.RunAsync(() => RunOnceAsync(cancellation), cancellation);

    public void Dispose() => oneAtATime.Dispose();

    private async Task RunOnceAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var wishes = await scopes.AcrossTenantsAsync<PendingTagRow, List<DueRow<Guid>>>(rows =>
            rows.Where(row => row.DueAt <= now)
                .Select(row => new DueRow<Guid>(row.TenantId, row.Id))
                .ToListAsync(cancellation)
        );
        await scopes.EachAsync(
            wishes,
            (services, id) => TakeUpAsync(services, id, now, cancellation),
            (db, id) =>
                db.Set<PendingTagRow>()
                    .Where(row => row.Id == id)
                    .ExecuteUpdateAsync(row => row.SetProperty(wish => wish.DueAt, now + LongestPause), cancellation),
            log
        );

        var unsettled = await scopes.AcrossTenantsAsync<RequestRow, List<DueRow<Guid>>>(rows =>
            rows.Where(row => row.SettleAt <= now)
                .Select(row => new DueRow<Guid>(row.TenantId, row.Id))
                .ToListAsync(cancellation)
        );
        await scopes.EachAsync(
            unsettled,
            (services, id) => SettleAsync(services, id, now, cancellation),
            (db, id) =>
                db.Set<RequestRow>()
                    .Where(row => row.Id == id)
                    .ExecuteUpdateAsync(
                        row => row.SetProperty(request => request.SettleAt, now + LongestPause),
                        cancellation
                    ),
            log
        );
    }

    private static async Task TakeUpAsync(
        IServiceProvider services,
        Guid id,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var wish = await db.Set<PendingTagRow>().SingleAsync(row => row.Id == id, cancellation);
        var asker = await db.Set<AskerRow>().SingleAsync(row => row.Id == wish.AskerId, cancellation);
        try
        {
            var result = await services
                .GetRequiredService<TagDesk>()
                .TagAsync(
                    asker,
                    services.GetRequiredService<IMailboxes>().Of(asker.Owner),
                    wish.MessageId,
                    new TagWish(wish.Ask, wish.Contacts, wish.Deadline, "as you chose it", wish.Priority),
                    // A deadline that was still to come when it was wished is taken, however long Microsoft 365 was away.
                    wish.WishedAt,
                    cancellation
                );
            wish.DueAt = null;
            wish.Refusal = result switch
            {
                TagResult.Refused(_, var why) => why,
                TagResult.NotThere => "This mail was no longer in your mailbox when Microsoft 365 answered again.",
                _ => null,
            };
            if (wish.Refusal is null)
                db.Remove(wish);
        }
        catch (MailboxAway away)
        {
            Postpone(wish, now, away.RetryAfter);
        }
        catch (MailboxNeedsSignIn)
        {
            Postpone(wish, now, LongestPause);
        }
        await db.SaveChangesAsync(cancellation);
    }

    private static async Task SettleAsync(
        IServiceProvider services,
        Guid id,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var request = await db.Set<RequestRow>().SingleAsync(row => row.Id == id, cancellation);
        var asker = await db.Set<AskerRow>().SingleAsync(row => row.Id == request.AskerId, cancellation);
        try
        {
            await services
                .GetRequiredService<TagDesk>()
                .SettleAsync(asker, request, services.GetRequiredService<IMailboxes>().Of(asker.Owner), cancellation);
        }
        catch (MailboxNeedsSignIn)
        {
            request.SettleAt = now + LongestPause;
            await db.SaveChangesAsync(cancellation);
        }
    }

    private static void Postpone(PendingTagRow wish, Instant now, Duration? retryAfter)
    {
        wish.DueAt =
            now + (retryAfter ?? Duration.Min(FirstPause * Math.Pow(2, Math.Min(wish.Tries, 10)), LongestPause));
        wish.Tries++;
    }
}
