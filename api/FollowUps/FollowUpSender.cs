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
    CircumstancesBook circumstances,
    Outbox outbox,
    ThreadReading reading,
    IMailboxes mailboxes,
    SendingSettings settings,
    AnswerAddresses answers,
    TimeProvider time
)
{
    private static readonly Duration FirstPause = Duration.FromMinutes(2);
    private static readonly Duration LongestPause = Duration.FromHours(2);

    public async Task SendAsync(string key, CancellationToken cancellation)
    {
        var row = await FindAsync(key, cancellation);
        var now = time.GetCurrentInstant();
        // Since it was found to be due, somebody may have stopped it, put it off or begun to send it.
        if (!row.IsUnsent || row.DueAt > now)
            return;

        var cases = await CasesOfAsync(row, cancellation);
        if (cases.Count == 0)
        {
            row.State = OutboxState.Dropped;
            await db.SaveChangesAsync(cancellation);
            return;
        }

        try
        {
            await SendAsync(row, cases, mailboxes.Of(cases[0].Asker.Owner), now, cancellation);
        }
        catch (MailboxAway away)
        {
            // It may be on its way all the same: that shows a little later.
            var pause = away.RetryAfter is { } asked ? Duration.Max(asked, FirstPause) : PauseAfter(row.Tries);
            await PostponeAsync(row, now + pause, cancellation);
        }
        catch (MailboxNeedsSignIn)
        {
            // Not due as long as the mailbox is parked.
            await PostponeAsync(row, now + FirstPause, cancellation);
        }
        catch (MailboxRefused gone) when (gone.Code == "ErrorItemNotFound" && row.State == OutboxState.Drafted)
        {
            // The draft has left after all, or somebody took it away: its key will tell.
            await PostponeAsync(row, now + FirstPause, cancellation);
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
        List<CommitmentCase> cases,
        IMailbox mailbox,
        Instant now,
        CancellationToken cancellation
    )
    {
        var earlier =
            row.Tries > 0 || row.DraftId is not null ? await mailbox.FindByKeyAsync(row.Key, cancellation) : null;
        if (earlier is { IsDraft: false })
        {
            await RecordAsync(row, cases, earlier, earlier.SentAt ?? now, cancellation);
            return;
        }

        // Saved before anything is done in the mailbox: of two instances only one gets past this, and until the lease ends
        // no other one takes it up.
        row.Tries++;
        row.DueAt = now + settings.Lease;
        row.State = earlier is null ? OutboxState.Sending : OutboxState.Drafted;
        await db.SaveChangesAsync(cancellation);
        foreach (var known in cases.DistinctBy(known => known.Request.ConversationId))
        {
            await reading.ReadThreadAsync(known.Asker, known.Request, mailbox, cancellation);
            await db.SaveChangesAsync(cancellation);
        }

        // The last look may have added to the events, so the decision is made once more.
        var fresh = await CasesOfAsync(row, cancellation);
        row.DraftId = earlier?.Id;
        FollowUpMail? mail = null;
        if (row.Step is not null)
        {
            var going = await LastLookAsync(row, fresh, mailbox, earlier, now, cancellation);
            if (going.Count == 0)
                return;
            earlier = row.DraftId is null ? null : earlier;
            fresh = [.. fresh.Where(known => going.Exists(ask => ask.Commitment == known.Row.Id))];
            mail = MailOf(row, fresh, going, now);
        }

        var draft = earlier ?? await DraftAsync(row, fresh, mail, mailbox, cancellation);
        row.DraftId = draft.Id;
        row.State = OutboxState.Drafted;
        await RememberAsync(fresh, draft, row.Key, now, cancellation);
        await db.SaveChangesAsync(cancellation);

        await mailbox.SendDraftAsync(draft.Id, cancellation);
        await RecordAsync(row, fresh, draft, now, cancellation);
    }

    /// <summary>Decides once more about every ask of the mail, takes out what may not go any more, and takes the contact's day.</summary>
    /// <returns>The asks that go out now; empty when the mail is put off, taken back or dropped, which is then stored.</returns>
    private async Task<List<OpenAsk>> LastLookAsync(
        OutboxRow row,
        List<CommitmentCase> cases,
        IMailbox mailbox,
        MarkedMessage? earlier,
        Instant now,
        CancellationToken cancellation
    )
    {
        var around = await circumstances.AroundAsync(cases, cancellation, besides: row.Key);
        var asks = cases.Select(known => OpenAsk.Of(known, around)).ToList();
        if (row.Step is not { } step)
            return asks;

        // The most pressing ask says what kind of mail it is now.
        step = asks[0].Decide(now) is FollowUpDecision.Send(var own, _) ? own : step;
        var going = asks.FindAll(ask => Joining.GoesAlong(ask, step, now, row.IsWished));
        if (going.Count > 0 && !await outbox.TakeDayAsync(row, cases[0].Calendar.Calendar, now, cancellation))
        {
            // Somebody else's mail has just taken the day.
            asks = [.. asks.Select(ask => ask.AfterSending(now, ask.Subject.Around.Thread))];
            going = [];
        }
        if (going.Count == 0 && LaterAsItIs(row, asks, now) is { } later)
        {
            row.LeavesAt = later;
            row.State = OutboxState.Decided;
            // It was no failure, so the next one is not the worse for it.
            row.Tries = 0;
            await outbox.GiveBackDayAsync(row, cancellation);
            await PostponeAsync(row, later, cancellation);
            return [];
        }

        var staying = cases.Where(known => !going.Exists(ask => ask.Commitment == known.Row.Id)).ToList();
        if (earlier is not null && (staying.Count > 0 || !row.IsFor(step)))
        {
            // What was drafted is not what goes out any more.
            await mailbox.DeleteDraftAsync(earlier.Id, cancellation);
            row.DraftId = null;
        }
        row.Step = step;
        if (staying.Count == 0)
            return going;

        foreach (var known in staying)
            known.Row.NextLookAt = known.Row.IsClosed ? null : now;
        await outbox.RemoveAsync(
            row,
            row.Items.FindAll(item => staying.Exists(known => known.Row.Id == item.CommitmentId)),
            cancellation
        );
        await db.SaveChangesAsync(cancellation);
        return row.State is OutboxState.Dropped or OutboxState.AwaitingApproval ? [] : going;
    }

    /// <summary>When a mail about which nothing is new may go after all; null when something is, and it is decided anew.</summary>
    private static Instant? LaterAsItIs(OutboxRow row, List<OpenAsk> asks, Instant now)
    {
        var waits = asks.Select(ask => ask.Decide(now)).OfType<FollowUpDecision.Wait>().ToList();
        return
            waits.Count == asks.Count
            && asks.TrueForAll(ask =>
                row.Items.Exists(item => item.CommitmentId == ask.Commitment && item.Events == ask.Events)
            )
            ? waits.Min(wait => wait.Until)
            : null;
    }

    private async Task<MarkedMessage> DraftAsync(
        OutboxRow row,
        List<CommitmentCase> cases,
        FollowUpMail? mail,
        IMailbox mailbox,
        CancellationToken cancellation
    )
    {
        var lead = cases[0];
        var thread = await db.Set<ThreadMailRow>()
            .Where(one => one.RequestId == lead.Request.Id && one.ConversationId == lead.Request.ConversationId)
            .OrderByDescending(one => one.SentAt)
            .Select(one => one.MessageId)
            .ToListAsync(cancellation);
        var answered = new Queue<string>(thread.Append(lead.Request.MessageId).Distinct());
        var isById = true;
        while (true)
        {
            try
            {
                return await mailbox.DraftReplyAsync(
                    new ReplyToSend(
                        row.Key,
                        answered.Dequeue(),
                        [mail?.To ?? new MailAddress(lead.Contact.Name, lead.Contact.Address)],
                        mail?.Copies ?? [],
                        mail?.Letter.Html ?? OwnWords.Html(row.Text ?? "")
                    ),
                    cancellation
                );
            }
            catch (MailboxRefused deleted) when (deleted.Code == "ErrorItemNotFound" && (answered.Count > 0 || isById))
            {
                // Somebody deleted that mail for good; the one before it is in the same thread.
                if (answered.Count > 0)
                    continue;

                // In another archive or after an import the mail has another id, but the one that it has everywhere.
                isById = false;
                if (
                    await mailbox.FindByInternetMessageIdAsync(lead.Request.InternetMessageId, cancellation)
                    is not { } same
                )
                    throw;
                answered.Enqueue(same.Id);
            }
        }
    }

    /// <summary>The mail as it goes out, with links that are made for it.</summary>
    private FollowUpMail MailOf(OutboxRow row, List<CommitmentCase> cases, List<OpenAsk> asks, Instant now)
    {
        var step = row.Step ?? throw new InvalidOperationException("A thank-you has no step.");
        var links = cases.ToDictionary(known => known.Row.Id, known => answers.Of(known, now));
        var mail = FollowUpLetters.Of(asks, step, ask => links[ask.Commitment]);
        if (row.Text is not { } own)
            return mail;

        var text = OwnWords.WithLinks(own, FollowUpLetters.Of(asks, step).Letter.Text, mail.Letter.Text);
        return mail with { Letter = new FollowUpLetter(OwnWords.Html(text), text) };
    }

    private async Task RecordAsync(
        OutboxRow row,
        List<CommitmentCase> cases,
        MarkedMessage sent,
        Instant at,
        CancellationToken cancellation
    )
    {
        row.State = OutboxState.Sent;
        row.SentAt = at;
        row.Text = null;
        row.Version++;
        foreach (var known in cases)
        {
            book.Append(
                known,
                row.Kind is { } kind
                    ? new CommitmentEvent.FollowedUp(at, kind, row.Key, sent.InternetMessageId, row.Level)
                    : new CommitmentEvent.Thanked(at, row.Key, sent.InternetMessageId)
            );
        }
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>An answer to a joined mail is an answer to every request in it, though it lies in one's thread only.</summary>
    /// <remarks>Before it is sent: whoever reads the sent copy then knows it already.</remarks>
    private async Task RememberAsync(
        List<CommitmentCase> cases,
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
