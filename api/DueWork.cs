using NodaTime;

namespace MailCommitments;

/// <summary>Work that falls due by itself: mail to read, follow-ups to send, subscriptions to renew.</summary>
/// <remarks>Quartz ticks each kind; running it when nothing is due, twice, or late does no harm.</remarks>
public interface IDueWork
{
    /// <summary>When the next piece falls due; null when nothing is planned. May lie in the past: it is due now.</summary>
    Task<Instant?> NextDueAsync(CancellationToken cancellation);

    /// <summary>Does all that is due now, and returns when it is done and recorded.</summary>
    Task RunAsync(CancellationToken cancellation);
}
