using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Commitments;

public class TaggingTests
{
    private static readonly TagWish Wish = new(
        "Send the test report",
        [Some.Contact.Address],
        Friday(17),
        "Friday 6 March 2026, 17:00 (Berlin)",
        Priority.Normal
    );

    [Fact]
    public void A_tagged_mail_is_a_request_of_its_recipients()
    {
        var tagged = Assert.IsType<TagOutcome.Tagged>(Tag(Mail(), Wish));

        Assert.Equal([Some.Contact], tagged.Contacts);
        Assert.Equal(Friday(17), tagged.Request.Deadline);
        Assert.Equal(Monday(9), tagged.Request.AskedAt);
        Assert.Equal("Send the test report", tagged.Request.Ask);
    }

    [Fact]
    public void Contacts_are_told_apart_by_address_whatever_its_case_and_blanks() =>
        Assert.IsType<TagOutcome.Tagged>(Tag(Mail(), Wish with { Contacts = [" Maria.Santos@BAYANI.example "] }));

    [Fact]
    public void Only_the_recipients_that_were_chosen_owe_an_answer()
    {
        var other = new MailAddress("Jose Ramos", "jose.ramos@bayani.example");

        var tagged = Assert.IsType<TagOutcome.Tagged>(Tag(Mail() with { Cc = [other] }, Wish));

        Assert.Equal([Some.Contact], tagged.Contacts);
    }

    [Fact]
    public void A_recipient_named_twice_owes_one_answer()
    {
        var tagged = Assert.IsType<TagOutcome.Tagged>(Tag(Mail() with { Cc = [Some.Contact] }, Wish));

        Assert.Single(tagged.Contacts);
    }

    [Fact]
    public void The_deadline_must_lie_ahead() =>
        Refused("deadline", "Friday 6 March 2026, 17:00 (Berlin), has passed", Mail(), Wish, now: Friday(17));

    [Fact]
    public void A_deadline_beyond_every_calendar_is_no_deadline() =>
        Refused("deadline", "within ten years", Mail(), Wish with { Deadline = Instant.MaxValue });

    [Fact]
    public void Without_a_deadline_nobody_is_waited_for() =>
        Refused("deadline", "Say by when", Mail(), Wish with { Deadline = null });

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public void Something_must_have_been_asked(string ask) =>
        Refused("ask", "Say in a few words", Mail(), Wish with { Ask = ask });

    [Fact]
    public void An_ask_is_a_sentence_and_not_a_book() =>
        Refused(
            "ask",
            $"within {Tagging.LongestAsk} characters",
            Mail(),
            Wish with
            {
                Ask = new string('a', Tagging.LongestAsk + 1),
            }
        );

    [Fact]
    public void Somebody_must_owe_the_answer() =>
        Refused("contacts", "at least one person", Mail(), Wish with { Contacts = [] });

    [Fact]
    public void Who_did_not_receive_the_mail_owes_nothing() =>
        Refused(
            "contacts",
            "stranger@elsewhere.example did not receive this mail",
            Mail(),
            Wish with
            {
                Contacts = ["stranger@elsewhere.example"],
            }
        );

    [Fact]
    public void Nobody_owes_an_answer_to_a_mail_to_oneself() =>
        Refused("messageId", "nobody else to wait for", Mail() with { To = [Some.Asker] }, Wish);

    [Fact]
    public void The_asker_owes_themselves_nothing() =>
        Refused(
            "contacts",
            "did not receive this mail",
            Mail() with
            {
                Cc = [Some.Asker],
            },
            Wish with
            {
                Contacts = [Some.Asker.Address],
            }
        );

    [Fact]
    public void A_draft_has_not_asked_anybody() =>
        Refused("messageId", "still a draft; send it first", Mail() with { IsDraft = true }, Wish);

    [Fact]
    public void Somebody_elses_mail_is_theirs_to_track() =>
        Refused("messageId", "You did not send this mail", Mail() with { From = Some.Contact }, Wish);

    private static TagOutcome Tag(MailMessage mail, TagWish wish, Instant? now = null) =>
        Tagging.Tag(Guid.Empty, mail, [Some.Asker.Address], wish, now ?? Monday(10));

    private static void Refused(string field, string why, MailMessage mail, TagWish wish, Instant? now = null)
    {
        var refused = Assert.IsType<TagOutcome.Refused>(Tag(mail, wish, now));
        Assert.Equal(field, refused.Field);
        Assert.Contains(why, refused.Why, StringComparison.Ordinal);
    }
}
