using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using static MailCommitments.Texts.PageText;

namespace MailCommitments;

/// <summary>What a caller is told when something fails: problem details that say what to do, never an exception's text.</summary>
internal static class ProblemAnswers
{
    public static IServiceCollection AddProblemAnswers(this IServiceCollection services) =>
        services
            .AddProblemDetails(options =>
                options.CustomizeProblemDetails = context => context.ProblemDetails.Detail ??= Remedy(context)
            )
            .AddExceptionHandler<UnreadableRequests>();

    /// <summary>A field that cannot be taken, and what to do about it.</summary>
    /// <param name="title">Null: the usual one.</param>
    public static ValidationProblem Invalid(string field, string why, string? title = null) =>
        TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] }, detail: why, title: title);

    private static string? Remedy(ProblemDetailsContext context) =>
        context.ProblemDetails.Status switch
        {
            StatusCodes.Status400BadRequest => Say(
                "The request could not be read. Send JSON with the fields that the API document names."
            ),
            StatusCodes.Status404NotFound => Say("There is nothing at this address."),
            StatusCodes.Status405MethodNotAllowed => Say("This address does not take that method."),
            StatusCodes.Status415UnsupportedMediaType => Say("Send the body as application/json."),
            StatusCodes.Status500InternalServerError => Say(
                "Something failed on our side; nothing was half-stored. Try again, and if it stays, tell your administrator the trace id."
            ),
            _ => null,
        };

    /// <summary>A body that is not JSON, or has a value that cannot be read, is the caller's to mend.</summary>
    private sealed class UnreadableRequests(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(
            HttpContext httpContext,
            Exception exception,
            CancellationToken cancellationToken
        )
        {
            if (exception is not BadHttpRequestException { StatusCode: var status })
                return false;

            httpContext.Response.StatusCode = status;
            return await problems.TryWriteAsync(
                new ProblemDetailsContext
                {
                    HttpContext = httpContext,
                    ProblemDetails = new ProblemDetails { Status = status },
                }
            );
        }
    }
}
