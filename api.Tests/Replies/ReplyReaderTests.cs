using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

public class ReplyReaderTests
{
    [Fact]
    public void A_promise_in_plain_words_with_a_date_needs_no_question()
    {
        var read = Mails.Read("Hi Bob,\n\nI'll send you the report tomorrow.\n\nAnn");
        Assert.Equal(new LocalDate(2001, 3, 9), Assert.IsType<ReplyReading.Promise>(read.Lead).By?.Day);
        Assert.True(read.ActsAlone);
        Assert.Equal("I'll send you the report tomorrow.", read.Lead.Evidence.Sentence);
    }

    [Fact]
    public void A_promise_of_a_later_day_than_agreed_asks_for_more_time() =>
        Assert.IsType<ReplyReading.MoreTime>(
            Mails.Read("I will send you the report by March 20.", agreed: Instant.FromUtc(2001, 3, 12, 17, 0)).Lead
        );

    [Theory]
    [InlineData("Please find part one of the report attached. I will send you part two by March 16.")]
    [InlineData("Attached is the first half of the report.\n\nI'll send the rest by March 16.")]
    public void A_part_that_is_still_to_come_is_reported_with_its_day_and_keeps_the_delivery_from_closing_alone(
        string text
    )
    {
        var read = ReplyReader.Read(
            Mails.Of(text, attachments: [new MailAttachment("report.pdf", "application/pdf", 90_000, false)]),
            new ReplyContext("Please send the report.", Mails.Sent, null, SenderRole.Contact, DateTimeZone.Utc)
        );

        Assert.Contains(read.Also.Prepend(read.Lead), act => act is ReplyReading.Delivered);
        var promise = Assert.Single(read.Also.Prepend(read.Lead).OfType<ReplyReading.Promise>());
        Assert.Equal(new LocalDate(2001, 3, 16), promise.By?.Day);
        Assert.Contains("March 16", promise.Evidence.Sentence, StringComparison.Ordinal);
        Assert.True(read.Lead == promise || !read.ActsAlone);
    }

    [Theory]
    [InlineData("I'll send it tomorrow if Carol agrees.")]
    [InlineData("Will you send it tomorrow?")]
    [InlineData("I won't send it tomorrow.")]
    [InlineData("Maybe I will send it tomorrow.")]
    public void A_condition_a_question_or_a_refusal_is_no_plain_promise(string text) =>
        Assert.NotEqual("rule: promises a date in plain words", Mails.Read(text).Lead.Evidence.Source);

    [Theory]
    [InlineData("Thanks!", typeof(ReplyReading.Courtesy))]
    [InlineData("Which report do you mean?", typeof(ReplyReading.Question))]
    [InlineData("I cannot open the attachment. Could you resend it?", typeof(ReplyReading.Blocked))]
    [InlineData("We are still waiting for approval from finance.", typeof(ReplyReading.Blocked))]
    [InlineData("Unfortunately I will not be able to attend.", typeof(ReplyReading.Declined))]
    [InlineData("Please find the report attached.", typeof(ReplyReading.Delivered))]
    [InlineData("I have forwarded your request to Carol Jones, she handles reports.", typeof(ReplyReading.HandedOver))]
    [InlineData("We need more time, can we have until next Friday?", typeof(ReplyReading.MoreTime))]
    public void Plain_cases_are_read_as_a_person_would(string text, Type kind) =>
        Assert.IsType(kind, Mails.Read(text).Lead);

    [Fact]
    public void Whom_it_was_passed_to_is_named() =>
        Assert.Equal(
            "Carol Jones",
            Assert
                .IsType<ReplyReading.HandedOver>(
                    Mails.Read("I have forwarded your request to Carol Jones for review.").Lead
                )
                .To
        );

    [Fact]
    public void Only_the_contact_moves_the_commitment_without_a_question() =>
        Assert.False(
            ReplyReader
                .Read(
                    Mails.Of("I'll send you the report tomorrow."),
                    new ReplyContext(
                        "Please send the report.",
                        Mails.Sent,
                        null,
                        SenderRole.Colleague,
                        DateTimeZone.Utc
                    )
                )
                .ActsAlone
        );

    [Fact]
    public void A_document_without_words_is_probably_the_answer_and_is_asked_about()
    {
        var read = ReplyReader.Read(
            Mails.Of("", attachments: [new MailAttachment("report.pdf", "application/pdf", 90_000, false)]),
            new ReplyContext("Please send the report.", Mails.Sent, null, SenderRole.Contact, DateTimeZone.Utc)
        );
        Assert.IsType<ReplyReading.Delivered>(read.Lead);
        Assert.False(read.ActsAlone);
    }

    [Fact]
    public void A_delivery_acts_alone_when_the_document_it_speaks_of_is_there()
    {
        const string Said = "Hi Anke, please find attached the checklist.";
        var context = new ReplyContext(
            "Please send the checklist.",
            Mails.Sent,
            null,
            SenderRole.Contact,
            DateTimeZone.Utc
        );
        var without = ReplyReader.Read(Mails.Of(Said), context);
        var with = ReplyReader.Read(
            Mails.Of(Said, attachments: [new MailAttachment("list.pdf", "application/pdf", 90_000, false)]),
            context
        );

        Assert.IsType<ReplyReading.Delivered>(without.Lead);
        Assert.IsType<ReplyReading.Delivered>(with.Lead);
        Assert.False(without.ActsAlone);
        Assert.True(with.ActsAlone);
        Assert.Contains("rule: a document came with it", with.Lead.Evidence.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reading_says_why_in_words() =>
        Assert.All(
            new[] { "Done.", "Thanks for your help.", "Why?", "I am on it and will let you know.", "xyzzy" },
            text => Assert.Matches("^(rule|model): .+", Mails.Read(text).Lead.Evidence.Source)
        );

    [Fact]
    public void A_language_the_model_does_not_know_is_asked_about() =>
        Assert.False(Mails.Read("Das kann ich leider erst nächste Woche liefern.").ActsAlone);

    [Fact]
    public void The_weights_belong_to_the_code()
    {
        // The replies it was trained on: a change of features without new weights falls below.
        var right = Mails
            .Shared("replies/replies_dev.jsonl")
            .Select(record =>
            {
                var ask = record.GetProperty("inReplyTo").GetString() ?? "";
                var kind = Mails
                    .Read(record.GetProperty("text").GetString()!, NewText.Of(new MailBody(false, ask)).Text)
                    .Lead;
                return
                    kind.GetType().Name == ReadingOf(record.GetProperty("label").GetString()!)
                    || kind is ReplyReading.Courtesy
                    ? 1.0
                    : 0.0;
            });
        Assert.InRange(right.Average(), 0.9, 1);
    }

    private static string ReadingOf(string label) =>
        label switch
        {
            "delivered" => nameof(ReplyReading.Delivered),
            "question" => nameof(ReplyReading.Question),
            "decline" => nameof(ReplyReading.Declined),
            "delegated" => nameof(ReplyReading.HandedOver),
            "blocked" => nameof(ReplyReading.Blocked),
            "promise" => nameof(ReplyReading.Promise),
            "ack" => nameof(ReplyReading.Acknowledgement),
            "extension" => nameof(ReplyReading.MoreTime),
            _ => nameof(ReplyReading.Other),
        };
}
