using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>The product's due work as the clock's mover sees it, so that a job runs at its own instant when weeks pass in seconds.</summary>
internal sealed class ProductWork(IServiceProvider product, SandboxClock clock) : IClockFollower
{
    /// <summary>Work that stays due although it has just run waits this long, as it would for Quartz's next tick.</summary>
    private static readonly Duration Tick = Duration.FromMinutes(1);

    private Instant? ranAt;
    private Instant? nextDue;

    /// <remarks>The mover asks right after it has settled, so what settling found out still holds.</remarks>
    public Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation)
    {
        var due = nextDue is { } at && ranAt is { } ran && at <= ran ? ran + Tick : nextDue;
        return Task.FromResult(due <= until ? due : null);
    }

    /// <remarks>The settling that follows each step of the mover does the work.</remarks>
    public Task RunDueAsync(CancellationToken cancellation)
    {
        ranAt = clock.Now;
        return Task.CompletedTask;
    }

    /// <summary>Runs until nothing is due, or what is due does not go away by running it.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        await using var scope = product.CreateAsyncScope();
        var works = scope.ServiceProvider.GetServices<IDueWork>().ToList();
        for (var round = 0; round < 5; round++)
        {
            Instant? first = null;
            var isDue = false;
            foreach (var work in works)
            {
                if (await work.NextDueAsync(cancellation) is not { } due)
                    continue;
                if (due <= clock.Now)
                {
                    isDue = true;
                    await work.RunAsync(cancellation);
                }
                if (first is null || due < first)
                    first = due;
            }
            nextDue = first;
            if (!isDue)
                return;
        }
    }
}
