using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Commitments;
using MailCommitments.Tests.Calendars;
using NodaTime;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Commitments.CommitmentEvent>;

namespace MailCommitments.Tests.Commitments;

/// <summary>What holds for any sequence of events, in any order and with numbers that point anywhere.</summary>
public class AnyHistory
{
    private static readonly Instant Begin = Some.Monday(9);

    [Fact]
    public void Every_history_can_be_told() =>
        ForAll(events =>
        {
            var commitment = Commitment.From(events);
            Assert.NotEmpty(Standing.InWords(commitment, Some.Calendar, Some.Berlin, Begin + Duration.FromDays(9)));
            Assert.Equal(events.Count, HistoryWords.Of(events, Some.Berlin).Count);
        });

    [Fact]
    public void The_agreed_date_is_the_last_of_the_ledger_that_was_not_refused() =>
        ForAll(events =>
        {
            var commitment = Commitment.From(events);
            Assert.Equal(commitment.Ledger.Last(entry => !entry.IsRefused).Date, commitment.AgreedDate);
            Assert.Equal(events[0], commitment.Ledger[0].Why);
            Assert.Equal(commitment.Deadline, commitment.Ledger[0].Date);
        });

    [Fact]
    public void A_slip_is_a_later_date_of_the_contact_and_nobody_elses() =>
        ForAll(events =>
            Assert.All(
                Commitment.From(events).Ledger.Where(entry => entry.IsSlip),
                slip =>
                {
                    Assert.True(slip.Why is CommitmentEvent.Promised or CommitmentEvent.MoreTimeAsked);
                    Assert.True(slip.Date > slip.Before);
                    Assert.True(Slip.Of(Commitment.From(events), Some.Calendar).Count > 0);
                }
            )
        );

    [Fact]
    public void Turns_follow_each_other_without_a_gap_and_the_last_one_holds_the_ball() =>
        ForAll(events =>
        {
            var commitment = Commitment.From(events);
            Assert.Equal((Ball.Contact, commitment.AskedAt), (commitment.Turns[0].Ball, commitment.Turns[0].From));
            Assert.Equal(commitment.Ball, commitment.Turns[^1].Ball);
            Assert.Equal(commitment.IsClosed, commitment.Ball == Ball.Nobody);
            foreach (var (turn, next) in commitment.Turns.Zip(commitment.Turns.Skip(1)))
            {
                Assert.True(turn.From <= next.From);
                Assert.NotEqual(turn.Ball, next.Ball);
            }
        });

    [Fact]
    public void Both_sides_of_the_delay_add_up_to_the_time_it_was_open() =>
        ForAll(events =>
        {
            var commitment = Commitment.From(events);
            var now = commitment.Turns[^1].From + Duration.FromHours(30);
            var delay = Delay.Of(commitment, Some.Calendar, now);
            var open = Duration.Zero;
            var ends = commitment.Turns.Skip(1).Select(turn => turn.From).Append(now);
            foreach (var (turn, end) in commitment.Turns.Zip(ends).Where(pair => pair.First.Ball != Ball.Nobody))
                open += end - turn.From;

            Assert.Equal(open, delay.TheirsByTheClock + delay.OursByTheClock);
            Assert.True(delay.Theirs.Length <= delay.TheirsByTheClock && delay.Ours.Length <= delay.OursByTheClock);
            Assert.InRange(delay.OurShareByTheClock ?? 0, 0, 1);
        });

    [Fact]
    public void What_is_closed_or_waits_for_the_asker_is_told_so_and_never_both() =>
        ForAll(events =>
        {
            var commitment = Commitment.From(events);
            var now = Begin + Duration.FromDays(4);
            var pause = Standing.PauseOf(commitment, Some.Calendar, now);
            Assert.False(commitment.IsClosed && (pause is not null || commitment.Snooze is not null));
            Assert.Equal(pause is not null, Standing.Of(commitment, Some.Calendar, now) == CommitmentState.Paused);
            if (commitment.Ball == Ball.Asker)
                Assert.NotNull(pause);
        });

    [Fact]
    public void Undoing_the_last_act_is_as_if_it_had_never_been_done() =>
        ForAll(
            Gen.Zip(Histories, Act),
            both =>
            {
                var (events, act) = both;
                Same(
                    Commitment.From(events),
                    Commitment.From([.. events, act, new CommitmentEvent.Undone(act.At, events.Count)])
                );
            }
        );

    [Fact]
    public void Undoing_any_act_is_as_if_it_had_never_been_done() =>
        ForAll(
            Histories,
            events =>
            {
                for (var number = 1; number < events.Count; number++)
                {
                    if (!events[number].IsAct)
                        continue;
                    // A courtesy after the end says nothing, so it may stand in the place of an act that never was.
                    var without = events.ToList();
                    without[number] = new CommitmentEvent.Undone(events[number].At, -1);
                    Same(
                        Commitment.From(without),
                        Commitment.From([.. events, new CommitmentEvent.Undone(events[number].At, number)])
                    );
                }
            }
        );

    [Fact]
    public void Only_what_the_asker_said_can_be_undone() =>
        ForAll(
            Histories,
            events =>
            {
                for (var number = 0; number < events.Count; number++)
                {
                    if (!events[number].IsAct)
                        Same(
                            Commitment.From(events),
                            Commitment.From([.. events, new CommitmentEvent.Undone(Begin, number)])
                        );
                }
            }
        );

    [Fact]
    public void What_the_product_takes_from_the_asker_moves_the_commitment() =>
        ForAll(
            Histories,
            events =>
            {
                var before = Commitment.From(events);
                var now = Begin + Duration.FromDays(20);
                for (var number = -1; number <= events.Count; number++)
                {
                    if (Acts.Accept(events, number, now) is Outcome.Done(var accepted))
                        Assert.Equal(accepted, After(accepted).Agreed.Answer);
                    if (Acts.Refuse(events, number, null, null, Some.Berlin, now) is Outcome.Done(var refused))
                        Assert.Equal(before.Agreed.Before, After(refused).AgreedDate);
                    if (Acts.Undo(events, number, now) is Outcome.Done)
                        Assert.False(Acts.IsUndone(events, number));
                }
                if (Acts.Reopen(events, null, null, Some.Berlin, now) is Outcome.Done(var reopened))
                    Assert.Equal(Ball.Contact, After(reopened).Ball);
                else
                    Assert.False(before.IsClosed);

                Commitment After(CommitmentEvent happened) => Commitment.From([.. events, happened]);
            }
        );

    [Fact]
    public void What_is_stored_is_read_back_as_it_was() =>
        ForAll(
            Act,
            act =>
                Assert.Equal(
                    act,
                    JsonSerializer.Deserialize<CommitmentEvent>(
                        JsonSerializer.Serialize(act, Somebody.Json),
                        Somebody.Json
                    )
                )
        );

    private static void Same(Commitment expected, Commitment actual) => Assert.Equal(Told(expected), Told(actual));

    private static string Told(Commitment commitment) => JsonSerializer.Serialize(commitment, Somebody.Json);

    private static void ForAll(Action<IReadOnlyList<CommitmentEvent>> law) => ForAll(Histories, law);

    private static void ForAll<T>(Gen<T> any, Action<T> law) => SomeCalendars.Check(any, 1000, law);

    /// <summary>Within a fortnight around the beginning.</summary>
    private static Gen<Instant> Moment { get; } =
        Gen.Choose(-1_000, 20_000).Select(minutes => Begin + Duration.FromMinutes(minutes));

    private static Gen<int> Number { get; } = Gen.Choose(-1, 9);

    private static Gen<CommitmentEvent> Act { get; } =
        from at in Moment
        from date in Moment
        from number in Number
        from reason in Gen.Elements(null, "by phone")
        from kind in Gen.Elements(Enum.GetValues<ReplyKind>())
        from act in Gen.Elements<CommitmentEvent>(
            new CommitmentEvent.Snoozed(at, date, reason),
            new CommitmentEvent.DateAccepted(at, number),
            new CommitmentEvent.DateRefused(at, number, null, reason),
            new CommitmentEvent.DateRefused(at, number, date, reason),
            new CommitmentEvent.DateSet(at, date, reason),
            new CommitmentEvent.Reopened(at, null, reason),
            new CommitmentEvent.Reopened(at, date, reason),
            new CommitmentEvent.Withdrawn(at, reason),
            new CommitmentEvent.AnsweredElsewhere(at, reason),
            new CommitmentEvent.Corrected(at, number, CommitmentEvent.Of(kind, at, date, Some.Evidence))
        )
        select act;

    private static Gen<CommitmentEvent> Mail { get; } =
        from at in Moment
        from date in Moment
        from kind in Gen.Elements(Enum.GetValues<ReplyKind>())
        from mail in Gen.Elements(
            Some.Promised(at, date),
            new CommitmentEvent.MoreTimeAsked(at, date, Some.Evidence),
            CommitmentEvent.Of(kind, at, date, Some.Evidence),
            Some.Unclear(at),
            Some.Absent(at, date.InUtc().Date),
            new CommitmentEvent.AskerWrote(at, "<mail>"),
            Some.FollowedUp(at),
            new CommitmentEvent.FollowUpRefused(at, "No such address."),
            new CommitmentEvent.Asked(at, date)
        )
        select mail;

    private static Gen<CommitmentEvent> Undoing { get; } =
        from at in Moment
        from number in Number
        select (CommitmentEvent)new CommitmentEvent.Undone(at, number);

    private static Gen<IReadOnlyList<CommitmentEvent>> Histories { get; } =
        from deadline in Moment
        from happened in Gen.Frequency((5, Mail), (4, Act), (1, Undoing)).ListOf().Resize(9)
        select (IReadOnlyList<CommitmentEvent>)[new CommitmentEvent.Asked(Begin, deadline), .. happened];
}
