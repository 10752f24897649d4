using System.Globalization;
using System.Text.Json.Nodes;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

/// <summary>One number of a file of expected figures, computed anew by the product.</summary>
/// <param name="Case">The case's id.</param>
/// <param name="Kind">The case's kind.</param>
/// <param name="Path">JSON pointer inside the case.</param>
/// <param name="Expected">As printed in the file; null where there is no such number.</param>
/// <param name="Actual">What the product says; null where there is no such number.</param>
internal sealed record SurvivalFigure(string Case, string Kind, string Path, double? Expected, double? Actual)
{
    /// <summary>Within the tolerance of the data's README for figures of this kind.</summary>
    public bool Agrees =>
        (Expected, Actual) switch
        {
            (null, null) => true,
            ({ } expected, { } actual) => Math.Abs(actual - expected) <= Tolerance * Math.Abs(expected) + Rounding,
            _ => false,
        };

    private bool IsProbability =>
        Path.EndsWith("/p", StringComparison.Ordinal) || Path.Contains("/p/", StringComparison.Ordinal);

    /// <summary>What is left of a zero: one minus a distribution function is 0 below the last bit of 1.</summary>
    private double Rounding =>
        Math.Abs(Expected ?? 0) > 1e-9 || IsProbability && Expected != 0 ? 0
        : IsProbability ? 1e-15
        : 1e-9;

    private double Tolerance =>
        Kind switch
        {
            "alpha_spending" => 1e-4,
            "cox_frailty" => 1e-3,
            _ when IsProbability => 1e-6,
            "km" or "logrank" => 1e-9,
            _ => 1e-6,
        };
}

/// <summary>Computes every figure of a file of expected figures from its data, with the code the server runs.</summary>
internal static partial class SurvivalFigures
{
    /// <summary>Whether a case names columns of a table instead of carrying its data.</summary>
    public static bool NeedTable(JsonNode document) =>
        document["cases"]!.AsArray().Any(asked => asked!["n_used"] is not null);

    /// <param name="document">A file of expected figures, in the format of its README.</param>
    /// <param name="table">The CSV it speaks of; null when its cases carry their data.</param>
    public static IEnumerable<SurvivalFigure> Of(JsonNode document, SurvivalTable? table)
    {
        foreach (var node in document["cases"]!.AsArray())
        {
            var asked = node!.AsObject();
            var id = (string)asked["id"]!;
            var kind = (string)asked["kind"]!;
            var actual = Compute(kind, asked, table);
            foreach (var figure in Compare(id, kind, "/expected", asked["expected"], actual))
                yield return HasNoAnswer(asked["expected"]!, figure.Path) ? figure with { Expected = null } : figure;
        }
    }

    /// <summary>
    /// Whether the file prints a number where its README says the right answer is that there is none: a chi-square of 0 / 0, and the
    /// coefficient of a likelihood without a maximum.
    /// </summary>
    private static bool HasNoAnswer(JsonNode expected, string path) =>
        path.Split('/') switch
        {
            [_, _, "logrank", "chisq" or "p"] => expected["logrank"]!["variance"]!
                .AsArray()
                .All(row => Doubles(row).All(value => value == 0)),
            [_, _, ("cox_efron" or "cox_breslow") and var fit, "coef" or "se"] => expected[fit + "_messages"]!
                .AsArray()
                .Count > 0,
            _ => false,
        };

    private static JsonObject? Compute(string kind, JsonObject asked, SurvivalTable? table) =>
        kind switch
        {
            "km" => KaplanMeierOf(asked, table!.For(asked)),
            "logrank" => LogRankOf(asked, table!.For(asked)),
            "cox" => CoxOf(asked, table!.For(asked)),
            "edge" => EdgeOf(asked),
            "competing_risks" => CompetingRisksOf(asked, table!.For(asked)),
            _ => MethodOf(kind, asked),
        };

    private static IEnumerable<SurvivalFigure> Compare(
        string id,
        string kind,
        string path,
        JsonNode? expected,
        JsonNode? actual
    )
    {
        switch (expected)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    foreach (
                        var figure in Compare(
                            id,
                            kind,
                            $"{path}/{name.Replace("~", "~0").Replace("/", "~1")}",
                            member,
                            (actual as JsonObject)?[name]
                        )
                    )
                        yield return figure;
                }
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var item = actual is JsonArray array && i < array.Count ? array[i] : null;
                    foreach (var figure in Compare(id, kind, $"{path}/{i}", items[i], item))
                        yield return figure;
                }
                break;
            case null:
                if (actual is null or JsonValue)
                    yield return new SurvivalFigure(id, kind, path, null, NumberOf(actual));
                break;
            case JsonValue value when value.TryGetValue<double>(out var number):
                yield return new SurvivalFigure(id, kind, path, number, NumberOf(actual));
                break;
        }
    }

    private static double? NumberOf(JsonNode? node) =>
        node is not JsonValue value ? null
        : value.TryGetValue<double>(out var number) ? number
        : value.TryGetValue<int>(out var count) ? count
        : null;

    private static JsonNode? Number(double? value) =>
        value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => Number(value))]);

    private static JsonArray Numbers(IEnumerable<double?> values) => new([.. values.Select(Number)]);

    private static JsonArray Matrix(double[,] values) =>
        new([
            .. Enumerable
                .Range(0, values.GetLength(0))
                .Select(row =>
                    (JsonNode)Numbers(Enumerable.Range(0, values.GetLength(1)).Select(column => values[row, column]))
                ),
        ]);

    private static double[] Doubles(JsonNode? node) => [.. node!.AsArray().Select(item => (double)item!)];

    private static JsonObject KaplanMeierOf(JsonObject asked, SurvivalRows rows)
    {
        var expected = asked["expected"]!.AsObject();
        var times = rows.Times(asked);
        var group = rows.Labels(asked["group"], out var names);
        var curves = KaplanMeier.EstimateByGroup(times, group, names.Count);
        var level = (double)asked["conf_level"]!;
        var actual = new JsonObject
        {
            ["groups"] = new JsonArray([
                .. expected["groups"]!
                    .AsArray()
                    .Select(wanted =>
                        (JsonNode)CurveOf(curves[names.IndexOf((string)wanted!["label"]!)], wanted.AsObject(), level)
                    ),
            ]),
        };
        if (expected["rmst_difference"] is JsonArray differences)
        {
            var (first, second) = (
                names.IndexOf((string)expected["groups"]![0]!["label"]!),
                names.IndexOf((string)expected["groups"]![1]!["label"]!)
            );
            actual["rmst_difference"] = new JsonArray([
                .. differences.Select(wanted =>
                    (JsonNode)DifferenceOf(curves[first], curves[second], (double)wanted!["tau"]!)
                ),
            ]);
        }
        return actual;
    }

    private static JsonObject DifferenceOf(SurvivalCurve first, SurvivalCurve second, double tau)
    {
        var difference = RestrictedMean.Difference(RestrictedMean.Of(first, tau), RestrictedMean.Of(second, tau));
        return new JsonObject
        {
            ["tau"] = tau,
            ["second_minus_first"] = Number(difference.Hours),
            ["se"] = Number(difference.StandardError),
            ["lower"] = Number(difference.Interval.Lower),
            ["upper"] = Number(difference.Interval.Upper),
            ["p"] = Number(difference.P),
        };
    }

    private static JsonObject CurveOf(SurvivalCurve curve, JsonObject wanted, double level)
    {
        var bands = new Dictionary<string, Interval?[]>
        {
            ["plain"] = curve.Band(BandScale.Plain, level),
            ["log"] = curve.Band(BandScale.Log, level),
            ["loglog"] = curve.Band(BandScale.LogLog, level),
        };
        var steps = Doubles(wanted["curve"]!["time"]).Select(time => NearestStep(curve, time)).ToArray();
        var drawn = new JsonObject
        {
            ["time"] = Numbers(steps.Select(i => curve.Steps[i].Hours)),
            ["n_risk"] = Numbers(steps.Select(i => (double)curve.Steps[i].AtRisk)),
            ["n_event"] = Numbers(steps.Select(i => (double)curve.Steps[i].Answered)),
            ["n_censor"] = Numbers(steps.Select(i => (double)curve.Steps[i].Censored)),
            ["surv"] = Numbers(steps.Select(i => curve.Steps[i].Waiting)),
            ["se_surv"] = Numbers(steps.Select(i => curve.Steps[i].StandardError)),
            ["cumhaz"] = Numbers(steps.Select(i => curve.Steps[i].CumulativeHazard)),
            ["se_cumhaz"] = Numbers(steps.Select(i => curve.Steps[i].CumulativeHazardStandardError)),
        };
        foreach (var (name, band) in bands)
        {
            drawn[name] = new JsonObject
            {
                ["lower"] = Numbers(steps.Select(i => band[i]?.Lower)),
                ["upper"] = Numbers(steps.Select(i => band[i]?.Upper)),
            };
        }
        return new JsonObject
        {
            ["n"] = curve.Requests,
            ["events"] = curve.Answers,
            ["curve"] = drawn,
            ["quantiles"] = new JsonArray([
                .. wanted["quantiles"]!.AsArray().Select(q => (JsonNode)QuantileOf(curve, (double)q!["p"]!, level)),
            ]),
            ["rmst"] = new JsonArray([
                .. wanted["rmst"]!
                    .AsArray()
                    .Select(r => (JsonNode)MeanOf(RestrictedMean.Of(curve, (double)r!["tau"]!))),
            ]),
        };
    }

    private static int NearestStep(SurvivalCurve curve, double time) =>
        Enumerable.Range(0, curve.Steps.Count).MinBy(i => Math.Abs(curve.Steps[i].Hours - time));

    private static JsonObject MeanOf(RestrictedMean mean) =>
        new()
        {
            ["tau"] = mean.Horizon,
            ["estimate"] = Number(mean.Hours),
            ["se"] = Number(mean.StandardError),
        };

    private static JsonObject QuantileOf(SurvivalCurve curve, double share, double level)
    {
        var quantile = new JsonObject
        {
            ["p"] = share,
            ["estimate"] = Number(curve.Quantile(share).Time.HoursIfReached),
        };
        foreach (
            var (name, scale) in new[]
            {
                ("plain", BandScale.Plain),
                ("log", BandScale.Log),
                ("loglog", BandScale.LogLog),
            }
        )
        {
            var limits = curve.Quantile(share, scale, level);
            quantile[name] = new JsonObject
            {
                ["lower"] = Number(limits.Lower.HoursIfReached),
                ["upper"] = Number(limits.Upper.HoursIfReached),
            };
        }
        return quantile;
    }

    private static JsonObject LogRankOf(JsonObject asked, SurvivalRows rows)
    {
        var group = rows.Labels(asked["group"], out var names);
        var labels = asked["expected"]!["labels"]!.AsArray().Select(label => (string)label!).ToList();
        group = Array.ConvertAll(group, number => labels.IndexOf(names[number]));
        var stratum = asked["strata"] is null ? [] : rows.Labels(asked["strata"], out _);
        LogRankWeight weight = (string?)asked["weight"] switch
        {
            "gehan" => new LogRankWeight.Gehan(),
            "tarone_ware" => new LogRankWeight.TaroneWare(),
            _ => new LogRankWeight.FlemingHarrington((double?)asked["rho"] ?? 0, (double?)asked["gamma"] ?? 0),
        };
        var result = LogRank.Compare(rows.Times(asked), group, labels.Count, stratum, weight);
        var counts = Enumerable.Range(0, labels.Count).Select(g => (double)group.Count(number => number == g));
        return Described(result, counts);
    }

    private static JsonObject Described(LogRank result, IEnumerable<double> counts) =>
        new()
        {
            ["n"] = Numbers(counts),
            ["observed"] = Numbers(result.Observed),
            ["expected"] = Numbers(result.Expected),
            ["u"] = Numbers(result.Observed.Zip(result.Expected, (observed, expected) => observed - expected)),
            ["variance"] = Matrix(result.Variance),
            ["chisq"] = Number(result.Test?.ChiSquared),
            ["df"] = Number(result.Test?.DegreesOfFreedom),
            ["p"] = Number(result.Test?.P),
        };

    private static JsonObject CoxOf(JsonObject asked, SurvivalRows rows)
    {
        var fit = CoxModel.Fit(rows.Cox(asked), TiesOf(asked));
        return Described(fit, asked["expected"]!.AsObject());
    }

    private static CoxTies TiesOf(JsonObject asked) => Enum.Parse<CoxTies>((string)asked["ties"]!, ignoreCase: true);

    private static JsonObject Described(CoxFit fit, JsonObject expected)
    {
        var estimates = fit.Coefficients.Select(coefficient => coefficient as CoxCoefficient.Estimated).ToArray();
        var actual = new JsonObject
        {
            ["n"] = fit.Rows,
            ["events"] = fit.Answers,
            ["coef"] = Numbers(estimates.Select(e => e?.LogHazardRatio)),
            ["se"] = Numbers(estimates.Select(e => e?.StandardError)),
            ["robust_se"] = fit.ClusteredVariance is null
                ? null
                : Numbers(estimates.Select(e => e?.ClusteredStandardError)),
            ["z"] = Numbers(estimates.Select(e => e?.Z)),
            ["p"] = Numbers(estimates.Select(e => e?.P)),
            ["hr"] = Numbers(estimates.Select(e => e?.HazardRatio)),
            ["hr_lower"] = Numbers(estimates.Select(e => e?.HazardRatioInterval().Lower)),
            ["hr_upper"] = Numbers(estimates.Select(e => e?.HazardRatioInterval().Upper)),
            ["variance"] = Matrix(fit.Variance),
            ["robust_variance"] = fit.ClusteredVariance is null ? null : Matrix(fit.ClusteredVariance),
            ["loglik_null"] = Number(fit.LogLikelihoodAtZero),
            ["loglik"] = Number(fit.LogLikelihood),
            ["lr_test"] = Described(fit.LikelihoodRatioTest),
            ["wald_test"] = Described(fit.WaldTest),
            ["score_test"] = Described(fit.ScoreTest),
            ["robust_score_test"] = fit.ClusteredScoreTest is null ? null : Described(fit.ClusteredScoreTest),
        };
        if (expected["concordance"] is not null)
        {
            var concordance = fit.Concordance();
            actual["concordance"] = new JsonObject
            {
                ["c"] = Number(concordance.C),
                ["se"] = Number(concordance.StandardError),
                ["concordant"] = Number(concordance.Concordant),
                ["discordant"] = Number(concordance.Discordant),
                ["tied_risk"] = Number(concordance.TiedRisk),
                ["tied_time"] = Number(concordance.TiedTime),
                ["tied_both"] = Number(concordance.TiedBoth),
            };
        }
        if (expected["baseline_cumhaz"] is JsonObject baseline)
        {
            var steps = fit.BaselineHazard();
            var picked = Doubles(baseline["time"])
                .Select(time => steps.MinBy(step => Math.Abs(step.Hours - time)))
                .ToArray();
            actual["baseline_cumhaz"] = new JsonObject
            {
                ["time"] = Numbers(picked.Select(step => step.Hours)),
                ["cumhaz"] = Numbers(picked.Select(step => step.CumulativeHazard)),
            };
        }
        if (expected["zph"] is JsonObject zph)
        {
            var tests = new JsonObject();
            foreach (
                var (name, transform) in new[]
                {
                    ("km", TimeTransform.KaplanMeier),
                    ("rank", TimeTransform.Rank),
                    ("identity", TimeTransform.Identity),
                }
            )
            {
                if (zph[name] is null)
                    continue;
                var test = fit.TestProportionalHazards(transform);
                tests[name] = new JsonObject
                {
                    ["chisq"] = Numbers(test.PerCovariate.Select(t => t.ChiSquared)),
                    ["df"] = Numbers(test.PerCovariate.Select(t => (double)t.DegreesOfFreedom)),
                    ["p"] = Numbers(test.PerCovariate.Select(t => t.P)),
                    ["global"] = Described(test.Global),
                };
            }
            actual["zph"] = tests;
        }
        if (expected["martingale_residuals"] is not null)
        {
            actual["martingale_residuals"] = Numbers(fit.MartingaleResiduals());
            actual["deviance_residuals"] = Numbers(fit.DevianceResiduals());
            actual["score_residuals_first_term"] = Numbers(fit.ScoreResiduals()[0]);
            actual["dfbeta_first_term"] = Numbers(fit.InfluenceOnCoefficients()[0]);
        }
        return actual;
    }

    private static JsonObject Described(ChiSquaredTest test) =>
        new()
        {
            ["chisq"] = Number(test.ChiSquared),
            ["df"] = test.DegreesOfFreedom,
            ["p"] = Number(test.P),
        };

    private static JsonObject EdgeOf(JsonObject asked)
    {
        var data = asked["inline"]!;
        var times = Doubles(data["time"])
            .Zip(Doubles(data["event"]), (hours, answered) => new ResponseTime(hours, answered == 1))
            .ToArray();
        var actual = new JsonObject
        {
            ["km"] = CurveOf(KaplanMeier.Estimate(times), asked["expected"]!["km"]!.AsObject(), 0.95),
        };
        if (data["group"] is null)
            return actual;

        var group = Doubles(data["group"]);
        var numbers = group.Distinct().Order().ToList();
        actual["logrank"] = Described(
            LogRank.Compare(times, Array.ConvertAll(group, value => numbers.IndexOf(value)), numbers.Count),
            []
        );
        foreach (var ties in new[] { CoxTies.Efron, CoxTies.Breslow })
        {
            var fit = CoxModel.Fit(new CoxData(times, [group]), ties);
            var estimated = fit.Coefficients[0] as CoxCoefficient.Estimated;
            actual[ties == CoxTies.Efron ? "cox_efron" : "cox_breslow"] = new JsonObject
            {
                ["coef"] = Number(estimated?.LogHazardRatio),
                ["se"] = fit.IsFinite ? Number(Math.Sqrt(fit.Variance[0, 0])) : null,
                ["loglik"] = Numbers([fit.LogLikelihoodAtZero, fit.LogLikelihood]),
                ["score"] = Number(fit.ScoreTest.ChiSquared),
            };
        }
        return actual;
    }
}

/// <summary>A CSV without quotes, as the reference data are written.</summary>
internal sealed class SurvivalTable
{
    private readonly string[] _names;
    private readonly List<string[]> _rows = [];

    public SurvivalTable(TextReader csv)
    {
        _names = csv.ReadLine()!.Split(',');
        while (csv.ReadLine() is { Length: > 0 } line)
            _rows.Add(line.Split(','));
        if (_names.Contains("event") && _names.Contains("work_hours"))
        {
            var happened = Array.IndexOf(_names, "event");
            _names = [.. _names, "replied"];
            for (var i = 0; i < _rows.Count; i++)
                _rows[i] = [.. _rows[i], _rows[i][happened] == "1" ? "1" : "0"];
        }
    }

    /// <summary>The rows a case uses: those of its subset with no empty cell in a column it names.</summary>
    public SurvivalRows For(JsonObject asked)
    {
        var used = new[] { "time", "event", "group", "start", "strata", "cluster", "frailty" }
            .Select(name => asked[name])
            .Where(node => node is JsonValue)
            .Select(node => (string)node!)
            .Concat(asked["terms"]?.AsArray().Select(term => (string)term!["column"]!) ?? [])
            .Select(Column)
            .ToArray();
        IEnumerable<string[]> kept = _rows;
        if (asked["subset"] is JsonObject subset)
        {
            var column = Column((string)subset["column"]!);
            var wanted = subset["equals"]!.ToString();
            kept = kept.Where(row => row[column] == wanted);
        }
        return new SurvivalRows(
            Column,
            [.. kept.Where(row => Array.TrueForAll(used, column => row[column].Length > 0))]
        );
    }

    private int Column(string name) => Array.IndexOf(_names, name);
}

/// <summary>The rows of one case.</summary>
internal sealed class SurvivalRows(Func<string, int> column, string[][] rows)
{
    public double[] Numbers(string name)
    {
        var at = column(name);
        return Array.ConvertAll(rows, row => double.Parse(row[at], CultureInfo.InvariantCulture));
    }

    public ResponseTime[] Times(JsonObject asked)
    {
        var hours = Numbers((string)asked["time"]!);
        var answered = Numbers((string)asked["event"]!);
        return [.. hours.Zip(answered, (time, happened) => new ResponseTime(time, happened == 1))];
    }

    public int[] Labels(JsonNode? name, out List<string> names)
    {
        if (name is null)
        {
            names = ["all"];
            return new int[rows.Length];
        }
        var at = column((string)name!);
        var found = rows.Select(row => row[at]).Distinct().ToList();
        var number = found.Select((label, i) => (label, i)).ToDictionary(pair => pair.label, pair => pair.i);
        names = found;
        return Array.ConvertAll(rows, row => number[row[at]]);
    }

    public CoxData Cox(JsonObject asked) =>
        new(
            Times(asked),
            [.. asked["terms"]!.AsArray().Select(term => Covariate(term!.AsObject()))],
            asked["strata"] is null ? null : Labels(asked["strata"], out _),
            asked["cluster"] is null ? null : Labels(asked["cluster"], out _),
            asked["start"] is null ? null : Numbers((string)asked["start"]!)
        );

    private double[] Covariate(JsonObject term)
    {
        var name = (string)term["column"]!;
        if (term["level"] is not { } level)
            return Numbers(name);
        var at = column(name);
        return Array.ConvertAll(rows, row => row[at] == level.ToString() ? 1.0 : 0.0);
    }
}
