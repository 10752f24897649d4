using System.ComponentModel;
using MailCommitments.Calendars;
using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <param name="Text">As typed, such as <c>Friday 5 pm</c>; used when <paramref name="At"/> is not given.</param>
/// <param name="At">The instant that was chosen.</param>
public sealed record DeadlineBody(string? Text = null, Instant? At = null)
{
    /// <returns>The instant that is meant, and why what was typed could not be read; both null when nothing was given.</returns>
    internal (Instant? At, string? Problem) ReadOn(WorkingCalendar yours, Instant now)
    {
        var typed = string.IsNullOrWhiteSpace(Text) ? null : DeadlineReader.Read(Text, yours, null, now);
        return (At ?? (typed?.Choices is [var first, ..] ? first.At : null), typed?.Problem);
    }
}

/// <param name="MessageId">The id of the mail in the caller's mailbox, as Outlook or Graph gives it.</param>
/// <param name="Contacts">Addresses among the mail's recipients.</param>
public sealed record TagBody(
    string MessageId,
    string Ask,
    IReadOnlyList<string> Contacts,
    DeadlineBody Deadline,
    [property: DefaultValue(Priority.Normal)] Priority Priority = Priority.Normal
);

/// <param name="Role"><c>to</c>, <c>cc</c>, or <c>from</c> for the writer of a received mail.</param>
public sealed record RecipientView(MailAddress Person, string Role, string Zone, string ZoneSource, string? Partner);

/// <param name="Recipients">Who may owe it: whom you wrote to, or who wrote to you.</param>
/// <param name="Suggestions">The sentences of the mail that ask for something or promise it, the likeliest first.</param>
/// <param name="Received">Somebody else wrote it: it can be tracked for what they promise in it.</param>
/// <param name="AlreadyTracked">The request that this mail is tracked by.</param>
/// <param name="WhyNot">Why this mail cannot be tracked, and what to do instead.</param>
public sealed record Proposal(
    string Subject,
    string Ask,
    IReadOnlyList<RecipientView> Recipients,
    DeadlineReading? Deadline,
    IReadOnlyList<MailSuggestion> Suggestions,
    bool Received,
    Guid? AlreadyTracked,
    string? WhyNot
);

public sealed record ContactPreview(
    MailAddress Contact,
    string Zone,
    string ZoneSource,
    IReadOnlyList<PlannedFollowUpView> FollowUps,
    AppliedPolicyView Policy
);

public sealed record TagPreview(Moment Deadline, IReadOnlyList<ContactPreview> PerContact);

/// <summary>A wish that could not be taken up yet, or not at all.</summary>
/// <param name="Failed">It will not be tried again.</param>
public sealed record PendingView(string MessageId, string Notice, bool Failed);

public sealed record ThreadView(IReadOnlyList<RequestView> Items, IReadOnlyList<PendingView> Pending);

/// <summary>Tagging a mail, and the requests that came of it.</summary>
public static class RequestEndpoints
{
    public static void MapRequests(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup("/api/requests").RequireAuthorization().WithTags("Requests");
        requests.MapGet("/proposal", Propose);
        requests.MapPost("/preview", Preview);
        requests.MapPost("/", Tag);
        requests.MapGet("/", OfThread);
        requests.MapGet("/{id:guid}", Read);
    }

    private static async Task<Results<Ok<Proposal>, ProblemHttpResult>> Propose(
        string messageId,
        Caller caller,
        IMailboxes mailboxes,
        Askers askers,
        TagDesk desk,
        ContactBook contacts,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var mailbox = await mailboxes.OfCallerAsync(cancellation);
        var asker = await askers.EnsureAsync(caller, mailbox, cancellation);
        if (await mailbox.FindAsync(messageId, cancellation) is not { } message)
            return NotThere();

        var isReceived = !asker.Addresses.Contains(message.From.Address);
        var recipients = new List<RecipientView>();
        foreach (var person in Tagging.MayOwe(message, asker.Addresses))
        {
            var (calendar, partner) = await contacts.CalendarOfAsync(asker, person, cancellation);
            recipients.Add(
                new RecipientView(
                    person,
                    isReceived ? "from"
                        : message.To.Any(to => to.Address == person.Address) ? "to"
                        : "cc",
                    calendar.Calendar.Zone.Id,
                    calendar.Source,
                    partner
                )
            );
        }
        var now = time.GetCurrentInstant();
        var suggestions = await desk.SuggestedInAsync(asker, message, cancellation);
        return TypedResults.Ok(
            new Proposal(
                message.Subject,
                suggestions.FirstOrDefault(suggestion => suggestion.Meaning == SuggestionMeaning.YourAsk)?.Sentence
                    ?? "",
                recipients,
                isReceived ? null : DeadlineReader.In(message, asker.WorkingCalendar, now),
                suggestions,
                isReceived,
                (await desk.TrackedAsync(asker, message.InternetMessageId, cancellation))?.Id,
                Tagging.WhyNot(message, asker.Addresses, MailSuggestions.PromiseIn(message, suggestions))
            )
        );
    }

    private static async Task<Results<Ok<TagPreview>, ValidationProblem, ProblemHttpResult>> Preview(
        TagBody body,
        Caller caller,
        IMailboxes mailboxes,
        Askers askers,
        TagDesk desk,
        ContactBook contacts,
        CircumstancesBook circumstances,
        FollowUpQueue followUps,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var mailbox = await mailboxes.OfCallerAsync(cancellation);
        var asker = await askers.EnsureAsync(caller, mailbox, cancellation);
        if (await mailbox.FindAsync(body.MessageId, cancellation) is not { } message)
            return NotThere();

        var now = time.GetCurrentInstant();
        var promise = MailSuggestions.PromiseIn(
            message,
            await desk.SuggestedInAsync(asker, message, cancellation),
            body.Ask
        );
        var outcome = Tagging.Tag(Guid.Empty, message, asker.Addresses, WishOf(body, asker, now), now, promise);
        if (outcome is TagOutcome.Refused(var field, var why))
            return Invalid(field, why);
        if (outcome is not TagOutcome.Tagged(var request, var people))
            throw new System.Diagnostics.UnreachableException();

        var viewer = asker.WorkingCalendar.Zone;
        var around = await circumstances.AroundAsync(people, cancellation);
        var previews = new List<ContactPreview>();
        foreach (var person in people)
        {
            var (calendar, _) = await contacts.CalendarOfAsync(asker, person, cancellation);
            var subject = FollowUpSubject.Before(request, asker, person, calendar, around) with
            {
                Style = await LetterStyles.ForAsync(db, person.Address, request.Ask, cancellation),
            };
            var queue = await followUps.WithAsync(
                new OpenAsk(Guid.Empty, asker.Id, 1, subject),
                await ContactOf(db, person, cancellation),
                cancellation
            );
            previews.Add(
                new ContactPreview(
                    person,
                    calendar.Calendar.Zone.Id,
                    calendar.Source,
                    [.. queue.Select(queued => FollowUpViews.PlannedOf(queued, viewer))],
                    AppliedPolicyView.Of(subject.Around)
                )
            );
        }
        var first = DateTimeZoneProviders.Tzdb[previews[0].Zone];
        return TypedResults.Ok(new TagPreview(Moment.Of(request.Deadline, viewer, first), previews));
    }

    private static async Task<
        Results<Created<RequestView>, Ok<RequestView>, Accepted<PendingView>, ValidationProblem, ProblemHttpResult>
    > Tag(
        TagBody body,
        Caller caller,
        IMailboxes mailboxes,
        Askers askers,
        TagDesk desk,
        RequestViews views,
        PendingTags pending,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetCurrentInstant();
        IMailbox mailbox;
        AskerRow asker;
        TagResult result;
        try
        {
            mailbox = await mailboxes.OfCallerAsync(cancellation);
            asker = await askers.EnsureAsync(caller, mailbox, cancellation);
            result = await desk.TagAsync(asker, mailbox, body.MessageId, WishOf(body, asker, now), now, cancellation);
        }
        catch (MailboxAway away)
        {
            if (await askers.FindAsync(caller, cancellation) is not { } known)
                throw;
            var wish = WishOf(body, known, now);
            if (Tagging.WhyNot(wish, now) is { } refused)
                return Invalid(refused.Field, refused.Why);
            return TypedResults.Accepted(
                (string?)null,
                await pending.KeepAsync(known, body.MessageId, wish, away.RetryAfter, cancellation)
            );
        }

        switch (result)
        {
            case TagResult.Refused(var field, var why):
                return Invalid(field, why);
            case TagResult.NotThere:
                return NotThere();
            case TagResult.Tracked(var request, var isNew):
                var notice = request.SettleAt is null
                    ? null
                    : await desk.SettleAsync(asker, request, mailbox, cancellation);
                var view = await views.OfAsync(request, asker, notice, cancellation);
                return isNew ? TypedResults.Created($"/api/requests/{request.Id}", view) : TypedResults.Ok(view);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The caller's requests in the thread that is open in Outlook.</summary>
    private static async Task<Ok<ThreadView>> OfThread(
        string conversationId,
        string? messageId,
        Caller caller,
        CommitmentsDb db,
        Askers askers,
        RequestViews views,
        PendingTags pending,
        CancellationToken cancellation
    )
    {
        if (await askers.FindAsync(caller, cancellation) is not { } asker)
            return TypedResults.Ok(new ThreadView([], []));

        var rows = await db.Set<RequestRow>()
            .Where(request =>
                request.AskerId == caller.PersonId
                && (
                    request.ConversationId == conversationId
                    || db.Set<ThreadMailRow>()
                        .Any(mail => mail.RequestId == request.Id && mail.ConversationId == conversationId)
                )
            )
            .OrderByDescending(request => request.AskedAt)
            .ToListAsync(cancellation);
        var items = new List<RequestView>();
        foreach (var row in rows)
            items.Add(await views.OfAsync(row, asker, null, cancellation));
        return TypedResults.Ok(new ThreadView(items, await pending.OfAsync(asker, messageId, cancellation)));
    }

    private static async Task<Results<Ok<RequestView>, ProblemHttpResult>> Read(
        Guid id,
        Caller caller,
        CommitmentsDb db,
        Askers askers,
        RequestViews views,
        CancellationToken cancellation
    ) =>
        await db.Set<RequestRow>()
            .SingleOrDefaultAsync(row => row.Id == id && row.AskerId == caller.PersonId, cancellation)
            is { } request
        && await askers.FindAsync(caller, cancellation) is { } asker
            ? TypedResults.Ok(await views.OfAsync(request, asker, null, cancellation))
            : TypedResults.Problem(Say("You have no such request."), statusCode: StatusCodes.Status404NotFound);

    private static TagWish WishOf(TagBody body, AskerRow asker, Instant now)
    {
        var calendar = asker.WorkingCalendar;
        var (deadline, problem) = body.Deadline.ReadOn(calendar, now);
        return new TagWish(
            body.Ask,
            // The serializer does not look into lists: an address may still be null.
            [.. body.Contacts.OfType<string>()],
            deadline,
            // Beyond the calendars' reach wall clocks have no dates any more.
            deadline is { } at
            && at > WorkingCalendar.Earliest
            && at < WorkingCalendar.Latest
                ? InPlace(at, calendar.Zone)
                : "as you chose it",
            body.Priority
        )
        {
            DeadlineProblem = problem,
        };
    }

    private static Task<Guid?> ContactOf(CommitmentsDb db, MailAddress person, CancellationToken cancellation) =>
        db.Set<ContactRow>()
            .Where(row => row.Address == person.Address)
            .Select(row => (Guid?)row.Id)
            .SingleOrDefaultAsync(cancellation);

    internal static ProblemHttpResult NotThere() =>
        TypedResults.Problem(
            Say("That mail is not in your mailbox, or no longer there. Open it in Outlook and try again."),
            statusCode: StatusCodes.Status404NotFound
        );

    private static ValidationProblem Invalid(string field, string why) =>
        ProblemAnswers.Invalid(field, why, title: Say("This cannot be tracked as it is."));
}

/// <summary>Draws a request with its commitments.</summary>
public sealed class RequestViews(CommitmentBook book, FollowUpQueue followUps, TimeProvider time)
{
    public async Task<RequestView> OfAsync(
        RequestRow request,
        AskerRow asker,
        string? notice,
        CancellationToken cancellation
    )
    {
        var cases = await book.WhereAsync(rows => rows.Where(row => row.RequestId == request.Id), cancellation);
        var goingOut = await followUps.AroundAsync(cases, cancellation);
        var now = time.GetCurrentInstant();
        return new RequestView(
            request.Id,
            request.Subject,
            request.Ask,
            new MailAddress(asker.Name, asker.Address),
            request.AskedAt,
            request.Priority,
            request.Deadline,
            request.ConversationId,
            request.InternetMessageId,
            request.MessageId,
            request.WebLink,
            [
                .. cases
                    .OrderBy(known => known.Contact.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(known => CommitmentViews.Of(known, goingOut, now, asker.WorkingCalendar.Zone)),
            ],
            notice
        );
    }
}

/// <summary>Keeps wishes to track a mail while Microsoft 365 does not answer, so that none is lost.</summary>
public sealed class PendingTags(CommitmentsDb db, TimeProvider time)
{
    private static string WillBeTracked =>
        Say(
            "Microsoft 365 does not answer at the moment. Your request is kept and will be tracked by itself as soon as it does."
        );

    public async Task<PendingView> KeepAsync(
        AskerRow asker,
        string messageId,
        TagWish wish,
        Duration? retryAfter,
        CancellationToken cancellation
    )
    {
        var earlier = await db.Set<PendingTagRow>()
            .SingleOrDefaultAsync(row => row.AskerId == asker.Id && row.MessageId == messageId, cancellation);
        if (earlier is not null)
            db.Remove(earlier);
        var now = time.GetCurrentInstant();
        db.Add(
            new PendingTagRow
            {
                TenantId = asker.TenantId,
                Id = Guid.CreateVersion7(),
                AskerId = asker.Id,
                MessageId = messageId,
                Ask = wish.Ask,
                Contacts = [.. wish.Contacts],
                Deadline = wish.Deadline!.Value,
                Priority = wish.Priority,
                WishedAt = now,
                DueAt = now + (retryAfter ?? Duration.FromMinutes(1)),
            }
        );
        await db.SaveChangesAsync(cancellation);
        return new PendingView(messageId, WillBeTracked, Failed: false);
    }

    public async Task<IReadOnlyList<PendingView>> OfAsync(
        AskerRow asker,
        string? messageId,
        CancellationToken cancellation
    ) =>
        [
            .. (
                await db.Set<PendingTagRow>()
                    .Where(row => row.AskerId == asker.Id && (messageId == null || row.MessageId == messageId))
                    .ToListAsync(cancellation)
            ).Select(row => new PendingView(row.MessageId, row.Refusal ?? WillBeTracked, row.Refusal is not null)),
        ];
}
