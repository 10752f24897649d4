using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>
/// The time that the tenant, and a product beside it, live in. It stands still or flows with real time, and can be moved
/// forward, never back. Timers made from it fire at their own instants, also when a move passes them.
/// </summary>
public sealed class SandboxClock : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Timer, (Instant Due, long Order)> timers = new();
    private readonly long realStart = Real.GetTimestamp();
    private readonly ITimer? alarm;
    private Duration moved;
    private long order;

    /// <param name="start">Where the clock stands when it is made.</param>
    /// <param name="flows">Whether it goes on with real time between moves.</param>
    public SandboxClock(Instant start, bool flows = false)
    {
        Start = start;
        Flows = flows;
        if (flows)
            alarm = Real.CreateTimer(_ => FireUpTo(Now), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

#pragma warning disable RS0030 // this is the one place of the sandbox that names the real clock
    /// <summary>The machine's clock: tokens carry its time, because their readers compare with it.</summary>
    public static TimeProvider Real => TimeProvider.System;
#pragma warning restore RS0030

    public Instant Start { get; }

    public bool Flows { get; }

    public Instant Now
    {
        get
        {
            lock (gate)
                return Start + moved + (Flows ? Duration.FromTimeSpan(Real.GetElapsedTime(realStart)) : Duration.Zero);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now.ToDateTimeOffset();

    public override long GetTimestamp() => Now.ToUnixTimeTicks();

    /// <summary>Moves forward by a duration, firing the timers that fall due on the way.</summary>
    public void Advance(Duration by) => MoveTo(Now + by);

    /// <summary>Moves forward to an instant, firing the timers that fall due on the way, each at its own instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the clock's.</exception>
    public void MoveTo(Instant target)
    {
        if (target < Now)
            throw new ArgumentOutOfRangeException(
                nameof(target),
                target,
                $"The clock stands at {Now} and only moves forward."
            );
        MoveOnTo(target);
    }

    /// <summary>Moves as far as an instant; a clock that flowed past it meanwhile stays where it is.</summary>
    /// <returns>Whether a timer fired on the way.</returns>
    internal bool MoveOnTo(Instant target)
    {
        var hasFired = FireUpTo(target);
        StepTo(target);
        return hasFired;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => alarm?.Dispose();

    private bool FireUpTo(Instant target)
    {
        var hasFired = false;
        while (NextTimer(target) is var (timer, due))
        {
            StepTo(due);
            timer.Fire(due);
            hasFired = true;
        }
        SetAlarm();
        return hasFired;
    }

    private (Timer Timer, Instant Due)? NextTimer(Instant target)
    {
        lock (gate)
        {
            while (timers.TryPeek(out var timer, out var at) && at.Due <= target)
            {
                timers.Dequeue();
                if (timer.Due == at.Due)
                    return (timer, at.Due);
            }
            return null;
        }
    }

    private void StepTo(Instant target)
    {
        lock (gate)
        {
            if (target > Now)
                moved += target - Now;
        }
    }

    private void Enqueue(Timer timer, Instant due)
    {
        lock (gate)
            timers.Enqueue(timer, (due, order++));
        SetAlarm();
    }

    private void SetAlarm()
    {
        lock (gate)
        {
            if (alarm is null || !timers.TryPeek(out _, out var at))
                return;
            var wait = Duration.Min(Duration.Max(at.Due - Now, Duration.Zero), Duration.FromDays(1));
            alarm.Change(wait.ToTimeSpan() + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Timer(SandboxClock clock, Action callback) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        /// <summary>When it fires next; null when it does not. A queued instant that differs is out of date.</summary>
        public Instant? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (clock.gate)
            {
                period = every;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.Now + Duration.FromTimeSpan(dueTime);
            }
            if (Due is { } due)
                clock.Enqueue(this, due);
            return true;
        }

        public void Fire(Instant at)
        {
            lock (clock.gate)
                Due = period > TimeSpan.Zero ? at + Duration.FromTimeSpan(period) : null;
            if (Due is { } next)
                clock.Enqueue(this, next);
            callback();
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
