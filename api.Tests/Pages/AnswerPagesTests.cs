using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Tests.FollowUps;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>The answer page in a browser, with scripts allowed and without, and how mail and page look.</summary>
public sealed class AnswerPagesTests(Chromium chromium) : PageTest(chromium)
{
    private static readonly ViewportSize Phone = new() { Width = 375, Height = 800 };

    public static TheoryData<bool> Scripts => [true, false];

    public static TheoryData<ColorScheme, int> Looks =>
        new()
        {
            { ColorScheme.Light, 600 },
            { ColorScheme.Dark, 600 },
            { ColorScheme.Light, 375 },
            { ColorScheme.Dark, 375 },
        };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Every_answer_is_given_by_a_button(bool scripts)
    {
        var (asker, contact, commitment) = await ChasedAsync();
        var link = (await contact.AnswerLinksAsync())[0].Split('?')[0];
        var window = await LinkOfAsync(contact, link, new() { JavaScriptEnabled = scripts, ViewportSize = Phone });

        await AnswerAsync(
            window,
            "Another date suits me",
            "Send the new date",
            async form =>
            {
                await form.GetByLabel("Which date suits you?").FillAsync("2027-03-05");
                await form.GetByLabel("What could delay it").FillAsync("The laboratory is full");
            }
        );
        await AnswerAsync(
            window,
            "Something stands in the way",
            "Send: blocked",
            async form =>
            {
                await form.GetByLabel("What stands in the way?").FillAsync("The drawing is missing");
                await form.GetByLabel("What is needed?").FillAsync("The approved drawing");
            }
        );
        await AnswerAsync(
            window,
            "I need help",
            "Ask for help",
            form => form.GetByLabel("What would help you?").FillAsync("Somebody who knows the pump")
        );
        await AnswerAsync(
            window,
            "Not mine",
            "Send: not mine",
            form => form.GetByLabel("Who is the right person?").FillAsync("Jose Ramos")
        );
        await AnswerAsync(
            window,
            "It is done",
            "Send: it is done",
            form => form.GetByLabel("A word with it").FillAsync("Attached")
        );

        await Expect(window.Page.GetByText("Nothing is open between you and Anke Vogel")).ToBeVisibleAsync();
        Assert.Equal(
            ["moreTime", "blocked", "blocked", "climbed", "handedOver", "delivered"],
            (await asker.LookAtAsync(commitment)).History.TakeLast(6).Select(entry => entry.Kind)
        );
    }

    [Fact]
    public async Task What_is_missing_is_marked_and_what_was_typed_stays()
    {
        var (_, contact, _) = await ChasedAsync();
        var window = await LinkOfAsync(
            contact,
            (await contact.AnswerLinksAsync())[2],
            new() { JavaScriptEnabled = false, ViewportSize = Phone }
        );
        window.ExpectRefusal(HttpStatusCode.UnprocessableEntity);
        var form = window.Page.Locator("details[open]");

        await form.GetByLabel("What stands in the way?").FillAsync("No power");
        await form.GetByRole(AriaRole.Button, new() { Name = "Send: blocked" }).ClickAsync();

        await Expect(form.GetByText("Please fill this in.")).ToBeVisibleAsync();
        await Expect(form.GetByLabel("What stands in the way?")).ToHaveValueAsync("No power");
        await Expect(form.GetByLabel("What is needed?")).ToHaveAttributeAsync("aria-invalid", "true");
        await window.PictureAsync("answer-problem");
    }

    [Fact]
    public async Task Its_language_is_a_click_away()
    {
        var (_, contact, _) = await ChasedAsync();
        var window = await LinkOfAsync(contact, (await contact.AnswerLinksAsync())[0]);

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "हिन्दी" }).ClickAsync();

        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Anke Vogel को आपका उत्तर" }))
            .ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Mail_and_page_fit_and_look_well(ColorScheme scheme, int width)
    {
        var (_, contact, _) = await ChasedAsync();
        var with = new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 700 },
        };
        var page = await LinkOfAsync(contact, (await contact.AnswerLinksAsync())[1], with);
        await FitsAsync(page);
        await page.PictureAsync($"answer-{width}-{scheme}");

        var links = new AnswerLinks("https://mail.example/1", "https://mail.example/2", "https://mail.example/3");
        var mail = await MailOfAsync(
            contact,
            FollowUpLetter.Write(FollowUpLetterTests.Content(links: links)).Html,
            with
        );
        await FitsAsync(mail);
        await mail.PictureAsync($"mail-{width}-{scheme}");
    }

    private async Task<(Somebody Asker, Somebody Contact, Guid Commitment)> ChasedAsync()
    {
        var (asker, contact) = (World.NewAsker(), World.NewContact());
        var week = await World.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await World.MoveToAsync(week.Wednesday(12));
        return (asker, contact, commitment);
    }

    private static async Task AnswerAsync(Window window, string answer, string send, Func<ILocator, Task> fill)
    {
        await window.Page.Locator("summary").Filter(new() { HasText = answer }).ClickAsync();
        var form = window.Page.Locator("details[open]");
        await fill(form);
        await form.GetByRole(AriaRole.Button, new() { Name = send }).ClickAsync();
        await Expect(window.Page.GetByText("Thank you. Anke Vogel has been told:")).ToBeVisibleAsync();
    }

    private static async Task FitsAsync(Window window) =>
        Assert.False(
            await window.Page.EvaluateAsync<bool>(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ),
            "It is wider than its window."
        );
}
