using System.Diagnostics;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>How fast the whole scan for dates goes, on one thread and warm.</summary>
/// <param name="PerProcessorSecond">Texts for each second of processor time, the median of the rounds: what one core does when it does nothing else.</param>
/// <param name="PerSecond">Texts a second by the clock, the median: on a busy machine less.</param>
/// <param name="BytesEach">Allocated for each text.</param>
internal sealed record DateScan(double PerProcessorSecond, double PerSecond, double BytesEach)
{
    private const int Rounds = 9;

    /// <summary>So many scans until the just-in-time compiler has done what it does, however busy the machine.</summary>
    private const int WarmUp = 30_000;

    /// <summary>Asking for the processor time costs as much as a scan.</summary>
    private const int BetweenLooks = 1_000;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    public static DateScan Of(IReadOnlyList<(string Text, Instant SentAt)> mails)
    {
        for (var read = 0; read < WarmUp; read += mails.Count)
            ReadAll(mails);

        using var process = Process.GetCurrentProcess();
        var scans = new List<DateScan>();
        for (var round = 0; round < Rounds; round++)
        {
            var (processor, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var (read, took) = (0, TimeSpan.Zero);
            while (took < Round)
            {
                for (var unasked = 0; unasked < BetweenLooks; unasked += mails.Count, read += mails.Count)
                    ReadAll(mails);
                process.Refresh();
                took = process.TotalProcessorTime - processor;
            }
            var bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            scans.Add(
                new(read / took.TotalSeconds, read / Stopwatch.GetElapsedTime(start).TotalSeconds, bytes / (double)read)
            );
        }
        double Median(Func<DateScan, double> figure) => Math.Round(scans.Select(figure).Order().ElementAt(Rounds / 2));
        return new(
            Median(scan => scan.PerProcessorSecond),
            Median(scan => scan.PerSecond),
            Median(scan => scan.BytesEach)
        );
    }

    private static void ReadAll(IReadOnlyList<(string Text, Instant SentAt)> mails)
    {
        foreach (var (text, sentAt) in mails)
            DateMention.Find(text, new(sentAt, DateTimeZone.Utc, "en-US", DateTimeZone.Utc, null));
    }
}
