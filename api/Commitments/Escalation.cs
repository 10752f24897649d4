using NodaTime;
using static MailCommitments.Commitments.CommitmentEvent;

namespace MailCommitments.Commitments;

/// <summary>How far a commitment has climbed the partner's ladder, as its events leave it.</summary>
public sealed record Escalation
{
    public static readonly Escalation None = new();

    /// <summary>The highest level that was written to; 0 for none. An answer does not take it back.</summary>
    public int Level { get; private init; }

    /// <summary>When that level was written to.</summary>
    public Instant? ReachedAt { get; private init; }

    /// <summary>What a person said about the next level.</summary>
    public EscalationDecided? Decision { get; private init; }

    /// <summary>The contact was told that the next level will be written to.</summary>
    public FollowedUp? Announcement { get; private init; }

    /// <summary>The contact asked for the next level themselves.</summary>
    public Climbed? Climb { get; private init; }

    /// <summary>Somebody of the level reached has taken it up.</summary>
    public EscalationAcknowledged? Acknowledged { get; private init; }

    public int NextLevel => Level + 1;

    /// <summary>The next level was asked for or approved, and waits only for its mails.</summary>
    public bool IsUnderWay =>
        Climb is not null
        || Announcement?.Level == NextLevel
        || Decision is { IsApproved: true } decision && decision.Level == NextLevel;

    public Escalation After(CommitmentEvent happened) =>
        happened switch
        {
            FollowedUp { Kind: FollowUpKind.Escalation, Level: { } level } => new Escalation
            {
                Level = level,
                ReachedAt = happened.At,
            },
            FollowedUp { Kind: FollowUpKind.Announcement } announcement => this with { Announcement = announcement },
            EscalationDecided { IsApproved: false } refusal => this with
            {
                Decision = refusal,
                Announcement = null,
                Climb = null,
            },
            EscalationDecided approval => this with { Decision = approval },
            Climbed climb => this with { Climb = climb },
            EscalationAcknowledged acknowledged => this with { Acknowledged = acknowledged },
            // Who answers is not escalated for what was silent before.
            { IsHumanAnswer: true } and not (Unclear or Remarked) => this with { Decision = null, Announcement = null },
            _ => this,
        };
}
