using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What the pane offers to keep beside a mail that nobody tracks.</summary>
public sealed class SuggestionTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task What_they_promise_is_tracked_and_what_they_ask_is_owed_when_the_user_says_so()
    {
        var week = await World.NextWeekAsync();
        var (thursday, friday) = (week.Named(IsoDayOfWeek.Thursday), week.Named(IsoDayOfWeek.Friday));
        await contact.SendAsync(
            Subject,
            $"Hello Anke,\n\nI will send you the test report by {thursday}. Could you please send me the drawings by {friday}?",
            asker
        );
        var window = await OutlookOfAsync(asker);
        await window.OpenMailAsync(Subject);
        var suggested = window.Pane.GetByRole(AriaRole.Region, new() { Name = "Worth keeping from this mail" });
        var asked = Suggested("drawings");
        await Expect(asked).ToContainTextAsync("They ask you for this – surely · Maria Santos · Friday");
        await window.PictureAsync("suggestions");

        await asked.GetByRole(AriaRole.Button, new() { Name = "Keep as my promise" }).ClickAsync();
        await Expect(asked.GetByLabel("What you will do")).ToHaveValueAsync(new Regex("drawings"));
        await Expect(asked.GetByRole(AriaRole.Radio)).ToBeCheckedAsync();
        await window.PictureAsync("keep-a-promise");
        await asked.GetByRole(AriaRole.Button, new() { Name = "Keep as my promise" }).ClickAsync();
        var owed = window.Pane.GetByRole(AriaRole.Article, new() { NameRegex = new Regex("drawings") });
        await Expect(owed).ToContainTextAsync("Due on Friday");
        await Expect(asked).ToHaveCountAsync(0);

        var promised = Suggested("test report");
        await Expect(promised).ToContainTextAsync("They promise this");
        await promised.GetByRole(AriaRole.Button, new() { Name = "Track" }).ClickAsync();
        await Expect(window.Pane.GetByRole(AriaRole.Heading, new() { Name = "Track this promise" })).ToBeVisibleAsync();
        await Expect(window.Pane.GetByLabel("What they promised"))
            .ToHaveValueAsync($"I will send you the test report by {thursday}.");
        await window.PictureAsync("track-a-promise");
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Track this promise" }).ClickAsync();

        var card = window.Pane.GetByRole(AriaRole.Article, new() { Name = "Maria Santos" });
        await Expect(card).ToContainTextAsync("Promised for Thursday");

        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Waiting for", Exact = true }).ClickAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Owed by us" }).ClickAsync();
        await window.PictureAsync("owed-by-us");
        await window.Pane.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("drawings") }).ClickAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(owed).ToContainTextAsync("You kept it");
        await owed.GetByRole(AriaRole.Button, new() { Name = "Undo: You kept it" }).ClickAsync();
        await Expect(owed).ToContainTextAsync("Due on Friday");

        ILocator Suggested(string about) => suggested.GetByRole(AriaRole.Listitem).Filter(new() { HasText = about });
    }
}
