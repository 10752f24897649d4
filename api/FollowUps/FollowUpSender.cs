using MailCommitments.Answers;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Sends what the outbox holds, once: last look into the threads, draft with the key, send, record.</summary>
/// <remarks>Each step is stored before the next. After any doubt the key says what has really left.</remarks>
public sealed class FollowUpSender(
    CommitmentsDb db,
    CommitmentBook book,
    Outbox outbox,
    ThreadReading reading,
    IMailboxes mailboxes,
    AnswerAddresses answers,
    TimeProvider time
)
{
    /// <summary>Longer than any sending takes; after a crash the next instance goes on.</summary>
    private static readonly Duration Lease = Duration.FromMinutes(10);

    private static readonly Duration FirstPause = Duration.FromMinutes(2);
    private static readonly Duration LongestPause = Duration.FromHours(2);

    public async Task SendAsync(string key, CancellationToken cancellation)
    {
        var row = await FindAsync(key, cancellation);
        var cases = await CasesOfAsync(row, cancellation);
        if (cases.Count == 0)
        {
            row.State = OutboxState.Dropped;
            await db.SaveChangesAsync(cancellation);
            return;
        }

        var now = time.GetCurrentInstant();
        try
        {
            await SendAsync(row, cases, mailboxes.Of(cases[0].Asker.Owner), now, cancellation);
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
            foreach (var known in await CasesOfAsync(row, cancellation))
                book.Append(known, new CommitmentEvent.FollowUpRefused(now, refused.Message));
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Tries again later.</summary>
    public async Task PostponeAsync(string key, CancellationToken cancellation)
    {
        var row = await FindAsync(key, cancellation);
        row.Tries++;
        await PostponeAsync(row, time.GetCurrentInstant() + PauseAfter(row.Tries), cancellation);
    }

    private async Task SendAsync(
        OutboxRow row,
        IReadOnlyList<CommitmentCase> cases,
        IMailbox mailbox,
        Instant now,
        CancellationToken cancellation
    )
    {
        var earlier =
            row.Tries > 0 || row.DraftId is not null ? await mailbox.FindByKeyAsync(row.Key, cancellation) : null;
        if (earlier is { IsDraft: false })
        {
            await RecordAsync(row, cases, earlier, now, cancellation);
            return;
        }

        // Saved before anything is done in the mailbox: of two instances only one gets past this, and until the lease ends
        // no other one takes it up.
        row.Tries++;
        row.DueAt = now + Lease;
        row.State = row.State == OutboxState.Drafted ? OutboxState.Drafted : OutboxState.Sending;
        await db.SaveChangesAsync(cancellation);
        foreach (var known in cases.DistinctBy(known => known.Request.ConversationId))
        {
            await reading.ReadThreadAsync(known.Asker, known.Request, mailbox, cancellation);
            await db.SaveChangesAsync(cancellation);
        }

        // The last look may have added to the events, so the decision is made once more.
        var fresh = row.Kind is null
            ? await CasesOfAsync(row, cancellation)
            : await LastLookAsync(row, mailbox, earlier, now, cancellation);
        if (fresh.Count == 0)
            return;

        var draft = earlier ?? await DraftAsync(row, fresh, mailbox, cancellation);
        row.DraftId = draft.Id;
        row.State = OutboxState.Drafted;
        await RememberAsync(fresh, draft, row.Key, now, cancellation);
        await db.SaveChangesAsync(cancellation);

        await mailbox.SendDraftAsync(draft.Id, cancellation);
        await RecordAsync(row, fresh, draft, now, cancellation);
    }

    /// <summary>Decides once more about every ask of the mail, takes out what may not go any more, and takes the contact's day.</summary>
    /// <returns>The asks that go out now; empty when the mail is put off, taken back or dropped, which is then stored.</returns>
    private async Task<IReadOnlyList<CommitmentCase>> LastLookAsync(
        OutboxRow row,
        IMailbox mailbox,
        MarkedMessage? earlier,
        Instant now,
        CancellationToken cancellation
    )
    {
        var cases = await CasesOfAsync(row, cancellation);
        var theirs = cases[0].Calendar.Calendar;
        var taken = await outbox.TakenAsync([row.ContactId], cancellation, besides: row.Key);
        var last = Joining.LastTo([.. taken[row.ContactId]], now, theirs.Zone);
        var going = Going();
        if (going.Count > 0 && !await outbox.TakeDayAsync(row, theirs, now, cancellation))
        {
            last = now; // somebody else's mail has just taken the day
            going = Going();
        }

        if (going.Count == 0 && LaterAsItIs(row, cases, last, now) is { } later)
        {
            row.LeavesAt = later;
            row.State = OutboxState.Decided;
            await outbox.GiveBackDayAsync(row, cancellation);
            await PostponeAsync(row, later, cancellation);
            return [];
        }
        if (going.Count == cases.Count)
            return cases;

        // What was drafted says too much now.
        if (earlier is not null)
            await mailbox.DeleteDraftAsync(earlier.Id, cancellation);
        row.DraftId = null;
        var staying = cases.Where(known => !going.Contains(known)).ToList();
        foreach (var known in staying)
            known.Row.NextLookAt = known.Row.IsClosed ? null : now;
        await outbox.RemoveAsync(
            row,
            row.Items.FindAll(item => staying.Exists(known => known.Row.Id == item.CommitmentId)),
            cancellation
        );
        await db.SaveChangesAsync(cancellation);
        return row.State is OutboxState.Dropped or OutboxState.AwaitingApproval ? [] : going;

        List<CommitmentCase> Going() =>
            [.. cases.Where(known => Joining.GoesAlong(OpenAsk.Of(known), last, now, row.IsWished))];
    }

    /// <summary>When a mail about which nothing is new may go after all; null when something is, and it is decided anew.</summary>
    private static Instant? LaterAsItIs(OutboxRow row, IReadOnlyList<CommitmentCase> cases, Instant? last, Instant now)
    {
        var waits = cases.Select(known => OpenAsk.Of(known).Decide(last, now)).ToList();
        return
            waits.All(decision => decision is FollowUpDecision.Wait)
            && cases.All(known =>
                row.Items.Exists(item => item.CommitmentId == known.Row.Id && item.Events == known.Events.Count)
            )
            ? waits.OfType<FollowUpDecision.Wait>().Min(wait => wait.Until)
            : null;
    }

    private async Task<MarkedMessage> DraftAsync(
        OutboxRow row,
        IReadOnlyList<CommitmentCase> cases,
        IMailbox mailbox,
        CancellationToken cancellation
    )
    {
        var lead = cases[0];
        var newest = await db.Set<ThreadMailRow>()
            .Where(mail => mail.RequestId == lead.Request.Id && mail.ConversationId == lead.Request.ConversationId)
            .OrderByDescending(mail => mail.SentAt)
            .Select(mail => mail.MessageId)
            .FirstOrDefaultAsync(cancellation);
        return await mailbox.DraftReplyAsync(
            new ReplyToSend(
                row.Key,
                newest ?? lead.Request.MessageId,
                [new MailAddress(lead.Contact.Name, lead.Contact.Address)],
                [],
                HtmlOf(row, cases)
            ),
            cancellation
        );
    }

    /// <summary>The mail as it goes out, with links that are made for it.</summary>
    private string HtmlOf(OutboxRow row, IReadOnlyList<CommitmentCase> cases)
    {
        if (row.Kind is not { } kind)
            return OwnWords.Html(row.Text ?? "");

        var now = time.GetCurrentInstant();
        var links = cases.ToDictionary(known => known.Row.Id, known => answers.Of(known, now));
        var asks = cases.Select(OpenAsk.Of).ToList();
        var letter = FollowUpLetters.Of(asks, kind, ask => links[ask.Commitment]);
        return row.Text is { } own
            ? OwnWords.Html(OwnWords.WithLinks(own, FollowUpLetters.Of(asks, kind).Text, letter.Text))
            : letter.Html;
    }

    private async Task RecordAsync(
        OutboxRow row,
        IReadOnlyList<CommitmentCase> cases,
        MarkedMessage sent,
        Instant now,
        CancellationToken cancellation
    )
    {
        row.State = OutboxState.Sent;
        row.SentAt = now;
        row.Text = null;
        row.Version++;
        foreach (var known in cases)
        {
            book.Append(
                known,
                row.Kind is { } kind
                    ? new CommitmentEvent.FollowedUp(now, kind, row.Key, sent.InternetMessageId)
                    : new CommitmentEvent.Thanked(now, row.Key, sent.InternetMessageId)
            );
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>An answer to a joined mail is an answer to every request in it, though it lies in one's thread only.</summary>
    /// <remarks>Before it is sent: whoever reads the sent copy then knows it already.</remarks>
    private async Task RememberAsync(
        IReadOnlyList<CommitmentCase> cases,
        MarkedMessage draft,
        string key,
        Instant now,
        CancellationToken cancellation
    )
    {
        var requests = cases.Select(known => known.Request).Distinct().ToList();
        if (requests.Count < 2 || draft.InternetMessageId is not { } id)
            return;

        var lead = cases[0];
        foreach (var request in requests)
        {
            if (
                await db.Set<ThreadMailRow>()
                    .AnyAsync(mail => mail.RequestId == request.Id && mail.InternetMessageId == id, cancellation)
            )
                continue;
            db.Add(
                new ThreadMailRow
                {
                    TenantId = request.TenantId,
                    AskerId = request.AskerId,
                    RequestId = request.Id,
                    InternetMessageId = id,
                    MessageId = draft.Id,
                    ConversationId = lead.Request.ConversationId,
                    FollowUpKey = key,
                    From = lead.Asker.Address,
                    People = [lead.Asker.Address, lead.Contact.Address],
                    SentAt = now,
                }
            );
        }
    }

    /// <remarks>Nothing of it is in the mailbox while it is only being sent: the asker may act on it again.</remarks>
    private async Task PostponeAsync(OutboxRow row, Instant until, CancellationToken cancellation)
    {
        row.DueAt = until;
        row.State = row.State == OutboxState.Sending ? OutboxState.Decided : row.State;
        await db.SaveChangesAsync(cancellation);
    }

    private Task<OutboxRow> FindAsync(string key, CancellationToken cancellation) =>
        db.Set<OutboxRow>().Include(row => row.Items).SingleAsync(row => row.Key == key, cancellation);

    /// <summary>The commitments of a mail, the most pressing first.</summary>
    private async Task<List<CommitmentCase>> CasesOfAsync(OutboxRow row, CancellationToken cancellation)
    {
        var places = row.Items.ToDictionary(item => item.CommitmentId, item => item.Place);
        var cases = await book.WhereAsync(rows => rows.Where(one => places.Keys.Contains(one.Id)), cancellation);
        return [.. cases.OrderBy(known => places[known.Row.Id])];
    }

    private static Duration PauseAfter(int tries) =>
        Duration.Min(FirstPause * Math.Pow(2, Math.Min(tries, 10)), LongestPause);
}
