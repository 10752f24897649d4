using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Mailboxes;

/// <summary>Tells a person who waits what is wrong with their mailbox, as problem details.</summary>
public sealed class MailboxTrouble(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        var headers = httpContext.Response.Headers;
        int? status = exception switch
        {
            MailboxNeedsSignIn => StatusCodes.Status401Unauthorized,
            MailboxAway => StatusCodes.Status503ServiceUnavailable,
            MailboxRefused => StatusCodes.Status409Conflict,
            _ => null,
        };
        if (status is not { } code)
            return false;

        if (exception is MailboxNeedsSignIn { Claims: var claims })
            headers.WWWAuthenticate = claims is null
                ? "Bearer error=\"interaction_required\""
                : $"Bearer error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}\"";
        if (exception is MailboxAway { RetryAfter: { } pause })
            headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        httpContext.Response.StatusCode = code;
        return await problems.TryWriteAsync(
            new()
            {
                HttpContext = httpContext,
                ProblemDetails = new ProblemDetails { Status = code, Detail = Say(exception.Message) },
            }
        );
    }
}
