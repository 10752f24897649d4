using System.Net;
using MailCommitments.Sandbox;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>The product's whole sentence, told through its pages.</summary>
public sealed class MainStoryTests(Chromium chromium) : PageTest(chromium), IAsyncDisposable
{
    private const string Subject = "Cutover checklist";

    private RunningProduct? ours;

    [Fact]
    public async Task A_mail_is_tracked_chased_once_promised_delivered_and_counted()
    {
        var world = ours = await RunningProduct.StartedAsync(
            new SandboxOptions { Data = null, Now = Instant.FromUtc(2026, 3, 2, 9, 0) }
        );
        var anke = world.OfCast("Anke Vogel");
        var maria = world.OfCast("Maria Santos");
        var window = await OutlookOfAsync(anke, world);
        window.ExpectRefusal(HttpStatusCode.Unauthorized); // a token of last week, before it is renewed
        await window.WriteAsync(
            "Maria Santos",
            Subject,
            "Hi Maria,\n\nPlease send me the cutover checklist.\n\nBest regards\nAnke"
        );

        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        await Expect(window.Pane.GetByLabel("What you asked for"))
            .ToHaveValueAsync("Please send me the cutover checklist.");
        await Expect(window.Pane.GetByRole(AriaRole.Checkbox, new() { Name = "Maria Santos" })).ToBeCheckedAsync();
        await window.Pane.GetByLabel("Needed by").FillAsync("Friday 5 pm");
        var reading = window.Pane.GetByRole(AriaRole.Radio, new() { Name = "Friday 6 March" }).First;
        await reading.CheckAsync(new() { Force = true });
        var preview = window.Pane.GetByRole(AriaRole.Region, new() { Name = "If nobody answers" });
        await Expect(preview).ToContainTextAsync("Mon 9 Mar, 10:00 Manila time");
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Track this request" }).ClickAsync();
        var card = window.Pane.GetByRole(AriaRole.Article, new() { Name = "Maria Santos" });
        await Expect(card).ToContainTextAsync("On track");
        await Expect(card).ToContainTextAsync("Due on Friday 6 March");

        await window.MoveClockAsync("One week later", "Mon, 9 Mar 2026, 10:00");
        await window.ChooseAsync(maria);
        await Expect(window.Conversations).ToHaveCountAsync(1);
        await window.OpenMailAsync(Subject);
        await Expect(window.Reading.Locator(".message")).ToHaveCountAsync(2);
        await OneChaserHasComeAsync(maria);

        await window.ReplyAsync("Hi Anke, I will send it by Thursday, 12 March.");
        await window.ChooseAsync(anke);
        await window.OpenMailAsync(Subject);
        await Expect(card).ToContainTextAsync("Promised for Thursday 12 March");

        await window.MoveClockAsync("One working day later", "Tue, 10 Mar 2026, 10:00");
        await window.MoveClockAsync("One working day later", "Wed, 11 Mar 2026, 10:00");
        await window.MoveClockAsync("One working day later", "Thu, 12 Mar 2026, 10:00");
        await OneChaserHasComeAsync(maria);

        await window.ChooseAsync(maria);
        await window.OpenMailAsync(Subject);
        await window.ReplyAsync("Hi Anke, please find attached the checklist.");
        await window.ChooseAsync(anke);
        await window.OpenMailAsync(Subject);
        // It speaks of an attachment and has none: the asker is asked, with the likely answer ready.
        var question = card.GetByRole(AriaRole.Region, new() { Name = "A question for you" });
        await Expect(question).ToContainTextAsync("please find attached the checklist");
        await question.GetByRole(AriaRole.Button, new() { Name = "This is the answer" }).ClickAsync();
        await Expect(card.Locator(".state")).ToHaveTextAsync("Met");

        await window.ChooseAsync(world.Lead);
        await window.FollowToNewTabAsync(window.Page.GetByRole(AriaRole.Link, new() { Name = "Dashboard" }));
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Maria Santos", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Maria Santos");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "1 of 1" }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = Subject }).ClickAsync();
        var history = window.Page.Locator(".history");
        await Expect(history).ToContainTextAsync("Asked, due Friday 6 March, 17:00");
        await Expect(history.GetByText("Follow-up sent")).ToHaveCountAsync(1);
        await Expect(history.Locator("blockquote", new() { HasText = "by Thursday, 12 March" })).ToBeVisibleAsync();
        await Expect(history.Locator("blockquote", new() { HasText = "please find attached the checklist" }))
            .ToBeVisibleAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (ours is not null)
            await ours.DisposeAsync();
    }

    /// <summary>The request and one follow-up, in one thread, the latter when people work in Manila.</summary>
    private static async Task OneChaserHasComeAsync(Somebody contact)
    {
        var inbox = await contact.InboxAsync();
        Assert.Equal(2, inbox.Count);
        Assert.Equal(inbox[0].ConversationId, inbox[1].ConversationId);
        Assert.True(Week.Contacts.IsOpen(Instant.FromDateTimeOffset(inbox[1].ReceivedDateTime!.Value)));
    }
}
