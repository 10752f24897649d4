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
    private const int Rounds = 12;
    private const int WarmUp = 4;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(250);

    public static DateScan Of(IReadOnlyList<(string Text, Instant SentAt)> mails)
    {
        using var process = Process.GetCurrentProcess();
        var scans = new List<DateScan>();
        for (var round = 0; round < Rounds; round++)
        {
            process.Refresh();
            var (processor, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var read = 0;
            for (; Stopwatch.GetElapsedTime(start) < Round; read += mails.Count)
            {
                foreach (var (text, sentAt) in mails)
                    DateMention.Find(text, new(sentAt, DateTimeZone.Utc, "en-US", DateTimeZone.Utc, null));
            }
            var bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            process.Refresh();
            scans.Add(
                new(
                    read / (process.TotalProcessorTime - processor).TotalSeconds,
                    read / Stopwatch.GetElapsedTime(start).TotalSeconds,
                    bytes / (double)read
                )
            );
        }
        double Median(Func<DateScan, double> figure) =>
            Math.Round(scans.Skip(WarmUp).Select(figure).Order().ElementAt((Rounds - WarmUp) / 2));
        return new(
            Median(scan => scan.PerProcessorSecond),
            Median(scan => scan.PerSecond),
            Median(scan => scan.BytesEach)
        );
    }
}
