using MathNet.Numerics;

namespace MailCommitments.Responsiveness;

/// <summary>Estimates of many contacts drawn towards their mean, the less certain ones more: small numbers do not head a ranking.</summary>
/// <param name="BetweenVariance">How much contacts really differ.</param>
/// <param name="Mean">Of all contacts, weighted.</param>
/// <param name="MeanStandardError">Of that mean.</param>
/// <param name="Shrunk">Per contact.</param>
/// <param name="StandardDeviation">Per contact; takes mean and variance as known.</param>
public sealed record NormalShrinkage(
    double BetweenVariance,
    double Mean,
    double MeanStandardError,
    double[] Shrunk,
    double[] StandardDeviation
)
{
    /// <summary>Cochran's Q: spread beyond the standard errors, with one less than the number of contacts expected by chance.</summary>
    public static double Heterogeneity(ReadOnlySpan<double> estimate, ReadOnlySpan<double> standardError) =>
        QAt(estimate, standardError, 0);

    /// <summary>DerSimonian and Laird (1986), Control Clin Trials 7, 177–188.</summary>
    public static NormalShrinkage DerSimonianLaird(ReadOnlySpan<double> estimate, ReadOnlySpan<double> standardError)
    {
        double sum = 0,
            squares = 0;
        foreach (var error in standardError)
        {
            sum += 1 / (error * error);
            squares += 1 / (error * error * error * error);
        }
        var q = QAt(estimate, standardError, 0);
        return At(estimate, standardError, Math.Max(0, (q - (estimate.Length - 1)) / (sum - squares / sum)));
    }

    /// <summary>Paule and Mandel (1982): the variance at which the spread is as expected.</summary>
    public static NormalShrinkage PauleMandel(ReadOnlySpan<double> estimate, ReadOnlySpan<double> standardError)
    {
        double[] y = estimate.ToArray(),
            s = standardError.ToArray();
        double free = y.Length - 1,
            high = 1;
        if (QAt(y, s, 0) <= free)
            return At(y, s, 0);
        while (QAt(y, s, high) > free)
            high *= 2;
        return At(y, s, Quantiles.Increasing(variance => -QAt(y, s, variance), -free, 0, high));
    }

    private static NormalShrinkage At(ReadOnlySpan<double> estimate, ReadOnlySpan<double> standardError, double between)
    {
        var (mean, weight) = MeanAt(estimate, standardError, between);
        var shrunk = new double[estimate.Length];
        var deviation = new double[estimate.Length];
        for (var i = 0; i < shrunk.Length; i++)
        {
            var variance = standardError[i] * standardError[i];
            var towardsMean = variance / (variance + between);
            shrunk[i] = towardsMean * mean + (1 - towardsMean) * estimate[i];
            deviation[i] = Math.Sqrt((1 - towardsMean) * variance);
        }
        return new NormalShrinkage(between, mean, 1 / Math.Sqrt(weight), shrunk, deviation);
    }

    private static (double Mean, double Weight) MeanAt(
        ReadOnlySpan<double> estimate,
        ReadOnlySpan<double> standardError,
        double between
    )
    {
        double sum = 0,
            weight = 0;
        for (var i = 0; i < estimate.Length; i++)
        {
            var w = 1 / (standardError[i] * standardError[i] + between);
            sum += w * estimate[i];
            weight += w;
        }
        return (sum / weight, weight);
    }

    private static double QAt(ReadOnlySpan<double> estimate, ReadOnlySpan<double> standardError, double between)
    {
        var (mean, _) = MeanAt(estimate, standardError, between);
        double q = 0;
        for (var i = 0; i < estimate.Length; i++)
            q += (estimate[i] - mean) * (estimate[i] - mean) / (standardError[i] * standardError[i] + between);
        return q;
    }
}

/// <summary>One contact's ratio of answers seen to answers expected, as far as its numbers can be believed.</summary>
/// <param name="Ratio">As counted.</param>
/// <param name="Shrunk">Drawn towards 1.</param>
/// <param name="Interval">95 % credible.</param>
/// <param name="ChanceBelow">That the true ratio is below 0.8: what is shown instead of a rank.</param>
public sealed record ShrunkRatio(double Ratio, double Shrunk, Interval Interval, double ChanceBelow);

/// <summary>Ratios of answers seen to answers expected, shrunk by a gamma-Poisson model.</summary>
/// <param name="Shape">How alike contacts are: the larger, the more; null when they do not differ beyond chance, every ratio then being 1.</param>
/// <param name="LogLikelihood">Negative binomial, at the shape; Poisson when there is none.</param>
/// <param name="Contacts">In the order given.</param>
public sealed record GammaPoissonShrinkage(double? Shape, double LogLikelihood, IReadOnlyList<ShrunkRatio> Contacts)
{
    private const double Alike = 1e5;
    private const double MattersBelow = 0.8;

    /// <param name="observed">Answers seen.</param>
    /// <param name="expected">Answers expected, above 0.</param>
    /// <remarks>Shape by maximum likelihood. Clayton and Kaldor (1987), Biometrics 43, 671–681.</remarks>
    public static GammaPoissonShrinkage Of(IReadOnlyList<int> observed, IReadOnlyList<double> expected)
    {
        if (LogLikelihoodAt(Alike) >= LogLikelihoodAt(Alike / 1.01))
        {
            var same = observed.Zip(expected, (o, e) => new ShrunkRatio(o / e, 1, new Interval(1, 1), 0));
            var poisson = observed
                .Zip(expected, (o, e) => (o > 0 ? o * Math.Log(e) : 0) - e - SpecialFunctions.GammaLn(o + 1))
                .Sum();
            return new GammaPoissonShrinkage(null, poisson, [.. same]);
        }

        var shape = Math.Exp(Highest(log => LogLikelihoodAt(Math.Exp(log)), Math.Log(1e-6), Math.Log(Alike)));
        var contacts = observed.Zip(
            expected,
            (o, e) =>
                new ShrunkRatio(
                    o / e,
                    (shape + o) / (shape + e),
                    new Interval(
                        Quantiles.Gamma(0.025, shape + o, shape + e),
                        Quantiles.Gamma(0.975, shape + o, shape + e)
                    ),
                    SpecialFunctions.GammaLowerRegularized(shape + o, MattersBelow * (shape + e))
                )
        );
        return new GammaPoissonShrinkage(shape, LogLikelihoodAt(shape), [.. contacts]);

        double LogLikelihoodAt(double a)
        {
            double sum = 0;
            for (var i = 0; i < observed.Count; i++)
            {
                double o = observed[i],
                    e = expected[i];
                for (var k = 0; k < o; k++)
                    sum += Math.Log(a + k) - Math.Log(a + e); // exact also where the gamma function of a would lose digits
                sum += -SpecialFunctions.GammaLn(o + 1) - a * Math.Log(1 + e / a) + (o > 0 ? o * Math.Log(e) : 0);
            }
            return sum;
        }
    }

    /// <summary>Golden section, then a parabola through its last points.</summary>
    private static double Highest(Func<double, double> function, double low, double high)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-4)
        {
            double a = high - golden * (high - low),
                b = low + golden * (high - low);
            if (function(a) < function(b))
                low = a;
            else
                high = b;
        }
        double middle = (low + high) / 2,
            h = 1e-3;
        for (var i = 0; i < 5; i++)
        {
            double up = function(middle + h),
                down = function(middle - h);
            middle -= h * (up - down) / (2 * (up - 2 * function(middle) + down));
        }
        return middle;
    }
}
