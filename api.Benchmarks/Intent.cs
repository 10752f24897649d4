using System.Globalization;
using System.Text.Json;
using MailCommitments.Replies;

namespace MailCommitments.Benchmarks;

/// <summary>How well requests are found, sentence by sentence.</summary>
internal static class Intent
{
    public static int Run(string file, Options options)
    {
        var records = MailData.Records(file).ToList();
        var judged = new List<(bool Said, bool Is)>();
        foreach (var record in records)
        {
            // Sentences of whole mails are judged as the product judges them there; picked sentences stand alone.
            var score = record.TryGetProperty("message", out _)
                ? RequestReader.InMail(record.Text("text")).Score
                : RequestReader.Alone(record.Text("text"));
            var request = score >= 0.5;
            if (options.Json)
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = record.Text("id"),
                            request,
                            score = Math.Round(score, 4),
                        }
                    )
                );
            if (!record.Flag("quoted"))
                judged.Add((request, record.Flag("request") || record.Text("label") == "intent"));
        }

        var summary = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["sentences"] = judged.Count,
            ["precision"] = judged.Where(j => j.Said).Select(j => j.Is ? 1.0 : 0.0).DefaultIfEmpty(0).Average(),
            ["recall"] = judged.Where(j => j.Is).Select(j => j.Said ? 1.0 : 0.0).DefaultIfEmpty(0).Average(),
            ["F1"] = Scores.F1(judged),
            ["F1 standard error"] = Scores.StandardErrorOfF1(judged),
            ["accuracy"] = judged.Average(j => j.Said == j.Is ? 1.0 : 0.0),
        };
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, score) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -24} {score, 10:0.###}"));
        return 0;
    }
}
