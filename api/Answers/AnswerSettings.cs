using NodaTime;

namespace MailCommitments.Answers;

/// <summary>The configuration section <c>Answers</c>.</summary>
public sealed record AnswerSettings
{
    public const string Section = "Answers";

    /// <summary>Where contacts reach this server, without a path; null: where Microsoft Graph reaches it.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>How long a link can be used, from the mail it came with.</summary>
    public int DaysValid { get; init; } = 60;

    /// <summary>Visits of one address a minute; many people of one office may share it.</summary>
    public int PerAddressAMinute { get; init; } = 120;

    /// <summary>Visits with one link a minute.</summary>
    public int PerLinkAMinute { get; init; } = 30;

    public Duration Valid => Duration.FromDays(DaysValid);
}
