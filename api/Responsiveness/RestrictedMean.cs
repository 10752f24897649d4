namespace MailCommitments.Responsiveness;

/// <summary>The mean wait when every wait is counted up to a horizon only: the area under the curve.</summary>
/// <param name="Horizon">In hours; "over two working weeks" is 80 working hours.</param>
/// <param name="Hours">The mean of min(wait, horizon).</param>
/// <param name="StandardError">By Greenwood's formula; 0 when everybody waits to the horizon.</param>
/// <remarks>Needs no proportional hazards. Royston and Parmar (2013), BMC Med Res Methodol 13, 152.</remarks>
public sealed record RestrictedMean(double Horizon, double Hours, double StandardError)
{
    /// <summary>The restricted mean of a curve; after its last time the curve stays flat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is negative or not a number.</exception>
    public static RestrictedMean Of(SurvivalCurve curve, double horizon)
    {
        if (!(horizon >= 0))
            throw new ArgumentOutOfRangeException(
                nameof(horizon),
                horizon,
                "A horizon is a number of hours, zero or more."
            );
        double area = 0,
            variance = 0,
            until = horizon;
        for (var i = curve.Steps.Count - 1; i >= 0; i--)
        {
            var step = curve.Steps[i];
            if (step.Hours >= horizon)
                continue;
            area += step.Waiting * (until - step.Hours);
            until = step.Hours;
            double n = step.AtRisk,
                d = step.Answered;
            if (d < n)
                variance += area * area * d / (n * (n - d));
        }
        return new RestrictedMean(horizon, area + until, Math.Sqrt(variance));
    }

    /// <summary>The restricted mean with a standard error that counts people, not mails.</summary>
    /// <param name="times">One per request.</param>
    /// <param name="person">For each request, its asker's number, from 0.</param>
    /// <param name="people">How many askers there are.</param>
    /// <param name="horizon">In hours.</param>
    public static RestrictedMean OverPeople(
        ReadOnlySpan<ResponseTime> times,
        ReadOnlySpan<int> person,
        int people,
        double horizon
    )
    {
        var order = TimeOrder.Of(times);
        var curve = KaplanMeier.Estimate(times);
        var steps = curve.Steps;
        var areaAfter = new double[steps.Count];
        double area = 0,
            until = horizon;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            if (steps[i].Hours < horizon)
            {
                area += steps[i].Waiting * (until - steps[i].Hours);
                until = steps[i].Hours;
            }
            areaAfter[i] = area;
        }
        var influence = new double[people];
        double expected = 0;
        for (int i = 0, at = 0; i < steps.Count; i++)
        {
            double n = steps[i].AtRisk,
                d = steps[i].Answered,
                perAnswer = d < n ? areaAfter[i] / (n - d) : 0;
            expected += perAnswer * d / n;
            for (; at < times.Length && order.Rank[order.Rows[at]] == i; at++)
            {
                var row = order.Rows[at];
                influence[person[row]] += expected - (times[row].Answered ? perAnswer : 0);
            }
        }
        return new RestrictedMean(horizon, Of(curve, horizon).Hours, Math.Sqrt(influence.Sum(value => value * value)));
    }

    /// <summary>How many hours longer <paramref name="second"/> waits than <paramref name="first"/> over the same horizon.</summary>
    public static RestrictedMeanDifference Difference(RestrictedMean first, RestrictedMean second, double level = 0.95)
    {
        if (first.Horizon != second.Horizon)
            throw new ArgumentException("Restricted means compare only over the same horizon.", nameof(second));
        var hours = second.Hours - first.Hours;
        var error = Math.Sqrt(first.StandardError * first.StandardError + second.StandardError * second.StandardError);
        var reach = Tail.TwoSidedQuantile(level) * error;
        return new RestrictedMeanDifference(
            first.Horizon,
            hours,
            error,
            new Interval(hours - reach, hours + reach),
            error > 0 ? Tail.TwoSided(hours / error) : null
        );
    }
}

/// <summary>Second minus first, in hours over the horizon.</summary>
/// <param name="Horizon">In hours.</param>
/// <param name="Hours">Positive when the second waits longer.</param>
/// <param name="StandardError">Of the difference, the two curves being independent.</param>
/// <param name="Interval">Normal, at the level asked for.</param>
/// <param name="P">Two-sided; null when the standard error is 0 and nothing can be said.</param>
public sealed record RestrictedMeanDifference(
    double Horizon,
    double Hours,
    double StandardError,
    Interval Interval,
    double? P
);
