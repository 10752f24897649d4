using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;

namespace MailCommitments.Storage;

/// <summary>A row that belongs to one tenant and is never seen from another.</summary>
public interface ITenantRow
{
    Guid TenantId { get; }
}

/// <summary>Whose rows a unit of work sees: set from the caller's token, or by a round for the work at hand.</summary>
public sealed class TenantScope
{
    public Guid? TenantId { get; set; }
}

/// <summary>All that is stored. Each feature maps its own rows in an <see cref="IEntityTypeConfiguration{T}"/> beside them.</summary>
/// <remarks>
/// Without a tenant in scope nothing is seen; work that looks across tenants says so with <c>IgnoreQueryFilters</c>.
/// SQLite and PostgreSQL have one model and a migration set each.
/// </remarks>
public abstract class CommitmentsDb(DbContextOptions options, TenantScope scope) : DbContext(options)
{
    /// <summary>The tenant whose rows are seen; the empty id sees none.</summary>
    public Guid CurrentTenant => scope.TenantId ?? Guid.Empty;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CommitmentsDb).Assembly);
        foreach (
            var entity in modelBuilder.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantRow)))
        )
        {
            var row = Expression.Parameter(entity.ClrType);
            var ofThisTenant = Expression.Equal(
                Expression.Property(row, nameof(ITenantRow.TenantId)),
                Expression.Property(Expression.Constant(this, typeof(CommitmentsDb)), nameof(CurrentTenant))
            );
            entity.SetQueryFilter(Expression.Lambda(ofThisTenant, row));
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Instant>().HaveConversion<InstantAsUtc>();
        configurationBuilder.Properties<LocalDate>().HaveConversion<LocalDateAsDateOnly>();
    }

    /// <remarks>PostgreSQL keeps microseconds: truncating here keeps both databases equal.</remarks>
    private sealed class InstantAsUtc()
        : ValueConverter<Instant, DateTime>(
            instant => Truncated(instant).ToDateTimeUtc(),
            stored => Instant.FromDateTimeUtc(DateTime.SpecifyKind(stored, DateTimeKind.Utc))
        )
    {
        private static Instant Truncated(Instant instant) =>
            Instant.FromUnixTimeTicks(
                instant.ToUnixTimeTicks() / NodaConstants.TicksPerMillisecond * NodaConstants.TicksPerMillisecond
            );
    }

    private sealed class LocalDateAsDateOnly()
        : ValueConverter<LocalDate, DateOnly>(date => date.ToDateOnly(), stored => LocalDate.FromDateOnly(stored));
}

/// <inheritdoc/>
public sealed class SqliteCommitmentsDb(DbContextOptions<SqliteCommitmentsDb> options, TenantScope scope)
    : CommitmentsDb(options, scope);

/// <inheritdoc/>
public sealed class PostgresCommitmentsDb(DbContextOptions<PostgresCommitmentsDb> options, TenantScope scope)
    : CommitmentsDb(options, scope);
