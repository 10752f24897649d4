using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

public sealed class CoxModelTests
{
    [Fact]
    public void A_group_without_answers_has_no_finite_hazard_ratio() =>
        Assert.Equal(
            new CoxCoefficient.Unbounded(-1),
            Fit([new(1, true), new(2, true), new(3, true), new(4, false), new(5, false)], [0, 0, 0, 1, 1]).Coefficients[
                0
            ]
        );

    [Fact]
    public void A_large_ratio_that_is_finite_is_estimated()
    {
        var times = Enumerable
            .Range(0, 40)
            .Select(i => new ResponseTime(i < 20 ? 1 + i * 0.01 : 100 + i, true))
            .ToArray();
        times[39] = new ResponseTime(1.105, true);

        var fit = Fit(times, [.. Enumerable.Range(0, 40).Select(i => i < 20 ? 0.0 : 1)]);

        Assert.True(Assert.IsType<CoxCoefficient.Estimated>(fit.Coefficients[0]).LogHazardRatio < -3);
    }

    [Fact]
    public void A_covariate_that_never_differs_within_a_stratum_carries_no_information() =>
        Assert.IsType<CoxCoefficient.NoInformation>(
            CoxModel
                .Fit(new CoxData(SomeWaits.Drawn(3), [Column(60, row => row % 2)], SomeWaits.Alternating(60, 2)))
                .Coefficients[0]
        );

    [Fact]
    public void A_covariate_given_twice_is_estimated_once()
    {
        var fit = Fit(SomeWaits.Drawn(4), Column(60, row => row % 2), Column(60, row => 3 * (row % 2)));

        Assert.IsType<CoxCoefficient.Estimated>(fit.Coefficients[0]);
        Assert.IsType<CoxCoefficient.NoInformation>(fit.Coefficients[1]);
    }

    [Fact]
    public void Neither_row_order_nor_units_matter() =>
        Law(
            (times, seed) =>
            {
                var plain = Only(
                    Fit(times, Column(times.Length, row => row % 2), Column(times.Length, row => row % 5))
                );
                var rows = SomeWaits.Shuffled(Enumerable.Range(0, times.Length).ToArray(), seed);
                var other = Only(
                    Fit(
                        Array.ConvertAll(rows, row => times[row] with { Hours = times[row].Hours * 3_600 }),
                        Array.ConvertAll(rows, row => row % 2 * 1.0),
                        Array.ConvertAll(rows, row => 1e4 + 100.0 * (row % 5))
                    )
                );
                return plain is null || other is null
                    ? plain is null == other is null
                    : Near(plain.LogHazardRatio, other.LogHazardRatio)
                        && Near(plain.StandardError, other.StandardError);
            }
        );

    [Fact]
    public void Every_mail_sent_twice_by_the_same_person_adds_no_certainty() =>
        Law(
            (times, _) =>
            {
                var person = SomeWaits.Alternating(times.Length, 7);
                var column = Column(times.Length, row => row % 2);
                var once = Only(CoxModel.Fit(new CoxData(times, [column], null, person), CoxTies.Breslow));
                var twice = Only(
                    CoxModel.Fit(
                        new CoxData(
                            [.. times, .. times],
                            [
                                [.. column, .. column],
                            ],
                            null,
                            [.. person, .. person]
                        ),
                        CoxTies.Breslow
                    )
                );
                return once is null
                    || twice is null
                    || Near(once.LogHazardRatio, twice.LogHazardRatio)
                        && Near(once.ClusteredStandardError!.Value, twice.ClusteredStandardError!.Value);
            }
        );

    [Fact]
    public void Without_ties_all_three_likelihoods_are_one() =>
        Law(
            (times, _) =>
            {
                var apart = times.Select((time, row) => time with { Hours = time.Hours + row / 1000.0 }).ToArray();
                var column = Column(times.Length, row => row % 3);
                var fits = Enum.GetValues<CoxTies>()
                    .Select(ties => CoxModel.Fit(new CoxData(apart, [column]), ties).LogLikelihood)
                    .ToList();
                return fits.TrueForAll(value => Near(value, fits[0]));
            }
        );

    [Fact]
    public void Splitting_a_wait_in_two_rows_changes_nothing() =>
        Law(
            (times, _) =>
            {
                var late = Array.ConvertAll(times, time => time with { Hours = time.Hours + 1 });
                var column = Column(times.Length, row => row % 2);
                var stratum = SomeWaits.Alternating(times.Length, 3);
                var whole = CoxModel.Fit(
                    new CoxData(late, [column], stratum, SomeWaits.Alternating(times.Length, times.Length))
                );
                var first = Array.ConvertAll(late, time => new ResponseTime(0.5 + time.Hours / 3, false));
                var rowOf = SomeWaits.Alternating(times.Length, times.Length);
                var split = CoxModel.Fit(
                    new CoxData(
                        [.. first, .. late],
                        [
                            [.. column, .. column],
                        ],
                        [.. stratum, .. stratum],
                        [.. rowOf, .. rowOf],
                        [.. late.Select(_ => 0.0), .. first.Select(time => time.Hours)]
                    )
                );
                return Only(whole) is not { } a
                    || Only(split) is { } b
                        && Near(a.LogHazardRatio, b.LogHazardRatio)
                        && Near(a.ClusteredStandardError!.Value, b.ClusteredStandardError!.Value)
                        && Near(whole.Concordance().C!.Value, split.Concordance().C!.Value)
                        && Near(
                            whole.TestProportionalHazards().Global.ChiSquared,
                            split.TestProportionalHazards().Global.ChiSquared
                        );
            }
        );

    [Fact]
    public void The_log_rank_test_is_the_score_test_of_one_group_when_nothing_is_tied() =>
        Law(
            (times, _) =>
            {
                var apart = times.Select((time, row) => time with { Hours = time.Hours + row / 1000.0 }).ToArray();
                var group = SomeWaits.Alternating(times.Length, 2);
                var test = LogRank.Compare(apart, group, 2).Test;
                return test is null
                    || Near(test.ChiSquared, Fit(apart, Array.ConvertAll(group, g => (double)g)).ScoreTest.ChiSquared);
            }
        );

    private static CoxCoefficient.Estimated? Only(CoxFit fit) => fit.Coefficients[0] as CoxCoefficient.Estimated;

    private static CoxFit Fit(ResponseTime[] times, params double[][] covariates) =>
        CoxModel.Fit(new CoxData(times, covariates));

    private static double[] Column(int count, Func<int, double> value) => [.. Enumerable.Range(0, count).Select(value)];

    private static bool Near(double a, double b) => Math.Abs(a - b) <= 1e-6 * Math.Max(1, Math.Abs(b));

    private static void Law(Func<ResponseTime[], int, bool> holds) =>
        SomeWaits.Law(seed => holds(SomeWaits.Drawn(seed, 20 + Math.Abs(seed % 60), 0.6), seed));
}
