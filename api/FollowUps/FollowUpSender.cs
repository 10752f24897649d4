using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Sends what the outbox holds, once: draft with the key, last look into the thread, send, record.</summary>
/// <remarks>Each step is stored before the next. After any doubt the key says what has really left.</remarks>
public sealed class FollowUpSender(
    CommitmentsDb db,
    CommitmentBook book,
    Outbox outbox,
    ThreadReading reading,
    IMailboxes mailboxes,
    TimeProvider time
)
{
    /// <summary>Longer than any sending takes; after a crash the next instance goes on.</summary>
    private static readonly Duration Lease = Duration.FromMinutes(10);

    private static readonly Duration FirstPause = Duration.FromMinutes(2);
    private static readonly Duration LongestPause = Duration.FromHours(2);

    public async Task SendAsync(string key, CancellationToken cancellation)
    {
        var row = await db.Set<OutboxRow>().SingleAsync(row => row.Key == key, cancellation);
        if (await book.FindAsync(row.CommitmentId, cancellation) is not { } known)
            return;

        var now = time.GetCurrentInstant();
        try
        {
            await SendAsync(row, known, mailboxes.Of(known.Asker.Owner), now, cancellation);
        }
        catch (MailboxAway away)
        {
            await PostponeAsync(row, now + (away.RetryAfter ?? PauseAfter(row.Tries)), cancellation);
        }
        catch (MailboxNeedsSignIn)
        {
            await PostponeAsync(row, now + LongestPause, cancellation);
        }
        catch (MailboxRefused refused)
        {
            row.State = OutboxState.Dropped;
            await outbox.GiveBackDayAsync(row, cancellation);
            book.Append(known, new CommitmentEvent.FollowUpRefused(now, refused.Message));
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Tries again later.</summary>
    public async Task PostponeAsync(string key, CancellationToken cancellation)
    {
        var row = await db.Set<OutboxRow>().SingleAsync(row => row.Key == key, cancellation);
        row.Tries++;
        await PostponeAsync(row, time.GetCurrentInstant() + PauseAfter(row.Tries), cancellation);
    }

    private async Task SendAsync(
        OutboxRow row,
        CommitmentCase known,
        IMailbox mailbox,
        Instant now,
        CancellationToken cancellation
    )
    {
        var earlier =
            row.Tries > 0 || row.DraftId is not null ? await mailbox.FindByKeyAsync(row.Key, cancellation) : null;
        if (earlier is { IsDraft: false })
        {
            await RecordAsync(row, known, earlier, now, cancellation);
            return;
        }

        // Saved before anything is done in the mailbox: of two instances only one gets past this, and until the lease ends
        // no other one takes it up.
        row.Tries++;
        row.DueAt = now + Lease;
        await db.SaveChangesAsync(cancellation);
        await reading.ReadThreadAsync(known.Asker, known.Request, mailbox, cancellation);
        await db.SaveChangesAsync(cancellation);

        // The last look may have added to the events, so the decision is made once more.
        if (await book.FindAsync(row.CommitmentId, cancellation) is not { } fresh)
            return;
        var decision = FollowUpSubject.Of(fresh, await LastToContactBesides(row, cancellation)).Decide(now);
        if (
            decision is FollowUpDecision.Send
            && !await outbox.TakeDayAsync(row, fresh.Calendar.Calendar, now, cancellation)
        )
            decision = FollowUpSubject.Of(fresh, lastToContact: now).Decide(now);
        if (decision is FollowUpDecision.Wait(var until, _))
        {
            row.DueAt = until;
            await outbox.GiveBackDayAsync(row, cancellation);
            await db.SaveChangesAsync(cancellation);
            return;
        }
        if (decision is not FollowUpDecision.Send)
        {
            await DropAsync(row, fresh, mailbox, earlier, now, cancellation);
            return;
        }

        var draft = earlier ?? await DraftAsync(row, fresh, mailbox, cancellation);
        if (draft is null)
        {
            await DropAsync(row, fresh, mailbox, draft, now, cancellation);
            return;
        }
        row.DraftId = draft.Id;
        row.State = OutboxState.Drafted;
        await db.SaveChangesAsync(cancellation);

        await mailbox.SendDraftAsync(draft.Id, cancellation);
        await RecordAsync(row, fresh, draft, now, cancellation);
    }

    private async Task<MarkedMessage?> DraftAsync(
        OutboxRow row,
        CommitmentCase known,
        IMailbox mailbox,
        CancellationToken cancellation
    )
    {
        var newest = await db.Set<ThreadMailRow>()
            .Where(mail => mail.RequestId == known.Request.Id)
            .OrderByDescending(mail => mail.SentAt)
            .Select(mail => mail.MessageId)
            .FirstOrDefaultAsync(cancellation);
        var contact = new MailAddress(known.Contact.Name, known.Contact.Address);
        return await mailbox.DraftReplyAsync(
            new ReplyToSend(
                row.Key,
                newest ?? known.Request.MessageId,
                [contact],
                [],
                FollowUpSubject.Of(known, null).Letter().Html
            ),
            cancellation
        );
    }

    private async Task RecordAsync(
        OutboxRow row,
        CommitmentCase known,
        MarkedMessage sent,
        Instant now,
        CancellationToken cancellation
    )
    {
        row.State = OutboxState.Sent;
        row.SentAt = now;
        book.Append(known, new CommitmentEvent.FollowedUp(now, FollowUpKind.Chaser, row.Key, sent.InternetMessageId));
        await db.SaveChangesAsync(cancellation);
    }

    private async Task DropAsync(
        OutboxRow row,
        CommitmentCase known,
        IMailbox mailbox,
        MarkedMessage? draft,
        Instant now,
        CancellationToken cancellation
    )
    {
        if (draft is { IsDraft: true })
            await mailbox.DeleteDraftAsync(draft.Id, cancellation);
        row.State = OutboxState.Dropped;
        await outbox.GiveBackDayAsync(row, cancellation);
        known.Row.NextLookAt = now;
        await db.SaveChangesAsync(cancellation);
    }

    private async Task PostponeAsync(OutboxRow row, Instant until, CancellationToken cancellation)
    {
        row.DueAt = until;
        await db.SaveChangesAsync(cancellation);
    }

    private async Task<Instant?> LastToContactBesides(OutboxRow row, CancellationToken cancellation) =>
        (await outbox.LastToAsync([row.ContactId], cancellation, besides: row.Key)).TryGetValue(
            row.ContactId,
            out var at
        )
            ? at
            : null;

    private static Duration PauseAfter(int tries) =>
        Duration.Min(FirstPause * Math.Pow(2, Math.Min(tries, 10)), LongestPause);
}
