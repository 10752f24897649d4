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
    private static readonly string[] kinds =
    [
        "delivered",
        "question",
        "other",
        "decline",
        "delegated",
        "blocked",
        "promise",
        "ack",
        "extension",
    ];

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
        var results = MailData.Records(file).Select(Read).ToList();
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
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, score) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -44} {score, 10:0.###}"));
        Console.WriteLine();
        Console.WriteLine("coverage  precision  confidence from");
        var surest = results.OrderByDescending(r => r.Confidence).ToList();
        for (var tenths = 1; tenths <= 10; tenths++)
        {
            var n = Math.Max(1, surest.Count * tenths / 10);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{tenths * 0.1, 8:P0}  {surest.Take(n).Average(r => r.IsRight ? 1.0 : 0.0), 9:F3}  {surest[n - 1].Confidence:F3}"
                )
            );
        }
        return 0;
    }

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
        var houston = DateTimeZoneProviders.Tzdb["America/Chicago"];
        var read = ReplyReader.Read(
            reply,
            new ReplyContext(
                NewText.Of(new MailBody(false, record.Text("inReplyTo"))).Text,
                sent,
                null,
                SenderRole.Contact,
                houston
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
            LabelOf(read.Lead),
            [.. read.Also.Select(LabelOf)],
            date is null ? null
                : date.Time is { } time
                    ? LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Format(date.Day + time)
                : LocalDatePattern.Iso.Format(date.Day),
            record.Text("dateResolved") is { Length: > 0 } promised ? promised : null,
            read
        );
    }

    private static string LabelOf(ReplyReading reading) =>
        reading switch
        {
            ReplyReading.Acknowledgement or ReplyReading.Courtesy => "ack",
            ReplyReading.Question => "question",
            ReplyReading.Promise => "promise",
            ReplyReading.MoreTime => "extension",
            ReplyReading.Blocked => "blocked",
            ReplyReading.Delivered => "delivered",
            ReplyReading.Declined => "decline",
            ReplyReading.HandedOver => "delegated",
            _ => "other",
        };

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
            ["macro-F1"] = kinds.Average(kind => Scores.F1(results.ConvertAll(r => (r.Kind == kind, r.Label == kind)))),
            ["acting alone, coverage"] = alone.Count / (double)results.Count,
            ["acting alone, precision"] = alone.Select(r => r.IsRight ? 1.0 : 0.0).DefaultIfEmpty(1).Average(),
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
        foreach (var kind in kinds)
            summary[$"F1 of {kind}"] = Scores.F1(results.ConvertAll(r => (r.Kind == kind, r.Label == kind)));
        return summary;
    }
}
