using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>The configuration section <c>Sending</c>.</summary>
public sealed record SendingSettings
{
    public const string Section = "Sending";

    /// <summary>
    /// How long a sending that has begun is left to the one that began it. Longer than any sending takes: after a crash Graph
    /// may still be at it.
    /// </summary>
    public int LeaseSeconds { get; init; } = 600;

    public Duration Lease => Duration.FromSeconds(LeaseSeconds);
}
