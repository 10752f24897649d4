namespace MailCommitments.Responsiveness;

/// <summary>Below which sizes nothing about a group of people is shown, nor anything it could be subtracted from.</summary>
/// <param name="LeastPeople">Per group, and on the other side of any difference; 10 for attributes people declare about themselves.</param>
/// <param name="LeastRequests">Per group.</param>
/// <param name="LargestShare">No person may have asked more than this share of a group's requests.</param>
public sealed record PrivacyRules(int LeastPeople = 5, int LeastRequests = 20, double LargestShare = 0.5)
{
    /// <summary>Groups smaller than this are shown rounded.</summary>
    public const int LeastPeopleUnrounded = 10;

    /// <summary>For organisational groups.</summary>
    public static PrivacyRules Organisational { get; } = new();

    /// <summary>For groups people put themselves in.</summary>
    public static PrivacyRules SelfDeclared { get; } = new(LeastPeople: 10);

    /// <summary>Why a comparison of two groups must stay hidden, or null when it may be shown.</summary>
    /// <param name="requestsByAsker">For each group, how many requests each asker sent; the third entry holds everybody else.</param>
    internal HiddenBecause? Hides(IReadOnlyList<int[]> requestsByAsker)
    {
        var (first, second, others) = (requestsByAsker[0], requestsByAsker[1], requestsByAsker[2]);
        if (first.Length < LeastPeople || second.Length < LeastPeople)
            return HiddenBecause.TooFewPeople;
        if (others.Length > 0 && others.Length < LeastPeople)
            return HiddenBecause.OthersCouldBeSubtracted;
        if (first.Sum() < LeastRequests || second.Sum() < LeastRequests)
            return HiddenBecause.TooFewRequests;
        return first.Max() > LargestShare * first.Sum() || second.Max() > LargestShare * second.Sum()
            ? HiddenBecause.OnePersonDominates
            : null;
    }

    internal static int Rounded(int count) => (int)Math.Round(count / 5.0, MidpointRounding.AwayFromZero) * 5;

    internal static double RoundedShare(double share) => Math.Round(share * 20, MidpointRounding.AwayFromZero) / 20;

    /// <summary>To the nearest power of 1.05, so that the error is at most 2.5 % whatever the unit.</summary>
    internal static double RoundedHours(double hours) =>
        hours <= 0 ? 0 : Math.Exp(Math.Round(Math.Log(hours) / Math.Log(1.05)) * Math.Log(1.05));
}

/// <summary>Why a figure is not shown. The reason names no group, so that it gives nothing away.</summary>
public enum HiddenBecause
{
    /// <summary>A group has fewer people than may be shown.</summary>
    TooFewPeople,

    /// <summary>So few people belong to neither group that they could be found by subtracting both from the total.</summary>
    OthersCouldBeSubtracted,

    /// <summary>A group has too few requests.</summary>
    TooFewRequests,

    /// <summary>One person sent most of a group's requests.</summary>
    OnePersonDominates,
}
