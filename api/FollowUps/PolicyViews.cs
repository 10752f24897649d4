namespace MailCommitments.FollowUps;

/// <summary>Which policy applies and where it was set.</summary>
/// <param name="Words">Such as <c>Normal policy of team Engineering</c>.</param>
/// <param name="Overruled">Where wider levels say something else, widest last; shown so that nobody wonders.</param>
public sealed record AppliedPolicyView(
    PolicyLevel Level,
    string Target,
    string Words,
    IReadOnlyList<PolicyStep> Steps,
    AfterSteps Then,
    IReadOnlyList<string> Overruled
)
{
    public static AppliedPolicyView Of(Circumstances around) =>
        new(
            around.Applied.Level,
            around.Applied.Target,
            FollowUpPolicy.InWords(around.Applied),
            around.Policy.Steps,
            around.Policy.Then,
            [.. around.Policies.Skip(1).Select(FollowUpPolicy.InWords)]
        );
}
