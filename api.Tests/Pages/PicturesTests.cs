using System.Net;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;

namespace MailCommitments.Tests.Pages;

/// <summary>How the pages look, light and dark, at every width and in languages with long words: nothing is wider than its window. Pictures where wanted.</summary>
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

    [Theory]
    [InlineData(ColorScheme.Light, 1440, "en")]
    [InlineData(ColorScheme.Dark, 1440, "en")]
    [InlineData(ColorScheme.Light, 390, "de")]
    [InlineData(ColorScheme.Dark, 320, "hi")]
    public async Task What_a_lead_sets_fits(ColorScheme scheme, int width, string language)
    {
        var text = new PageTexts(language);
        var partner = await World.NewPartnerAsync();
        await WaitingForApprovalAsync(partner);
        var window = await DashboardOfAsync(
            World.Lead,
            with: new()
            {
                ColorScheme = scheme,
                Locale = language,
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        var page = window.Page;
        await OpenAsync("rules.page");
        await page.GetByText(text["ladder.of", "partner", $"Luzon Pumps ({partner})"]).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = text["ladder.clear"] })).ToBeVisibleAsync();
        await LooksWellAsync("rules");

        await OpenAsync("wording.page");
        await Expect(page.GetByLabel(text["letters.text"], new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".mail-text")).ToHaveCountAsync(2);
        await LooksWellAsync("wording");
        await page.GetByLabel(text["letters.text"], new() { Exact = true })
            .FillAsync("{greeting} {ask} {hours} {asker}");
        window.ExpectRefusal(HttpStatusCode.BadRequest);
        await Expect(page.GetByText(text["letters.noPreview"])).ToBeVisibleAsync();
        await LooksWellAsync("text-refused");

        await OpenAsync("pane.queue");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(text["queue.none"]);
        await LooksWellAsync("going-out");

        Task OpenAsync(string name) =>
            page.GetByRole(AriaRole.Link, new() { Name = text[name], Exact = true }).ClickAsync();
        async Task LooksWellAsync(string name)
        {
            await FitsAsync(window);
            await window.PictureAsync($"{name}-{scheme}-{width}-{language}");
            await Axe.FindsNothingAsync(page.Locator("body"));
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en")]
    [InlineData(ColorScheme.Dark, "en")]
    [InlineData(ColorScheme.Light, "de")]
    [InlineData(ColorScheme.Dark, "hi")]
    public async Task What_an_asker_says_and_sets_fits_a_narrow_pane(ColorScheme scheme, string language)
    {
        var text = new PageTexts(language);
        var (asker, contact) = (World.NewAsker(), World.NewContact("Grace Villanueva"));
        var week = await World.NextWeekAsync();
        var (slipping, _) = await asker.AskAsync(contact, week.Wednesday(17), Subject);
        await contact.ReplyAsync(slipping, $"Hello, I will send it by {week.Next.Named(IsoDayOfWeek.Thursday)}.");
        var (_, over) = await asker.AskAsync(contact, week.Friday(10), "Delivery dates");
        await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{over}/withdrawal",
            new WithdrawalBody("Found it myself")
        );
        var window = await OutlookOfAsync(asker, with: new() { ColorScheme = scheme, Locale = language });
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(Subject);
        await window.NarrowPaneAsync(height: 1500);
        var pane = window.Page.GetByRole(AriaRole.Complementary, new() { Name = "MailCommitments" });
        var card = window.Pane.GetByRole(AriaRole.Article, new() { Name = contact.Person.Name });

        await LooksWellAsync("extension", card);
        await Button("refuse.do").ClickAsync();
        await LooksWellAsync("refuse", card);
        await Button("cancel").ClickAsync();
        await Button("snooze.do").ClickAsync();
        await Expect(card.Locator(".choice").Last).ToBeVisibleAsync();
        await LooksWellAsync("snooze", card);
        await Button("date.do").First.ClickAsync();
        await LooksWellAsync("date", card);

        foreach (
            var (open, name) in new[]
            {
                ("rules.open", "rules"),
                ("wording.open", "wording"),
                ("calendar.open", "calendar"),
            }
        )
        {
            await Button(open).ClickAsync();
            var sheet = window.Pane.GetByRole(AriaRole.Dialog);
            await Expect(sheet).ToBeVisibleAsync();
            await Expect(sheet.Locator(".skeleton")).ToHaveCountAsync(0);
            await LooksWellAsync($"{name}-sheet", sheet);
            await sheet.GetByRole(AriaRole.Button, new() { Name = text["calendar.close"] }).ClickAsync();
        }

        await window.OpenMailAsync("Delivery dates");
        await Button("reopen.do").ClickAsync();
        await LooksWellAsync("reopen", card);

        foreach (var (view, shows) in new[] { ("pane.waitingFor", ".row"), ("pane.queue", ".queued") })
        {
            await window.Pane.GetByRole(AriaRole.Button, new() { Name = text[view] }).ClickAsync();
            await Expect(window.Pane.Locator($"main {shows}").First).ToBeVisibleAsync();
            await LooksWellAsync(view, window.Pane.Locator("main"));
        }

        ILocator Button(string name) => card.GetByRole(AriaRole.Button, new() { Name = text[name], Exact = true });
        async Task LooksWellAsync(string name, ILocator part)
        {
            await FitsAsync(window);
            await window.PictureAsync($"pane-{name}-{scheme}-{language}", pane);
            await Axe.FindsNothingAsync(part);
        }
    }

    /// <summary>A level of the ladder with that partner waits for a lead's approval, one of its people is on hold.</summary>
    private async Task WaitingForApprovalAsync(string partner)
    {
        var (asker, late) = (World.NewAsker(), World.NewContact("Rosa Lim", domain: partner));
        var week = await World.NextWeekAsync();
        var ours = new MailAddress(World.Lead.Person.Name, World.Lead.Address);
        var theirs = new MailAddress("Ana Cruz", $"ana.cruz@{partner}");
        await World.Lead.PutAsync<LadderView>(
            $"/api/partners/{partner}/ladder",
            new Ladder([new LadderLevel(ours, theirs, 4, Approver.Lead)], 4, ours, theirs)
        );
        var mail = await asker.SendAsync(Subject, "Could you please send me the checklist?", late);
        await asker.PostAsync<RequestView>(
            "/api/requests",
            new TagBody(
                mail.Id!,
                "Send the cutover checklist",
                [late.Address],
                new DeadlineBody(null, week.Tuesday(10)),
                Priority.Urgent
            )
        );
        await World.MoveToAsync(week.Friday(17));
        await World.Lead.PostAsync<HoldView>(
            "/api/holds",
            new HoldBody(HoldLevel.Contact, $"nobody@{partner}", "Flood in Cebu", week.Next.Friday(17))
        );
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
