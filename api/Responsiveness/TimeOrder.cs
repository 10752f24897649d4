namespace MailCommitments.Responsiveness;

/// <summary>Rows in the order of their times, where times that differ only by rounding are one time.</summary>
/// <remarks>One radix sort serves every method: later groupings by stratum or group are counting sorts that keep this order.</remarks>
internal sealed class TimeOrder
{
    /// <summary>Times closer than this, relative to the later one, are the same time.</summary>
    public const double RelativeTolerance = 1.5e-8;

    private const int DigitBits = 11;
    private const int Buckets = 1 << DigitBits;

    private TimeOrder(int[] rows, int[] rank, double[] distinct)
    {
        Rows = rows;
        Rank = rank;
        Distinct = distinct;
    }

    /// <summary>Row numbers by increasing time.</summary>
    public int[] Rows { get; }

    /// <summary>For each row, the place of its time in <see cref="Distinct"/>.</summary>
    public int[] Rank { get; }

    /// <summary>The distinct times, increasing.</summary>
    public double[] Distinct { get; }

    public static TimeOrder Of(ReadOnlySpan<ResponseTime> times)
    {
        var hours = new double[times.Length];
        for (var row = 0; row < hours.Length; row++)
            hours[row] = times[row].Hours;
        return Of(hours);
    }

    /// <exception cref="ArgumentOutOfRangeException">A time is negative, infinite or not a number.</exception>
    public static TimeOrder Of(ReadOnlySpan<double> hours)
    {
        var keys = new ulong[hours.Length];
        for (var row = 0; row < keys.Length; row++)
        {
            var time = hours[row];
            if (!(time >= 0) || double.IsInfinity(time))
                throw new ArgumentOutOfRangeException(
                    nameof(hours),
                    time,
                    "A waiting time is a finite number of hours, zero or more."
                );
            keys[row] = BitConverter.DoubleToUInt64Bits(time + 0.0); // turns -0 into 0; bits of such numbers sort as they do
        }

        var rows = SortedRows(keys);
        var rank = new int[keys.Length];
        var distinct = new List<double>();
        foreach (var row in rows)
        {
            var time = hours[row];
            if (distinct.Count == 0 || time - distinct[^1] > RelativeTolerance * time)
                distinct.Add(time);
            rank[row] = distinct.Count - 1;
        }
        return new TimeOrder(rows, rank, [.. distinct]);
    }

    /// <summary>The rows of each part in order of time: part <c>p</c> holds <c>rows[starts[p]..starts[p + 1]]</c>.</summary>
    public static (int[] Rows, int[] Starts) Split(ReadOnlySpan<int> rows, ReadOnlySpan<int> part, int parts)
    {
        var starts = new int[parts + 1];
        foreach (var row in rows)
            starts[part[row] + 1]++;
        for (var p = 0; p < parts; p++)
            starts[p + 1] += starts[p];

        var next = starts[..^1];
        var split = new int[rows.Length];
        foreach (var row in rows)
            split[next[part[row]]++] = row;
        return (split, starts);
    }

    private static int[] SortedRows(ulong[] keys)
    {
        var rows = new int[keys.Length];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = row;
        if (rows.Length < Buckets)
        {
            Array.Sort(keys, rows);
            return rows;
        }

        var otherKeys = new ulong[keys.Length];
        var otherRows = new int[rows.Length];
        var counts = new int[Buckets];
        for (var shift = 0; shift < 64; shift += DigitBits)
        {
            Array.Clear(counts);
            foreach (var key in keys)
                counts[(key >> shift) & (Buckets - 1)]++;
            if (counts[(keys[0] >> shift) & (Buckets - 1)] == keys.Length)
                continue;

            var next = 0;
            for (var bucket = 0; bucket < Buckets; bucket++)
                (counts[bucket], next) = (next, next + counts[bucket]);
            for (var i = 0; i < keys.Length; i++)
            {
                var to = counts[(keys[i] >> shift) & (Buckets - 1)]++;
                otherKeys[to] = keys[i];
                otherRows[to] = rows[i];
            }
            (keys, otherKeys) = (otherKeys, keys);
            (rows, otherRows) = (otherRows, rows);
        }
        return rows;
    }
}
