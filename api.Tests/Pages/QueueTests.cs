using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MailCommitments.FollowUps;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What goes out next, as the asker sees and steers it in the task pane.</summary>
public sealed class QueueTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task Three_requests_are_one_mail_in_the_queue_and_one_in_the_contacts_inbox()
    {
        var week = await World.NextWeekAsync();
        foreach (var subject in new[] { Subject, "Drawing of pump 15", "Delivery of the seals" })
            await AskAsync(subject, week.Tuesday(10));
        var window = await QueueOfAskerAsync();
        var queued = MailIn(window);
        await Expect(queued).ToContainTextAsync("One mail for 3 requests");
        await Expect(queued).ToContainTextAsync("10:00 Manila time");
        await Expect(queued.Locator(".queued-asks > li")).ToHaveCountAsync(3);

        await World.MoveToAsync(week.Wednesday(17));

        Assert.Equal(4, (await contact.InboxAsync()).Count);
        var theirs = await OutlookOfAsync(contact);
        // Their organisation has not installed the add-in.
        theirs.ExpectRefusal(HttpStatusCode.Unauthorized);
        await theirs.OpenMailAsync($"RE: {Subject}");
        foreach (var subject in new[] { Subject, "Drawing of pump 15", "Delivery of the seals" })
            await Expect(theirs.Reading.Locator("iframe").Last.ContentFrame.Locator("body"))
                .ToContainTextAsync($"“{subject}”");
        await theirs.PictureAsync("joined-chaser");
    }

    [Fact]
    public async Task In_its_last_minutes_a_mail_is_edited_and_another_one_is_stopped()
    {
        var week = await World.NextWeekAsync();
        var other = World.NewContact("Jose Ramos");
        await AskAsync(Subject, week.Tuesday(10));
        await AskAsync("Drawing of pump 15", week.Tuesday(10), other);
        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10) - Duration.FromMinutes(8));
        var window = await QueueOfAskerAsync();
        await Expect(MailIn(window)).ToContainTextAsync("Leaves soon");

        await MailIn(window).GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        var dialog = window.Pane.GetByRole(AriaRole.Dialog);
        var text = dialog.GetByLabel("Text of the mail");
        var written = await text.InputValueAsync();
        window.ExpectRefusal(HttpStatusCode.BadRequest);
        await text.FillAsync("Where is it?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("is missing");
        await text.FillAsync($"My note may have been buried.\n\n{written}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await MailIn(window, other).GetByRole(AriaRole.Button, new() { Name = "Do not send" }).ClickAsync();
        await Expect(MailIn(window, other)).ToContainTextAsync("Planned");

        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 12));

        Assert.Single(await other.InboxAsync());
        var mail = (await contact.InboxAsync())[^1];
        Assert.Contains("My note may have been buried.", mail.Body!.Content, StringComparison.Ordinal);
        Assert.Contains("/answer/", mail.Body!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Outlook_who_is_no_lead_steers_what_goes_out_in_the_dashboard()
    {
        var week = await World.NextWeekAsync();
        await AskAsync(Subject, week.Tuesday(10));
        var window = await DashboardOfAsync(asker);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Going out" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Going out");
        var queued = window.Page.GetByRole(AriaRole.Article, new() { Name = contact.Person.Name });
        await Expect(queued).ToContainTextAsync("10:00 Manila time");
        await window.PictureAsync("dashboard-queue");

        await queued.GetByRole(AriaRole.Button, new() { Name = "Postpone" }).ClickAsync();
        var dialog = window.Page.GetByRole(AriaRole.Dialog);
        await dialog
            .GetByLabel("Day")
            .FillAsync(week.Next.DateOf(IsoDayOfWeek.Monday).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Postpone" }).ClickAsync();

        await Expect(queued).ToContainTextAsync("Mon");
        await World.MoveToAsync(week.Friday(17));
        Assert.Single(await contact.InboxAsync());
    }

    [Fact]
    public async Task An_absence_moves_the_next_mail_to_the_day_of_the_return()
    {
        var week = await World.NextWeekAsync();
        await contact.AnswerAutomaticallyAsync(
            $"I am out of the office until {week.Named(IsoDayOfWeek.Thursday)}. I will answer when I am back."
        );
        await AskAsync(Subject, week.Tuesday(10));
        await World.IdleAsync();
        var window = await QueueOfAskerAsync();

        var day = week.DateOf(IsoDayOfWeek.Thursday)
            .ToString("ddd d", System.Globalization.CultureInfo.InvariantCulture);
        // The browser has short names of months of its own.
        await Expect(MailIn(window)).ToContainTextAsync(new Regex($@"{day} \w+, 10:00 Manila time"));
        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Thursday, 9));
        Assert.Single(await contact.InboxAsync());
        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Thursday, 10));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task To_a_sensitive_contact_a_mail_goes_when_its_text_is_approved()
    {
        var week = await World.NextWeekAsync();
        await AskAsync(Subject, week.Tuesday(10));
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        await window.Pane.GetByLabel("that I have not approved").CheckAsync();
        window.ExpectRefusal(HttpStatusCode.Unauthorized);
        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 15));
        Assert.Single(await contact.InboxAsync());
        await window.Page.ReloadAsync();

        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Going out 1" }).ClickAsync();
        var waiting = window.Pane.GetByRole(AriaRole.Region, new() { Name = "Waits for your approval" });
        await Expect(waiting).ToContainTextAsync(Subject);
        await waiting.GetByRole(AriaRole.Button, new() { Name = "Approve and send" }).ClickAsync();
        await Expect(waiting).ToBeHiddenAsync();
        await World.IdleAsync();

        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task After_a_delivery_a_thank_you_is_one_press_away()
    {
        var week = await World.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Friday(17));
        await contact.ReplyAsync(mail, "Here is the report.");
        await asker.UnderstandAsync(commitment, MailCommitments.Commitments.ReplyKind.Delivered);
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        var thanks = window.Pane.GetByRole(AriaRole.Region, new() { Name = "Say thank you?" });
        await Expect(thanks).ToContainTextAsync("Hello Maria,");

        await thanks.GetByRole(AriaRole.Button, new() { Name = "Send the thank-you" }).DblClickAsync();

        await Expect(window.Pane.GetByText("You have thanked Maria Santos.")).ToBeVisibleAsync();
        await World.IdleAsync();
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_queue_fits_a_narrow_pane(ColorScheme scheme)
    {
        var week = await World.NextWeekAsync();
        var sensitive = World.NewContact("Jose Ramos");
        foreach (var subject in new[] { Subject, "Drawing of pump 15" })
            await AskAsync(subject, week.Tuesday(10));
        await AskAsync("Delivery of the seals", week.Tuesday(10), sensitive);
        await asker.PutAsync<Sensitivity>($"/api/contacts/{sensitive.Address}/sensitivity", new Sensitivity(true));
        await World.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10) - Duration.FromMinutes(8));
        var window = await OutlookOfAsync(asker, with: new() { ColorScheme = scheme });
        await window.NarrowPaneAsync(height: 1500);

        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Going out" }).ClickAsync();
        await Expect(MailIn(window)).ToContainTextAsync("Leaves soon");

        var pane = window.Page.Frames.Single(frame => frame.Url.Contains("taskpane", StringComparison.Ordinal));
        Assert.True(
            await pane.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            )
        );
        await window.PictureAsync(
            $"pane-queue-{scheme}",
            window.Page.GetByRole(AriaRole.Complementary, new() { Name = "MailCommitments" })
        );
    }

    private async Task AskAsync(string subject, Instant deadline, Somebody? of = null)
    {
        var mail = await asker.SendAsync(subject, $"Could you please send me this: {subject}?", of ?? contact);
        await asker.TagAsync(mail, deadline, subject);
    }

    private async Task<Window> QueueOfAskerAsync()
    {
        var window = await OutlookOfAsync(asker);
        // Days pass under the open pane: its sign-in runs out, and it signs in again by itself.
        window.ExpectRefusal(HttpStatusCode.Unauthorized);
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Going out" }).ClickAsync();
        return window;
    }

    private ILocator MailIn(Window window, Somebody? to = null) =>
        window.Pane.GetByRole(AriaRole.Article, new() { Name = (to ?? contact).Person.Name });
}
