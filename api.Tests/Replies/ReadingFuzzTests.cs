using System.Diagnostics;
using System.Text;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

public class ReadingFuzzTests
{
    private static readonly string[] Spices =
    [
        ">",
        "> > >",
        "\u200b",
        "\u202e",
        "\0",
        "<",
        "</div>",
        "<blockquote>",
        "<!--",
        "-- \n",
        "From: a@b.example\n",
        "On 3/4/01 x wrote:",
        "\r",
        "\n\n\n",
        "&#x",
        "=?UTF-8?B?",
        "नमस्ते",
        "🙂",
        "\ud83d",
        "?!?!",
        "--------",
        "To:",
        "|",
        "<style>",
        "<![CDATA[",
    ];

    [Fact]
    public void Mutated_real_mail_never_crashes_the_reader()
    {
        var random = new Random(20010308);
        var mails = Mails
            .Shared("quotes/fixtures_dev.jsonl")
            .Select(record => record.GetProperty("body").GetString()!)
            .Concat(Mails.Shared("replies/replies_dev.jsonl").Select(record => record.GetProperty("text").GetString()!))
            .ToList();
        for (var round = 0; round < 3000; round++)
        {
            var mail = new StringBuilder(mails[random.Next(mails.Count)]);
            for (var change = random.Next(1, 8); change > 0 && mail.Length > 0; change--)
            {
                var at = random.Next(mail.Length);
                switch (random.Next(4))
                {
                    case 0:
                        mail.Remove(at, Math.Min(random.Next(1, 60), mail.Length - at));
                        break;
                    case 1:
                        mail.Insert(at, Spices[random.Next(Spices.Length)]);
                        break;
                    case 2:
                        mail.Insert(
                            at,
                            string.Concat(Enumerable.Repeat(Spices[random.Next(Spices.Length)], random.Next(1, 30)))
                        );
                        break;
                    default:
                        mail[at] = (char)random.Next(1, 0x2fff);
                        break;
                }
            }
            var body = mail.ToString();
            var message = Mails.Of(body, isHtml: random.Next(2) == 0);
            var read = ReplyReader.Read(
                message,
                new ReplyContext("Please send the report.", Mails.Sent, null, SenderRole.Contact, DateTimeZone.Utc)
            );
            Assert.InRange(read.Lead.Evidence.Confidence, 0, 1);
            Assert.InRange(read.Lead.Evidence.Sentence.Length, 0, 300);
            Suggestions.In(message, DateTimeZone.Utc);
        }
    }

    public static TheoryData<string, bool> Hostile =>
        new()
        {
            { string.Concat(Enumerable.Repeat("<blockquote>x", 10_000)), true },
            { string.Concat(Enumerable.Repeat("<div style=\"color:red\"><b>", 4_000)), true },
            { string.Concat(Enumerable.Repeat("</p>", 25_000)), true },
            { new string('<', 100_000), true },
            { "<a href=\"" + new string('a', 100_000), true },
            { string.Concat(Enumerable.Repeat(new string('>', 990) + " a\n", 100)), false },
            { string.Concat(Enumerable.Repeat("On 3/4/2001 10:00 a@b.example ", 3_300)), false },
            { string.Concat(Enumerable.Repeat("On 3/4/2001\n", 8_000)), false },
            { string.Concat(Enumerable.Repeat("To: a@b.example,\n", 6_000)), false },
            { string.Concat(Enumerable.Repeat("word ", 20_000)), false },
            { string.Concat(Enumerable.Repeat("i will send by friday ", 4_500)), false },
            { string.Concat(Enumerable.Repeat("I'll send it by 3/4.\n", 5_000)), false },
            { string.Concat(Enumerable.Repeat("<pre>\n", 16_000)), true },
            { new string('?', 100_000), false },
            { string.Concat(Enumerable.Repeat("\u200b\u202e", 50_000)), false },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_mail_of_100_kB_takes_no_longer_than_an_eye_blinks(string body, bool isHtml)
    {
        var message = Mails.Of(body, isHtml: isHtml);
        var context = new ReplyContext(
            "Please send the report.",
            Mails.Sent,
            null,
            SenderRole.Contact,
            DateTimeZone.Utc
        );
        var fastest = TimeSpan.MaxValue;
        // The best of several: other tests share the machine.
        for (var round = 0; round < 80 && fastest.TotalMilliseconds > 25; round++)
        {
            var start = Stopwatch.GetTimestamp();
            ReplyReader.Read(message, context);
            fastest = Stopwatch.GetElapsedTime(start) is var took && took < fastest ? took : fastest;
        }
        Assert.InRange(fastest.TotalMilliseconds, 0, 50);
    }

    [Fact]
    public void A_body_of_five_megabytes_is_read_up_to_what_a_person_writes() =>
        Assert.InRange(NewText.Of(new MailBody(false, new string('x', 5_000_000))).Text.Length, 1, 200_000);
}
