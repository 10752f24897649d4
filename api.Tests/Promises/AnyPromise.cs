using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MailCommitments.Commitments;
using MailCommitments.Promises;
using MailCommitments.Tests.Calendars;
using NodaTime;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Promises.PromiseEvent>;

namespace MailCommitments.Tests.Promises;

/// <summary>What holds for any sequence of events of a promise, with numbers that point anywhere.</summary>
public class AnyPromise
{
    private static readonly Instant Begin = Some.Monday(9);

    [Fact]
    public void The_date_that_counts_is_the_last_that_was_not_undone_and_each_later_one_is_a_slip() =>
        ForAll(events =>
        {
            var dates = WithoutUndone(events)
                .TakeWhile(happened => happened is not (PromiseEvent.Kept or PromiseEvent.Dropped))
                .Select(happened => (happened as PromiseEvent.Moved)?.Due ?? (happened as PromiseEvent.Made)?.Due)
                .OfType<Instant>()
                .ToList();
            var promise = OwnPromise.From(events);
            Assert.Equal(dates[^1], promise.Due);
            Assert.Equal(dates.Zip(dates.Skip(1)).Count(pair => pair.Second > pair.First), promise.Slips);
        });

    [Fact]
    public void It_is_closed_by_the_first_end_and_nothing_after_it_counts() =>
        ForAll(events =>
        {
            var end = WithoutUndone(events)
                .FirstOrDefault(happened => happened is PromiseEvent.Kept or PromiseEvent.Dropped);
            Assert.Equal(end, OwnPromise.From(events).End);
        });

    [Fact]
    public void Undoing_is_as_if_it_had_never_been_said() =>
        ForAll(events =>
        {
            for (var number = 1; number < events.Count; number++)
            {
                if (PromiseActs.Undo(events, number, Begin) is not Outcome.Done(var undone))
                    continue;
                var without = events.ToList();
                without[number] = new PromiseEvent.Undone(Begin, -1);
                Assert.Equal(OwnPromise.From(without), OwnPromise.From([.. events, undone]));
            }
        });

    [Fact]
    public void What_may_be_said_changes_something_and_every_state_can_be_told() =>
        ForAll(events =>
        {
            var promise = OwnPromise.From(events);
            Assert.NotEmpty(promise.InWords(Some.Berlin, Begin));
            Assert.Equal(
                promise.IsOpen,
                promise.StateOf(Some.Calendar, Begin)
                    is CommitmentState.OnTrack
                        or CommitmentState.DueSoon
                        or CommitmentState.Overdue
            );
            if (PromiseActs.Keep(events, null, Begin) is Outcome.Done(var kept))
                Assert.False(OwnPromise.From([.. events, kept]).IsOpen);
            else
                Assert.False(promise.IsOpen);
        });

    [Fact]
    public void What_is_stored_is_read_back_as_it_was() =>
        ForAll(events =>
            Assert.Equal(
                events,
                JsonSerializer.Deserialize<List<PromiseEvent>>(
                    JsonSerializer.Serialize(events, Somebody.Json),
                    Somebody.Json
                )
            )
        );

    [Theory]
    [InlineData(9, CommitmentState.OnTrack)]
    [InlineData(16, CommitmentState.DueSoon)]
    [InlineData(18, CommitmentState.Overdue)]
    public void It_is_due_soon_in_the_last_fifth_of_the_owners_working_time(int hour, CommitmentState expected) =>
        Assert.Equal(
            expected,
            OwnPromise
                .From([new PromiseEvent.Made(Some.Monday(9), Some.Monday(17), null)])
                .StateOf(Some.Calendar, Some.Monday(hour))
        );

    private static List<PromiseEvent> WithoutUndone(IReadOnlyList<PromiseEvent> events)
    {
        bool IsUndone(int number) =>
            events.Skip(number + 1).Any(later => later is PromiseEvent.Undone(_, var named) && named == number);
        return [.. events.Where((_, number) => number == 0 || !IsUndone(number))];
    }

    private static void ForAll(Action<IReadOnlyList<PromiseEvent>> law) => SomeCalendars.Check(Histories, 1000, law);

    private static Gen<Instant> Moment { get; } =
        Gen.Choose(-1_000, 20_000).Select(minutes => Begin + Duration.FromMinutes(minutes));

    private static Gen<PromiseEvent> Happening { get; } =
        from at in Moment
        from date in Moment
        from number in Gen.Choose(-1, 7)
        from reason in Gen.Elements(null, "by phone")
        from evidence in Gen.Elements(null, Some.Evidence)
        from happened in Gen.Elements<PromiseEvent>(
            new PromiseEvent.Moved(at, date, reason, evidence),
            new PromiseEvent.Kept(at, reason, evidence),
            new PromiseEvent.Doubted(at, Some.Evidence),
            new PromiseEvent.NotYetKept(at),
            new PromiseEvent.Dropped(at, reason),
            new PromiseEvent.Undone(at, number)
        )
        select happened;

    private static Gen<IReadOnlyList<PromiseEvent>> Histories { get; } =
        from due in Moment
        from happened in Happening.ListOf().Resize(7)
        select (IReadOnlyList<PromiseEvent>)[new PromiseEvent.Made(Begin, due, null), .. happened];
}
