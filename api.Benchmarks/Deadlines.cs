using System.Text.Json;
using MailCommitments.Replies;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Benchmarks;

/// <summary>How well dates and deadlines in plain words are read, on labelled phrases and mail sentences.</summary>
internal static class Deadlines
{
    private static readonly LocalDatePattern Day = LocalDatePattern.Iso;
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture(
        "uuuu-MM-dd'T'HH:mm"
    );

    /// <summary>A phrase or sentence and what is known of it; times are the reader's wall clock, kept as UTC.</summary>
    private sealed record Example(
        string Id,
        string Language,
        string Text,
        Instant WrittenAt,
        string? Type,
        string? Deadline,
        string[] Accepted
    );

    private sealed record Answer(string? Deadline, string[] Alternatives, bool IsDeadline, bool Soon);

    public static int Run(string file, Options options)
    {
        var examples = File.ReadLines(file).Where(line => line.Length > 0).Select(Parse).ToList();
        var answers = examples.ConvertAll(Read);
        if (options.Json)
        {
            foreach (var (example, answer) in examples.Zip(answers))
            {
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = example.Id,
                            deadline = answer.Deadline,
                            alternatives = answer.Alternatives,
                            isDeadline = answer.IsDeadline,
                            soon = answer.Soon,
                        }
                    )
                );
            }
        }
        var summary = Summary(examples, answers);
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, value) in summary)
            Console.WriteLine($"{name, -28} {value, 10:0.###}");
        return 0;
    }

    private static Example Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var expected = root.TryGetProperty("expected", out var labelled) ? labelled : default;
        string? Expected(string name) =>
            expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty(name, out var value)
                ? value.GetString()
                : null;
        return new Example(
            root.GetProperty("id").GetString() ?? "",
            root.GetProperty("lang").GetString() ?? "en",
            root.GetProperty("text").GetString() ?? "",
            LocalDateTimePattern
                .GeneralIso.Parse(root.GetProperty("reference").GetString() ?? "")
                .Value.InUtc()
                .ToInstant(),
            Expected("type"),
            Expected("deadline"),
            expected.ValueKind == JsonValueKind.Object && expected.TryGetProperty("alsoAccept", out var also)
                ? [.. also.EnumerateArray().Select(other => other.GetString() ?? "")]
                : []
        );
    }

    /// <summary>A sentence's deadline if it has one; otherwise the date that the text names, as a deadline field would read it.</summary>
    private static Answer Read(Example example)
    {
        var locale = example.Language switch
        {
            "de" => "de-DE",
            "fr" => "fr-FR",
            "es" => "es-ES",
            "pt" => "pt-BR",
            "hi" => "hi-IN",
            _ => "en-US",
        };
        var context = new DateContext(example.WrittenAt, DateTimeZone.Utc, locale, DateTimeZone.Utc, null);
        var deadline = DateMention.Deadline(example.Text, context);
        var date = deadline is { Soon: false } ? deadline : DateMention.InField(example.Text, context);
        return new Answer(
            date?.Reading is { } reading ? Written(reading) : null,
            date is null ? [] : [.. date.Alternatives.Select(Written).Distinct()],
            deadline is { Soon: false },
            deadline is { Soon: true }
        );
    }

    private static string Written(DateReading reading) =>
        reading.Time is { } time ? Minute.Format(reading.Day.At(time)) : Day.Format(reading.Day);

    private static Dictionary<string, double> Summary(List<Example> examples, List<Answer> answers)
    {
        var summary = new Dictionary<string, double>(StringComparer.Ordinal) { ["records"] = examples.Count };
        void Share(string name, IReadOnlyCollection<bool> outcomes)
        {
            if (outcomes.Count == 0)
                return;
            var share = outcomes.Count(right => right) / (double)outcomes.Count;
            summary[name] = share;
            summary[name + "StandardError"] = Math.Sqrt(share * (1 - share) / outcomes.Count);
            summary[name + "Records"] = outcomes.Count;
        }

        var pairs = examples.Zip(answers).Where(pair => pair.First.Type is not null).ToList();
        var isMail = pairs.Exists(pair => pair.First.Type is "deadline" or "soon");
        if (!isMail)
        {
            var dated = pairs.Where(pair => pair.First.Deadline is not null).ToList();
            Share("day", [.. dated.Select(pair => IsDayRight(pair.First, pair.Second))]);
            Share("minute", [.. dated.Select(pair => IsMinuteRight(pair.First, pair.Second))]);
            Share(
                "noneSilent",
                [.. pairs.Where(pair => pair.First.Type == "none").Select(pair => pair.Second.Deadline is null)]
            );
        }
        else
        {
            bool Found(Answer answer) => answer.IsDeadline || answer.Soon;
            var isTrue = pairs.ConvertAll(pair => pair.First.Type is "deadline" or "soon");
            var hits = pairs.Where((pair, at) => isTrue[at] && Found(pair.Second)).Count();
            var claimed = pairs.Count(pair => Found(pair.Second));
            var real = isTrue.Count(positive => positive);
            summary["precision"] = claimed == 0 ? 0 : hits / (double)claimed;
            summary["recall"] = real == 0 ? 0 : hits / (double)real;
            summary["f1"] = hits == 0 ? 0 : 2.0 * hits / (claimed + real);
            Share(
                "noneSilent",
                [.. pairs.Where(pair => pair.First.Type == "none").Select(pair => !Found(pair.Second))]
            );
            Share(
                "day",
                [
                    .. pairs
                        .Where(pair => pair.First.Type == "deadline")
                        .Select(pair => IsDayRight(pair.First, pair.Second)),
                ]
            );
            Share(
                "minute",
                [
                    .. pairs
                        .Where(pair => pair.First.Type == "deadline")
                        .Select(pair => IsMinuteRight(pair.First, pair.Second)),
                ]
            );
        }

        var scan = DateScan.Of(AsMails(examples));
        summary["mailsPerSecond"] = scan.PerProcessorSecond;
        summary["mailsPerSecondByTheClock"] = scan.PerSecond;
        summary["bytesAllocatedEach"] = scan.BytesEach;
        return summary;
    }

    /// <summary>
    /// Texts of a thousand characters, made of the examples: a date stands in nearly every sentence, twenty in each text. Ordinary
    /// mail has fewer and is read faster.
    /// </summary>
    private static List<(string Text, Instant SentAt)> AsMails(List<Example> examples)
    {
        const int length = 1000;
        var all = string.Join('\n', examples.Select(example => example.Text));
        return
        [
            .. Enumerable
                .Range(0, Math.Max(1, all.Length / length))
                .Select(at => all.Substring(at * length, Math.Min(length, all.Length - at * length)))
                .Select(text => (text, Instant.FromUtc(2026, 3, 4, 15, 0))),
        ];
    }

    private static IEnumerable<string> Right(Example example) => example.Accepted.Prepend(example.Deadline ?? "");

    private static bool IsDayRight(Example example, Answer answer) =>
        answer.Deadline is { } said && Right(example).Any(right => said[..10] == right[..10]);

    private static bool IsMinuteRight(Example example, Answer answer) =>
        answer.Deadline is { } said
        && Right(example).Any(right => right.Length > 10 ? said == right : said[..10] == right);
}
