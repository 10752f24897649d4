using System.Net;
using System.Text.Json;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>The running tenant: its parts put together, served over HTTPS, loaded from and saved to the data folder.</summary>
public sealed class TenantServer : IAsyncDisposable
{
    /// <summary>The product's application registration.</summary>
    public const string ProductClientId = "5f0a1f53-7c1e-4c26-9d8e-3b7a4b0c1d11";

    /// <summary>The secret that the product shows to the authority.</summary>
    public const string ProductClientSecret = "sandbox-only";

    /// <summary>The application registration of the pages.</summary>
    public const string PageClientId = "8d2c7a64-2f0b-4e0d-8a55-6f1e9c2b7d22";

    private static readonly TimeSpan SavesAtMostEvery = TimeSpan.FromSeconds(3);

    /// <summary>A large tenant is saved less often, so that saving takes a twentieth of the time at most.</summary>
    private const int IdleToSaving = 20;

    private readonly List<Func<CancellationToken, Task>> settlers = [];
    private readonly SemaphoreSlim saving = new(1);
    private readonly CancellationTokenSource stopping = new();
    private readonly UploadSessions uploads;
    private readonly string? folder;
    private WebApplication? app;
    private Task savingInTurn = Task.CompletedTask;
    private long savedChanges = -1;
    private Instant savedClock;

    private TenantServer(
        SandboxOptions options,
        SandboxClock clock,
        Func<HttpMessageHandler, HttpMessageHandler>? between
    )
    {
        folder = options.Data;
        Tenant = new(clock, new(Person.IdOf("tenant home"), "Home", [], KnowsEverybody: true));
        Post = new(Tenant);
        uploads = new(Tenant);
        var plan = options.Faults is { } faultFile ? FaultPlan.Read(faultFile) : FaultPlan.None;
        Faults = new(plan, Tenant);
        var network = new SocketsHttpHandler();
        Notifier = new(Tenant, Faults, between is null ? network : between(network));
        Tenant.Watch(MoveByRule);
        Mover = new(clock, IdleAsync);
        Mover.Follow(Notifier);
        Mover.Follow(new Withdrawals(plan, this));
        Authority = new(Tenant, folder);
        WasSaved = folder is not null && Load(folder);
        Authority.Register(ProductClientId, ProductClientSecret);
        Connection = ToTheTenant.WithFreshCertificate();
    }

    public Tenant Tenant { get; }

    public PostOffice Post { get; }

    public Authority Authority { get; }

    public Notifier Notifier { get; }

    public Faults Faults { get; }

    public ClockMover Mover { get; }

    /// <summary>Makes handlers for clients that look for Microsoft's hosts.</summary>
    public ToTheTenant Connection { get; }

    /// <summary>Whether the tenant came from the data folder, rather than being new and empty.</summary>
    public bool WasSaved { get; }

    /// <summary>Where the tenant answers, as <c>https://127.0.0.1:5443</c>.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>
    /// The instant at which the clock starts: where the saved tenant stands, else as asked, else just after the loaded mail,
    /// else now.
    /// </summary>
    public static Instant StartOf(SandboxOptions options)
    {
        var saved = options is { Fresh: false, Data: { } data } ? TenantFile.ClockIn(data) : null;
        var asked = options.Now ?? (options.Mailboxes is { } file ? MailboxFile.StartOf(file) : null);
        return saved is { } at
            ? Instant.Max(at, options.Now ?? at)
            : asked ?? Instant.FromDateTimeOffset(SandboxClock.Real.GetUtcNow());
    }

    /// <summary>Puts the tenant together and serves it.</summary>
    /// <param name="between">Put between the tenant and those it notifies, to see and disturb what passes.</param>
    /// <param name="sees">Sees every call that comes in, before and after it is carried out.</param>
    /// <exception cref="InvalidDataException">The saved tenant, the mailbox file or the plan of faults cannot be read, or a folder to empty is none of ours.</exception>
    public static async Task<TenantServer> StartAsync(
        SandboxOptions options,
        SandboxClock clock,
        CancellationToken cancellation,
        Func<HttpMessageHandler, HttpMessageHandler>? between = null,
        Func<HttpContext, RequestDelegate, Task>? sees = null
    )
    {
        if (options is { Fresh: true, Data: { } data })
            Empty(data);
        var server = new TenantServer(options, clock, between);
        if (!server.WasSaved && options.Mailboxes is { } file)
            MailboxFile.Load(file, server.Tenant);
        await server.ServeAsync(options.TenantPort, sees, cancellation);
        return server;
    }

    /// <summary>Maps Graph and the control routes on another host's port, for a page that calls its own origin.</summary>
    public void MapOn(IEndpointRouteBuilder routes)
    {
        new GraphEndpoints(Tenant, Post, Authority, Notifier, Faults, uploads).Map(routes);
        routes.MapControl(this);
    }

    /// <summary>Adds somebody who has to be done as well before the sandbox counts as idle.</summary>
    public void SettleWith(Func<CancellationToken, Task> settler) => settlers.Add(settler);

    /// <summary>Answers when no notification is pending and everybody who was added is done.</summary>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        long before;
        do
        {
            before = Tenant.Changes;
            await Notifier.IdleAsync(cancellation);
            foreach (var settler in settlers)
                await settler(cancellation);
        } while (Notifier.PendingCount > 0 || Tenant.Changes != before);
    }

    /// <summary>Takes a person's consent away, ends the person's subscriptions and tells their owner so.</summary>
    public void Withdraw(Person person)
    {
        Authority.Withdraw(person);
        foreach (var subscription in Notifier.Subscriptions.Where(each => each.CreatorId == person.Id.ToString()))
        {
            Notifier.Remove(subscription);
            Notifier.TellLifecycle(subscription, "subscriptionRemoved");
        }
    }

    /// <summary>Writes the tenant to the data folder, if there is one and something changed.</summary>
    public async Task SaveAsync()
    {
        if (folder is null)
            return;
        await saving.WaitAsync();
        try
        {
            var (changes, now) = (Tenant.Changes, Tenant.Clock.Now);
            if (changes == savedChanges && now == savedClock)
                return;
            TenantFile.Save(
                Tenant,
                folder,
                JsonSerializer.SerializeToElement(
                    new Beside(Notifier.Subscriptions, Authority.Withdrawals, Authority.Withdrawn),
                    TenantFile.Json
                )
            );
            (savedChanges, savedClock) = (changes, now);
        }
        finally
        {
            saving.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await savingInTurn;
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await Notifier.DisposeAsync();
        await SaveAsync();
        Mover.Dispose();
        Authority.Dispose();
        Connection.Dispose();
        saving.Dispose();
        stopping.Dispose();
    }

    /// <summary>Empties a data folder, and no other: a slip of the pen must not delete somebody's documents.</summary>
    private static void Empty(string data)
    {
        if (!Directory.Exists(data) || !Directory.EnumerateFileSystemEntries(data).Any())
            return;
        if (!File.Exists(TenantFile.PathIn(data)) && !File.Exists(Authority.KeyIn(data)))
            throw new InvalidDataException(
                $"'{data}' holds something else than a sandbox's data; give --data another folder."
            );
        Directory.Delete(data, recursive: true);
    }

    private void MoveByRule(MailChange change)
    {
        var mailbox = change.Mailbox;
        if (
            change is MailChange.Created
            && change.Item.Folder == mailbox.FolderNamed("inbox").Id
            && Faults.FolderByRule(mailbox) is { } folder
        )
            mailbox.Move(change.Item, mailbox.FolderNamed(folder).Id);
    }

    private bool Load(string from)
    {
        if (TenantFile.Load(Tenant, from) is not { } rest)
            return false;
        var beside = rest.Deserialize<Beside>(TenantFile.Json) ?? new([], [], []);
        Notifier.Restore(beside.Subscriptions);
        Authority.Restore(beside.Withdrawals, beside.Withdrawn);
        return true;
    }

    private async Task ServeAsync(
        int port,
        Func<HttpContext, RequestDelegate, Task>? sees,
        CancellationToken cancellation
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(Connection.Certificate))
        );
        app = builder.Build();
        if (sees is not null)
            app.Use(sees);
        app.MapAuthority(Tenant, Authority);
        uploads.Map(app);
        MapOn(app);
        await app.StartAsync(cancellation);
        var address = app.Urls.First();
        Address = new(address);
        Connection.Serve(Address.Port);
        savingInTurn = SaveInTurnAsync(stopping.Token);
    }

    private async Task SaveInTurnAsync(CancellationToken cancellation)
    {
        using var turn = new PeriodicTimer(SavesAtMostEvery);
        var savedAt = 0L;
        var savingTook = TimeSpan.Zero;
        try
        {
            while (await turn.WaitForNextTickAsync(cancellation))
            {
                if (Tenant.Clock.Flows)
                    await Notifier.RunDueAsync(cancellation);
                if (
                    Tenant.Changes == savedChanges
                    || SandboxClock.Real.GetElapsedTime(savedAt) < savingTook * IdleToSaving
                )
                    continue;
                var started = SandboxClock.Real.GetTimestamp();
                await SaveAsync();
                savedAt = SandboxClock.Real.GetTimestamp();
                savingTook = SandboxClock.Real.GetElapsedTime(started, savedAt);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // stopped; the last snapshot follows
        }
    }

    private sealed record Beside(
        IReadOnlyList<Subscription> Subscriptions,
        Dictionary<Guid, int> Withdrawals,
        IReadOnlyList<Guid> Withdrawn
    );
}
