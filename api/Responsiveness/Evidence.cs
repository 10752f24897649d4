using MathNet.Numerics;

namespace MailCommitments.Responsiveness;

/// <summary>
/// Evidence that may be looked at as often as one likes, with no planned end: under equal treatment it exceeds 20 at any time with a
/// chance of at most 1 in 20.
/// </summary>
public static class Evidence
{
    /// <summary>The log-rank test as an e-process, one value per time with an answer.</summary>
    /// <param name="times">One per request.</param>
    /// <param name="inSecond">Whether the asker is in the second group.</param>
    /// <param name="hazardRatios">Alternatives: second group's rate over the first's.</param>
    /// <remarks>
    /// Each alternative's chance of the answers seen (Fisher's noncentral hypergeometric) over their chance when alike; the mixture gives
    /// all alternatives equal weight. Ter Schure, Pérez-Ortiz, Ly and Grünwald (2024), NEJSDS 2, 190–214.
    /// </remarks>
    public static LogRankEvidence OfWaits(
        ReadOnlySpan<ResponseTime> times,
        ReadOnlySpan<bool> inSecond,
        IReadOnlyList<double> hazardRatios
    )
    {
        var order = TimeOrder.Of(times);
        var hours = new List<double>();
        var paths = hazardRatios.Select(_ => new List<double>()).ToArray();
        var logs = new double[hazardRatios.Count];
        int n0 = 0,
            n1 = 0;
        foreach (var second in inSecond)
            _ = second ? n1++ : n0++;
        for (int at = 0, end; at < times.Length; at = end)
        {
            int answers = 0,
                inSecondAnswers = 0,
                leaving1 = 0;
            for (end = at; end < times.Length && order.Rank[order.Rows[end]] == order.Rank[order.Rows[at]]; end++)
            {
                var row = order.Rows[end];
                leaving1 += inSecond[row] ? 1 : 0;
                answers += times[row].Answered ? 1 : 0;
                inSecondAnswers += times[row].Answered && inSecond[row] ? 1 : 0;
            }
            if (answers > 0)
            {
                hours.Add(order.Distinct[order.Rank[order.Rows[at]]]);
                for (var k = 0; k < logs.Length; k++)
                {
                    logs[k] +=
                        LogChance(inSecondAnswers, answers, n0, n1, hazardRatios[k])
                        - LogChance(inSecondAnswers, answers, n0, n1, 1);
                    paths[k].Add(logs[k]);
                }
            }
            n1 -= leaving1;
            n0 -= end - at - leaving1;
        }
        var mixture = Enumerable.Range(0, hours.Count).Select(i => LogMean(paths.Select(path => path[i]))).ToArray();
        return new LogRankEvidence(
            [.. hours],
            Array.ConvertAll(paths, path => path.ToArray()),
            mixture,
            Math.Min(1, Math.Exp(-mixture.DefaultIfEmpty(0).Max()))
        );
    }

    /// <summary>Evidence from a score and its variance, mixing over normally distributed effects; the logarithm.</summary>
    /// <param name="score">Answers seen minus expected.</param>
    /// <param name="variance">Of the score when alike.</param>
    /// <param name="effectVariance">How far effects are expected to lie from none, squared, on the log scale.</param>
    /// <remarks>Robbins (1970), Ann Math Stat 41, 1397–1409.</remarks>
    public static double LogOfScore(double score, double variance, double effectVariance) =>
        effectVariance * score * score / (2 * (1 + effectVariance * variance))
        - Math.Log(1 + effectVariance * variance) / 2;

    private static double LogChance(int inSecond, int answers, int n0, int n1, double odds)
    {
        var least = Math.Max(0, answers - n0);
        var most = Math.Min(answers, n1);
        var terms = new double[most - least + 1];
        for (var k = least; k <= most; k++)
            terms[k - least] =
                SpecialFunctions.BinomialLn(n1, k) + SpecialFunctions.BinomialLn(n0, answers - k) + k * Math.Log(odds);
        return terms[inSecond - least] - (LogMean(terms) + Math.Log(terms.Length));
    }

    private static double LogMean(IEnumerable<double> logs)
    {
        var values = logs.ToArray();
        var largest = values.Max();
        return largest + Math.Log(values.Average(value => Math.Exp(value - largest)));
    }
}

/// <summary>Evidence after each time with an answer, as logarithms.</summary>
/// <param name="Hours">The times.</param>
/// <param name="Logs">Per alternative.</param>
/// <param name="Mixture">Of all alternatives.</param>
/// <param name="P">Valid whenever one stops: one over the largest evidence so far.</param>
public sealed record LogRankEvidence(double[] Hours, double[][] Logs, double[] Mixture, double P);
