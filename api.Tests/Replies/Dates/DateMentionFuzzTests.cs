using System.Diagnostics;
using System.Text.Json;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies.Dates;

/// <summary>Mail comes from anybody. Whatever stands in it, reading it neither throws nor takes longer than its length warrants.</summary>
public class DateMentionFuzzTests
{
    private static readonly string[] Locales =
    [
        "en-US",
        "en-GB",
        "de-DE",
        "fr-FR",
        "es-ES",
        "pt-BR",
        "hi-IN",
        "",
        "xx",
    ];

    private static readonly DateContext Context = new(
        Instant.FromUtc(2026, 3, 4, 15, 0),
        DateTimeZone.Utc,
        "en-US",
        DateTimeZoneProviders.Tzdb["Asia/Manila"],
        MailCommitments.Calendars.WorkingCalendar.NineToFive(DateTimeZone.Utc)
    );

    private static List<string> Phrases()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "MailCommitments.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("MailCommitments.sln is not above the tests.");
        var data = Path.Combine(folder.FullName, "..", "shared", "data", "deadlines");
        return
        [
            .. Directory
                .EnumerateFiles(data, "*.jsonl")
                .Order(StringComparer.Ordinal)
                .SelectMany(File.ReadLines)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString() ?? ""),
        ];
    }

    [Fact]
    public void Mangled_phrases_never_throw_and_always_point_into_the_text()
    {
        var chance = new Random(20260304);
        var phrases = Phrases();
        const string noise = "0123456789:./-,'()+@ \n\tahpmstndQ1०५बजे年\u0301\ud83d\u200b\0";
        for (var round = 0; round < 4_000; round++)
        {
            var text = phrases[chance.Next(phrases.Count)] + " " + phrases[chance.Next(phrases.Count)];
            var letters = text.ToCharArray().ToList();
            for (var change = chance.Next(1, 12); change > 0 && letters.Count > 0; change--)
            {
                var at = chance.Next(letters.Count);
                switch (chance.Next(4))
                {
                    case 0:
                        letters.RemoveAt(at);
                        break;
                    case 1:
                        letters.Insert(at, noise[chance.Next(noise.Length)]);
                        break;
                    case 2:
                        letters[at] = noise[chance.Next(noise.Length)];
                        break;
                    default:
                        letters.RemoveRange(at, Math.Min(chance.Next(20), letters.Count - at));
                        break;
                }
            }
            var mangled = new string([.. letters]);
            var context = Context with
            {
                Locale = Locales[chance.Next(Locales.Length)],
                Calendar = round % 2 == 0 ? Context.Calendar : null,
            };
            var end = 0;
            foreach (var mention in DateMention.Find(mangled, context))
            {
                Assert.True(
                    mention.Start >= end || mention.Start >= 0 && mention.Start + mention.Length <= mangled.Length
                );
                Assert.Equal(mention.Phrase, mangled.Substring(mention.Start, mention.Length));
                Assert.InRange(mention.Score, 0, 1);
                end = mention.Start + mention.Length;
            }
            _ = DateMention.InField(mangled, context);
        }
    }

    [Theory]
    [InlineData("1 ")]
    [InlineData("by ")]
    [InlineData("1-1-")]
    [InlineData("in 2 days after ")]
    [InlineData("from 3 to ")]
    [InlineData("the second of ")]
    [InlineData("(((")]
    [InlineData("Friday, ")]
    [InlineData("next ")]
    [InlineData("end of the ")]
    [InlineData("between 1 and ")]
    [InlineData("twenty ")]
    [InlineData("bis zum ")]
    [InlineData("a@")]
    [InlineData("a@b.")]
    [InlineData("www.")]
    [InlineData("x://")]
    public void Time_grows_with_the_length_of_a_hostile_text_and_no_faster(string unit)
    {
        static TimeSpan Spent(string text, int times)
        {
            var watch = Stopwatch.StartNew();
            for (var round = 0; round < times; round++)
                _ = DateMention.Find(text, Context);
            return watch.Elapsed;
        }

        string Repeated(int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        var (small, large) = (Repeated(2_000), Repeated(32_000));
        _ = Spent(small, 16);
        // The same amount of text in sixteen pieces and in one. A square would make the one sixteen times as dear; the best
        // of five rounds forgives the pauses of a busy machine.
        var ratio = Enumerable.Range(0, 5).Min(_ => Spent(large, 1) / Spent(small, 16));
        Assert.True(ratio < 6, $"One long text costs {ratio:0.0} times as much as the same text in pieces.");
    }
}
