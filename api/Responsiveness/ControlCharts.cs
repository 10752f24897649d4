using MathNet.Numerics;

namespace MailCommitments.Responsiveness;

/// <summary>A weekly chart of shares with three-sigma limits, and with Laney's when weeks vary more than chance alone would.</summary>
/// <param name="Mean">Over all weeks.</param>
/// <param name="Limits">Per week.</param>
/// <param name="Z">Each week's distance from the mean in its own standard errors.</param>
/// <param name="SigmaZ">Spread of those distances between neighbouring weeks; 1 when chance alone is at work.</param>
/// <param name="LaneyLimits">Limits widened by it. Laney (2002), Qual Eng 14, 531–537.</param>
public sealed record ShareChart(double Mean, Interval[] Limits, double[] Z, double SigmaZ, Interval[] LaneyLimits)
{
    private const double MeanMovingRange = 1.128;

    public static ShareChart Of(IReadOnlyList<Share> weeks)
    {
        var mean = (double)weeks.Sum(week => week.Count) / weeks.Sum(week => week.Of);
        var errors = weeks.Select(week => Math.Sqrt(mean * (1 - mean) / week.Of)).ToArray();
        var z = weeks.Zip(errors, (week, error) => (week.Value - mean) / error).ToArray();
        var sigma =
            z.Skip(1).Zip(z, (next, previous) => Math.Abs(next - previous)).DefaultIfEmpty(0).Average()
            / MeanMovingRange;
        return new ShareChart(
            mean,
            Array.ConvertAll(errors, error => new Interval(mean - 3 * error, mean + 3 * error)),
            z,
            sigma,
            Array.ConvertAll(errors, error => new Interval(mean - 3 * error * sigma, mean + 3 * error * sigma))
        );
    }

    /// <summary>Weeks, from 0, whose share lies outside limits.</summary>
    public static int[] Outside(IReadOnlyList<Share> weeks, Interval[] limits) =>
        [
            .. Enumerable
                .Range(0, limits.Length)
                .Where(i => weeks[i].Value < limits[i].Lower || weeks[i].Value > limits[i].Upper),
        ];
}

/// <summary>Limits between which a contact's share lies by chance, by how many requests stand behind it: a funnel, not a league table.</summary>
public static class Funnel
{
    /// <param name="target">The share everybody is compared with.</param>
    /// <param name="requests">Behind the share judged.</param>
    /// <param name="level">Two-sided: 0.95 and 0.998 are drawn.</param>
    /// <remarks>Exact binomial limits, interpolated. Spiegelhalter (2005), Stat Med 24, 1185–1202.</remarks>
    public static Interval Limits(double target, int requests, double level) =>
        new(Limit(target, requests, (1 - level) / 2), Limit(target, requests, 1 - (1 - level) / 2));

    private static double Limit(double target, int requests, double probability)
    {
        double atMost = 0;
        for (var count = 0; count <= requests; count++)
        {
            var exactly = Math.Exp(
                SpecialFunctions.BinomialLn(requests, count)
                    + Power(count, target)
                    + Power(requests - count, 1 - target)
            );
            if (atMost + exactly > probability)
                return (count - (atMost + exactly - probability) / exactly) / requests;
            atMost += exactly;
        }
        return 1;
    }

    private static double Power(int count, double chance) => count == 0 ? 0 : count * Math.Log(chance);
}

/// <summary>An evidence meter that adds up what each request says for "worse" and never sinks below zero.</summary>
/// <param name="Path">After each observation.</param>
/// <param name="FirstAlarm">The first place, from 0, at or above the threshold; null when never.</param>
public sealed record Cusum(double[] Path, int? FirstAlarm)
{
    /// <summary>For yes/no outcomes with chances of their own.</summary>
    /// <param name="failed">Whether each request went wrong (was late).</param>
    /// <param name="chance">How likely that was.</param>
    /// <param name="oddsRatio">What is looked for: above 1, more going wrong.</param>
    /// <param name="threshold">Of the alarm.</param>
    /// <remarks>Steiner, Cook, Farewell and Treasure (2000), Biostatistics 1, 441–452.</remarks>
    public static Cusum OfFailures(
        ReadOnlySpan<bool> failed,
        ReadOnlySpan<double> chance,
        double oddsRatio,
        double threshold
    )
    {
        var path = new double[failed.Length];
        double evidence = 0;
        for (var i = 0; i < path.Length; i++)
        {
            evidence += (failed[i] ? Math.Log(oddsRatio) : 0) - Math.Log(1 - chance[i] + oddsRatio * chance[i]);
            path[i] = evidence = Math.Max(0, evidence);
        }
        return new Cusum(path, Alarm(path, threshold));
    }

    /// <summary>For waiting times, on running totals of answers seen and expected.</summary>
    /// <param name="observed">Answers up to each look.</param>
    /// <param name="expected">Answers expected up to each look, from the hazard of a frozen reference over the time at risk.</param>
    /// <param name="hazardRatio">What is looked for: below 1, slower answers.</param>
    /// <param name="threshold">Of the alarm.</param>
    /// <remarks>Biswas and Kalbfleisch (2008), Stat Med 27, 3382–3406; Sego et al. (2009), Stat Med 28, 1386–1401.</remarks>
    public static Cusum OfAnswers(
        ReadOnlySpan<double> observed,
        ReadOnlySpan<double> expected,
        double hazardRatio,
        double threshold
    )
    {
        var path = LogLikelihoodRatios(observed, expected, hazardRatio);
        double lowest = 0;
        for (var i = 0; i < path.Length; i++)
        {
            lowest = Math.Min(lowest, path[i]);
            path[i] -= lowest;
        }
        return new Cusum(path, Alarm(path, threshold));
    }

    /// <summary>How much likelier the answers up to each look are under the hazard ratio than under the reference, as a logarithm.</summary>
    public static double[] LogLikelihoodRatios(
        ReadOnlySpan<double> observed,
        ReadOnlySpan<double> expected,
        double hazardRatio
    )
    {
        var ratios = new double[observed.Length];
        for (var i = 0; i < ratios.Length; i++)
            ratios[i] = Math.Log(hazardRatio) * observed[i] - (hazardRatio - 1) * expected[i];
        return ratios;
    }

    private static int? Alarm(double[] path, double threshold) =>
        Array.FindIndex(path, value => value >= threshold) is >= 0 and var i ? i : null;
}
