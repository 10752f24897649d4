namespace MailCommitments.Responsiveness;

/// <summary>How answers at the same time enter the partial likelihood.</summary>
public enum CoxTies
{
    /// <summary>Efron (1977), JASA 72, 557–565: the default, close to exact and cheap.</summary>
    Efron,

    /// <summary>Breslow (1974), Biometrics 30, 89–99.</summary>
    Breslow,

    /// <summary>The discrete conditional likelihood of Cox (1972); its cost grows with the size of the ties.</summary>
    Exact,
}

/// <summary>What a Cox model is fitted to; every array has one element per row.</summary>
/// <param name="Times">When follow-up of the row ended, and whether with an answer.</param>
/// <param name="Covariates">One array per covariate.</param>
/// <param name="Stratum">Numbers from 0; rows are compared within their stratum only. Null for one stratum.</param>
/// <param name="Cluster">Numbers from 0 of the units that are independent (the askers). Null when every row is one.</param>
/// <param name="Entry">When follow-up of the row began, for late entry or covariates that change; null when all begin at 0.</param>
public sealed record CoxData(
    ResponseTime[] Times,
    double[][] Covariates,
    int[]? Stratum = null,
    int[]? Cluster = null,
    double[]? Entry = null
);

/// <summary>One covariate's log hazard ratio, or why there is none.</summary>
public abstract record CoxCoefficient
{
    private CoxCoefficient() { }

    /// <param name="LogHazardRatio">Negative: answers come slower.</param>
    /// <param name="StandardError">From the inverse information.</param>
    /// <param name="ClusteredStandardError">Lin and Wei's grouped sandwich without small-sample factor; null without clusters.</param>
    public sealed record Estimated(double LogHazardRatio, double StandardError, double? ClusteredStandardError)
        : CoxCoefficient
    {
        /// <summary>The clustered error where there are clusters, else the model's.</summary>
        public double ErrorUsed => ClusteredStandardError ?? StandardError;

        public double Z => LogHazardRatio / ErrorUsed;

        /// <summary>Two-sided, normal.</summary>
        public double P => Tail.TwoSided(Z);

        public double HazardRatio => Math.Exp(LogHazardRatio);

        public Interval HazardRatioInterval(double level = 0.95)
        {
            var reach = Tail.TwoSidedQuantile(level) * ErrorUsed;
            return new Interval(Math.Exp(LogHazardRatio - reach), Math.Exp(LogHazardRatio + reach));
        }
    }

    /// <summary>The covariate never differs among requests compared with each other, or follows from the ones before it.</summary>
    public sealed record NoInformation : CoxCoefficient;

    /// <summary>No finite estimate: the likelihood keeps rising, as when one group has no answers at all.</summary>
    /// <param name="Sign">The direction in which it rises: 1 or -1.</param>
    public sealed record Unbounded(int Sign) : CoxCoefficient;
}

/// <summary>A fitted Cox model: answers per unit of time of one kind of request over another, among those still waiting.</summary>
public sealed class CoxFit
{
    private readonly CoxRiskSets _sets;
    private readonly double[] _scaled;

    internal CoxFit(
        CoxRiskSets sets,
        double[] scaled,
        CoxCoefficient[] coefficients,
        double[,] variance,
        double[,]? clusteredVariance,
        double[] logLikelihood,
        ChiSquaredTest score,
        ChiSquaredTest? clusteredScore
    )
    {
        _sets = sets;
        _scaled = scaled;
        Coefficients = coefficients;
        Variance = variance;
        ClusteredVariance = clusteredVariance;
        LogLikelihoodAtZero = logLikelihood[0];
        LogLikelihood = logLikelihood[1];
        ScoreTest = score;
        ClusteredScoreTest = clusteredScore;
    }

    /// <summary>In the order of the covariates.</summary>
    public IReadOnlyList<CoxCoefficient> Coefficients { get; }

    /// <summary>Inverse information; zero rows for covariates without information.</summary>
    public double[,] Variance { get; }

    /// <summary>Lin and Wei (1989), JASA 84, 1074–1078, with scores summed over clusters; null without clusters.</summary>
    public double[,]? ClusteredVariance { get; }

    public double LogLikelihoodAtZero { get; }

    /// <summary>At the estimate, or its limit where an estimate is unbounded.</summary>
    public double LogLikelihood { get; }

    public ChiSquaredTest ScoreTest { get; }

    public ChiSquaredTest? ClusteredScoreTest { get; }

    /// <summary>False as soon as one coefficient is unbounded.</summary>
    public bool IsFinite => !Coefficients.Any(coefficient => coefficient is CoxCoefficient.Unbounded);

    public int Rows => _sets.Rows;

    public int Answers => _sets.Answers;

    public ChiSquaredTest LikelihoodRatioTest =>
        ChiSquaredTest.Of(2 * (LogLikelihood - LogLikelihoodAtZero), ScoreTest.DegreesOfFreedom);

    /// <summary>Wald's test that no covariate matters; uses the model's variance even where clusters are given.</summary>
    public ChiSquaredTest WaldTest
    {
        get
        {
            var values = Coefficients
                .Select(c => c is CoxCoefficient.Estimated estimated ? estimated.LogHazardRatio : 0)
                .ToArray();
            return ChiSquaredTest.Of(SymmetricSystem.Of(Variance).QuadraticForm(values), ScoreTest.DegreesOfFreedom);
        }
    }

    /// <summary>Cumulative hazard of a request whose covariates are all 0, at each distinct answer time of a stratum.</summary>
    public IReadOnlyList<(double Hours, double CumulativeHazard)> BaselineHazard(int stratum = 0) =>
        _sets.BaselineHazard(_scaled, stratum);

    /// <summary>Answers seen minus answers expected, per row in the order given.</summary>
    public double[] MartingaleResiduals() => _sets.Residuals(_scaled).Martingale;

    /// <summary>Martingale residuals made about symmetric. Therneau, Grambsch and Fleming (1990), Biometrika 77, 147–160.</summary>
    public double[] DevianceResiduals() => _sets.DevianceResiduals(_scaled);

    /// <summary>Each row's share of the score, by covariate.</summary>
    public double[][] ScoreResiduals() => _sets.ScoreResiduals(_scaled);

    /// <summary>About how much each coefficient would move without the row, by covariate.</summary>
    public double[][] InfluenceOnCoefficients() => CoxModel.Influence(ScoreResiduals(), Variance);

    /// <summary>How often the request expected to be answered sooner was.</summary>
    public Concordance Concordance() => _sets.Concordance(_scaled);

    /// <summary>Whether hazard ratios stay the same over the wait, per covariate and for all together.</summary>
    public ProportionalHazardsTest TestProportionalHazards(TimeTransform transform = TimeTransform.KaplanMeier) =>
        _sets.TestProportionalHazards(_scaled, transform);
}

/// <summary>Cox's proportional hazards regression, stratified, with standard errors for clusters.</summary>
/// <remarks>Cox (1972), JRSS B 34, 187–220; computed as in Therneau and Grambsch, Modeling Survival Data (2000).</remarks>
public static class CoxModel
{
    private const int MostIterations = 60;
    private const double StepTolerance = 1e-9;
    private const double LastingStep = 0.01;

    /// <summary>Information this far below what it was at no effect is used up: the likelihood has no maximum.</summary>
    private const double Exhausted = 1e-11;

    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, infinite or not a number.</exception>
    public static CoxFit Fit(CoxData data, CoxTies ties = CoxTies.Efron)
    {
        var sets = new CoxRiskSets(data, ties);
        var covariates = data.Covariates.Length;
        var zero = new double[covariates];
        var at = sets.At(zero);
        var informative = SymmetricSystem.Of(at.Information, sets.Answers);
        var score = ChiSquaredTest.Of(informative.QuadraticForm(at.Score), informative.Rank);
        var logLikelihoodAtZero = at.LogLikelihood;
        var clusteredScore = data.Cluster is null ? null : ClusteredScore(sets, data.Cluster, zero);

        var beta = zero;
        var step = informative.Solve(at.Score);
        var converged = informative.Rank == 0;
        for (var iteration = 0; !converged && iteration < MostIterations; iteration++)
        {
            (beta, at) = Step(sets, beta, step, at);
            var system = SymmetricSystem.Of(at.Information, leastScale: 0);
            if (Enumerable.Range(0, covariates).Any(j => system.Pivot(j) < Exhausted * informative.Pivot(j)))
                break;
            step = system.Solve(at.Score);
            converged = Largest(step) < StepTolerance * (1 + Largest(beta));
        }
        if (converged && informative.Rank > 0)
            (beta, at) = Step(sets, beta, step, at);

        var variance = SymmetricSystem.Of(at.Information, converged ? sets.Answers : 0).Inverse();
        var clustered =
            data.Cluster is null || !converged
                ? null
                : Sandwich(sets.ScoreResidualsScaled(beta), variance, data.Cluster);
        var coefficients = new CoxCoefficient[covariates];
        for (var j = 0; j < covariates; j++)
        {
            var scale = sets.Scale[j];
            coefficients[j] =
                !informative.HasInformation(j) ? new CoxCoefficient.NoInformation()
                : !converged && Math.Abs(step[j]) > LastingStep ? new CoxCoefficient.Unbounded(Math.Sign(beta[j]))
                : new CoxCoefficient.Estimated(
                    beta[j] / scale,
                    Math.Sqrt(variance[j, j]) / scale,
                    clustered is null ? null : Math.Sqrt(clustered[j, j]) / scale
                );
        }
        return new CoxFit(
            sets,
            beta,
            coefficients,
            sets.Unscaled(variance),
            clustered is null ? null : sets.Unscaled(clustered),
            [logLikelihoodAtZero, at.LogLikelihood],
            score,
            clusteredScore
        );
    }

    /// <summary>Score residuals times the variance.</summary>
    internal static double[][] Influence(double[][] score, double[,] variance)
    {
        var influence = new double[score.Length][];
        for (var j = 0; j < score.Length; j++)
        {
            influence[j] = new double[score[j].Length];
            for (var k = 0; k < score.Length; k++)
            {
                for (var row = 0; row < influence[j].Length; row++)
                    influence[j][row] += score[k][row] * variance[k, j];
            }
        }
        return influence;
    }

    /// <summary>A Newton step, halved until the likelihood does not fall.</summary>
    private static (double[] Beta, CoxRiskSets.Evaluation At) Step(
        CoxRiskSets sets,
        double[] beta,
        double[] step,
        CoxRiskSets.Evaluation at
    )
    {
        var length = 1.0;
        while (true)
        {
            var next = new double[beta.Length];
            for (var j = 0; j < next.Length; j++)
                next[j] = beta[j] + length * step[j];
            var there = sets.At(next);
            if (there.LogLikelihood >= at.LogLikelihood - 1e-10 * Math.Abs(at.LogLikelihood) || length < 1e-6)
                return (next, there);
            length /= 2;
        }
    }

    private static double Largest(double[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private static double[,] Sandwich(double[][] score, double[,] variance, int[] cluster)
    {
        var sums = ClusterSums(score, cluster);
        return CrossProduct(Influence(sums, variance));
    }

    private static ChiSquaredTest ClusteredScore(CoxRiskSets sets, int[] cluster, double[] zero)
    {
        var sums = ClusterSums(sets.ScoreResidualsScaled(zero), cluster);
        var system = SymmetricSystem.Of(CrossProduct(sums));
        return ChiSquaredTest.Of(system.QuadraticForm(Array.ConvertAll(sums, column => column.Sum())), sums.Length);
    }

    private static double[][] ClusterSums(double[][] columns, int[] cluster)
    {
        var clusters = cluster.Length == 0 ? 0 : cluster.Max() + 1;
        return Array.ConvertAll(
            columns,
            column =>
            {
                var sums = new double[clusters];
                for (var row = 0; row < column.Length; row++)
                    sums[cluster[row]] += column[row];
                return sums;
            }
        );
    }

    private static double[,] CrossProduct(double[][] columns)
    {
        var product = new double[columns.Length, columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                double sum = 0;
                for (var k = 0; k < columns[i].Length; k++)
                    sum += columns[i][k] * columns[j][k];
                product[i, j] = product[j, i] = sum;
            }
        }
        return product;
    }
}
