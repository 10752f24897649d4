using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>Where the product is killed: at a step that the tenant sees, or in the middle of a write to its database.</summary>
public abstract record Death
{
    private Death() { }

    /// <summary>What lies before it as soon as it lives again; null when it has died enough.</summary>
    public Death? Then { get; init; }

    /// <param name="Call">Method and path of a call to Graph, ids left out; or <c>notification</c>.</param>
    /// <param name="IsAfter">The call has been carried out, and its answer is lost; else it has not been carried out.</param>
    public sealed record At(string Call, bool IsAfter) : Death;

    /// <param name="Number">Counted from one; a transaction is several writes.</param>
    public sealed record AtWrite(int Number) : Death;
}

/// <summary>
/// The real product in a process of its own, with its ordinary settings and a database that waits for the disk, beside a tenant
/// in this process. Microsoft's host names lead to the tenant through an ordinary proxy. It can be killed without warning.
/// </summary>
/// <remarks>
/// Its clock is the machine's, since another process cannot be given one; so nothing here waits for a time to pass, but for what
/// can be seen of the process: its calls, its words, its writes and its end.
/// </remarks>
public sealed class KilledProduct : IAsyncDisposable
{
    /// <summary>Longer than the pauses after tries that failed, which a busy machine can bring about: they double.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("killed-");
    private readonly SandboxClock clock = new(Instant.FromDateTimeOffset(SandboxClock.Real.GetUtcNow()), flows: true);
    private readonly ConcurrentQueue<string> said = new();
    private readonly Lock gate = new();
    private readonly TcpListener proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly FileSystemWatcher writes;
    private TaskCompletionSource stirred = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int port;
    private TenantServer? tenant;
    private WebApplication? postBox;
    private Process? process;
    private Process? serving;
    private Death? death;

    private KilledProduct()
    {
        writes = new(folder.FullName, $"{DatabaseName}-wal");
        writes.Changed += (_, _) => HearWrite();
        writes.EnableRaisingEvents = true;
    }

    public TenantServer Tenant => tenant ?? throw new InvalidOperationException("Not started yet.");

    public TimeProvider Time => clock;

    public Instant Now => clock.Now;

    /// <summary>How often it has been killed at which step.</summary>
    public ConcurrentDictionary<string, int> Kills { get; } = new();

    public static async Task<KilledProduct> StartAsync()
    {
        var world = new KilledProduct();
        world.tenant = await TenantServer.StartAsync(
            new SandboxOptions { Data = null, TenantPort = 0 },
            world.clock,
            CancellationToken.None,
            sees: world.SeeAsync
        );
        Cast.Enter(world.tenant.Tenant);
        await File.WriteAllTextAsync(
            Path.Combine(world.folder.FullName, "tenant.pem"),
            world.tenant.Connection.Certificate.ExportCertificatePem()
        );
        world.proxy.Start();
        _ = world.ServeProxyAsync(world.stopping.Token);
        await world.ServePostBoxAsync();
        await world.LiveAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        Disarm();
        Kill("the end");
        writes.Dispose();
        await stopping.CancelAsync();
        proxy.Dispose();
        http.Dispose();
        if (postBox is not null)
            await postBox.DisposeAsync();
        if (tenant is not null)
            await tenant.DisposeAsync();
        clock.Dispose();
        process?.Dispose();
        stopping.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Somebody new, at home or at the partner.</summary>
    public Person Add(string name, string domain)
    {
        var mail = $"{name.Replace(' ', '.').ToLowerInvariant()}@{domain}";
        return Tenant.Tenant.AddPerson(
            new()
            {
                Id = Person.IdOf(mail),
                TenantId = Tenant.Tenant.OrganisationOf(mail)!.TenantId,
                Name = name,
                Mail = mail,
                TimeZone = Cast.HomeZone,
            }
        );
    }

    /// <summary>From now on the product has this death before it.</summary>
    public void Arm(Death how)
    {
        lock (gate)
            death = how;
    }

    public bool IsArmed
    {
        get
        {
            lock (gate)
                return death is not null;
        }
    }

    public bool IsAlive => process is { HasExited: false };

    /// <summary>Starts it when it is dead; answers when it serves, or has been killed again.</summary>
    public async Task LiveAsync()
    {
        if (!IsAlive)
        {
            // Whoever is about to kill it must not meet one that is gone.
            lock (gate)
            {
                process?.Dispose();
                process = Start();
            }
        }
        var life = process!;
        await UntilAsync(
            () => Task.FromResult(life.HasExited || Volatile.Read(ref serving) == life),
            "The product serves"
        );
        Assert.True(!life.HasExited || life.ExitCode == 137, $"It ended by itself:\n{string.Join('\n', said)}");
    }

    /// <summary>Calls the product as somebody; when it dies meanwhile it is started, and the person tries again.</summary>
    /// <param name="body">Of each try, by its number from one.</param>
    public async Task CallAsync(Person who, HttpMethod method, string path, Func<int, object> body)
    {
        var tries = 0;
        var token = Tenant.Authority.AccessToken(
            who,
            TenantServer.PageClientId,
            TokenRequest.Read($"api://{TenantServer.ProductClientId}/access_as_user", [])
        );
        await UntilAsync(
            async () =>
            {
                await LiveAsync();
                using var request = new HttpRequestMessage(method, At(path));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Content = JsonContent.Create(body(++tries), options: Somebody.Json);
                using var answer = await http.SendAsync(request);
                Assert.True(
                    answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.ServiceUnavailable || tries < 10,
                    $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\n{string.Join('\n', said)}"
                );
                return answer.IsSuccessStatusCode;
            },
            $"{method} {path}"
        );
    }

    /// <summary>Looks again whenever something has happened, until it is so.</summary>
    /// <param name="undone">For the reader of a failure.</param>
    public async Task UntilAsync(Func<Task<bool>> isSo, string what, Func<Task<string>>? undone = null)
    {
        var begun = SandboxClock.Real.GetTimestamp();
        while (true)
        {
            var next = Volatile.Read(ref stirred).Task;
            try
            {
                if (await isSo())
                    return;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or TaskCanceledException)
            {
                // It is being killed, or not there yet.
            }
            try
            {
                var left = Patience - SandboxClock.Real.GetElapsedTime(begun);
                await next.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, SandboxClock.Real);
            }
            catch (TimeoutException)
            {
                Assert.Fail(
                    $"{what}: not within {Patience}.\n{(undone is null ? "" : await undone())}\n{string.Join('\n', said)}"
                );
            }
        }
    }

    /// <summary>Looks into the product's database, beside it.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<CommitmentsDb, Task<T>> ask)
    {
        await using var db = new SqliteCommitmentsDb(
            new DbContextOptionsBuilder<SqliteCommitmentsDb>().UseSqlite($"Data Source={Database}").Options,
            new TenantScope()
        );
        return await ask(db);
    }

    /// <summary>The category of the host's own words: that it has started.</summary>
    private const string Lifetime = "Microsoft.Hosting.Lifetime";

    private const string DatabaseName = "mailcommitments.db";

    private string Database => Path.Combine(folder.FullName, DatabaseName);

    private Uri At(string path) => new($"http://127.0.0.1:{port}{path}");

    /// <remarks>On another port each time: while it was dead somebody else may have taken the last one.</remarks>
    private Process Start()
    {
        port = FreePort();
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "MailCommitments.Api.dll"),
                "--urls",
                $"http://127.0.0.1:{port}",
                "--ConnectionStrings:Database",
                $"Data Source={Database}",
                "--AzureAd:TenantId",
                Tenant.Tenant.Home.TenantId.ToString(),
                "--AzureAd:ClientId",
                TenantServer.ProductClientId,
                "--AzureAd:ClientSecret",
                TenantServer.ProductClientSecret,
                "--Graph:PublicUrl",
                postBox!.Urls.First(),
                "--Sending:LeaseSeconds",
                "1",
                "--FollowUps:UndoMinutes",
                "0",
                "--Logging:LogLevel:Default",
                "Warning",
                $"--Logging:LogLevel:{Lifetime}",
                "Information",
            ]
        )
        {
            WorkingDirectory = folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["HTTPS_PROXY"] = $"http://{proxy.LocalEndpoint}",
                ["SSL_CERT_FILE"] = Path.Combine(folder.FullName, "tenant.pem"),
                ["DOTNET_TieredPGO"] = "0",
            },
        };
        var started = Process.Start(start) ?? throw new InvalidOperationException("The product did not start.");
        started.EnableRaisingEvents = true;
        started.Exited += (_, _) => Stir();
        started.OutputDataReceived += (_, line) => Hear(started, line.Data);
        started.ErrorDataReceived += (_, line) => Hear(started, line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private void Hear(Process speaker, string? line)
    {
        if (line is null)
            return;
        said.Enqueue(line);
        while (said.Count > 60)
            said.TryDequeue(out _);
        if (line.Contains("Application started", StringComparison.Ordinal))
            Volatile.Write(ref serving, speaker);
        Stir();
    }

    private void HearWrite()
    {
        lock (gate)
        {
            if (IsAlive && death is Death.AtWrite(var number))
            {
                if (number == 1)
                    Kill("in a write");
                death = number == 1 ? death.Then : new Death.AtWrite(number - 1) { Then = death.Then };
            }
        }
        Stir();
    }

    /// <summary>Something has happened that somebody may be waiting for.</summary>
    private void Stir() =>
        Interlocked.Exchange(ref stirred, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private void Disarm()
    {
        lock (gate)
            death = null;
    }

    /// <summary>SIGKILL: nothing of it runs any more when this returns.</summary>
    private void Kill(string step)
    {
        if (process is not { HasExited: false } alive)
            return;
        alive.Kill();
        alive.WaitForExit();
        Kills.AddOrUpdate(step, 1, (_, before) => before + 1);
    }

    /// <summary>Whether this is the step; then it is dead now.</summary>
    private bool Dies(string call, bool isAfter)
    {
        lock (gate)
        {
            if (death is not Death.At(var awaited, var after) || awaited != call || after != isAfter)
                return false;
            Kill($"{(isAfter ? "after" : "before")} {call}");
            death = death.Then;
        }
        Stir();
        return true;
    }

    /// <summary>Stands before the tenant: an answer reaches the product only when it did not have to die for it.</summary>
    private async Task SeeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.Host != ToTheTenant.GraphHost)
        {
            await next(context);
            return;
        }
        var call = Named(context.Request);
        if (Dies(call, isAfter: false))
        {
            context.Abort();
            return;
        }
        var wire = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await next(context);
        if (Dies(call, isAfter: true))
        {
            context.Abort();
            return;
        }
        context.Response.Body = wire;
        answer.Position = 0;
        await answer.CopyToAsync(wire, CancellationToken.None);
        Stir();
    }

    private static string Named(HttpRequest request) =>
        $"{request.Method} {string.Join('/', (request.Path.Value ?? "").Split('/').Skip(2).Where(segment => segment.Length < 30).Where(segment => segment != "users"))}";

    /// <summary>Where Graph posts; carries it on to the product.</summary>
    private async Task ServePostBoxAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        postBox = builder.Build();
        postBox.Run(async context =>
        {
            var isHandshake = context.Request.Query.ContainsKey("validationToken");
            try
            {
                if (!isHandshake && Dies("notification", isAfter: false))
                    throw new HttpRequestException("Dead.");
                using var content = new StreamContent(context.Request.Body);
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType ?? "text/plain");
                using var answer = await http.PostAsync(
                    At(context.Request.Path + context.Request.QueryString),
                    content
                );
                if (!isHandshake && Dies("notification", isAfter: true))
                    throw new HttpRequestException("Dead.");
                context.Response.StatusCode = (int)answer.StatusCode;
                context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
                await answer.Content.CopyToAsync(context.Response.Body);
            }
            catch (HttpRequestException)
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            }
        });
        await postBox.StartAsync();
    }

    /// <summary>An HTTP proxy as many companies have one; what it is asked to connect to is the tenant.</summary>
    private async Task ServeProxyAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
                _ = TunnelAsync(await proxy.AcceptTcpClientAsync(cancellation), cancellation);
        }
        catch (Exception stopped)
            when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task TunnelAsync(TcpClient client, CancellationToken cancellation)
    {
        using (client)
        using (var onward = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            try
            {
                var there = client.GetStream();
                var heading = new byte[1];
                for (var ends = 0; ends < 4; ends = heading[0] is (byte)'\r' or (byte)'\n' ? ends + 1 : 0)
                    await there.ReadExactlyAsync(heading, cancellation);
                await onward.ConnectAsync(IPAddress.Loopback, Tenant.Address.Port, cancellation);
                await there.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 Connected\r\n\r\n"), cancellation);
                var here = onward.GetStream();
                await Task.WhenAny(there.CopyToAsync(here, cancellation), here.CopyToAsync(there, cancellation));
            }
            catch (Exception broken) when (broken is IOException or OperationCanceledException or SocketException)
            {
                // One side is gone, as it is meant to be.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
