using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using Microsoft.AspNetCore.Http.HttpResults;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Replies;

/// <param name="Text">As typed into a deadline field.</param>
/// <param name="Contact">Address of the first contact chosen: whose working day a day means.</param>
public sealed record DeadlineText(string Text, string? Contact = null);

public static class DeadlineEndpoints
{
    /// <summary>Longest text that is read as a deadline, in characters.</summary>
    private const int LongestText = 200;

    public static void MapDeadlines(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/deadlines/read", Read).RequireAuthorization().WithTags("Deadlines");

    private static async Task<Results<Ok<DeadlineReading>, ValidationProblem>> Read(
        DeadlineText body,
        Caller caller,
        Askers askers,
        ContactBook contacts,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (string.IsNullOrWhiteSpace(body.Text) || body.Text.Length > LongestText)
        {
            var why = Say("Type a date in words, such as 'Friday 5 pm', in at most {0} characters.", LongestText);
            return Invalid("text", why);
        }

        var asker = await askers.FindAsync(caller, cancellation);
        var yours = asker?.WorkingCalendar ?? Calendars.WorkingCalendar.NineToFive(NodaTime.DateTimeZone.Utc);
        var theirs =
            asker is not null && body.Contact is { } address
                ? (await contacts.CalendarOfAsync(asker, MailAddress.Of(null, address), cancellation)).Calendar.Calendar
                : null;
        return TypedResults.Ok(DeadlineReader.Read(body.Text, yours, theirs, time.GetCurrentInstant()));
    }
}
