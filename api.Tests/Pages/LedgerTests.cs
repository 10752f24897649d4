using MailCommitments.Commitments;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What an asker sees of the dates a commitment has had, says about them, and takes back.</summary>
public sealed class LedgerTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task A_slip_stands_in_the_ledger_and_refusing_it_is_undone_again()
    {
        var week = await World.NextWeekAsync();
        await SlippedAsync(week);
        var card = await CardBesideMailAsync();
        var ledger = card.Locator(".ledger-entry");
        await Expect(ledger).ToHaveCountAsync(2);
        await Expect(ledger.Last).ToContainTextAsync("Slip of");
        await Expect(ledger.Last).ToContainTextAsync($"Named by {contact.Person.Name}");
        await Expect(ledger.Last).ToContainTextAsync("Counts now");
        await Expect(ledger.First).ToContainTextAsync($"Asked by {asker.Person.Name}");

        await ButtonIn(card, "Refuse").ClickAsync();
        await card.GetByLabel("Reason").FillAsync("The audit is on Thursday");
        await ButtonIn(card, "Refuse").ClickAsync();
        await Expect(card).ToContainTextAsync("Due on Wednesday");
        await Expect(ledger.Last).ToContainTextAsync("Refused");
        await Expect(ledger.Last).ToContainTextAsync("The audit is on Thursday");
        await Expect(ledger.First).ToContainTextAsync("Counts now");

        await card.Locator(".just-said").GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(ledger.Last).ToContainTextAsync("Slip of");
        await Expect(ledger.Last).ToContainTextAsync("Counts now");
        await Expect(card.Locator(".history-entry del")).ToContainTextAsync("You refused their date");
    }

    [Fact]
    public async Task The_second_extension_says_so_and_both_sides_see_it_agreed_once_it_is_accepted()
    {
        var week = await World.NextWeekAsync();
        var (mail, id) = await SlippedAsync(week);
        await contact.ReplyAsync(
            mail,
            $"Hello, I am sorry, I need more time. I will send it by {week.Next.Named(IsoDayOfWeek.Friday)}."
        );
        await asker.UnderstandAsync(id, ReplyKind.MoreTime, week.Next.Friday(10));
        var card = await CardBesideMailAsync();
        await Expect(card.Locator(".extension")).ToContainTextAsync("2nd extension");

        await ButtonIn(card, "Accept").ClickAsync();

        await Expect(ButtonIn(card, "Accept")).ToHaveCountAsync(0);
        await Expect(card.Locator(".extension")).ToContainTextAsync("2nd extension");
        await Expect(card.Locator(".ledger-entry").Last).ToContainTextAsync("Agreed");
        await Expect(card).ToContainTextAsync("Moved later 2 times");
    }

    [Fact]
    public async Task A_snooze_shows_both_clocks_and_is_taken_back_with_the_keyboard_alone()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(10));
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        var card = CardIn(window);
        await Expect(ButtonIn(card, "Snooze")).ToBeVisibleAsync();

        await window.TabToAsync("Snooze");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(card.GetByRole(AriaRole.Form, new() { Name = "No follow-up before" })).ToBeFocusedAsync();
        await window.TabToAsync("Next week");
        await Expect(card.Locator(".choice").Last).ToContainTextAsync("10:00 Manila time");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".state")).ToHaveTextAsync("Paused");
        await Expect(card).ToContainTextAsync("You snoozed it until");

        await window.TabToAsync("Undo");
        await window.Page.Keyboard.PressAsync("Enter");

        await Expect(card.Locator(".state")).ToHaveTextAsync("On track");
        await Expect(card.Locator(".just-said")).ToContainTextAsync("Taken back.");
    }

    [Fact]
    public async Task After_the_wrong_file_it_is_reopened_with_the_date_that_the_mail_names()
    {
        var week = await World.NextWeekAsync();
        var (mail, id) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(mail, "Hello Anke, here is the test report you asked for, see the attached file.");
        await asker.UnderstandAsync(id, ReplyKind.Delivered);
        await contact.ReplyAsync(
            mail,
            $"Sorry, that was the wrong file. I will send you the right one by {week.Next.Named(IsoDayOfWeek.Tuesday)}."
        );
        var card = await CardBesideMailAsync();
        var offer = card.GetByRole(AriaRole.Region, new() { Name = "They wrote after this was closed" });

        await ButtonIn(offer, "Reopen").ClickAsync();
        await Expect(offer.GetByLabel("Day")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("20..-..-.."));
        await ButtonIn(offer, "Reopen").ClickAsync();

        await Expect(offer).ToHaveCountAsync(0);
        await Expect(card.Locator(".state")).ToHaveTextAsync("On track");
        await Expect(card.Locator(".just-said")).ToContainTextAsync("Reopened.");
    }

    [Fact]
    public async Task A_question_back_shows_whose_time_it_takes()
    {
        var week = await World.NextWeekAsync();
        var (mail, id) = await asker.AskAsync(contact, week.Friday(17));
        await contact.ReplyAsync(mail, "Hello Anke, which revision of the pump do you mean, A or B?");
        await asker.UnderstandAsync(id, ReplyKind.Question);
        await World.MoveToAsync(week.Tuesday(9));
        var card = await CardBesideMailAsync();
        var whose = card.GetByRole(AriaRole.Region, new() { Name = "Whose time it took" });

        await Expect(card).ToContainTextAsync("The ball is with you");
        await Expect(whose).ToContainTextAsync("With you");
        await Expect(whose).ToContainTextAsync("9 working hours");
        await Expect(whose).ToContainTextAsync("With them");
    }

    /// <summary>Asked for Wednesday, promised for Thursday of the week after.</summary>
    private async Task<(Microsoft.Graph.Models.Message Mail, Guid Commitment)> SlippedAsync(Week week)
    {
        var asked = await asker.AskAsync(contact, week.Wednesday(17));
        await contact.ReplyAsync(asked.Mail, $"Hello, I will send it by {week.Next.Named(IsoDayOfWeek.Thursday)}.");
        return asked;
    }

    private async Task<ILocator> CardBesideMailAsync()
    {
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        return CardIn(window);
    }

    private ILocator CardIn(Window window) =>
        window.Pane.GetByRole(AriaRole.Article, new() { Name = contact.Person.Name });

    private static ILocator ButtonIn(ILocator part, string name) =>
        part.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
