using MailCommitments.Sandbox;

if (args.Contains("--help"))
{
    Console.WriteLine(SandboxOptions.Usage);
    return 0;
}

var (options, wrong) = SandboxOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(wrong);
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupted = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGINT,
    Stop
);
using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    Stop
);

await using var host = await SandboxHost.StartAsync(options, stop.Token);
Console.WriteLine($"Microsoft 365 stand-in: {host.Tenant.Address}");
Console.WriteLine($"ready {host.Address.ToString().TrimEnd('/')}");
try
{
    var weeksPassed = System.Diagnostics.Stopwatch.StartNew();
    await host.LiveThroughStoryAsync(
        progress =>
            Console.WriteLine(
                $"{progress.Done * 100 / progress.Total, 3} %  {progress.Words}  ({weeksPassed.Elapsed.TotalSeconds:0} s)"
            ),
        stop.Token
    );
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
return 0;

void Stop(System.Runtime.InteropServices.PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
