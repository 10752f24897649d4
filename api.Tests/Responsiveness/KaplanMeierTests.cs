using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

public sealed class KaplanMeierTests
{
    [Fact]
    public void Without_requests_there_is_no_curve() => Assert.Empty(KaplanMeier.Estimate().Steps);

    [Fact]
    public void An_unanswered_request_counts_until_it_was_last_seen()
    {
        var curve = KaplanMeier.Estimate(new(2, true), new(3, false), new(5, true));

        Assert.Equal([2.0 / 3, 2.0 / 3, 0.0], curve.Steps.Select(step => step.Waiting));
    }

    [Fact]
    public void When_half_are_not_answered_the_median_is_more_than_the_time_observed() =>
        Assert.Equal(
            new QuantileTime.NotReached(12),
            KaplanMeier.Estimate(new(1, true), new(4, false), new(12, false)).Quantile(0.5).Time
        );

    [Fact]
    public void Answers_at_the_opening_take_no_time() =>
        Assert.Equal(
            new QuantileTime.Reached(0),
            KaplanMeier.Estimate(new(0, true), new(0, true), new(3, false)).Quantile(0.5).Time
        );

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_time_that_is_none_is_refused(double hours) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KaplanMeier.Estimate(new ResponseTime(hours, true)));

    [Fact]
    public void Without_unanswered_requests_the_curve_is_the_share_not_yet_answered() =>
        Law(
            (times, _) =>
            {
                var answered = Array.ConvertAll(times, time => time with { Answered = true });
                return KaplanMeier
                    .Estimate(answered)
                    .Steps.All(step =>
                        Near(step.Waiting, answered.Count(time => time.Hours > step.Hours) / (double)answered.Length)
                    );
            }
        );

    [Fact]
    public void The_order_of_rows_does_not_matter() =>
        Law(
            (times, seed) =>
                KaplanMeier
                    .Estimate(times)
                    .Steps.SequenceEqual(KaplanMeier.Estimate(SomeWaits.Shuffled(times, seed)).Steps)
        );

    [Fact]
    public void The_unit_of_time_does_not_matter() =>
        Law(
            (times, _) =>
            {
                var inMinutes = Array.ConvertAll(times, time => time with { Hours = time.Hours * 60.1 });
                return KaplanMeier
                    .Estimate(times)
                    .Steps.Zip(KaplanMeier.Estimate(inMinutes).Steps)
                    .All(pair =>
                        pair.First.Waiting == pair.Second.Waiting && Near(pair.First.Hours * 60.1, pair.Second.Hours)
                    );
            }
        );

    [Fact]
    public void Every_band_holds_the_curve_and_stays_within_none_and_all() =>
        Law(
            (times, _) =>
            {
                var curve = KaplanMeier.Estimate(times);
                return Enum.GetValues<BandScale>()
                    .All(scale =>
                        curve
                            .Band(scale)
                            .Zip(curve.Steps)
                            .All(pair =>
                                pair.First is not { } limits
                                || limits.Lower is >= 0 and <= 1
                                    && limits.Lower <= pair.Second.Waiting
                                    && pair.Second.Waiting <= limits.Upper
                            )
                    );
            }
        );

    [Fact]
    public void One_mail_per_person_makes_people_and_mails_the_same_units()
    {
        var times = SomeWaits.Drawn(1, 800);
        var people = KaplanMeier.EstimateOverPeople(times, [.. Enumerable.Range(0, times.Length)], times.Length);

        Assert.Equal(
            1,
            RestrictedMean.OverPeople(times, [.. Enumerable.Range(0, times.Length)], times.Length, 20).StandardError
                / RestrictedMean.Of(KaplanMeier.Estimate(times), 20).StandardError,
            0.02
        );
        Assert.All(
            KaplanMeier.Estimate(times).Steps.Zip(people.Steps).Where(pair => pair.First.AtRisk > 50),
            pair => Assert.Equal(1, pair.Second.StandardError!.Value / pair.First.StandardError!.Value, 0.02)
        );
    }

    [Fact]
    public void Every_mail_sent_twice_by_the_same_person_adds_no_certainty() =>
        Law(
            (times, _) =>
            {
                var person = Enumerable.Range(0, times.Length).ToArray();
                var once = KaplanMeier.EstimateOverPeople(times, person, times.Length);
                var twice = KaplanMeier.EstimateOverPeople([.. times, .. times], [.. person, .. person], times.Length);
                var mean = RestrictedMean.OverPeople(times, person, times.Length, 20);
                var meanTwice = RestrictedMean.OverPeople(
                    [.. times, .. times],
                    [.. person, .. person],
                    times.Length,
                    20
                );
                return once.Steps.Zip(twice.Steps)
                        .All(pair => Near(pair.First.StandardError ?? 0, pair.Second.StandardError ?? 0))
                    && Near(mean.StandardError, meanTwice.StandardError);
            }
        );

    [Fact]
    public void The_restricted_mean_of_answered_waits_is_their_mean_cut_at_the_horizon() =>
        Law(
            (times, _) =>
            {
                var answered = Array.ConvertAll(times, time => time with { Answered = true });
                return Near(
                    RestrictedMean.Of(KaplanMeier.Estimate(answered), 10).Hours,
                    answered.Average(time => Math.Min(time.Hours, 10))
                );
            }
        );

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(b));

    private static void Law(Func<ResponseTime[], int, bool> holds) =>
        SomeWaits.Law(seed => holds(SomeWaits.Drawn(seed, 1 + Math.Abs(seed % 90)), seed));
}
