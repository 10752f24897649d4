using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Replies;

/// <summary>Reads mail that appeared in an asker's mailbox and writes down what it means for their commitments.</summary>
/// <remarks>A mail is read once per request, however often it is notified. Everything is staged; the caller saves.</remarks>
public sealed class ThreadReading(CommitmentsDb db, CommitmentBook book, ContactBook contacts)
{
    /// <summary>Shorter subjects are words that any mail may hold.</summary>
    private const int ShortestTellingSubject = 12;

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
        IReadOnlyList<AwaitedAnswer>? awaited = null;
        foreach (var mail in mails.Where(mail => mail.InternetMessageId is not null).OrderBy(mail => mail.SentAt))
        {
            var (requests, followUp) = known.RequestsOf(mail, asker);
            var match = await IsJoinedAsync(followUp, requests, open, cancellation) ? Match.Joined : Match.Sure;
            foreach (var request in requests)
                await ReadAsync(asker, mail, request, known, open, match, cancellation);
            if (requests.Count == 0)
            {
                awaited ??= await AwaitedAsync(asker, cancellation);
                await ReadNewThreadAsync(asker, mail, known, open, awaited, cancellation);
            }
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
            {
                await contacts.ObserveAsync(one.Contact, mail, cancellation);
                await LetterStyles.LearnAsync(db, one.Contact, mail, cancellation);
            }
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

    /// <summary>An answer may come in a new thread: then person and subject point to the request, and the asker is asked.</summary>
    private async Task ReadNewThreadAsync(
        AskerRow asker,
        MailMessage mail,
        KnownThreads known,
        Dictionary<Guid, List<CommitmentCase>> open,
        IReadOnlyList<AwaitedAnswer> awaited,
        CancellationToken cancellation
    )
    {
        if (IsOfAsker(mail, asker))
            return;

        var mayBeMeant = awaited.Where(answer =>
            IsAfterTheAsk(mail, answer.Request)
            && RoleOf(mail, answer.Contact, answer.Partner, asker, isInThread: false) is not SenderRole.Stranger
            && IsAbout(mail, answer.Request.Subject)
        );
        if (mayBeMeant.MaxBy(answer => answer.Request.AskedAt) is { } newest)
            await ReadAsync(asker, mail, newest.Request.Id, known, open, Match.Subject, cancellation);
    }

    /// <summary>What this asker still waits for: enough of it to recognise an answer by.</summary>
    private async Task<IReadOnlyList<AwaitedAnswer>> AwaitedAsync(AskerRow asker, CancellationToken cancellation) =>
        await (
            from commitment in db.Set<CommitmentRow>()
            where commitment.AskerId == asker.Id && !commitment.IsClosed
            join request in db.Set<RequestRow>() on commitment.RequestId equals request.Id
            join contact in db.Set<ContactRow>() on commitment.ContactId equals contact.Id
            join partner in db.Set<PartnerRow>() on contact.PartnerId equals partner.Id
            select new AwaitedAnswer(request, contact, partner)
        ).ToListAsync(cancellation);

    /// <summary>Whether a mail of a new thread has the subject of a request, or quotes it with its subject.</summary>
    private static bool IsAbout(MailMessage mail, string asked)
    {
        var subject = Subjects.WithoutPrefixes(asked);
        return subject.Length > 0
            && (
                Subjects.WithoutPrefixes(mail.Subject) == subject
                || subject.Length >= ShortestTellingSubject
                    && WebUtility.HtmlDecode(mail.Body.Content).Contains(subject, StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>What this mail is for this commitment; null when it says nothing about it.</summary>
    private static CommitmentEvent? Meaning(MailMessage mail, CommitmentCase one, AskerRow asker, Match match)
    {
        var commitment = one.Commitment;
        if (IsOfAsker(mail, asker))
        {
            if (mail.FollowUpKey is not null)
                return null;

            // Also while the contact has the ball: a reply may turn out to be a question that this mail answers.
            return !commitment.IsClosed && HasRecipient(mail, one.Contact.Address)
                ? new CommitmentEvent.AskerWrote(mail.SentAt, mail.InternetMessageId ?? "")
                : null;
        }

        var role = RoleOf(mail, one.Contact, one.Partner, asker, match != Match.Subject);
        var calendar = one.Calendar.Calendar;
        var read = ReplyReader.Read(
            mail,
            new ReplyContext(
                one.Request.Ask,
                one.Request.AskedAt,
                commitment.AgreedDate,
                role,
                calendar.Zone,
                WriterLocale.Of(calendar.Zone)
            )
        );
        return role switch
        {
            SenderRole.Contact when match == Match.Sure || match == Match.Joined && read.Lead.IsMachineMade =>
                ReplyEvents.Of(read, mail, calendar),
            SenderRole.Contact or SenderRole.Colleague when !read.Lead.IsMachineMade => ReplyEvents.Question(
                read,
                mail,
                calendar,
                byAnother: role is SenderRole.Colleague
            ),
            _ when read.Lead is ReplyReading.Bounce { Address: { } address } && address == one.Contact.Address =>
                ReplyEvents.Of(read, mail, calendar),
            _ => null,
        };
    }

    /// <remarks>By the clock of the asker's mailbox: an automatic reply comes in the same second, from a clock that may be behind.</remarks>
    private static bool IsAfterTheAsk(MailMessage mail, RequestRow request) => mail.ReceivedAt >= request.AskedAt;

    /// <summary>
    /// Who wrote: the contact, also from a shared mailbox; somebody who may speak for them (a colleague, the contact from
    /// another address, whoever passes their answer on, an outsider to whom they passed the thread); or a stranger to it.
    /// </summary>
    private static SenderRole RoleOf(
        MailMessage mail,
        ContactRow contact,
        PartnerRow partner,
        AskerRow asker,
        bool isInThread
    )
    {
        var domain = ContactBook.DomainOf(mail.From.Address);
        if (mail.From.Address == contact.Address || mail.Sender?.Address == contact.Address)
            return SenderRole.Contact;
        if (PassesOn(mail, contact.Address) || IsNamedLike(mail.From, contact))
            return SenderRole.Colleague;
        if (domain == ContactBook.DomainOf(asker.Address))
            return SenderRole.Stranger;
        return domain == partner.Domain || isInThread ? SenderRole.Colleague : SenderRole.Stranger;
    }

    /// <summary>Forwards a mail that the contact wrote or stands in.</summary>
    private static bool PassesOn(MailMessage mail, string address) =>
        Subjects.IsForward(mail.Subject) && mail.Body.Content.Contains(address, StringComparison.OrdinalIgnoreCase);

    /// <summary>The contact's full name on another address.</summary>
    private static bool IsNamedLike(MailAddress person, ContactRow contact) =>
        contact.Name.Contains(' ', StringComparison.Ordinal)
        && person.Name.Trim().Equals(contact.Name.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The asker wrote it, under their own address or a shared one.</summary>
    private static bool IsOfAsker(MailMessage mail, AskerRow asker) =>
        asker.Addresses.Contains(mail.From.Address)
        || mail.Sender is { } sender && asker.Addresses.Contains(sender.Address);

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

    private sealed record AwaitedAnswer(RequestRow Request, ContactRow Contact, PartnerRow Partner);

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

        /// <summary>The requests whose thread a mail belongs to. The asker's own mail has no headers in Sent Items: there conversation and thread index decide.</summary>
        /// <returns>With them the key of the follow-up that it answers, if it answers one.</returns>
        public (List<Guid> Requests, string? FollowUp) RequestsOf(MailMessage mail, AskerRow asker)
        {
            if (IsOfAsker(mail, asker))
            {
                return (
                    RequestsWhere(row =>
                        row.ConversationId == mail.ConversationId
                        || row.ThreadGuid is { } thread && thread == Matching.ThreadGuid(mail.ConversationIndex)
                    ),
                    null
                );
            }

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
