using System.Diagnostics;
using MailCommitments.Commitments;
using MailCommitments.Identity;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace MailCommitments.Answers;

/// <param name="At">Links that were given out until then lead nowhere.</param>
public sealed record LinksRevoked(Instant At);

/// <summary>The contact's page behind the link in a mail. Looking at it changes nothing: mail scanners open links.</summary>
public static class AnswerEndpoints
{
    public const string Root = "/answer";

    /// <summary>A few short fields; the rest is somebody else.</summary>
    private const long LargestBody = 32_000;

    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        // The link is the credential: sealed, bound to one commitment and its contact, it ends by itself and can be taken back.
        var pages = routes
            .MapGroup(Root)
            .AllowAnonymous()
            .ExcludeFromDescription()
            .DisableAntiforgery()
            .AddEndpointFilter(WithHeaders)
            .WithMetadata(new RequestSizeLimitAttribute(LargestBody));
        pages.MapMethods("/{link}", [HttpMethods.Get, HttpMethods.Head], Show);
        pages.MapPost("/{link}/{ask:guid}/{form}", Take);
        pages.MapMethods("/{**rest}", [HttpMethods.Get, HttpMethods.Head], Nowhere);
        routes
            .MapPost("/api/commitments/{id:guid}/answer-links/revocation", Revoke)
            .RequireAuthorization()
            .WithTags("Commitments");
    }

    /// <summary>What a page of an answer may do in a browser.</summary>
    internal static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = AnswerStyle.ContentSecurityPolicy;
        response.Headers.CacheControl = "no-store";
        response.Headers.XFrameOptions = "DENY";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }

    internal static RazorComponentResult Kind(
        string name,
        int status,
        HttpRequest request,
        AnswerTexts? texts = null
    ) =>
        new RazorComponentResult<KindPage>(
            new { Texts = LanguageOf(request) ?? texts ?? Accepted(request), Name = name }
        )
        {
            StatusCode = status,
        };

    private static async Task<RazorComponentResult> Show(
        string link,
        HttpRequest request,
        AnswerDesk desk,
        TimeProvider time,
        CancellationToken cancellation,
        [FromQuery(Name = "as")] string? opened = null,
        string? of = null,
        string? told = null
    )
    {
        var visit = await desk.EnterAsync(link, cancellation);
        if (visit is not AnswerVisit.Admitted admitted)
            return Refused(visit, request);

        var texts = TextsFor(admitted, request);
        return Page(
            AnswerView.Of(
                link,
                admitted,
                texts,
                time.GetCurrentInstant(),
                opened,
                await desk.ToldAsync(admitted, of, told, texts, cancellation)
            )
        );
    }

    private static async Task<Results<RazorComponentResult, RedirectHttpResult>> Take(
        string link,
        Guid ask,
        string form,
        HttpRequest request,
        AnswerDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var visit = await desk.EnterAsync(link, cancellation);
        if (visit is not AnswerVisit.Admitted admitted)
            return Refused(visit, request);
        if (!AnswerForm.All.Contains(form) || await FieldsAsync(request, cancellation) is not { } fields)
            return Kind("failed", StatusCodes.Status400BadRequest, request);

        var texts = AnswerTexts.In(fields.GetValueOrDefault("lang")) ?? TextsFor(admitted, request);
        var now = time.GetCurrentInstant();
        switch (AnswerForm.Read(form, fields, admitted.Calendar, texts, now))
        {
            case FormReading.Unclear(var problems, var choices):
                return Page(
                    AnswerView.Of(link, admitted, texts, now, sent: new SentForm(ask, form, fields, problems, choices)),
                    StatusCodes.Status422UnprocessableEntity
                );
            case FormReading.Understood(var answer):
                _ = Guid.TryParse(fields.GetValueOrDefault("form"), out var number);
                var outcome = await desk.RecordAsync(admitted, ask, number, answer, texts, cancellation);
                // The browser goes back to the page, so that loading it again sends nothing again.
                return TypedResults.LocalRedirect(
                    $"{Root}/{link}?lang={texts.Code}"
                        + (outcome is AnswerOutcome.Recorded(var told) ? $"&of={ask}&told={told}" : "")
                );
            default:
                throw new UnreachableException();
        }
    }

    private static RazorComponentResult Nowhere(HttpRequest request) =>
        Kind("unknown", StatusCodes.Status404NotFound, request);

    /// <summary>Takes back the links to one's own commitment that were given out so far; the next mail has new ones.</summary>
    private static async Task<Results<Ok<LinksRevoked>, ProblemHttpResult>> Revoke(
        Guid id,
        Caller caller,
        CommitmentDesk commitments,
        AnswerDesk desk,
        CancellationToken cancellation
    )
    {
        if (await commitments.FindAsync(id, caller, cancellation) is not { } known)
            return CommitmentEndpoints.NotYours();
        return TypedResults.Ok(new LinksRevoked(await desk.RevokeAsync(known, cancellation)));
    }

    private static RazorComponentResult Refused(AnswerVisit visit, HttpRequest request) =>
        visit switch
        {
            AnswerVisit.Unknown => Kind("unknown", StatusCodes.Status404NotFound, request),
            AnswerVisit.Expired(var texts) => Kind("expired", StatusCodes.Status410Gone, request, texts),
            AnswerVisit.Revoked(var texts) => Kind("revoked", StatusCodes.Status410Gone, request, texts),
            _ => throw new UnreachableException(),
        };

    private static RazorComponentResult<AnswerPage> Page(AnswerView view, int status = StatusCodes.Status200OK) =>
        new RazorComponentResult<AnswerPage>(new { View = view }) { StatusCode = status };

    private static async Task<Dictionary<string, string>?> FieldsAsync(
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        if (!request.HasFormContentType)
            return null;
        try
        {
            var form = await request.ReadFormAsync(new FormOptions { ValueCountLimit = 20 }, cancellation);
            return form.ToDictionary(
                field => field.Key,
                field => field.Value.ToString().ReplaceLineEndings("\n"),
                StringComparer.Ordinal
            );
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static AnswerTexts TextsFor(AnswerVisit.Admitted visit, HttpRequest request) =>
        LanguageOf(request) ?? AnswerTexts.In(visit.Linked.Style.Wording.Language);

    private static AnswerTexts? LanguageOf(HttpRequest request) => AnswerTexts.In(request.Query["lang"].ToString());

    private static AnswerTexts Accepted(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => AnswerTexts.In(language.Value.ToString()))
            .FirstOrDefault(texts => texts is not null)
        ?? AnswerTexts.In(FollowUps.Language.English);

    private static ValueTask<object?> WithHeaders(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Protect(context.HttpContext.Response);
        return next(context);
    }
}
