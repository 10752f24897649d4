namespace MailCommitments.Responsiveness;

/// <summary>How much a difference at each time counts.</summary>
public abstract record LogRankWeight
{
    private LogRankWeight() { }

    /// <summary>S(t-)^rho (1 - S(t-))^gamma, with S the stratum's pooled Kaplan-Meier curve. Harrington and Fleming (1982).</summary>
    public sealed record FlemingHarrington(double Rho, double Gamma) : LogRankWeight;

    /// <summary>The number at risk. Gehan (1965).</summary>
    public sealed record Gehan : LogRankWeight;

    /// <summary>The square root of the number at risk. Tarone and Ware (1977).</summary>
    public sealed record TaroneWare : LogRankWeight;

    /// <summary>Every answer counts the same: the log-rank test.</summary>
    public static LogRankWeight Equal { get; } = new FlemingHarrington(0, 0);

    internal double At(double waitingBefore, double atRisk) =>
        this switch
        {
            FlemingHarrington(0, 0) => 1,
            FlemingHarrington(var rho, var gamma) => Math.Pow(waitingBefore, rho) * Math.Pow(1 - waitingBefore, gamma),
            Gehan => atRisk,
            TaroneWare => Math.Sqrt(atRisk),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}

/// <summary>Whether groups wait equally long, by the log-rank family of tests.</summary>
/// <param name="Observed">Weighted answers, per group, summed over strata.</param>
/// <param name="Expected">Weighted answers if all groups of a stratum waited alike.</param>
/// <param name="Variance">Of observed minus expected; hypergeometric.</param>
/// <param name="Test">Null when the data hold no information: one group, no answers, or everybody at one time.</param>
public sealed record LogRank(double[] Observed, double[] Expected, double[,] Variance, ChiSquaredTest? Test)
{
    /// <param name="times">One per request.</param>
    /// <param name="group">For each request, its group's number, from 0.</param>
    /// <param name="groups">How many groups there are; a group without requests drops out of the test.</param>
    /// <param name="stratum">For each request, what it must be compared within (its contact, for instance), from 0; null for one stratum.</param>
    /// <param name="weight">Chosen before looking; null for equal weights.</param>
    /// <remarks>Mantel (1966), Cancer Chemother Rep 50, 163–170; Peto and Peto (1972), JRSS A 135, 185–207.</remarks>
    public static LogRank Compare(
        ReadOnlySpan<ResponseTime> times,
        ReadOnlySpan<int> group,
        int groups,
        ReadOnlySpan<int> stratum = default,
        LogRankWeight? weight = null
    )
    {
        var order = TimeOrder.Of(times);
        var strata = 1;
        foreach (var s in stratum)
            strata = Math.Max(strata, s + 1);
        var (rows, starts) = stratum.IsEmpty
            ? (order.Rows, new[] { 0, times.Length })
            : TimeOrder.Split(order.Rows, stratum, strata);

        var sums = new Sums(groups, weight ?? LogRankWeight.Equal);
        for (var s = 0; s < strata; s++)
            sums.AddStratum(rows.AsSpan(starts[s]..starts[s + 1]), order.Rank, times, group);
        return new LogRank(sums.Observed, sums.Expected, sums.Variance, sums.Test());
    }

    private sealed class Sums(int groups, LogRankWeight weight)
    {
        private readonly int[] _atRisk = new int[groups];
        private readonly int[] _answers = new int[groups];
        private readonly int[] _leaving = new int[groups];

        public double[] Observed { get; } = new double[groups];
        public double[] Expected { get; } = new double[groups];
        public double[,] Variance { get; } = new double[groups, groups];

        public void AddStratum(
            ReadOnlySpan<int> rows,
            int[] rank,
            ReadOnlySpan<ResponseTime> times,
            ReadOnlySpan<int> group
        )
        {
            Array.Clear(_atRisk);
            foreach (var row in rows)
                _atRisk[group[row]]++;

            double waiting = 1;
            for (int at = 0, atRisk = rows.Length, end; at < rows.Length; atRisk -= end - at, at = end)
            {
                Array.Clear(_answers);
                Array.Clear(_leaving);
                var answers = 0;
                for (end = at; end < rows.Length && rank[rows[end]] == rank[rows[at]]; end++)
                {
                    var row = rows[end];
                    _leaving[group[row]]++;
                    if (times[row].Answered)
                    {
                        _answers[group[row]]++;
                        answers++;
                    }
                }
                if (answers > 0)
                {
                    AddTime(answers, atRisk, weight.At(waiting, atRisk));
                    waiting *= (atRisk - answers) / (double)atRisk;
                }
                for (var g = 0; g < groups; g++)
                    _atRisk[g] -= _leaving[g];
            }
        }

        private void AddTime(int answers, double atRisk, double weight)
        {
            double d = answers;
            var spread = atRisk > 1 ? weight * weight * d * (atRisk - d) / (atRisk * atRisk * (atRisk - 1)) : 0;
            for (var g = 0; g < groups; g++)
            {
                double n = _atRisk[g];
                Observed[g] += weight * _answers[g];
                Expected[g] += weight * d * n / atRisk;
                if (n == 0 || spread == 0)
                    continue;
                Variance[g, g] += spread * n * (atRisk - n);
                for (var h = 0; h < g; h++)
                {
                    Variance[g, h] -= spread * n * _atRisk[h];
                    Variance[h, g] = Variance[g, h];
                }
            }
        }

        public ChiSquaredTest? Test()
        {
            // One group's difference follows from the others, so the first group with anything expected is left out.
            var used = Enumerable.Range(0, groups).Where(g => Expected[g] > 0).Skip(1).ToArray();
            var difference = Array.ConvertAll(used, g => Observed[g] - Expected[g]);
            var variance = new double[used.Length, used.Length];
            for (var i = 0; i < used.Length; i++)
            {
                for (var j = 0; j < used.Length; j++)
                    variance[i, j] = Variance[used[i], used[j]];
            }
            var system = SymmetricSystem.Of(variance);
            return used.Length == 0 || system.Rank < used.Length
                ? null
                : ChiSquaredTest.Of(system.QuadraticForm(difference), used.Length);
        }
    }
}

/// <summary>A chi-square statistic with its degrees of freedom and tail probability.</summary>
public sealed record ChiSquaredTest(double ChiSquared, int DegreesOfFreedom, double P)
{
    internal static ChiSquaredTest Of(double chiSquared, int degreesOfFreedom) =>
        new(chiSquared, degreesOfFreedom, Tail.ChiSquared(chiSquared, degreesOfFreedom));
}
