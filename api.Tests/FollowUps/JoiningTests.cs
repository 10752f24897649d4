using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Tests.Calendars;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Asks to one contact who works nine to five in Berlin.</summary>
public class JoiningTests
{
    private static readonly Guid Anke = new("00000000-0000-0000-0000-00000000000a");
    private static readonly PolicyStep Chaser = new(FollowUpKind.Chaser, 1);
    private static readonly Guid Jonas = new("00000000-0000-0000-0000-00000000000b");

    [Fact]
    public void Three_asks_of_one_asker_are_one_mail()
    {
        var mail = Assert.Single(First(Ask(Anke), Ask(Anke), Ask(Anke)));

        Assert.Equal(Thursday(10), mail.LeavesAt);
        Assert.Equal(3, mail.Asks.Count);
    }

    [Fact]
    public void Asks_of_two_askers_are_two_mails_on_two_working_days() =>
        Assert.Equal(
            [(Thursday(10), Anke), (Friday(10), Jonas)],
            First(Ask(Anke, Wednesday(12)), Ask(Jonas)).Select(mail => (mail.LeavesAt, mail.Asks[0].Asker))
        );

    [Fact]
    public void An_ask_due_later_the_same_day_goes_along()
    {
        var mail = Assert.Single(First(Ask(Anke, priority: Priority.Urgent), Ask(Anke)));

        Assert.Equal(Thursday(10), WhenAlone(Ask(Anke)));
        Assert.Equal(2, mail.Asks.Count);
        Assert.Equal(Thursday(9), mail.LeavesAt);
    }

    [Fact]
    public void An_ask_whose_agreed_date_is_still_to_come_never_goes_along()
    {
        var later = Ask(Anke, Thursday(14), Priority.Urgent);

        var mails = First(Ask(Anke), later);

        Assert.Equal([Thursday(10), Friday(10)], mails.Select(mail => mail.LeavesAt));
        Assert.Equal([later.Commitment], mails[1].Asks.Select(ask => ask.Commitment));
    }

    [Fact]
    public void The_most_pressing_ask_gives_the_thread()
    {
        var oldest = Ask(Anke, Tuesday(12));
        var urgent = Ask(Anke, priority: Priority.Urgent);

        Assert.Equal(
            [urgent.Commitment, oldest.Commitment],
            Joining.MailAt(Friday(10), [oldest, urgent], [oldest, urgent])!.Asks.Select(ask => ask.Commitment)
        );
    }

    [Fact]
    public void A_very_long_list_goes_on_the_next_working_day() =>
        Assert.Equal(
            [(Thursday(10), Joining.MostAsks), (Friday(10), 3)],
            First([.. Enumerable.Range(0, Joining.MostAsks + 3).Select(_ => Ask(Anke))])
                .Select(mail => (mail.LeavesAt, mail.Asks.Count))
        );

    [Fact]
    public void A_mail_that_is_sure_to_go_on_a_day_has_that_day() =>
        Assert.Equal(
            Friday(10),
            Joining.Plan([Ask(Anke).AfterSending(Thursday(15), "another thread")], Monday(9))[0].LeavesAt
        );

    [Fact]
    public void Who_wants_it_now_waits_for_no_step_of_the_policy_but_for_the_agreed_date_and_for_working_hours()
    {
        Assert.True(Joining.GoesAlong(Ask(Anke), Chaser, Thursday(9), isWished: true));
        Assert.False(Joining.GoesAlong(Ask(Anke), Chaser, Wednesday(10), isWished: true));
        Assert.False(Joining.GoesAlong(Ask(Anke), Chaser, Thursday(3), isWished: true));
    }

    [Fact]
    public void A_plan_is_kept_whenever_one_looks_again() =>
        SomeCalendars.Check(
            Asks,
            150,
            some =>
            {
                var plan = Joining.Plan(some.Asks, some.From);
                if (plan is not [var first, ..])
                    return;
                Assert.Equal(plan.Select(Told), Joining.Plan(some.Asks, first.LeavesAt).Select(Told));
            }
        );

    [Fact]
    public void A_plan_has_no_two_mails_on_a_day_none_before_its_dates_and_no_two_askers_in_one() =>
        SomeCalendars.Check(
            Asks,
            300,
            some =>
            {
                var plan = Joining.Plan(some.Asks, some.From);
                var zone = some.Asks[0].Subject.Calendar.Calendar.Zone;
                Assert.Equal(plan.Count, plan.Select(mail => mail.LeavesAt.InZone(zone).Date).Distinct().Count());
                foreach (var mail in plan)
                {
                    Assert.Single(mail.Asks.Select(ask => ask.Asker).Distinct());
                    Assert.All(mail.Asks, ask => Assert.True(ask.Subject.Commitment.AgreedDate <= mail.LeavesAt));
                    Assert.True(mail.Asks[0].Subject.Calendar.Calendar.IsOpen(mail.LeavesAt));
                }
            }
        );

    [Fact]
    public void Joining_never_costs_an_ask_its_chasers() =>
        SomeCalendars.Check(
            Asks,
            150,
            some =>
            {
                var joined = Chasers(some.Asks, some.From).SelectMany(mail => mail.Asks).ToList();
                foreach (var ask in some.Asks)
                    Assert.Equal(
                        Chasers([ask], some.From).Count(),
                        joined.Count(one => one.Commitment == ask.Commitment)
                    );
            }
        );

    /// <summary>A nudge whose day another mail has falls away; a chaser never does.</summary>
    private static IEnumerable<JoinedMail> Chasers(IReadOnlyList<OpenAsk> asks, Instant from) =>
        Joining.Plan(asks, from).Where(mail => mail.Step.Kind == FollowUpKind.Chaser);

    private static (Instant, string) Told(JoinedMail mail) =>
        (mail.LeavesAt, string.Join(' ', mail.Asks.Select(ask => ask.Commitment)));

    /// <summary>The first mail of each ask.</summary>
    private static List<JoinedMail> First(params IReadOnlyList<OpenAsk> asks) =>
        [
            .. Joining
                .Plan(asks, Monday(9))
                .Where(mail => mail.Asks.Any(ask => ask.Subject.Commitment.FollowUpsSent == 0)),
        ];

    private static Instant WhenAlone(OpenAsk ask) => Joining.Plan([ask], Monday(9))[0].LeavesAt;

    private static OpenAsk Ask(Guid asker, Instant? deadline = null, Priority priority = Priority.Normal) =>
        Ask(asker, deadline ?? Wednesday(17), priority, Calendar);

    private static OpenAsk Ask(Guid asker, Instant deadline, Priority priority, WorkingCalendar calendar) =>
        new(
            Guid.CreateVersion7(),
            asker,
            1,
            new FollowUpSubject(
                Commitment.From([new CommitmentEvent.Asked(deadline - Duration.FromDays(2), deadline)]),
                priority,
                "Could you send me the test report, please?",
                "Test report",
                Asker.Name,
                Contact,
                new ContactCalendar(calendar, "set for this contact", CalendarSource.SetByPerson),
                Surroundings.None.Of(
                    new Addressee(null, null, null, Contact.Address, "bayani.example", null, null),
                    priority,
                    calendar,
                    Guid.NewGuid().ToString()
                )
            )
        );

    private static Gen<(IReadOnlyList<OpenAsk> Asks, Instant From)> Asks { get; } =
        from some in SomeCalendars.Any
        from count in Gen.Choose(1, 6)
        from asks in Gen.ArrayOf(
            from hours in Gen.Choose(-100, 100)
            from priority in Gen.Elements(Priority.Normal, Priority.Urgent)
            from asker in Gen.Elements(Anke, Jonas)
            select Ask(asker, some.Near + Duration.FromHours(hours), priority, some.Calendar),
            count
        )
        select ((IReadOnlyList<OpenAsk>)asks, some.Near);
}
