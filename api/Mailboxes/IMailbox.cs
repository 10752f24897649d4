using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Whose mailbox: a person of a tenant.</summary>
/// <param name="TenantId">The tenant's id at the sign-in authority (<c>tid</c>).</param>
/// <param name="PersonId">The person's object id (<c>oid</c>).</param>
public sealed record MailboxOwner(Guid TenantId, Guid PersonId);

/// <summary>The well-known folders that are read for replies.</summary>
public static class MailFolders
{
    public const string Inbox = "inbox";
    public const string SentItems = "sentitems";
    public const string Archive = "archive";
    public const string Drafts = "drafts";
    public const string Outbox = "outbox";
    public const string DeletedItems = "deleteditems";
    public const string JunkMail = "junkemail";
}

/// <summary>The categories that we put on mail, as Outlook shows them.</summary>
public static class MailCategories
{
    /// <summary>Somebody owes the mailbox's owner an answer.</summary>
    public const string Request = "Tracked request";

    /// <summary>The owner owes somebody something.</summary>
    public const string Promise = "My promise";

    public static readonly IReadOnlyList<string> All = [Request, Promise];
}

/// <summary>What the directory and the mailbox say of their owner.</summary>
/// <param name="Zone">IANA zone of the mailbox's working hours, else of its settings; null when it says none.</param>
/// <param name="Team">Department in the directory.</param>
/// <param name="Site">Office location in the directory.</param>
public sealed record MailboxProfile(
    MailAddress Owner,
    IReadOnlyList<string> OtherAddresses,
    string? Zone,
    string? Team,
    string? Site,
    string? Company,
    WorkingHours? Hours
);

/// <summary>Weekly hours as Microsoft 365 keeps them: one interval for all its days.</summary>
public sealed record WorkingHours(IReadOnlyList<IsoDayOfWeek> Days, LocalTime Start, LocalTime End, string Zone);

/// <summary>What changed in a folder since the last look.</summary>
/// <param name="Messages">New or changed messages, drafts left out; replays are possible.</param>
/// <param name="NextLink">
/// Where the next look starts; to be stored in the same transaction as what was read. Null when the mailbox has no such folder (any more).
/// </param>
/// <param name="StartedOver">The old link had expired: these are all messages since <c>since</c>, most of them known.</param>
/// <param name="HasMore">There is more to read now: what is here is to be stored first, so that a long list is not begun anew for ever.</param>
public sealed record FolderChanges(
    IReadOnlyList<MailMessage> Messages,
    string? NextLink,
    bool StartedOver,
    bool HasMore = false
);

/// <summary>A reply to be sent in a thread.</summary>
/// <param name="Key">Deterministic: the same intention has the same key, and is found again by it.</param>
/// <param name="AnswersMessageId">The message in the owner's mailbox that the new mail is a reply to.</param>
/// <param name="Html">Our text, put above the quoted history.</param>
public sealed record ReplyToSend(
    string Key,
    string AnswersMessageId,
    IReadOnlyList<MailAddress> To,
    IReadOnlyList<MailAddress> Cc,
    string Html
);

/// <param name="Id">Immutable id; the sent copy keeps it.</param>
/// <param name="SentAt">Null for a draft.</param>
public sealed record MarkedMessage(string Id, string? InternetMessageId, bool IsDraft, Instant? SentAt = null);

/// <summary>One person's mailbox behind Microsoft Graph, in our words.</summary>
/// <remarks>
/// Every member may throw <see cref="MailboxAway"/> (throttled, broken, in maintenance: try again later) and
/// <see cref="MailboxNeedsSignIn"/> (consent or session gone: only the person can mend it). What is simply not there is null.
/// What the mailbox refuses as it stands (an address it does not take, a full mailbox) is <see cref="MailboxRefused"/>.
/// </remarks>
public interface IMailbox
{
    MailboxOwner Owner { get; }

    Task<MailboxProfile> ProfileAsync(CancellationToken cancellation);

    /// <summary>A message with body and headers; null when it is not in this mailbox.</summary>
    /// <param name="messageId">Immutable or default id.</param>
    Task<MailMessage?> FindAsync(string messageId, CancellationToken cancellation);

    Task<MailMessage?> FindByInternetMessageIdAsync(string internetMessageId, CancellationToken cancellation);

    /// <summary>The messages of a thread in every folder, oldest first, drafts left out.</summary>
    Task<IReadOnlyList<MailMessage>> ThreadAsync(string conversationId, CancellationToken cancellation);

    /// <param name="link">As stored from the last look; null for the first.</param>
    /// <param name="since">Older mail is left alone.</param>
    /// <param name="again">The first look and one that starts over go back to here only.</param>
    Task<FolderChanges> ChangesAsync(
        string folder,
        string? link,
        Instant since,
        Instant again,
        CancellationToken cancellation
    );

    /// <summary>Shows in Outlook that something is owed: one of our categories and a follow-up flag with the date.</summary>
    /// <param name="category">Of <see cref="MailCategories"/>.</param>
    Task MarkOwedAsync(string messageId, LocalDate due, string category, CancellationToken cancellation);

    /// <summary>Marks the flag as complete and takes our categories off.</summary>
    Task MarkDoneAsync(string messageId, CancellationToken cancellation);

    /// <summary>What an earlier try with this key left in Drafts or Sent Items; null when there is nothing.</summary>
    Task<MarkedMessage?> FindByKeyAsync(string key, CancellationToken cancellation);

    /// <summary>A draft in the thread, marked with the key, quoted history below our text.</summary>
    Task<MarkedMessage> DraftReplyAsync(ReplyToSend reply, CancellationToken cancellation);

    /// <summary>Sends a draft, once: it is never repeated by itself. After an exception only <see cref="FindByKeyAsync"/> knows.</summary>
    Task SendDraftAsync(string draftId, CancellationToken cancellation);

    Task DeleteDraftAsync(string draftId, CancellationToken cancellation);

    /// <summary>Working hours of people inside the tenant, by address; people it does not know are left out.</summary>
    Task<IReadOnlyDictionary<string, WorkingHours>> HoursOfAsync(
        IReadOnlyCollection<string> addresses,
        CancellationToken cancellation
    );
}

/// <summary>Opens mailboxes with the right token.</summary>
public interface IMailboxes
{
    /// <summary>The mailbox of the person who is signed in on this request, on their behalf; also keeps the session for later work.</summary>
    Task<IMailbox> OfCallerAsync(CancellationToken cancellation);

    /// <summary>A mailbox for work without its owner present, on the session kept from their last visit.</summary>
    IMailbox Of(MailboxOwner owner);
}

/// <summary>The mailbox cannot be worked with right now; the same call may go through later.</summary>
public sealed class MailboxAway(string why, Duration? retryAfter = null, Exception? inner = null)
    : Exception(why, inner)
{
    public Duration? RetryAfter => retryAfter;
}

/// <summary>The session or consent is gone: work waits until the owner opens the add-in again.</summary>
public sealed class MailboxNeedsSignIn(string why, string? claims = null, Exception? inner = null)
    : Exception(why, inner)
{
    /// <summary>A claims challenge to hand to the client, when the authority gave one.</summary>
    public string? Claims => claims;
}

/// <summary>The mailbox does not do what was asked, and would not do it later either: the owner has to know.</summary>
public sealed class MailboxRefused(string why, string code, Exception? inner = null) : Exception(why, inner)
{
    /// <summary>Microsoft Graph's word for it, for logs and tests.</summary>
    public string Code => code;
}
