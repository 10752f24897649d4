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
