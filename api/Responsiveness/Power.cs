using MathNet.Numerics.Distributions;

namespace MailCommitments.Responsiveness;

/// <summary>How many answers a comparison needs. Schoenfeld (1981), Biometrika 68, 316–319; every answer a vote, so a lower limit.</summary>
/// <param name="ShareSecond">Share of requests that come from the second group.</param>
/// <param name="Alpha">Two-sided.</param>
public sealed record Power(double ShareSecond, double Alpha = 0.05)
{
    private double Bound => Tail.TwoSidedQuantile(1 - Alpha);

    /// <summary>Answers needed to find a hazard ratio with a given chance.</summary>
    public double AnswersFor(double hazardRatio, double chance) =>
        Math.Pow((Bound + Normal.InvCDF(0, 1, chance)) / Math.Log(hazardRatio), 2) / (ShareSecond * (1 - ShareSecond));

    /// <summary>The gap, as a hazard ratio below 1, that so many answers find with a given chance.</summary>
    public double DetectableWith(double answers, double chance) =>
        Math.Exp(-(Bound + Normal.InvCDF(0, 1, chance)) / Math.Sqrt(answers * ShareSecond * (1 - ShareSecond)));

    /// <summary>The chance that so many answers find a hazard ratio.</summary>
    public double ChanceOf(double hazardRatio, double answers) =>
        Tail.Normal01(Bound - Math.Abs(Math.Log(hazardRatio)) * Math.Sqrt(answers * ShareSecond * (1 - ShareSecond)));
}
