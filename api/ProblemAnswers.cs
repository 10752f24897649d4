using System.Globalization;
using MailCommitments.Mailboxes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace MailCommitments;

/// <summary>What a caller is told when something fails: problem details that say what to do, never an exception's text.</summary>
internal static class ProblemAnswers
{
    public static IServiceCollection AddProblemAnswers(this IServiceCollection services) =>
        services
            .AddProblemDetails(options =>
                options.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= Remedy(context)
            )
            .AddExceptionHandler<MailboxTroubles>();

    private static string? Remedy(ProblemDetailsContext context) =>
        context.ProblemDetails.Status switch
        {
            StatusCodes.Status400BadRequest =>
                "The request could not be read. Send JSON with the fields that the API document names.",
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
            StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
            StatusCodes.Status500InternalServerError =>
                "Something failed on our side; nothing was half-stored. Try again, and if it stays, tell your administrator the trace id.",
            _ => null,
        };

    private sealed class MailboxTroubles(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(
            HttpContext httpContext,
            Exception exception,
            CancellationToken cancellationToken
        )
        {
            if (exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest })
            {
                httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
                return await problems.TryWriteAsync(
                    new ProblemDetailsContext
                    {
                        HttpContext = httpContext,
                        ProblemDetails = new ProblemDetails { Status = StatusCodes.Status400BadRequest },
                    }
                );
            }
            if (Answer(exception) is not { } answer)
                return false;

            var (status, detail) = answer;
            httpContext.Response.StatusCode = status;
            if (exception is MailboxAway { RetryAfter: { } wait })
            {
                httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds)
                    .ToString(CultureInfo.InvariantCulture);
            }
            if (exception is MailboxNeedsSignIn { Claims: { } claims })
                httpContext.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_claims\", claims=\"{claims}\"";
            return await problems.TryWriteAsync(
                new ProblemDetailsContext
                {
                    HttpContext = httpContext,
                    ProblemDetails = new ProblemDetails { Status = status, Detail = detail },
                }
            );
        }

        private static (int Status, string Detail)? Answer(Exception exception) =>
            exception switch
            {
                MailboxAway => (
                    StatusCodes.Status503ServiceUnavailable,
                    "Microsoft 365 does not answer at the moment. Nothing was changed; try again in a minute."
                ),
                MailboxNeedsSignIn => (
                    StatusCodes.Status401Unauthorized,
                    "Your consent or session with Microsoft 365 has ended. Sign in again and repeat this."
                ),
                _ => null,
            };
    }
}
