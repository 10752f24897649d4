using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace MailCommitments.Responsiveness;

/// <summary>Tail probabilities that stay accurate far out, where one minus a distribution function would be zero.</summary>
internal static class Tail
{
    /// <summary>The standard normal quantile of a two-sided level: 1.96 for 0.95.</summary>
    public static double TwoSidedQuantile(double level) => Normal.InvCDF(0, 1, 1 - (1 - level) / 2);

    /// <summary>The probability of a standard normal above <paramref name="z"/>.</summary>
    public static double Normal01(double z) => SpecialFunctions.Erfc(z / Constants.Sqrt2) / 2;

    /// <summary>The probability of a standard normal at least as far from zero as <paramref name="z"/>.</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Constants.Sqrt2);

    /// <summary>The probability of a chi-square above <paramref name="chiSquared"/>, by the recurrence in the degrees of freedom.</summary>
    public static double ChiSquared(double chiSquared, int degreesOfFreedom)
    {
        var half = chiSquared / 2;
        if (half <= 0)
            return 1;
        var odd = degreesOfFreedom % 2 == 1;
        var upper = odd ? SpecialFunctions.Erfc(Math.Sqrt(half)) : Math.Exp(-half);
        var term = odd ? Math.Exp(-half) * Math.Sqrt(half / Math.PI) * 2 : Math.Exp(-half) * half;
        for (var a = odd ? 0.5 : 1.0; a < degreesOfFreedom / 2.0; a++)
        {
            upper += term;
            term *= half / (a + 1);
        }
        return Math.Min(upper, 1);
    }
}
