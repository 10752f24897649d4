using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Threading.RateLimiting;
using Microsoft.Extensions.WebEncoders;

namespace MailCommitments.Answers;

public static class AnswersRegistration
{
    public static IServiceCollection AddAnswers(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = configuration.GetSection(AnswerSettings.Section).Get<AnswerSettings>() ?? new AnswerSettings();
        services.AddRazorComponents();
        // Hindi as it is written; what a browser could take for markup is still encoded.
        services.Configure<WebEncoderOptions>(options =>
            options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All)
        );
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                Limit(settings.PerAddressAMinute, context => context.Connection.RemoteIpAddress?.ToString() ?? ""),
                Limit(settings.PerLinkAMinute, context => LinkIn(context.Request.Path))
            );
            options.OnRejected = async (rejected, _) =>
            {
                var response = rejected.HttpContext.Response;
                AnswerEndpoints.Protect(response);
                response.Headers.RetryAfter = (
                    rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
                        ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                        : 60
                ).ToString(CultureInfo.InvariantCulture);
                await AnswerEndpoints
                    .Kind("busy", StatusCodes.Status429TooManyRequests, rejected.HttpContext.Request)
                    .ExecuteAsync(rejected.HttpContext);
            };
        });
        return services
            .AddSingleton(settings)
            .AddSingleton<AnswerTokens>()
            .AddSingleton<AnswerAddresses>()
            .AddScoped<AnswerDesk>();
    }

    /// <summary>So many visits of the answer page a minute for each key; the rest of the product is not counted.</summary>
    private static PartitionedRateLimiter<HttpContext> Limit(int aMinute, Func<HttpContext, string> key) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.Request.Path.StartsWithSegments(AnswerEndpoints.Root, StringComparison.OrdinalIgnoreCase)
                ? RateLimitPartition.GetFixedWindowLimiter(
                    key(context),
                    _ => new FixedWindowRateLimiterOptions
                    {
                        PermitLimit = aMinute,
                        Window = TimeSpan.FromMinutes(1),
                        QueueLimit = 0,
                    }
                )
                : RateLimitPartition.GetNoLimiter("")
        );

    private static string LinkIn(PathString path) => path.Value?.Split('/', 4) is [_, _, var link, ..] ? link : "";
}
