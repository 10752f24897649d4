using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MailCommitments.Tests.Storage;

/// <summary>A PostgreSQL of the system's binaries, on a folder and a port of its own, for one class of tests.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Installed = "/usr/lib/postgresql";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"postgres-{Guid.NewGuid():N}");
    private readonly int port = FreePort();
    private string? binaries;

    /// <summary>How the product reaches a new, empty database.</summary>
    public string NewDatabase()
    {
        Assert.SkipWhen(binaries is null, "PostgreSQL is not installed here: apt-get install postgresql.");
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=commitments_{Guid.NewGuid():N}";
    }

    public async ValueTask InitializeAsync()
    {
        binaries = Directory.Exists(Installed)
            ? Directory
                .EnumerateDirectories(Installed)
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(Directory.Exists)
            : null;
        if (binaries is null)
            return;
        Directory.CreateDirectory(folder);
        if (Environment.UserName == "root")
            await RunAsync("chown", "postgres", folder);
        await AsPostgresAsync("initdb", "-D", $"{folder}/data", "-A", "trust", "-U", "postgres", "--no-sync");
        await AsPostgresAsync(
            "pg_ctl",
            "-D",
            $"{folder}/data",
            "-l",
            $"{folder}/log",
            "-w",
            "-o",
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off",
            "start"
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (binaries is null)
            return;
        await AsPostgresAsync("pg_ctl", "-D", $"{folder}/data", "-m", "immediate", "-w", "stop");
        Directory.Delete(folder, recursive: true);
    }

    /// <remarks>PostgreSQL refuses to run as root.</remarks>
    private Task AsPostgresAsync(string program, params string[] arguments) =>
        Environment.UserName == "root"
            ? RunAsync("runuser", ["-u", "postgres", "--", $"{binaries}/{program}", .. arguments])
            : RunAsync($"{binaries}/{program}", arguments);

    private async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
