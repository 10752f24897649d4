using MailCommitments.Mailboxes;
using MailCommitments.Replies;

namespace MailCommitments.Tests.Replies;

public class NewTextTests
{
    [Theory]
    [InlineData("Yes.\n\nOn Mon, Mar 5, 2001 at 10:00 AM Bob <bob@example.com> wrote:\n> Can you?")]
    [InlineData("Yes.\n\nAm 05.03.2001 um 10:00 schrieb Bob <bob@example.com>:\n> Kannst du?")]
    [InlineData("Yes.\n\nLe 5 mars 2001 à 10:00, Bob <bob@example.com> a écrit :\n\nPeux-tu ?")]
    [InlineData("Yes.\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\n\nCan you?")]
    [InlineData(
        "Yes.\n\n________________________________\nVon: Bob <bob@example.com>\nGesendet: Montag, 5. März 2001 10:00\nAn: Ann\nBetreff: Bericht\n\nKannst du?"
    )]
    [InlineData(
        "Yes.\n\n\nBob Smith@ENRON\n03/05/2001 10:00 AM\nTo: Ann/HOU/ECT@ECT\ncc:  \nSubject: Report\n\nCan you?"
    )]
    [InlineData(
        "Yes.\n---------------------- Forwarded by Ann/HOU/ECT on 03/05/2001 10:00 AM ---------------------------\nTo: all\ncc: \n\nCan you?"
    )]
    [InlineData("Yes.\n>>> Bob Smith <bob@example.com> 03/05/01 10:00 >>>\nCan you?")]
    [InlineData("Yes.\n\nSent from my iPhone\n\n> Can you?")]
    public void What_is_quoted_below_is_not_the_writers(string mail) => Assert.Equal("Yes.", Mails.NewTextOf(mail));

    [Fact]
    public void A_sentence_that_begins_with_on_stays() =>
        Assert.Equal(
            "On Monday we met.\nOn the other hand, Bob wrote nothing.",
            Mails.NewTextOf("On Monday we met.\nOn the other hand, Bob wrote nothing.")
        );

    [Fact]
    public void Answers_between_quoted_lines_are_kept_with_what_they_answer()
    {
        var written = NewText.Of(
            new MailBody(
                false,
                "On Mon, Mar 5, 2001, Bob <bob@example.com> wrote:\n> Which day?\n\nTuesday.\n\n> And where?\n\nHere.\n"
            )
        );
        Assert.Equal(
            [new InlineAnswer("Which day?", "Tuesday."), new InlineAnswer("And where?", "Here.")],
            written.InlineAnswers
        );
        Assert.Equal("Tuesday.\n\n\nHere.", written.Text);
    }

    [Fact]
    public void Outlooks_history_in_html_is_cut_off() =>
        Assert.Equal(
            "Yes, on Friday.",
            Mails.NewTextOf(
                "<html><head><style>p{}</style></head><body><div>Yes, on <b>Friday</b>.</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div><div>Can you?</div></body></html>",
                isHtml: true
            )
        );

    [Fact]
    public void Gmails_quotation_and_hidden_text_in_html_are_cut_off() =>
        Assert.Equal(
            "Yes & no",
            Mails.NewTextOf(
                "<div dir=ltr>Yes &amp; no</div><div style=\"display: none\">track</div><div class=gmail_quote><div class=gmail_attr>On Mon Bob wrote:<br></div><blockquote>Can you?</blockquote></div>",
                isHtml: true
            )
        );

    [Fact]
    public void A_signature_with_contact_details_goes_and_a_name_alone_stays()
    {
        Assert.Equal(
            "It is done.",
            Mails.NewTextOf("It is done.\n\nBest regards,\nAnn Miller\nHead of Quality\n+44 20 7946 0000")
        );
        Assert.Equal("It is done.\n\nThanks,\nAnn", Mails.NewTextOf("It is done.\n\nThanks,\nAnn"));
        Assert.Equal("It is done.", Mails.NewTextOf("It is done.\n-- \nAnn\nPartner Ltd"));
    }

    [Fact]
    public void Zero_width_and_direction_marks_disappear_and_other_scripts_stay() =>
        Assert.Equal("مرحبا नमस्ते Hi", Mails.NewTextOf("\u202bمرحبا\u202c \u200bनमस्ते\ufeff Hi"));

    [Fact]
    public void Fixtures_of_other_tools_stay_above_the_floor()
    {
        var exact = Mails
            .Shared("quotes/fixtures_dev.jsonl")
            .Select(record =>
            {
                var written = NewText.Of(
                    new MailBody(
                        record.GetProperty("contentType").GetString() == "html",
                        record.GetProperty("body").GetString()!
                    )
                );
                var text = record.GetProperty("signature").GetString() is "kept" or "none"
                    ? written.TextWithSignature
                    : written.Text;
                return Mails.Plain(text) == Mails.Plain(record.GetProperty("expected").GetString()!) ? 1.0 : 0.0;
            });
        Assert.InRange(exact.Average(), 0.93, 1);
    }

    [Fact]
    public void Company_mail_with_notes_and_outlook_headings_stays_above_the_floor()
    {
        var exact = Mails
            .Shared("threads/messages_dev.jsonl")
            .Select(record =>
                Mails.Plain(
                    NewText
                        .Of(new MailBody(false, record.GetProperty("body").GetProperty("content").GetString()!))
                        .TextWithSignature
                ) == Mails.Plain(record.GetProperty("uniqueBody").GetProperty("content").GetString()!)
                    ? 1.0
                    : 0.0
            );
        Assert.InRange(exact.Average(), 0.95, 1);
    }
}
