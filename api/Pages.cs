using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace MailCommitments;

/// <summary>The built pages of the add-in, and the answers to those who watch the server.</summary>
internal static class Pages
{
    /// <summary>Serves the pages before anybody is signed in. Names under <c>/assets</c> carry a hash of their content.</summary>
    public static void UsePages(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers["Referrer-Policy"] = "no-referrer";
                await next(context);
            }
        );
        app.UseStaticFiles(
            new StaticFileOptions
            {
                OnPrepareResponse = file =>
                    file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments(
                        "/assets",
                        StringComparison.Ordinal
                    )
                        ? "public, max-age=31536000, immutable"
                        : "no-cache",
            }
        );
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks(
                "/health/ready",
                new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") }
            )
            .AllowAnonymous();
    }
}
