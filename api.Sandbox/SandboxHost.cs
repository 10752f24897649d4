using System.Net;
using System.Net.Sockets;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Storage;
using Microsoft.Extensions.FileProviders;
using Quartz;

namespace MailCommitments.Sandbox;

/// <summary>The product and its embedded tenant in one process: the real product, whose outside world is the tenant.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private readonly string? data;

    private SandboxHost(SandboxClock clock, TenantServer tenant, WebApplication product, Uri address, string? data)
    {
        this.data = data;
        Clock = clock;
        Tenant = tenant;
        Product = product;
        Address = address;
    }

    private TwelveWeeks? story;

    public SandboxClock Clock { get; }
    public TenantServer Tenant { get; }
    public WebApplication Product { get; }

    /// <summary>Where product and Outlook-like page answer, as <c>http://127.0.0.1:5080</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts both and returns when both serve.</summary>
    /// <param name="between">Put between the product and the tenant, both ways, to see and disturb what passes.</param>
    public static async Task<SandboxHost> StartAsync(
        SandboxOptions options,
        CancellationToken cancellation,
        Func<HttpMessageHandler, HttpMessageHandler>? between = null
    )
    {
        if (options is { Demo: Demo.Story, Data: { } folder } && !StoryMark.IsLivedThrough(folder))
            options = options with { Fresh = true };
        if (options is { Demo: Demo.Story, Now: null })
            options = options with { Now = TwelveWeeks.Begin };
        var clock = new SandboxClock(TenantServer.StartOf(options), options.ClockFlows);
        var tenant = await TenantServer.StartAsync(options, clock, cancellation, between);
        if (!tenant.WasSaved && options.Mailboxes is null)
            Cast.Enter(tenant.Tenant);
        var address = new Uri($"http://127.0.0.1:{(options.Port == 0 ? FreePort() : options.Port)}");
        var product = MailCommitments.Product.Create(
            [],
            builder =>
            {
                Furnish(builder, options, clock, tenant, address);
                builder.Services.AddSingleton(
                    new OutgoingHttp(() =>
                        between is null ? tenant.Connection.Handler() : between(tenant.Connection.Handler())
                    )
                );
            }
        );

        var work = new ProductWork(product.Services, clock);
        tenant.Mover.Follow(work);
        tenant.SettleWith(work.SettleAsync);
        var host = new SandboxHost(clock, tenant, product, address, options.Data);
        OutlookPage.Map(product, tenant);
        host.MapStory();

        await product.Services.MigrateAsync(cancellation);
        await product.StartAsync(cancellation);
        if (options.Demo == Demo.Story && !tenant.WasSaved)
            host.story = new TwelveWeeks(host);
        return host;
    }

    /// <summary>Lives through the demo's story, when it has not been lived through before.</summary>
    public async Task LiveThroughStoryAsync(Action<StoryProgress> tell, CancellationToken cancellation)
    {
        if (story is null)
            return;
        await story.LiveAsync(tell, cancellation);
        await Tenant.SaveAsync();
        if (data is not null)
            StoryMark.Set(data);
    }

    /// <summary>Stops Quartz's ticks, for a time in which the clock runs through weeks and its mover does the due work.</summary>
    public async Task PauseTicksAsync(CancellationToken cancellation) =>
        await (await SchedulerAsync(cancellation)).Standby(cancellation);

    public async Task ResumeTicksAsync(CancellationToken cancellation) =>
        await (await SchedulerAsync(cancellation)).Start(cancellation);

    public async ValueTask DisposeAsync()
    {
        story?.Dispose();
        await Product.StopAsync();
        await Product.DisposeAsync();
        await Tenant.DisposeAsync();
        Clock.Dispose();
    }

    /// <summary>Puts the tenant in the place of the outside world: its clock, its hosts, its registration of the product.</summary>
    private static void Furnish(
        WebApplicationBuilder builder,
        SandboxOptions options,
        SandboxClock clock,
        TenantServer tenant,
        Uri address
    )
    {
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureAd:TenantId"] = tenant.Tenant.Home.TenantId.ToString(),
                ["AzureAd:ClientId"] = TenantServer.ProductClientId,
                ["AzureAd:ClientSecret"] = TenantServer.ProductClientSecret,
                ["Graph:PublicUrl"] = address.ToString(),
                // The tenant loses a notification only when it is told to; then the sweep must find it soon.
                ["Graph:SweepMinutes"] = options.Faults is null ? "10080" : "60",
                [$"ConnectionStrings:{Database.Setting}"] = options.Database ?? $"Data Source={DatabaseFile(options)}",
                [Database.WaitsForDiskSetting] = "false",
                ["Logging:LogLevel:Default"] = "Warning",
                // The keys of a played tenant need no other protection than its folder.
                ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
            }
        );
        builder.WebHost.UseUrls(address.ToString());
        builder.Environment.WebRootPath = Directory.CreateDirectory(SourceFolders.Of("api", "wwwroot")).FullName;
        builder.Environment.WebRootFileProvider = new PhysicalFileProvider(builder.Environment.WebRootPath);
        builder.Services.AddSingleton<TimeProvider>(clock);
    }

    private static string DatabaseFile(SandboxOptions options)
    {
        var folder = options.Data ?? Directory.CreateTempSubdirectory("mailcommitments-").FullName;
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, "mailcommitments.db");
    }

    private void MapStory() =>
        Product
            .MapGet("/sandbox/story", () => story?.Progress ?? new StoryProgress(Running: false, 0, 0, ""))
            .AllowAnonymous()
            .ExcludeFromDescription();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task<IScheduler> SchedulerAsync(CancellationToken cancellation) =>
        Product.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellation).AsTask();
}
