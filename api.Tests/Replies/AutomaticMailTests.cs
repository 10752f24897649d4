using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

public class AutomaticMailTests
{
    private static ReplyReading? Read(MailMessage mail) => AutomaticMail.Read(mail, DateTimeZone.Utc);

    [Theory]
    [InlineData("Auto-Submitted", "no")]
    [InlineData("Precedence", "list")]
    [InlineData("Precedence", "bulk")]
    [InlineData("X-Auto-Response-Suppress", "All")]
    public void Headers_that_people_have_too_do_not_make_a_mail_automatic(string name, string value) =>
        Assert.Null(Read(Mails.Of("Here is the report. I am out of the office tomorrow.", headers: (name, value))));

    [Fact]
    public void A_persons_own_note_of_absence_is_no_automatic_reply() =>
        Assert.Null(Read(Mails.Of("I will be out of the office on Monday.", subject: "Out of office on Monday")));

    [Fact]
    public void An_answer_to_an_automatic_reply_is_a_persons() =>
        Assert.Null(Read(Mails.Of("Enjoy your holiday, here is the file.", subject: "Re: Automatic reply: Report")));

    [Fact]
    public void An_automatic_reply_names_the_day_of_return_and_the_deputy()
    {
        var reply = Assert.IsType<ReplyReading.AutomaticReply>(
            Read(
                Mails.Of(
                    "I am out of the office and will return on Monday, March 19. In urgent cases please contact Carol Jones.",
                    "Automatic reply: Report"
                )
            )
        );
        Assert.Equal(new LocalDate(2001, 3, 19), reply.Back);
        Assert.Equal("Carol Jones", reply.Deputy);
    }

    [Fact]
    public void After_a_last_day_away_the_next_working_day_is_the_day_of_return() =>
        Assert.Equal(
            new LocalDate(2001, 3, 19),
            Assert
                .IsType<ReplyReading.AutomaticReply>(
                    Read(
                        Mails.Of(
                            "I am on vacation through Friday, March 16.",
                            headers: ("Auto-Submitted", "auto-replied (vacation)")
                        )
                    )
                )
                .Back
        );

    [Fact]
    public void A_bounce_names_the_address_and_whether_it_is_for_good()
    {
        var bounce = Assert.IsType<ReplyReading.Bounce>(
            Read(
                Mails.Of(
                    "Your message could not be delivered.\n\nFinal-Recipient: rfc822; Carol@partner.example\nAction: failed\nStatus: 5.1.1\n",
                    "Undelivered Mail Returned to Sender",
                    from: "mailer-daemon@partner.example",
                    headers: ("Content-Type", "multipart/report; report-type=delivery-status; boundary=x")
                )
            )
        );
        Assert.Equal("carol@partner.example", bounce.Address);
        Assert.True(bounce.IsPermanent);
    }

    [Fact]
    public void A_full_mailbox_may_be_empty_tomorrow() =>
        Assert.False(
            Assert
                .IsType<ReplyReading.Bounce>(
                    Read(
                        Mails.Of(
                            "<carol@partner.example>: 452 4.2.2 mailbox is full, will retry",
                            "Delivery Status Notification",
                            from: "postmaster@partner.example"
                        )
                    )
                )
                .IsPermanent
        );

    [Theory]
    [InlineData("REPORT.IPM.Note.NDR", typeof(ReplyReading.Bounce))]
    [InlineData("REPORT.IPM.Note.IPNRN", typeof(ReplyReading.Notice))]
    [InlineData("IPM.Schedule.Meeting.Resp.Pos", typeof(ReplyReading.Notice))]
    [InlineData("IPM.Note.Rules.OofTemplate.Microsoft", typeof(ReplyReading.AutomaticReply))]
    public void Exchanges_item_class_decides_first(string itemClass, Type reading) =>
        Assert.IsType(reading, Read(Mails.Of("Yes", itemClass: itemClass)));

    [Fact]
    public void On_real_mail_no_human_answer_is_lost_and_bounces_are_found()
    {
        var (lost, found, bounces, called) = (0, 0, 0, 0);
        foreach (var record in Mails.Shared("autoreplies/autoreplies_dev.jsonl"))
        {
            var headers = record
                .GetProperty("headers")
                .EnumerateArray()
                .Select(h => (h[0].GetString()!, h[1].GetString()!))
                .ToArray();
            string First(string name) =>
                headers.FirstOrDefault(h => h.Item1.Equals(name, StringComparison.OrdinalIgnoreCase)).Item2 ?? "";
            var from = First("From");
            var open = from.LastIndexOf('<');
            var mail = Mails.Of(record.GetProperty("body").GetString()!, First("Subject"), headers: headers) with
            {
                From = MailAddress.Of(open < 0 ? null : from[..open], from[(open + 1)..].TrimEnd('>')),
            };
            var reading = Read(mail);
            var kind = record.GetProperty("kind").GetString();
            lost += kind is "none" or "human-absence" && reading is not null ? 1 : 0;
            bounces += kind == "bounce" ? 1 : 0;
            called += reading is ReplyReading.Bounce ? 1 : 0;
            found += kind == "bounce" && reading is ReplyReading.Bounce ? 1 : 0;
        }
        Assert.Equal(0, lost);
        Assert.Equal(called, found);
        Assert.InRange(found, 0.98 * bounces, bounces);
    }
}
