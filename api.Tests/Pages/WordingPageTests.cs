using System.Net;
using MailCommitments.FollowUps;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>What a lead sets about the mails for more than one contact: in the dashboard, each with an example beside it.</summary>
public sealed class WordingPageTests(Chromium chromium) : PageTest(chromium)
{
    [Fact]
    public async Task A_text_that_would_lose_its_links_is_refused_at_its_field_and_one_press_puts_them_back()
    {
        var letters = await LettersAsync();
        await letters.Part.GetByLabel("Kind of mail").SelectOptionAsync("Before the date");
        await letters.Part.GetByLabel("Language").SelectOptionAsync("Español");
        var text = letters.Part.GetByLabel("Text", new() { Exact = true });
        var example = letters.Part.GetByRole(AriaRole.Region, new() { Name = "An example of the mail" });
        await Expect(example).ToContainTextAsync("¿Podría enviarme el informe");
        letters.Window.ExpectRefusal(HttpStatusCode.BadRequest);

        await text.FillAsync("{greeting}\n\nDe nuestra casa: {ask}\n\n{date} \n\n{hours}\n\n{asker}");

        await Expect(letters.Part)
            .ToContainTextAsync("Without {links} the mail would not say the three answers; put it back.");
        await Expect(text).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(example).ToContainTextAsync("as soon as the text can be taken");
        await letters.Part.GetByRole(AriaRole.Button, new() { Name = "Save text" }).ClickAsync();
        await Expect(text).ToBeFocusedAsync();
        Assert.Null((await SpanishAsync()).Own);

        await text.EvaluateAsync("box => box.setSelectionRange(...Array(2).fill(box.value.indexOf('{date} ') + 7))");
        await letters
            .Part.GetByRole(AriaRole.Button, new() { Name = "Insert {links}: the three answers" })
            .ClickAsync();

        await Expect(text)
            .ToHaveValueAsync("{greeting}\n\nDe nuestra casa: {ask}\n\n{date} {links}\n\n{hours}\n\n{asker}");
        await Expect(text).ToBeFocusedAsync();
        await Expect(example).ToContainTextAsync("De nuestra casa:");
        await letters.Part.GetByRole(AriaRole.Button, new() { Name = "Save text" }).ClickAsync();
        await Expect(letters.Part).ToContainTextAsync("Saved. The next mail of this kind is written so.");
        Assert.Contains("De nuestra casa:", (await SpanishAsync()).Own, StringComparison.Ordinal);

        await letters.Part.GetByRole(AriaRole.Button, new() { Name = "Back to the product’s text" }).ClickAsync();
        await Expect(letters.Part).ToContainTextAsync("The product’s text is used again.");
        await Expect(text).ToHaveValueAsync((await SpanishAsync()).Text);
        Assert.Null((await SpanishAsync()).Own);
    }

    [Fact]
    public async Task The_wording_of_a_partner_is_shown_in_an_example_and_holds_for_its_people()
    {
        var partner = await World.NewPartnerAsync();
        var (asker, contact) = (World.NewAsker(), World.NewContact(domain: partner));
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(10));
        var wording = (await OpenAsync()).GetByRole(AriaRole.Region, new() { Name = "How the mails are worded" });
        await wording.GetByLabel("For", new() { Exact = true }).SelectOptionAsync($"Luzon Pumps ({partner})");
        await Expect(wording).ToContainTextAsync("Hello Maria,");
        await Expect(wording).ToContainTextAsync("At present: English");

        await wording.GetByLabel("Language").SelectOptionAsync("Deutsch");
        await wording.GetByLabel("Formality").SelectOptionAsync("familiar");
        await Expect(wording).ToContainTextAsync("Hallo Maria!");
        await wording.GetByRole(AriaRole.Button, new() { Name = "Save the wording" }).ClickAsync();
        await Expect(wording).ToContainTextAsync("Saved. The next mail is worded so.");

        var theirs = await asker.GetAsync<WordingView>($"/api/contacts/{contact.Address}/wording");
        Assert.StartsWith("Hallo Maria!", theirs.Preview.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wording_for_everybody_is_what_a_partner_starts_from()
    {
        var partner = await World.NewPartnerAsync();
        var page = await OpenAsync();
        var wording = page.GetByRole(AriaRole.Region, new() { Name = "How the mails are worded" });
        await wording.GetByLabel("Formality").SelectOptionAsync("formal");
        await Expect(wording).ToContainTextAsync("Dear Maria Santos,");
        await wording.GetByRole(AriaRole.Button, new() { Name = "Save the wording" }).ClickAsync();
        await Expect(wording).ToContainTextAsync("Saved.");

        await wording.GetByLabel("For", new() { Exact = true }).SelectOptionAsync($"Luzon Pumps ({partner})");
        await Expect(wording).ToContainTextAsync("At present: Formal: the whole name");

        await World.Lead.PutAsync<WordingSettings>("/api/wording", new WordingSettings());
    }

    private async Task<ILocator> OpenAsync() => (await OpenedAsync()).Page.GetByRole(AriaRole.Main);

    private async Task<(Window Window, ILocator Part)> LettersAsync()
    {
        var window = await OpenedAsync();
        return (window, window.Page.GetByRole(AriaRole.Region, new() { Name = "Texts of the mails" }));
    }

    private async Task<Window> OpenedAsync()
    {
        var window = await DashboardOfAsync(World.Lead);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Texts and wording of the mails" }).ClickAsync();
        return window;
    }

    private async Task<LetterTextView> SpanishAsync() =>
        (await World.Lead.GetAsync<IReadOnlyList<LetterTextView>>("/api/letters")).Single(letter =>
            letter is { Kind: LetterKind.Nudge, Language: Language.Spanish }
        );
}
