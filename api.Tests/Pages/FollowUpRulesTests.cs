using System.Globalization;
using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
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
        var dashboard = await RulesInDashboardAsync();
        var holds = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Holds" });
        await holds.GetByLabel("Which one").FillAsync("PH");
        await holds.GetByLabel("Reason, for everybody").FillAsync("Typhoon in Luzon");
        await holds
            .GetByLabel("Last day")
            .FillAsync(week.Next.Begin.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        await holds.GetByRole(AriaRole.Button, new() { Name = "Set hold" }).ClickAsync();
        await Expect(holds).ToContainTextAsync("Country PH: Typhoon in Luzon");

        await World.MoveToAsync(week.Friday(17));

        Assert.Single(await contact.InboxAsync());
        var window = await BesideSentMailAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "How this is decided" }).ClickAsync();
        await Expect(window.Pane.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Country PH: Typhoon in Luzon");
        await holds.GetByRole(AriaRole.Button, new() { Name = "End the hold: Typhoon in Luzon" }).ClickAsync();
        await Expect(holds).Not.ToContainTextAsync("Typhoon in Luzon");
    }

    [Fact]
    public async Task A_level_of_the_ladder_is_approved_with_its_mails_in_view()
    {
        var week = await World.NextWeekAsync();
        var partner = await World.NewPartnerAsync();
        var (late, superior) = (
            World.NewContact("Lea Dizon", domain: partner),
            World.NewContact("Ana Cruz", domain: partner)
        );
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

        var dashboard = await RulesInDashboardAsync();
        var waiting = dashboard
            .Page.GetByRole(AriaRole.Region, new() { Name = "Waiting for your approval" })
            .GetByRole(AriaRole.Article, new() { Name = "Lea Dizon" });
        await Expect(waiting).ToContainTextAsync("Level 1 comes next: Ana Cruz on their side");
        await waiting.GetByText("Show the mail").Last.ClickAsync();
        await Expect(waiting).ToContainTextAsync("My request to Lea Dizon");
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Approve level 1" }).ClickAsync();

        await Expect(waiting).ToBeHiddenAsync();
        await World.MoveToAsync(week.Next.Wednesday(17));
        Assert.Single(await superior.InboxAsync());
    }

    [Fact]
    public async Task A_teams_policy_is_set_in_the_dashboard_which_says_what_applies_and_what_goes_before_it()
    {
        var team = $"Marine {Guid.CreateVersion7():N}";
        var partner = await World.NewPartnerAsync();
        var (mariner, late) = (
            World.NewAsker(with: person => person with { Department = team }),
            World.NewContact(domain: partner)
        );
        var week = await World.NextWeekAsync();
        var (_, commitment) = await mariner.AskAsync(late, week.Friday(10));
        var dashboard = await RulesInDashboardAsync();
        var policies = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Policies" });
        var place = policies.GetByLabel("Set it for");
        await place.SelectOptionAsync(team);
        await Expect(policies).ToContainTextAsync("It follows the Normal policy.");

        dashboard.ExpectRefusal(HttpStatusCode.BadRequest);
        await policies.GetByLabel("Their working days").First.FillAsync("90");
        await policies.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(policies.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("90 working days are too many; a step lies within 60.");
        await policies.GetByLabel("Their working days").First.FillAsync("2");
        await policies.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();

        await Expect(policies).ToContainTextAsync($"It follows the Normal policy of team {team}.");
        await Expect(policies).ToContainTextAsync("Saved. What is open is decided anew.");
        Assert.Contains(
            "2 working days after",
            (await mariner.LookAtAsync(commitment)).Planned[0].Why,
            StringComparison.Ordinal
        );
        await place.SelectOptionAsync($"Luzon Pumps ({partner})");
        await Expect(policies).ToContainTextAsync("It follows the Normal policy.");
        await Expect(policies)
            .ToContainTextAsync($"Set more narrowly, and counts before it: Normal policy of team {team}");
        await policies.GetByLabel("Their working days").First.FillAsync("3");
        await policies.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).ClickAsync();
        await Expect(policies).ToContainTextAsync($"It follows the Normal policy for {partner}.");
        Assert.Equal(PolicyLevel.Partner, (await mariner.LookAtAsync(commitment)).Policy.Level);

        await policies.GetByRole(AriaRole.Button, new() { Name = "Back to the wider policy" }).ClickAsync();
        await Expect(policies).ToContainTextAsync("It follows the Normal policy.");
    }

    [Fact]
    public async Task A_ladder_is_written_down_and_what_is_wrong_with_it_is_said_at_its_field()
    {
        var partner = await World.NewPartnerAsync();
        var dashboard = await RulesInDashboardAsync();
        await dashboard.Page.GetByText($"Ladder with Luzon Pumps ({partner})").ClickAsync();
        var ladder = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Ladder with Luzon Pumps" });
        await Expect(ladder).ToContainTextAsync("Nothing is agreed yet.");
        var first = ladder.GetByRole(AriaRole.Group, new() { Name = "Level 1" });
        await NameAsync(first, "ana.cruz-at-luzon");
        await NameAsync(ladder.GetByRole(AriaRole.Group, new() { Name = "Executives of both sides" }));

        await ladder.GetByRole(AriaRole.Button, new() { Name = "Save ladder" }).ClickAsync();
        await Expect(first.GetByLabel("Their address")).ToBeFocusedAsync();
        await Expect(first.GetByLabel("Their address")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(first).ToContainTextAsync("'ana.cruz-at-luzon' is missing an '@'");
        Assert.Null((await LadderAsync()).Ladder);

        await first.GetByLabel("Their address").FillAsync($"ana.cruz@{partner}");
        await first.GetByLabel("Working hours in silence").FillAsync("4");
        await first.GetByLabel("Who approves it").SelectOptionAsync("A lead");
        await ladder.GetByRole(AriaRole.Button, new() { Name = "Add a level" }).ClickAsync();
        await NameAsync(ladder.GetByRole(AriaRole.Group, new() { Name = "Level 2" }));
        await ladder.GetByRole(AriaRole.Button, new() { Name = "Save ladder" }).ClickAsync();

        await Expect(ladder).ToContainTextAsync($"Written down by {World.Lead.Person.Name}");
        var agreed = (await LadderAsync()).Ladder!;
        Assert.Equal(
            [($"ana.cruz@{partner}", 4, Approver.Lead), ($"boss@{partner}", 8, Approver.Asker)],
            agreed.Levels.Select(level => (level.Theirs.Address, level.WorkingHours, level.Approver))
        );
        await ladder.GetByRole(AriaRole.Button, new() { Name = "Remove level 1" }).ClickAsync();
        await ladder.GetByRole(AriaRole.Button, new() { Name = "Save ladder" }).ClickAsync();
        await Expect(ladder.GetByRole(AriaRole.Group, new() { Name = "Level 2" })).ToBeHiddenAsync();
        await ladder.GetByRole(AriaRole.Button, new() { Name = "Remove the ladder" }).ClickAsync();
        await Expect(ladder).ToContainTextAsync("Nothing is agreed yet.");
        Assert.Null((await LadderAsync()).Ladder);

        async Task NameAsync(ILocator part, string? theirs = null)
        {
            await part.GetByLabel("Their person").FillAsync("Ana Cruz");
            await part.GetByLabel("Their address").FillAsync(theirs ?? $"boss@{partner}");
            await part.GetByLabel("Our person").FillAsync("Katrin Weiss");
            await part.GetByLabel("Our address").FillAsync(World.Lead.Address);
        }
        Task<LadderView> LadderAsync() => World.Lead.GetAsync<LadderView>($"/api/partners/{partner}/ladder");
    }

    [Fact]
    public async Task A_hold_that_cannot_be_is_refused_at_its_field()
    {
        await World.NextWeekAsync();
        var dashboard = await RulesInDashboardAsync();
        var holds = dashboard.Page.GetByRole(AriaRole.Region, new() { Name = "Holds" });
        dashboard.ExpectRefusal(HttpStatusCode.BadRequest);
        await holds.GetByLabel("Which one").FillAsync("the moon");
        await holds.GetByLabel("Reason, for everybody").FillAsync("Eclipse");
        await holds.GetByLabel("Last day").FillAsync("2020-01-01");

        await holds.GetByRole(AriaRole.Button, new() { Name = "Set hold" }).ClickAsync();
        await Expect(holds.GetByLabel("Last day")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(holds).ToContainTextAsync("The end has passed already; choose a later one.");
        await holds
            .GetByLabel("Last day")
            .FillAsync(World.Now.InUtc().Date.PlusDays(7).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        await holds.GetByRole(AriaRole.Button, new() { Name = "Set hold" }).ClickAsync();

        await Expect(holds.GetByLabel("Which one")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(holds.GetByText("Eclipse")).ToHaveCountAsync(0);
    }

    private async Task<Window> RulesInDashboardAsync()
    {
        var dashboard = await DashboardOfAsync(World.Lead);
        await dashboard.Page.GetByRole(AriaRole.Link, new() { Name = "Follow-ups, holds and ladders" }).ClickAsync();
        return dashboard;
    }

    private async Task<Window> BesideSentMailAsync()
    {
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        return window;
    }
}
