using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Commitments;

public class CommitmentTests
{
    [Fact]
    public void A_new_commitment_is_the_contacts_until_the_deadline()
    {
        var commitment = CommitmentAfter();

        Assert.Equal(Ball.Contact, commitment.Ball);
        Assert.Equal(Wednesday(17), commitment.AgreedDate);
        Assert.False(commitment.IsClosed);
        Assert.Equal(0, commitment.Slips);
        Assert.Equal([new LedgerEntry(Wednesday(17), Asked, IsSlip: false)], commitment.Ledger);
    }

    [Fact]
    public void Something_that_nobody_asked_for_is_no_commitment() =>
        Assert.Throws<ArgumentException>(() => Commitment.From([Promised(Monday(10), Friday(17))]));

    [Fact]
    public void A_promise_of_a_later_date_is_a_slip_and_the_ledger_keeps_both_dates()
    {
        var promise = Promised(Tuesday(10), Friday(17));

        var commitment = CommitmentAfter(promise);

        Assert.Equal(Friday(17), commitment.AgreedDate);
        Assert.Equal(Wednesday(17), commitment.Deadline);
        Assert.Equal(1, commitment.Slips);
        Assert.Equal(
            [new LedgerEntry(Wednesday(17), Asked, false), new LedgerEntry(Friday(17), promise, true)],
            commitment.Ledger
        );
    }

    [Fact]
    public void A_promise_of_an_earlier_date_is_no_slip() =>
        Assert.Equal(0, CommitmentAfter(Promised(Monday(10), Tuesday(17))).Slips);

    [Fact]
    public void Slips_are_counted_from_the_date_before_and_not_from_the_first() =>
        Assert.Equal(
            2,
            CommitmentAfter(
                Promised(Monday(10), Friday(17)),
                Promised(Monday(11), Thursday(17)),
                Promised(Monday(12), Friday(17))
            ).Slips
        );

    [Fact]
    public void A_promise_without_a_day_leaves_the_agreed_date() =>
        Assert.Equal(Wednesday(17), CommitmentAfter(Promised(Tuesday(10), null)).AgreedDate);

    [Fact]
    public void More_time_with_a_date_is_a_slip_too()
    {
        var commitment = CommitmentAfter(new CommitmentEvent.MoreTimeAsked(Tuesday(10), Friday(17), Some.Evidence));

        Assert.Equal(Friday(17), commitment.AgreedDate);
        Assert.Equal(1, commitment.Slips);
    }

    [Theory]
    [InlineData(ReplyKind.Question)]
    [InlineData(ReplyKind.Blocked)]
    [InlineData(ReplyKind.HandedOver)]
    public void The_asker_has_the_ball_until_they_write(ReplyKind kind)
    {
        var asked = CommitmentEvent.Of(kind, Tuesday(10), null, Some.Evidence);

        Assert.Equal(Ball.Asker, CommitmentAfter(asked).Ball);
        Assert.Equal(
            Ball.Contact,
            CommitmentAfter(asked, new CommitmentEvent.AskerWrote(Tuesday(11), "<answer@nordwind.example>")).Ball
        );
    }

    [Fact]
    public void An_answer_that_was_given_before_its_question_was_recognised_counts() =>
        Assert.Equal(
            Ball.Contact,
            CommitmentAfter(
                Unclear(Tuesday(10)),
                new CommitmentEvent.AskerWrote(Tuesday(11), "<answer@nordwind.example>"),
                Corrected(Tuesday(12), 1, CommitmentEvent.Of(ReplyKind.Question, Tuesday(10), null, Some.Evidence))
            ).Ball
        );

    [Theory]
    [InlineData(ReplyKind.Delivered, Ending.Delivered)]
    [InlineData(ReplyKind.Declined, Ending.Declined)]
    public void An_answer_that_closes_ends_it_when_it_was_sent(ReplyKind kind, Ending ending)
    {
        var commitment = CommitmentAfter(CommitmentEvent.Of(kind, Tuesday(10), null, Some.Evidence));

        Assert.True(commitment.IsClosed);
        Assert.Equal(ending, commitment.Ending);
        Assert.Equal(Tuesday(10), commitment.EndedAt);
        Assert.Equal(Ball.Nobody, commitment.Ball);
    }

    [Fact]
    public void After_its_end_nothing_moves_it()
    {
        var delivered = CommitmentAfter(new CommitmentEvent.Delivered(Tuesday(10), Some.Evidence));

        Assert.Equal(delivered, delivered.After(Promised(Tuesday(11), Friday(17)), 2));
        Assert.Equal(delivered, delivered.After(Unclear(Tuesday(11)), 2));
    }

    [Fact]
    public void Withdrawing_ends_it_without_an_answer()
    {
        var commitment = CommitmentAfter(new CommitmentEvent.Withdrawn(Tuesday(10), "no longer needed"));

        Assert.Equal(Ending.Withdrawn, commitment.Ending);
        Assert.Null(commitment.FirstResponseAt);
    }

    [Fact]
    public void The_first_response_is_the_first_mail_of_a_person() =>
        Assert.Equal(
            Tuesday(10),
            CommitmentAfter(
                Absent(Monday(10), null),
                new CommitmentEvent.Bounced(Monday(11), null, false, Some.Evidence),
                new CommitmentEvent.Acknowledged(Tuesday(10), Some.Evidence),
                new CommitmentEvent.Delivered(Wednesday(10), Some.Evidence)
            ).FirstResponseAt
        );

    [Fact]
    public void A_person_who_writes_again_is_no_longer_away() =>
        Assert.Null(
            CommitmentAfter(
                Absent(Monday(10), new LocalDate(2026, 3, 9)),
                new CommitmentEvent.Acknowledged(Tuesday(10), Some.Evidence)
            ).Absence
        );

    [Fact]
    public void A_mail_that_came_back_is_the_askers_to_mend() =>
        Assert.Equal(
            Ball.Asker,
            CommitmentAfter(new CommitmentEvent.Bounced(Monday(10), Some.Contact.Address, true, Some.Evidence)).Ball
        );

    [Fact]
    public void A_mail_that_is_only_late_on_its_way_stays_the_contacts() =>
        Assert.Equal(
            Ball.Contact,
            CommitmentAfter(new CommitmentEvent.Bounced(Monday(10), Some.Contact.Address, false, Some.Evidence)).Ball
        );

    [Fact]
    public void An_unclear_reply_asks_and_moves_nothing_else()
    {
        var commitment = CommitmentAfter(FollowedUp(Thursday(10)), Unclear(Thursday(11)));

        Assert.Equal(2, commitment.OpenQuestion);
        Assert.Equal(Ball.Contact, commitment.Ball);
        Assert.Equal(Wednesday(17), commitment.AgreedDate);
        Assert.Equal(1, commitment.FollowUpsUnanswered);
        Assert.Equal(Thursday(11), commitment.FirstResponseAt);
    }

    [Fact]
    public void A_mail_of_somebody_else_is_no_response_of_the_contact_until_the_asker_says_what_it_means()
    {
        var theirs = new CommitmentEvent.Unclear(Tuesday(10), [], Some.Evidence, ByAnother: true);
        CommitmentEvent Meant(ReplyKind kind) =>
            Corrected(Tuesday(11), 1, CommitmentEvent.Of(kind, Tuesday(10), null, Some.Evidence));

        Assert.Equal((1, null), (CommitmentAfter(theirs).OpenQuestion, CommitmentAfter(theirs).FirstResponseAt));
        Assert.Equal(Tuesday(10), CommitmentAfter(theirs, Meant(ReplyKind.Delivered)).FirstResponseAt);
        Assert.Null(CommitmentAfter(theirs, Meant(ReplyKind.Other)).FirstResponseAt);
    }

    [Fact]
    public void A_clear_reply_settles_the_question_of_an_earlier_one() =>
        Assert.Null(
            CommitmentAfter(
                Unclear(Tuesday(10)),
                new CommitmentEvent.Acknowledged(Tuesday(11), Some.Evidence)
            ).OpenQuestion
        );

    [Fact]
    public void A_comment_leaves_an_earlier_question_open() =>
        Assert.Equal(
            1,
            CommitmentAfter(
                Unclear(Tuesday(10)),
                new CommitmentEvent.Remarked(Tuesday(11), true, Some.Evidence)
            ).OpenQuestion
        );

    [Fact]
    public void Follow_ups_count_as_unanswered_until_the_contact_says_where_it_stands()
    {
        var chased = CommitmentAfter(FollowedUp(Thursday(10)), FollowedUp(Friday(10)));
        var promised = chased.After(Promised(Friday(11), Monday(17, week: 1)), 3);

        Assert.Equal((2, 2), (chased.FollowUpsSent, chased.FollowUpsUnanswered));
        Assert.Equal((2, 0), (promised.FollowUpsSent, promised.FollowUpsUnanswered));
        Assert.Equal(Friday(10), promised.LastFollowUpAt);
    }

    [Fact]
    public void A_correction_stands_in_the_place_of_what_was_misread()
    {
        var commitment = CommitmentAfter(
            Promised(Tuesday(10), Friday(17)),
            Corrected(Tuesday(12), 1, Promised(Tuesday(10), Thursday(17)))
        );

        Assert.Equal(Thursday(17), commitment.AgreedDate);
        Assert.Equal(2, commitment.Ledger.Count);
    }

    [Fact]
    public void The_last_of_several_corrections_counts() =>
        Assert.Equal(
            Ending.Declined,
            CommitmentAfter(
                Unclear(Tuesday(10)),
                Corrected(Tuesday(11), 1, new CommitmentEvent.Delivered(Tuesday(10), Some.Evidence)),
                Corrected(Tuesday(12), 1, new CommitmentEvent.Declined(Tuesday(10), Some.Evidence))
            ).Ending
        );

    [Fact]
    public void Correcting_the_answer_that_closed_it_opens_it_again_and_later_replies_count()
    {
        var commitment = CommitmentAfter(
            new CommitmentEvent.Delivered(Tuesday(10), Some.Evidence),
            Promised(Tuesday(11), Friday(17)),
            Corrected(Tuesday(12), 1, new CommitmentEvent.Acknowledged(Tuesday(10), Some.Evidence))
        );

        Assert.False(commitment.IsClosed);
        Assert.Equal(Friday(17), commitment.AgreedDate);
    }

    [Fact]
    public void A_reply_corrected_to_an_automatic_one_is_no_response() =>
        Assert.Null(
            CommitmentAfter(Unclear(Tuesday(10)), Corrected(Tuesday(11), 1, Absent(Tuesday(10), null))).FirstResponseAt
        );
}
