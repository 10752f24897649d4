using MailCommitments.Calendars;
using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Partners;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <param name="TheirFrom">Wall clock of the contact.</param>
/// <param name="Name">Of the holiday, or the reason of the absence.</param>
public sealed record StretchView(
    Instant From,
    Instant To,
    LocalDateTime TheirFrom,
    LocalDateTime TheirTo,
    bool Counted,
    StretchReason Reason,
    string? Name,
    double Hours
);

/// <summary>A span taken apart; the hours of the stretches that counted add up to its working hours.</summary>
public sealed record SpanView(
    Moment From,
    Moment To,
    double WorkingHours,
    double ClockHours,
    IReadOnlyList<StretchView> Stretches
);

/// <summary>Figures of a commitment as one calendar gives them.</summary>
/// <param name="Calendar">In one line.</param>
public sealed record FiguresView(
    double WorkingHours,
    Moment AgreedDate,
    CommitmentState State,
    string Calendar,
    string Source
);

/// <summary>A change of the calendar that changed this commitment's figures.</summary>
public sealed record CorrectionView(Instant At, string By, FiguresView Before, FiguresView After);

/// <summary>Every span that was computed for a commitment, and why.</summary>
/// <param name="Waiting">From asking to the first mail of a person, or until now.</param>
/// <param name="ToAgreedDate">The time that the contact has.</param>
/// <param name="ToNextFollowUp">From the agreed date to the next follow-up; null when none is planned or it comes before.</param>
/// <param name="Corrections">The latest first.</param>
public sealed record WaitingExplained(
    string Contact,
    string Address,
    string TheirZone,
    string CalendarSource,
    string Calendar,
    SpanView Waiting,
    SpanView ToAgreedDate,
    SpanView? ToNextFollowUp,
    IReadOnlyList<CorrectionView> Corrections
);

/// <summary>Explains the times of a commitment.</summary>
public static class WaitingEndpoints
{
    public static void MapWaiting(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/commitments/{id:guid}/waiting", Mine).RequireAuthorization().WithTags("Commitments");
        routes
            .MapGet("/api/reports/commitments/{id:guid}/waiting", Anybodys)
            .RequireAuthorization(SignIn.Lead)
            .WithTags("Reports");
    }

    private static async Task<Results<Ok<WaitingExplained>, ProblemHttpResult>> Mine(
        Guid id,
        Caller caller,
        CommitmentDesk desk,
        WaitingViews views,
        CancellationToken cancellation
    ) =>
        await desk.FindAsync(id, caller, cancellation) is { } known
            ? TypedResults.Ok(await views.OfAsync(known, caller, cancellation))
            : CommitmentEndpoints.NotYours();

    private static async Task<Results<Ok<WaitingExplained>, ProblemHttpResult>> Anybodys(
        Guid id,
        Caller caller,
        CommitmentBook book,
        WaitingViews views,
        CancellationToken cancellation
    ) =>
        await book.FindAsync(id, cancellation) is { } known
            ? TypedResults.Ok(await views.OfAsync(known, caller, cancellation))
            : TypedResults.Problem(Say("There is no such commitment."), statusCode: StatusCodes.Status404NotFound);
}

/// <summary>Draws the explanation of a commitment's times.</summary>
public sealed class WaitingViews(CalendarChanges changes, FollowUpQueue queue, Askers askers, TimeProvider time)
{
    public async Task<WaitingExplained> OfAsync(CommitmentCase known, Caller caller, CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var viewer = await askers.ZoneOfAsync(caller, cancellation);
        var (calendar, commitment) = (known.Calendar.Calendar, known.Commitment);
        var next = (await queue.ToAsync([known.Contact.Id], cancellation))
            .FirstOrDefault(queued => queued.Has(known.Row.Id))
            ?.Mail.LeavesAt;
        var since = Instant.Max(commitment.AgreedDate, commitment.BallBackAt ?? Instant.MinValue);
        return new WaitingExplained(
            known.Contact.Name,
            known.Contact.Address,
            calendar.Zone.Id,
            known.Calendar.Source,
            CalendarWords.Of(calendar),
            Span(commitment.AskedAt, WaitingTime.Until(commitment, now)),
            Span(commitment.AskedAt, commitment.AgreedDate),
            next > since ? Span(since, next.Value) : null,
            Corrections(
                known,
                await changes.OfAsync([known.Contact.Id, known.Partner.Id], commitment.AskedAt, cancellation),
                viewer,
                now
            )
        );

        SpanView Span(Instant from, Instant to)
        {
            var stretches = WaitingTime.Explain(known.Happened, calendar, from, to);
            return new SpanView(
                Moment.Of(from, viewer, calendar.Zone),
                Moment.Of(to, viewer, calendar.Zone),
                WaitingTime.Between(known.Happened, calendar, from, to).TotalHours,
                Math.Max(0, (to - from).TotalHours),
                [
                    .. stretches.Select(stretch => new StretchView(
                        stretch.From,
                        stretch.To,
                        stretch.From.InZone(calendar.Zone).LocalDateTime,
                        stretch.To.InZone(calendar.Zone).LocalDateTime,
                        stretch.Counted,
                        stretch.Reason,
                        stretch.Name,
                        (stretch.To - stretch.From).TotalHours
                    )),
                ]
            );
        }
    }

    /// <summary>What each change of the calendar since the asking made of the figures, changes without effect left out.</summary>
    private static List<CorrectionView> Corrections(
        CommitmentCase known,
        IReadOnlyList<CalendarChangeRow> latestFirst,
        DateTimeZone viewer,
        Instant now
    )
    {
        var corrections = new List<CorrectionView>();
        var hours = ContactCalendars.Known(known.Contact, known.Partner);
        var after = Figures(known, hours, viewer, now);
        foreach (var change in latestFirst)
        {
            hours = hours.Before(change.Part, change.Before);
            var before = Figures(known, hours, viewer, now);
            if (
                (before.WorkingHours, before.AgreedDate.At, before.State)
                != (after.WorkingHours, after.AgreedDate.At, after.State)
            )
                corrections.Add(new CorrectionView(change.ChangedAt, change.ChangedBy, before, after));
            after = before;
        }
        return corrections;
    }

    private static FiguresView Figures(CommitmentCase known, KnownHours hours, DateTimeZone viewer, Instant now)
    {
        var chosen = hours.Choose(known.Asker.Calendar);
        var happened = known.HappenedOn(chosen.Calendar);
        var commitment = Commitment.From(happened);
        return new FiguresView(
            WaitingTime
                .Between(happened, chosen.Calendar, commitment.AskedAt, WaitingTime.Until(commitment, now))
                .TotalHours,
            Moment.Of(commitment.AgreedDate, viewer, chosen.Calendar.Zone),
            Standing.Of(commitment, WaitingTime.WithAbsences(chosen.Calendar, happened), now),
            CalendarWords.Of(chosen.Calendar),
            chosen.Source
        );
    }
}
