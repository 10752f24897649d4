using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Replies;

/// <summary>Reads mail that appeared in an asker's mailbox and writes down what it means for their commitments.</summary>
/// <remarks>A mail is read once per request, however often it is notified. Everything is staged; the caller saves.</remarks>
public sealed class ThreadReading(CommitmentsDb db, CommitmentBook book)
{
    /// <summary>Reads a request's thread from its mailbox: at tagging, and once more before anything is sent.</summary>
    public async Task ReadThreadAsync(
        AskerRow asker,
        RequestRow request,
        IMailbox mailbox,
        CancellationToken cancellation
    ) => await ReadAsync(asker, await mailbox.ThreadAsync(request.ConversationId, cancellation), cancellation);

    public async Task ReadAsync(AskerRow asker, IReadOnlyList<MailMessage> mails, CancellationToken cancellation)
    {
        var known = await KnownAsync(asker, mails, cancellation);
        var open = new Dictionary<Guid, List<CommitmentCase>>();
        foreach (var mail in mails.Where(mail => mail.InternetMessageId is not null).OrderBy(mail => mail.SentAt))
        {
            var (requests, followUp) = known.RequestsOf(mail, asker);
            var match = await IsJoinedAsync(followUp, requests, open, cancellation) ? Match.Joined : Match.Sure;
            foreach (var request in requests)
                await ReadAsync(asker, mail, request, known, open, match, cancellation);
            if (requests.Count == 0)
                await ReadNewThreadAsync(asker, mail, known, open, cancellation);
        }
    }

    /// <summary>The row that remembers a mail of a request's thread.</summary>
    public static ThreadMailRow RowFor(AskerRow asker, Guid request, MailMessage mail) =>
        new()
        {
            TenantId = asker.TenantId,
            AskerId = asker.Id,
            RequestId = request,
            InternetMessageId = mail.InternetMessageId ?? mail.Id,
            MessageId = mail.Id,
            ConversationId = mail.ConversationId,
            ConversationIndex = mail.ConversationIndex,
            ThreadGuid = Matching.ThreadGuid(mail.ConversationIndex),
            FollowUpKey = mail.FollowUpKey,
            From = mail.From.Address,
            People = [.. mail.To.Concat(mail.Cc).Append(mail.From).Select(person => person.Address).Distinct()],
            SentAt = mail.SentAt,
        };

    private async Task ReadAsync(
        AskerRow asker,
        MailMessage mail,
        Guid request,
        KnownThreads known,
        Dictionary<Guid, List<CommitmentCase>> open,
        Match match,
        CancellationToken cancellation
    )
    {
        if (!known.Add(RowFor(asker, request, mail)))
            return;

        db.Add(known.RowOf(request, mail));
        var cases = await CasesOfAsync(request, open, cancellation);
        foreach (var one in cases.Where(one => IsAfterTheAsk(mail, one.Request)))
        {
            // Who owes an answer of their own speaks for themselves.
            var isOtherContact = cases.Exists(other => other != one && other.Contact.Address == mail.From.Address);
            if (isOtherContact || Meaning(mail, one, asker, match) is not { } happened)
                continue;
            book.Append(one, happened);
            if (happened.IsHumanAnswer && mail.From.Address == one.Contact.Address)
                await LetterStyles.LearnAsync(db, one.Contact, mail, cancellation);
        }
    }

    /// <summary>Whether the follow-up that was answered asked for several things: then the asker says which of them the answer is.</summary>
    private async Task<bool> IsJoinedAsync(
        string? followUp,
        List<Guid> requests,
        Dictionary<Guid, List<CommitmentCase>> open,
        CancellationToken cancellation
    )
    {
        if (followUp is null || requests.Count < 2)
            return false;

        var asked = 0;
        foreach (var request in requests)
        {
            var cases = await CasesOfAsync(request, open, cancellation);
            asked += cases.Count(one =>
                one.Events.Exists(row => row.Event is CommitmentEvent.FollowedUp sent && sent.Key == followUp)
            );
        }
        return asked > 1;
    }

    private async Task<List<CommitmentCase>> CasesOfAsync(
        Guid request,
        Dictionary<Guid, List<CommitmentCase>> open,
        CancellationToken cancellation
    )
    {
        if (!open.TryGetValue(request, out var cases))
        {
            cases = await book.WhereAsync(rows => rows.Where(row => row.RequestId == request), cancellation);
            open.Add(request, cases);
        }
        return cases;
    }

    /// <summary>A contact may answer in a new thread: then person and subject point to the request, and the asker is asked.</summary>
    private async Task ReadNewThreadAsync(
        AskerRow asker,
        MailMessage mail,
        KnownThreads known,
        Dictionary<Guid, List<CommitmentCase>> open,
        CancellationToken cancellation
    )
    {
        if (asker.Addresses.Contains(mail.From.Address))
            return;

        var subject = Subjects.WithoutPrefixes(mail.Subject);
        var waiting = await book.WhereAsync(
            rows =>
                rows.Where(row =>
                    row.AskerId == asker.Id
                    && !row.IsClosed
                    && db.Set<ContactRow>()
                        .Any(contact => contact.Id == row.ContactId && contact.Address == mail.From.Address)
                ),
            cancellation
        );
        var same = waiting
            .Where(one => subject.Length > 0 && Subjects.WithoutPrefixes(one.Request.Subject) == subject)
            .ToList();
        if (same is [var only] && IsAfterTheAsk(mail, only.Request))
            await ReadAsync(asker, mail, only.Request.Id, known, open, Match.Subject, cancellation);
    }

    /// <summary>What this mail is for this commitment; null when it says nothing about it.</summary>
    private static CommitmentEvent? Meaning(MailMessage mail, CommitmentCase one, AskerRow asker, Match match)
    {
        if (mail.FollowUpKey is not null)
            return null;

        var commitment = one.Commitment;
        if (asker.Addresses.Contains(mail.From.Address))
        {
            // Also while the contact has the ball: a reply may turn out to be a question that this mail answers.
            return !commitment.IsClosed && HasRecipient(mail, one.Contact.Address)
                ? new CommitmentEvent.AskerWrote(mail.SentAt, mail.InternetMessageId ?? "")
                : null;
        }

        var role = RoleOf(mail.From.Address, one);
        var calendar = one.Calendar.Calendar;
        var read = ReplyReader.Read(
            mail,
            new ReplyContext(one.Request.Ask, one.Request.AskedAt, commitment.AgreedDate, role, calendar.Zone)
        );
        return role switch
        {
            SenderRole.Contact when match == Match.Sure || match == Match.Joined && read.Lead.IsMachineMade =>
                ReplyEvents.Of(read, mail, calendar),
            SenderRole.Contact or SenderRole.Colleague when !read.Lead.IsMachineMade => ReplyEvents.Question(
                read,
                mail,
                calendar
            ),
            _ when read.Lead is ReplyReading.Bounce { Address: { } address } && address == one.Contact.Address =>
                ReplyEvents.Of(read, mail, calendar),
            _ => null,
        };
    }

    /// <remarks>By the clock of the asker's mailbox: an automatic reply comes in the same second, from a clock that may be behind.</remarks>
    private static bool IsAfterTheAsk(MailMessage mail, RequestRow request) => mail.ReceivedAt >= request.AskedAt;

    private static SenderRole RoleOf(string address, CommitmentCase one) =>
        address == one.Contact.Address ? SenderRole.Contact
        : ContactBook.DomainOf(address) == one.Partner.Domain
        && one.Partner.Domain != ContactBook.DomainOf(one.Asker.Address)
            ? SenderRole.Colleague
        : SenderRole.Stranger;

    private static bool HasRecipient(MailMessage mail, string address) =>
        mail.To.Concat(mail.Cc).Any(person => person.Address == address);

    private async Task<KnownThreads> KnownAsync(
        AskerRow asker,
        IReadOnlyList<MailMessage> mails,
        CancellationToken cancellation
    )
    {
        var ids = mails
            .SelectMany(mail => mail.AnsweredMessageIds.Append(mail.InternetMessageId ?? ""))
            .ToHashSet(StringComparer.Ordinal);
        var conversations = mails.Select(mail => mail.ConversationId).ToHashSet(StringComparer.Ordinal);
        var threads = mails
            .Select(mail => Matching.ThreadGuid(mail.ConversationIndex))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return new KnownThreads(
            await db.Set<ThreadMailRow>()
                .Where(row =>
                    row.AskerId == asker.Id
                    && (
                        ids.Contains(row.InternetMessageId)
                        || conversations.Contains(row.ConversationId)
                        || row.ThreadGuid != null && threads.Contains(row.ThreadGuid)
                    )
                )
                .ToListAsync(cancellation)
        );
    }

    /// <summary>How sure it is which ask a mail answers.</summary>
    private enum Match
    {
        Sure,

        /// <summary>It answers a mail that asked for several things.</summary>
        Joined,

        /// <summary>Only person and subject point to it.</summary>
        Subject,
    }

    /// <summary>The mails of tracked threads that a batch of new mail may belong to.</summary>
    private sealed class KnownThreads
    {
        private readonly Dictionary<(Guid Request, string Mail), ThreadMailRow> rows = [];
        private readonly KnownMessages messages = new([]);

        public KnownThreads(IEnumerable<ThreadMailRow> known)
        {
            foreach (var row in known)
                Add(row);
        }

        public ThreadMailRow RowOf(Guid request, MailMessage mail) =>
            rows[(request, mail.InternetMessageId ?? mail.Id)];

        /// <returns>False when this mail was read for this request before.</returns>
        public bool Add(ThreadMailRow row)
        {
            if (!rows.TryAdd((row.RequestId, row.InternetMessageId), row))
                return false;

            messages.Add(
                new KnownMessage(
                    row.InternetMessageId,
                    row.AskerId.ToString("N"),
                    row.ConversationId,
                    row.ConversationIndex,
                    row.FollowUpKey,
                    row.From,
                    row.People,
                    row.SentAt
                )
            );
            return true;
        }

        /// <summary>The requests whose thread a mail belongs to. The asker's own mail has no headers in Sent Items: there the conversation decides.</summary>
        /// <returns>With them the key of the follow-up that it answers, if it answers one.</returns>
        public (List<Guid> Requests, string? FollowUp) RequestsOf(MailMessage mail, AskerRow asker)
        {
            if (asker.Addresses.Contains(mail.From.Address))
                return (RequestsWhere(row => row.ConversationId == mail.ConversationId), null);

            return Matching.Find(mail, asker.Id.ToString("N"), messages) is { } match
                ? (
                    RequestsWhere(row => row.InternetMessageId == match.Answers.InternetMessageId),
                    match.Answers.FollowUpKey
                )
                : ([], null);
        }

        private List<Guid> RequestsWhere(Func<ThreadMailRow, bool> which) =>
            [.. rows.Values.Where(which).Select(row => row.RequestId).Distinct()];
    }
}
