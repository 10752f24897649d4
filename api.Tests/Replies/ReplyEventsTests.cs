using System.Globalization;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Replies;

/// <summary>What a reply does to a commitment that is due on Wednesday, 4 March 2026, at five in Berlin.</summary>
public class ReplyEventsTests
{
    private static readonly WorkingCalendar Theirs = WorkingCalendar.NineToFive(Manila);

    [Fact]
    public void A_promised_day_ends_with_the_contacts_working_day()
    {
        var read = EventOf(new ReplyReading.Promise(Some.Evidence, Day(2026, 3, 6)));

        Assert.Equal(
            Manila.AtStrictly(new LocalDateTime(2026, 3, 6, 17, 0)).ToInstant(),
            Assert.IsType<CommitmentEvent.Promised>(read).Date
        );
    }

    [Fact]
    public void Before_a_day_is_by_the_end_of_the_day_before() =>
        Assert.Equal(
            Manila.AtStrictly(new LocalDateTime(2026, 3, 5, 17, 0)).ToInstant(),
            ReplyEvents.InstantOf(Day(2026, 3, 6) with { Inclusive = false }, Theirs)
        );

    [Theory]
    [InlineData(2026, 2, 20)]
    [InlineData(2199, 12, 31)]
    public void A_day_that_has_gone_by_or_that_nobody_lives_to_see_is_no_promised_date(int year, int month, int day) =>
        Assert.Null(
            Assert
                .IsType<CommitmentEvent.Promised>(
                    EventOf(new ReplyReading.Promise(Some.Evidence, Day(year, month, day)))
                )
                .Date
        );

    [Fact]
    public void An_absence_of_years_is_one_of_unknown_length() =>
        Assert.Null(
            Assert
                .IsType<CommitmentEvent.Absent>(
                    EventOf(new ReplyReading.AutomaticReply(Some.Evidence, new LocalDate(2062, 3, 5), null))
                )
                .Back
        );

    [Fact]
    public void What_is_not_sure_is_asked_with_the_likeliest_answer_first()
    {
        var read = new ReadReply(new ReplyReading.Delivered(Some.Evidence), [], ActsAlone: false, "");

        var asked = Assert.IsType<CommitmentEvent.Unclear>(ReplyEvents.Of(read, Reply(""), Theirs));

        Assert.Equal(ReplyKind.Delivered, asked.Likely[0].Kind);
        Assert.Equal(asked.Likely.Count, asked.Likely.Select(answer => answer.Kind).Distinct().Count());
    }

    [Fact]
    public void What_else_a_mail_says_stands_beside_what_counted_and_a_comment_does_not()
    {
        var read = new ReadReply(
            new ReplyReading.Question(Some.Evidence),
            [
                new ReplyReading.Promise(
                    Some.Evidence with
                    {
                        Sentence = "The rest comes on Friday.",
                    },
                    Day(2026, 3, 6)
                ),
                new ReplyReading.Other(Some.Evidence),
            ],
            ActsAlone: true,
            ""
        );

        var happened = Assert.IsType<CommitmentEvent.Questioned>(ReplyEvents.Of(read, Reply(""), Theirs));

        var further = Assert.IsType<CommitmentEvent.Promised>(Assert.Single(happened.Also ?? []));
        Assert.Equal(
            ("The rest comes on Friday.", new LocalDate(2026, 3, 6)),
            (further.Evidence.Sentence, further.Day)
        );
        var asked = ReplyEvents.Of(read with { ActsAlone = false }, Reply(""), Theirs);
        Assert.Equal(further, Assert.Single(asked?.Also ?? []));
    }

    [Fact]
    public void A_delivery_notice_says_nothing() =>
        Assert.Null(EventOf(new ReplyReading.Notice(Some.Evidence, NoticeKind.ReadReceipt)));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(12)]
    public void A_plain_promise_is_understood_in_every_month(int month)
    {
        var day = new LocalDate(2026, month, 20);
        var reply = Reply(
            $"Hello Anke, I will send you the test report by {day.ToString("dddd d MMMM", CultureInfo.GetCultureInfo("en-GB"))}."
        ) with
        {
            SentAt = Manila.AtStrictly(day.PlusDays(-9).At(new LocalTime(10, 0))).ToInstant(),
        };

        var read = ReplyReader.Read(
            reply,
            new ReplyContext("Send the test report", Monday(9), reply.SentAt, SenderRole.Contact, Manila)
        );

        Assert.True(read.ActsAlone, $"{read.Lead}");
        Assert.Equal(day, Assert.IsType<ReplyReading.MoreTime>(read.Lead).By?.Day);
    }

    private static CommitmentEvent? EventOf(ReplyReading reading) =>
        ReplyEvents.Of(new ReadReply(reading, [], ActsAlone: true, ""), Reply(""), Theirs);

    private static DateReading Day(int year, int month, int day) =>
        new(new LocalDate(year, month, day), null, Manila, Inclusive: true);

    private static MailMessage Reply(string text) =>
        Mail(text) with
        {
            InternetMessageId = "<reply@bayani.example>",
            From = Some.Contact,
            To = [Some.Asker],
            SentAt = Tuesday(10),
            ReceivedAt = Tuesday(10),
        };
}
