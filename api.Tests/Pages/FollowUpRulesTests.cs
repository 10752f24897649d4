using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>Policies, holds and ladders as people set them on the pages.</summary>
public sealed class FollowUpRulesTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task A_policy_edited_for_a_contact_is_named_and_shown_in_the_preview()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(10));
        var window = await BesideSentMailAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "How this is decided" }).ClickAsync();
        var sheet = window.Pane.GetByRole(AriaRole.Dialog);
        await Expect(sheet).ToContainTextAsync("It follows the Normal policy.");

        await sheet.GetByLabel("Step 1", new() { Exact = true }).SelectOptionAsync("nudge");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();

        await Expect(sheet).ToContainTextAsync($"It follows the Normal policy for {contact.Address}.");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(window.Pane.Locator(".next")).ToContainTextAsync("one working day before the agreed date");
    }

    [Fact]
    public async Task A_hold_for_a_country_is_set_in_the_dashboard_and_seen_beside_the_mail()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10));
        var dashboard = await DashboardOfAsync(World.Lead);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Follow-ups, holds and ladders" }).ClickAsync();
        var holds = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Holds" });
        await holds.GetByLabel("Which one").FillAsync("PH");
        await holds.GetByLabel("Reason, for everybody").FillAsync("Typhoon in Luzon");
        await holds.GetByLabel("Last day").FillAsync(week.Next.Begin.ToString("yyyy-MM-dd", null));
        await holds.GetByRole(AriaRole.Button, new() { Name = "Set hold" }).ClickAsync();
        await Expect(holds).ToContainTextAsync("Country PH: Typhoon in Luzon");

        await World.MoveToAsync(week.Friday(17));

        Assert.Single(await contact.InboxAsync());
        var window = await BesideSentMailAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "How this is decided" }).ClickAsync();
        await Expect(window.Pane.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Country PH: Typhoon in Luzon");
        await holds.GetByRole(AriaRole.Button, new() { Name = "End the hold: Typhoon in Luzon" }).ClickAsync();
        await Expect(holds).ToContainTextAsync("Nothing is on hold.");
    }

    [Fact]
    public async Task A_level_of_the_ladder_is_approved_with_its_mails_in_view()
    {
        var week = await World.NextWeekAsync();
        var partner = await World.NewPartnerAsync();
        var (late, superior) = (World.NewContact(domain: partner), World.NewContact("Ana Cruz", domain: partner));
        var ours = new MailAddress(World.Lead.Person.Name, World.Lead.Address);
        var theirs = new MailAddress(superior.Person.Name, superior.Address);
        await World.Lead.PutAsync<LadderView>(
            $"/api/partners/{partner}/ladder",
            new Ladder([new LadderLevel(ours, theirs, 4, Approver.Lead)], 4, ours, theirs)
        );
        var mail = await asker.SendAsync(Subject, "Could you please send me the test report?", late);
        await asker.PostAsync<RequestView>(
            "/api/requests",
            new TagBody(
                mail.Id!,
                "Send the test report",
                [late.Address],
                new DeadlineBody(null, week.Tuesday(10)),
                Priority.Urgent
            )
        );
        await World.MoveToAsync(week.Friday(17));

        var dashboard = await DashboardOfAsync(World.Lead);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Follow-ups, holds and ladders" }).ClickAsync();
        var waiting = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Waiting for your approval" });
        await Expect(waiting).ToContainTextAsync("Level 1 comes next: Ana Cruz on their side");
        await waiting.GetByText("Show the mail").Last.ClickAsync();
        await Expect(waiting).ToContainTextAsync("My request to Maria Santos");
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Approve level 1" }).ClickAsync();

        await Expect(waiting).ToContainTextAsync("Nothing.");
        await World.MoveToAsync(week.Next.Wednesday(17));
        Assert.Single(await superior.InboxAsync());
    }

    private async Task<Window> BesideSentMailAsync()
    {
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        return window;
    }
}
