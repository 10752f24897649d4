namespace MailCommitments.Responsiveness;

/// <summary>Of two requests, did the one the model expected to be answered sooner come first? Harrell's C.</summary>
/// <param name="Concordant">Pairs where it did.</param>
/// <param name="Discordant">Pairs where it did not.</param>
/// <param name="TiedRisk">Pairs for which the model expects the same; they count half.</param>
/// <param name="TiedTime">Pairs answered at the same time.</param>
/// <param name="TiedBoth">Pairs tied in both.</param>
/// <param name="StandardError">Infinitesimal jackknife, over askers where they are given; null without comparable pairs.</param>
public sealed record Concordance(
    double Concordant,
    double Discordant,
    double TiedRisk,
    double TiedTime,
    double TiedBoth,
    double? StandardError
)
{
    /// <summary>1 is perfect, 0.5 is chance; null without comparable pairs.</summary>
    public double? C =>
        Concordant + Discordant + TiedRisk is > 0 and var pairs ? (Concordant + TiedRisk / 2) / pairs : null;
}

/// <summary>Counts pairs in n log n: those at risk stand in a tree by expected speed, and so do those that answered.</summary>
internal sealed class ConcordanceCounts(int rows, int levels)
{
    private readonly long[] _atRisk = new long[levels + 1];
    private readonly long[] _answered = new long[levels + 1];
    private readonly bool[] _inside = new bool[rows];
    private readonly double[] _concordant = new double[rows];
    private readonly double[] _discordant = new double[rows];
    private readonly double[] _tied = new double[rows];
    private long _allAtRisk;
    private long _allAnswered;
    private double _concordantPairs;
    private double _discordantPairs;
    private double _tiedPairs;
    private double _tiedTimes;
    private double _tiedBoth;

    public void Begin()
    {
        Array.Clear(_answered);
        _allAnswered = 0;
    }

    /// <summary>A request joins those at risk; answers counted from now on (earlier in time) are pairs with it.</summary>
    public void Join(int position, int level)
    {
        _inside[position] = true;
        Change(_atRisk, level, 1);
        _allAtRisk++;
        CountAnswers(position, level, -1);
    }

    public void Leave(int position, int level)
    {
        if (!_inside[position])
            return;
        _inside[position] = false;
        Change(_atRisk, level, -1);
        _allAtRisk--;
        CountAnswers(position, level, 1);
    }

    /// <summary>The answers of one time, before they join those at risk.</summary>
    public void Answer(int from, int to, int[] level)
    {
        for (var position = from; position < to; position++)
        {
            var slower = Below(_atRisk, level[position]);
            var same = Below(_atRisk, level[position] + 1) - slower;
            var faster = _allAtRisk - slower - same;
            _concordant[position] += slower;
            _discordant[position] += faster;
            _tied[position] += same;
            _concordantPairs += slower;
            _discordantPairs += faster;
            _tiedPairs += same;
        }
        var sameLevel = new Dictionary<int, int>();
        for (var position = from; position < to; position++)
        {
            Change(_answered, level[position], 1);
            _allAnswered++;
            sameLevel[level[position]] = sameLevel.GetValueOrDefault(level[position]) + 1;
        }
        double answers = to - from,
            both = 0;
        foreach (double count in sameLevel.Values)
            both += count * (count - 1) / 2;
        _tiedBoth += both;
        _tiedTimes += answers * (answers - 1) / 2 - both;
    }

    public Concordance Result(int[]? cluster)
    {
        var pairs = _concordantPairs + _discordantPairs + _tiedPairs;
        double? error = null;
        if (pairs > 0)
        {
            var somers = (_concordantPairs - _discordantPairs) / pairs;
            var influence = new double[cluster is null || rows == 0 ? rows : cluster.Max() + 1];
            for (var position = 0; position < rows; position++)
            {
                influence[cluster is null ? position : cluster[position]] +=
                    (
                        _concordant[position]
                        - _discordant[position]
                        - (_concordant[position] + _discordant[position] + _tied[position]) * somers
                    ) / pairs;
            }
            error = Math.Sqrt(influence.Sum(value => value * value)) / 2;
        }
        return new Concordance(_concordantPairs, _discordantPairs, _tiedPairs, _tiedTimes, _tiedBoth, error);
    }

    private void CountAnswers(int position, int level, int sign)
    {
        var slower = Below(_answered, level);
        var same = Below(_answered, level + 1) - slower;
        _discordant[position] += sign * slower; // an answer expected later came before it
        _tied[position] += sign * same;
        _concordant[position] += sign * (_allAnswered - slower - same);
    }

    private static void Change(long[] tree, int level, int by)
    {
        for (var i = level + 1; i < tree.Length; i += i & -i)
            tree[i] += by;
    }

    private static long Below(long[] tree, int level)
    {
        long sum = 0;
        for (var i = level; i > 0; i -= i & -i)
            sum += tree[i];
        return sum;
    }
}
