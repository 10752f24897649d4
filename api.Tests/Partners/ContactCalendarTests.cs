using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Partners;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Tests.Partners;

/// <summary>When a contact works: where it is learnt from, what a person says about it, and what follows for their commitments.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class ContactCalendarTests(RunningProduct world)
{
    private static readonly DateTimeZone Kolkata = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];

    private readonly Somebody asker = world.NewAsker();

    [Fact]
    public async Task Hours_seen_in_a_contacts_mail_are_proposed_and_count_only_once_they_are_confirmed()
    {
        var week = await world.NextWeekAsync();
        var (ravi, mail, commitment) = await AskRaviAsync(week);
        await WritesAsync(ravi, mail, week, 11);
        Assert.Null((await CalendarOfAsync(ravi)).Proposal);

        await WritesAsync(ravi, mail, week, 14);

        var seen = await CalendarOfAsync(ravi);
        Assert.NotNull(seen.Proposal);
        Assert.Equal(14, seen.Proposal.Mails);
        Assert.Equal("Asia/Kolkata", seen.Proposal.Zone);
        Assert.Equal(Kolkata.GetUtcOffset(week.Monday(9)), Offset(seen.Proposal.Zone, week));
        Assert.All(seen.Proposal.Hours, one => Assert.InRange(one.Start, new LocalTime(9, 0), new LocalTime(10, 30)));
        Assert.Equal((CalendarSource.AskersOwn, Cast.HomeZone), (seen.Source, seen.Calendar.Zone));
        Assert.Equal(Cast.HomeZone, (await asker.LookAtAsync(commitment)).Commitment.TheirZone);

        var confirmed = await AnswerAsync(ravi, ProposalAnswer.Use);
        Assert.Equal(CalendarSource.LearnedAndConfirmed, confirmed.Source);
        Assert.Equal(seen.Proposal.Zone, confirmed.Calendar.Zone);
        Assert.Equal(seen.Proposal.Zone, (await asker.LookAtAsync(commitment)).Commitment.TheirZone);
        Assert.Equal(asker.Person.Name, Assert.Single(confirmed.Changes).By);
    }

    [Fact]
    public async Task Hours_that_were_turned_down_are_not_proposed_again_and_what_was_observed_is_forgotten()
    {
        var week = await world.NextWeekAsync();
        var (ravi, mail, _) = await AskRaviAsync(week);
        await WritesAsync(ravi, mail, week, 14);
        Assert.Equal(14, await ObservedAsync(ravi));

        var after = await AnswerAsync(ravi, ProposalAnswer.No);

        Assert.Null(after.Proposal);
        Assert.Equal(CalendarSource.AskersOwn, after.Source);
        Assert.Equal(0, await ObservedAsync(ravi));
        await WritesAsync(ravi, mail, week, 20);
        Assert.Null((await CalendarOfAsync(ravi)).Proposal);
        Assert.Equal(0, await ObservedAsync(ravi));
        using var again = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/contacts/{ravi.Address}/learned-hours",
            new ProposalAnswerBody(ProposalAnswer.Use)
        );
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Automatic_replies_and_mail_without_a_clock_say_nothing_about_hours()
    {
        var week = await world.NextWeekAsync();
        var (ravi, mail, _) = await AskRaviAsync(week);
        await world.MoveToAsync(week.Friday(17));
        for (var sent = 0; sent < 14; sent++)
        {
            var at = week.Tuesday(9) + Duration.FromMinutes(sent);
            Deliver(ravi, mail, at, "-0000");
            Deliver(ravi, mail, at + Duration.FromHours(1), "+0530", new Header("Auto-Submitted", "auto-replied"));
        }
        await world.IdleAsync();

        Assert.Equal(0, await ObservedAsync(ravi));
    }

    [Fact]
    public async Task A_calendar_with_lunch_nights_and_holidays_is_kept_as_it_was_entered_and_can_be_reset()
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        await asker.AskAsync(contact, week.Friday(17));
        Assert.Equal(CalendarSource.PartnerDefault, (await CalendarOfAsync(contact)).Source);

        var body = Mumbai with
        {
            Hours =
            [
                .. Mumbai.Hours!,
                new WorkingHoursBody((int)IsoDayOfWeek.Saturday, new LocalTime(22, 0), new LocalTime(6, 0)),
            ],
        };
        var set = await SetAsync(contact, body);

        Assert.Equal(CalendarSource.SetByPerson, set.Source);
        Assert.True(set.IsSet);
        Assert.Equal(body.Hours!.Order(Comparer<WorkingHoursBody>.Create(InWeek)), set.Calendar.Hours);
        Assert.Equal(("IN", "MH"), (set.Calendar.Holidays.Country, set.Calendar.Holidays.Region));
        var coming = set.Calendar.Coming;
        Assert.True(coming.Count > 3);
        var first = coming[0];

        var corrected = await SetAsync(
            contact,
            body with
            {
                Holidays = body.Holidays! with
                {
                    Unticked = [first.Date],
                    Added = [new AddedHoliday(first.Date.PlusDays(1), "Plant closed")],
                },
            }
        );
        Assert.False(corrected.Calendar.Coming.Single(day => day.Date == first.Date).Kept);
        Assert.Contains(corrected.Calendar.Coming, day => day is { Name: "Plant closed", Added: true, Kept: true });

        var reset = await asker.CallAsync(HttpMethod.Delete, $"/api/contacts/{contact.Address}/calendar");
        var view = (await reset.Content.ReadFromJsonAsync<ContactCalendarView>(Somebody.Json, Cancellation))!;
        Assert.Equal((CalendarSource.PartnerDefault, false), (view.Source, view.IsSet));
        Assert.Equal(3, view.Changes.Count(change => change.Part == CalendarPart.SetByPerson));
    }

    [Theory]
    [InlineData("zone", """{"zone":"Asia/Mumbai","hours":[{"day":1,"start":"09:00:00","end":"17:00:00"}]}""")]
    [InlineData("hours", """{"zone":"Asia/Kolkata"}""")]
    [InlineData("hours", """{"zone":"Asia/Kolkata","hours":[]}""")]
    [InlineData("hours", """{"zone":"Asia/Kolkata","hours":[{"day":8,"start":"09:00:00","end":"17:00:00"}]}""")]
    [InlineData(
        "hours",
        """{"zone":"Asia/Kolkata","hours":[{"day":1,"start":"09:00:00","end":"17:00:00"},{"day":1,"start":"16:00:00","end":"18:00:00"}]}"""
    )]
    [InlineData(
        "holidays.region",
        """{"zone":"Asia/Kolkata","days":[1],"start":"09:00:00","end":"17:00:00","holidays":{"country":"IN","region":"XX"}}"""
    )]
    [InlineData(
        "holidays.added",
        """{"zone":"Asia/Kolkata","days":[1],"start":"09:00:00","end":"17:00:00","holidays":{"added":[{"date":"2026-04-01","name":" "}]}}"""
    )]
    public async Task What_is_wrong_with_a_calendar_is_said_of_its_field(string field, string body)
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        await asker.AskAsync(contact, week.Friday(17));

        using var answer = await asker.CallAsync(
            HttpMethod.Put,
            $"/api/contacts/{contact.Address}/calendar",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json")
        );

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<ValidationProblemDetails>(Cancellation);
        Assert.Equal(field, Assert.Single(problem!.Errors).Key);
        Assert.Equal(CalendarSource.PartnerDefault, (await CalendarOfAsync(contact)).Source);
    }

    [Fact]
    public async Task The_explanation_names_lunch_nights_weekends_the_holiday_and_the_absence_and_adds_up()
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        await world.MoveToAsync(InMumbai(week.Begin, 14));
        var (_, commitment) = await asker.AskAsync(contact, week.Next.Next.Friday(12));
        await SetAsync(
            contact,
            Mumbai with
            {
                Holidays = new HolidaysBody(Added: [new AddedHoliday(week.DateOf(IsoDayOfWeek.Wednesday), "Holi")]),
            }
        );
        await asker.PutAsync<ContactCalendarView>(
            $"/api/contacts/{contact.Address}/absences",
            new AbsencesBody([
                new EnteredAbsence(week.DateOf(IsoDayOfWeek.Thursday), week.DateOf(IsoDayOfWeek.Thursday), "Training"),
            ])
        );
        await world.MoveToAsync(InMumbai(week.Next.Begin, 13));

        var explained = await ExplainAsync(commitment);

        Assert.Equal(
            [
                StretchReason.Working,
                StretchReason.OutsideHours,
                StretchReason.Break,
                StretchReason.Weekend,
                StretchReason.Holiday,
                StretchReason.Away,
            ],
            explained.Waiting.Stretches.Select(one => one.Reason).Distinct().Order()
        );
        Assert.Contains(explained.Waiting.Stretches, one => one is { Name: "Holi", Counted: false, Hours: 24 });
        Assert.Contains(explained.Waiting.Stretches, one => one is { Name: "Training", Counted: false, Hours: 24 });
        // Monday from 14:00, all of Tuesday and Friday, the next Monday until 13:00.
        Assert.Equal(4.5 + 8 + 8 + 3.5, explained.Waiting.WorkingHours, 9);
        Assert.Equal(
            explained.Waiting.WorkingHours,
            explained.Waiting.Stretches.Where(one => one.Counted).Sum(one => one.Hours),
            9
        );
        Assert.Equal(
            explained.Waiting.WorkingHours,
            (await asker.LookAtAsync(commitment)).Commitment.Waiting.WorkingHours,
            9
        );
        Assert.Equal(explained.Waiting.Stretches[0].From, explained.Waiting.From.At);
        Assert.All(
            explained.Waiting.Stretches.Zip(explained.Waiting.Stretches.Skip(1)),
            pair => Assert.Equal(pair.First.To, pair.Second.From)
        );
        Assert.NotNull(explained.ToNextFollowUp);
        Assert.Equal(
            (await asker.LookAtAsync(commitment)).Commitment.NextFollowUp?.Moment.At,
            explained.ToNextFollowUp.To.At
        );
    }

    [Fact]
    public async Task A_corrected_calendar_corrects_history_and_both_values_are_shown_with_the_day_and_the_person()
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        var (mail, commitment) = await asker.AskAsync(contact, week.Wednesday(12));
        await contact.ReplyAsync(mail, $"Hello Anke, I will send it by {week.Named(IsoDayOfWeek.Thursday)}.");
        var promised = (await asker.UnderstandAsync(commitment, ReplyKind.Promise)).Commitment;
        Assert.Equal(week.InManila(IsoDayOfWeek.Thursday, 18), promised.AgreedDate.At);
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Friday, 10));
        await contact.ReplyAsync(mail, "Hello Anke, please find attached the test report.");
        var late = (await asker.UnderstandAsync(commitment, ReplyKind.Delivered)).Commitment;
        Assert.Equal(CommitmentState.MetLate, late.State);
        await world.MoveToAsync(week.Friday(9));

        await SetAsync(
            contact,
            new CalendarBody(Cast.PartnerZone, [1, 2, 3, 4], new LocalTime(12, 0), new LocalTime(21, 0))
        );

        var met = (await asker.LookAtAsync(commitment)).Commitment;
        Assert.Equal(CommitmentState.Met, met.State);
        Assert.Equal(week.InManila(IsoDayOfWeek.Thursday, 21), met.AgreedDate.At);
        var correction = Assert.Single((await ExplainAsync(commitment)).Corrections);
        Assert.Equal((week.Friday(9), asker.Person.Name), (correction.At, correction.By));
        Assert.Equal((CommitmentState.MetLate, CommitmentState.Met), (correction.Before.State, correction.After.State));
        Assert.Equal(
            (late.AgreedDate.At, met.AgreedDate.At),
            (correction.Before.AgreedDate.At, correction.After.AgreedDate.At)
        );
        Assert.Equal(late.Waiting.WorkingHours, correction.Before.WorkingHours, 9);
        Assert.Equal(met.Waiting.WorkingHours, correction.After.WorkingHours, 9);
    }

    [Fact]
    public async Task An_absence_that_a_person_entered_holds_the_follow_up_back()
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var before = (await asker.LookAtAsync(commitment)).Commitment.NextFollowUp!.Moment.At;
        Assert.Equal(week.InManila(IsoDayOfWeek.Wednesday, 10), before);

        await asker.PutAsync<ContactCalendarView>(
            $"/api/contacts/{contact.Address}/absences",
            new AbsencesBody([
                new EnteredAbsence(week.DateOf(IsoDayOfWeek.Wednesday), week.DateOf(IsoDayOfWeek.Friday), "Leave"),
            ])
        );

        await world.MoveToAsync(week.Friday(17));
        Assert.Single(await contact.InboxAsync());
        Assert.Equal(
            week.Next.InManila(IsoDayOfWeek.Monday, 10),
            (await asker.LookAtAsync(commitment)).Commitment.NextFollowUp!.Moment.At
        );
        await world.MoveToAsync(week.Next.Monday(9));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task An_automatic_reply_is_shown_as_an_absence_to_the_asker_it_was_sent_to_and_to_nobody_else()
    {
        var week = await world.NextWeekAsync();
        var contact = world.NewContact();
        await contact.AnswerAutomaticallyAsync(
            $"I am out of the office until {week.Named(IsoDayOfWeek.Thursday)} and will answer when I am back."
        );
        await asker.AskAsync(contact, week.Friday(17));
        await world.IdleAsync();

        var absence = Assert.Single((await CalendarOfAsync(contact)).Absences);
        Assert.True(absence.FromMail);
        Assert.Equal(week.DateOf(IsoDayOfWeek.Monday), absence.From);
        Assert.Empty(
            (
                await world
                    .NewAsker("Jonas Reuter")
                    .GetAsync<ContactCalendarView>($"/api/contacts/{contact.Address}/calendar")
            ).Absences
        );
    }

    [Fact]
    public async Task A_colleagues_hours_come_from_Microsoft_365_and_follow_it_when_they_change_there()
    {
        var week = await world.NextWeekAsync();
        var colleague = world.NewAsker("Ines Falk");
        var (_, commitment) = await asker.AskAsync(colleague, week.Friday(17));

        var seen = await CalendarOfAsync(colleague);

        Assert.Equal((CalendarSource.Graph, "from Microsoft 365"), (seen.Source, seen.SourceWords));
        Assert.Equal(Cast.HomeZone, (await asker.LookAtAsync(commitment)).Commitment.TheirZone);
    }

    [Fact]
    public async Task A_partners_calendar_is_everybodys_to_see_and_a_leads_to_change()
    {
        var week = await world.NextWeekAsync();
        var (ravi, _, _) = await AskRaviAsync(week);
        var path = $"/api/partners/{ContactBook.DomainOf(ravi.Address)}/calendar";
        Assert.Null((await asker.GetAsync<PartnerCalendarView>(path)).Calendar);
        using var refused = await asker.CallAsync(HttpMethod.Put, path, Mumbai);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var set = await world.Lead.PutAsync<PartnerCalendarView>(path, Mumbai);

        Assert.Equal("Asia/Kolkata", set.Calendar!.Zone);
        Assert.Equal(CalendarSource.PartnerDefault, (await CalendarOfAsync(ravi)).Source);
        using var reset = await world.Lead.CallAsync(HttpMethod.Delete, path);
        Assert.Equal(CalendarSource.AskersOwn, (await CalendarOfAsync(ravi)).Source);
    }

    [Fact]
    public async Task The_holidays_of_every_country_and_region_can_be_looked_at()
    {
        var places = await asker.GetAsync<HolidayPlacesView>("/api/calendars/places");
        var india = places.Countries.Single(country => country.Country == "IN");
        Assert.Contains(india.Regions, region => region.Region == "MH");
        var holidays = await asker.GetAsync<HolidayListView>("/api/calendars/holidays?country=IN&region=MH");
        Assert.Contains(holidays.Holidays, day => day.Name.Contains("Republic", StringComparison.Ordinal));
        using var unknown = await asker.CallAsync(HttpMethod.Get, "/api/calendars/holidays?country=ZZ");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CalendarBody Mumbai { get; } =
        new(
            "Asia/Kolkata",
            Hours:
            [
                .. Enumerable
                    .Range(1, 5)
                    .SelectMany(day =>
                        new WorkingHoursBody[]
                        {
                            new(day, new LocalTime(9, 30), new LocalTime(13, 0)),
                            new(day, new LocalTime(14, 0), new LocalTime(18, 30)),
                        }
                    ),
            ],
            Holidays: new HolidaysBody("IN", "MH")
        );

    private static int InWeek(WorkingHoursBody one, WorkingHoursBody other) =>
        (one.Day, one.Start).CompareTo((other.Day, other.Start));

    private static Instant InMumbai(LocalDate date, int hour) =>
        date.At(new LocalTime(hour, 0)).InZoneStrictly(Kolkata).ToInstant();

    private static Offset Offset(string zone, Week week) =>
        DateTimeZoneProviders.Tzdb[zone].GetUtcOffset(week.Monday(9));

    /// <summary>Asks somebody in Mumbai of whose organisation nothing is known.</summary>
    private async Task<(Somebody Ravi, Microsoft.Graph.Models.Message Mail, Guid Commitment)> AskRaviAsync(Week week)
    {
        var mail = $"ravi@{Guid.CreateVersion7():N}.example";
        var ravi = world.Of(
            new Person
            {
                Id = Person.IdOf(mail),
                TenantId = asker.Person.TenantId,
                Name = "Ravi Menon",
                Mail = mail,
            }
        );
        var (sent, commitment) = await asker.AskAsync(ravi, week.Next.Friday(17));
        return (ravi, sent, commitment);
    }

    /// <summary>So many mails in his office hours of that week; more of them begin with the same ones.</summary>
    private async Task WritesAsync(Somebody ravi, Microsoft.Graph.Models.Message mail, Week week, int count)
    {
        for (var sent = 0; sent < count; sent++)
        {
            var at = week
                .Begin.PlusDays(1 + sent % 4)
                .At(new LocalTime(9, 30).PlusMinutes(27 * (7 * sent % 20)))
                .InZoneStrictly(Kolkata)
                .ToInstant();
            Deliver(ravi, mail, at, "+0530");
        }
        await world.IdleAsync();
    }

    private void Deliver(
        Somebody from,
        Microsoft.Graph.Models.Message answered,
        Instant at,
        string offset,
        params Header[] headers
    ) =>
        world.Host.Tenant.Post.Deliver(
            new MailItem
            {
                From = from.Person.Address,
                To = [asker.Person.Address],
                Subject = $"RE: {answered.Subject}",
                Body = new Body("Thank you, noted.", IsHtml: false),
                Sent = at,
                Headers =
                [
                    new Header("In-Reply-To", answered.InternetMessageId!),
                    new Header(
                        "Date",
                        at.WithOffset(NodaTime.Offset.FromHoursAndMinutes(5, 30))
                            .LocalDateTime.ToString("ddd, dd MMM uuuu HH:mm:ss ", CultureInfo.InvariantCulture) + offset
                    ),
                    .. headers,
                ],
            }
        );

    private async Task<int> ObservedAsync(Somebody contact) =>
        await world.InDatabaseAsync(async db =>
        {
            var id = await db.Set<ContactRow>()
                .IgnoreQueryFilters()
                .Where(row => row.Address == contact.Address)
                .Select(row => row.Id)
                .SingleAsync(Cancellation);
            return await db.Set<SentMailRow>()
                .IgnoreQueryFilters()
                .CountAsync(row => row.ContactId == id, Cancellation);
        });

    private Task<ContactCalendarView> CalendarOfAsync(Somebody contact) =>
        asker.GetAsync<ContactCalendarView>($"/api/contacts/{contact.Address}/calendar");

    private Task<ContactCalendarView> SetAsync(Somebody contact, CalendarBody body) =>
        asker.PutAsync<ContactCalendarView>($"/api/contacts/{contact.Address}/calendar", body);

    private Task<ContactCalendarView> AnswerAsync(Somebody contact, ProposalAnswer answer) =>
        asker.PostAsync<ContactCalendarView>(
            $"/api/contacts/{contact.Address}/learned-hours",
            new ProposalAnswerBody(answer)
        );

    private Task<WaitingExplained> ExplainAsync(Guid commitment) =>
        asker.GetAsync<WaitingExplained>($"/api/commitments/{commitment}/waiting");
}
