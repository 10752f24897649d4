using MailCommitments.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MailCommitments.Benchmarks;

/// <summary>The whole product as it is measured: its own settings, nothing outside, and nothing logged.</summary>
internal static class MeasuredProduct
{
    public static readonly Guid Tenant = new("11111111-1111-1111-1111-111111111111");

    /// <summary>On an empty database in that file. It is not started: its jobs do not run.</summary>
    public static async Task<WebApplication> CreateAsync(string file, Action<WebApplicationBuilder> furnish)
    {
        var product = Product.Create(
            [],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["AzureAd:TenantId"] = Tenant.ToString(),
                        ["AzureAd:ClientId"] = Guid.Empty.ToString(),
                        ["AzureAd:ClientSecret"] = "none",
                        [$"ConnectionStrings:{Database.Setting}"] = $"Data Source={file}",
                    }
                );
                builder.Logging.ClearProviders();
                furnish(builder);
            }
        );
        await product.Services.MigrateAsync(CancellationToken.None);
        return product;
    }
}
