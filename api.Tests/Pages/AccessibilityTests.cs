using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What a screen reader is told: every control has a name, every page one main heading; and axe has nothing against it.</summary>
public sealed class AccessibilityTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private static readonly HashSet<string> Controls =
    [
        "button",
        "checkbox",
        "combobox",
        "link",
        "listbox",
        "option",
        "radio",
        "searchbox",
        "spinbutton",
        "textbox",
    ];

    [Fact]
    public async Task The_task_pane_names_its_controls_and_has_one_main_heading()
    {
        var (asker, contact) = (World.NewAsker(), World.NewContact());
        var week = await World.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Friday(17));
        await contact.ReplyAsync(mail, $"Hello, I will send it by {week.Next.Named(NodaTime.IsoDayOfWeek.Thursday)}.");
        await asker.SendAsync("Delivery dates", "When will the seals be delivered?", contact);
        await contact.SendAsync("Holidays in April", "Please note that we are closed on 9 April.", asker);
        var window = await OutlookOfAsync(asker);
        var pane = window.Pane.Locator("body");
        await Expect(window.Pane.GetByRole(AriaRole.Heading, new() { Name = "No mail is open" })).ToBeVisibleAsync();
        await IsAccessibleAsync(pane);

        await window.OpenMailAsync("Holidays in April");
        await Expect(window.Pane.GetByRole(AriaRole.Heading, new() { Name = "This mail cannot be tracked" }))
            .ToBeVisibleAsync();
        await IsAccessibleAsync(pane);

        await window.Pane.GetByText("Keep a promise of yours from this mail").ClickAsync();
        await window.Pane.GetByLabel("What you will do").FillAsync("Send the drawings");
        await window.Pane.GetByLabel("Done by").FillAsync("Friday 5 pm");
        await Expect(window.Pane.GetByRole(AriaRole.Radio)).ToBeCheckedAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Keep as my promise" }).ClickAsync();
        await Expect(window.Pane.GetByRole(AriaRole.Article, new() { Name = "Send the drawings" })).ToBeVisibleAsync();
        await IsAccessibleAsync(pane);

        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync("Delivery dates");
        await window.Pane.GetByLabel("Needed by").FillAsync("Friday 5 pm");
        await Expect(window.Pane.GetByText("10:00 Manila time").First).ToBeVisibleAsync();
        await IsAccessibleAsync(pane);

        await window.OpenMailAsync(Subject);
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Correct this reading" }).First.ClickAsync();
        await IsAccessibleAsync(pane);

        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Waiting for", Exact = true }).ClickAsync();
        await Expect(window.Pane.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await IsAccessibleAsync(pane);
    }

    [Fact]
    public async Task The_dashboard_names_its_controls_and_has_one_main_heading()
    {
        var week = await World.NextWeekAsync();
        await World.NewAsker().AskAsync(World.NewContact("Teresita Lim"), week.Friday(17), Subject);
        var window = await DashboardOfAsync(World.Lead);
        var body = window.Page.Locator("body");
        var main = window.Page.GetByRole(AriaRole.Main);
        await Expect(main.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
        await IsAccessibleAsync(body);

        await main.GetByRole(AriaRole.Link, new() { Name = "Teresita Lim", Exact = true }).First.ClickAsync();
        await Expect(main.GetByRole(AriaRole.Table)).ToHaveCountAsync(1);
        await IsAccessibleAsync(body);

        await main.GetByRole(AriaRole.Link, new() { Name = Subject }).ClickAsync();
        await Expect(main.GetByText("What happened")).ToBeVisibleAsync();
        await IsAccessibleAsync(body);

        await window.Page.GoBackAsync();
        await window.Page.GoBackAsync();
        await main.GetByRole(AriaRole.Link, new() { Name = "Compare groups of askers" }).First.ClickAsync();
        await Expect(main.GetByLabel("First group")).ToBeVisibleAsync();
        await IsAccessibleAsync(body);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Going out" }).ClickAsync();
        await Expect(main.GetByText("Nothing goes out by itself")).ToBeVisibleAsync();
        await IsAccessibleAsync(body);
    }

    [Fact]
    public async Task The_mail_page_names_its_controls_and_has_one_main_heading()
    {
        var (asker, contact) = (World.NewAsker(), World.NewContact());
        await World.NextWeekAsync();
        await contact.SendAsync("Holidays in April", "Please note that we are closed on 9 April.", asker);
        var window = await OutlookOfAsync(asker);
        await window.OpenMailAsync("Holidays in April");
        await window.Reading.GetByRole(AriaRole.Button, new() { Name = "Reply", Exact = true }).Last.ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Region, new() { Name = "Your answer" })).ToBeVisibleAsync();
        await IsAccessibleAsync(window.Page.Locator("body"));
    }

    /// <param name="page">As the accessibility tree has it: a line for each node, such as <c>- button "Send"</c>.</param>
    private static async Task IsAccessibleAsync(ILocator page)
    {
        var tree = await page.AriaSnapshotAsync();
        var nodes = tree.Split('\n').Select(line => line.TrimStart(' ', '-')).ToList();
        var nameless = nodes.Where(node => Controls.Contains(node.Split(':', ' ')[0]) && !node.Contains('"')).ToList();
        Assert.True(nameless.Count == 0, $"Without a name: {string.Join(", ", nameless)} in\n{tree}");
        var mainHeadings = nodes.Count(node => node.Contains("[level=1]", StringComparison.Ordinal));
        Assert.True(mainHeadings == 1, $"One main heading is wanted, not {mainHeadings}, in\n{tree}");
        await Axe.FindsNothingAsync(page);
    }
}
