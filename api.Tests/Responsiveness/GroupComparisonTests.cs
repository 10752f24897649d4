using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

public sealed class GroupComparisonTests
{
    [Fact]
    public void A_group_that_waits_clearly_longer_is_said_to()
    {
        var shown = Assert.IsType<GroupComparison.Shown>(Compare(Requests(people: 16, each: 40, ratio: 0.5)));

        Assert.Equal(ComparisonVerdict.Longer, shown.Verdict);
        Assert.InRange(shown.Figures.HazardRatio!.Ratio, 0.4, 0.62);
        Assert.True(shown.Figures.Permutation.P < 0.001);
        Assert.True(shown.Figures.OverHorizon.Hours > 0);
    }

    [Fact]
    public void The_same_gap_seen_from_the_other_group_is_its_mirror_image()
    {
        var requests = Requests(people: 16, each: 40, ratio: 0.5);

        var there = Assert.IsType<GroupComparison.Shown>(GroupComparison.Compare(requests, "A", "B"));
        var back = Assert.IsType<GroupComparison.Shown>(GroupComparison.Compare(requests, "B", "A"));

        Assert.Equal(ComparisonVerdict.Shorter, back.Verdict);
        Assert.Equal(1, there.Figures.HazardRatio!.Ratio * back.Figures.HazardRatio!.Ratio, 9);
        Assert.Equal(there.Figures.Permutation.P, back.Figures.Permutation.P, 2);
    }

    [Fact]
    public void Equal_treatment_is_called_equal_only_with_many_people() =>
        Assert.Equal(
            ComparisonVerdict.Same,
            Assert.IsType<GroupComparison.Shown>(Compare(Requests(people: 60, each: 60, ratio: 1))).Verdict
        );

    [Fact]
    public void Few_requests_give_no_verdict_but_say_what_it_takes()
    {
        var unclear = Assert.IsType<GroupComparison.NotEnoughData>(Compare(Requests(people: 6, each: 5, ratio: 1)));

        Assert.InRange(unclear.Gap.HazardRatio, 0.1, 0.79);
        Assert.True(unclear.Gap.MorePeople > 0);
    }

    [Fact]
    public void Four_people_are_hidden_however_many_mails_they_send() =>
        Assert.Equal(
            HiddenBecause.TooFewPeople,
            Assert.IsType<GroupComparison.Hidden>(Compare(Requests(people: 4, each: 500, ratio: 0.5))).Reason
        );

    [Fact]
    public void Two_undeclared_people_hide_the_comparison_because_they_could_be_subtracted() =>
        Assert.Equal(
            HiddenBecause.OthersCouldBeSubtracted,
            Assert
                .IsType<GroupComparison.Hidden>(
                    Compare([.. Requests(people: 8, each: 20, ratio: 1), Undeclared("U1"), Undeclared("U2")])
                )
                .Reason
        );

    [Fact]
    public void One_person_with_most_of_the_mails_hides_the_comparison()
    {
        var requests = Requests(people: 8, each: 5, ratio: 1);
        var loudest = requests[0] with { Time = new ResponseTime(2, true) };

        Assert.Equal(
            HiddenBecause.OnePersonDominates,
            Assert.IsType<GroupComparison.Hidden>(Compare([.. requests, .. Enumerable.Repeat(loudest, 200)])).Reason
        );
    }

    [Fact]
    public void Small_groups_are_shown_rounded()
    {
        var result = Compare(Requests(people: 7, each: 23, ratio: 0.3));

        var figures = result is GroupComparison.Shown shown
            ? shown.Figures
            : ((GroupComparison.NotEnoughData)result).Figures;
        Assert.Equal(5, figures.Second.People);
        Assert.Equal(160, figures.Second.Requests);
        Assert.All(figures.Second.Curve, point => Assert.Equal(0, point.AtRisk % 5));
    }

    [Fact]
    public void One_loud_person_does_not_make_a_finding()
    {
        // Mails as votes would convict: one asker of B waits very long, and asks nearly half of B's requests.
        var requests = Requests(people: 10, each: 30, ratio: 1);
        var unlucky = requests.First(r => r.Group == "B");
        var random = new Random(5);
        var result = Compare([
            .. requests,
            .. Enumerable
                .Range(0, 200)
                .Select(_ => unlucky with { Time = new ResponseTime(40 * random.NextDouble(), true) }),
        ]);

        Assert.IsType<GroupComparison.NotEnoughData>(result);
    }

    [Fact]
    public void Neither_the_order_of_rows_nor_the_unit_of_time_nor_the_names_matter()
    {
        var requests = Requests(people: 9, each: 12, ratio: 0.7);
        var plain = Figures(GroupComparison.Compare(requests, "A", "B"));
        var shuffled = requests
            .OrderBy(r => r.Time.Hours * 7 % 1)
            .Select(r => new GroupedResponse(
                "z" + r.Asker.Reverse().First() + r.Asker,
                r.Group == "A" ? "zulu" : "alpha",
                "c" + r.Contact,
                r.Time with
                {
                    Hours = r.Time.Hours * 60,
                }
            ))
            .ToList();
        var same = Figures(
            GroupComparison.Compare(shuffled, "zulu", "alpha", horizonHours: GroupComparison.TwoWorkingWeeks * 60)
        );

        Assert.Equal(plain.HazardRatio!.Ratio, same.HazardRatio!.Ratio, 9);
        Assert.Equal(plain.HazardRatio.Interval.Upper, same.HazardRatio.Interval.Upper, 9);
        Assert.Equal(plain.Permutation.P, same.Permutation.P, 9);
        Assert.Equal(plain.LogRank!.ChiSquared, same.LogRank!.ChiSquared, 9);
        Assert.Equal(plain.OverHorizon.Hours * 60, same.OverHorizon.Hours, 6);
    }

    private static ComparisonFigures Figures(GroupComparison result) =>
        result switch
        {
            GroupComparison.Shown shown => shown.Figures,
            GroupComparison.NotEnoughData unclear => unclear.Figures,
            _ => throw new ArgumentException("Hidden.", nameof(result)),
        };

    private static GroupComparison Compare(IReadOnlyCollection<GroupedResponse> requests) =>
        GroupComparison.Compare(requests, "A", "B");

    private static GroupedResponse Undeclared(string asker) => new(asker, "", "C1", new ResponseTime(3, true));

    /// <summary>As many people in each group, each asking three contacts; group B's answers come at a rate <paramref name="ratio"/> times A's.</summary>
    private static List<GroupedResponse> Requests(int people, int each, double ratio)
    {
        var random = new Random(20_25);
        var requests = new List<GroupedResponse>();
        for (var person = 0; person < 2 * people; person++)
        {
            var isSecond = person % 2 == 1;
            var own = Math.Exp(0.1 * (random.NextDouble() - 0.5));
            for (var i = 0; i < each; i++)
            {
                var rate = own * (1 + i % 3) * (isSecond ? ratio : 1) / 8;
                var hours = -Math.Log(1 - random.NextDouble()) / rate;
                var observed = 40 * random.NextDouble() + 1;
                requests.Add(
                    new GroupedResponse(
                        $"Q{person}",
                        isSecond ? "B" : "A",
                        $"C{i % 3}",
                        new ResponseTime(Math.Min(hours, observed), hours <= observed)
                    )
                );
            }
        }
        return requests;
    }
}
