using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Promises;

/// <summary>Brings Outlook's flags in line with what became of promises.</summary>
public sealed class PromiseRound(IServiceScopeFactory scopes, TimeProvider time, ILogger<PromiseRound> log)
    : IDueWork,
        IDisposable
{
    private static readonly Duration LongPause = Duration.FromHours(1);

    private readonly OneAtATime oneAtATime = new();

    public Task<Instant?> NextDueAsync(CancellationToken cancellation) =>
        scopes.AcrossTenantsAsync<OwnPromiseRow, Instant?>(rows => rows.MinAsync(row => row.SettleAt, cancellation));

    public Task RunAsync(CancellationToken cancellation) =>
        oneAtATime.RunAsync(() => RunOnceAsync(cancellation), cancellation);

    public void Dispose() => oneAtATime.Dispose();

    private async Task RunOnceAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await scopes.AcrossTenantsAsync<OwnPromiseRow, List<DueRow<Guid>>>(rows =>
            rows.Where(row => row.SettleAt <= now)
                .Select(row => new DueRow<Guid>(row.TenantId, row.Id))
                .ToListAsync(cancellation)
        );
        await scopes.EachAsync(
            due,
            (services, id) => SettleAsync(services, id, now, cancellation),
            (db, id) =>
                db.Set<OwnPromiseRow>()
                    .Where(row => row.Id == id)
                    .ExecuteUpdateAsync(
                        row => row.SetProperty(promise => promise.SettleAt, now + LongPause),
                        cancellation
                    ),
            log
        );
    }

    private static async Task SettleAsync(
        IServiceProvider services,
        Guid id,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var known = (
            await services
                .GetRequiredService<PromiseBook>()
                .WhereAsync(rows => rows.Where(row => row.Id == id), cancellation)
        ).Single();
        var owner = await db.Set<AskerRow>().SingleAsync(row => row.Id == known.Row.OwnerId, cancellation);
        try
        {
            await services
                .GetRequiredService<PromiseDesk>()
                .SettleAsync(owner, known, services.GetRequiredService<IMailboxes>().Of(owner.Owner), cancellation);
        }
        catch (MailboxNeedsSignIn)
        {
            known.Row.SettleAt = now + LongPause;
            await db.SaveChangesAsync(cancellation);
        }
    }
}
