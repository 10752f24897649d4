using MailCommitments.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Identity.Client;
using NodaTime;

namespace MailCommitments.Identity;

/// <summary>One person's kept session: refresh and access tokens, encrypted.</summary>
public sealed class TokenCacheRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>The session's key, <c>{tid}:{oid}</c>.</summary>
    public required string Key { get; init; }

    public required byte[] Sealed { get; set; }

    public Instant ChangedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TokenCacheRow>
    {
        public void Configure(EntityTypeBuilder<TokenCacheRow> builder)
        {
            builder.ToTable("TokenCache").HasKey(row => new { row.TenantId, row.Key });
            builder.Property(row => row.Key).HasMaxLength(200);
        }
    }
}

/// <summary>Keeps MSAL's sessions in the database, so that work without the person goes on after a restart and on any instance.</summary>
public sealed class TokenCache(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector protector = protection.CreateProtector("MailCommitments.TokenCache.v1");

    /// <summary>Connects the sessions of one tenant's people.</summary>
    public void Connect(ITokenCache cache, Guid tenant)
    {
        cache.SetBeforeAccessAsync(async access =>
            access.TokenCache.DeserializeMsalV3(
                await LoadAsync(tenant, access.SuggestedCacheKey, access.CancellationToken),
                shouldClearExistingCache: true
            )
        );
        cache.SetAfterAccessAsync(async access =>
        {
            if (!access.HasStateChanged)
                return;
            if (access.HasTokens)
                await SaveAsync(
                    tenant,
                    access.SuggestedCacheKey,
                    access.TokenCache.SerializeMsalV3(),
                    access.CancellationToken
                );
            else
                await RemoveAsync(tenant, access.SuggestedCacheKey, access.CancellationToken);
        });
    }

    private async Task<byte[]?> LoadAsync(Guid tenant, string key, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateTenantScope(tenant);
        var kept = await Rows(scope)
            .Where(row => row.Key == key)
            .Select(row => row.Sealed)
            .SingleOrDefaultAsync(cancellation);
        return kept is null ? null : protector.Unprotect(kept);
    }

    private async Task SaveAsync(Guid tenant, string key, byte[] tokens, CancellationToken cancellation)
    {
        var bytes = protector.Protect(tokens);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        if (await ReplaceAsync() > 0)
            return;
        try
        {
            await using var scope = scopes.CreateTenantScope(tenant);
            var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
            db.Add(
                new TokenCacheRow
                {
                    TenantId = tenant,
                    Key = key,
                    Sealed = bytes,
                    ChangedAt = now,
                }
            );
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            // another call of the same person put the first row there
            if (await ReplaceAsync() == 0)
                throw;
        }

        async Task<int> ReplaceAsync()
        {
            await using var scope = scopes.CreateTenantScope(tenant);
            return await Rows(scope)
                .Where(row => row.Key == key)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(r => r.Sealed, bytes).SetProperty(r => r.ChangedAt, now),
                    cancellation
                );
        }
    }

    private async Task RemoveAsync(Guid tenant, string key, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateTenantScope(tenant);
        await Rows(scope).Where(row => row.Key == key).ExecuteDeleteAsync(cancellation);
    }

    private static DbSet<TokenCacheRow> Rows(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<CommitmentsDb>().Set<TokenCacheRow>();
}

/// <summary>Opens a unit of work that sees one tenant.</summary>
public static class OneTenant
{
    public static AsyncServiceScope CreateTenantScope(this IServiceScopeFactory scopes, Guid tenant)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().TenantId = tenant;
        return scope;
    }
}
