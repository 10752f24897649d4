using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>How the pages look, light and dark, at every width: nothing is wider than its window. Pictures where wanted.</summary>
public sealed class PicturesTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Cutover checklist";

    public static TheoryData<ColorScheme> Schemes => [ColorScheme.Light, ColorScheme.Dark];

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task The_mail_page_and_the_task_pane_fit(ColorScheme scheme)
    {
        var asker = await PromisedAsync();
        var window = await OutlookOfAsync(asker, with: new() { ColorScheme = scheme });
        await window.OpenMailAsync(Subject);
        await Expect(window.Pane.GetByText("What happened")).ToBeVisibleAsync();
        await FitsAsync(window);
        await window.PictureAsync($"outlook-{scheme}");

        await window.NarrowPaneAsync(height: 1500);
        var pane = window.Page.GetByRole(AriaRole.Complementary, new() { Name = "MailCommitments" });
        await FitsAsync(window);
        await window.PictureAsync($"pane-tracked-{scheme}", pane);

        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync("Delivery dates");
        await window.Pane.GetByLabel("Needed by").FillAsync("Friday 5 pm");
        await Expect(window.Pane.GetByText("10:00 Manila time").First).ToBeVisibleAsync();
        await FitsAsync(window);
        await window.PictureAsync($"pane-form-{scheme}", pane);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task The_dashboard_fits(ColorScheme scheme, int width)
    {
        await PromisedAsync();
        var window = await DashboardOfAsync(
            World.Lead,
            with: new()
            {
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        var contact = window.Page.GetByRole(AriaRole.Link, new() { Name = "Grace Villanueva", Exact = true }).First;
        await Expect(contact).ToBeVisibleAsync();
        await FitsAsync(window);
        await window.PictureAsync($"dashboard-{scheme}-{width}");

        await contact.ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Table).Last).ToBeVisibleAsync();
        await FitsAsync(window);
        await window.PictureAsync($"contact-{scheme}-{width}");
    }

    /// <summary>Somebody whose request was answered with a promise, and who has asked something else since.</summary>
    private async Task<Somebody> PromisedAsync()
    {
        var (asker, contact) = (World.NewAsker(), World.NewContact("Grace Villanueva"));
        var week = await World.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Friday(17), Subject);
        await World.MoveToAsync(week.Tuesday(9));
        await contact.ReplyAsync(mail, $"Hi Anke, I will send it by {week.Next.Named(IsoDayOfWeek.Thursday)}.");
        await asker.SendAsync("Delivery dates", "Could you tell me when the seals will be delivered?", contact);
        return asker;
    }

    private static async Task FitsAsync(Window window)
    {
        foreach (var frame in window.Page.Frames)
            Assert.False(
                await frame.EvaluateAsync<bool>(
                    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                ),
                $"{frame.Url} is wider than its window."
            );
    }
}
