using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

/// <summary>Waits drawn from a seed, with ties and with requests still unanswered.</summary>
internal static class SomeWaits
{
    public static ResponseTime[] Drawn(int seed, int count = 60, double ratio = 1)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(row =>
                {
                    var hours = Math.Ceiling(-Math.Log(1 - random.NextDouble()) * 12 / (row % 2 == 1 ? ratio : 1));
                    var observed = Math.Ceiling(40 * random.NextDouble());
                    return new ResponseTime(Math.Min(hours, observed), hours <= observed);
                }),
        ];
    }

    public static int[] Alternating(int count, int kinds) => [.. Enumerable.Range(0, count).Select(row => row % kinds)];

    /// <summary>Whatever the seed.</summary>
    public static void Law(Func<int, bool> holds) => Check.QuickThrowOnFailure(Prop.ForAll<int>(seed => holds(seed)));

    public static T[] Shuffled<T>(IReadOnlyList<T> rows, int seed)
    {
        var shuffled = rows.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }
}
