namespace MailCommitments.Benchmarks;

/// <summary>What follows the name of a benchmark on the command line.</summary>
/// <param name="Json">One JSON object per input record on standard output and nothing else there; the last line is the summary.</param>
/// <param name="Csv">Another CSV than the one beside the expected figures.</param>
/// <param name="Rows">How many rows a speed measure works on.</param>
internal sealed record Options(bool Json, string? Csv, int? Rows)
{
    public static Options Parse(string[] rest) =>
        new(
            rest.Contains("--json"),
            ValueAfter(rest, "--csv"),
            ValueAfter(rest, "--rows") is { } rows
                ? int.Parse(rows, System.Globalization.CultureInfo.InvariantCulture)
                : null
        );

    public static int NotBuiltYet(string what)
    {
        Console.Error.WriteLine($"'{what}' is not built yet.");
        return 2;
    }

    private static string? ValueAfter(string[] rest, string name) =>
        Array.IndexOf(rest, name) is >= 0 and var at && at + 1 < rest.Length ? rest[at + 1] : null;
}
