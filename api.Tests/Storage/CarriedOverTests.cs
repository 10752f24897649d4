using MailCommitments.FollowUps;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace MailCommitments.Tests.Storage;

/// <summary>What an older version has stored is there after a migration.</summary>
public sealed class CarriedOverTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Guid Tenant = Guid.NewGuid();

    [Fact]
    public async Task On_SQLite_a_mail_with_one_ask_goes_on_as_a_mail_for_several()
    {
        var file = Path.Combine(Path.GetTempPath(), $"carried-{Guid.NewGuid():N}.db");
        try
        {
            await using var db = new SqliteCommitmentsDb(
                new DbContextOptionsBuilder<SqliteCommitmentsDb>()
                    .UseSqlite($"Data Source={file};Pooling=False")
                    .ConfigureWarnings(warnings =>
                        warnings.Ignore(
                            Microsoft
                                .EntityFrameworkCore
                                .Diagnostics
                                .RelationalEventId
                                .NonTransactionalMigrationOperationWarning
                        )
                    )
                    .Options,
                new TenantScope { TenantId = Tenant }
            );
            await IsCarriedOverAsync(db);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task On_PostgreSQL_a_mail_with_one_ask_goes_on_as_a_mail_for_several()
    {
        await using var db = new PostgresCommitmentsDb(
            new DbContextOptionsBuilder<PostgresCommitmentsDb>().UseNpgsql(server.NewDatabase()).Options,
            new TenantScope { TenantId = Tenant }
        );
        await IsCarriedOverAsync(db);
    }

    private static async Task IsCarriedOverAsync(CommitmentsDb db)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("HoldsKnowWhoSetThem", cancellation);
        var (commitment, due) = (Guid.NewGuid(), Some.Tuesday(10));
        foreach (var (key, state) in new[] { ("waits", "Decided"), ("left", "Sent") })
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Outbox" ("TenantId", "Key", "AskerId", "CommitmentId", "ContactId", "State", "DecidedAt", "DueAt", "Tries", "Kind")
                VALUES ({Tenant}, {key}, {Guid.NewGuid()}, {commitment}, {Guid.NewGuid()}, {state}, {due.ToDateTimeUtc()}, {due.ToDateTimeUtc()}, 1, 'Chaser')
                """,
                cancellation
            );
        }

        await migrator.MigrateAsync(cancellationToken: cancellation);

        var rows = await db.Set<OutboxRow>()
            .Include(row => row.Items)
            .OrderBy(row => row.Key)
            .ToListAsync(cancellation);
        Assert.Equal(
            [("left", OutboxState.Sent), ("waits", OutboxState.Decided)],
            rows.Select(row => (row.Key, row.State))
        );
        Assert.All(
            rows,
            row =>
            {
                Assert.Equal((due, due, 1), (row.LeavesAt, row.DueAt, row.Tries));
                Assert.Equal(new PolicyStep(MailCommitments.Commitments.FollowUpKind.Chaser, 0), row.Step);
                Assert.Equal((commitment, 0), Assert.Single(row.Items.Select(item => (item.CommitmentId, item.Place))));
            }
        );
    }
}
