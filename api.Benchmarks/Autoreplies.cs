using System.Globalization;
using System.Text;
using System.Text.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Benchmarks;

/// <summary>How well machine-made mail is told from a person's, on bounces, automatic replies and human mail that looks like them.</summary>
internal static class Autoreplies
{
    private sealed record Result(string Id, string Expected, string Kind, string? ReturnDate, HashSet<string> Accepted)
    {
        public static bool IsAutomatic(string kind) => kind is not ("none" or "human-absence");
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
                            kind = result.Kind,
                            returnDate = result.ReturnDate,
                        }
                    )
                );
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, score) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -44} {score, 10:0.####}"));
        return 0;
    }

    private static Result Read(JsonElement record)
    {
        var headers = record
            .GetProperty("headers")
            .EnumerateArray()
            .Select(header => KeyValuePair.Create(header[0].GetString() ?? "", header[1].GetString() ?? ""))
            .ToList();
        var message = MailData.Message(
            record.Text("id"),
            Decoded(First("Subject")),
            AddressOf(First("From")),
            DateOf(First("Date")),
            new MailBody(false, record.Text("body")),
            headers
        );
        var reading = AutomaticMail.Read(message, DateTimeZone.Utc);
        var absence = reading is null or ReplyReading.AutomaticReply
            ? Absence.Of(message.Subject, NewText.Of(message.Body).Text, message.SentAt, DateTimeZone.Utc)
            : null;
        var kind = reading switch
        {
            null => absence is { IsStated: true } ? "human-absence" : "none",
            ReplyReading.Bounce => "bounce",
            ReplyReading.AutomaticReply => "autoreply",
            ReplyReading.Notice { What: NoticeKind.AbuseReport } => "abuse-report",
            ReplyReading.Notice { What: NoticeKind.Notification } => "notification",
            _ => "delivery-notice",
        };
        var back = kind is "autoreply" or "human-absence" ? absence?.Back : null;
        return new(
            message.Id,
            record.Text("kind"),
            kind,
            back is { } day ? LocalDatePattern.Iso.Format(day) : null,
            [.. record.Texts("alsoAccept").Append(record.Text("returnDate"))]
        );

        string First(string name) =>
            headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
    }

    private static SortedDictionary<string, double> Summary(List<Result> results)
    {
        var bounces = results.ConvertAll(r => (Said: r.Kind == "bounce", Is: r.Expected == "bounce"));
        var right = results
            .Select(r => Result.IsAutomatic(r.Kind) == Result.IsAutomatic(r.Expected) ? 1.0 : 0.0)
            .ToList();
        var dated = results.Where(r => r.Accepted.Any(day => day.Length > 0)).ToList();
        return new(StringComparer.Ordinal)
        {
            ["records"] = results.Count,
            ["bounce precision"] = bounces.Where(b => b.Said).Select(b => b.Is ? 1.0 : 0.0).DefaultIfEmpty(1).Average(),
            ["bounce recall"] = bounces.Where(b => b.Is).Select(b => b.Said ? 1.0 : 0.0).DefaultIfEmpty(1).Average(),
            ["automatic or human, accuracy"] = right.Average(),
            ["automatic or human, standard error"] = Scores.StandardError(right),
            ["human mail called automatic"] = results.Count(r =>
                Result.IsAutomatic(r.Kind) && !Result.IsAutomatic(r.Expected)
            ),
            ["kind, accuracy"] = results.Average(r => r.Kind == r.Expected ? 1.0 : 0.0),
            ["day of return, known"] = dated.Count,
            ["day of return, right"] =
                dated.Count == 0
                    ? 0
                    : dated.Average(r => r.ReturnDate is { } day && r.Accepted.Contains(day) ? 1.0 : 0.0),
        };
    }

    private static MailAddress AddressOf(string header)
    {
        var open = header.LastIndexOf('<');
        return open < 0
            ? MailAddress.Of(null, header.Split(' ', '(')[0])
            : MailAddress.Of(Decoded(header[..open].Trim(' ', '"')), header[(open + 1)..].Trim('>', ' '));
    }

    private static Instant DateOf(string header)
    {
        // A comment such as "(JST)" may follow the offset.
        var plain = header.Split('(')[0].Trim();
        return DateTimeOffset.TryParse(
            plain,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var date
        )
            ? Instant.FromDateTimeOffset(new DateTimeOffset(date.DateTime, TimeSpan.Zero))
            : Instant.FromUtc(2000, 1, 1, 0, 0);
    }

    /// <summary>Resolves encoded words of RFC 2047, as a mail program does before anybody reads a subject.</summary>
    private static string Decoded(string header)
    {
        var plain = new StringBuilder();
        var at = 0;
        while (header.IndexOf("=?", at, StringComparison.Ordinal) is >= 0 and var start)
        {
            var parts = header[(start + 2)..].Split('?', 4);
            if (parts is not [var charset, var encoding, var text, ['=', ..]])
                break;
            plain.Append(header, at, start - at);
            at = start + 2 + charset.Length + encoding.Length + text.Length + 4;
            try
            {
                var bytes = encoding is "B" or "b"
                    ? Convert.FromBase64String(text)
                    : Encoding.Latin1.GetBytes(Uri.UnescapeDataString(text.Replace('_', ' ').Replace('=', '%')));
                plain.Append(Encoding.GetEncoding(charset).GetString(bytes));
            }
            catch (Exception unreadable) when (unreadable is FormatException or ArgumentException)
            {
                plain.Append(text);
            }
        }
        return plain.Append(header, at, header.Length - at).ToString();
    }
}
