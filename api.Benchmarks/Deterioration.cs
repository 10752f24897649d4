using System.Globalization;
using System.Text.Json;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

/// <summary>Half a year of weekly looks at whether a partner has become slower, each with what was known on its Monday.</summary>
internal static class Deterioration
{
    public static int Run(string file, Options options)
    {
        var requests = ResponsesCsv.Read(file);
        var plan = new DeteriorationPlan(Weeks: ResponsesCsv.Weeks(requests));
        if (plan.Weeks <= plan.ReferenceWeeks + 1)
        {
            Console.Error.WriteLine(
                $"The data cover {plan.Weeks} weeks; the reference alone takes {plan.ReferenceWeeks}."
            );
            return 2;
        }
        var reference = DeteriorationReference.Freeze(plan, KnownAt(requests, plan.ReferenceWeeks));
        var looks = Enumerable
            .Range(plan.ReferenceWeeks + 1, plan.Weeks - plan.ReferenceWeeks)
            .Select(week => (IReadOnlyCollection<WatchedRequest>)KnownAt(requests, week))
            .ToList();
        var meters = reference.Watch(looks);

        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var meter in meters)
        {
            for (var week = 1; week <= plan.Weeks; week++)
            {
                var evidence = week > plan.ReferenceWeeks ? meter.Evidence[week - plan.ReferenceWeeks - 1] : 0;
                var alarm = meter.AlarmWeek <= week;
                output.WriteLine(
                    options.Json
                        ? JsonSerializer.Serialize(
                            new
                            {
                                partner = meter.Partner,
                                week,
                                evidence,
                                alarm,
                            }
                        )
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{meter.Partner, -8} {week, 3} {evidence, 8:F2} {(alarm ? "alarm" : "")}"
                        )
                );
            }
            var change = meter.AlarmWeek is null ? null : reference.ChangeOf(meter.Partner, looks[^1]);
            output.WriteLine(
                options.Json
                    ? JsonSerializer.Serialize(
                        new
                        {
                            partner = meter.Partner,
                            changeWeek = change?.Week,
                            low = change?.Low,
                            high = change?.High,
                        }
                    )
                : change is null ? $"{meter.Partner, -8} no change"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{meter.Partner, -8} changed in week {change.Week} ({change.Low} to {change.High}), rate {change.Ratio:F2}"
                )
            );
        }
        var summary = new
        {
            threshold = reference.Threshold,
            dispersion = reference.Dispersion,
            alarms = meters.Where(meter => meter.AlarmWeek is not null).Select(meter => meter.Partner),
        };
        output.WriteLine(
            options.Json ? JsonSerializer.Serialize(new { summary }) : $"threshold {reference.Threshold:F2}"
        );
        return 0;
    }

    private static List<WatchedRequest> KnownAt(List<GeneratedRequest> requests, int week)
    {
        var known = new List<WatchedRequest>();
        foreach (var request in requests)
        {
            if (request.KnownAt(week * GeneratedRequest.MinutesPerWeek) is { } time)
                known.Add(
                    new WatchedRequest(
                        request.Partner,
                        request.LikeWith,
                        1 + (int)(request.Sent / GeneratedRequest.MinutesPerWeek),
                        time
                    )
                );
        }
        return known;
    }
}
