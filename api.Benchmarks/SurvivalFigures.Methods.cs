using System.Text.Json.Nodes;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

internal static partial class SurvivalFigures
{
    private static JsonObject? MethodOf(string kind, JsonObject asked) =>
        kind switch
        {
            "p_adjust" => AdjustedOf(Doubles(asked["inline"]!["p"])),
            "permutation_logrank" or "permutation_logrank_clustered" => PermutationOf(asked),
            "changepoint_optimal_partitioning" => ChangePointsOf(asked),
            "cusum_risk_adjusted_bernoulli" => FailureCusumOf(asked),
            "cusum_survival" => SurvivalCusumOf(asked),
            "p_chart" => ShareChartOf(asked),
            "binomial_interval" => BinomialIntervalOf(asked),
            "funnel_limits" => FunnelOf(asked),
            "poisson_binomial" => PoissonBinomialOf(asked),
            "shrinkage_normal" => NormalShrinkageOf(asked),
            "shrinkage_gamma_poisson" => GammaPoissonOf(asked),
            "alpha_spending" => AlphaSpendingOf(asked),
            "e_logrank" => EvidenceOf(asked),
            "e_normal_mixture" => NormalMixtureOf(asked),
            "power_schoenfeld" => PowerOf(asked),
            "two_shares" => TwoSharesOf(asked),
            "cochran_mantel_haenszel" => MantelHaenszelOf(asked),
            _ => null,
        };

    private static JsonObject CompetingRisksOf(JsonObject asked, SurvivalRows rows)
    {
        var expected = asked["expected"]!.AsObject();
        var hours = rows.Numbers((string)asked["time"]!);
        var cause = rows.Numbers((string)asked["event"]!);
        var ends = hours.Zip(cause, (time, kind) => new RequestEnd(time, (int)kind)).ToArray();
        var group = rows.Labels(asked["group"], out var names);
        var groups = new JsonArray();
        foreach (var wanted in expected["groups"]!.AsArray())
        {
            var number = names.IndexOf((string)wanted!["label"]!);
            var own = ends.Where((_, row) => group[row] == number).ToArray();
            var times = Doubles(wanted["times"]);
            var causes = new JsonArray();
            foreach (var way in wanted["causes"]!.AsArray())
            {
                var steps = CompetingRisks.Incidence(own, (int)way!["cause"]!, times);
                causes.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["cause"] = (int)way["cause"]!,
                            ["cif"] = Numbers(steps.Select(step => step.Share)),
                            ["se_infinitesimal_jackknife"] = Numbers(steps.Select(step => step.StandardError)),
                            ["var_aalen_cmprsk"] = Numbers(steps.Select(step => step.AalenVariance)),
                        }
                );
            }
            groups.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["n"] = own.Length,
                        ["times"] = Numbers(times),
                        ["causes"] = causes,
                    }
            );
        }
        var actual = new JsonObject { ["groups"] = groups };
        if (expected["gray_test"] is JsonArray tests)
        {
            actual["gray_test"] = new JsonArray([
                .. tests.Select(wanted =>
                {
                    var way = (int)wanted!["cause"]!;
                    var test = CompetingRisks.Gray(ends, group, names.Count, way);
                    return (JsonNode)
                        new JsonObject
                        {
                            ["cause"] = way,
                            ["chisq"] = Number(test?.ChiSquared),
                            ["df"] = Number(test?.DegreesOfFreedom),
                            ["p"] = Number(test?.P),
                        };
                }),
            ]);
        }
        return actual;
    }

    private static JsonObject AdjustedOf(double[] p) =>
        new()
        {
            ["bonferroni"] = Numbers(FalseDiscovery.Bonferroni(p)),
            ["holm"] = Numbers(FalseDiscovery.Holm(p)),
            ["hochberg"] = Numbers(FalseDiscovery.Hochberg(p)),
            ["BH"] = Numbers(FalseDiscovery.BenjaminiHochberg(p)),
            ["BY"] = Numbers(FalseDiscovery.BenjaminiYekutieli(p)),
        };

    private static ResponseTime[] InlineTimes(JsonObject asked) =>
        [
            .. Doubles(asked["inline"]!["time"])
                .Zip(Doubles(asked["inline"]!["event"]), (hours, happened) => new ResponseTime(hours, happened == 1)),
        ];

    private static JsonObject PermutationOf(JsonObject asked)
    {
        var times = InlineTimes(asked);
        var inSecond = Array.ConvertAll(Doubles(asked["inline"]!["group"]), group => group == 1);
        var person = asked["inline"]!["cluster"] is { } cluster
            ? Array.ConvertAll(Doubles(cluster), value => (int)value - 1)
            : [.. Enumerable.Range(0, times.Length)];
        var people = person.Max() + 1;
        var second = new bool[people];
        for (var row = 0; row < person.Length; row++)
            second[person[row]] = inSecond[row];
        var scores = PeoplePermutation.Scores(times, person, people);
        var test = PeoplePermutation.Test(scores, second, seed: 1, mostExact: long.MaxValue);
        return new JsonObject
        {
            ["u"] = Number(test.Statistic),
            ["permutations"] = Number(test.Assignments),
            ["p_two_sided"] = Number(test.P),
            ["p_u_le"] = Number(test.PAtMost),
            ["p_u_ge"] = Number(test.PAtLeast),
            ["coin_asymptotic_z"] = Number(test.Z),
            ["coin_asymptotic_p"] = Number(test.AsymptoticP),
        };
    }

    private static JsonObject ChangePointsOf(JsonObject asked)
    {
        var data = asked["inline"]!;
        var penalty = (double)asked["penalty"]!;
        var shortest = (int)asked["min_segment"]!;
        var found = (string)asked["model"]! switch
        {
            "normal_mean" => ChangePoints.InMean(Doubles(data["x"]), (double)asked["sigma2"]!, penalty, shortest),
            "poisson" => ChangePoints.InRate(Doubles(data["x"]), penalty, shortest),
            _ => ChangePoints.InShare(SharesOf(data), penalty, shortest),
        };
        return new JsonObject
        {
            ["last_index"] = Numbers(found.LastIndex.Select(i => (double)i)),
            ["total_cost_plus_penalties"] = Number(found.Cost),
        };
    }

    private static Share[] SharesOf(JsonNode data) =>
        [.. Doubles(data["k"]).Zip(Doubles(data["n"]), (k, n) => new Share((int)k, (int)n))];

    private static JsonObject FailureCusumOf(JsonObject asked)
    {
        var cusum = Cusum.OfFailures(
            Array.ConvertAll(Doubles(asked["inline"]!["y"]), value => value == 1),
            Doubles(asked["inline"]!["p"]),
            (double)asked["odds_ratio"]!,
            (double)asked["threshold"]!
        );
        return new JsonObject
        {
            ["path"] = Numbers(cusum.Path),
            ["first_alarm_index"] = Number(cusum.FirstAlarm + 1),
            ["max"] = Number(cusum.Path.Max()),
        };
    }

    private static JsonObject SurvivalCusumOf(JsonObject asked)
    {
        var data = asked["inline"]!;
        double[] entry = Doubles(data["entry"]),
            end = Doubles(data["end"]),
            happened = Doubles(data["event"]),
            grid = Doubles(asked["grid"]);
        var rate = (double)asked["baseline_rate"]!;
        var ratio = (double)asked["hazard_ratio"]!;
        var observed = Array.ConvertAll(grid, g => end.Where((time, i) => happened[i] == 1 && time <= g).Count() * 1.0);
        var expected = Array.ConvertAll(
            grid,
            g => entry.Zip(end, (from, to) => Math.Max(0, Math.Min(g, to) - from)).Sum() * rate
        );
        var cusum = Cusum.OfAnswers(observed, expected, ratio, (double)asked["threshold"]!);
        return new JsonObject
        {
            ["loglik_ratio"] = Numbers(Cusum.LogLikelihoodRatios(observed, expected, ratio)),
            ["reflected"] = Numbers(cusum.Path),
            ["first_alarm_time"] = Number(cusum.FirstAlarm is { } i ? grid[i] : null),
        };
    }

    private static JsonObject ShareChartOf(JsonObject asked)
    {
        var weeks = SharesOf(asked["inline"]!);
        var chart = ShareChart.Of(weeks);
        return new JsonObject
        {
            ["pbar"] = Number(chart.Mean),
            ["lower"] = Numbers(chart.Limits.Select(limit => limit.Lower)),
            ["upper"] = Numbers(chart.Limits.Select(limit => limit.Upper)),
            ["z"] = Numbers(chart.Z),
            ["sigma_z"] = Number(chart.SigmaZ),
            ["laney_lower"] = Numbers(chart.LaneyLimits.Select(limit => limit.Lower)),
            ["laney_upper"] = Numbers(chart.LaneyLimits.Select(limit => limit.Upper)),
            ["outside"] = Numbers(ShareChart.Outside(weeks, chart.Limits).Select(week => week + 1.0)),
            ["laney_outside"] = Numbers(ShareChart.Outside(weeks, chart.LaneyLimits).Select(week => week + 1.0)),
        };
    }

    private static JsonObject BinomialIntervalOf(JsonObject asked)
    {
        var share = new Share((int)asked["k"]!, (int)asked["n"]!);
        var level = (double)asked["conf_level"]!;
        return new JsonObject
        {
            ["wilson"] = Ends(share.Wilson(level)),
            ["clopper_pearson"] = Ends(share.ClopperPearson(level)),
            ["jeffreys"] = Ends(share.Jeffreys(level)),
        };
    }

    private static JsonArray Ends(Interval interval) => Numbers([interval.Lower, interval.Upper]);

    private static JsonObject FunnelOf(JsonObject asked)
    {
        var limits = Array.ConvertAll(
            Doubles(asked["n"]),
            n => Funnel.Limits((double)asked["p0"]!, (int)n, (double)asked["two_sided_level"]!)
        );
        return new JsonObject
        {
            ["lower"] = Numbers(limits.Select(limit => limit.Lower)),
            ["upper"] = Numbers(limits.Select(limit => limit.Upper)),
        };
    }

    private static JsonObject PoissonBinomialOf(JsonObject asked)
    {
        var result = PoissonBinomial.Of(Doubles(asked["inline"]!["p"]), (int)asked["k"]!);
        return new JsonObject
        {
            ["p_le_k"] = Number(result.AtMost),
            ["p_ge_k"] = Number(result.AtLeast),
            ["mean"] = Number(result.Mean),
            ["variance"] = Number(result.Variance),
        };
    }

    private static JsonObject NormalShrinkageOf(JsonObject asked)
    {
        double[] estimate = Doubles(asked["inline"]!["estimate"]),
            error = Doubles(asked["inline"]!["se"]);
        var q = NormalShrinkage.Heterogeneity(estimate, error);
        return new JsonObject
        {
            ["q"] = Number(q),
            ["i2"] = Number(Math.Max(0, (q - (estimate.Length - 1)) / q)),
            ["dersimonian_laird"] = Described(NormalShrinkage.DerSimonianLaird(estimate, error)),
            ["paule_mandel"] = Described(NormalShrinkage.PauleMandel(estimate, error)),
        };
    }

    private static JsonObject Described(NormalShrinkage shrinkage) =>
        new()
        {
            ["tau2"] = Number(shrinkage.BetweenVariance),
            ["mean"] = Number(shrinkage.Mean),
            ["se_mean"] = Number(shrinkage.MeanStandardError),
            ["shrunk"] = Numbers(shrinkage.Shrunk),
            ["posterior_sd"] = Numbers(shrinkage.StandardDeviation),
        };

    private static JsonObject GammaPoissonOf(JsonObject asked)
    {
        var result = GammaPoissonShrinkage.Of(
            Array.ConvertAll(Doubles(asked["inline"]!["observed"]), value => (int)value),
            Doubles(asked["inline"]!["expected_count"])
        );
        return new JsonObject
        {
            ["a"] = Number(result.Shape),
            ["loglik"] = Number(result.LogLikelihood),
            ["ratio"] = Numbers(result.Contacts.Select(contact => contact.Ratio)),
            ["shrunk"] = Numbers(result.Contacts.Select(contact => contact.Shrunk)),
            ["lower95"] = Numbers(result.Contacts.Select(contact => contact.Interval.Lower)),
            ["upper95"] = Numbers(result.Contacts.Select(contact => contact.Interval.Upper)),
            ["prob_ratio_below_0_8"] = Numbers(result.Contacts.Select(contact => contact.ChanceBelow)),
        };
    }

    private static JsonObject AlphaSpendingOf(JsonObject asked)
    {
        var spending = ((string)asked["spending"]!).Contains("Pocock", StringComparison.Ordinal)
            ? Spending.Pocock
            : Spending.OBrienFleming;
        var looks = AlphaSpending.Bounds(Doubles(asked["information"]), (double)asked["alpha_two_sided"]!, spending);
        return new JsonObject
        {
            ["z"] = Numbers(looks.Select(look => look.Z)),
            ["alpha_spent_one_sided"] = Numbers(looks.Select(look => look.Spent)),
            ["nominal_one_sided_p"] = Numbers(looks.Select(look => look.OneSidedP)),
        };
    }

    private static JsonObject EvidenceOf(JsonObject asked)
    {
        var evidence = Evidence.OfWaits(
            InlineTimes(asked),
            Array.ConvertAll(Doubles(asked["inline"]!["group"]), group => group == 1),
            Doubles(asked["hazard_ratios"])
        );
        return new JsonObject
        {
            ["event_times"] = Numbers(evidence.Hours),
            ["ln_e"] = new JsonArray([.. evidence.Logs.Select(path => (JsonNode)Numbers(path))]),
            ["ln_e_mixture"] = Numbers(evidence.Mixture),
            ["anytime_p"] = Number(evidence.P),
        };
    }

    private static JsonObject NormalMixtureOf(JsonObject asked) =>
        new()
        {
            ["ln_e"] = Numbers(
                Doubles(asked["score"])
                    .Zip(
                        Doubles(asked["variance"]),
                        (score, variance) => Evidence.LogOfScore(score, variance, (double)asked["rho"]!)
                    )
            ),
        };

    private static JsonObject PowerOf(JsonObject asked)
    {
        var expected = asked["expected"]!;
        var power = new Power((double)asked["share_group1"]!, (double)asked["alpha"]!);
        var chance = (double)asked["power"]!;
        var (detectable, at) = (
            Doubles(expected["detectable"]!["events"]),
            Doubles(expected["power_at_events"]!["events"])
        );
        var ratio = (double)expected["power_at_events"]!["hr"]!;
        return new JsonObject
        {
            ["events"] = Numbers(Doubles(asked["hazard_ratios"]).Select(value => power.AnswersFor(value, chance))),
            ["detectable"] = new JsonObject
            {
                ["events"] = Numbers(detectable),
                ["hr"] = Numbers(detectable.Select(answers => power.DetectableWith(answers, chance))),
            },
            ["power_at_events"] = new JsonObject
            {
                ["events"] = Numbers(at),
                ["hr"] = ratio,
                ["power"] = Numbers(at.Select(answers => power.ChanceOf(ratio, answers))),
            },
        };
    }

    private static JsonObject TwoSharesOf(JsonObject asked)
    {
        var result = ShareComparison.Of(ShareOf(asked["first"]!), ShareOf(asked["second"]!));
        return new JsonObject
        {
            ["ratio"] = Number(result.Ratio),
            ["ratio_lower"] = Number(result.RatioInterval?.Lower),
            ["ratio_upper"] = Number(result.RatioInterval?.Upper),
            ["difference"] = Number(result.Difference),
            ["newcombe_lower"] = Number(result.DifferenceInterval.Lower),
            ["newcombe_upper"] = Number(result.DifferenceInterval.Upper),
            ["fisher_p"] = Number(result.FisherP),
            ["chisq_uncorrected"] = Number(result.ChiSquared),
            ["cohen_h"] = Number(result.CohenH),
        };
    }

    private static Share ShareOf(JsonNode node) => new((int)node["k"]!, (int)node["n"]!);

    private static JsonObject MantelHaenszelOf(JsonObject asked)
    {
        var strata = asked["tables"]!.AsArray().Select(table => (Row(table![0]!), Row(table[1]!))).ToList();
        var result = StratifiedShares.Of(strata);
        return new JsonObject
        {
            ["crude_odds_ratio"] = Number(result.CrudeOddsRatio),
            ["mantel_haenszel_odds_ratio"] = Number(result.OddsRatio),
            ["lower"] = Number(result.Interval.Lower),
            ["upper"] = Number(result.Interval.Upper),
            ["chisq"] = Number(result.Test?.ChiSquared),
            ["p"] = Number(result.Test?.P),
        };

        static Share Row(JsonNode row) => new((int)row[0]!, (int)row[0]! + (int)row[1]!);
    }
}
