using System.Text.Json;

namespace MailCommitments.Benchmarks;

/// <summary>How fast rules and doors are, most beside a floor on the same machine: the ratio is what travels.</summary>
internal static class Speed
{
    private const int UsualRows = 1_000_000;

    public static int Run(string file, Options options)
    {
        var rows = options.Rows ?? UsualRows;
        var measures = FollowUpSpeed
            .Measure(rows)
            .Select(one => new Measured(one.Name, one.Value, one.Unit, one.Floor))
            .Concat(
                WorkingTimeSpeed.Measure(rows).Select(one => new Measured(one.Name, one.Value, one.Unit, one.Floor))
            )
            .Concat(StatisticsSpeed.Measure(rows).Select(one => new Measured(one.Name, one.Seconds, "s", one.Floor)))
            .Concat(NotificationSpeed.Measure().Select(one => new Measured(one.Name, one.Value, one.Unit, one.Floor)))
            .Concat(ReadingSpeed.Measure().Select(one => new Measured(one.Name, one.Value, one.Unit, null)));
        var count = 0;
        foreach (var one in measures)
        {
            count++;
            Console.WriteLine(
                options.Json
                    ? JsonSerializer.Serialize(
                        new
                        {
                            name = one.Name,
                            value = one.Value,
                            unit = one.Unit,
                            floor = one.Floor,
                            ratio = one.Ratio,
                        }
                    )
                    : $"{one.Name, -55} {one.Value, 12:0.####} {one.Unit, -4} {(one.Floor is { } floor ? $"floor {floor, 12:0.####}  ratio {one.Ratio:0.0}" : "")}"
            );
        }
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(new { summary = new { rows, measures = count } }));
        return 0;
    }

    private sealed record Measured(string Name, double Value, string Unit, double? Floor)
    {
        public double? Ratio => Value / Floor;
    }
}
