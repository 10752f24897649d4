using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailCommitments.Calendars;
using MailCommitments.Partners;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using MailCommitments.Tests.Sandbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Tests;

/// <summary>
/// The whole product in its sandbox: real HTTP, real sign-in, real Graph calls, real database. The clock stands still until a
/// test moves it, and only moves forward, so the tests that share it run one after another, each with people of its own.
/// </summary>
public sealed class RunningProduct : IAsyncLifetime
{
    private readonly GraphJudge judge = new();
    private SandboxHost? host;
    private HttpClient? http;
    private int people;
    private Func<HttpRequestMessage, HttpResponseMessage?>? disturb;

    public SandboxHost Host => host ?? throw new InvalidOperationException("Not started yet.");

    public HttpClient Http => http ?? throw new InvalidOperationException("Not started yet.");

    public Somebody Lead { get; private set; } = null!;

    public Instant Now => Host.Clock.Now;

    public IServiceProvider Services => Host.Product.Services;

    public ValueTask InitializeAsync() =>
        StartAsync(
            new SandboxOptions
            {
                Port = 0,
                TenantPort = 0,
                Data = null,
                Demo = Demo.None,
                Now = Some.Monday(9),
                ClockFlows = false,
            }
        );

    /// <summary>Starts it otherwise than the shared one.</summary>
    public static async Task<RunningProduct> StartedAsync(
        SandboxOptions options,
        IReadOnlyDictionary<string, string?>? settings = null
    )
    {
        var product = new RunningProduct();
        await product.StartAsync(
            options with
            {
                Port = 0,
                TenantPort = 0,
                Demo = Demo.None,
                ClockFlows = false,
            },
            settings
        );
        return product;
    }

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (host is not null)
            await host.DisposeAsync();
        judge.AssertThatAllWasAsDescribed();
    }

    /// <summary>A new user of the add-in, in Berlin.</summary>
    public Somebody NewAsker(string name = "Anke Vogel", Func<Person, Person>? with = null) =>
        New(name, Cast.HomeDomain, Cast.HomeZone, with);

    /// <summary>Somebody new at the partner in Manila, who works there from nine to six.</summary>
    public Somebody NewContact(
        string name = "Maria Santos",
        Func<Person, Person>? with = null,
        string domain = Cast.PartnerDomain
    ) => New(name, domain, Cast.PartnerZone, with);

    /// <summary>One more company in Manila, for tests that set what holds for a whole partner.</summary>
    /// <returns>Its mail domain.</returns>
    public async Task<string> NewPartnerAsync()
    {
        var domain = $"partner-{Interlocked.Increment(ref people)}.example";
        Host.Tenant.Tenant.AddOrganisation("Luzon Pumps", knowsEverybody: true, domain);
        await SetPartnerAsync("Luzon Pumps", domain);
        return domain;
    }

    /// <summary>Somebody of the demo's two companies.</summary>
    public Somebody OfCast(string name) =>
        Of(
            Host.Tenant.Tenant.People.Single(person =>
                person.Mail.StartsWith($"{name.ToLowerInvariant().Replace(' ', '.')}@", StringComparison.Ordinal)
            )
        );

    public Somebody Of(Person person) => new(this, person, TenantFixture.GraphOf(Host.Tenant, judge, person));

    /// <summary>Carries calls to the tenant for one more product beside this one.</summary>
    public HttpMessageHandler Network() => judge.Before(Host.Tenant.Connection.Handler());

    /// <summary>From now until disposed, calls of the product to Microsoft Graph may get another answer than the tenant's.</summary>
    public IDisposable Disturb(Func<HttpRequestMessage, HttpResponseMessage?> how)
    {
        disturb = how;
        return new Undisturbed(this);
    }

    /// <summary>Until disposed, Graph asks the product to come back in ten minutes.</summary>
    public IDisposable Throttle() =>
        Disturb(request =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            {
                RequestMessage = request,
                Content = new StringContent(
                    """{"error":{"code":"TooManyRequests","message":"Said by a test."}}""",
                    Encoding.UTF8,
                    "application/json"
                ),
            };
            busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMinutes(10));
            return busy;
        });

    /// <summary>Moves the clock, all that falls due on the way being done at its own instant, and waits until nothing is pending.</summary>
    public Task MoveToAsync(Instant target) =>
        Host.Tenant.Mover.MoveToAsync(target, TestContext.Current.CancellationToken);

    /// <summary>Waits until no notification, job or sending is pending.</summary>
    public Task IdleAsync() => Host.Tenant.IdleAsync(TestContext.Current.CancellationToken);

    /// <summary>Moves to the next Monday, nine o'clock in Berlin, where most tests begin.</summary>
    public async Task<Week> NextWeekAsync()
    {
        var today = Now.InZone(Some.Berlin);
        var monday =
            today.DayOfWeek == IsoDayOfWeek.Monday && today.TimeOfDay <= new LocalTime(9, 0)
                ? today.Date
                : today.Date.Next(IsoDayOfWeek.Monday);
        var week = new Week(monday);
        await MoveToAsync(week.Monday(9));
        return week;
    }

    /// <summary>Asks the database across tenants.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<CommitmentsDb, Task<T>> ask)
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<CommitmentsDb>());
    }

    /// <summary>How many rows there are of everything a tag stores.</summary>
    public Task<int> StoredAsync(Somebody asker) =>
        InDatabaseAsync(async db =>
            await db.Set<MailCommitments.Commitments.RequestRow>()
                .IgnoreQueryFilters()
                .CountAsync(row => row.AskerId == asker.Person.Id)
            + await db.Set<MailCommitments.Commitments.CommitmentRow>()
                .IgnoreQueryFilters()
                .CountAsync(row => row.AskerId == asker.Person.Id)
            + await db.Set<MailCommitments.Commitments.PendingTagRow>()
                .IgnoreQueryFilters()
                .CountAsync(row => row.AskerId == asker.Person.Id)
        );

    private async ValueTask StartAsync(SandboxOptions options, IReadOnlyDictionary<string, string?>? settings = null)
    {
        host = await SandboxHost.StartAsync(
            options,
            CancellationToken.None,
            toTheTenant => new Disturbance(this) { InnerHandler = judge.Before(toTheTenant) },
            settings
        );
        // The mover runs what is due at its own instant; a tick for every half minute of a week would only take time.
        await host.PauseTicksAsync(CancellationToken.None);
        http = new HttpClient { BaseAddress = host.Address };
        if (options.Mailboxes is not null)
            return;

        Lead = OfCast("Katrin Weiss");
        await SetPartnerAsync(Cast.PartnerName, Cast.PartnerDomain);
    }

    private Task<PartnerView> SetPartnerAsync(string name, string domain) =>
        Lead.PutAsync<PartnerView>(
            $"/api/partners/{domain}",
            new PartnerBody(
                name,
                new CalendarBody(Cast.PartnerZone, [1, 2, 3, 4, 5], new LocalTime(9, 0), new LocalTime(18, 0))
            )
        );

    private sealed class Disturbance(RunningProduct world) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            request.RequestUri?.Host == ToTheTenant.GraphHost && world.disturb?.Invoke(request) is { } answer
                ? Task.FromResult(answer)
                : base.SendAsync(request, cancellationToken);
    }

    private sealed class Undisturbed(RunningProduct world) : IDisposable
    {
        public void Dispose() => world.disturb = null;
    }

    private Somebody New(string name, string domain, string zone, Func<Person, Person>? with)
    {
        var mail = $"{name.ToLowerInvariant().Replace(' ', '.')}.{Interlocked.Increment(ref people)}@{domain}";
        var tenant = Host.Tenant.Tenant;
        var person = new Person
        {
            Id = Person.IdOf(mail),
            TenantId = tenant.OrganisationOf(mail)!.TenantId,
            Name = name,
            Mail = mail,
            Department = "Engineering",
            OfficeLocation = "Hamburg",
            TimeZone = zone,
        };
        return Of(tenant.AddPerson(with?.Invoke(person) ?? person));
    }
}

/// <summary>A week from its Monday on, in Berlin's time; hours of Manila where said.</summary>
public sealed record Week(LocalDate Begin)
{
    public static readonly WorkingCalendar Contacts = new(
        Some.Manila,
        WeeklyHours.MondayToFriday(new WorkingInterval(9, 18))
    );

    public Instant Monday(int hour) => At(0, hour);

    public Instant Tuesday(int hour) => At(1, hour);

    public Instant Wednesday(int hour) => At(2, hour);

    public Instant Thursday(int hour) => At(3, hour);

    public Instant Friday(int hour) => At(4, hour);

    public Week Next => new(Begin.PlusWeeks(1));

    /// <summary>A day as a mail names it, such as <c>Thursday 12 March</c>.</summary>
    public string Named(IsoDayOfWeek day) =>
        DateOf(day).ToString("dddd d MMMM", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));

    public LocalDate DateOf(IsoDayOfWeek day) => Begin.PlusDays((int)day - 1);

    /// <summary>An hour of one of its days in Manila.</summary>
    public Instant InManila(IsoDayOfWeek day, int hour) =>
        Some.Manila.AtStrictly(DateOf(day).At(new LocalTime(hour, 0))).ToInstant();

    private Instant At(int days, int hour) =>
        Some.Berlin.AtStrictly(Begin.PlusDays(days).At(new LocalTime(hour, 0))).ToInstant();
}

/// <summary>The tests that share one running product and its clock.</summary>
[CollectionDefinition(Name)]
public sealed class InTheRunningProduct : ICollectionFixture<RunningProduct>
{
    public const string Name = "In the running product";
}
