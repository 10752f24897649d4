namespace MailCommitments.Responsiveness;

/// <summary>Where a series changed its level, all changes at once.</summary>
/// <param name="LastIndex">Place, from 1, of the last value of every stretch but the final one.</param>
/// <param name="Cost">Of the best division, penalties included.</param>
public sealed record ChangePoints(int[] LastIndex, double Cost)
{
    /// <summary>Values about a mean, with known variance.</summary>
    public static ChangePoints InMean(ReadOnlySpan<double> values, double variance, double penalty, int shortest)
    {
        var sums = Running(values, value => value);
        var squares = Running(values, value => value * value);
        return Best(
            values.Length,
            penalty,
            shortest,
            (from, to) => (squares[to] - squares[from] - Math.Pow(sums[to] - sums[from], 2) / (to - from)) / variance
        );
    }

    /// <summary>Counts with a rate; minus twice the log likelihood, without what no division changes.</summary>
    public static ChangePoints InRate(ReadOnlySpan<double> counts, double penalty, int shortest)
    {
        var sums = Running(counts, value => value);
        return Best(counts.Length, penalty, shortest, (from, to) => RateCost(sums[to] - sums[from], to - from));
    }

    /// <summary>Answers seen against answers expected; the level is their ratio.</summary>
    public static ChangePoints InRatio(
        ReadOnlySpan<double> observed,
        ReadOnlySpan<double> expected,
        double penalty,
        int shortest
    )
    {
        var sums = Running(observed, value => value);
        var exposure = Running(expected, value => value);
        return Best(
            observed.Length,
            penalty,
            shortest,
            (from, to) => RateCost(sums[to] - sums[from], exposure[to] - exposure[from])
        );
    }

    /// <summary>Shares, of differing numbers.</summary>
    public static ChangePoints InShare(IReadOnlyList<Share> shares, double penalty, int shortest)
    {
        var counts = Running(shares.Select(share => (double)share.Count).ToArray(), value => value);
        var totals = Running(shares.Select(share => (double)share.Of).ToArray(), value => value);
        return Best(
            shares.Count,
            penalty,
            shortest,
            (from, to) =>
            {
                double k = counts[to] - counts[from],
                    n = totals[to] - totals[from];
                return -2 * (TimesLog(k, k / n) + TimesLog(n - k, (n - k) / n));
            }
        );
    }

    /// <summary>
    /// Optimal partitioning: the cheapest division of every beginning is built from shorter ones. Jackson et al. (2005); PELT (Killick,
    /// Fearnhead and Eckley 2012, JASA 107, 1590–1598) prunes the same search, which half a year of weeks does not need.
    /// </summary>
    private static ChangePoints Best(int length, double penalty, int shortest, Func<int, int, double> cost)
    {
        var best = new double[length + 1];
        var before = new int[length + 1];
        best[0] = -penalty;
        for (var to = 1; to <= length; to++)
        {
            best[to] = double.PositiveInfinity;
            for (var from = 0; from <= to - shortest; from++)
            {
                var total = best[from] + cost(from, to) + penalty;
                if (total < best[to])
                    (best[to], before[to]) = (total, from);
            }
        }
        var last = new Stack<int>();
        for (var at = before[length]; at > 0; at = before[at])
            last.Push(at);
        return new ChangePoints([.. last], best[length]);
    }

    private static double RateCost(double sum, double exposure) => 2 * (sum - TimesLog(sum, sum / exposure));

    private static double TimesLog(double factor, double argument) => factor == 0 ? 0 : factor * Math.Log(argument);

    private static double[] Running(ReadOnlySpan<double> values, Func<double, double> map)
    {
        var running = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
            running[i + 1] = running[i] + map(values[i]);
        return running;
    }
}
