using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Promises;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>Reads the folders in which something changed, and those that have been silent for long.</summary>
/// <remarks>How far a folder has been read is saved with what was read in it: a crash reads again, and finds it known.</remarks>
public sealed class ReplyRound(IServiceScopeFactory scopes, ILogger<ReplyRound> log) : IDueWork, IDisposable
{
    private const int AtOnce = 50;

    private readonly OneAtATime oneAtATime = new();

    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CatchUp>().NextDueAsync(cancellation);
    }

    public Task RunAsync(CancellationToken cancellation) =>
        oneAtATime.RunAsync(
            async () =>
            {
                var setAside = new HashSet<TrackedFolder>();
                while (await ReadDueAsync(setAside, cancellation)) { }
            },
            cancellation
        );

    public void Dispose() => oneAtATime.Dispose();

    /// <param name="setAside">What could not be read in this round; it stays due and leaves the way free for the others.</param>
    /// <returns>False when nothing else was due.</returns>
    private async Task<bool> ReadDueAsync(HashSet<TrackedFolder> setAside, CancellationToken cancellation)
    {
        List<TrackedFolder> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var first = await scope
                .ServiceProvider.GetRequiredService<CatchUp>()
                .DueAsync(AtOnce + setAside.Count, cancellation);
            due = [.. first.Except(setAside)];
        }
        foreach (var folder in due)
        {
            var isRead = false;
            try
            {
                await scopes.InTenantAsync(
                    folder.Owner.TenantId,
                    async services => isRead = await ReadAsync(services, folder, cancellation)
                );
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The outer edge: a folder that fails must not hold up the others; it stays due.
                log.LogError(
                    "Reading {Folder} of {Person} failed with {Failure}; it is tried again.",
                    folder.Folder,
                    folder.Owner.PersonId,
                    failed.GetType().Name
                );
            }
            if (!isRead)
                setAside.Add(folder);
        }
        return due.Count > 0;
    }

    /// <returns>False when what is due there waits: the mailbox is away, or another reader was faster.</returns>
    private static async Task<bool> ReadAsync(
        IServiceProvider services,
        TrackedFolder folder,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        try
        {
            var changes = await services.GetRequiredService<CatchUp>().ReadAsync(folder, cancellation);
            var asker = await db.Set<AskerRow>().SingleAsync(row => row.Id == folder.Owner.PersonId, cancellation);
            await services.GetRequiredService<ThreadReading>().ReadAsync(asker, changes.Messages, cancellation);
            await services.GetRequiredService<PromiseReading>().ReadAsync(asker, changes.Messages, cancellation);
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (Exception away) when (away is MailboxAway or MailboxNeedsSignIn)
        {
            // Recorded with the mailbox, which falls due again by itself or when its owner comes back.
            return false;
        }
        catch (DbUpdateConcurrencyException)
        {
            // What the other one read is saved, and the folder is looked at again if anything is left.
            return false;
        }
    }
}
