using MailCommitments.Sandbox.Tenancy;
using Microsoft.Playwright;

namespace MailCommitments.Tests.Pages;

/// <summary>One browser and one running product for the tests of the pages; every test opens windows for people of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The product that most tests share.</summary>
    public RunningProduct World { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        if (OnPath() is not { } chromium)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = chromium,
                Headless = true,
                Args = Arguments,
            }
        );
        Assertions.SetDefaultExpectTimeout(Window.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        await World.DisposeAsync();
    }

    /// <summary>A window with a profile of its own, as if on that person's computer.</summary>
    public async Task<Window> OpenAsync(RunningProduct world, Person person, BrowserNewContextOptions? with = null)
    {
        Assert.SkipUnless(browser is not null, $"None of {string.Join(", ", Names)} is installed.");
        with = new BrowserNewContextOptions(with ?? new())
        {
            BaseURL = world.Host.Address.ToString(),
            Locale = with?.Locale ?? "en-GB",
            TimezoneId = person.TimeZone,
        };
        with.ViewportSize ??= new() { Width = 1440, Height = 900 };
        return new Window(world, await browser.NewContextAsync(with), person);
    }

    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}

/// <summary>The tests of the pages run one after another: there is one clock, and a browser is heavy.</summary>
[CollectionDefinition(Name)]
public sealed class InTheBrowser : ICollectionFixture<Chromium>
{
    public const string Name = "In the browser";
}

/// <summary>A test that opens windows. They are closed when it ends, and none may have met an error.</summary>
[Collection(InTheBrowser.Name)]
public abstract class PageTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<Window> windows = [];

    protected RunningProduct World => chromium.World;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var window in windows)
        {
            if (failed)
                await window.PictureAsync($"failed-{TestContext.Current.TestMethod?.MethodName}");
            await window.CloseAsync();
        }
        var errors = string.Join('\n', windows.SelectMany(window => window.Errors));
        Assert.True(errors.Length == 0, errors);
    }

    /// <summary>Opens the Outlook-like page at that person's mailbox.</summary>
    protected async Task<Window> OutlookOfAsync(
        Somebody somebody,
        RunningProduct? world = null,
        BrowserNewContextOptions? with = null
    )
    {
        var window = await OpenAsync(somebody, world, with);
        await window.OpenOutlookAsync();
        return window;
    }

    /// <summary>Opens the dashboard in a window of its own.</summary>
    protected async Task<Window> DashboardOfAsync(
        Somebody somebody,
        RunningProduct? world = null,
        BrowserNewContextOptions? with = null
    )
    {
        var window = await OpenAsync(somebody, world, with);
        await window.OpenDashboardAsync();
        return window;
    }

    /// <summary>Opens what a link in a mail leads to, on that person's computer or phone.</summary>
    protected async Task<Window> LinkOfAsync(Somebody somebody, string link, BrowserNewContextOptions? with = null)
    {
        var window = await OpenAsync(somebody, null, with);
        await window.OpenLinkAsync(link);
        return window;
    }

    /// <summary>Shows a mail in a window of its own.</summary>
    protected async Task<Window> MailOfAsync(Somebody somebody, string html, BrowserNewContextOptions? with = null)
    {
        var window = await OpenAsync(somebody, null, with);
        await window.ShowMailAsync(html);
        return window;
    }

    private async Task<Window> OpenAsync(Somebody somebody, RunningProduct? world, BrowserNewContextOptions? with)
    {
        var window = await chromium.OpenAsync(world ?? World, somebody.Person, with);
        windows.Add(window);
        return window;
    }
}
