using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <summary>What came of a wish to track a mail.</summary>
public abstract record TagResult
{
    private TagResult() { }

    public sealed record Refused(string Field, string Why) : TagResult;

    public sealed record NotThere : TagResult;

    public sealed record Tracked(RequestRow Request, bool IsNew) : TagResult;
}

/// <summary>Turns a mail into a request with its commitments, stored in one transaction, and then settles it in the mailbox.</summary>
public sealed class TagDesk(
    CommitmentsDb db,
    ThreadReading reading,
    SubscriptionWork subscriptions,
    ContactBook contacts,
    TimeProvider time
)
{
    private static readonly Duration SettlePause = Duration.FromMinutes(2);

    /// <param name="wishedAt">When the person said so; a wish that is kept while Microsoft 365 is away is carried out later.</param>
    public async Task<TagResult> TagAsync(
        AskerRow asker,
        IMailbox mailbox,
        string messageId,
        TagWish wish,
        Instant wishedAt,
        CancellationToken cancellation
    )
    {
        if (await mailbox.FindAsync(messageId, cancellation) is not { } message)
            return new TagResult.NotThere();
        if (await TrackedAsync(asker, message.InternetMessageId, cancellation) is { } known)
            return new TagResult.Tracked(known, IsNew: false);

        var promise = MailSuggestions.PromiseIn(
            message,
            await SuggestedInAsync(asker, message, cancellation),
            wish.Ask
        );
        switch (Tagging.Tag(Guid.CreateVersion7(), message, asker.Addresses, wish, wishedAt, promise))
        {
            case TagOutcome.Refused(var field, var why):
                return new TagResult.Refused(field, why);
            case TagOutcome.Tagged(var request, var people):
                return await StoreAsync(asker, mailbox, request, message, people, cancellation);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>What a mail asks for or promises, by the calendar of the one who wrote it.</summary>
    public async Task<IReadOnlyList<MailSuggestion>> SuggestedInAsync(
        AskerRow asker,
        MailMessage message,
        CancellationToken cancellation
    )
    {
        var yours = asker.WorkingCalendar;
        var writers = asker.Addresses.Contains(message.From.Address)
            ? yours
            : (await contacts.CalendarOfAsync(asker, message.From, cancellation)).Calendar.Calendar;
        return MailSuggestions.In(message, asker.Addresses, yours, writers, time.GetCurrentInstant());
    }

    public Task<RequestRow?> TrackedAsync(AskerRow asker, string? internetMessageId, CancellationToken cancellation) =>
        db.Set<RequestRow>()
            .SingleOrDefaultAsync(
                row => row.AskerId == asker.Id && row.InternetMessageId == internetMessageId,
                cancellation
            );

    /// <summary>
    /// Brings the mailbox in line: while anybody owes an answer the mail is marked and replies are noticed and read; after that
    /// its flag is complete.
    /// </summary>
    /// <returns>Null when all is done; else what will happen, for the asker.</returns>
    public async Task<string?> SettleAsync(
        AskerRow asker,
        RequestRow request,
        IMailbox mailbox,
        CancellationToken cancellation
    )
    {
        try
        {
            if (await IsOpenAsync(request, cancellation))
            {
                await subscriptions.EnsureAsync(asker.Owner, cancellation);
                await reading.ReadThreadAsync(asker, request, mailbox, cancellation);
                await db.SaveChangesAsync(cancellation);
            }
            await (
                await IsOpenAsync(request, cancellation)
                    ? mailbox.MarkOwedAsync(
                        request.MessageId,
                        request.Deadline.InZone(asker.WorkingCalendar.Zone).Date,
                        MailCategories.Request,
                        cancellation
                    )
                    : mailbox.MarkDoneAsync(request.MessageId, cancellation)
            );
            request.SettleAt = null;
            await db.SaveChangesAsync(cancellation);
            return null;
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            // A reply came meanwhile and was read at the same time elsewhere; the rest is done in the next round.
            db.ChangeTracker.Clear();
            return null;
        }
        catch (Exception failed) when (failed is MailboxAway or MailboxRefused)
        {
            request.SettleAt = time.GetCurrentInstant() + ((failed as MailboxAway)?.RetryAfter ?? SettlePause);
            await db.SaveChangesAsync(cancellation);
            return Say(
                "It is tracked. Microsoft 365 is busy at the moment; the flag in Outlook and the reading of replies follow by themselves."
            );
        }
    }

    private Task<bool> IsOpenAsync(RequestRow request, CancellationToken cancellation) =>
        db.Set<CommitmentRow>().AnyAsync(row => row.RequestId == request.Id && !row.IsClosed, cancellation);

    private async Task<TagResult> StoreAsync(
        AskerRow asker,
        IMailbox mailbox,
        Request request,
        MailMessage message,
        IReadOnlyList<MailAddress> people,
        CancellationToken cancellation,
        bool isSecondTry = false
    )
    {
        var now = time.GetCurrentInstant();
        var row = new RequestRow
        {
            TenantId = asker.TenantId,
            Id = request.Id,
            AskerId = asker.Id,
            InternetMessageId = request.InternetMessageId,
            MessageId = request.MessageId,
            ConversationId = request.ConversationId,
            Subject = request.Subject,
            Ask = request.Ask,
            AskedAt = request.AskedAt,
            TaggedAt = now,
            Priority = request.Priority,
            Deadline = request.Deadline,
            WebLink = request.WebLink,
            SettleAt = now,
        };
        db.Add(row);
        db.Add(ThreadReading.RowFor(asker, row.Id, message));
        foreach (var contact in await contacts.EnsureAsync(asker, mailbox, people, cancellation))
        {
            var commitment = new CommitmentRow
            {
                TenantId = asker.TenantId,
                Id = Guid.CreateVersion7(),
                RequestId = row.Id,
                AskerId = asker.Id,
                ContactId = contact.Id,
                NextLookAt = now,
            };
            db.Add(commitment);
            db.AddRange(
                request.Opening.Select(
                    (happened, number) =>
                        new EventRow
                        {
                            TenantId = asker.TenantId,
                            CommitmentId = commitment.Id,
                            Number = number,
                            RecordedAt = now,
                            Event = happened,
                        }
                )
            );
        }
        try
        {
            await db.SaveChangesAsync(cancellation);
            return new TagResult.Tracked(row, IsNew: true);
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            // The same mail was tagged a moment ago by another request: that one is the answer.
            db.ChangeTracker.Clear();
            if (await TrackedAsync(asker, row.InternetMessageId, cancellation) is { } first)
                return new TagResult.Tracked(first, IsNew: false);
            // Or somebody else has just asked one of these people for the first time: now they are known.
            if (!isSecondTry)
                return await StoreAsync(asker, mailbox, request, message, people, cancellation, isSecondTry: true);
            throw;
        }
    }
}
