using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Tests.Calendars;
using NodaTime;
using static MailCommitments.Commitments.CommitmentEvent;

namespace MailCommitments.Tests.FollowUps;

/// <summary>
/// Whole histories at random: calendars of every zone, policies, ladders, holds, other people's follow-ups, replies, people's
/// decisions, and clocks that jump. Each mail that goes out is held against every ban, said here once more in other words.
/// </summary>
public class HundredThousandHistories
{
    private const int Histories = 100_000;

    [Fact]
    public void No_ban_is_ever_broken_and_every_commitment_comes_to_rest()
    {
        var calendars = new List<(WorkingCalendar Calendar, Instant Near)>();
        SomeCalendars.Check(SomeCalendars.Any, 120, calendars.Add);
        var seen = new Seen();
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var (calendar, near) = calendars[random.Next(calendars.Count)];
            try
            {
                new History(random, calendar, near, seen).Live();
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"History {seed} is broken: {broken.Message}", broken);
            }
        }

        // Tests that never meet what they are about would pass too.
        Assert.All(
            Enum.GetValues<FollowUpKind>(),
            kind => Assert.True(seen.Sent.GetValueOrDefault(kind) > Histories / 200, $"{kind}: {seen}")
        );
        Assert.All(
            Enum.GetValues<BanKind>().Except([BanKind.BeforeAgreedDate]),
            ban => Assert.True(seen.Bans.GetValueOrDefault(ban) > Histories / 1000, $"{ban}: {seen}")
        );
        Assert.True(seen.Loops > 0 && seen.Approvals > Histories / 200, seen.ToString());
    }

    private sealed class Seen
    {
        public Dictionary<FollowUpKind, int> Sent { get; } = [];
        public Dictionary<BanKind, int> Bans { get; } = [];
        public int Approvals { get; set; }
        public int Loops { get; set; }

        public override string ToString() =>
            $"sent {string.Join(", ", Sent)}; held back {string.Join(", ", Bans)}; {Approvals} approvals, {Loops} loops";
    }

    private sealed class History
    {
        private const int MostSteps = 12;

        private static readonly ReplyKind[] Answers =
        [
            .. Enum.GetValues<ReplyKind>().Except([ReplyKind.AutomaticReply, ReplyKind.Bounce]),
        ];

        private readonly Random random;
        private readonly Seen seen;
        private readonly Instant near;
        private readonly List<FollowedUp> sent = [];
        private Circumstances around;
        private Commitment commitment;
        private Instant now;
        private int number;

        public History(Random random, WorkingCalendar calendar, Instant near, Seen seen)
        {
            (this.random, this.seen, this.near) = (random, seen, near);
            now = near - Hours(200);
            commitment = Commitment.From([new Asked(now, near + Hours(random.Next(-150, 100)))]);
            around = new Circumstances(
                calendar,
                [new LevelledPolicy(PolicyLevel.Tenant, "", Priority.Normal, SomePolicy())]
            )
            {
                Holds = [.. Enumerable.Range(0, random.Next(3)).Select(_ => SomeHold())],
                Thread = "thread",
                Ladder = random.Next(3) > 0 ? SomeLadder() : null,
                Sendings =
                [
                    .. Enumerable.Range(0, Rarely(10) ? random.Next(16) : random.Next(4)).Select(_ => SomeSending()),
                ],
            };
        }

        /// <summary>Much happens, and then nobody does anything any more.</summary>
        public void Live()
        {
            for (var steps = 0; steps < MostSteps && Step(isQuiet: false); steps++) { }
            for (var steps = 0; Step(isQuiet: true); steps++)
                Assert.True(steps < 100, "It never comes to rest.");
        }

        /// <returns>False when it rests: closed, or asking a person who does not answer.</returns>
        private bool Step(bool isQuiet)
        {
            var decision = FollowUpPolicy.Decide(commitment, around, now);
            if (Rarely(8))
                Assert.Equal(decision, FollowUpPolicy.Decide(commitment with { }, around with { }, now));
            switch (decision)
            {
                case FollowUpDecision.Send(var step, _):
                    Holds(step);
                    Send(step);
                    return true;
                case FollowUpDecision.Wait(var until, var why, var ban):
                    Assert.True(until > now, $"Waits at {now} until {until}: {why}");
                    if (ban is not null)
                        seen.Bans[ban.Kind] = seen.Bans.GetValueOrDefault(ban.Kind) + 1;
                    if (isQuiet || random.Next(2) == 0)
                        now = until;
                    else
                        SomethingHappens(until);
                    return true;
                case FollowUpDecision.AskApproval(var level, _, var why):
                    Assert.NotEmpty(why);
                    seen.Approvals++;
                    if (!isQuiet)
                        Happens(new EscalationDecided(now, level, random.Next(4) > 0, "Anke Vogel", null));
                    return !isQuiet;
                case FollowUpDecision.AskAsker(var why):
                    Assert.NotEmpty(why);
                    seen.Loops += NagGuard.IsLoop(around, now) ? 1 : 0;
                    if (!isQuiet)
                        SomethingHappens(now + Hours(48));
                    return !isQuiet;
                default:
                    Assert.IsType<FollowUpDecision.Nothing>(decision);
                    Assert.True(commitment.IsClosed);
                    return false;
            }
        }

        private void Send(FollowUpStep step)
        {
            var mail = new FollowedUp(now, step.Kind, "", null, (step as LadderStep)?.Level);
            sent.Add(mail);
            seen.Sent[step.Kind] = seen.Sent.GetValueOrDefault(step.Kind) + 1;
            around = around.AfterSending(now);
            Happens(mail);
            if (Rarely(4))
                now += Duration.FromMinutes(random.Next(600));
        }

        /// <summary>Every ban, each in one plain sentence about this instant.</summary>
        private void Holds(FollowUpStep step)
        {
            var zone = around.Calendar.Zone;
            var isAskedFor = commitment.Escalation.Climb is not null;
            Assert.False(commitment.IsClosed, "It is closed.");
            Assert.Null(commitment.OpenQuestion);
            Assert.True(commitment.Snooze is not { } snooze || now >= snooze.Until || isAskedFor, "It is snoozed.");
            Assert.True(commitment.PostponedUntil is not { } later || now >= later, "It is postponed.");
            Assert.True(commitment.Ball == Ball.Contact || isAskedFor, "The ball is with the asker.");
            Assert.True(
                step.Kind == FollowUpKind.Nudge
                    ? now < commitment.AgreedDate
                    : now >= commitment.AgreedDate || isAskedFor,
                $"A {step.Kind} at {now}, agreed is {commitment.AgreedDate}."
            );
            Assert.True(MinuteByMinute.IsOpen(around.Calendar, now), $"They do not work at {now}.");
            if (commitment.Absence is { } away && now >= away.At)
                Assert.True(now >= away.Until(zone), "They are away.");
            Assert.DoesNotContain(around.Holds, hold => hold.When.Start <= now && now < hold.When.End);
            Assert.DoesNotContain(around.Sendings, other => other.At.InZone(zone).Date == now.InZone(zone).Date);
            var lately = around.Sendings.Where(other => other.At > now - Hours(30 * 24)).ToList();
            Assert.True(lately.Select(other => other.At).Distinct().Count() < 12, "So many to one contact.");
            Assert.True(
                lately.Where(other => other.Thread == "thread").Select(other => other.At).Distinct().Count() < 8,
                "So many in one thread."
            );
            if (step is PolicyStep)
                Assert.True(commitment.FollowUpsUnanswered < 3, "So many without an answer.");
            if (step is LadderStep { Kind: FollowUpKind.Escalation, Level: var level } && !isAskedFor)
                WasToldBefore(level);
            if (step is LadderStep { Level: var next } && !isAskedFor)
            {
                Assert.Equal(commitment.Escalation.Level + 1, next);
                Assert.True(
                    commitment.Escalation.Decision is not { IsApproved: false } no || no.Level != next,
                    "Somebody decided against it."
                );
                Assert.True(
                    around.Ladder?.At(next)?.Approver == Approver.Nobody
                        || commitment.Escalation.Decision is { IsApproved: true } yes && yes.Level == next,
                    "Nobody approved it."
                );
            }
        }

        private void WasToldBefore(int level)
        {
            var told = sent.LastOrDefault(mail => mail.Kind == FollowUpKind.Announcement && mail.Level == level);
            Assert.NotNull(told);
            Assert.True(
                around.Calendar.Between(told.At, now).TotalHours >= around.Ladder!.NoticeHours - 1e-9,
                "They had no time to answer."
            );
        }

        private void Happens(CommitmentEvent happened) => commitment = commitment.After(happened, ++number);

        /// <summary>Somewhere until then, or a clock jumps beyond it.</summary>
        private void SomethingHappens(Instant until)
        {
            now += (until - now) * random.NextDouble() * (Rarely(5) ? 20 : 1);
            Instant? date = random.Next(4) > 0 ? now + Hours(random.Next(-20, 150)) : null;
            CommitmentEvent happened = random.Next(21) switch
            {
                0 or 1 or 2 => new Promised(now, date, Some.Evidence),
                3 or 4 or 5 => new AskerWrote(now, "<mail>"),
                6 when Rarely(4) => new Absent(now, date?.InUtc().Date, Some.Evidence),
                7 => new Unclear(now, [], Some.Evidence),
                8 => new Climbed(now, null),
                9 => new EscalationDecided(now, commitment.Escalation.NextLevel, true, "Anke Vogel", null),
                10 => new EscalationAcknowledged(now, commitment.Escalation.Level, "Anke Vogel"),
                11 => new Bounced(now, null, Rarely(3), Some.Evidence),
                12 => new FollowUpRefused(now, "The mailbox said no."),
                13 when Rarely(3) => new Withdrawn(now, null),
                14 or 15 => new Acknowledged(now, Some.Evidence),
                19 => new FollowUpPostponed(now, now + Hours(random.Next(1, 150))),
                20 => new EscalationDecided(now, commitment.Escalation.NextLevel, false, "Anke Vogel", null),
                16 => new Snoozed(now, now + Hours(random.Next(1, 150)), null),
                _ => CommitmentEvent.Of(Answers[random.Next(Answers.Length)], now, date, Some.Evidence),
            };
            Happens(happened);
        }

        private Policy SomePolicy()
        {
            PolicyStep[] steps =
            [
                .. Enumerable
                    .Range(0, random.Next(3))
                    .Select(_ => new PolicyStep(FollowUpKind.Nudge, random.Next(1, 6))),
                .. Enumerable.Range(0, random.Next(5)).Select(_ => new PolicyStep(FollowUpKind.Chaser, random.Next(6))),
            ];
            return new Policy("Any", steps, random.Next(3) > 0 ? AfterSteps.LadderBegins : AfterSteps.AskerDecides);
        }

        private Ladder SomeLadder()
        {
            var person = new MailAddress("Ana Cruz", "ana.cruz@bayani.example");
            return new Ladder(
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 5))
                        .Select(_ => new LadderLevel(person, person, random.Next(20), (Approver)random.Next(3))),
                ],
                random.Next(12),
                person,
                person
            );
        }

        private Hold SomeHold()
        {
            var start = near + Hours(random.Next(-200, 200));
            return new Hold(
                HoldLevel.Country,
                "PH",
                new Interval(start, start + Hours(random.Next(1, 100))),
                "Typhoon",
                "Anke Vogel"
            );
        }

        private Sending SomeSending() =>
            new(near + Hours(random.Next(-300, 60)), random.Next(3) > 0 ? "another thread" : "thread");

        private bool Rarely(int times) => random.Next(times) == 0;

        private static Duration Hours(int hours) => Duration.FromHours(hours);
    }
}
