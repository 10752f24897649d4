namespace MailCommitments.Responsiveness;

/// <summary>How the one budget of false alarms is spent over repeated looks. Lan and DeMets (1983), Biometrika 70, 659–663.</summary>
public enum Spending
{
    /// <summary>About evenly; finds a gap early. For the weekly alarms.</summary>
    Pocock,

    /// <summary>Little at first; nearly the full level at the end. For the official report.</summary>
    OBrienFleming,
}

/// <summary>One of several looks at data that grow.</summary>
/// <param name="Information">Share of the planned information at this look.</param>
/// <param name="Z">The one-sided bound of the standardised statistic.</param>
/// <param name="Spent">One-sided error spent up to this look.</param>
/// <param name="OneSidedP">The bound as a one-sided p-value.</param>
public sealed record SpendingLook(double Information, double Z, double Spent, double OneSidedP)
{
    /// <summary>A two-sided p-value below this is an alarm at this look.</summary>
    public double TwoSidedP => 2 * OneSidedP;
}

public static class AlphaSpending
{
    private const int Nodes = 96;
    private const double Far = 8.5;

    /// <summary>The bounds of every look.</summary>
    /// <param name="information">Increasing, at most 1.</param>
    /// <param name="twoSidedAlpha">The budget for all looks together.</param>
    /// <param name="spending">How it is spent.</param>
    /// <remarks>
    /// Crossing probabilities by the recursion of Armitage, McPherson and Rowe (1969), JRSS A 132, 235–244, for a Brownian motion
    /// looked at from one side; the integrals by Gauss-Legendre quadrature.
    /// </remarks>
    public static SpendingLook[] Bounds(ReadOnlySpan<double> information, double twoSidedAlpha, Spending spending)
    {
        var alpha = twoSidedAlpha / 2;
        var looks = new SpendingLook[information.Length];
        var (roots, weights) = GaussLegendre.Rule(Nodes);
        double[] at = [0],
            density = [1];
        double time = 0,
            spent = 0;
        for (var look = 0; look < looks.Length; look++)
        {
            var step = Math.Sqrt(information[look] - time);
            var target = Spent(information[look], alpha, spending);
            var toSpend = target - spent;
            var (from, mass) = (at, density);
            var scale = Math.Sqrt(information[look]);
            var z = Quantiles.Increasing(
                bound =>
                {
                    double crossing = 0;
                    for (var i = 0; i < from.Length; i++)
                        crossing += mass[i] * Tail.Normal01((bound * scale - from[i]) / step);
                    return -crossing;
                },
                -toSpend,
                -Far,
                40
            );
            looks[look] = new SpendingLook(information[look], z, target, Tail.Normal01(z));

            double low = -Far * scale,
                high = Math.Min(z, Far) * scale;
            at = new double[Nodes];
            density = new double[Nodes];
            for (var i = 0; i < Nodes; i++)
            {
                at[i] = (low + high) / 2 + roots[i] * (high - low) / 2;
                for (var j = 0; j < from.Length; j++)
                {
                    var distance = (at[i] - from[j]) / step;
                    density[i] += mass[j] * Math.Exp(-distance * distance / 2);
                }
                density[i] *= weights[i] * (high - low) / 2 / (step * Math.Sqrt(2 * Math.PI));
            }
            (time, spent) = (information[look], target);
        }
        return looks;
    }

    private static double Spent(double information, double alpha, Spending spending) =>
        spending switch
        {
            Spending.Pocock => alpha * Math.Log(1 + (Math.E - 1) * information),
            Spending.OBrienFleming => 2 * Tail.Normal01(Tail.TwoSidedQuantile(1 - alpha) / Math.Sqrt(information)),
            _ => throw new ArgumentOutOfRangeException(nameof(spending), spending, "Unknown spending function."),
        };
}

/// <summary>Roots and weights of Gauss-Legendre quadrature on -1 … 1, by Newton's method from Chebyshev's guess.</summary>
internal static class GaussLegendre
{
    public static (double[] Roots, double[] Weights) Rule(int count)
    {
        var roots = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope = 0;
            for (var iteration = 0; iteration < 20; iteration++)
            {
                double previous = 0,
                    value = 1;
                for (var k = 1; k <= count; k++)
                    (previous, value) = (value, ((2 * k - 1) * x * value - (k - 1) * previous) / k);
                slope = count * (x * value - previous) / (x * x - 1);
                x -= value / slope;
            }
            roots[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
        return (roots, weights);
    }
}
