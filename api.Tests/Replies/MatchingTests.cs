using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

public class MatchingTests
{
    private static readonly string Index = Convert.ToBase64String([
        1,
        0,
        0,
        0,
        0,
        0,
        .. Enumerable.Range(1, 16).Select(i => (byte)i),
    ]);

    private static readonly KnownMessage Ask = new(
        "<ask@example.com>",
        "bob",
        "conversation",
        Index,
        "key",
        "bob@example.com",
        ["bob@example.com", "ann@partner.example"],
        Mails.Sent - Duration.FromDays(1)
    );

    private static Match? Find(MailMessage reply, string mailbox = "bob") =>
        Matching.Find(reply, mailbox, new KnownMessages([Ask]));

    [Fact]
    public void What_in_reply_to_names_is_answered_whatever_the_conversation() =>
        Assert.Equal(
            MatchedBy.Reference,
            Find(Mails.Of("Yes", headers: ("In-Reply-To", "<ask@example.com>")), "carol")?.By
        );

    [Fact]
    public void References_count_when_in_reply_to_is_unknown() =>
        Assert.Equal(
            MatchedBy.Reference,
            Find(
                Mails.Of(
                    "Yes",
                    headers:
                    [
                        ("In-Reply-To", "<other@x.example>"),
                        ("References", "<ask@example.com> <other@x.example>"),
                    ]
                ),
                "carol"
            )?.By
        );

    [Fact]
    public void The_threads_guid_ties_mail_across_mailboxes() =>
        Assert.Equal(
            MatchedBy.ConversationIndex,
            Find(
                Mails.Of("Yes") with
                {
                    ConversationIndex = Convert.ToBase64String([.. Convert.FromBase64String(Index), 9, 9, 9, 9, 9]),
                },
                "carol"
            )?.By
        );

    [Fact]
    public void A_conversation_id_means_nothing_in_another_mailbox()
    {
        Assert.Equal(MatchedBy.Conversation, Find(Mails.Of("Yes"))?.By);
        Assert.Null(Find(Mails.Of("Yes"), "carol"));
    }

    [Fact]
    public void The_same_subject_alone_ties_nothing() =>
        Assert.Null(Find(Mails.Of("Yes") with { ConversationId = "another" }));

    [Fact]
    public void Somebody_who_was_not_in_the_thread_does_not_answer_it_by_conversation() =>
        Assert.Null(Find(Mails.Of("Yes", from: "stranger@else.example")));

    [Fact]
    public void Nothing_answers_itself_or_a_later_mail()
    {
        Assert.Null(Find(Mails.Of("Yes") with { SentAt = Ask.SentAt - Duration.FromHours(1) }));
        Assert.Null(Find(Mails.Of("Yes", from: "bob@example.com") with { InternetMessageId = Ask.InternetMessageId }));
    }
}
