using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Urgent, due on Wednesday at five: chasers on Thursday at nine and on Friday at ten, then a ladder of two levels.</summary>
public class LadderTests
{
    private static readonly MailAddress Ana = new("Ana Cruz", "ana.cruz@bayani.example");
    private static readonly MailAddress Katrin = new("Katrin Weiss", "katrin.weiss@nordwind.example");

    private static readonly CommitmentEvent[] Chased = [FollowedUp(Thursday(9)), FollowedUp(Friday(10))];

    [Fact]
    public void Without_an_answer_the_contact_is_told_and_after_the_notice_the_level_is_written_to() =>
        Assert.Equal(
            [
                (FollowUpKind.Chaser, Thursday(9)),
                (FollowUpKind.Chaser, Friday(10)),
                // Four working hours after the chaser it is Friday two o'clock, but they have had a mail that day.
                (FollowUpKind.Announcement, Monday(10, week: 1)),
                (FollowUpKind.Escalation, Tuesday(10, week: 1)),
                (FollowUpKind.Announcement, Wednesday(10, week: 1)),
                (FollowUpKind.Escalation, Thursday(10, week: 1)),
            ],
            FollowUpPolicy
                .Plan(CommitmentAfter(), Climbing(Approver.Nobody), Monday(9))
                .Select(planned => (planned.Step.Kind, planned.At))
        );

    [Fact]
    public void Where_a_person_approves_nothing_goes_out_by_itself()
    {
        var asks = Assert.IsType<FollowUpDecision.AskApproval>(
            FollowUpPolicy.Decide(CommitmentAfter(Chased), Climbing(Approver.Lead), Friday(14))
        );

        Assert.Equal((1, Approver.Lead), (asks.Level, asks.Of));
        Assert.Null(FollowUpPolicy.NextLook(asks, Friday(14)));
        Assert.Equal(2, FollowUpPolicy.Plan(CommitmentAfter(), Climbing(Approver.Asker), Monday(9)).Count);
    }

    [Fact]
    public void Once_approved_the_contact_is_told_first() =>
        Assert.Equal(
            [FollowUpKind.Announcement, FollowUpKind.Escalation],
            FollowUpPolicy
                .Plan(CommitmentAfter([.. Chased, Decided(true)]), Climbing(Approver.Lead), Friday(15))
                .Select(planned => planned.Step.Kind)
        );

    [Fact]
    public void A_level_that_a_person_decided_against_is_not_climbed() =>
        Assert.Contains(
            "Katrin Weiss decided against level 1",
            Assert
                .IsType<FollowUpDecision.AskAsker>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter([.. Chased, Decided(false)]),
                        Climbing(Approver.Lead),
                        Friday(15)
                    )
                )
                .Why,
            StringComparison.Ordinal
        );

    [Fact]
    public void Who_answers_after_being_told_is_not_escalated() =>
        Assert.Equal(
            Wednesday(9, week: 1),
            Assert
                .IsType<FollowUpDecision.Wait>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter([
                            .. Chased,
                            Decided(true),
                            Sent(FollowUpKind.Announcement, Monday(10, week: 1), 1),
                            Promised(Monday(11, week: 1), Tuesday(17, week: 1)),
                        ]),
                        Climbing(Approver.Lead),
                        Tuesday(10, week: 1)
                    )
                )
                .Until
        );

    [Fact]
    public void An_answer_does_not_take_back_the_level_that_was_reached()
    {
        var reached = CommitmentAfter([
            .. Chased,
            Sent(FollowUpKind.Escalation, Monday(10, week: 1), 1),
            Promised(Monday(11, week: 1), Tuesday(17, week: 1)),
        ]);

        Assert.Equal((1, 2), (reached.Escalation.Level, reached.Escalation.NextLevel));
    }

    [Fact]
    public void Who_asks_for_help_is_taken_at_their_word_at_once_and_before_the_date_too()
    {
        var sends = Assert.IsType<FollowUpDecision.Send>(
            FollowUpPolicy.Decide(
                CommitmentAfter(new CommitmentEvent.Climbed(Tuesday(11), "The test bench is down")),
                Climbing(Approver.Lead),
                Tuesday(11)
            )
        );

        Assert.Equal(new LadderStep(FollowUpKind.Escalation, 1), sends.Step);
    }

    [Fact]
    public void A_level_that_has_taken_it_up_gets_its_time_before_the_next() =>
        Assert.Equal(
            Tuesday(13, week: 1),
            Assert
                .IsType<FollowUpDecision.Wait>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter([
                            .. Chased,
                            Sent(FollowUpKind.Escalation, Monday(10, week: 1), 1),
                            new CommitmentEvent.EscalationAcknowledged(Tuesday(9, week: 1), 1, "Anke Vogel"),
                        ]),
                        Climbing(Approver.Nobody),
                        Tuesday(9, week: 1)
                    )
                )
                .Until
        );

    [Fact]
    public void Above_the_top_a_person_decides() =>
        Assert.Contains(
            "climbed to its top, level 2",
            Assert
                .IsType<FollowUpDecision.AskAsker>(
                    FollowUpPolicy.Decide(
                        CommitmentAfter([.. Chased, Sent(FollowUpKind.Escalation, Monday(10, week: 1), 2)]),
                        Climbing(Approver.Nobody),
                        Friday(15, week: 2)
                    )
                )
                .Why,
            StringComparison.Ordinal
        );

    [Fact]
    public void Without_a_ladder_the_asker_decides() =>
        Assert.Contains(
            "no ladder is agreed",
            Assert
                .IsType<FollowUpDecision.AskAsker>(
                    FollowUpPolicy.Decide(CommitmentAfter(Chased), Around(Policy.Urgent), Friday(15))
                )
                .Why,
            StringComparison.Ordinal
        );

    [Fact]
    public void The_mail_to_a_level_is_copied_to_the_contact_and_to_our_side()
    {
        var mail = Subject(Chased).Mail(new LadderStep(FollowUpKind.Escalation, 1), AnswerLinks.InPreview);

        Assert.Equal(Ana, mail.To);
        Assert.Equal([Contact, Katrin], mail.Copies);
        Assert.Contains("In copy: Maria Santos, Katrin Weiss.", mail.Letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void From_level_2_on_the_executives_are_copied_each_person_once()
    {
        var subject = Subject(Chased);
        var executives = subject with
        {
            Around = subject.Around with
            {
                Ladder = subject.Around.Ladder! with
                {
                    OurExecutive = new MailAddress("Helga Brandt", "helga.brandt@nordwind.example"),
                    TheirExecutive = Ana,
                },
            },
        };

        var copies = executives.Mail(new LadderStep(FollowUpKind.Escalation, 2), AnswerLinks.InPreview).Copies;

        Assert.Equal([Contact, Katrin, new MailAddress("Helga Brandt", "helga.brandt@nordwind.example")], copies);
    }

    [Fact]
    public void What_a_person_stops_after_the_notice_is_announced_again_once_it_is_approved()
    {
        CommitmentEvent[] stopped =
        [
            .. Chased,
            Decided(true),
            Sent(FollowUpKind.Announcement, Monday(10, week: 1), 1),
            Decided(false),
        ];

        Assert.IsType<FollowUpDecision.AskAsker>(
            FollowUpPolicy.Decide(CommitmentAfter(stopped), Climbing(Approver.Lead), Tuesday(10, week: 1))
        );
        Assert.Equal(
            FollowUpKind.Announcement,
            FollowUpPolicy
                .Plan(CommitmentAfter([.. stopped, Decided(true)]), Climbing(Approver.Lead), Tuesday(10, week: 1))[0]
                .Step.Kind
        );
    }

    [Fact]
    public void What_was_put_off_waits_also_on_the_ladder_until_the_contact_asks_for_it()
    {
        CommitmentEvent[] postponed =
        [
            .. Chased,
            Decided(true),
            new CommitmentEvent.FollowUpPostponed(Friday(16), Wednesday(11, week: 1)),
        ];

        Assert.Equal(
            Wednesday(11, week: 1),
            Assert
                .IsType<FollowUpDecision.Wait>(
                    FollowUpPolicy.Decide(CommitmentAfter(postponed), Climbing(Approver.Lead), Monday(10, week: 1))
                )
                .Until
        );
        Assert.IsType<FollowUpDecision.Send>(
            FollowUpPolicy.Decide(
                CommitmentAfter([.. postponed, new CommitmentEvent.Climbed(Monday(9, week: 1), null)]),
                Climbing(Approver.Lead),
                Monday(10, week: 1)
            )
        );
    }

    [Fact]
    public void The_contact_is_told_whom_we_ask_next()
    {
        var mail = Subject(Chased).Mail(new LadderStep(FollowUpKind.Announcement, 1), AnswerLinks.InPreview);

        Assert.Equal(Contact, mail.To);
        Assert.Empty(mail.Copies);
        Assert.Contains("1 (Ana Cruz, Katrin Weiss)", mail.Letter.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(6, 4)]
    [InlineData(1, 401)]
    public void A_ladder_has_one_to_five_levels_and_bounded_waits(int levels, int hours) =>
        Assert.NotNull(
            new Ladder(
                [.. Enumerable.Repeat(new LadderLevel(Katrin, Ana, hours, Approver.Asker), levels)],
                4,
                Katrin,
                Ana
            ).WhyNot()
        );

    [Fact]
    public void A_ladder_names_people_with_addresses() =>
        Assert.Contains(
            "is no person",
            new Ladder(
                [new LadderLevel(Katrin, new MailAddress("Ana", "ana"), 4, Approver.Asker)],
                4,
                Katrin,
                Ana
            ).WhyNot(),
            StringComparison.Ordinal
        );

    private static Circumstances Climbing(Approver approver) =>
        Around(Policy.Urgent) with
        {
            Ladder = new Ladder(
                [new LadderLevel(Katrin, Ana, 4, approver), new LadderLevel(Katrin, Ana, 4, approver)],
                NoticeHours: 4,
                Katrin,
                Ana
            ),
        };

    private static FollowUpSubject Subject(params CommitmentEvent[] happened) =>
        new(
            CommitmentAfter(happened),
            Priority.Urgent,
            "Send the test report",
            "Pump 14",
            Asker.Name,
            Contact,
            new ContactCalendar(Calendar, "set for this contact", MailCommitments.Calendars.CalendarSource.SetByPerson),
            Climbing(Approver.Lead)
        );

    private static CommitmentEvent.EscalationDecided Decided(bool isApproved) =>
        new(Friday(15), 1, isApproved, "Katrin Weiss", null);

    private static CommitmentEvent.FollowedUp Sent(FollowUpKind kind, Instant at, int level) =>
        new(at, kind, "key", null, level);
}
