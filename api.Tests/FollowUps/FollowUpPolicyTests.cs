using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Due on Wednesday at five, to a contact who works nine to five in Berlin.</summary>
public class FollowUpPolicyTests
{
    [Fact]
    public void Before_the_agreed_date_nothing_is_due() => Assert.Equal(Thursday(10), WaitsUntil(Tuesday(12)));

    [Fact]
    public void The_first_chaser_goes_out_on_the_next_working_morning() =>
        Assert.Equal(FollowUpKind.Chaser, Sends(Thursday(10)).Step.Kind);

    [Fact]
    public void An_urgent_chaser_goes_out_at_the_first_working_moment() =>
        Assert.Equal(
            FollowUpKind.Chaser,
            Assert.IsType<FollowUpDecision.Send>(Decide(Thursday(9), policy: Policy.Urgent)).Step.Kind
        );

    [Fact]
    public void After_hours_the_chaser_waits_for_the_next_morning() =>
        Assert.Equal(Friday(9), WaitsUntil(Thursday(20)));

    [Fact]
    public void Over_the_weekend_the_chaser_waits_for_Monday() =>
        Assert.Equal(Monday(9, week: 1), WaitsUntil(Saturday(11)));

    [Fact]
    public void A_contact_in_another_zone_is_written_to_in_their_own_morning() =>
        Assert.Equal(
            Manila.AtStrictly(new LocalDateTime(2026, 3, 6, 10, 0)).ToInstant(),
            Assert
                .IsType<FollowUpDecision.Wait>(Decide(Tuesday(12), calendar: WorkingCalendar.NineToFive(Manila)))
                .Until
        );

    [Fact]
    public void The_second_chaser_comes_four_working_days_after_the_agreed_date() =>
        Assert.Equal(Tuesday(10, week: 1), WaitsUntil(Thursday(11), FollowedUp(Thursday(10))));

    [Fact]
    public void After_every_step_a_person_decides() =>
        Assert.Contains(
            "2 follow-ups stayed unanswered",
            Assert
                .IsType<FollowUpDecision.AskAsker>(
                    Decide(Friday(10, week: 2), FollowedUp(Thursday(10)), FollowedUp(Tuesday(10, week: 1)))
                )
                .Why,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_policy_with_more_steps_still_stops_at_the_hard_limit() =>
        Assert.IsType<FollowUpDecision.AskAsker>(
            Decide(
                Friday(10, week: 4),
                policy: new Policy("Impatient", [.. Enumerable.Repeat(new PolicyStep(FollowUpKind.Chaser, 1), 9)]),
                happened: [.. Enumerable.Range(0, Policy.HardStop).Select(week => FollowedUp(Thursday(10, week)))]
            )
        );

    [Fact]
    public void A_promised_date_is_left_in_peace_until_it_has_gone_by() =>
        Assert.Equal(Tuesday(10, week: 1), WaitsUntil(Friday(10), Promised(Thursday(12), Monday(17, week: 1))));

    [Fact]
    public void Two_asks_to_one_contact_are_two_mails_on_two_days() =>
        Assert.Equal(
            Friday(10),
            Assert.IsType<FollowUpDecision.Wait>(Decide(Thursday(11), lastToContact: Thursday(10))).Until
        );

    [Fact]
    public void Nobody_is_chased_while_away()
    {
        var away = Absent(Thursday(8), new LocalDate(2026, 3, 10));

        Assert.Equal(Tuesday(10, week: 1), WaitsUntil(Thursday(10), away));
    }

    [Fact]
    public void An_absence_of_unknown_length_holds_for_five_days() =>
        Assert.Equal(Monday(10, week: 1), WaitsUntil(Thursday(10), Absent(Wednesday(10), null)));

    [Fact]
    public void Who_is_away_for_good_is_the_askers_to_replace()
    {
        var gone = Calendar with { Absences = [new Absence(new Interval(Monday(9), null), "left the company")] };

        Assert.Contains(
            "another contact",
            Assert.IsType<FollowUpDecision.AskAsker>(Decide(Thursday(10), calendar: gone)).Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_closed_commitment_is_left_alone() =>
        Assert.IsType<FollowUpDecision.Nothing>(
            Decide(Friday(10), new CommitmentEvent.Delivered(Thursday(9), Some.Evidence))
        );

    [Fact]
    public void Nothing_goes_out_while_a_reply_waits_to_be_understood() =>
        Assert.IsType<FollowUpDecision.AskAsker>(Decide(Friday(10), Unclear(Thursday(9))));

    [Fact]
    public void Nothing_goes_out_while_the_asker_owes_an_answer() =>
        Assert.IsType<FollowUpDecision.AskAsker>(
            Decide(Friday(10), CommitmentEvent.Of(ReplyKind.Question, Thursday(9), null, Some.Evidence))
        );

    [Fact]
    public void Who_waited_for_the_askers_answer_gets_their_time_after_it() =>
        Assert.Equal(
            Monday(10, week: 1),
            WaitsUntil(
                Friday(11),
                CommitmentEvent.Of(ReplyKind.Question, Tuesday(9), null, Some.Evidence),
                new CommitmentEvent.AskerWrote(Friday(10), "<answer@nordwind.example>")
            )
        );

    [Fact]
    public void The_plan_is_what_would_be_sent() =>
        Assert.Equal(
            [Thursday(10), Tuesday(10, week: 1)],
            FollowUpPolicy.Plan(CommitmentAfter(), Around(), Monday(9)).Select(step => step.At)
        );

    [Fact]
    public void Of_a_plan_no_two_follow_ups_fall_on_one_day() =>
        Assert.Equal(
            [Thursday(9), Friday(10)],
            FollowUpPolicy
                .Plan(
                    CommitmentAfter(),
                    Around(new Policy("Hasty", [new(FollowUpKind.Chaser, 0), new(FollowUpKind.Chaser, 0)])),
                    Monday(9)
                )
                .Select(step => step.At)
        );

    private static FollowUpDecision Decide(Instant now, params IReadOnlyList<CommitmentEvent> happened) =>
        Decide(now, Calendar, happened: happened);

    private static FollowUpDecision Decide(
        Instant now,
        WorkingCalendar? calendar = null,
        Policy? policy = null,
        Instant? lastToContact = null,
        IReadOnlyList<CommitmentEvent>? happened = null
    ) =>
        FollowUpPolicy.Decide(
            CommitmentAfter(happened ?? []),
            Around(policy, calendar, lastToContact is { } last ? [last] : []),
            now
        );

    private static Instant WaitsUntil(Instant now, params IReadOnlyList<CommitmentEvent> happened) =>
        Assert.IsType<FollowUpDecision.Wait>(Decide(now, Calendar, happened: happened)).Until;

    private static FollowUpDecision.Send Sends(Instant now) =>
        Assert.IsType<FollowUpDecision.Send>(Decide(now, Calendar));
}
