using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>The product's due work as the clock's mover sees it, so that a job runs at its own instant when weeks pass in seconds.</summary>
internal sealed class ProductWork(IServiceProvider product, SandboxClock clock) : IClockFollower
{
    /// <summary>Work that stays due although it has just run waits this long, as it would for Quartz's next tick.</summary>
    private static readonly Duration Tick = Duration.FromMinutes(1);

    private Instant? ranAt;

    public async Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation)
    {
        await using var scope = product.CreateAsyncScope();
        Instant? first = null;
        foreach (var work in scope.ServiceProvider.GetServices<IDueWork>())
        {
            if (await work.NextDueAsync(cancellation) is { } due && (first is null || due < first))
                first = due;
        }
        if (first is { } at && ranAt is { } ran && at <= ran)
            first = ran + Tick;
        return first <= until ? first : null;
    }

    public async Task RunDueAsync(CancellationToken cancellation)
    {
        await using var scope = product.CreateAsyncScope();
        foreach (var work in scope.ServiceProvider.GetServices<IDueWork>())
            await work.RunAsync(cancellation);
        ranAt = clock.Now;
    }

    /// <summary>Runs until nothing is due, or what is due does not go away by running it.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        await using var scope = product.CreateAsyncScope();
        var works = scope.ServiceProvider.GetServices<IDueWork>().ToList();
        for (var round = 0; round < 5; round++)
        {
            var isDue = false;
            foreach (var work in works)
            {
                if (await work.NextDueAsync(cancellation) is { } due && due <= clock.Now)
                {
                    isDue = true;
                    await work.RunAsync(cancellation);
                }
            }
            if (!isDue)
                return;
        }
    }
}
