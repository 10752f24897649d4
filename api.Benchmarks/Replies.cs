using System.Globalization;
using System.Text.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Benchmarks;

/// <summary>How well replies are read, against labels: the leading kind, the date, and what it would do without asking.</summary>
internal static class Replies
{
    private sealed record Result(
        string Id,
        string Label,
        HashSet<string> Fair,
        string Kind,
        string[] Also,
        string? Date,
        string? Promised,
        ReadReply Read
    )
    {
        public bool IsRight => Kind == Label;

        public double Confidence => Read.Lead.Evidence.Confidence;
    }

    public static int Run(string file, Options options)
    {
        var results = ReadAll(file);
        var summary = Summary(results);
        if (options.Json)
        {
            foreach (var result in results)
            {
                var evidence = result.Read.Lead.Evidence;
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = result.Id,
                            kind = result.Kind,
                            also = result.Also,
                            date = result.Date,
                            evidence = evidence.Sentence,
                            source = evidence.Source,
                            confidence = evidence.Confidence,
                            actsAlone = result.Read.ActsAlone,
                        }
                    )
                );
            }
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        summary,
                        curve = Curve(results),
                        calibration = Calibration(results),
                        confusion = Confusion(results),
                    },
                    withoutNumbersThatAreNone
                )
            );
            return 0;
        }
        foreach (var (name, score) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -44} {score, 10:0.###}"));
        Console.WriteLine("\ncoverage  precision  (standard error)  confidence from");
        foreach (var point in Curve(results))
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{point.Coverage, 8:P0}  {point.Precision, 9:F3}  ({point.StandardError:F3})           {point.ConfidenceFrom:F3}"
                )
            );
        Console.WriteLine("\nconfidence   replies  said   was right (standard error)");
        foreach (var bin in Calibration(results))
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bin.From:F1} to {bin.From + 0.1:F1}   {bin.Replies, 7}  {bin.Said:F2}   {bin.Right:F2} ({bin.StandardError:F2})"
                )
            );
        Console.WriteLine("\nlabelled, read as " + string.Concat(Labels.Kinds.Select(kind => $"{kind, 10}")));
        foreach (var (label, row) in Confusion(results))
            Console.WriteLine($"{label, -17} " + string.Concat(Labels.Kinds.Select(kind => $"{row[kind], 10}")));
        return 0;
    }

    /// <summary>Where a record without a zone was written.</summary>
    private static readonly DateTimeZone houston = DateTimeZoneProviders.Tzdb["America/Chicago"];

    private static readonly JsonSerializerOptions withoutNumbersThatAreNone = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private sealed record CurvePoint(double Coverage, double Precision, double StandardError, double ConfidenceFrom);

    /// <summary>How often the surest tenth, two tenths, … of the replies are read right.</summary>
    private static List<CurvePoint> Curve(List<Result> results)
    {
        var surest = results.OrderByDescending(r => r.Confidence).ToList();
        return
        [
            .. Enumerable
                .Range(1, 10)
                .Select(tenths =>
                {
                    var right = surest
                        .Take(Math.Max(1, surest.Count * tenths / 10))
                        .Select(r => r.IsRight ? 1.0 : 0.0)
                        .ToList();
                    return new CurvePoint(
                        tenths / 10.0,
                        right.Average(),
                        Scores.StandardError(right),
                        surest[right.Count - 1].Confidence
                    );
                }),
        ];
    }

    private sealed record ReliabilityBin(double From, int Replies, double Said, double Right, double StandardError);

    /// <summary>What the reader said of its sureness, in tenths, beside how often it was right.</summary>
    private static List<ReliabilityBin> Calibration(List<Result> results) =>
        [
            .. results
                .GroupBy(r => Math.Min(9, (int)(r.Confidence * 10)))
                .OrderBy(bin => bin.Key)
                .Select(bin =>
                {
                    var right = bin.Select(r => r.IsRight ? 1.0 : 0.0).ToList();
                    return new ReliabilityBin(
                        bin.Key / 10.0,
                        right.Count,
                        bin.Average(r => r.Confidence),
                        right.Average(),
                        Scores.StandardError(right)
                    );
                }),
        ];

    /// <summary>For each label, how many of its replies were read as each kind.</summary>
    private static Dictionary<string, Dictionary<string, int>> Confusion(List<Result> results) =>
        Labels.Kinds.ToDictionary(
            label => label,
            label =>
                Labels.Kinds.ToDictionary(
                    kind => kind,
                    kind => results.Count(r => r.Label == label && r.Kind == kind),
                    StringComparer.Ordinal
                ),
            StringComparer.Ordinal
        );

    private static double MacroF1(List<Result> results) =>
        Labels.Kinds.Average(kind => Scores.F1(results.ConvertAll(r => (r.Kind == kind, r.Label == kind))));

    /// <summary>By leaving out each reply once.</summary>
    private static double StandardErrorOfMacroF1(List<Result> results)
    {
        var without = results.ConvertAll(left => MacroF1(results.FindAll(r => !ReferenceEquals(r, left))));
        var mean = without.Average();
        return Math.Sqrt((results.Count - 1.0) / results.Count * without.Sum(f => (f - mean) * (f - mean)));
    }

    /// <summary>The figures of a file by name; a share is between 0 and 1.</summary>
    public static SortedDictionary<string, double> Measure(string file) => Summary(ReadAll(file));

    private static List<Result> ReadAll(string file) => [.. MailData.Records(file).Select(Read)];

    private static Result Read(JsonElement record)
    {
        var sent = InstantPattern.ExtendedIso.Parse(record.Text("sent")).Value;
        var reply = MailData.Message(
            record.Text("internetMessageId") is { Length: > 0 } id ? id : record.Text("id"),
            record.Text("subject"),
            MailAddress.Of(record.Text("sender"), ""),
            sent,
            new MailBody(false, record.Text("text")),
            []
        );
        var zone =
            record.Text("zone") is { Length: > 0 } named
            && DateTimeZoneProviders.Tzdb.GetZoneOrNull(named) is { } theirs
                ? theirs
                : houston;
        var read = ReplyReader.Read(
            reply,
            new ReplyContext(
                NewText.Of(new MailBody(false, record.Text("inReplyTo"))).Text,
                sent,
                null,
                SenderRole.Contact,
                zone,
                WriterLocale.Of(zone)
            )
        );
        var date = read.Lead switch
        {
            ReplyReading.Promise(_, var by) => by,
            ReplyReading.MoreTime(_, var by) => by,
            _ => read
                .Also.Select(act =>
                    act is ReplyReading.Promise(_, var by) ? by
                    : act is ReplyReading.MoreTime(_, var later) ? later
                    : null
                )
                .FirstOrDefault(by => by is not null),
        };
        return new(
            record.Text("id"),
            record.Text("label"),
            [.. record.Texts("also").Append(record.Text("label"))],
            Labels.Of(read.Lead),
            [.. read.Also.Select(Labels.Of)],
            date is null ? null
                : date.Time is { } time
                    ? LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Format(date.Day + time)
                : LocalDatePattern.Iso.Format(date.Day),
            record.Text("dateResolved") is { Length: > 0 } promised ? promised : null,
            read
        );
    }

    private static SortedDictionary<string, double> Summary(List<Result> results)
    {
        var right = results.Select(r => r.IsRight ? 1.0 : 0.0).ToList();
        var alone = results.Where(r => r.Read.ActsAlone).ToList();
        var dated = results.Where(r => r.Promised is not null).ToList();
        var summary = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["replies"] = results.Count,
            ["accuracy"] = right.Average(),
            ["accuracy, standard error"] = Scores.StandardError(right),
            ["accuracy, second readings accepted"] = results.Average(r => r.Fair.Contains(r.Kind) ? 1.0 : 0.0),
            ["macro-F1"] = MacroF1(results),
            ["macro-F1, standard error"] = StandardErrorOfMacroF1(results),
            ["acting alone, coverage"] = alone.Count / (double)results.Count,
            ["acting alone, precision"] = alone.Select(r => r.IsRight ? 1.0 : 0.0).DefaultIfEmpty(1).Average(),
            ["acting alone, standard error"] = Scores.StandardError(alone.ConvertAll(r => r.IsRight ? 1.0 : 0.0)),
            ["acting alone, precision, second readings"] = alone
                .Select(r => r.Fair.Contains(r.Kind) ? 1.0 : 0.0)
                .DefaultIfEmpty(1)
                .Average(),
            ["dates known"] = dated.Count,
            ["dates right"] =
                dated.Count == 0
                    ? 0
                    : dated.Average(r =>
                        r.Date is { } date && r.Promised is { } day && date[..10] == day[..Math.Min(10, day.Length)]
                            ? 1.0
                            : 0.0
                    ),
        };
        foreach (var kind in Labels.Kinds)
            summary[$"F1 of {kind}"] = Scores.F1(results.ConvertAll(r => (r.Kind == kind, r.Label == kind)));
        return summary;
    }
}
