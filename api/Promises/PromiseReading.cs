using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Promises;

/// <summary>Reads what somebody wrote themselves in a thread in which they owe something: it may keep the promise, or move it.</summary>
/// <remarks>A mail is read once per promise, however often it is notified. Everything is staged; the caller saves.</remarks>
public sealed class PromiseReading(PromiseBook book)
{
    public async Task ReadAsync(AskerRow owner, IReadOnlyList<MailMessage> mails, CancellationToken cancellation)
    {
        var own = mails
            .Where(mail => mail is { IsDraft: false, FollowUpKey: null } && owner.Addresses.Contains(mail.From.Address))
            .OrderBy(mail => mail.SentAt)
            .ToList();
        if (own.Count == 0)
            return;

        var conversations = own.Select(mail => mail.ConversationId).ToHashSet(StringComparer.Ordinal);
        var open = await book.WhereAsync(
            rows =>
                rows.Where(row => row.OwnerId == owner.Id && row.IsOpen && conversations.Contains(row.ConversationId)),
            cancellation
        );
        foreach (var known in open)
        {
            foreach (var mail in own.Where(mail => Concerns(mail, known) && known.Promise.IsOpen))
            {
                if (Meaning(mail, known, owner) is { } happened)
                    book.Append(known, happened);
            }
        }
    }

    private static bool Concerns(MailMessage mail, KnownPromise known) =>
        mail.ConversationId == known.Row.ConversationId
        && mail.InternetMessageId != known.Row.InternetMessageId
        && mail.ReceivedAt >= known.Promise.MadeAt
        && known.Events.TrueForAll(happened => happened.ReadFrom?.InternetMessageId != mail.InternetMessageId)
        && (known.Row.To is not { } to || mail.To.Concat(mail.Cc).Any(person => person.Address == to.Address));

    /// <summary>What the owner's mail is for the promise; null when it says nothing of it.</summary>
    private static PromiseEvent? Meaning(MailMessage mail, KnownPromise known, AskerRow owner)
    {
        var (promise, calendar) = (known.Promise, owner.WorkingCalendar);
        var read = ReplyReader.Read(
            mail,
            new ReplyContext(
                known.Row.What,
                promise.MadeAt,
                promise.Due,
                SenderRole.Contact,
                calendar.Zone,
                WriterLocale.Of(calendar.Zone)
            )
        );
        return ReplyEvents.Of(read, mail, calendar) switch
        {
            CommitmentEvent.Delivered(_, var evidence) => new PromiseEvent.Kept(mail.SentAt, null, evidence),
            CommitmentEvent.Promised(_, { } due, var evidence) when due > promise.Due => new PromiseEvent.Moved(
                mail.SentAt,
                due,
                null,
                evidence
            ),
            CommitmentEvent.MoreTimeAsked(_, { } due, var evidence) when due > promise.Due => new PromiseEvent.Moved(
                mail.SentAt,
                due,
                null,
                evidence
            ),
            CommitmentEvent.Unclear { Evidence: var evidence } when read.Lead is ReplyReading.Delivered =>
                new PromiseEvent.Doubted(mail.SentAt, evidence),
            _ => null,
        };
    }
}
