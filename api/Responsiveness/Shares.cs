using System.Runtime.InteropServices;
using MathNet.Numerics;

namespace MailCommitments.Responsiveness;

/// <summary>So many of so many: requests answered on time, for instance. Only requests already due belong in it.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Share(int Count, int Of)
{
    public double Value => (double)Count / Of;

    /// <summary>Good at every size, and what the product shows. Wilson (1927), JASA 22, 209–212.</summary>
    public Interval Wilson(double level = 0.95)
    {
        var z = Tail.TwoSidedQuantile(level);
        double n = Of,
            center = Count + z * z / 2,
            reach = z * Math.Sqrt(Count * (n - Count) / n + z * z / 4);
        return new Interval(Math.Max(0, (center - reach) / (n + z * z)), Math.Min(1, (center + reach) / (n + z * z)));
    }

    /// <summary>Never covers less than it says. Clopper and Pearson (1934), Biometrika 26, 404–413.</summary>
    public Interval ClopperPearson(double level = 0.95) =>
        new(
            Count == 0 ? 0 : Quantiles.Beta((1 - level) / 2, Count, Of - Count + 1),
            Count == Of ? 1 : Quantiles.Beta((1 + level) / 2, Count + 1, Of - Count)
        );

    /// <summary>Bayesian with Jeffreys' prior; closed at 0 and 1 when none or all count.</summary>
    public Interval Jeffreys(double level = 0.95) =>
        new(
            Count == 0 ? 0 : Quantiles.Beta((1 - level) / 2, Count + 0.5, Of - Count + 0.5),
            Count == Of ? 1 : Quantiles.Beta((1 + level) / 2, Count + 0.5, Of - Count + 0.5)
        );
}

/// <summary>Two shares against each other: group B's against group A's, on time.</summary>
/// <param name="Ratio">First over second; null when the second is 0.</param>
/// <param name="RatioInterval">Katz's on the logarithm; null when a count is 0.</param>
/// <param name="Difference">First minus second.</param>
/// <param name="DifferenceInterval">Newcombe (1998), method 10, from Wilson's intervals.</param>
/// <param name="FisherP">Two-sided exact test.</param>
/// <param name="ChiSquared">Pearson's, without correction; null when all or none count.</param>
/// <param name="CohenH">Difference of the arcsine-transformed shares.</param>
public sealed record ShareComparison(
    double? Ratio,
    Interval? RatioInterval,
    double Difference,
    Interval DifferenceInterval,
    double FisherP,
    double? ChiSquared,
    double CohenH
)
{
    /// <summary>The rule of thumb of the Uniform Guidelines (29 CFR 1607.4D); no finding without a p-value beside it.</summary>
    public bool IsBelowFourFifths => Ratio < 0.8;

    public static ShareComparison Of(Share first, Share second, double level = 0.95)
    {
        double p1 = first.Value,
            p2 = second.Value,
            z = Tail.TwoSidedQuantile(level);
        Interval? ratioInterval = null;
        if (first.Count > 0 && second.Count > 0)
        {
            var reach = z * Math.Sqrt(1.0 / first.Count - 1.0 / first.Of + 1.0 / second.Count - 1.0 / second.Of);
            ratioInterval = new Interval(p1 / p2 * Math.Exp(-reach), p1 / p2 * Math.Exp(reach));
        }
        Interval w1 = first.Wilson(level),
            w2 = second.Wilson(level);
        var pooled = (double)(first.Count + second.Count) / (first.Of + second.Of);
        return new ShareComparison(
            p2 > 0 ? p1 / p2 : null,
            ratioInterval,
            p1 - p2,
            new Interval(
                p1 - p2 - Math.Sqrt((p1 - w1.Lower) * (p1 - w1.Lower) + (w2.Upper - p2) * (w2.Upper - p2)),
                p1 - p2 + Math.Sqrt((w1.Upper - p1) * (w1.Upper - p1) + (p2 - w2.Lower) * (p2 - w2.Lower))
            ),
            Fisher(first, second),
            pooled is > 0 and < 1
                ? (p1 - p2) * (p1 - p2) / (pooled * (1 - pooled) * (1.0 / first.Of + 1.0 / second.Of))
                : null,
            2 * Math.Asin(Math.Sqrt(p1)) - 2 * Math.Asin(Math.Sqrt(p2))
        );
    }

    private static double Fisher(Share first, Share second)
    {
        var all = first.Count + second.Count;
        var seen = LogProbability(first.Count);
        double p = 0;
        for (var count = Math.Max(0, all - second.Of); count <= Math.Min(first.Of, all); count++)
        {
            var probability = LogProbability(count);
            if (probability <= seen + 1e-7)
                p += Math.Exp(probability);
        }
        return Math.Min(1, p);

        double LogProbability(int count) =>
            SpecialFunctions.BinomialLn(first.Of, count)
            + SpecialFunctions.BinomialLn(second.Of, all - count)
            - SpecialFunctions.BinomialLn(first.Of + second.Of, all);
    }
}

/// <summary>Two shares compared within strata, beside the crude comparison that may point the other way (Simpson's paradox).</summary>
/// <param name="CrudeOddsRatio">With all strata thrown together.</param>
/// <param name="OddsRatio">Mantel and Haenszel's, within strata.</param>
/// <param name="Interval">Robins, Breslow and Greenland (1986).</param>
/// <param name="Test">Cochran-Mantel-Haenszel without continuity correction; null without information.</param>
public sealed record StratifiedShares(double CrudeOddsRatio, double OddsRatio, Interval Interval, ChiSquaredTest? Test)
{
    public static StratifiedShares Of(IReadOnlyList<(Share First, Share Second)> strata, double level = 0.95)
    {
        double r = 0,
            s = 0,
            pr = 0,
            mixed = 0,
            qs = 0,
            difference = 0,
            variance = 0,
            a0 = 0,
            b0 = 0,
            c0 = 0,
            d0 = 0;
        foreach (var (first, second) in strata)
        {
            double a = first.Count,
                b = first.Of - first.Count,
                c = second.Count,
                d = second.Of - second.Count,
                n = first.Of + second.Of;
            (a0, b0, c0, d0) = (a0 + a, b0 + b, c0 + c, d0 + d);
            if (n < 2)
                continue;
            double ri = a * d / n,
                si = b * c / n,
                p = (a + d) / n,
                q = (b + c) / n;
            r += ri;
            s += si;
            pr += p * ri;
            mixed += p * si + q * ri;
            qs += q * si;
            difference += a - (a + b) * (a + c) / n;
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1));
        }
        var error = Math.Sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
        var reach = Tail.TwoSidedQuantile(level) * error;
        return new StratifiedShares(
            a0 * d0 / (b0 * c0),
            r / s,
            new Interval(r / s * Math.Exp(-reach), r / s * Math.Exp(reach)),
            variance > 0 ? ChiSquaredTest.Of(difference * difference / variance, 1) : null
        );
    }
}

/// <summary>How many of several requests are answered on time when each has its own chance: deadlines differ.</summary>
/// <param name="Mean">The number expected.</param>
/// <param name="Variance">Of the number.</param>
/// <param name="AtMost">The chance of at most the number asked for.</param>
/// <param name="AtLeast">The chance of at least that number.</param>
public sealed record PoissonBinomial(double Mean, double Variance, double AtMost, double AtLeast)
{
    public static PoissonBinomial Of(ReadOnlySpan<double> chances, int count)
    {
        var probability = new double[chances.Length + 1];
        probability[0] = 1;
        double mean = 0,
            variance = 0;
        for (var i = 0; i < chances.Length; i++)
        {
            mean += chances[i];
            variance += chances[i] * (1 - chances[i]);
            for (var k = i + 1; k > 0; k--)
                probability[k] = probability[k] * (1 - chances[i]) + probability[k - 1] * chances[i];
            probability[0] *= 1 - chances[i];
        }
        return new PoissonBinomial(mean, variance, probability.Take(count + 1).Sum(), probability.Skip(count).Sum());
    }
}

/// <summary>Quantiles found by halving, to the last bit.</summary>
internal static class Quantiles
{
    public static double Beta(double probability, double a, double b) =>
        Increasing(x => SpecialFunctions.BetaRegularized(a, b, x), probability, 0, 1);

    public static double Gamma(double probability, double shape, double rate)
    {
        var above = shape + 1;
        while (SpecialFunctions.GammaLowerRegularized(shape, above) < probability)
            above *= 2;
        return Increasing(x => SpecialFunctions.GammaLowerRegularized(shape, x), probability, 0, above) / rate;
    }

    /// <summary>Where an increasing function reaches a value.</summary>
    public static double Increasing(Func<double, double> function, double value, double low, double high)
    {
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                break;
            if (function(middle) < value)
                low = middle;
            else
                high = middle;
        }
        return (low + high) / 2;
    }
}
