using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Tests.Calendars;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>What holds for any history, policy, calendar and instant.</summary>
public class NoBanIsEverBroken
{
    private const int Cases = 600;

    [Fact]
    public void Nothing_is_sent_before_the_agreed_date() =>
        WhenSent(situation => Assert.True(situation.Now >= situation.Commitment.AgreedDate));

    [Fact]
    public void Nothing_is_sent_outside_the_contacts_working_hours() =>
        WhenSent(situation => Assert.True(situation.Calendar.IsOpen(situation.Now)));

    [Fact]
    public void Nothing_is_sent_while_the_contact_is_away() =>
        WhenSent(situation =>
        {
            Assert.DoesNotContain(situation.Calendar.Absences, absence => absence.When.Contains(situation.Now));
            if (situation.Commitment.Absence is { } away && situation.Now >= away.At)
                Assert.True(situation.Now >= away.Until(situation.Calendar.Zone));
        });

    [Fact]
    public void Nobody_gets_two_on_one_of_their_days() =>
        WhenSent(situation =>
            Assert.NotEqual(
                situation.LastToContact?.InZone(situation.Calendar.Zone).Date,
                situation.Now.InZone(situation.Calendar.Zone).Date
            )
        );

    [Fact]
    public void Nothing_is_sent_after_an_answer_that_closes_nor_while_the_asker_has_to_act() =>
        WhenSent(situation =>
        {
            Assert.False(situation.Commitment.IsClosed);
            Assert.Equal(Ball.Contact, situation.Commitment.Ball);
            Assert.Null(situation.Commitment.OpenQuestion);
        });

    [Fact]
    public void Nothing_is_sent_beyond_the_hard_stop() =>
        WhenSent(situation => Assert.True(situation.Commitment.FollowUpsUnanswered < Policy.HardStop));

    [Fact]
    public void Something_is_sent_in_a_fair_share_of_all_cases()
    {
        var sent = 0;
        SomeCalendars.Check(
            Situations,
            Cases,
            situation => sent += situation.Decide() is FollowUpDecision.Send ? 1 : 0
        );

        Assert.InRange(sent, Cases / 50, Cases);
    }

    [Fact]
    public void The_same_situation_gives_the_same_decision() =>
        SomeCalendars.Check(
            Situations,
            Cases,
            situation => Assert.Equal(situation.Decide(), (situation with { }).Decide())
        );

    [Fact]
    public void Every_commitment_ends_closed_or_waits_for_a_later_instant_or_asks_a_person() =>
        SomeCalendars.Check(
            Situations,
            Cases,
            situation =>
            {
                var (commitment, now) = (situation.Commitment, situation.Now);
                for (var steps = 0; steps < 100; steps++)
                {
                    switch ((situation with { Commitment = commitment, Now = now }).Decide())
                    {
                        case FollowUpDecision.Nothing:
                            Assert.True(commitment.IsClosed);
                            return;
                        case FollowUpDecision.AskAsker ask:
                            Assert.NotEmpty(ask.Why);
                            return;
                        case FollowUpDecision.Wait wait:
                            Assert.True(wait.Until > now, $"Waits at {now} until {wait.Until}: {wait.Why}");
                            now = wait.Until;
                            break;
                        case FollowUpDecision.Send:
                            commitment = commitment.After(Some.FollowedUp(now), int.MaxValue);
                            situation = situation with { LastToContact = now };
                            break;
                    }
                }
                Assert.Fail("It never came to rest.");
            }
        );

    [Fact]
    public void A_plan_is_kept_to_the_minute_when_nobody_writes() =>
        SomeCalendars.Check(
            Situations,
            Cases / 4,
            situation =>
            {
                var plan = situation.Plan();
                foreach (var planned in plan.Take(1))
                {
                    var then = situation with { Now = planned.At };
                    Assert.IsType<FollowUpDecision.Send>(then.Decide());
                    Assert.Equal(plan, then.Plan());
                }
            }
        );

    private static void WhenSent(Action<Situation> law) =>
        SomeCalendars.Check(
            Situations,
            Cases,
            situation =>
            {
                if (situation.Decide() is FollowUpDecision.Send)
                    law(situation);
            }
        );

    private static Gen<Policy> Policies { get; } =
        Gen.Frequency(
            (1, Gen.Constant(Policy.Normal)),
            (1, Gen.Constant(Policy.Urgent)),
            (
                1,
                Gen.Choose(0, 6)
                    .ListOf()
                    .Resize(6)
                    .Select(days => new Policy(
                        "Any",
                        [.. days.Order().Select(day => new PolicyStep(FollowUpKind.Chaser, day))]
                    ))
            )
        );

    /// <summary>Up to a dozen days around an instant, on the minute and now and then on the nanosecond.</summary>
    private static Gen<Instant> Around(Instant near) =>
        from minutes in Gen.Choose(-17_000, 17_000)
        from nanoseconds in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(-1, 1)))
        select near + Duration.FromMinutes(minutes) + Duration.FromNanoseconds(nanoseconds);

    private static Gen<CommitmentEvent> Happening(Instant near) =>
        from at in Around(near)
        from date in Around(near)
        from happened in Gen.Frequency(
            (6, Gen.Constant(Some.FollowedUp(at))),
            (3, Gen.Constant(Some.Promised(at, date))),
            (1, Gen.Constant(Some.Promised(at, null))),
            (2, Gen.Constant<CommitmentEvent>(new CommitmentEvent.AskerWrote(at, "<mail>"))),
            (2, Gen.Constant(Some.Absent(at, date.InUtc().Date))),
            (1, Gen.Constant(Some.Absent(at, null))),
            (1, Gen.Constant(Some.Unclear(at))),
            (
                4,
                Gen.Elements(Enum.GetValues<ReplyKind>())
                    .Select(kind => CommitmentEvent.Of(kind, at, null, Some.Evidence))
            ),
            (1, Gen.Constant<CommitmentEvent>(new CommitmentEvent.Withdrawn(at, null)))
        )
        select happened;

    private static Gen<Situation> Situations { get; } =
        from some in SomeCalendars.Any
        from deadline in Around(some.Near)
        from happened in Happening(some.Near).ListOf().Resize(5)
        from policy in Policies
        from last in Gen.Frequency((1, Gen.Constant<Instant?>(null)), (1, Around(some.Near).Select(at => (Instant?)at)))
        from now in Around(some.Near + Duration.FromDays(4))
        select new Situation(
            Commitment.From([
                new CommitmentEvent.Asked(deadline - Duration.FromDays(3), deadline),
                .. happened.OrderBy(one => one.At),
            ]),
            policy,
            some.Calendar,
            last,
            now
        );

    private sealed record Situation(
        Commitment Commitment,
        Policy Policy,
        WorkingCalendar Calendar,
        Instant? LastToContact,
        Instant Now
    )
    {
        public FollowUpDecision Decide() => FollowUpPolicy.Decide(Commitment, Around, Now);

        public IReadOnlyList<PlannedFollowUp> Plan() => FollowUpPolicy.Plan(Commitment, Around, Now);

        private Circumstances Around => Some.Around(Policy, Calendar, LastToContact is { } last ? [last] : []);
    }
}
