using System.Collections.Concurrent;
using System.Net;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>A person's browser window. What it is asked to do, it does as a hand on mouse and keyboard would.</summary>
public sealed class Window(RunningProduct world, IBrowserContext context, Person person)
{
    /// <summary>How long a page may take for anything, in milliseconds: for a busy machine, not for the product.</summary>
    public const float Patience = 15_000;

    /// <summary>Names the folder for pictures; without it none are taken.</summary>
    private const string PicturesSetting = "MAILCOMMITMENTS_SCREENSHOTS";

    private readonly ConcurrentQueue<string> errors = [];
    private readonly ConcurrentBag<HttpStatusCode> refusals = [];
    private IPage? page;

    /// <summary>What went wrong in any of the window's pages.</summary>
    public IEnumerable<string> Errors => errors;

    public IPage Page => page ?? throw new InvalidOperationException("Nothing is open yet.");

    /// <summary>The product's task pane beside the mail.</summary>
    public IFrameLocator Pane => Page.FrameLocator("iframe[title='MailCommitments task pane']");

    public ILocator Reading => Page.GetByRole(AriaRole.Main, new() { Name = "Reading pane" });

    /// <summary>The rows of the message list, one for each conversation.</summary>
    public ILocator Conversations => Page.Locator(".list .row");

    public Task OpenOutlookAsync() => OpenAsync($"/?user={person.Id}");

    public Task OpenDashboardAsync() => OpenAsync($"/sandbox-dashboard.html?user={person.Id}");

    /// <summary>Opens what a link in a mail leads to.</summary>
    public Task OpenLinkAsync(string link) => OpenAsync(link);

    /// <summary>Shows a mail as a mail program would, in the colours that the person likes.</summary>
    public async Task ShowMailAsync(string html)
    {
        await OpenAsync("about:blank");
        await Page.SetContentAsync(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta name=\"color-scheme\" content=\"light dark\"><title>Mail</title></head><body>{html}</body></html>"
        );
    }

    /// <summary>Makes the task pane as narrow as Outlook does, and the window as high as it takes to see all of it.</summary>
    public async Task NarrowPaneAsync(int height)
    {
        await Page.SetViewportSizeAsync(1440, height);
        await Page.GetByRole(AriaRole.Separator, new() { Name = "Width of the task pane" }).FocusAsync();
        for (var pressed = 0; pressed < 5; pressed++)
            await Page.Keyboard.PressAsync("ArrowRight");
    }

    /// <summary>From now on the browser may report that the server refused with that status; the page must say it well.</summary>
    public void ExpectRefusal(HttpStatusCode status) => refusals.Add(status);

    /// <summary>Writes a mail and sends it.</summary>
    public async Task WriteAsync(string to, string subject, string text)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "New mail" }).ClickAsync();
        var composer = Page.GetByRole(AriaRole.Region, new() { Name = "New message" });
        var recipients = composer.GetByRole(AriaRole.Combobox, new() { Name = "To" });
        await recipients.PressSequentiallyAsync(to);
        await recipients.PressAsync("Enter");
        await composer.GetByRole(AriaRole.Textbox, new() { Name = "Subject" }).FillAsync(subject);
        await composer.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync(text);
        await SendAsync(composer);
    }

    /// <summary>Answers the open mail, above its quoted history.</summary>
    public async Task ReplyAsync(string text)
    {
        await Reading.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).Last.ClickAsync();
        var composer = Page.GetByRole(AriaRole.Region, new() { Name = "Your answer" });
        await composer.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true }).FillAsync(text);
        await SendAsync(composer);
    }

    public Task OpenFolderAsync(string name) =>
        Page.GetByRole(AriaRole.Navigation, new() { Name = "Folders" })
            .GetByRole(AriaRole.Button, new() { Name = name })
            .ClickAsync();

    /// <summary>Opens the newest mail of the conversation with that subject.</summary>
    public Task OpenMailAsync(string subject) =>
        Conversations.Filter(new() { HasText = subject }).GetByRole(AriaRole.Button).First.ClickAsync();

    /// <summary>Moves the sandbox's clock with the page's own button.</summary>
    /// <param name="step">As the button is named, such as <c>One week later</c>.</param>
    /// <param name="shows">What the clock shows then, such as <c>Mon, 9 Mar 2026, 10:00</c>.</param>
    public async Task MoveClockAsync(string step, string shows)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = step }).ClickAsync();
        await Expect(
                Page.GetByRole(AriaRole.Group, new() { Name = "Sandbox clock" })
                    .GetByRole(AriaRole.Button, new() { Name = shows })
            )
            .ToBeVisibleAsync(new() { Timeout = 2 * Patience });
        await Expect(Page.Locator(".clock")).ToHaveAttributeAsync("aria-busy", "false");
    }

    /// <summary>Looks at the sandbox through somebody else's eyes.</summary>
    public async Task ChooseAsync(Somebody somebody)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Change person" }).ClickAsync();
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a person" }).FillAsync(somebody.Address);
        await Page.Locator(".person-row").ClickAsync();
        await Expect(Page).ToHaveTitleAsync($"Mail – {somebody.Person.Name}");
    }

    /// <summary>Presses the tab key until the control of that name has the focus, in the page or in its task pane.</summary>
    public async Task TabToAsync(string name)
    {
        const int most = 150;
        for (var pressed = 0; pressed < most; pressed++)
        {
            await Page.Keyboard.PressAsync("Tab");
            foreach (var frame in Page.Frames)
            {
                var focused = frame.Locator("*:focus:not(iframe)");
                if (
                    await focused.CountAsync() == 1
                    && (await focused.AriaSnapshotAsync()).Split('\n')[0].Contains(name, StringComparison.Ordinal)
                )
                    return;
            }
        }
        Assert.Fail($"'{name}' is not reached with the tab key.");
    }

    /// <summary>Follows a link that opens another tab, and goes on there.</summary>
    public async Task FollowToNewTabAsync(ILocator link) =>
        page = await context.RunAndWaitForPageAsync(() => link.ClickAsync());

    /// <summary>Takes a picture of the page, or of a part of it, where pictures are wanted.</summary>
    public async Task PictureAsync(string name, ILocator? part = null)
    {
        if (Environment.GetEnvironmentVariable(PicturesSetting) is not { Length: > 0 } folder || page is null)
            return;
        var path = Path.Combine(folder, $"{name}.png");
        if (part is null)
            await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        else
            await part.ScreenshotAsync(new() { Path = path });
    }

    public Task CloseAsync() => context.CloseAsync();

    private async Task OpenAsync(string address)
    {
        context.SetDefaultTimeout(Patience);
        context.WebError += (_, error) => errors.Enqueue($"{error.Page?.Url}: {error.Error}");
        context.Console += (_, said) =>
        {
            if (said.Type is "error" && !refusals.Any(status => IsRefusal(said.Text, status)))
                errors.Enqueue($"{said.Location}: {said.Text}");
        };
        page = await context.NewPageAsync();
        await page.GotoAsync(address);
    }

    private async Task SendAsync(ILocator composer)
    {
        await composer.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(Page.GetByText("Sent.", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(composer).ToBeHiddenAsync();
        await world.IdleAsync();
    }

    private static bool IsRefusal(string said, HttpStatusCode status) =>
        said.StartsWith("Failed to load resource", StringComparison.Ordinal)
        && said.Contains($"status of {(int)status}", StringComparison.Ordinal);
}
