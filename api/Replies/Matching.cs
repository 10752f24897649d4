using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>A message that a reply may answer, as it was when we saw it.</summary>
/// <param name="InternetMessageId">RFC 5322 Message-ID with its angle brackets.</param>
/// <param name="MailboxId">The mailbox that <paramref name="ConversationId"/> belongs to; conversation ids mean nothing elsewhere.</param>
/// <param name="People">Addresses of its sender and recipients, lower case.</param>
public sealed record KnownMessage(
    string InternetMessageId,
    string MailboxId,
    string ConversationId,
    string? ConversationIndex,
    string? FollowUpKey,
    string From,
    IReadOnlyCollection<string> People,
    Instant SentAt
)
{
    public static KnownMessage Of(MailMessage message, string mailboxId) =>
        new(
            message.InternetMessageId ?? message.Id,
            mailboxId,
            message.ConversationId,
            message.ConversationIndex,
            message.FollowUpKey,
            message.From.Address,
            message.To.Concat(message.Cc).Select(person => person.Address).Append(message.From.Address).ToHashSet(),
            message.SentAt
        );
}

/// <summary>How a reply was tied to the message it answers, the surest first.</summary>
public enum MatchedBy
{
    /// <summary>In-Reply-To or References names it.</summary>
    Reference,

    /// <summary>It carries the key of our own follow-up.</summary>
    OwnKey,

    /// <summary>The conversation index has the same GUID: one thread across mailboxes, where the clients kept it.</summary>
    ConversationIndex,

    /// <summary>The same conversation id in the same mailbox, between people who were both there.</summary>
    Conversation,
}

public sealed record Match(KnownMessage Answers, MatchedBy By);

/// <summary>The messages that replies are matched against.</summary>
public sealed class KnownMessages
{
    private readonly Dictionary<string, KnownMessage> byId = [];
    private readonly Dictionary<string, KnownMessage> byKey = [];
    private readonly Dictionary<string, List<KnownMessage>> byThreadGuid = [];
    private readonly Dictionary<(string, string), List<KnownMessage>> byConversation = [];

    public KnownMessages(IEnumerable<KnownMessage> messages)
    {
        foreach (var message in messages)
            Add(message);
    }

    public void Add(KnownMessage message)
    {
        byId.TryAdd(message.InternetMessageId, message);
        if (message.FollowUpKey is { } key)
            byKey.TryAdd(key, message);
        if (Matching.ThreadGuid(message.ConversationIndex) is { } guid)
            Thread(byThreadGuid, guid).Add(message);
        if (message.ConversationId.Length > 0)
            Thread(byConversation, (message.MailboxId, message.ConversationId)).Add(message);
    }

    internal KnownMessage? WithId(string internetMessageId) => byId.GetValueOrDefault(internetMessageId);

    internal KnownMessage? WithKey(string followUpKey) => byKey.GetValueOrDefault(followUpKey);

    internal IReadOnlyList<KnownMessage> WithThreadGuid(string guid) => byThreadGuid.GetValueOrDefault(guid) ?? [];

    internal IReadOnlyList<KnownMessage> InConversation(string mailboxId, string conversationId) =>
        byConversation.GetValueOrDefault((mailboxId, conversationId)) ?? [];

    private static List<KnownMessage> Thread<TKey>(Dictionary<TKey, List<KnownMessage>> threads, TKey key)
        where TKey : notnull => threads.TryGetValue(key, out var thread) ? thread : threads[key] = [];
}

/// <summary>Ties a reply to the message it answers. The subject alone never does: unrelated mail shares subjects.</summary>
public static class Matching
{
    /// <summary>The message that this one answers, or null. A message never answers itself or a later one.</summary>
    public static Match? Find(MailMessage reply, string mailboxId, KnownMessages known)
    {
        foreach (var id in reply.AnsweredMessageIds)
        {
            if (id != reply.InternetMessageId && known.WithId(id) is { } referred)
                return new(referred, MatchedBy.Reference);
        }
        if (
            reply.FollowUpKey is { } key
            && known.WithKey(key) is { } own
            && own.InternetMessageId != reply.InternetMessageId
        )
            return new(own, MatchedBy.OwnKey);
        if (
            ThreadGuid(reply.ConversationIndex) is { } guid
            && Latest(reply, known.WithThreadGuid(guid)) is { } sameThread
        )
            return new(sameThread, MatchedBy.ConversationIndex);
        return Latest(reply, known.InConversation(mailboxId, reply.ConversationId)) is { } sameConversation
            ? new(sameConversation, MatchedBy.Conversation)
            : null;
    }

    /// <summary>The newest earlier message of the thread that somebody else sent and the writer of this one took part in.</summary>
    private static KnownMessage? Latest(MailMessage reply, IReadOnlyList<KnownMessage> thread)
    {
        KnownMessage? latest = null;
        foreach (var message in thread)
        {
            if (message.InternetMessageId == reply.InternetMessageId || message.SentAt > reply.SentAt)
                continue;
            if (message.From == reply.From.Address || !message.People.Contains(reply.From.Address))
                continue;
            if (latest is null || message.SentAt > latest.SentAt)
                latest = message;
        }
        return latest;
    }

    /// <summary>The GUID in bytes 6 to 21 of an Exchange conversation index (MS-OXOMSG 2.2.1.3); null when it is none.</summary>
    public static string? ThreadGuid(string? conversationIndex)
    {
        if (conversationIndex is null)
            return null;
        Span<byte> bytes = stackalloc byte[1024];
        return Convert.TryFromBase64String(conversationIndex, bytes, out var length) && length >= 22
            ? Convert.ToHexString(bytes[6..22])
            : null;
    }
}
