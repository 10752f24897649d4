using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Tests.Storage;

/// <summary>When one of these fails, run <c>dotnet ef migrations add</c> as the design-time factories say.</summary>
public class MigrationsTests
{
    [Fact]
    public void The_SQLite_migrations_make_the_tables_of_the_model()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void The_PostgreSQL_migrations_make_the_tables_of_the_model()
    {
        using var db = new PostgresDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges());
    }
}
