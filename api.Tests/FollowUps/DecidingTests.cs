using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Sandbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

public sealed class DecidingTests
{
    [Fact]
    public async Task A_contact_about_whom_nothing_can_be_decided_holds_up_no_other()
    {
        await using var world = await RunningProduct.StartedAsync(
            new SandboxOptions { Data = null, Now = Some.Monday(9) }
        );
        var week = await world.NextWeekAsync();
        var asker = world.NewAsker();
        List<Somebody> contacts = [.. Enumerable.Range(0, 5).Select(_ => world.NewContact())];
        foreach (var contact in contacts)
            await asker.AskAsync(contact, week.Tuesday(10));
        var broken = contacts[2].Address;
        await world.InDatabaseAsync(db =>
            db.Set<ContactRow>()
                .IgnoreQueryFilters()
                .Where(row => row.Address == broken)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Calendar, "no calendar"))
        );
        world.Host.Clock.MoveTo(week.InManila(IsoDayOfWeek.Wednesday, 10));

        await world.Services.GetRequiredService<FollowUpRound>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            contacts.Select(contact => contact.Address).Except([broken]).Order(StringComparer.Ordinal),
            await world.InDatabaseAsync(db =>
                (
                    from mail in db.Set<OutboxRow>().IgnoreQueryFilters()
                    join contact in db.Set<ContactRow>().IgnoreQueryFilters() on mail.ContactId equals contact.Id
                    orderby contact.Address
                    select contact.Address
                ).ToListAsync()
            )
        );
    }
}
