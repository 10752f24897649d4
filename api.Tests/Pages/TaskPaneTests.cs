using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What an asker does in the task pane beside a mail.</summary>
public sealed class TaskPaneTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task A_reading_that_was_wrong_is_corrected_in_the_history()
    {
        var week = await World.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Friday(17));
        await contact.ReplyAsync(mail, $"Hello, I will send it by {week.Next.Named(IsoDayOfWeek.Thursday)}.");
        var window = await BesideSentMailAsync(Subject);
        var card = CardIn(window);
        await Expect(card).ToContainTextAsync("Promised for Thursday");

        await card.GetByRole(AriaRole.Button, new() { Name = "Correct this reading" }).ClickAsync();
        await card.GetByLabel("This reply was").SelectOptionAsync("acknowledgement");
        await card.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(card).ToContainTextAsync("Acknowledged, due on Friday");
        await Expect(card).ToContainTextAsync("Corrected by you: Only ‘I have got it’");
    }

    [Fact]
    public async Task A_question_about_a_reply_is_answered_with_one_press()
    {
        var week = await World.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Friday(17));
        await contact.ReplyAsync(mail, "Hello Anke, see the folder of the project, it is in there somewhere I think.");
        var window = await BesideSentMailAsync(Subject);
        var question = window.Pane.GetByRole(AriaRole.Region, new() { Name = "A question for you" });

        await question.GetByRole(AriaRole.Button, new() { Name = "This is the answer" }).ClickAsync();

        await Expect(question).ToBeHiddenAsync();
        await Expect(CardIn(window).Locator(".state")).ToHaveTextAsync("Met");
    }

    [Fact]
    public async Task An_answer_by_phone_is_noted_and_nothing_goes_out_any_more()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17));
        var window = await BesideSentMailAsync(Subject);

        await CardIn(window).GetByRole(AriaRole.Button, new() { Name = "Answered elsewhere" }).ClickAsync();
        var dialog = window.Pane.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Note").FillAsync("She told me on the phone.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Answered elsewhere" }).ClickAsync();

        await Expect(dialog).ToBeHiddenAsync();
        await Expect(CardIn(window).Locator(".state")).ToHaveTextAsync("Met");
        await Expect(CardIn(window)).ToContainTextAsync("Answered elsewhere: She told me on the phone.");
        await World.MoveToAsync(week.Next.Friday(17));
        Assert.Single(await contact.InboxAsync());
    }

    [Fact]
    public async Task A_request_is_withdrawn_and_nothing_goes_out_any_more()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17));
        var window = await BesideSentMailAsync(Subject);

        await CardIn(window).GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        var dialog = window.Pane.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();

        await Expect(CardIn(window).Locator(".state")).ToHaveTextAsync("Closed");
        await Expect(CardIn(window)).ToContainTextAsync("Withdrawn");
        await World.MoveToAsync(week.Next.Friday(17));
        Assert.Single(await contact.InboxAsync());
    }

    [Fact]
    public async Task The_list_of_what_is_waited_for_leads_to_the_commitment_and_to_its_mail()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17));
        await asker.AskAsync(contact, week.Thursday(12), "Delivery dates");
        var window = await OutlookOfAsync(asker);
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Waiting for" }).ClickAsync();
        var rows = window.Pane.GetByRole(AriaRole.Listitem);
        await Expect(rows).ToHaveCountAsync(2);

        await rows.Filter(new() { HasText = "Delivery dates" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(CardIn(window)).ToContainTextAsync("Due on Thursday");
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Open mail" }).ClickAsync();

        await Expect(window.Reading.GetByRole(AriaRole.Heading, new() { Name = "Delivery dates" })).ToBeVisibleAsync();
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_sentence_that_asks_is_suggested_with_who_and_when_and_one_press_fills_the_form()
    {
        var week = await World.NextWeekAsync();
        await asker.SendAsync(
            Subject,
            $"Hello Maria,\n\nCould you please send me the test report? Please also confirm the delivery date by {week.Named(IsoDayOfWeek.Thursday)}.",
            contact
        );
        var window = await BesideSentMailAsync(Subject);
        var suggested = window.Pane.GetByRole(AriaRole.Region, new() { Name = "This mail asks for something" });
        var confirm = suggested.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "confirm the delivery date" });
        await Expect(confirm).ToContainTextAsync("Maria Santos");
        await Expect(confirm).ToContainTextAsync("Thursday");

        await confirm.GetByRole(AriaRole.Button, new() { Name = "Track" }).ClickAsync();

        await Expect(window.Pane.GetByLabel("What you asked for"))
            .ToHaveValueAsync(new Regex("^Please also confirm the delivery date"));
        await Expect(window.Pane.GetByLabel("Needed by")).ToHaveValueAsync(new Regex("Thursday|March|April|May|\\d"));
    }

    [Fact]
    public async Task A_suggestion_that_was_turned_down_is_not_shown_again_for_that_mail()
    {
        await World.NextWeekAsync();
        await asker.SendAsync(Subject, "Could you please send me the test report?", contact);
        var window = await BesideSentMailAsync(Subject);
        var suggested = window.Pane.GetByRole(AriaRole.Region, new() { Name = "This mail asks for something" });

        await suggested.GetByRole(AriaRole.Button, new() { Name = "Not this" }).ClickAsync();
        await Expect(suggested).ToBeHiddenAsync();
        await window.OpenMailAsync(Subject);

        await Expect(window.Pane.GetByRole(AriaRole.Heading, new() { Name = "Track this request" })).ToBeVisibleAsync();
        await Expect(suggested).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_mail_of_somebody_else_cannot_be_tracked_and_the_pane_says_what_to_open_instead()
    {
        await World.NextWeekAsync();
        await contact.SendAsync("Holidays in April", "Please note that we are closed on 9 April.", asker);
        var window = await OutlookOfAsync(asker);

        await window.OpenMailAsync("Holidays in April");

        await Expect(window.Pane.GetByRole(AriaRole.Heading, new() { Name = "This mail cannot be tracked" }))
            .ToBeVisibleAsync();
        await Expect(window.Pane.Locator("main")).ToContainTextAsync("You did not send this mail");
    }

    [Fact]
    public async Task Without_a_deadline_or_with_one_gone_by_the_form_says_so_and_keeps_what_was_typed()
    {
        await World.NextWeekAsync();
        await asker.SendAsync(Subject, "Could you please send me the test report?", contact);
        var window = await BesideSentMailAsync(Subject);
        window.ExpectRefusal(HttpStatusCode.BadRequest);
        var (ask, deadline) = (window.Pane.GetByLabel("What you asked for"), window.Pane.GetByLabel("Needed by"));
        var field = window.Pane.Locator(".fui-Field", new() { HasText = "Needed by" });
        var submit = window.Pane.GetByRole(AriaRole.Button, new() { Name = "Track this request" });
        await ask.FillAsync("Send the report with all its tables");

        await submit.ClickAsync();
        await Expect(deadline).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(field).ToContainTextAsync("Say by when");
        await deadline.FillAsync("20 February 2026");
        await submit.ClickAsync();
        await Expect(field).ToContainTextAsync("has passed");

        await Expect(ask).ToHaveValueAsync("Send the report with all its tables");
        await Expect(deadline).ToHaveValueAsync("20 February 2026");
        Assert.Equal(0, await World.StoredAsync(asker));
        await window.Page.ReloadAsync();
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        await Expect(ask).ToHaveValueAsync("Send the report with all its tables");
    }

    [Fact]
    public async Task The_pane_follows_when_another_mail_is_chosen()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17));
        await asker.SendAsync("Delivery dates", "When will the seals be delivered?", contact);
        var window = await BesideSentMailAsync(Subject);
        await Expect(CardIn(window)).ToContainTextAsync("On track");

        await window.OpenMailAsync("Delivery dates");

        await Expect(window.Pane.GetByLabel("What you asked for"))
            .ToHaveValueAsync("When will the seals be delivered?");
        await Expect(CardIn(window)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_mail_is_tracked_with_the_keyboard_alone()
    {
        await World.NextWeekAsync();
        await asker.SendAsync(Subject, "Could you please send me the test report?", contact);
        var window = await OutlookOfAsync(asker);
        var keyboard = window.Page.Keyboard;
        await Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sent Items" })).ToBeVisibleAsync();

        await window.TabToAsync("Sent Items");
        await keyboard.PressAsync("Enter");
        await Expect(window.Conversations).ToHaveCountAsync(1);
        await window.TabToAsync(Subject);
        await keyboard.PressAsync("Enter");
        await Expect(window.Pane.GetByLabel("Needed by")).ToBeVisibleAsync();
        await window.TabToAsync("Needed by");
        await keyboard.TypeAsync("Friday 5 pm");
        await Expect(window.Pane.GetByRole(AriaRole.Radio, new() { Name = "Friday" }).First).ToBeCheckedAsync();
        await window.TabToAsync("Track this request");
        await keyboard.PressAsync("Enter");

        await Expect(CardIn(window)).ToContainTextAsync("On track");
    }

    private ILocator CardIn(Window window) =>
        window.Pane.GetByRole(AriaRole.Article, new() { Name = contact.Person.Name });

    private async Task<Window> BesideSentMailAsync(string subject)
    {
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(subject);
        return window;
    }
}
