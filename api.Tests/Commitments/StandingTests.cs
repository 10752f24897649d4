using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Commitments;

public class StandingTests
{
    [Fact]
    public void Until_the_last_fifth_of_the_working_time_it_is_on_track() =>
        Assert.Equal(CommitmentState.OnTrack, StateAt(Wednesday(12)));

    [Fact]
    public void In_the_last_fifth_of_the_contacts_working_time_it_is_due_soon() =>
        Assert.Equal(CommitmentState.DueSoon, StateAt(Wednesday(13)));

    [Fact]
    public void After_the_agreed_date_it_is_overdue()
    {
        Assert.Equal(CommitmentState.Overdue, StateAt(Wednesday(18)));
        Assert.Equal("Was due on Wednesday 4 March", WordsAt(Wednesday(18)));
    }

    [Fact]
    public void A_promise_moves_the_date_it_is_measured_by()
    {
        var promise = Promised(Wednesday(10), Monday(17, week: 1));

        Assert.Equal(CommitmentState.OnTrack, StateAt(Thursday(10), promise));
        Assert.Equal("Promised for Monday 9 March", WordsAt(Thursday(10), promise));
        Assert.Equal("Promised for Monday 9 March, overdue", WordsAt(Tuesday(10, week: 1), promise));
    }

    [Fact]
    public void While_the_asker_has_the_ball_it_is_paused() =>
        Assert.Equal(
            CommitmentState.Paused,
            StateAt(Friday(10), CommitmentEvent.Of(ReplyKind.Question, Tuesday(10), null, Some.Evidence))
        );

    [Fact]
    public void While_a_reply_is_unclear_it_is_paused_and_says_what_to_do()
    {
        Assert.Equal(CommitmentState.Paused, StateAt(Friday(10), Unclear(Tuesday(10))));
        Assert.Equal("A reply came; say what it means", WordsAt(Friday(10), Unclear(Tuesday(10))));
    }

    [Fact]
    public void While_the_contact_is_away_it_is_paused()
    {
        var away = Absent(Tuesday(10), new LocalDate(2026, 3, 6));

        Assert.Equal(CommitmentState.Paused, StateAt(Thursday(10), away));
        Assert.Equal("Away until 6 March", WordsAt(Thursday(10), away));
    }

    [Fact]
    public void While_a_person_has_entered_that_they_are_away_it_is_paused()
    {
        var away = Calendar with { Absences = [new Absence(new Interval(Thursday(0), Saturday(0)), "Leave")] };

        Assert.Equal(CommitmentState.Paused, Standing.Of(CommitmentAfter(), away, Thursday(10)));
        Assert.Equal("Away until 7 March", Standing.InWords(CommitmentAfter(), away, Berlin, Thursday(10)));
    }

    [Fact]
    public void Once_the_contact_is_back_it_is_overdue_again()
    {
        var away = Absent(Tuesday(10), new LocalDate(2026, 3, 6));

        Assert.Equal(CommitmentState.Overdue, StateAt(Friday(10), away));
        Assert.Equal("Was due on Wednesday 4 March", WordsAt(Friday(10), away));
    }

    [Fact]
    public void An_absence_of_unknown_length_ends_by_itself() =>
        Assert.Equal(CommitmentState.Overdue, StateAt(Monday(10, week: 1), Absent(Tuesday(10), null)));

    [Theory]
    [InlineData(17, CommitmentState.Met)]
    [InlineData(18, CommitmentState.MetLate)]
    public void Delivered_by_the_agreed_date_it_is_met(int hour, CommitmentState state) =>
        Assert.Equal(state, StateAt(Friday(10), new CommitmentEvent.Delivered(Wednesday(hour), Some.Evidence)));

    [Fact]
    public void Delivered_by_the_date_that_was_promised_it_is_met() =>
        Assert.Equal(
            CommitmentState.Met,
            StateAt(
                Friday(20),
                Promised(Tuesday(10), Friday(17)),
                new CommitmentEvent.Delivered(Friday(16), Some.Evidence)
            )
        );

    [Fact]
    public void Declined_and_withdrawn_are_neither_met_nor_overdue()
    {
        Assert.Equal(
            CommitmentState.Closed,
            StateAt(Friday(10), new CommitmentEvent.Declined(Tuesday(10), Some.Evidence))
        );
        Assert.Equal(CommitmentState.Closed, StateAt(Friday(10), new CommitmentEvent.Withdrawn(Tuesday(10), null)));
    }

    [Fact]
    public void A_mail_that_came_back_asks_for_another_address_until_the_asker_wrote_again()
    {
        var bounce = new CommitmentEvent.Bounced(Monday(10), Some.Contact.Address, true, Some.Evidence);

        Assert.Equal("The mail came back; check the address", WordsAt(Monday(11), bounce));
        Assert.Equal(
            "Due on Wednesday 4 March",
            WordsAt(Monday(12), bounce, new CommitmentEvent.AskerWrote(Monday(11), "<again@nordwind.example>"))
        );
    }

    private static CommitmentState StateAt(Instant now, params IEnumerable<CommitmentEvent> happened) =>
        Standing.Of(CommitmentAfter(happened), Calendar, now);

    private static string WordsAt(Instant now, params IEnumerable<CommitmentEvent> happened) =>
        Standing.InWords(CommitmentAfter(happened), Calendar, Berlin, now);
}
