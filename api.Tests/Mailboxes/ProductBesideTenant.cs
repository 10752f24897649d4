using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Claims;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using MailCommitments.Tests.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>
/// The product's doors (sign-in, mailboxes, notifications) on a port of their own, and an embedded tenant behind real HTTPS
/// under Microsoft's host names. The clock stands still until a test moves it. Every call and answer between the two is held
/// against Microsoft's published contract.
/// </summary>
public sealed class ProductBesideTenant : IAsyncLifetime
{
    private readonly string database = Path.Combine(Path.GetTempPath(), $"mailboxes-{Guid.NewGuid():N}.db");
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ClaimsPrincipal>> asking = new();
    private readonly GraphJudge judge = new();
    private TenantServer? tenant;
    private WebApplication? product;
    private HttpClient? http;

    public SandboxClock Clock { get; } = new(Instant.FromUtc(2026, 3, 2, 9, 0));

    public TenantServer Server => tenant ?? throw new InvalidOperationException("Not started yet.");

    public Tenant Tenant => Server.Tenant;

    public HttpClient Http => http ?? throw new InvalidOperationException("Not started yet.");

    public IServiceProvider Services => product?.Services ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>Stands between the product and the network: sees and may change what passes.</summary>
    public Wire Wire { get; } = new();

    public async ValueTask InitializeAsync()
    {
        tenant = await TenantServer.StartAsync(
            new SandboxOptions { Data = null, TenantPort = 0 },
            Clock,
            CancellationToken.None,
            judge.Before
        );
        Wire.Network = () => judge.Before(tenant.Connection.Handler());
        await StartProductAsync();
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (product is not null)
            await product.DisposeAsync();
        if (tenant is not null)
            await tenant.DisposeAsync();
        Clock.Dispose();
        File.Delete(database);
        judge.AssertThatAllWasAsDescribed();
    }

    /// <summary>Somebody new, so that a test shares no mailbox with another.</summary>
    public Person Add(string name, Func<Person, Person>? with = null)
    {
        var person = new Person
        {
            Id = Guid.NewGuid(),
            TenantId = Tenant.Home.TenantId,
            Name = name,
            Mail = $"{name.Split(' ')[0].ToLowerInvariant()}.{Guid.NewGuid():N}@home.example",
        };
        return Tenant.AddPerson(with?.Invoke(person) ?? person);
    }

    /// <summary>A token for the product's API, as the add-in would bring it.</summary>
    public string TokenOf(Person person, string scope = "access_as_user") =>
        Server.Authority.AccessToken(
            person,
            TenantServer.PageClientId,
            TokenRequest.Read($"api://{TenantServer.ProductClientId}/{scope}", [])
        );

    /// <summary>Does what an endpoint does, as a person who is signed in.</summary>
    public async Task<T> AsAsync<T>(Person person, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        var accessor = scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>();
        scope.ServiceProvider.GetRequiredService<TenantScope>().TenantId = person.TenantId;
        accessor.HttpContext = new DefaultHttpContext
        {
            User = await PrincipalOfAsync(person),
            RequestServices = scope.ServiceProvider,
        };
        try
        {
            return await work(scope.ServiceProvider);
        }
        finally
        {
            accessor.HttpContext = null;
        }
    }

    /// <summary>The person's mailbox while they wait.</summary>
    public Task<IMailbox> MailboxOfCallerAsync(Person person) =>
        AsAsync(
            person,
            services => services.GetRequiredService<IMailboxes>().OfCallerAsync(TestContext.Current.CancellationToken)
        );

    /// <summary>The same in the background, after the person has been there once.</summary>
    public async Task<IMailbox> MailboxOfAsync(Person person)
    {
        await MailboxOfCallerAsync(person);
        await using var scope = Services.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<IMailboxes>().Of(OwnerOf(person));
    }

    public async Task<T> WithAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>What the product knows of somebody's mailbox.</summary>
    public Task<MailboxRow> RowOfAsync(Person person) =>
        WithAsync<CommitmentsDb, MailboxRow>(db =>
            db.Set<MailboxRow>().IgnoreQueryFilters().AsNoTracking().SingleAsync(row => row.PersonId == person.Id)
        );

    public static MailboxOwner OwnerOf(Person person) => new(person.TenantId, person.Id);

    /// <summary>A mail from one person to others, sent through the tenant's post office now.</summary>
    /// <returns>The sender's sent copy.</returns>
    public MailItem Send(Person from, string subject, string html, params Person[] to)
    {
        var mailbox = Tenant.MailboxOf(from);
        var draft = mailbox.Add(
            new MailItem
            {
                IsDraft = true,
                From = from.Address,
                Sender = from.Address,
                To = [.. to.Select(person => person.Address)],
                Subject = subject,
                Body = new(html, IsHtml: true),
            },
            mailbox.FolderNamed("drafts").Id
        );
        return Server.Post.Send(mailbox, draft)!;
    }

    /// <summary>Answers the copy of a mail that lies in somebody's mailbox.</summary>
    public MailItem Reply(Person from, MailItem sent, string comment)
    {
        var mailbox = Tenant.MailboxOf(from);
        var copy = mailbox.FindByMessageId(sent.InternetMessageId)!;
        var draft = mailbox.Add(
            MailCommitments.Sandbox.Graph.Answers.To(copy, from, Answering.Reply, comment, DateTimeZone.Utc, Clock.Now),
            mailbox.FolderNamed("drafts").Id
        );
        return Server.Post.Send(mailbox, draft)!;
    }

    /// <summary>What the product makes of the person's token.</summary>
    private async Task<ClaimsPrincipal> PrincipalOfAsync(Person person)
    {
        var key = Guid.NewGuid().ToString();
        var answer = asking[key] = new TaskCompletionSource<ClaimsPrincipal>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who?key=" + key);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(person));
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await answer.Task;
    }

    private async Task StartProductAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AzureAd:TenantId"] = Tenant.Home.TenantId.ToString(),
                ["AzureAd:ClientId"] = TenantServer.ProductClientId,
                ["AzureAd:ClientSecret"] = TenantServer.ProductClientSecret,
                ["Graph:PatienceSeconds"] = "0",
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new OutgoingHttp(Wire.Create));
        builder.Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        builder.Services.AddScoped<TenantScope>();
        builder.Services.AddDbContext<CommitmentsDb, SqliteCommitmentsDb>(options =>
            options.UseSqlite($"Data Source={database};Pooling=False")
        );
        builder.Services.AddIdentity(builder.Configuration);
        builder.Services.AddMailboxes(builder.Configuration);
        product = builder.Build();
        product.UseExceptionHandler();
        product.UseAuthentication();
        product.UseAuthorization();
        product.MapNotifications();
        product.MapGet(
            "/who",
            (string? key, HttpContext context, Caller caller) =>
            {
                if (key is not null && asking.TryRemove(key, out var answer))
                    answer.SetResult(context.User);
                return $"{caller.Name} <{caller.Address}>{(caller.IsLead ? ", lead" : "")}";
            }
        );
        product.MapGet("/reports", () => "figures").RequireAuthorization(SignIn.Lead);
        product.MapGet(
            "/mailbox",
            async (IMailboxes mailboxes, CancellationToken cancellation) =>
                (await (await mailboxes.OfCallerAsync(cancellation)).ProfileAsync(cancellation)).Owner.Address
        );
        await using (var scope = product.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<CommitmentsDb>().Database.EnsureCreatedAsync();
        await product.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(AddressOf(product)) };
    }

    private static string AddressOf(WebApplication host) =>
        host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}

/// <summary>Carries the product's calls to the tenant, and shows them to a test.</summary>
public sealed class Wire
{
    private Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? between;

    /// <summary>Makes what carries the calls further.</summary>
    public Func<HttpMessageHandler> Network { get; set; } =
        () => throw new InvalidOperationException("No network yet.");

    /// <summary>Method and path of every call, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>From now until disposed, a test stands between: it may answer itself, before or after the tenant acted.</summary>
    public IDisposable Interrupt(
        Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> how
    )
    {
        between = how;
        return new Restored(this);
    }

    /// <summary>An answer as Graph words its errors.</summary>
    public static HttpResponseMessage Error(int status, string code, HttpRequestMessage request) =>
        new((System.Net.HttpStatusCode)status)
        {
            RequestMessage = request,
            Content = new StringContent(
                $$$"""{"error":{"code":"{{{code}}}","message":"Said by a test."}}""",
                System.Text.Encoding.UTF8,
                "application/json"
            ),
        };

    public HttpMessageHandler Create() => new Recorder(this) { InnerHandler = Network() };

    private sealed class Recorder(Wire wire) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            wire.Calls.Enqueue($"{request.Method} {request.RequestUri?.AbsolutePath}");
            Task<HttpResponseMessage> Onward() => base.SendAsync(request, cancellationToken);
            return wire.between is { } how ? how(request, Onward) : Onward();
        }
    }

    private sealed class Restored(Wire wire) : IDisposable
    {
        public void Dispose() => wire.between = null;
    }
}
