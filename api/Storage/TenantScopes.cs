using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Storage;

/// <summary>How rounds work: they look for what is due across tenants, and then work inside one tenant at a time.</summary>
public static class TenantScopes
{
    /// <summary>Does the work in a scope of its own that sees this tenant's rows only.</summary>
    public static async Task InTenantAsync(
        this IServiceScopeFactory scopes,
        Guid tenant,
        Func<IServiceProvider, Task> work
    )
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().TenantId = tenant;
        await work(scope.ServiceProvider);
    }

    /// <summary>Works on what is due: one that fails holds up none of the others, and is put off, not tried every minute for ever.</summary>
    public static async Task EachAsync<TId>(
        this IServiceScopeFactory scopes,
        IEnumerable<DueRow<TId>> due,
        Func<IServiceProvider, TId, Task> work,
        Func<CommitmentsDb, TId, Task> putOff,
        ILogger log
    )
    {
        foreach (var (tenant, id) in due)
        {
            try
            {
                await scopes.InTenantAsync(tenant, services => work(services, id));
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.LogError("Work on {Id} failed with {Failure}; it is tried again.", id, failed.GetType().Name);
                await scopes.InTenantAsync(
                    tenant,
                    services => putOff(services.GetRequiredService<CommitmentsDb>(), id)
                );
            }
        }
    }

    /// <summary>Asks a question about the rows of every tenant; only ids and instants may leave it.</summary>
    public static async Task<T> AcrossTenantsAsync<TRow, T>(
        this IServiceScopeFactory scopes,
        Func<IQueryable<TRow>, Task<T>> ask
    )
        where TRow : class
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ask(
            scope.ServiceProvider.GetRequiredService<CommitmentsDb>().Set<TRow>().IgnoreQueryFilters().AsNoTracking()
        );
    }
}

/// <summary>A row to work on, found across tenants.</summary>
public sealed record DueRow<TId>(Guid Tenant, TId Id);
