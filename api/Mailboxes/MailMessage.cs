using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>A person as a mail names them.</summary>
/// <param name="Name">As written in the mail; the address when there is none.</param>
/// <param name="Address">SMTP address, lower case.</param>
public sealed record MailAddress(string Name, string Address)
{
    public static MailAddress Of(string? name, string address) =>
        new(string.IsNullOrWhiteSpace(name) ? address : name, address.Trim().ToLowerInvariant());
}

/// <param name="Content">HTML when <paramref name="IsHtml"/>, else plain text; as the mailbox gave it, never shown unescaped.</param>
public sealed record MailBody(bool IsHtml, string Content);

public sealed record MailAttachment(string Name, string ContentType, long Size, bool IsInline);

/// <summary>A message as the mailbox of one person holds it, in our words.</summary>
/// <param name="Id">The immutable id in this mailbox.</param>
/// <param name="InternetMessageId">RFC 5322 Message-ID with its angle brackets: one value for every recipient; null on some drafts.</param>
/// <param name="ConversationId">The thread's id in this mailbox only.</param>
/// <param name="ConversationIndex">Base64 of the Exchange conversation index, whose GUID part is shared across mailboxes where clients keep it.</param>
/// <param name="ItemClass">MAPI message class where it is known, such as <c>REPORT.IPM.Note.NDR</c>.</param>
/// <param name="FollowUpKey">The key our own sending marked it with; null on everybody else's mail.</param>
/// <param name="Headers">Internet headers in their order; empty on drafts and on sent items.</param>
public sealed record MailMessage(
    string Id,
    string? InternetMessageId,
    string ConversationId,
    string? ConversationIndex,
    string FolderId,
    string Subject,
    MailAddress From,
    MailAddress? Sender,
    IReadOnlyList<MailAddress> To,
    IReadOnlyList<MailAddress> Cc,
    Instant SentAt,
    Instant ReceivedAt,
    bool IsDraft,
    MailBody Body,
    MailBody? UniqueBody,
    IReadOnlyList<MailAttachment> Attachments,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? ItemClass,
    string? FollowUpKey,
    string? WebLink
)
{
    /// <summary>The first header of that name, whatever its case.</summary>
    public string? Header(string name)
    {
        foreach (var header in Headers)
        {
            if (string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
                return header.Value;
        }
        return null;
    }

    /// <summary>Message-IDs this one says it answers: In-Reply-To first, then References, newest first.</summary>
    public IReadOnlyList<string> AnsweredMessageIds =>
        [
            .. MessageIdsIn(Header("In-Reply-To"))
                .Concat(MessageIdsIn(Header("References")).Reverse())
                .Distinct(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> MessageIdsIn(string? header)
    {
        for (
            var start = header?.IndexOf('<') ?? -1;
            start >= 0 && header is not null;
            start = header.IndexOf('<', start + 1)
        )
        {
            var end = header.IndexOf('>', start);
            if (end < 0)
                yield break;
            yield return header[start..(end + 1)];
        }
    }
}
