using System.Globalization;
using System.Net;
using System.Text.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;

namespace MailCommitments.Benchmarks;

/// <summary>How well quotations and signatures are taken off, on mails whose own text is known.</summary>
internal static class Quotes
{
    private sealed record Result(string Id, string Group, WrittenText Written, string Expected)
    {
        /// <summary>The sources want different things of a signature, so each record is held to its own wish.</summary>
        public bool IsExact =>
            Group == "removed" ? IsExactWithout
            : Group == "unspecified" ? IsExactWithout || IsExactWith
            : IsExactWith;

        public bool IsExactWithout => Plain(Written.Text) == Expected;

        public bool IsExactWith => Plain(Written.TextWithSignature) == Expected;
    }

    public static int Run(string file, Options options)
    {
        var results = MailData.Records(file).Select(Read).ToList();
        var summary = Summary(results);
        if (options.Json)
        {
            foreach (var result in results)
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = result.Id,
                            text = result.Written.Text,
                            textWithSignature = result.Written.TextWithSignature,
                        }
                    )
                );
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, score) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -34} {score, 10:0.###}"));
        return 0;
    }

    /// <summary>Records are fixtures (<c>contentType, body, expected, signature</c>) or messages of Graph's shape with a <c>uniqueBody</c>.</summary>
    private static Result Read(JsonElement record)
    {
        var body = record.GetProperty("body");
        return body.ValueKind is JsonValueKind.String
            ? new(
                record.Text("id"),
                record.Text("signature"),
                NewText.Of(new MailBody(record.Text("contentType") == "html", body.GetString() ?? "")),
                Plain(record.Text("expected"))
            )
            : new(
                record.Text("id"),
                "company",
                NewText.Of(new MailBody(body.Text("contentType") == "html", body.Text("content"))),
                Plain(record.GetProperty("uniqueBody").Text("content"))
            );
    }

    private static SortedDictionary<string, double> Summary(List<Result> results)
    {
        var summary = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var group in results.GroupBy(r => $"signature {r.Group}").Append(results.GroupBy(_ => "all").First()))
        {
            var exact = group.Select(r => r.IsExact ? 1.0 : 0.0).ToList();
            summary[$"{group.Key}: records"] = exact.Count;
            summary[$"{group.Key}: exact"] = exact.Average();
            summary[$"{group.Key}: standard error"] = Scores.StandardError(exact);
            summary[$"{group.Key}: exact, always removed"] = group.Average(r => r.IsExactWithout ? 1.0 : 0.0);
            summary[$"{group.Key}: exact, always kept"] = group.Average(r => r.IsExactWith ? 1.0 : 0.0);
            summary[$"{group.Key}: token F1"] = group.Average(r =>
                TokenF1(Plain(r.Group == "removed" ? r.Written.Text : r.Written.TextWithSignature), r.Expected)
            );
        }
        return summary;
    }

    /// <summary>As the data's README scores: entities resolved, runs of blanks made one.</summary>
    private static string Plain(string text) =>
        string.Join(' ', WebUtility.HtmlDecode(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double TokenF1(string text, string expected)
    {
        var (said, wanted) = (Counts(text), Counts(expected));
        var both = said.Sum(word => Math.Min(word.Value, wanted.GetValueOrDefault(word.Key)));
        var all = said.Values.Sum() + wanted.Values.Sum();
        return all == 0 ? 1 : 2.0 * both / all;

        static Dictionary<string, int> Counts(string words) =>
            words.Split(' ', StringSplitOptions.RemoveEmptyEntries).CountBy(word => word).ToDictionary();
    }
}
