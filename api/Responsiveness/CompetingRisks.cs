using System.Runtime.InteropServices;

namespace MailCommitments.Responsiveness;

/// <summary>How a request ended, when there is more than one way.</summary>
/// <param name="Hours">Time to the end, or the time observed so far.</param>
/// <param name="Cause">0 still waiting (right-censored); 1, 2, … the ways to end: answered, cancelled, answered by somebody else.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RequestEnd(double Hours, int Cause);

/// <summary>The share that has ended in one way.</summary>
/// <param name="Hours">Time.</param>
/// <param name="Share">Of all requests, ended by then in this way.</param>
/// <param name="StandardError">Infinitesimal jackknife.</param>
/// <param name="AalenVariance">The older counting-process formula, with its correction for ties.</param>
public sealed record IncidenceStep(double Hours, double Share, double StandardError, double AalenVariance);

/// <summary>Answered, cancelled or still waiting: shares that sum to 1 at every time.</summary>
/// <remarks>Taking cancelled requests for censored ones would overstate how many get an answer.</remarks>
public static class CompetingRisks
{
    /// <summary>The share of requests that have ended in one way by each of some times.</summary>
    /// <param name="ends">One per request.</param>
    /// <param name="cause">From 1.</param>
    /// <param name="hours">When to look, increasing.</param>
    /// <remarks>Aalen and Johansen (1978), Scand J Stat 5, 141–150.</remarks>
    public static IncidenceStep[] Incidence(ReadOnlySpan<RequestEnd> ends, int cause, ReadOnlySpan<double> hours)
    {
        var counts = Counts.Of(ends, cause);
        var curve = IncidenceCurve.Of(counts);
        var steps = new IncidenceStep[hours.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var last = counts.LastAtMost(hours[i]);
            steps[i] = new IncidenceStep(
                hours[i],
                last < 0 ? 0 : curve.Share[last],
                last < 0 ? 0 : curve.JackknifeError(counts, last),
                last < 0 ? 0 : curve.AalenVariance[last]
            );
        }
        return steps;
    }

    /// <summary>Whether the share ending in one way is the same in all groups.</summary>
    /// <param name="ends">One per request.</param>
    /// <param name="group">For each request, its group's number, from 0.</param>
    /// <param name="groups">How many groups there are.</param>
    /// <param name="cause">From 1.</param>
    /// <returns>Null without information.</returns>
    /// <remarks>Gray (1988), Ann Stat 16, 1141–1154, with rho 0.</remarks>
    public static ChiSquaredTest? Gray(ReadOnlySpan<RequestEnd> ends, ReadOnlySpan<int> group, int groups, int cause)
    {
        var order = OrderOf(ends);
        var test = new GrayTest(groups, group);
        for (int at = 0, end; at < ends.Length; at = end)
        {
            var ofCause = new double[groups];
            var ofOthers = new double[groups];
            var leaving = new double[groups];
            for (end = at; end < ends.Length && order.Rank[order.Rows[end]] == order.Rank[order.Rows[at]]; end++)
            {
                var row = order.Rows[end];
                leaving[group[row]]++;
                if (ends[row].Cause == cause)
                    ofCause[group[row]]++;
                else if (ends[row].Cause > 0)
                    ofOthers[group[row]]++;
            }
            test.Add(ofCause, ofOthers, leaving);
        }
        return test.Result();
    }

    private static TimeOrder OrderOf(ReadOnlySpan<RequestEnd> ends)
    {
        var hours = new double[ends.Length];
        for (var row = 0; row < hours.Length; row++)
            hours[row] = ends[row].Hours;
        return TimeOrder.Of(hours);
    }

    private sealed record Counts(
        double[] Hours,
        double[] AtRisk,
        double[] OfCause,
        double[] OfOthers,
        double[] Censored
    )
    {
        public static Counts Of(ReadOnlySpan<RequestEnd> ends, int cause)
        {
            var order = OrderOf(ends);
            var times = order.Distinct.Length;
            var counts = new Counts(
                order.Distinct,
                new double[times],
                new double[times],
                new double[times],
                new double[times]
            );
            for (var row = 0; row < ends.Length; row++)
            {
                var kind = ends[row].Cause;
                (
                    kind == cause ? counts.OfCause
                    : kind > 0 ? counts.OfOthers
                    : counts.Censored
                )[order.Rank[row]]++;
            }
            double atRisk = ends.Length;
            for (var i = 0; i < times; i++)
            {
                counts.AtRisk[i] = atRisk;
                atRisk -= counts.OfCause[i] + counts.OfOthers[i] + counts.Censored[i];
            }
            return counts;
        }

        public int LastAtMost(double hours)
        {
            var found = Array.BinarySearch(Hours, hours * (1 + TimeOrder.RelativeTolerance));
            return found >= 0 ? found : ~found - 1;
        }
    }

    private sealed record IncidenceCurve(double[] Waiting, double[] Share, double[] AalenVariance)
    {
        public static IncidenceCurve Of(Counts counts)
        {
            var times = counts.Hours.Length;
            var curve = new IncidenceCurve(new double[times], new double[times], new double[times]);
            double waiting = 1,
                share = 0,
                variance = 0;
            double v1 = 0,
                v2 = 0,
                v3 = 0;
            for (var i = 0; i < times; i++)
            {
                double n = counts.AtRisk[i],
                    d1 = counts.OfCause[i],
                    d2 = counts.OfOthers[i];
                var after = waiting * (n - d1 - d2) / n;
                share += waiting * d1 / n;
                if (d2 > 0 && after > 0)
                    Collect(d2, n, share / after, 1 / after);
                if (d1 > 0)
                {
                    var reciprocal = after > 0 ? 1 / after : 0;
                    Collect(d1, n, 1 + reciprocal * share, reciprocal);
                    variance = v1 + share * share * v3 - 2 * share * v2;
                }
                waiting = after;
                (curve.Waiting[i], curve.Share[i], curve.AalenVariance[i]) = (waiting, share, variance);
            }
            return curve;

            void Collect(double d, double n, double a, double b)
            {
                var ties = d > 1 ? 1 - (d - 1) / (n - 1) : 1;
                var weight = waiting * waiting * ties * d / (n * n);
                v1 += a * a * weight;
                v2 += a * b * weight;
                v3 += b * b * weight;
            }
        }

        /// <summary>
        /// Every request's influence on the share by the time numbered <paramref name="last"/>. A request that has left changes it from
        /// then on only through the share still waiting, so requests that left together and alike are taken at once.
        /// </summary>
        public double JackknifeError(Counts counts, int last)
        {
            double waitingBefore = 1,
                onWaiting = 0,
                onShare = 0,
                squares = 0;
            for (var i = 0; i <= last; i++)
            {
                double n = counts.AtRisk[i],
                    d1 = counts.OfCause[i],
                    d = d1 + counts.OfOthers[i];
                var (beforeWaiting, beforeShare) = (onWaiting, onShare);
                onShare = beforeShare + beforeWaiting * d1 / n - waitingBefore * d1 / (n * n);
                onWaiting = beforeWaiting * (1 - d / n) + waitingBefore * d / (n * n);
                squares += d1 * Square(Later(onWaiting - waitingBefore / n, onShare + waitingBefore / n, i, last));
                squares += counts.OfOthers[i] * Square(Later(onWaiting - waitingBefore / n, onShare, i, last));
                squares += counts.Censored[i] * Square(Later(onWaiting, onShare, i, last));
                waitingBefore = Waiting[i];
            }
            var left = counts.AtRisk[last] - counts.OfCause[last] - counts.OfOthers[last] - counts.Censored[last];
            return Math.Sqrt(squares + left * Square(onShare));
        }

        private double Later(double onWaiting, double onShare, int from, int to) =>
            Waiting[from] > 0 ? onShare + onWaiting / Waiting[from] * (Share[to] - Share[from]) : onShare;

        private static double Square(double value) => value * value;
    }

    /// <summary>Gray's score and its variance, gathered time by time; names as in the paper: S the curve, F the incidence.</summary>
    private sealed class GrayTest
    {
        private readonly int _groups;
        private readonly double[] _atRisk;
        private readonly double[] _waiting;
        private readonly double[] _share;
        private readonly double[] _score;
        private readonly double[,] _variance;
        private readonly double[,] _c;
        private readonly double[] _v3;
        private readonly double[,] _v2;
        private double _pooled;

        public GrayTest(int groups, ReadOnlySpan<int> group)
        {
            _groups = groups;
            _atRisk = new double[groups];
            foreach (var g in group)
                _atRisk[g]++;
            _waiting = Enumerable.Repeat(1.0, groups).ToArray();
            _share = new double[groups];
            _score = new double[groups];
            _variance = new double[groups, groups];
            _c = new double[groups, groups];
            _v3 = new double[groups];
            _v2 = new double[groups, groups];
        }

        public void Add(double[] ofCause, double[] ofOthers, double[] leaving)
        {
            double causes = ofCause.Sum(),
                others = ofOthers.Sum();
            if (causes + others > 0)
                AddEvents(ofCause, ofOthers, causes);
            for (var g = 0; g < _groups; g++)
                _atRisk[g] -= leaving[g];
        }

        public ChiSquaredTest? Result()
        {
            var size = _groups - 1;
            var variance = new double[size, size];
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                {
                    variance[i, j] = _variance[i, j];
                    for (var k = 0; k < _groups; k++)
                        variance[i, j] += _c[i, k] * _c[j, k] * _v3[k] + _c[i, k] * _v2[j, k] + _c[j, k] * _v2[i, k];
                }
            }
            var system = SymmetricSystem.Of(variance);
            return system.Rank < size || size == 0
                ? null
                : ChiSquaredTest.Of(system.QuadraticForm(_score[..size]), size);
        }

        private void AddEvents(double[] ofCause, double[] ofOthers, double causes)
        {
            var waitingAfter = (double[])_waiting.Clone();
            var shareAfter = (double[])_share.Clone();
            double total = 0,
                totalFree = 0;
            for (var g = 0; g < _groups; g++)
            {
                if (_atRisk[g] <= 0)
                    continue;
                waitingAfter[g] = _waiting[g] * (_atRisk[g] - ofCause[g] - ofOthers[g]) / _atRisk[g];
                shareAfter[g] = _share[g] + _waiting[g] * ofCause[g] / _atRisk[g];
                total += _atRisk[g] / _waiting[g];
                totalFree += _atRisk[g] * (1 - _share[g]) / _waiting[g];
            }
            var pooledAfter = _pooled + causes / total;
            var a = new double[_groups, _groups];
            for (var i = 0; i < _groups; i++)
            {
                if (_atRisk[i] <= 0)
                    continue;
                for (var j = 0; j < _groups; j++)
                {
                    if (_atRisk[j] <= 0)
                        continue;
                    var weight = _atRisk[i] / _waiting[i];
                    a[i, j] = (i == j ? weight : 0) - weight * _atRisk[j] / (_waiting[j] * total);
                    _c[i, j] += a[i, j] * causes / (total * (1 - _pooled));
                }
                _score[i] += ofCause[i] - causes * _atRisk[i] * (1 - _share[i]) / (_waiting[i] * totalFree);
            }
            for (var k = 0; k < _groups; k++)
            {
                if (causes > 0 && _atRisk[k] > 0)
                {
                    var t4 = waitingAfter[k] > 0 ? 1 - (1 - pooledAfter) / waitingAfter[k] : 1;
                    var ties = causes > 1 ? 1 - (causes - 1) / (total * _waiting[k] - 1) : 1;
                    Gather(k, t4, ties * _waiting[k] * causes / (total * _atRisk[k]), i => a[i, k] - t4 * _c[i, k], 1);
                }
                if (ofOthers[k] > 0 && waitingAfter[k] > 0)
                {
                    var t4 = (1 - pooledAfter) / waitingAfter[k];
                    var ties = ofOthers[k] > 1 ? 1 - (ofOthers[k] - 1) / (_atRisk[k] - 1) : 1;
                    Gather(
                        k,
                        t4,
                        ties * _waiting[k] * _waiting[k] * ofOthers[k] / (_atRisk[k] * _atRisk[k]),
                        i => t4 * _c[i, k],
                        -1
                    );
                }
            }
            waitingAfter.CopyTo(_waiting, 0);
            shareAfter.CopyTo(_share, 0);
            _pooled = pooledAfter;
        }

        private void Gather(int k, double t4, double weight, Func<int, double> term, int sign)
        {
            _v3[k] += t4 * t4 * weight;
            for (var i = 0; i < _groups; i++)
            {
                _v2[i, k] += sign * term(i) * t4 * weight;
                for (var j = 0; j < _groups; j++)
                    _variance[i, j] += term(i) * term(j) * weight;
            }
        }
    }
}
