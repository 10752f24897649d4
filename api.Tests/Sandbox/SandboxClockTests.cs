using MailCommitments.Sandbox;
using NodaTime;

namespace MailCommitments.Tests.Sandbox;

public sealed class SandboxClockTests
{
    private static readonly Instant Nine = TenantFixture.Start;

    [Fact]
    public void A_clock_that_does_not_flow_stands_where_it_was_put()
    {
        using var clock = new SandboxClock(Nine);
        Assert.Equal(Nine, clock.Now);
        Assert.Equal(Nine.ToDateTimeOffset(), clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_fires_at_its_own_instant_when_the_clock_passes_it()
    {
        using var clock = new SandboxClock(Nine);
        var fired = new List<Instant>();
        using var late = clock.CreateTimer(
            _ => fired.Add(clock.Now),
            null,
            TimeSpan.FromHours(5),
            Timeout.InfiniteTimeSpan
        );
        using var early = clock.CreateTimer(
            _ => fired.Add(clock.Now),
            null,
            TimeSpan.FromHours(2),
            Timeout.InfiniteTimeSpan
        );
        clock.Advance(Duration.FromDays(1));
        Assert.Equal([Nine + Duration.FromHours(2), Nine + Duration.FromHours(5)], fired);
        Assert.Equal(Nine + Duration.FromDays(1), clock.Now);
    }

    [Fact]
    public void A_repeating_timer_fires_once_for_every_period_passed()
    {
        using var clock = new SandboxClock(Nine);
        var times = 0;
        using var timer = clock.CreateTimer(_ => times++, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        clock.Advance(Duration.FromHours(6));
        Assert.Equal(6, times);
    }

    [Fact]
    public void A_timer_that_was_changed_or_disposed_of_keeps_quiet()
    {
        using var clock = new SandboxClock(Nine);
        var times = 0;
        var disposed = clock.CreateTimer(_ => times++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        using var changed = clock.CreateTimer(_ => times++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        changed.Change(TimeSpan.FromHours(3), Timeout.InfiniteTimeSpan);
        clock.Advance(Duration.FromHours(2));
        Assert.Equal(0, times);
        clock.Advance(Duration.FromHours(2));
        Assert.Equal(1, times);
    }

    [Fact]
    public void The_clock_never_goes_back()
    {
        using var clock = new SandboxClock(Nine);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.MoveTo(Nine - Duration.FromSeconds(1)));
    }

    [Fact]
    public async Task A_clock_that_flows_can_be_moved_to_where_it_stands()
    {
        using var clock = new SandboxClock(Nine, flows: true);
        using var mover = new ClockMover(clock, _ => Task.CompletedTask);
        await mover.MoveToAsync(clock.Now + Duration.FromSeconds(2), TestContext.Current.CancellationToken);
        await mover.MoveToAsync(Nine + Duration.FromDays(1), TestContext.Current.CancellationToken);
        Assert.InRange(clock.Now, Nine + Duration.FromDays(1), Nine + Duration.FromDays(2));
    }

    [Fact]
    public async Task Work_that_falls_due_on_the_way_runs_at_its_own_instant_before_the_move_ends()
    {
        using var clock = new SandboxClock(Nine);
        var ran = new List<Instant>();
        using var mover = new ClockMover(clock, _ => Task.CompletedTask);
        mover.Follow(new Hourly(clock, ran, 3));
        await mover.MoveToAsync(Nine + Duration.FromDays(2), TestContext.Current.CancellationToken);
        Assert.Equal([Nine + Duration.FromHours(1), Nine + Duration.FromHours(2), Nine + Duration.FromHours(3)], ran);
        Assert.Equal(Nine + Duration.FromDays(2), clock.Now);
    }

    private sealed class Hourly(SandboxClock clock, List<Instant> ran, int times) : IClockFollower
    {
        private Instant next = clock.Now + Duration.FromHours(1);

        public Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation) =>
            Task.FromResult<Instant?>(ran.Count < times && next <= until ? next : null);

        public Task RunDueAsync(CancellationToken cancellation)
        {
            ran.Add(clock.Now);
            next += Duration.FromHours(1);
            return Task.CompletedTask;
        }
    }
}
