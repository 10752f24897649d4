using MailCommitments.Responsiveness;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What the dashboard shows, and to whom.</summary>
public sealed class DashboardTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task Two_teams_are_not_compared_on_little_data()
    {
        await AskedAsync("Engineering");
        await AskedAsync("Logistics");
        var window = await DashboardOfAsync(World.Lead);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Compare groups of askers" }).First.ClickAsync();

        await window.Page.GetByLabel("First group").SelectOptionAsync("Engineering");
        await window.Page.GetByLabel("Second group").SelectOptionAsync("Logistics");

        await Expect(window.Page.Locator(".verdict")).ToHaveAttributeAsync("data-verdict", "hidden");
        await Expect(window.Page.Locator(".verdict h2")).ToContainTextAsync("Not shown");
        await Expect(window.Page.Locator(".chart")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_no_lead_is_told_kindly_what_the_page_is_for()
    {
        var window = await DashboardOfAsync(World.NewAsker());

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Reports are for leads" }))
            .ToBeVisibleAsync();
        await Expect(window.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Ask your administrator");
        await Expect(window.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_number_leads_to_exactly_the_requests_it_counts()
    {
        var contact = await AskedAsync("Engineering");
        var window = await DashboardOfAsync(World.Lead);
        var row = window
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { Has = window.Page.Locator($"a[href='#/contacts/{await IdOfAsync(contact)}']") });

        await row.GetByRole(AriaRole.Link, new() { Name = "Requests: 1" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("All requests");
        await Expect(window.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await window.Page.GoBackAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Responsiveness");
    }

    /// <summary>Somebody whom one request was sent to.</summary>
    private async Task<Somebody> AskedAsync(string team)
    {
        var week = await World.NextWeekAsync();
        var contact = World.NewContact();
        await World.NewAsker(with: person => person with { Department = team }).AskAsync(contact, week.Friday(17));
        return contact;
    }

    private async Task<string> IdOfAsync(Somebody contact) =>
        (await World.Lead.GetAsync<ContactsReport>("/api/reports/contacts"))
            .Partners.SelectMany(partner => partner.Contacts)
            .Single(figures => figures.Address == contact.Address)
            .Id.ToString();
}
