using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MailCommitments.Partners;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Playwright;
using NodaTime;
using static Microsoft.Playwright.Assertions;
using Header = MailCommitments.Sandbox.Tenancy.Header;

namespace MailCommitments.Tests.Pages;

/// <summary>What a person sees and corrects about when a contact works, and how times are explained.</summary>
public sealed class CalendarPageTests(Chromium chromium) : PageTest(chromium)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = chromium.World.NewAsker();
    private readonly Somebody contact = chromium.World.NewContact();

    [Fact]
    public async Task A_deadline_in_words_is_read_on_the_contacts_calendar_and_every_reading_can_be_chosen()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17), "Delivery dates");
        await asker.PutAsync<ContactCalendarView>(
            $"/api/contacts/{contact.Address}/calendar",
            new CalendarBody(
                "Asia/Manila",
                [1, 2, 3, 4, 5],
                new LocalTime(9, 0),
                new LocalTime(18, 0),
                Holidays: new HolidaysBody(
                    Added: [new AddedHoliday(week.DateOf(IsoDayOfWeek.Wednesday), "Foundation day")]
                )
            )
        );
        await asker.SendAsync(Subject, "Could you please send me the test report?", contact);
        var window = await BesideSentMailAsync(Subject);
        var deadline = window.Pane.GetByLabel("Needed by");
        var readings = window.Pane.GetByRole(AriaRole.Group, new() { Name = "Which of these is meant" });

        await deadline.FillAsync("3/4");
        await Expect(readings.GetByRole(AriaRole.Radio, new() { Name = " 3 April " }).First).ToBeCheckedAsync();
        await Expect(readings.GetByRole(AriaRole.Radio, new() { Name = " 4 March " }).First).ToBeVisibleAsync();

        await deadline.FillAsync("Friday EOD my time");
        await Expect(readings.GetByRole(AriaRole.Radio).First).ToHaveAccessibleNameAsync(Naming("17:00 (Berlin)"));
        await deadline.FillAsync("Friday EOD your time");
        await Expect(readings.GetByRole(AriaRole.Radio).First).ToHaveAccessibleNameAsync(Naming("18:00 (Manila)"));

        await deadline.FillAsync("in two working days");
        await Expect(readings.GetByRole(AriaRole.Radio).First)
            .ToHaveAccessibleNameAsync(Naming(week.Named(IsoDayOfWeek.Thursday)));
        await deadline.FillAsync("within 48 hours");
        await Expect(readings.GetByRole(AriaRole.Radio).First)
            .ToHaveAccessibleNameAsync(Naming(week.Named(IsoDayOfWeek.Thursday)));
        await deadline.FillAsync("before the holidays");
        await Expect(readings.GetByRole(AriaRole.Radio).First)
            .ToHaveAccessibleNameAsync(Naming(week.Named(IsoDayOfWeek.Tuesday)));
        await Expect(readings).ToContainTextAsync("before Foundation day");
    }

    [Fact]
    public async Task A_holiday_is_unticked_a_day_off_added_and_what_is_wrong_is_said_at_its_field()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(17));
        var window = await BesideSentMailAsync(Subject);
        await CardIn(window).GetByRole(AriaRole.Button, new() { Name = "Working calendar" }).ClickAsync();
        var sheet = window.Pane.GetByRole(AriaRole.Dialog);
        await Expect(sheet).ToContainTextAsync("Mon–Fri 09:00–18:00");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Change", Exact = true }).ClickAsync();

        await sheet.GetByLabel("Country").SelectOptionAsync("IN");
        await sheet.GetByLabel("Region").SelectOptionAsync("MH");
        var holiday = sheet.GetByRole(AriaRole.Checkbox).Last;
        await Expect(holiday).ToBeCheckedAsync();
        var day = await holiday.EvaluateAsync<string>("box => box.closest('.fui-Checkbox').textContent");
        await holiday.UncheckAsync();
        await sheet
            .GetByLabel("Another day off")
            .Last.FillAsync(
                week.Next.DateOf(IsoDayOfWeek.Tuesday).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)
            );
        await sheet.GetByLabel("What it is called").FillAsync("Plant closed");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Add hours on Monday" }).ClickAsync();
        await sheet.GetByLabel("Monday, from").Last.FillAsync("16:00");
        await sheet.GetByLabel("Time zone").FillAsync("Asia/Kolkata");

        window.ExpectRefusal(HttpStatusCode.BadRequest);
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Save calendar" }).ClickAsync();
        await Expect(sheet.GetByRole(AriaRole.Alert)).ToContainTextAsync("overlap");
        await Expect(holiday).Not.ToBeCheckedAsync();
        await Expect(sheet.GetByLabel("Time zone")).ToHaveValueAsync("Asia/Kolkata");
        await HasNamesAsync(sheet);
        await window.PictureAsync("calendar-form");

        await sheet.GetByLabel("Monday, to").First.FillAsync("13:00");
        await sheet.GetByLabel("Monday, from").Last.FillAsync("14:00");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Save calendar" }).ClickAsync();
        await Expect(sheet).ToContainTextAsync("Mon 09:00–13:00 14:00–18:00");
        await window.PictureAsync("calendar");
        await Expect(sheet).ToContainTextAsync("Set for this contact");
        var known = await CalendarAsync();
        Assert.Contains(known.Calendar.Coming, one => !one.Kept && day.Contains(one.Name, StringComparison.Ordinal));
        Assert.Contains(known.Calendar.Coming, one => one is { Name: "Plant closed", Kept: true });

        await sheet.GetByRole(AriaRole.Button, new() { Name = "Reset to the next source" }).ClickAsync();
        await Expect(sheet).ToContainTextAsync("Mon–Fri 09:00–18:00");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(sheet).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_waiting_is_explained_stretch_by_stretch_and_a_correction_shows_both_values()
    {
        var week = await World.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(17));
        await World.MoveToAsync(week.Thursday(9));
        var window = await BesideSentMailAsync(Subject);
        var card = CardIn(window);
        await card.GetByRole(AriaRole.Button, new() { Name = "Working calendar" }).ClickAsync();
        var sheet = window.Pane.GetByRole(AriaRole.Dialog);
        await sheet
            .GetByLabel("First day away")
            .FillAsync(week.DateOf(IsoDayOfWeek.Wednesday).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        await sheet
            .GetByLabel("Last day away")
            .FillAsync(week.DateOf(IsoDayOfWeek.Wednesday).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture));
        await sheet.GetByLabel("Reason").FillAsync("Training");
        await sheet.GetByRole(AriaRole.Button, new() { Name = "Add absence" }).ClickAsync();
        await Expect(sheet.GetByRole(AriaRole.Button, new() { Name = "Remove this absence: Training" }))
            .ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Escape");

        await card.GetByRole(AriaRole.Button, new() { Name = "Why? Waiting for" }).ClickAsync();

        await Expect(sheet).ToContainTextAsync("working hours out of 72 hours by the clock");
        await Expect(sheet.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Away: Training" }))
            .ToContainTextAsync("24 h");
        await Expect(sheet.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Outside working hours" }).First)
            .ToContainTextAsync("not counted");
        var correction = sheet.GetByRole(AriaRole.Region, new() { Name = "The calendar was corrected" });
        await Expect(correction).ToContainTextAsync($"{asker.Person.Name} corrected the calendar");
        await Expect(correction).ToContainTextAsync("Before");
        await Expect(correction).ToContainTextAsync("Now");
        await HasNamesAsync(sheet);
        await window.PictureAsync("explanation");
        await sheet.GetByRole(AriaRole.Radio, new() { Name = "Until the next follow-up" }).CheckAsync();
        await Expect(sheet.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hours_seen_in_mail_are_proposed_in_the_pane_and_used_with_one_press()
    {
        var week = await World.NextWeekAsync();
        var mail = $"ravi@{Guid.CreateVersion7():N}.example";
        var ravi = World.Of(
            new Person
            {
                Id = Person.IdOf(mail),
                TenantId = asker.Person.TenantId,
                Name = "Ravi Menon",
                Mail = mail,
            }
        );
        var (sent, _) = await asker.AskAsync(ravi, week.Next.Friday(17));
        var kolkata = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];
        for (var number = 0; number < 14; number++)
        {
            var local = week
                .Begin.PlusDays(1 + number % 4)
                .At(new LocalTime(9, 30).PlusMinutes(27 * (7 * number % 20)));
            World.Host.Tenant.Post.Deliver(
                new MailItem
                {
                    From = ravi.Person.Address,
                    To = [asker.Person.Address],
                    Subject = $"RE: {Subject}",
                    Body = new Body("Thank you, noted.", IsHtml: false),
                    Sent = local.InZoneStrictly(kolkata).ToInstant(),
                    Headers =
                    [
                        new Header("In-Reply-To", sent.InternetMessageId!),
                        new Header(
                            "Date",
                            local.ToString("ddd, dd MMM uuuu HH:mm:ss ", CultureInfo.InvariantCulture) + "+0530"
                        ),
                    ],
                }
            );
        }
        await World.IdleAsync();
        var window = await BesideSentMailAsync(Subject);
        var proposal = window.Pane.GetByRole(AriaRole.Region, new() { Name = "Ravi Menon seems to work" });
        await Expect(proposal).ToContainTextAsync("judging by 14 mails");
        await window.PictureAsync("learned-hours");

        await proposal.GetByRole(AriaRole.Button, new() { Name = "Use these hours" }).ClickAsync();

        await Expect(proposal).ToBeHiddenAsync();
        var known = await asker.GetAsync<ContactCalendarView>($"/api/contacts/{ravi.Address}/calendar");
        Assert.Equal(MailCommitments.Calendars.CalendarSource.LearnedAndConfirmed, known.Source);
    }

    /// <summary>An accessible name with these words in it.</summary>
    private static Regex Naming(string part) => new(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(1));

    private static async Task HasNamesAsync(ILocator sheet)
    {
        var tree = await sheet.AriaSnapshotAsync();
        Assert.DoesNotMatch(
            new Regex(
                @"^\s*- (button|checkbox|combobox|radio|textbox)(\s*\[.*)?:?\s*$",
                RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            ),
            tree
        );
    }

    private ILocator CardIn(Window window) =>
        window.Pane.GetByRole(AriaRole.Article, new() { Name = contact.Person.Name });

    private Task<ContactCalendarView> CalendarAsync() =>
        asker.GetAsync<ContactCalendarView>($"/api/contacts/{contact.Address}/calendar");

    private async Task<Window> BesideSentMailAsync(string subject)
    {
        var window = await OutlookOfAsync(asker);
        await window.OpenFolderAsync("Sent Items");
        await window.OpenMailAsync(subject);
        return window;
    }
}
