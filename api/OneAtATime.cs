namespace MailCommitments;

/// <summary>Lets rounds of the same work in this process follow one another; other instances meet in the database.</summary>
internal sealed class OneAtATime : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);

    public async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            await work();
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
