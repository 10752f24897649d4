using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>
/// The openings of one calendar in time order, built when first asked for, in blocks of 52 weeks with the working time that
/// passed before each opening. Time is in nanoseconds since <see cref="WorkingCalendar.Earliest"/>.
/// </summary>
/// <remarks>
/// Thread-safe without locks: a block is immutable, and two threads that build the same one write the same values. Bounded,
/// since a calendar has an earliest and a latest instant.
/// </remarks>
internal sealed class OpeningTable(WorkingCalendar calendar)
{
    private const long BlockLength = 52 * 7 * NodaConstants.NanosecondsPerDay;
    private static readonly long End = (WorkingCalendar.Latest - WorkingCalendar.Earliest).ToInt64Nanoseconds();
    private static readonly int BlockCount = (int)((End + BlockLength - 1) / BlockLength);

    private readonly Block?[] blocks = new Block?[BlockCount];

    /// <summary>The working time between two times, the first not after the second.</summary>
    public long Between(long from, long to)
    {
        var first = BlockIndex(from);
        var last = BlockIndex(to);
        var passed = BlockAt(last).PassedBy(to) - BlockAt(first).PassedBy(from);
        for (var between = first; between < last; between++)
            passed += BlockAt(between).Total;
        return passed;
    }

    /// <summary>The first time at which that much working time, more than none, has passed; null when it never will have.</summary>
    public long? After(long from, long time)
    {
        var index = BlockIndex(from);
        var goal = time + BlockAt(index).PassedBy(from);
        while (BlockAt(index).Total < goal)
        {
            goal -= BlockAt(index).Total;
            if (++index == BlockCount)
                return null;
        }
        return BlockAt(index).FirstWhen(goal);
    }

    /// <summary>The last time from which that much working time, more than none, passes until then; null when it never does.</summary>
    public long? Before(long to, long time)
    {
        var index = BlockIndex(to);
        var goal = BlockAt(index).PassedBy(to) - time;
        while (goal < 0)
        {
            if (--index < 0)
                return null;
            goal += BlockAt(index).Total;
        }
        return BlockAt(index).LastWhen(goal);
    }

    /// <summary>The opening that holds the time or else the next one; null when there is none.</summary>
    public (long Open, long Close)? AtOrAfter(long time)
    {
        for (var index = BlockIndex(time); index < BlockCount; index++)
        {
            if (BlockAt(index).AtOrAfter(time) is { } found)
                return found;
        }
        return null;
    }

    private static int BlockIndex(long time) => (int)Math.Min(time / BlockLength, BlockCount - 1);

    private Block BlockAt(int index) => Volatile.Read(ref blocks[index]) ?? Build(index);

    private Block Build(int index)
    {
        var from = index * BlockLength;
        var openings = new List<(long Open, long Close)>();
        foreach (var (open, close) in calendar.Openings(from, Math.Min(from + BlockLength, End)))
        {
            if (openings.Count > 0 && openings[^1].Close == open)
                openings[^1] = (openings[^1].Open, close);
            else
                openings.Add((open, close));
        }

        var block = new Block(openings);
        Volatile.Write(ref blocks[index], block);
        return block;
    }

    private sealed class Block
    {
        private readonly long[] opens;
        private readonly long[] passed; // before the opening with the same index; the last one is the whole block's

        public Block(List<(long Open, long Close)> openings)
        {
            opens = new long[openings.Count];
            passed = new long[openings.Count + 1];
            for (var i = 0; i < opens.Length; i++)
            {
                opens[i] = openings[i].Open;
                passed[i + 1] = passed[i] + openings[i].Close - openings[i].Open;
            }
        }

        public long Total => passed[^1];

        public long PassedBy(long time)
        {
            var last = LastAtOrBefore(opens, time);
            return last < 0 ? 0 : Math.Min(passed[last] + time - opens[last], passed[last + 1]);
        }

        /// <summary>The first time at which the goal, more than none and at most the total, has passed.</summary>
        public long FirstWhen(long goal) => When(LastAtOrBefore(passed, goal - 1), goal);

        /// <summary>The last time at which no more than the goal, less than the total, has passed.</summary>
        public long LastWhen(long goal) => When(LastAtOrBefore(passed, goal), goal);

        /// <summary>The opening that holds the time or else the next one; null when it lies in a later block.</summary>
        public (long Open, long Close)? AtOrAfter(long time)
        {
            var opening = Math.Max(0, LastAtOrBefore(opens, time));
            if (opening < opens.Length && CloseOf(opening) <= time)
                opening++;
            return opening < opens.Length ? (opens[opening], CloseOf(opening)) : null;
        }

        private long When(int opening, long goal) => opens[opening] + goal - passed[opening];

        private long CloseOf(int opening) => When(opening, passed[opening + 1]);

        /// <summary>The index of the last value that is not greater, or -1; the values ascend.</summary>
        private static int LastAtOrBefore(long[] values, long value)
        {
            var low = 0;
            var high = values.Length;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (values[middle] <= value)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low - 1;
        }
    }
}
