namespace MailCommitments.Responsiveness;

/// <summary>
/// Tests a difference between two groups of people by moving the group labels between people, never inside one: the sample size of a
/// comparison is the number of people, not of mails.
/// </summary>
/// <param name="Statistic">Sum of the second group's scores.</param>
/// <param name="P">Share of assignments at least as far from the mean assignment; (b + 1) / (m + 1) when drawn.</param>
/// <param name="PAtMost">Share of assignments with a statistic at most the one seen.</param>
/// <param name="PAtLeast">Share of assignments with a statistic at least the one seen.</param>
/// <param name="Assignments">How many assignments were looked at.</param>
/// <param name="IsExact">True when that was all of them.</param>
/// <param name="Z">The statistic's distance from the mean assignment, in standard deviations over assignments; null when it cannot vary.</param>
public sealed record PeoplePermutation(
    double Statistic,
    double P,
    double PAtMost,
    double PAtLeast,
    long Assignments,
    bool IsExact,
    double? Z
)
{
    /// <summary>The p-value that the normal approximation would give; for many people only.</summary>
    public double? AsymptoticP => Z is { } z ? Tail.TwoSided(z) : null;

    public const long MostExactAssignments = 200_000;
    public const int Draws = 10_000;
    private const double Tolerance = 1e-9;

    /// <param name="score">One per person: answers seen minus expected, summed over the person's requests.</param>
    /// <param name="second">Whether the person is in the second group.</param>
    /// <param name="seed">Fixes the draws; without effect when every assignment is looked at.</param>
    /// <param name="mostExact">All assignments are looked at up to this many.</param>
    /// <param name="stopAfter">
    /// Drawing may stop once so many assignments were as far out: p is then that number over the draws, a valid p-value that spends its
    /// effort where it matters. Besag and Clifford (1991), Biometrika 78, 301–304. Null to make every draw.
    /// </param>
    /// <remarks>The same whatever the order or names of people: draws are made from the sorted scores. Fisher (1935); Pitman (1937).</remarks>
    public static PeoplePermutation Test(
        ReadOnlySpan<double> score,
        ReadOnlySpan<bool> second,
        int seed,
        long mostExact = MostExactAssignments,
        int? stopAfter = null
    )
    {
        double statistic = 0,
            all = 0;
        var size = 0;
        for (var person = 0; person < score.Length; person++)
        {
            all += score[person];
            if (!second[person])
                continue;
            statistic += score[person];
            size++;
        }
        var sorted = score.ToArray();
        Array.Sort(sorted);
        double people = score.Length,
            mean = people == 0 ? 0 : all * size / people,
            squares = sorted.Sum(value => (value - all / people) * (value - all / people)),
            variance = people > 1 ? size * (people - size) / (people * (people - 1)) * squares : 0;
        var tally = new Tally(statistic, mean, variance > 0 ? (statistic - mean) / Math.Sqrt(variance) : null);
        return Ways(score.Length, size) <= mostExact
            ? tally.OfAll(sorted, size)
            : tally.OfDraws(sorted, size, all, new Random(seed), stopAfter ?? int.MaxValue);
    }

    /// <summary>Answers seen minus expected per person, each stratum's expectation pooled over all its requests. They sum to 0.</summary>
    /// <param name="times">One per request.</param>
    /// <param name="person">For each request, its asker's number, from 0.</param>
    /// <param name="people">How many askers there are.</param>
    /// <param name="stratum">For each request, what it is compared within; empty for one stratum.</param>
    public static double[] Scores(
        ReadOnlySpan<ResponseTime> times,
        ReadOnlySpan<int> person,
        int people,
        ReadOnlySpan<int> stratum = default
    )
    {
        var scores = new double[people];
        var expected = ExpectedAnswers.Of(times, stratum);
        for (var row = 0; row < times.Length; row++)
            scores[person[row]] += (times[row].Answered ? 1 : 0) - expected[row];
        return scores;
    }

    /// <summary>How many ways there are to choose the second group, or more than can be looked at.</summary>
    private static long Ways(int people, int size)
    {
        size = Math.Min(size, people - size);
        double ways = 1;
        for (var i = 1; i <= size; i++)
            ways = ways * (people - size + i) / i;
        return ways > long.MaxValue / 2.0 ? long.MaxValue : (long)Math.Round(ways);
    }

    private sealed class Tally(double statistic, double mean, double? z)
    {
        private long _assignments;
        private long _asFar;
        private long _atMost;
        private long _atLeast;

        public PeoplePermutation OfAll(double[] scores, int size)
        {
            var sums = new double[size + 1];
            var chosen = new int[size];
            for (int depth = 0, next = 0; depth >= 0; )
            {
                if (depth == size)
                {
                    Count(sums[depth]);
                    next = --depth >= 0 ? chosen[depth] + 1 : 0;
                }
                else if (next > scores.Length - (size - depth))
                {
                    next = --depth >= 0 ? chosen[depth] + 1 : 0;
                }
                else
                {
                    chosen[depth] = next;
                    sums[depth + 1] = sums[depth] + scores[next++];
                    depth++;
                }
            }
            return new PeoplePermutation(
                statistic,
                (double)_asFar / _assignments,
                (double)_atMost / _assignments,
                (double)_atLeast / _assignments,
                _assignments,
                true,
                z
            );
        }

        public PeoplePermutation OfDraws(double[] scores, int size, double all, Random random, int stopAfter)
        {
            var people = (double[])scores.Clone();
            var drawn = Math.Min(size, people.Length - size);
            for (var draw = 0; draw < Draws; draw++)
            {
                double sum = 0;
                for (var i = 0; i < drawn; i++)
                {
                    var other = random.Next(i, people.Length);
                    (people[i], people[other]) = (people[other], people[i]);
                    sum += people[i];
                }
                Count(drawn == size ? sum : all - sum);
                if (_asFar >= stopAfter)
                    return new PeoplePermutation(
                        statistic,
                        (double)_asFar / _assignments,
                        Share(_atMost),
                        Share(_atLeast),
                        _assignments,
                        false,
                        z
                    );
            }
            return new PeoplePermutation(statistic, Share(_asFar), Share(_atMost), Share(_atLeast), Draws, false, z);
        }

        private void Count(double sum)
        {
            _assignments++;
            if (Math.Abs(sum - mean) >= Math.Abs(statistic - mean) - Tolerance)
                _asFar++;
            if (sum <= statistic + Tolerance)
                _atMost++;
            if (sum >= statistic - Tolerance)
                _atLeast++;
        }

        private double Share(long count) => (count + 1.0) / (_assignments + 1.0);
    }
}

/// <summary>The answers each request was due if all of its stratum were answered alike: the pooled Nelson-Aalen hazard up to its time.</summary>
internal static class ExpectedAnswers
{
    public static double[] Of(ReadOnlySpan<ResponseTime> times, ReadOnlySpan<int> stratum)
    {
        var order = TimeOrder.Of(times);
        var strata = 1;
        foreach (var s in stratum)
            strata = Math.Max(strata, s + 1);
        var (rows, starts) = stratum.IsEmpty
            ? (order.Rows, new[] { 0, times.Length })
            : TimeOrder.Split(order.Rows, stratum, strata);

        var expected = new double[times.Length];
        for (var s = 0; s < strata; s++)
        {
            double hazard = 0;
            for (int at = starts[s], end; at < starts[s + 1]; at = end)
            {
                var answers = 0;
                for (end = at; end < starts[s + 1] && order.Rank[rows[end]] == order.Rank[rows[at]]; end++)
                    answers += times[rows[end]].Answered ? 1 : 0;
                hazard += answers / (double)(starts[s + 1] - at);
                for (var i = at; i < end; i++)
                    expected[rows[i]] = hazard;
            }
        }
        return expected;
    }
}
