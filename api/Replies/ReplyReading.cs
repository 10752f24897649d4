using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>What one act of a reply means for the one who waits. Closed: nobody outside this file can add a case.</summary>
public abstract record ReplyReading
{
    private ReplyReading(Evidence evidence) => Evidence = evidence;

    public Evidence Evidence { get; init; }

    /// <summary>No person wrote it.</summary>
    public bool IsMachineMade => this is AutomaticReply or Bounce or Notice;

    /// <summary>A machine answered for an absent person.</summary>
    /// <param name="Back">First day the person is back, as the reply says; null when it does not.</param>
    /// <param name="Deputy">Name or address of the one who stands in; null when none is named.</param>
    public sealed record AutomaticReply(Evidence Evidence, LocalDate? Back, string? Deputy) : ReplyReading(Evidence);

    /// <param name="Address">The address that could not be reached; null when the report does not say.</param>
    /// <param name="IsPermanent">A retry cannot help.</param>
    public sealed record Bounce(Evidence Evidence, string? Address, bool IsPermanent) : ReplyReading(Evidence);

    /// <summary>Delivery notice, read receipt, meeting response, abuse report: machine-made, says nothing about the ask.</summary>
    public sealed record Notice(Evidence Evidence, NoticeKind What) : ReplyReading(Evidence);

    /// <summary>Got it, fine; nothing is said about when.</summary>
    public sealed record Acknowledgement(Evidence Evidence) : ReplyReading(Evidence);

    /// <summary>Asks back; cannot or will not go on before the answer.</summary>
    public sealed record Question(Evidence Evidence) : ReplyReading(Evidence);

    /// <summary>Will do it.</summary>
    /// <param name="By">The date given; null for a promise without a day.</param>
    public sealed record Promise(Evidence Evidence, DateReading? By) : ReplyReading(Evidence);

    /// <summary>Later than agreed: asks for more time or tells of a slip.</summary>
    public sealed record MoreTime(Evidence Evidence, DateReading? By) : ReplyReading(Evidence);

    /// <summary>Waiting for something or somebody else.</summary>
    /// <param name="Reason">In the contact's words.</param>
    public sealed record Blocked(Evidence Evidence, string Reason) : ReplyReading(Evidence);

    /// <summary>The answer, the document or the decision is here.</summary>
    public sealed record Delivered(Evidence Evidence) : ReplyReading(Evidence);

    public sealed record Declined(Evidence Evidence) : ReplyReading(Evidence);

    /// <param name="To">Name or address of the one it was passed to; null when not said.</param>
    public sealed record HandedOver(Evidence Evidence, string? To) : ReplyReading(Evidence);

    /// <summary>Thanks or a wish; changes nothing.</summary>
    public sealed record Courtesy(Evidence Evidence) : ReplyReading(Evidence);

    /// <summary>A comment, news, a new request: does not move this one.</summary>
    public sealed record Other(Evidence Evidence) : ReplyReading(Evidence);
}

/// <summary>What a machine gives notice of.</summary>
public enum NoticeKind
{
    /// <summary>Delivered, relayed or still under way.</summary>
    DeliveryNotice,

    ReadReceipt,

    /// <summary>An invitation, or the answer to one.</summary>
    MeetingResponse,

    AbuseReport,

    /// <summary>Sent by a machine, and somebody should read it.</summary>
    Notification,
}

/// <summary>All that a reply says, the act that matters most to the waiting person first.</summary>
/// <param name="Lead">The leading act.</param>
/// <param name="Also">Further acts in the same mail.</param>
/// <param name="ActsAlone">Sure enough to move the commitment without asking the asker.</param>
/// <param name="NewText">What this person wrote, without quotation and signature, plain text.</param>
public sealed record ReadReply(ReplyReading Lead, IReadOnlyList<ReplyReading> Also, bool ActsAlone, string NewText);
