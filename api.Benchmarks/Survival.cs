using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailCommitments.Benchmarks;

/// <summary>The survival figures of a reference file, computed anew.</summary>
internal static class Survival
{
    public static int Run(string file, Options options)
    {
        var document = JsonNode.Parse(File.ReadAllText(file))!;
        var csv =
            options.Csv
            ?? ((string?)document["csv"] is { } name ? Path.Combine(Path.GetDirectoryName(file)!, name) : null);
        if (csv is null ? SurvivalFigures.NeedTable(document) : !File.Exists(csv))
        {
            Console.Error.WriteLine(
                $"The figures come from {csv ?? "a CSV"}, which is not there; name it with --csv FILE."
            );
            return 2;
        }
        SurvivalTable? table = null;
        if (csv is not null)
        {
            using var reader = new StreamReader(csv);
            table = new SurvivalTable(reader);
        }
        var figures = SurvivalFigures.Of(document, table).ToList();
        if (options.Json)
            Print(figures);
        else
            PrintTable(figures);
        return 0;
    }

    private static void Print(List<SurvivalFigure> figures)
    {
        using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var figure in figures)
        {
            output.WriteLine(
                JsonSerializer.Serialize(
                    new Dictionary<string, object?>
                    {
                        ["case"] = figure.Case,
                        ["path"] = figure.Path,
                        ["actual"] = figure.Actual,
                    }
                )
            );
        }
        output.WriteLine(
            JsonSerializer.Serialize(
                new { summary = new { figures = figures.Count, agree = figures.Count(figure => figure.Agrees) } }
            )
        );
    }

    private static void PrintTable(List<SurvivalFigure> figures)
    {
        Console.WriteLine($"{"kind", -32} {"figures", 8} {"agree", 8}");
        foreach (var kind in figures.GroupBy(figure => figure.Kind))
            Console.WriteLine($"{kind.Key, -32} {kind.Count(), 8} {kind.Count(figure => figure.Agrees), 8}");
        foreach (var figure in figures.Where(figure => !figure.Agrees).Take(40))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{figure.Case}{figure.Path}: expected {figure.Expected:R}, is {figure.Actual:R}"
                )
            );
        }
    }
}
