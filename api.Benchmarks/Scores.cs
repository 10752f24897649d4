namespace MailCommitments.Benchmarks;

/// <summary>The usual scores and how sure they are.</summary>
internal static class Scores
{
    public static double F1(IReadOnlyCollection<(bool Said, bool Is)> judged)
    {
        var right = judged.Count(j => j is (true, true));
        return right == 0 ? 0 : 2.0 * right / (judged.Count(j => j.Said) + judged.Count(j => j.Is));
    }

    /// <summary>Of the mean of folds, or of a share when each value is 0 or 1.</summary>
    public static double StandardError(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return double.NaN;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
    }

    /// <summary>Standard error of F1, by leaving out each record once.</summary>
    public static double StandardErrorOfF1(IReadOnlyList<(bool Said, bool Is)> judged)
    {
        var (both, said, are) = (
            judged.Count(j => j is (true, true)),
            judged.Count(j => j.Said),
            judged.Count(j => j.Is)
        );
        var without = judged
            .Select(j =>
                2.0 * (both - (j is (true, true) ? 1 : 0)) / Math.Max(1, said + are - (j.Said ? 1 : 0) - (j.Is ? 1 : 0))
            )
            .ToList();
        var mean = without.Average();
        return Math.Sqrt((judged.Count - 1.0) / judged.Count * without.Sum(f => (f - mean) * (f - mean)));
    }
}
