using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>How mails to a contact are worded, in the task pane: the mail is shown as the settings change.</summary>
public sealed class MailWordingTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    [Fact]
    public async Task The_mail_changes_with_the_settings_and_its_links_can_be_taken_back()
    {
        var (asker, contact) = (World.NewAsker(), World.NewContact());
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10), Subject);
        await World.MoveToAsync(week.Wednesday(12));
        var link = new Uri((await contact.AnswerLinksAsync())[0]).PathAndQuery;
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        await window.Pane.GetByRole(AriaRole.Button, new() { Name = "Wording of the mails" }).ClickAsync();
        var sheet = window.Pane.GetByRole(AriaRole.Dialog, new() { Name = "Mails to Maria Santos" });
        await Expect(sheet.GetByText("Hello Maria,")).ToBeVisibleAsync();

        await sheet.GetByLabel("Language").SelectOptionAsync("Deutsch");
        await sheet.GetByLabel("Formality").SelectOptionAsync("familiar");
        await sheet.GetByLabel("Form of address").FillAsync("Ria");
        await Expect(sheet.GetByText("Hallo Ria!")).ToBeVisibleAsync();
        await window.PictureAsync("wording", sheet);
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Save the wording" }).ClickAsync();
        await Expect(sheet.GetByText("Saved. The next mail is worded so.")).ToBeVisibleAsync();

        await sheet.GetByRole(AriaRole.Button, new() { Name = "Take back the links sent so far" }).ClickAsync();
        await Expect(sheet.GetByText("The links sent so far lead nowhere now.")).ToBeVisibleAsync();
        using var answer = await World.Http.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Gone, answer.StatusCode);
    }
}
