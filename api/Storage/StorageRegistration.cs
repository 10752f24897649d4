using System.Data.Common;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace MailCommitments.Storage;

/// <summary>Where everything is kept: PostgreSQL when the connection string names a host, else a SQLite file.</summary>
/// <param name="ConnectionString"><c>Host=…</c> or <c>Data Source=…</c>.</param>
/// <param name="WaitsForDisk">
/// Every commit waits until the disk has it. Without that a SQLite database survives a crash of the process just as well, and
/// may lose its last commits, never its consistency, when the machine loses power.
/// </param>
public sealed record Database(string ConnectionString, bool WaitsForDisk = true)
{
    public const string Setting = "Database";
    public const string WaitsForDiskSetting = "Sqlite:WaitsForDisk";

    public bool IsPostgres => ConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder of the SQLite file, which may not exist yet; null on PostgreSQL.</summary>
    public string? SqliteFolder =>
        IsPostgres
            ? null
            : Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(ConnectionString).DataSource));

    public static Database Of(IConfiguration configuration) =>
        new(
            configuration.GetConnectionString(Setting) ?? "Data Source=mailcommitments.db",
            configuration.GetValue(WaitsForDiskSetting, defaultValue: true)
        );
}

public static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, Database database)
    {
        services.AddSingleton(database);
        services.AddScoped<TenantScope>();
        if (database.IsPostgres)
        {
            services.AddDbContext<PostgresCommitmentsDb>(options => options.UseNpgsql(database.ConnectionString));
            services.AddScoped<CommitmentsDb>(provider => provider.GetRequiredService<PostgresCommitmentsDb>());
        }
        else
        {
            services.AddDbContext<SqliteCommitmentsDb>(options =>
            {
                options.UseSqlite(database.ConnectionString);
                // SQLite changes a column by building the table anew, and leaves foreign keys to themselves meanwhile.
                options.ConfigureWarnings(warnings =>
                    warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning)
                );
                if (!database.WaitsForDisk)
                    options.AddInterceptors(LeavesDiskToItself.Instance);
            });
            services.AddScoped<CommitmentsDb>(provider => provider.GetRequiredService<SqliteCommitmentsDb>());
        }
        services.AddDataProtection().SetApplicationName("MailCommitments");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeysInDatabase>();
        return services;
    }

    /// <summary>Brings the database to this version's schema. Before the host starts: keys are read at its start.</summary>
    public static async Task MigrateAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        if (services.GetRequiredService<Database>().SqliteFolder is { } folder)
            Directory.CreateDirectory(folder);
        await db.Database.MigrateAsync(cancellation);
        // Without statistics SQLite reads all rows of a tenant by index where it should look up a few by their keys.
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA analysis_limit = 400; ANALYZE;", cancellation);
    }

    /// <summary>In write-ahead mode commits need not wait for the disk to stay consistent. https://sqlite.org/pragma.html#pragma_synchronous</summary>
    private sealed class LeavesDiskToItself : DbConnectionInterceptor
    {
        public static readonly LeavesDiskToItself Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            Set(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = NORMAL";
            command.ExecuteNonQuery();
        }
    }

    private sealed class KeysInDatabase(IServiceScopeFactory scopes) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options) => options.XmlRepository = new KeyRepository(scopes);
    }

    /// <summary>Keys lie in the database, so that every instance reads what another one has encrypted.</summary>
    private sealed class KeyRepository(IServiceScopeFactory scopes) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var scope = scopes.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
            return
            [
                .. db.Set<ProtectionKeyRow>()
                    .AsNoTracking()
                    .Select(row => row.Xml)
                    .AsEnumerable()
                    .Select(XElement.Parse),
            ];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var scope = scopes.CreateScope();
            var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
            db.Add(new ProtectionKeyRow { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
            db.SaveChanges();
        }
    }
}
