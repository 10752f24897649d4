using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>Somebody with work that falls due at instants of the sandbox's clock.</summary>
public interface IClockFollower
{
    /// <summary>The next instant at which this follower has work, at most <paramref name="until"/>; null when it has none by then.</summary>
    Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation);

    /// <summary>Does what is due at the clock's present instant.</summary>
    Task RunDueAsync(CancellationToken cancellation);
}

/// <summary>Moves the clock from one due instant to the next, so that no work runs later than its own time.</summary>
/// <remarks><c>settle</c> answers when everything that the last work set off (notifications, and what they cause) is done.</remarks>
public sealed class ClockMover(SandboxClock clock, Func<CancellationToken, Task> settle) : IDisposable
{
    private readonly SemaphoreSlim oneMove = new(1);
    private readonly List<IClockFollower> followers = [];

    public void Follow(IClockFollower follower) => followers.Add(follower);

    /// <summary>Answers once everything due until the target has run and the clock stands there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target lies before the clock's instant.</exception>
    public async Task MoveToAsync(Instant target, CancellationToken cancellation)
    {
        if (target < clock.Now)
            throw new ArgumentOutOfRangeException(
                nameof(target),
                target,
                $"The clock stands at {clock.Now} and only moves forward."
            );
        await oneMove.WaitAsync(cancellation);
        try
        {
            await settle(cancellation);
            while (await NextDueAsync(target, cancellation) is { } due)
            {
                clock.MoveOnTo(due);
                foreach (var follower in followers)
                    await follower.RunDueAsync(cancellation);
                await settle(cancellation);
            }
            // Nothing is due by then; only a timer that fired on the way may have set something off.
            if (clock.MoveOnTo(target))
                await settle(cancellation);
        }
        finally
        {
            oneMove.Release();
        }
    }

    public void Dispose() => oneMove.Dispose();

    private async Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation)
    {
        Instant? first = null;
        foreach (var follower in followers)
        {
            if (await follower.NextDueAsync(until, cancellation) is { } due && (first is null || due < first))
                first = due;
        }
        return first;
    }
}
