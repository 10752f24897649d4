using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions.Authentication;
using NodaTime;

[assembly: AssemblyFixture(typeof(MailCommitments.Tests.Sandbox.TenantFixture))]

namespace MailCommitments.Tests.Sandbox;

/// <summary>One tenant over HTTPS for all tests of the sandbox. Every test adds people of its own.</summary>
public sealed class TenantFixture : IAsyncLifetime
{
    /// <summary>Monday, 2 March 2026, nine o'clock UTC.</summary>
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);

    private int people;

    public TenantServer Server { get; private set; } = null!;

    public Tenant Tenant => Server.Tenant;

    public Organisation Partner { get; private set; } = null!;

    /// <summary>Holds the calls of this tenant's clients against Microsoft's description.</summary>
    public GraphJudge Judge { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Server = await StartAsync();
        Partner = Tenant.Organisations.Single(organisation => organisation.Name == "Kumar Components");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Console.Out.WriteLineAsync(
            $"{GraphJudge.Judged} calls to Microsoft Graph and notifications of it were held against its description."
        );
        Judge.AssertThatAllWasAsDescribed();
    }

    /// <summary>A tenant of its own, with the same two companies.</summary>
    public static async Task<TenantServer> StartAsync(string? data = null, Instant? now = null)
    {
        var options = new SandboxOptions
        {
            Data = data,
            TenantPort = 0,
            Demo = Demo.None,
        };
        var server = await TenantServer.StartAsync(options, new SandboxClock(now ?? Start), CancellationToken.None);
        if (!server.WasSaved)
        {
            server.Tenant.NameHome("Northwind", knowsEverybody: true, "northwind.example");
            server.Tenant.AddOrganisation("Kumar Components", knowsEverybody: true, "kumar.example");
        }
        return server;
    }

    /// <summary>Somebody new at Northwind.</summary>
    public Person Colleague(string name = "Ana Lopez") => Add(Tenant, name, "northwind.example", ref people);

    /// <summary>Somebody new at the partner.</summary>
    public Person Contact(string name = "Ravi Kumar") => Add(Tenant, name, "kumar.example", ref people);

    public static Person Add(Tenant tenant, string name, string domain, ref int count)
    {
        var mail = $"{name.Replace(' ', '.').ToLowerInvariant()}{Interlocked.Increment(ref count)}@{domain}";
        return tenant.AddPerson(
            new()
            {
                Id = Person.IdOf(mail),
                TenantId = (tenant.OrganisationOf(mail) ?? tenant.Home).TenantId,
                Name = name,
                Mail = mail,
                Department = "Assembly",
                OfficeLocation = "Porto",
                TimeZone = "Europe/Lisbon",
                Roles = ["Lead"],
            }
        );
    }

    /// <summary>The real Graph client, signed in as a person, its calls held against Microsoft's description.</summary>
    public GraphServiceClient Graph(Person person, params string[] scopes) => GraphOf(Server, Judge, person, scopes);

    public static GraphServiceClient GraphOf(
        TenantServer server,
        GraphJudge judge,
        Person person,
        params string[] scopes
    )
    {
        var handlers = GraphClientFactory.CreateDefaultHandlers();
        handlers.Insert(0, new ImmutableIds());
        var http = GraphClientFactory.Create(handlers, finalHandler: judge.Before(server.Connection.Handler()));
        return new(
            http,
            new BaseBearerTokenAuthenticationProvider(new TokenOf(Token(server, person, scopes))),
            "https://graph.microsoft.com/v1.0"
        );
    }

    public static string Token(TenantServer server, Person person, params string[] scopes)
    {
        var asked =
            scopes.Length == 0
                ? Authority.Graph + "/.default"
                : string.Join(' ', scopes.Select(scope => $"{Authority.Graph}/{scope}"));
        return server.Authority.AccessToken(
            person,
            TenantServer.ProductClientId,
            TokenRequest.Read(asked, Authority.DelegatedPermissions)
        );
    }

    /// <summary>A plain client that finds Microsoft's hosts here; its Graph calls are held against the description.</summary>
    public HttpClient Http(Person? person = null, bool checksContract = true)
    {
        HttpMessageHandler handler = Server.Connection.Handler();
        ((SocketsHttpHandler)handler).AllowAutoRedirect = false;
        var http = new HttpClient(checksContract ? Judge.Before(handler) : handler)
        {
            BaseAddress = new("https://graph.microsoft.com/v1.0/"),
        };
        if (person is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", Token(Server, person));
        return http;
    }

    private sealed class TokenOf(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new(["graph.microsoft.com"]);

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri,
            Dictionary<string, object>? additionalAuthenticationContext = null,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(token);
    }

    private sealed class ImmutableIds : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (!request.Headers.Contains("Prefer"))
                request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
