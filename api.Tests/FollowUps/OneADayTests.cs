using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>A contact gets one follow-up a day from the whole tenant, whoever decides at the same time.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class OneADayTests(RunningProduct world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_instances_that_decide_about_two_asks_at_one_instant_send_one_mail_that_day()
    {
        var week = await world.NextWeekAsync();
        var contacts = Enumerable.Range(0, 8).Select(_ => world.NewContact()).ToList();
        foreach (var contact in contacts)
        {
            await world.NewAsker().AskAsync(contact, week.Tuesday(10), "Test report of pump 14");
            await world.NewAsker("Jonas Reuter").AskAsync(contact, week.Tuesday(10), "Drawing of pump 15");
        }
        using FollowUpRound one = Instance(),
            other = Instance();
        world.Host.Clock.MoveTo(week.InManila(IsoDayOfWeek.Wednesday, 11));

        await Task.WhenAll(new[] { one, other, one, other }.Select(round => Task.Run(() => round.RunAsync(default))));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 17));

        foreach (var contact in contacts)
            Assert.Equal(3, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_day_is_taken_once_and_free_again_when_its_mail_is_not_sent()
    {
        var now = Some.Tuesday(10);
        var (tenant, contact) = (Guid.NewGuid(), Guid.NewGuid());
        OutboxRow[] mails = [MailTo(tenant, contact), MailTo(tenant, contact)];
        var taken = new List<bool>();
        await world
            .Services.GetRequiredService<IServiceScopeFactory>()
            .InTenantAsync(
                tenant,
                async services =>
                {
                    var outbox = services.GetRequiredService<Outbox>();
                    async Task TakeAsync(int mail, Instant at) =>
                        taken.Add(await outbox.TakeDayAsync(mails[mail], Some.Calendar, at, Cancellation));
                    await TakeAsync(0, now);
                    await TakeAsync(1, now);
                    await TakeAsync(0, now); // a second try has it already
                    await TakeAsync(0, now + Duration.FromDays(1)); // it went out a day later
                    await TakeAsync(1, now);
                    await outbox.GiveBackDayAsync(mails[0], Cancellation);
                    await services.GetRequiredService<CommitmentsDb>().SaveChangesAsync(Cancellation);
                    await TakeAsync(1, now + Duration.FromDays(1));
                }
            );

        Assert.Equal([true, false, true, true, true, true], taken);
    }

    [Fact]
    public async Task A_corrected_calendar_while_a_follow_up_waits_for_Graph_holds_up_nobody_and_doubles_nothing()
    {
        var week = await world.NextWeekAsync();
        var asker = world.NewAsker();
        var (contact, other) = (world.NewContact(), world.NewContact("Jose Ramos"));
        await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        using (world.Throttle())
        {
            await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 11));
            var answer = await asker.CallAsync(
                HttpMethod.Put,
                $"/api/contacts/{contact.Address}/calendar",
                new CalendarBody(Cast.PartnerZone, [1, 2, 3, 4, 5], new LocalTime(8, 0), new LocalTime(20, 0))
            );
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
            await world.IdleAsync();
        }
        await asker.AskAsync(other, week.Wednesday(10));

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Thursday, 17));

        Assert.Equal(2, (await contact.InboxAsync()).Count);
        Assert.Equal(2, (await other.InboxAsync()).Count);
    }

    /// <summary>Another process of the product, as far as deciding and sending go.</summary>
    private FollowUpRound Instance() =>
        new(
            world.Services.GetRequiredService<IServiceScopeFactory>(),
            world.Services.GetRequiredService<FollowUpSettings>(),
            world.Host.Clock,
            NullLogger<FollowUpRound>.Instance
        );

    private static OutboxRow MailTo(Guid tenant, Guid contact) =>
        new()
        {
            TenantId = tenant,
            Key = Guid.NewGuid().ToString("N"),
            ContactId = contact,
        };
}
