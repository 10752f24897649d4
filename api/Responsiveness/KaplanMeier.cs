using System.Runtime.InteropServices;

namespace MailCommitments.Responsiveness;

/// <summary>Estimates how long requests stay unanswered, by the product-limit method.</summary>
public static class KaplanMeier
{
    /// <summary>The curve of requests still waiting.</summary>
    /// <param name="times">One per request, on one clock, any order; right-censored ones are kept, never dropped.</param>
    /// <returns>One step per distinct time, of an answer or of a censoring, in increasing hours; no steps without times.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative, infinite or not a number.</exception>
    /// <remarks>
    /// At a tie, answers count before censorings. Kaplan and Meier (1958), JASA 53, 457–481; variance after Greenwood (1926);
    /// cumulative hazard after Nelson (1972) and Aalen (1978).
    /// </remarks>
    public static SurvivalCurve Estimate(params ReadOnlySpan<ResponseTime> times)
    {
        var order = TimeOrder.Of(times);
        var answered = new int[order.Distinct.Length];
        var censored = new int[order.Distinct.Length];
        for (var row = 0; row < times.Length; row++)
            (times[row].Answered ? answered : censored)[order.Rank[row]]++;
        return Curve(order.Distinct, answered, censored);
    }

    /// <summary>The curves of several groups, over times made equal across all of them.</summary>
    /// <param name="times">One per request.</param>
    /// <param name="group">For each request, its group's number, from 0.</param>
    /// <param name="groups">How many groups there are.</param>
    public static SurvivalCurve[] EstimateByGroup(ReadOnlySpan<ResponseTime> times, ReadOnlySpan<int> group, int groups)
    {
        var order = TimeOrder.Of(times);
        var (rows, starts) = TimeOrder.Split(order.Rows, group, groups);
        var curves = new SurvivalCurve[groups];
        for (var g = 0; g < groups; g++)
        {
            var hours = new List<double>();
            var answered = new List<int>();
            var censored = new List<int>();
            var last = -1;
            foreach (var row in rows.AsSpan(starts[g]..starts[g + 1]))
            {
                if (order.Rank[row] != last)
                {
                    last = order.Rank[row];
                    hours.Add(order.Distinct[last]);
                    answered.Add(0);
                    censored.Add(0);
                }
                (times[row].Answered ? answered : censored)[^1]++;
            }
            curves[g] = Curve([.. hours], [.. answered], [.. censored]);
        }
        return curves;
    }

    /// <summary>The curve with standard errors that count people, not mails: one asker with 400 requests is one voice.</summary>
    /// <param name="times">One per request.</param>
    /// <param name="person">For each request, its asker's number, from 0.</param>
    /// <param name="people">How many askers there are.</param>
    /// <returns>The same shares as <see cref="Estimate"/>; the standard error is the infinitesimal jackknife over people.</returns>
    /// <remarks>Ying and Wei (1994), J Multivar Anal 50, 17–29.</remarks>
    public static SurvivalCurve EstimateOverPeople(
        ReadOnlySpan<ResponseTime> times,
        ReadOnlySpan<int> person,
        int people
    )
    {
        var order = TimeOrder.Of(times);
        var steps = Estimate(times).Steps.ToArray();
        var atRisk = new int[people];
        foreach (var p in person)
            atRisk[p]++;
        var influence = new double[people];
        for (int i = 0, at = 0; i < steps.Length; i++)
        {
            double n = steps[i].AtRisk,
                d = steps[i].Answered,
                left = n - d;
            if (d > 0 && left > 0)
            {
                for (var p = 0; p < people; p++)
                    influence[p] -= atRisk[p] * d / n / left;
            }
            for (; at < times.Length && order.Rank[order.Rows[at]] == i; at++)
            {
                var row = order.Rows[at];
                atRisk[person[row]]--;
                if (times[row].Answered && left > 0)
                    influence[person[row]] += 1 / left;
            }
            if (steps[i].StandardError is null)
                continue;
            double squares = 0;
            foreach (var value in influence)
                squares += value * value;
            steps[i] = steps[i] with { StandardError = steps[i].Waiting * Math.Sqrt(squares) };
        }
        return new SurvivalCurve(steps);
    }

    private static SurvivalCurve Curve(double[] hours, int[] answered, int[] censored)
    {
        var steps = new SurvivalStep[hours.Length];
        var atRisk = answered.Sum() + censored.Sum();
        double waiting = 1,
            greenwood = 0,
            hazard = 0,
            hazardVariance = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            double n = atRisk,
                d = answered[i];
            waiting *= (n - d) / n;
            greenwood += d / (n * (n - d)); // 0 / 0 never happens: n > 0; d = n gives infinity, as it should
            hazard += d / n;
            hazardVariance += d / (n * n);
            steps[i] = new SurvivalStep(
                hours[i],
                atRisk,
                answered[i],
                censored[i],
                waiting,
                waiting > 0 ? waiting * Math.Sqrt(greenwood) : null,
                hazard,
                Math.Sqrt(hazardVariance)
            );
            atRisk -= answered[i] + censored[i];
        }
        return new SurvivalCurve(steps);
    }
}

/// <summary>The curve at one distinct time.</summary>
/// <param name="Hours">The time.</param>
/// <param name="AtRisk">Requests still unanswered and observed just before.</param>
/// <param name="Answered">Answers at this time.</param>
/// <param name="Censored">Requests whose observation ended at this time; they were at risk at it.</param>
/// <param name="Waiting">Estimated share still unanswered just after; one minus it is "answered by now".</param>
/// <param name="StandardError">Greenwood's, of <paramref name="Waiting"/>; null once nobody is left waiting.</param>
/// <param name="CumulativeHazard">Nelson-Aalen.</param>
/// <param name="CumulativeHazardStandardError">Square root of the summed d/n².</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SurvivalStep(
    double Hours,
    int AtRisk,
    int Answered,
    int Censored,
    double Waiting,
    double? StandardError,
    double CumulativeHazard,
    double CumulativeHazardStandardError
);

/// <summary>The scale on which a pointwise band is symmetric. Log-log keeps within 0 and 1 by itself and is the default.</summary>
public enum BandScale
{
    LogLog,
    Log,
    Plain,
}

/// <summary>A time by which a given share is answered, or the fact that observation ended before it.</summary>
public abstract record QuantileTime
{
    private QuantileTime() { }

    public sealed record Reached(double Hours) : QuantileTime;

    /// <summary>So many are still unanswered that the time is beyond what was observed: "more than … hours".</summary>
    public sealed record NotReached(double ObservedHours) : QuantileTime;

    /// <summary>The hours, or null when not reached.</summary>
    public double? HoursIfReached => this is Reached(var hours) ? hours : null;
}

/// <summary>A quantile of the waiting time with the limits found by inverting the curve's band.</summary>
public sealed record QuantileEstimate(double Share, QuantileTime Time, QuantileTime Lower, QuantileTime Upper);

/// <summary>A Kaplan-Meier curve.</summary>
public sealed class SurvivalCurve
{
    /// <summary>A share that differs from a quantile's level by less than this lies on it.</summary>
    private const double PlateauTolerance = 1e-8;

    private readonly SurvivalStep[] _steps;

    internal SurvivalCurve(SurvivalStep[] steps) => _steps = steps;

    public IReadOnlyList<SurvivalStep> Steps => _steps;

    public int Requests => _steps.Length == 0 ? 0 : _steps[0].AtRisk;

    public int Answers => _steps.Sum(step => step.Answered);

    /// <summary>The last observed time; 0 when nothing was observed.</summary>
    public double LastHours => _steps.Length == 0 ? 0 : _steps[^1].Hours;

    /// <summary>The share still waiting after <paramref name="hours"/>; flat beyond the last time.</summary>
    public double WaitingAt(double hours) => StepAt(hours) is { } step ? step.Waiting : 1;

    /// <summary>How many requests were still observed and unanswered just before <paramref name="hours"/>.</summary>
    public int AtRiskAt(double hours)
    {
        foreach (var step in _steps)
        {
            if (step.Hours >= hours)
                return step.AtRisk;
        }
        return 0;
    }

    /// <summary>The step whose value holds at <paramref name="hours"/>, or null before the first.</summary>
    public SurvivalStep? StepAt(double hours)
    {
        int low = 0,
            high = _steps.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].Hours <= hours)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : _steps[low - 1];
    }

    /// <summary>A pointwise interval of the share still waiting, one per step.</summary>
    /// <returns>
    /// Null where the scale gives none: at a share of 0 always, at a share of 1 on the log-log scale. Cut to 0 … 1.
    /// </returns>
    public Interval?[] Band(BandScale scale = BandScale.LogLog, double level = 0.95)
    {
        var z = Tail.TwoSidedQuantile(level);
        return Array.ConvertAll(_steps, step => Limits(step, scale, z));
    }

    /// <summary>The time by which <paramref name="share"/> of the requests are answered, with an interval.</summary>
    /// <param name="share">Strictly between 0 and 1; 0.5 is the median.</param>
    /// <param name="scale">The band to invert.</param>
    /// <param name="level">Confidence, two-sided.</param>
    /// <returns>
    /// The smallest time with at most 1 - share waiting; where exactly 1 - share wait, the middle of that flat stretch.
    /// Brookmeyer and Crowley (1982), Biometrics 38, 29–41.
    /// </returns>
    public QuantileEstimate Quantile(double share, BandScale scale = BandScale.LogLog, double level = 0.95)
    {
        if (share is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(share),
                share,
                "A quantile's share lies strictly between 0 and 1."
            );
        var band = Band(scale, level);
        return new QuantileEstimate(
            share,
            FirstAtMost(1 - share, i => _steps[i].Waiting),
            FirstAtMost(1 - share, i => band[i]?.Lower),
            FirstAtMost(1 - share, i => band[i]?.Upper)
        );
    }

    private static Interval? Limits(SurvivalStep step, BandScale scale, double z)
    {
        if (step.StandardError is not { } error)
            return null;
        var share = step.Waiting;
        var relative = error / share;
        return scale switch
        {
            BandScale.Plain => new Interval(Math.Max(0, share - z * error), Math.Min(1, share + z * error)),
            BandScale.Log => new Interval(share * Math.Exp(-z * relative), Math.Min(1, share * Math.Exp(z * relative))),
            BandScale.LogLog when share < 1 => new Interval(
                Math.Exp(Math.Log(share) * Math.Exp(-z * relative / Math.Log(share))),
                Math.Exp(Math.Log(share) * Math.Exp(z * relative / Math.Log(share)))
            ),
            _ => null,
        };
    }

    private QuantileTime FirstAtMost(double target, Func<int, double?> valueAt)
    {
        for (var i = 0; i < _steps.Length; i++)
        {
            if (valueAt(i) is not { } value || value > target + PlateauTolerance)
                continue;
            if (value < target - PlateauTolerance)
                return new QuantileTime.Reached(_steps[i].Hours);
            var end = i;
            while (end + 1 < _steps.Length && valueAt(end) is { } next && Math.Abs(next - target) <= PlateauTolerance)
                end++;
            return new QuantileTime.Reached((_steps[i].Hours + _steps[end].Hours) / 2);
        }
        return new QuantileTime.NotReached(LastHours);
    }
}
