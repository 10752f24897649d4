using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Which policy applies and where it was set.</summary>
/// <param name="Words">Such as <c>Normal policy of team Engineering</c>.</param>
/// <param name="Overruled">Where wider levels say something else, widest last; shown so that nobody wonders.</param>
public sealed record AppliedPolicyView(
    PolicyLevel Level,
    string Target,
    Priority Priority,
    string Words,
    IReadOnlyList<PolicyStep> Steps,
    AfterSteps Afterwards,
    IReadOnlyList<string> Overruled
)
{
    public static AppliedPolicyView Of(Circumstances around) =>
        new(
            around.Applied.Level,
            around.Applied.Target,
            around.Applied.Priority,
            FollowUpPolicy.InWords(around.Applied),
            around.Policy.Steps,
            around.Policy.Then,
            [.. around.Policies.Skip(1).Select(FollowUpPolicy.InWords)]
        );
}

/// <summary>A policy as it stands at a level.</summary>
/// <param name="SetBy">Null for those that come with the product.</param>
public sealed record PolicyView(
    PolicyLevel Level,
    string Target,
    Priority Priority,
    string Words,
    IReadOnlyList<PolicyStep> Steps,
    AfterSteps Afterwards,
    string? SetBy,
    Instant? SetAt
)
{
    public static PolicyView Of(LevelledPolicy policy, string? setBy = null, Instant? setAt = null) =>
        new(
            policy.Level,
            policy.Target,
            policy.Priority,
            FollowUpPolicy.InWords(policy),
            policy.Policy.Steps,
            policy.Policy.Then,
            setBy,
            setAt
        );
}
