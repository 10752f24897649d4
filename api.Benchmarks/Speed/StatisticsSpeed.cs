using System.Diagnostics;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

/// <summary>How long the statistics take on as many waits as asked for, against merely sorting the waits.</summary>
internal static class StatisticsSpeed
{
    private const int Contacts = 200;
    private const int Askers = 60;
    private const int Repeats = 5;

    /// <summary>Name, median seconds, and the floor's median seconds.</summary>
    public static IEnumerable<(string Name, double Seconds, double Floor)> Measure(int rows)
    {
        var (times, contact, asker, covariates) = Waits(rows);
        var group = Array.ConvertAll(asker, number => number % 2);
        var hours = Array.ConvertAll(times, time => time.Hours);
        var scratch = new double[rows];
        var floor = Median(() =>
        {
            hours.CopyTo(scratch, 0);
            Array.Sort(scratch);
        });
        yield return ("Kaplan-Meier, 2 groups", Median(() => KaplanMeier.EstimateByGroup(times, group, 2)), floor);
        yield return (
            "Kaplan-Meier, 200 contacts",
            Median(() => KaplanMeier.EstimateByGroup(times, contact, Contacts)),
            floor
        );
        yield return ("log-rank, 2 groups", Median(() => LogRank.Compare(times, group, 2)), floor);
        yield return (
            "log-rank, 2 groups within 200 contacts",
            Median(() => LogRank.Compare(times, group, 2, contact)),
            floor
        );
        yield return (
            "Cox, 3 covariates within 200 contacts",
            Median(() => CoxModel.Fit(new CoxData(times, covariates, contact))),
            floor
        );
        yield return (
            "Cox, the same, clustered by asker",
            Median(() => CoxModel.Fit(new CoxData(times, covariates, contact, asker))),
            floor
        );
    }

    private static double Median(Action action)
    {
        var seconds = new double[Repeats];
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        Array.Sort(seconds);
        return seconds[Repeats / 2];
    }

    /// <summary>Waits with a shape like mail's: many short, few very long, one in eight unanswered; stamped to the minute, so ties happen.</summary>
    private static (ResponseTime[] Times, int[] Contact, int[] Asker, double[][] Covariates) Waits(int rows)
    {
        var random = new Random(1);
        var times = new ResponseTime[rows];
        var contact = new int[rows];
        var asker = new int[rows];
        double[][] covariates = [new double[rows], new double[rows], new double[rows]];
        for (var row = 0; row < rows; row++)
        {
            contact[row] = random.Next(Contacts);
            asker[row] = random.Next(Askers);
            covariates[0][row] = asker[row] % 2;
            covariates[1][row] = random.Next(3);
            covariates[2][row] = random.NextDouble();
            var rate =
                Math.Exp(-0.2 * covariates[0][row] + 0.3 * covariates[1][row] - 0.4 * covariates[2][row])
                * (0.5 + contact[row] / 200.0);
            var hours = Math.Round(60 * Math.Pow(-Math.Log(1 - random.NextDouble()) * 6 / rate, 1 / 0.6)) / 60;
            var observed = Math.Round(60 * 1000 * random.NextDouble()) / 60;
            times[row] = new ResponseTime(Math.Min(hours, observed), hours <= observed);
        }
        return (times, contact, asker, covariates);
    }
}
