using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MailCommitments.Storage;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteCommitmentsDb --output-dir Storage/Sqlite</c>.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteCommitmentsDb>
{
    public SqliteCommitmentsDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqliteCommitmentsDb>().UseSqlite("Data Source=:memory:").Options,
            new TenantScope()
        );
}

/// <summary>For <c>dotnet ef migrations add NAME --context PostgresCommitmentsDb --output-dir Storage/Postgres</c>.</summary>
public sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresCommitmentsDb>
{
    public PostgresCommitmentsDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<PostgresCommitmentsDb>().UseNpgsql("Host=localhost").Options,
            new TenantScope()
        );
}
