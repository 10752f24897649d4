using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Due on Wednesday at five, to a contact who works nine to five in Berlin.</summary>
public class NudgesAndLevelsTests
{
    private static readonly Policy WithNudge = new(
        "Normal",
        [new PolicyStep(FollowUpKind.Nudge, 1), new PolicyStep(FollowUpKind.Chaser, 1)]
    );

    private static readonly Addressee Maria = new(
        null,
        Guid.Parse("00000000-0000-0000-0000-000000000001"),
        "Engineering",
        "maria.santos@bayani.example",
        "bayani.example",
        "PH",
        null
    );

    [Fact]
    public void A_nudge_goes_out_on_the_working_morning_before_the_date() =>
        Assert.Equal(
            [(FollowUpKind.Nudge, Tuesday(10)), (FollowUpKind.Chaser, Thursday(10))],
            FollowUpPolicy
                .Plan(CommitmentAfter(), Around(WithNudge), Monday(9))
                .Select(planned => (planned.Step.Kind, planned.At))
        );

    [Fact]
    public void A_nudge_that_came_too_late_is_left_out() =>
        Assert.Equal(
            [FollowUpKind.Chaser],
            FollowUpPolicy
                .Plan(CommitmentAfter(), Around(WithNudge), Wednesday(18))
                .Select(planned => planned.Step.Kind)
        );

    [Fact]
    public void Who_has_just_named_a_date_is_not_nudged_about_it() =>
        Assert.Equal(
            [(FollowUpKind.Chaser, Friday(10))],
            FollowUpPolicy
                .Plan(CommitmentAfter(Promised(Wednesday(11), Thursday(12))), Around(WithNudge), Wednesday(12))
                .Select(planned => (planned.Step.Kind, planned.At))
        );

    [Fact]
    public void After_an_acknowledgement_the_working_days_begin_anew() =>
        Assert.Equal(
            Monday(10, week: 1),
            Assert
                .IsType<FollowUpDecision.Wait>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter(
                            FollowedUp(Thursday(10)),
                            CommitmentEvent.Of(ReplyKind.Acknowledgement, Friday(9), null, Some.Evidence)
                        ),
                        Around(),
                        Friday(11)
                    )
                )
                .Until
        );

    [Fact]
    public void A_policy_without_steps_asks_a_person_once_the_date_has_gone_by()
    {
        var none = Around(new Policy("Normal", []));

        Assert.Equal(
            Wednesday(17),
            Assert.IsType<FollowUpDecision.Wait>(FollowUpPolicy.Decide(CommitmentAfter(), none, Monday(9))).Until
        );
        Assert.IsType<FollowUpDecision.AskAsker>(FollowUpPolicy.Decide(CommitmentAfter(), none, Wednesday(18)));
    }

    [Theory]
    [InlineData(PolicyLevel.Shipped)]
    [InlineData(PolicyLevel.Tenant)]
    [InlineData(PolicyLevel.Team)]
    [InlineData(PolicyLevel.Partner)]
    [InlineData(PolicyLevel.Contact)]
    [InlineData(PolicyLevel.Request)]
    public void The_most_specific_policy_wins(PolicyLevel most)
    {
        LevelledPolicy[] all =
        [
            At(PolicyLevel.Request, Maria.Request.ToString()!),
            At(PolicyLevel.Tenant, ""),
            At(PolicyLevel.Contact, Maria.Address),
            At(PolicyLevel.Team, "Engineering"),
            At(PolicyLevel.Partner, Maria.Partner),
        ];

        var applied = LevelledPolicy.For(Maria, Priority.Normal, all.Where(one => one.Level <= most));

        Assert.Equal(most, applied[0].Level);
        Assert.Equal(PolicyLevel.Shipped, applied[^1].Level);
    }

    [Fact]
    public void What_was_set_for_others_or_for_another_priority_does_not_count() =>
        Assert.Equal(
            PolicyLevel.Shipped,
            LevelledPolicy
                .For(
                    Maria,
                    Priority.Urgent,
                    [
                        At(PolicyLevel.Tenant, ""),
                        At(PolicyLevel.Team, "Sales") with
                        {
                            Priority = Priority.Urgent,
                        },
                        At(PolicyLevel.Partner, "other.example") with
                        {
                            Priority = Priority.Urgent,
                        },
                    ]
                )[0]
                .Level
        );

    [Fact]
    public void A_policy_has_three_steps_at_most_in_the_order_of_their_days()
    {
        Assert.Null(Policy.WhyNot(WithNudge.Steps));
        Assert.Contains("at most 3", Policy.WhyNot([.. Days(0, 1, 2, 3)]), StringComparison.Ordinal);
        Assert.Contains("in the order", Policy.WhyNot([.. Days(4, 1)]), StringComparison.Ordinal);
        Assert.Contains("no two", Policy.WhyNot([.. Days(1, 1)]), StringComparison.Ordinal);
        Assert.NotNull(Policy.WhyNot([new PolicyStep(FollowUpKind.Nudge, 0)]));
        Assert.NotNull(Policy.WhyNot([new PolicyStep(FollowUpKind.Escalation, 1)]));
        Assert.NotNull(Policy.WhyNot([.. Days(61)]));
    }

    [Theory]
    [InlineData(HoldLevel.Contact, "maria.santos@bayani.example", true)]
    [InlineData(HoldLevel.Contact, "jose.ramos@bayani.example", false)]
    [InlineData(HoldLevel.Partner, "bayani.example", true)]
    [InlineData(HoldLevel.Country, "PH", true)]
    [InlineData(HoldLevel.Country, "IN", false)]
    [InlineData(HoldLevel.Region, "PH-NCR", false)]
    [InlineData(HoldLevel.Commitment, "00000000-0000-0000-0000-000000000001", false)]
    public void A_hold_covers_whom_it_names(HoldLevel level, string target, bool covers) =>
        Assert.Equal(covers, new Hold(level, target, default, "Typhoon", "Anke Vogel").Covers(Maria));

    [Fact]
    public void During_a_hold_nothing_goes_out_and_its_reason_is_shown()
    {
        var hold = new Hold(HoldLevel.Country, "PH", new Interval(Thursday(0), Friday(12)), "Typhoon", "Anke Vogel");

        var waits = Assert.IsType<FollowUpDecision.Wait>(
            FollowUpPolicy.Decide(CommitmentAfter(), Around() with { Holds = [hold] }, Thursday(10))
        );

        Assert.Equal(Friday(12), waits.Until);
        Assert.Equal(BanKind.Hold, waits.Ban?.Kind);
        Assert.Equal("Waits because Anke Vogel set a hold: Typhoon.", waits.Why);
    }

    [Fact]
    public void On_a_holiday_nothing_goes_out_and_the_holiday_is_named()
    {
        var kept = Calendar with { Holidays = Calendar.Holidays.Add(new LocalDate(2026, 3, 5), "Founding day") };

        var waits = Assert.IsType<FollowUpDecision.Wait>(
            FollowUpPolicy.Decide(CommitmentAfter(FollowedUp(Wednesday(18))), Around(Policy.Urgent, kept), Thursday(10))
        );

        Assert.Equal(BanKind.Holiday, NagGuard.At(Thursday(10), null, Around(calendar: kept))?.Kind);
        Assert.Equal(Friday(10), waits.Until);
    }

    [Fact]
    public void Who_had_twelve_follow_ups_within_a_month_gets_the_next_when_the_first_is_a_month_old()
    {
        var busy = Around() with
        {
            Sendings =
            [
                .. Enumerable.Range(0, 12).Select(day => new Sending(Monday(9) - Duration.FromDays(day), "other")),
            ],
        };

        var waits = Assert.IsType<FollowUpDecision.Wait>(FollowUpPolicy.Decide(CommitmentAfter(), busy, Thursday(10)));

        Assert.Equal(BanKind.ManyToOneContact, waits.Ban?.Kind);
        Assert.Equal(Monday(9) - Duration.FromDays(11) + Duration.FromDays(30), waits.Until);
    }

    [Fact]
    public void After_eight_follow_ups_in_a_thread_within_a_month_a_person_looks_at_it() =>
        Assert.Contains(
            "8 follow-ups went out in this thread",
            Assert
                .IsType<FollowUpDecision.AskAsker>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter(),
                        Around() with
                        {
                            Sendings =
                            [
                                .. Enumerable
                                    .Range(0, 8)
                                    .Select(day => new Sending(Monday(9) - Duration.FromDays(day), "thread")),
                            ],
                        },
                        Thursday(10)
                    )
                )
                .Why,
            StringComparison.Ordinal
        );

    private static LevelledPolicy At(PolicyLevel level, string target) =>
        new(level, target, Priority.Normal, WithNudge);

    private static IEnumerable<PolicyStep> Days(params int[] days) =>
        days.Select(day => new PolicyStep(FollowUpKind.Chaser, day));
}
