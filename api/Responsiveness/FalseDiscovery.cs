namespace MailCommitments.Responsiveness;

/// <summary>What becomes of p-values when many questions are asked at once. Every method returns values in the order given.</summary>
public static class FalseDiscovery
{
    /// <summary>Each p-value times the number of questions.</summary>
    public static double[] Bonferroni(IReadOnlyList<double> p) => [.. p.Select(value => Math.Min(1, value * p.Count))];

    /// <summary>Keeps the chance of even one false statement below the bound: for statements that name a person. Holm (1979).</summary>
    public static double[] Holm(IReadOnlyList<double> p) => StepDown(p, place => p.Count - place);

    /// <summary>Hochberg (1988), Biometrika 75, 800–802; for independent questions.</summary>
    public static double[] Hochberg(IReadOnlyList<double> p) => StepUp(p, place => p.Count - place);

    /// <summary>Keeps the expected share of false findings below the bound. Benjamini and Hochberg (1995), JRSS B 57, 289–300.</summary>
    public static double[] BenjaminiHochberg(IReadOnlyList<double> p) =>
        StepUp(p, place => (double)p.Count / (place + 1));

    /// <summary>The same under any dependence, at a price. Benjamini and Yekutieli (2001), Ann Stat 29, 1165–1188.</summary>
    public static double[] BenjaminiYekutieli(IReadOnlyList<double> p)
    {
        var harmonic = Enumerable.Range(1, p.Count).Sum(i => 1.0 / i);
        return StepUp(p, place => harmonic * p.Count / (place + 1));
    }

    /// <summary>One p-value for "at least one of these is real". Simes (1986), Biometrika 73, 751–754.</summary>
    public static double Simes(IReadOnlyList<double> p) => BenjaminiHochberg(p).DefaultIfEmpty(1).Min();

    private static double[] StepDown(IReadOnlyList<double> p, Func<int, double> factor)
    {
        var adjusted = new double[p.Count];
        double largest = 0;
        foreach (var (index, place) in Order(p).Select((index, place) => (index, place)))
            adjusted[index] = largest = Math.Max(largest, Math.Min(1, factor(place) * p[index]));
        return adjusted;
    }

    private static double[] StepUp(IReadOnlyList<double> p, Func<int, double> factor)
    {
        var adjusted = new double[p.Count];
        double least = 1;
        foreach (var (index, place) in Order(p).Select((index, place) => (index, place)).Reverse())
            adjusted[index] = least = Math.Min(least, factor(place) * p[index]);
        return adjusted;
    }

    private static int[] Order(IReadOnlyList<double> p) => [.. Enumerable.Range(0, p.Count).OrderBy(i => p[i])];
}
