using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;
using static MailCommitments.Tests.Some;
using Interval = NodaTime.Interval;

namespace MailCommitments.Tests.Commitments;

public class WaitingTimeTests
{
    private static readonly CommitmentEvent Blocked = CommitmentEvent.Of(
        ReplyKind.Blocked,
        Tuesday(9),
        null,
        Some.Evidence
    );
    private static readonly CommitmentEvent Answered = new CommitmentEvent.AskerWrote(Wednesday(13), "<answer>");

    [Fact]
    public void While_the_asker_has_the_ball_the_contacts_clock_stands()
    {
        CommitmentEvent[] happened = [Asked, Blocked, Answered];
        Assert.Equal([new Interval(Tuesday(9), Wednesday(13))], WaitingTime.Pauses(happened, Thursday(17)));
        Assert.Equal(8 + 4 + 8, Hours(happened, Thursday(17)));
        Assert.Contains(
            new ExplainedStretch(Tuesday(9), Wednesday(13), StretchReason.BallWithAsker, null),
            WaitingTime.Explain(happened, Calendar, Monday(9), Thursday(17))
        );
    }

    [Fact]
    public void A_pause_that_lasts_ends_with_the_span() => Assert.Equal(8, Hours([Asked, Blocked], Friday(17)));

    [Fact]
    public void A_mail_that_was_read_late_never_makes_a_pause_negative() =>
        Assert.Equal(
            [new Interval(Tuesday(9), Wednesday(17))],
            WaitingTime.Pauses(
                [Asked, Blocked, new CommitmentEvent.AskerWrote(Monday(12), "<earlier>"), Blocked],
                Wednesday(17)
            )
        );

    [Fact]
    public void The_days_that_an_automatic_reply_says_they_are_away_do_not_count()
    {
        CommitmentEvent[] happened = [Asked, Absent(Tuesday(9), new LocalDate(2026, 3, 5))];
        Assert.Equal(8 + 8, Hours(happened, Thursday(17)));
        Assert.Contains(
            WaitingTime.Explain(happened, Calendar, Monday(9), Thursday(17)),
            one => one is { Reason: StretchReason.Away, Name: "Automatic reply: away until 5 March" }
        );
    }

    [Fact]
    public void Who_writes_before_the_day_they_named_is_back() =>
        Assert.Equal(
            8 + 4 + 4,
            Hours(
                [
                    Asked,
                    Absent(Tuesday(13), new LocalDate(2026, 3, 9)),
                    CommitmentEvent.Of(ReplyKind.Acknowledgement, Wednesday(13), null, Some.Evidence),
                ],
                Wednesday(17)
            )
        );

    [Fact]
    public void A_promised_day_ends_with_the_contacts_working_day_and_moves_with_their_calendar()
    {
        CommitmentEvent[] happened =
        [
            Asked,
            new CommitmentEvent.Promised(Tuesday(9), Friday(17), Some.Evidence) { Day = new LocalDate(2026, 3, 6) },
        ];
        Assert.Equal(Friday(17), Commitment.From(PromisedDays.On(happened, Calendar)).AgreedDate);

        var later = new WorkingCalendar(Berlin, WeeklyHours.MondayToFriday(new WorkingInterval(10, 20)));
        Assert.Equal(Friday(20), Commitment.From(PromisedDays.On(happened, later)).AgreedDate);
    }

    [Fact]
    public void A_date_that_was_named_with_its_time_stays_whatever_the_calendar()
    {
        var later = new WorkingCalendar(Berlin, WeeklyHours.MondayToFriday(new WorkingInterval(10, 20)));
        Assert.Equal(
            Friday(15),
            Commitment.From(PromisedDays.On([Asked, Promised(Tuesday(9), Friday(15))], later)).AgreedDate
        );
    }

    [Fact]
    public void The_stretches_have_no_gaps_and_those_that_count_add_up() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Histories.ToArbitrary(),
                history =>
                {
                    var to = Monday(9, week: 2);
                    var stretches = WaitingTime.Explain(history, Calendar, Monday(9), to);
                    Assert.Equal((Monday(9), to), (stretches[0].From, stretches[^1].To));
                    Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
                    Assert.Equal(
                        WaitingTime.Between(history, Calendar, Monday(9), to).Length,
                        stretches
                            .Where(one => one.Counted)
                            .Aggregate(Duration.Zero, (sum, one) => sum + (one.To - one.From))
                    );
                }
            )
        );

    /// <summary>What may happen in two weeks, in any order.</summary>
    private static Gen<IReadOnlyList<CommitmentEvent>> Histories =>
        from happened in (
            from hours in Gen.Choose(0, 13 * 24)
            let at = Monday(9) + Duration.FromHours(hours)
            from one in Gen.Elements<CommitmentEvent>(
                CommitmentEvent.Of(ReplyKind.Question, at, null, Some.Evidence),
                CommitmentEvent.Of(ReplyKind.Acknowledgement, at, null, Some.Evidence),
                new CommitmentEvent.AskerWrote(at, "<mail>"),
                new CommitmentEvent.FollowUpRefused(at, "The mailbox is full."),
                Absent(at, null),
                Absent(at, new LocalDate(2026, 3, 10))
            )
            select one
        ).ListOf()
        select (IReadOnlyList<CommitmentEvent>)[Asked, .. happened];

    private static double Hours(IReadOnlyList<CommitmentEvent> happened, Instant until) =>
        WaitingTime.Between(happened, Calendar, Monday(9), until).TotalHours;
}
