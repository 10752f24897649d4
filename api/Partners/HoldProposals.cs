using NodaTime;

namespace MailCommitments.Partners;

/// <summary>What has been heard of a contact lately.</summary>
/// <param name="FollowedUpAt">Their first follow-up within the last days; null when they had none.</param>
/// <param name="HeardAt">Their last mail in a tracked thread, automatic ones too; null when there is none within the last month.</param>
public sealed record SignOfLife(Addressee Contact, string Name, Instant? FollowedUpAt, Instant? HeardAt);

/// <param name="Target">As in <see cref="Hold"/>.</param>
/// <param name="Silent">Who has gone silent there.</param>
/// <param name="Heard">From how many others there something was heard.</param>
public sealed record HoldProposal(HoldLevel Level, string Target, IReadOnlyList<string> Silent, int Heard);

/// <summary>
/// Notices when several contacts of a place go silent at once: a storm, a strike, a holiday that no calendar knows. A person then
/// decides whether to pause.
/// </summary>
public static class HoldProposals
{
    /// <summary>Fewer are chance.</summary>
    public const int FewestSilent = 3;

    /// <summary>Of those of whom something should have been heard there.</summary>
    public const double LeastShare = 0.75;

    /// <summary>A follow-up within it that nothing followed is silence; a mail within it is a sign of life.</summary>
    public static readonly Duration Lately = Duration.FromDays(5);

    /// <summary>Only who was heard of within it can go silent.</summary>
    public static readonly Duration Before = Duration.FromDays(30);

    /// <summary>
    /// The places to pause, each contact in one at most: the country when silent contacts of several partners are in several
    /// regions of it or the region is not known, the region when they are in one, else the partner.
    /// </summary>
    /// <param name="standing">Who is on hold already is no news.</param>
    public static IReadOnlyList<HoldProposal> Of(
        IEnumerable<SignOfLife> signs,
        IReadOnlyCollection<Hold> standing,
        Instant now
    )
    {
        var left = signs
            .Where(sign => !standing.Any(hold => hold.When.Contains(now) && hold.Covers(sign.Contact)))
            .Where(sign => IsSilent(sign, now) || IsHeard(sign, now))
            .ToList();
        var proposed = new List<HoldProposal>();
        foreach (var (level, placeOf) in Places)
        {
            foreach (var place in left.GroupBy(sign => placeOf(sign.Contact)).ToList())
            {
                var silent = place.Where(sign => IsSilent(sign, now)).ToList();
                if (
                    place.Key is null
                    || silent.Count < FewestSilent
                    || silent.Count < LeastShare * place.Count()
                    || !IsThatWide(level, silent)
                )
                    continue;
                proposed.Add(
                    new HoldProposal(
                        level,
                        place.Key,
                        [.. silent.Select(sign => sign.Name).Order(StringComparer.OrdinalIgnoreCase)],
                        place.Count() - silent.Count
                    )
                );
                left.RemoveAll(sign => placeOf(sign.Contact) == place.Key);
            }
        }
        return proposed;
    }

    private static readonly (HoldLevel, Func<Addressee, string?>)[] Places =
    [
        (HoldLevel.Country, contact => contact.Country),
        (HoldLevel.Region, contact => contact.Region is null ? null : $"{contact.Country}-{contact.Region}"),
        (HoldLevel.Partner, contact => contact.Partner),
    ];

    private static bool IsThatWide(HoldLevel level, List<SignOfLife> silent) =>
        level == HoldLevel.Partner
        || silent.Select(sign => sign.Contact.Partner).Distinct().Count() > 1
            && (
                level == HoldLevel.Region
                || silent.Exists(sign => sign.Contact.Region is null)
                || silent.Select(sign => sign.Contact.Region).Distinct().Count() > 1
            );

    private static bool IsSilent(SignOfLife sign, Instant now) =>
        sign is { FollowedUpAt: { } asked, HeardAt: { } heard }
        && asked > now - Lately
        && heard < asked
        && heard > now - Before;

    private static bool IsHeard(SignOfLife sign, Instant now) =>
        sign.HeardAt > now - Lately && !(sign.FollowedUpAt > sign.HeardAt);
}
