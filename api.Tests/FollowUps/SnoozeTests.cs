using FsCheck.Fluent;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Tests.Calendars;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>What the asker snoozed stays quiet.</summary>
public class SnoozeTests
{
    [Fact]
    public void Before_its_end_the_follow_up_waits_and_says_whose_wish_that_is()
    {
        var decision = Assert.IsType<FollowUpDecision.Wait>(Decide(Some.Friday(12), Until(Some.Monday(10, week: 1))));

        Assert.Equal(Some.Monday(10, week: 1), decision.Until);
        Assert.Equal("Waits because you snoozed it until Monday 9 March, 10:00 (Europe/Berlin).", decision.Why);
    }

    [Fact]
    public void After_its_end_the_steps_begin_anew_and_do_not_follow_in_a_row() =>
        Assert.Equal(
            [Some.Tuesday(10, week: 1), Some.Friday(10, week: 1)],
            Plan(Some.Thursday(12), Until(Some.Monday(10, week: 1))).Select(planned => planned.At)
        );

    [Fact]
    public void One_that_ends_before_the_agreed_date_changes_nothing() =>
        Assert.Equal(Plan(Some.Monday(10)), Plan(Some.Monday(10), Until(Some.Tuesday(10))));

    [Fact]
    public void An_answer_that_moves_the_date_ends_it() =>
        Assert.NotEmpty(
            Plan(Some.Thursday(12), Until(Some.Monday(10, week: 9)), Some.Promised(Some.Thursday(11), Some.Friday(12)))
        );

    [Fact]
    public void Nothing_is_ever_planned_before_its_end() =>
        SomeCalendars.Check(
            Gen.Zip(SomeCalendars.Any, Gen.Zip(Gen.Choose(-9_000, 9_000), Gen.Choose(0, 30_000))),
            300,
            some =>
            {
                var ((calendar, near), (asked, quiet)) = some;
                var now = near + Duration.FromMinutes(asked);
                var until = now + Duration.FromMinutes(quiet);
                var commitment = Commitment.From([
                    new CommitmentEvent.Asked(near, near + Duration.FromDays(1)),
                    new CommitmentEvent.Snoozed(now, until, null),
                ]);
                Assert.All(
                    FollowUpPolicy.Plan(commitment, Some.Around(Policy.Urgent, calendar), now),
                    planned => Assert.True(planned.At >= until)
                );
            }
        );

    private static CommitmentEvent.Snoozed Until(Instant until) => new(Some.Monday(9), until, null);

    private static FollowUpDecision Decide(Instant now, params IEnumerable<CommitmentEvent> happened) =>
        FollowUpPolicy.Decide(Some.CommitmentAfter(happened), Some.Around(), now);

    private static IReadOnlyList<PlannedFollowUp> Plan(Instant now, params IEnumerable<CommitmentEvent> happened) =>
        FollowUpPolicy.Plan(Some.CommitmentAfter(happened), Some.Around(), now);
}
