using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AngleSharp.Html.Parser;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>Runs matching and reading over whole mailboxes: which message each one answers, what it means, and how fast.</summary>
internal static class Threads
{
    private sealed record Mail(string Id, string Mailbox, MailMessage Message, string? Answers);

    private sealed record Result(Mail Mail, Match? Match, ReadReply? Read);

    public static int Run(string file, Options options)
    {
        var mails = MailData.Records(file).Select(Parse).OrderBy(mail => mail.Message.SentAt).ToList();
        var start = Stopwatch.GetTimestamp();
        ReplyReader.WarmUp();
        var startUp = Stopwatch.GetElapsedTime(start);
        // Rounds for the just-in-time compiler, as in a server that has been up for a minute; then the best of three.
        ReadAll(mails);
        ReadAll(mails);
        var results = new List<Result>();
        var elapsed = BestOfThree(() => results = ReadAll(mails));
        var onOneCore = MedianProcessorTime(() => ReadAll(mails));
        var parser = new HtmlParser();
        var floor = BestOfThree(() => mails.ForEach(mail => parser.ParseDocument(mail.Message.Body.Content).Dispose()));
        var scan = DateScan.Of(BodiesOfAThousand(mails));

        var byHeaders = results.Where(r => r.Mail.Answers is not null).ToList();
        var withoutHeaders = MatchedWithoutHeaders(mails);
        var summary = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["messages"] = mails.Count,
            ["messages per second"] = Math.Round(mails.Count / elapsed.TotalSeconds),
            ["messages per second of processor time"] = Math.Round(mails.Count / onOneCore.TotalSeconds),
            ["times as long as the HTML parser alone"] = Math.Round(elapsed / floor, 2),
            ["bodies of 1 kB scanned for dates per second of processor time"] = scan.PerProcessorSecond,
            ["bodies of 1 kB scanned for dates per second by the clock"] = scan.PerSecond,
            ["bytes allocated for each scan"] = scan.BytesEach,
            ["milliseconds to load the weights"] = Math.Round(startUp.TotalMilliseconds, 1),
            ["replies with a header"] = byHeaders.Count,
            ["matched to what the header names"] =
                byHeaders.Count == 0
                    ? 0
                    : byHeaders.Average(r => r.Match?.Answers.InternetMessageId == r.Mail.Answers ? 1.0 : 0.0),
            ["without headers: matched to the right message"] = withoutHeaders.Right,
            ["without headers: matched to the right thread"] = withoutHeaders.RightThread,
        };
        if (options.Json)
        {
            foreach (var result in results)
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            id = result.Mail.Id,
                            repliesTo = result.Match?.Answers.InternetMessageId,
                            kind = result.Read is null ? null : KindOf(result.Read.Lead),
                        }
                    )
                );
            Console.WriteLine(JsonSerializer.Serialize(new { summary }));
            return 0;
        }
        foreach (var (name, value) in summary)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -64} {value, 10:0.###}"));
        return 0;
    }

    /// <summary>The shortest of three rounds: what else the machine does only makes a round longer.</summary>
    private static TimeSpan BestOfThree(Action round)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            round();
            best = Stopwatch.GetElapsedTime(start) is var took && took < best ? took : best;
        }
        return best;
    }

    /// <summary>What a round costs on one core, the collecting of garbage included, whatever else the machine does.</summary>
    private static TimeSpan MedianProcessorTime(Action round)
    {
        var rounds = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            round();
            rounds.Add(Environment.CpuUsage.TotalTime - before);
        }
        return rounds.Order().ElementAt(rounds.Count / 2);
    }

    /// <summary>What people wrote, cut or repeated to a thousand characters.</summary>
    private static List<(string Text, Instant SentAt)> BodiesOfAThousand(List<Mail> mails) =>
        [
            .. mails
                .Select(mail => (NewText.Of(mail.Message.Body).Text, mail.Message.SentAt))
                .Where(body => body.Text.Length > 100)
                .Select(body =>
                    (
                        string.Concat(Enumerable.Repeat(body.Text + "\n", 1000 / body.Text.Length + 1))[..1000],
                        body.SentAt
                    )
                ),
        ];

    private static Mail Parse(JsonElement record)
    {
        var message = MailData.OfGraph(record);
        return new(
            record.Text("id"),
            record.Text("mailbox"),
            message,
            message.AnsweredMessageIds.Count > 0 ? message.AnsweredMessageIds[0] : null
        );
    }

    /// <summary>In order of sending: a message is matched against those before it, then read against what it answers.</summary>
    private static List<Result> ReadAll(List<Mail> mails)
    {
        var known = new KnownMessages([]);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var results = new List<Result>(mails.Count);
        foreach (var mail in mails)
        {
            var match = Matching.Find(mail.Message, mail.Mailbox, known);
            var ask = match is null ? "" : texts[match.Answers.InternetMessageId];
            var read = ReplyReader.Read(
                mail.Message,
                new ReplyContext(
                    ask,
                    match?.Answers.SentAt ?? mail.Message.SentAt,
                    null,
                    SenderRole.Contact,
                    DateTimeZone.Utc
                )
            );
            texts[mail.Message.InternetMessageId ?? mail.Id] = read.NewText;
            known.Add(KnownMessage.Of(mail.Message, mail.Mailbox));
            results.Add(
                new(
                    mail,
                    match,
                    match is null
                    && read.Lead is not (ReplyReading.AutomaticReply or ReplyReading.Bounce or ReplyReading.Notice)
                        ? null
                        : read
                )
            );
        }
        return results;
    }

    /// <summary>The same without In-Reply-To and References, where only the conversation id is left.</summary>
    private static (double Right, double RightThread) MatchedWithoutHeaders(List<Mail> mails)
    {
        var known = new KnownMessages([]);
        var (right, thread, replies) = (0, 0, 0);
        foreach (var mail in mails)
        {
            if (mail.Answers is { } answers)
            {
                replies++;
                var match = Matching.Find(mail.Message with { Headers = [] }, mail.Mailbox, known);
                right += match?.Answers.InternetMessageId == answers ? 1 : 0;
                thread += match?.Answers.ConversationId == mail.Message.ConversationId ? 1 : 0;
            }
            known.Add(KnownMessage.Of(mail.Message, mail.Mailbox));
        }
        return replies == 0 ? (0, 0) : (right / (double)replies, thread / (double)replies);
    }

    private static string KindOf(ReplyReading reading) =>
        reading switch
        {
            ReplyReading.AutomaticReply => "autoreply",
            ReplyReading.Bounce => "bounce",
            ReplyReading.Notice => "notice",
            _ => Labels.Of(reading),
        };
}
