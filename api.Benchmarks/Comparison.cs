using System.Globalization;
using System.Text.Json;
using MailCommitments.Responsiveness;

namespace MailCommitments.Benchmarks;

/// <summary>Half a year of weekly looks at two groups of askers, each with what was known on its Monday.</summary>
internal static class Comparison
{
    public static int Run(string file, Options options)
    {
        var requests = ResponsesCsv.Read(file);
        var weeks = ResponsesCsv.Weeks(requests);
        var plan = new ComparisonPlan("A", "B", weeks);
        var alarms = ComparisonAlarms.None;
        using var output = new StreamWriter(Console.OpenStandardOutput());
        if (!options.Json)
            output.WriteLine(
                $"{"week", 4} {"partner", -8} {"contact", -8} {"verdict", -11} {"ratio", 6} {"low", 6} {"high", 6} {"p", 8} alarm"
            );
        for (var week = 1; week <= weeks; week++)
        {
            var monday = week * GeneratedRequest.MinutesPerWeek;
            var known = new List<MonitoredRequest>();
            foreach (var request in requests)
            {
                if (request.KnownAt(monday) is { } time)
                    known.Add(
                        new MonitoredRequest(
                            request.Partner,
                            request.Contact,
                            request.LikeWith,
                            request.Asker,
                            request.Group,
                            time
                        )
                    );
            }
            (var rows, alarms) = ComparisonMonitor.Look(plan, week, known, alarms);
            foreach (var row in rows)
                output.WriteLine(options.Json ? Json(week, row) : Line(week, row));
        }
        if (options.Json)
        {
            var summary = new
            {
                weeks,
                partners = alarms.Partners.Keys.Order(),
                contacts = alarms.Contacts.Keys.Order(),
            };
            output.WriteLine(JsonSerializer.Serialize(new { summary }));
        }
        return 0;
    }

    private static string Json(int week, ComparisonRow row) =>
        JsonSerializer.Serialize(
            new
            {
                week,
                partner = row.Partner,
                contact = row.Contact,
                verdict = Word(row.Verdict),
                hazardRatio = row.HazardRatio?.Ratio,
                low = row.HazardRatio?.Interval.Lower,
                high = row.HazardRatio?.Interval.Upper,
                adjustedP = row.AdjustedP,
                alarm = row.IsAlarm,
            }
        );

    private static string Line(int week, ComparisonRow row) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{week, 4} {row.Partner, -8} {row.Contact, -8} {Word(row.Verdict), -11} {row.HazardRatio?.Ratio, 6:F2} {row.HazardRatio?.Interval.Lower, 6:F2} {row.HazardRatio?.Interval.Upper, 6:F2} {row.AdjustedP, 8:F4} {(row.IsAlarm ? "alarm" : "")}"
        );

    private static string Word(ComparisonVerdict? verdict) =>
        verdict switch
        {
            ComparisonVerdict.Longer => "longer",
            ComparisonVerdict.Shorter => "shorter",
            ComparisonVerdict.Same => "same",
            ComparisonVerdict.Unclear => "unclear",
            _ => "not-enough",
        };
}
