using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>The configuration section <c>Graph</c>.</summary>
public sealed record GraphSettings
{
    public const string Section = "Graph";

    /// <summary>Microsoft's clouds have different hosts.</summary>
    public string BaseUrl { get; init; } = "https://graph.microsoft.com/v1.0";

    /// <summary>Where Microsoft Graph reaches this server, without a path; null: the address it listens on.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>A folder is read at least this often, also when nothing was notified.</summary>
    public int SweepMinutes { get; init; } = 20;

    /// <summary>How long a call for somebody who is waiting may pause for Graph; work in the background never pauses, it falls due later.</summary>
    public double PatienceSeconds { get; init; } = 5;

    /// <summary>Lifetime asked for a subscription; Graph allows less than seven days.</summary>
    public int SubscriptionHours { get; init; } = 144;

    /// <summary>A subscription is compared with what Graph holds, and renewed, at least this often.</summary>
    public int SubscriptionCheckHours { get; init; } = 4;

    public string Host => new Uri(BaseUrl).Host;

    public Duration Sweep => Duration.FromMinutes(SweepMinutes);
}
