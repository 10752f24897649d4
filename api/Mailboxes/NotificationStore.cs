using System.Data.Common;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore.Storage;

namespace MailCommitments.Mailboxes;

/// <summary>Stores notifications durably, those that come while others are being written together with the next ones.</summary>
/// <remarks>
/// A commit waits for the disk, and a database takes one writer at a time: what waits shares one commit, so that the hundredth
/// notification of a burst does not wait for ninety-nine of them.
/// </remarks>
public sealed class NotificationStore(IServiceScopeFactory scopes)
{
    private readonly Lock gate = new();
    private List<Waiting> waiting = [];
    private bool isWriting;

    /// <summary>Returns when the notifications are stored and their mailboxes marked; a repetition changes nothing.</summary>
    /// <exception cref="DbException">They are not stored.</exception>
    public Task StoreAsync(IReadOnlyList<NotificationRow> rows)
    {
        if (rows.Count == 0)
            return Task.CompletedTask;
        var mine = new Waiting(rows);
        lock (gate)
        {
            waiting.Add(mine);
            if (isWriting)
                return mine.Stored.Task;
            isWriting = true;
        }
        _ = Task.Run(WriteAllAsync);
        return mine.Stored.Task;
    }

    private async Task WriteAllAsync()
    {
        while (Next() is { } together)
        {
            try
            {
                await WriteAsync([.. together.SelectMany(each => each.Rows)]);
                foreach (var each in together)
                    each.Stored.SetResult();
            }
            catch (Exception failed)
            {
                // everybody who waits for it is told
                foreach (var each in together)
                    each.Stored.SetException(failed);
            }
        }
    }

    private List<Waiting>? Next()
    {
        lock (gate)
        {
            var together = waiting;
            isWriting = together.Count > 0;
            waiting = [];
            return isWriting ? together : null;
        }
    }

    private async Task WriteAsync(List<NotificationRow> rows)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        await using var all = await db.Database.BeginTransactionAsync();
        var told = new HashSet<MailboxOwner>();
        await using (
            var insert = new Statement(
                all,
                """
                INSERT INTO "Notifications" ("TenantId", "PersonId", "Key", "MessageId", "ReceivedAt")
                VALUES (@p0, @p1, @p2, @p3, @p4)
                ON CONFLICT DO NOTHING
                """
            )
        )
        {
            foreach (var row in rows)
            {
                var stored = await insert.RunAsync(
                    row.TenantId,
                    row.PersonId,
                    row.Key,
                    row.MessageId,
                    row.ReceivedAt.ToDateTimeUtc()
                );
                if (stored > 0)
                    told.Add(new(row.TenantId, row.PersonId));
            }
        }
        // the look into the inbox finds out in which folders the mail lies
        await using (
            var mark = new Statement(
                all,
                """
                UPDATE "TrackedFolders" SET "Notified" = "Notified" + 1
                WHERE "TenantId" = @p0 AND "PersonId" = @p1 AND "Folder" = @p2
                """
            )
        )
        {
            // always in one order, so that two instances never wait for each other
            foreach (var owner in told.OrderBy(owner => owner.TenantId).ThenBy(owner => owner.PersonId))
                await mark.RunAsync(owner.TenantId, owner.PersonId, MailFolders.Inbox);
        }
        await all.CommitAsync();
    }

    private sealed record Waiting(IReadOnlyList<NotificationRow> Rows)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One statement for many rows: the database reads it once.</summary>
    private sealed class Statement : IAsyncDisposable
    {
        private readonly DbCommand command;

        public Statement(IDbContextTransaction within, string text)
        {
            var transaction = within.GetDbTransaction();
            command = (
                transaction.Connection ?? throw new InvalidOperationException("Closed already.")
            ).CreateCommand();
            command.Transaction = transaction;
            command.CommandText = text;
        }

        /// <returns>How many rows it touched.</returns>
        public Task<int> RunAsync(params object[] values)
        {
            while (command.Parameters.Count < values.Length)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{command.Parameters.Count}";
                command.Parameters.Add(parameter);
            }
            for (var at = 0; at < values.Length; at++)
                command.Parameters[at].Value = values[at];
            return command.ExecuteNonQueryAsync();
        }

        public ValueTask DisposeAsync() => command.DisposeAsync();
    }
}
