using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

public sealed class EvidenceOverTimeTests
{
    [Fact]
    public void All_looks_together_spend_exactly_the_budget()
    {
        var looks = AlphaSpending.Bounds(
            [.. Enumerable.Range(1, 26).Select(week => week / 26.0)],
            0.05,
            Spending.Pocock
        );

        Assert.Equal(0.025, looks[^1].Spent, 9);
        Assert.All(looks, look => Assert.InRange(look.TwoSidedP, 0.0005, 0.05));
    }

    [Fact]
    public void A_single_look_is_an_ordinary_test() =>
        Assert.Equal(1.959964, AlphaSpending.Bounds([1], 0.05, Spending.OBrienFleming)[0].Z, 5);

    [Fact]
    public void Labels_moved_between_three_and_three_people_leave_two_in_twenty_as_extreme() =>
        Assert.Equal(
            0.1,
            PeoplePermutation.Test([-3, -2, -1, 1, 2, 3], [true, true, true, false, false, false], seed: 1).P,
            12
        );

    [Fact]
    public void Drawn_assignments_depend_on_the_seed_only_and_not_on_who_comes_first()
    {
        var random = new Random(8);
        var people = Enumerable
            .Range(0, 60)
            .Select(i => (Score: random.NextDouble() - 0.5 + (i % 2 == 0 ? 0.1 : 0), Second: i % 2 == 0))
            .ToArray();
        var turned = people.Reverse().ToArray();

        var plain = PeoplePermutation.Test(
            [.. people.Select(p => p.Score)],
            [.. people.Select(p => p.Second)],
            seed: 4
        );
        var same = PeoplePermutation.Test([.. turned.Select(p => p.Score)], [.. turned.Select(p => p.Second)], seed: 4);

        Assert.False(plain.IsExact);
        Assert.Equal(plain.P, same.P);
        Assert.InRange(plain.P, plain.AsymptoticP!.Value - 0.03, plain.AsymptoticP.Value + 0.03);
    }

    [Fact]
    public void Stopping_the_draws_early_leaves_a_small_p_value_as_it_is()
    {
        double[] scores = [.. Enumerable.Range(0, 60).Select(i => (i < 30 ? 1.0 : -1.0) + i % 7 / 10.0)];
        bool[] second = [.. Enumerable.Range(0, 60).Select(i => i < 30)];

        Assert.Equal(
            PeoplePermutation.Test(scores, second, seed: 2).P,
            PeoplePermutation.Test(scores, second, seed: 2, stopAfter: 100).P
        );
    }

    [Fact]
    public void Adjusted_p_values_keep_their_order_and_lie_between_plain_and_bonferroni() =>
        SomeWaits.Law(seed =>
        {
            var random = new Random(seed);
            double[] p = [.. Enumerable.Range(0, 1 + Math.Abs(seed % 30)).Select(_ => random.NextDouble())];
            var bonferroni = FalseDiscovery.Bonferroni(p);
            return new[]
            {
                FalseDiscovery.Holm(p),
                FalseDiscovery.Hochberg(p),
                FalseDiscovery.BenjaminiHochberg(p),
            }.All(adjusted =>
                adjusted.Zip(p).All(pair => pair.First >= pair.Second - 1e-15)
                && adjusted.Zip(bonferroni).All(pair => pair.First <= pair.Second + 1e-15)
                && adjusted
                    .Zip(p)
                    .OrderBy(pair => pair.Second)
                    .Select(pair => pair.First)
                    .Pairwise()
                    .All(pair => pair.Earlier <= pair.Later)
            );
        });

    [Fact]
    public void Answered_cancelled_and_waiting_are_everybody()
    {
        var random = new Random(3);
        var ends = Enumerable.Range(0, 200).Select(_ => new RequestEnd(random.Next(1, 30), random.Next(3))).ToArray();
        var waiting = KaplanMeier.Estimate([.. ends.Select(end => new ResponseTime(end.Hours, end.Cause > 0))]);

        Assert.All(
            new double[] { 0.5, 3, 10, 25 },
            hours =>
                Assert.Equal(
                    1,
                    waiting.WaitingAt(hours)
                        + CompetingRisks.Incidence(ends, 1, [hours])[0].Share
                        + CompetingRisks.Incidence(ends, 2, [hours])[0].Share,
                    12
                )
        );
    }

    [Fact]
    public void A_partner_that_slows_down_raises_an_alarm_within_weeks_and_the_week_is_found()
    {
        var plan = new DeteriorationPlan();
        var reference = DeteriorationReference.Freeze(plan, Weeks(8, slowFrom: 15));
        var meters = reference.Watch([.. Enumerable.Range(9, 18).Select(week => Weeks(week, slowFrom: 15))]);

        Assert.InRange(meters.Single(meter => meter.Partner == "P1").AlarmWeek!.Value, 15, 18);
        Assert.Null(meters.Single(meter => meter.Partner == "P2").AlarmWeek);
        var change = reference.ChangeOf("P1", Weeks(26, slowFrom: 15))!;
        Assert.InRange(15, change.Low, change.High);
        Assert.True(change.High - change.Low <= 4);
        Assert.True(change.Ratio < 0.8);
    }

    [Fact]
    public void The_last_weeks_always_look_best_to_an_average_but_not_to_the_meter()
    {
        var meters = DeteriorationReference
            .Freeze(new DeteriorationPlan(), Weeks(8, slowFrom: 99))
            .Watch([.. Enumerable.Range(9, 18).Select(week => Weeks(week, slowFrom: 99))]);
        var answered = Weeks(26, slowFrom: 99)
            .Where(request => request.Time.Answered)
            .ToLookup(request => request.SentWeek, request => request.Time.Hours);

        Assert.True(answered[26].Average() < 0.5 * answered[10].Average());
        Assert.All(meters, meter => Assert.Null(meter.AlarmWeek));
    }

    /// <summary>What is known after so many weeks of 100 requests to each of two partners; the first slows down by half from a week on.</summary>
    private static List<WatchedRequest> Weeks(int weeks, int slowFrom)
    {
        var known = new List<WatchedRequest>();
        for (var sent = 1; sent <= weeks; sent++)
        {
            var random = new Random(sent);
            for (var i = 0; i < 200; i++)
            {
                var partner = i % 2 == 0 ? "P1" : "P2";
                var mean = 30 * (partner == "P1" && sent >= slowFrom ? 2 : 1);
                var hours = -Math.Log(1 - random.NextDouble()) * mean;
                var observed = (weeks - sent + random.NextDouble()) * 40;
                known.Add(
                    new WatchedRequest(
                        partner,
                        "normal small",
                        sent,
                        new ResponseTime(Math.Min(hours, observed), hours <= observed)
                    )
                );
            }
        }
        return known;
    }
}

internal static class Sequences
{
    public static IEnumerable<(T Earlier, T Later)> Pairwise<T>(this IEnumerable<T> values)
    {
        var all = values.ToList();
        return all.Zip(all.Skip(1));
    }
}
