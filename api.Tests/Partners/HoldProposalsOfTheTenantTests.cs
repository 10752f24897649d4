using MailCommitments.Commitments;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.Tests.Partners;

/// <summary>What the database tells of contacts who went silent. Each partner is in a country of its own.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class HoldProposalsOfTheTenantTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();

    [Fact]
    public async Task Several_contacts_of_a_place_who_go_silent_at_once_are_proposed_a_hold_and_one_alone_is_not()
    {
        var week = await world.NextWeekAsync();
        var several = await PartnerInAsync("Pacific/Fiji");
        var alone = await PartnerInAsync("Pacific/Tongatapu");
        foreach (var domain in new[] { several, several, several, alone })
            await AskOnceHeardAsync(world.NewContact(domain: domain), week.Tuesday(10));
        Assert.DoesNotContain(await ProposedAsync(), proposed => Targets(several, "FJ").Contains(proposed.Target));

        await world.MoveToAsync(week.Thursday(17));

        var hold = Assert.Single(await ProposedAsync(), proposed => Targets(several, "FJ").Contains(proposed.Target));
        Assert.Equal((HoldLevel.Partner, several, 3, 0), (hold.Level, hold.Target, hold.Silent.Count, hold.Heard));
        Assert.DoesNotContain(await ProposedAsync(), proposed => Targets(alone, "TO").Contains(proposed.Target));
    }

    private static string[] Targets(string partner, string country) => [partner, country];

    private async Task<IReadOnlyList<HoldProposal>> ProposedAsync() =>
        (await asker.GetAsync<HoldsView>("/api/holds")).Proposed;

    private async Task<string> PartnerInAsync(string zone)
    {
        var domain = await world.NewPartnerAsync();
        await world.Lead.PutAsync<PartnerView>(
            $"/api/partners/{domain}",
            new PartnerBody(
                "Island Pumps",
                new CalendarBody(zone, [1, 2, 3, 4, 5], new LocalTime(9, 0), new LocalTime(18, 0))
            )
        );
        return domain;
    }

    /// <summary>Who has never written cannot go silent.</summary>
    private async Task AskOnceHeardAsync(Somebody contact, Instant deadline)
    {
        var (mail, commitment) = await asker.AskAsync(contact, deadline);
        await contact.ReplyAsync(mail, "Thank you, I got it.");
        await asker.UnderstandAsync(commitment, ReplyKind.Acknowledgement);
    }
}
