using MailCommitments.Partners;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Partners;

public class HoldProposalsTests
{
    private static readonly Instant Now = Friday(12);

    [Fact]
    public void Three_of_one_partner_who_go_silent_at_once_are_proposed_a_hold() =>
        Assert.Equal(
            [(HoldLevel.Partner, "bayani.example", 3, 0)],
            Proposed(Silent("Ana"), Silent("Ben"), Silent("Cora"))
        );

    [Fact]
    public void Two_are_chance() => Assert.Empty(Proposed(Silent("Ana"), Silent("Ben")));

    [Fact]
    public void Where_more_than_a_quarter_still_write_nothing_is_proposed()
    {
        Assert.Single(Proposed(Silent("Ana"), Silent("Ben"), Silent("Cora"), Writing("Dina")));
        Assert.Empty(Proposed(Silent("Ana"), Silent("Ben"), Silent("Cora"), Writing("Dina"), Writing("Eva")));
    }

    [Fact]
    public void Who_never_wrote_has_not_gone_silent() =>
        Assert.Empty(Proposed(Silent("Ana"), Silent("Ben"), Silent("Cora") with { HeardAt = null }));

    [Fact]
    public void Who_wrote_after_the_follow_up_is_not_silent() =>
        Assert.Empty(Proposed(Silent("Ana"), Silent("Ben"), Silent("Cora") with { HeardAt = Thursday(11) }));

    [Fact]
    public void Silent_contacts_of_two_partners_in_one_region_are_one_region() =>
        Assert.Equal(
            [(HoldLevel.Region, "IN-MH", 3, 0)],
            Proposed(
                Silent("Ana", "one.example", "MH"),
                Silent("Ben", "one.example", "MH"),
                Silent("Cora", "two.example", "MH")
            )
        );

    [Fact]
    public void Silent_contacts_of_two_partners_in_several_regions_are_a_country() =>
        Assert.Equal(
            [(HoldLevel.Country, "IN", 3, 0)],
            Proposed(
                Silent("Ana", "one.example", "MH"),
                Silent("Ben", "two.example", "KA"),
                Silent("Cora", "two.example", "MH")
            )
        );

    [Fact]
    public void Who_is_on_hold_already_is_no_news() =>
        Assert.Empty(
            HoldProposals.Of(
                [Silent("Ana"), Silent("Ben"), Silent("Cora")],
                [
                    new Hold(
                        HoldLevel.Partner,
                        "bayani.example",
                        new Interval(Thursday(9), Monday(9, week: 1)),
                        "Typhoon",
                        "Anke Vogel"
                    ),
                ],
                Now
            )
        );

    private static IEnumerable<(HoldLevel, string, int, int)> Proposed(params SignOfLife[] signs) =>
        HoldProposals.Of(signs, [], Now).Select(one => (one.Level, one.Target, one.Silent.Count, one.Heard));

    private static SignOfLife Silent(string name, string partner = "bayani.example", string? region = null) =>
        new(
            new Addressee(null, null, null, $"{name}@{partner}", partner, region is null ? "PH" : "IN", region),
            name,
            Thursday(10),
            Monday(9)
        );

    private static SignOfLife Writing(string name) => Silent(name) with { FollowedUpAt = null, HeardAt = Thursday(15) };
}
