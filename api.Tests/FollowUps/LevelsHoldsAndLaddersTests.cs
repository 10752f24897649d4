using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Policies, holds and ladders as people set them over HTTP, and what then really goes out.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class LevelsHoldsAndLaddersTests(RunningProduct world)
{
    private static readonly PolicyBody WithNudge = new(
        [new PolicyStep(FollowUpKind.Nudge, 1), new PolicyStep(FollowUpKind.Chaser, 2)],
        AfterSteps.AskerDecides
    );

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_policy_set_for_a_contact_plans_and_sends_their_follow_ups_and_is_named()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));
        Assert.Equal(PolicyLevel.Shipped, (await asker.LookAtAsync(commitment)).Policy.Level);

        await asker.PutAsync<PolicyView>($"/api/policies/contacts/{contact.Address}/normal", WithNudge);

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal((PolicyLevel.Contact, contact.Address), (seen.Policy.Level, seen.Policy.Target));
        Assert.Equal([FollowUpKind.Nudge, FollowUpKind.Chaser], seen.Planned.Select(planned => planned.Kind));
        await world.MoveToAsync(week.Thursday(10));
        var nudge = (await contact.InboxAsync())[^1];
        Assert.Equal(seen.Planned[0].Moment.At, Instant.FromDateTimeOffset(nudge.ReceivedDateTime!.Value));

        await asker.CallAsync(HttpMethod.Delete, $"/api/policies/contacts/{contact.Address}/normal");
        Assert.Equal(PolicyLevel.Shipped, (await asker.LookAtAsync(commitment)).Policy.Level);
    }

    [Fact]
    public async Task Only_who_asked_there_sets_a_policy_there()
    {
        using var refused = await asker.CallAsync(
            HttpMethod.Put,
            "/api/policies/contacts/nobody@bayani.example/normal",
            WithNudge
        );
        using var unordered = await world.Lead.CallAsync(
            HttpMethod.Put,
            "/api/policies/tenant/normal",
            WithNudge with
            {
                Steps = [.. WithNudge.Steps.Reverse()],
            }
        );

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unordered.StatusCode);
    }

    [Fact]
    public async Task A_hold_for_a_country_is_seen_by_everybody_stops_the_chaser_and_once_ended_lets_it_go()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var hold = await world
            .NewAsker("Jonas Reuter")
            .PostAsync<HoldView>(
                "/api/holds",
                new HoldBody(HoldLevel.Country, "ph", "Typhoon in Luzon", week.Next.Monday(9))
            );

        await world.MoveToAsync(week.Thursday(17));

        Assert.Single(await contact.InboxAsync());
        Assert.Contains(
            "Typhoon in Luzon",
            (await asker.LookAtAsync(commitment)).Commitment.NextWhy,
            StringComparison.Ordinal
        );
        Assert.Contains(
            (await asker.GetAsync<HoldsView>("/api/holds")).Standing,
            one => one.Id == hold.Id && !one.Yours
        );
        using var notTheirs = await asker.CallAsync(HttpMethod.Delete, $"/api/holds/{hold.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, notTheirs.StatusCode);

        using var ended = await world.Lead.CallAsync(HttpMethod.Delete, $"/api/holds/{hold.Id}");
        await world.MoveToAsync(week.Friday(17));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task An_escalation_is_approved_by_a_lead_announced_to_the_contact_sent_and_taken_up()
    {
        var week = await world.NextWeekAsync();
        var (contact, superior) = await WithLadderAsync();
        var commitment = await AskUrgentlyAsync(contact, week.Tuesday(10));

        await world.MoveToAsync(week.Friday(17));
        Assert.Empty(await superior.InboxAsync());
        var mine = await asker.GetAsync<EscalationView>($"/api/commitments/{commitment}/escalation");
        Assert.False(mine.YoursToDecide);
        using var refused = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/commitments/{commitment}/escalation/decision",
            new EscalationBody(1, true)
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);

        var waiting = (await world.Lead.GetAsync<EscalationsView>("/api/escalations")).Waiting;
        var seen = Assert.Single(waiting, one => one.Commitment == commitment);
        Assert.Equal([FollowUpKind.Announcement, FollowUpKind.Escalation], seen.Mails.Select(mail => mail.Kind));
        await world.Lead.PostAsync<EscalationView>(
            $"/api/commitments/{commitment}/escalation/decision",
            new EscalationBody(1, true)
        );
        await world.MoveToAsync(week.Next.Wednesday(17));

        var escalation = Assert.Single(await superior.InboxAsync());
        Assert.Equal(
            [contact.Address, world.Lead.Address],
            escalation.CcRecipients!.Select(copied => copied.EmailAddress!.Address)
        );
        Assert.Contains(seen.Mails[1].Body.Split('\n')[0], escalation.Body!.Content, StringComparison.Ordinal);
        var told = (await contact.InboxAsync())[^2];
        Assert.Contains(superior.Person.Name, told.Body!.Content, StringComparison.Ordinal);
        Assert.True(told.ReceivedDateTime < escalation.ReceivedDateTime);

        var taken = await asker.PostAsync<EscalationView>(
            $"/api/commitments/{commitment}/escalation/acknowledgement",
            new AcknowledgementBody(1)
        );
        Assert.Equal((1, true), (taken.Level, taken.IsAcknowledged));
    }

    /// <summary>A contact of a partner of their own, and who stands above them there.</summary>
    private async Task<(Somebody Contact, Somebody Superior)> WithLadderAsync()
    {
        var partner = await world.NewPartnerAsync();
        var superior = world.NewContact("Ana Cruz", domain: partner);
        var ours = new MailAddress(world.Lead.Person.Name, world.Lead.Address);
        var theirs = new MailAddress(superior.Person.Name, superior.Address);
        await world.Lead.PutAsync<LadderView>(
            $"/api/partners/{partner}/ladder",
            new Ladder([new LadderLevel(ours, theirs, 4, Approver.Lead)], 4, ours, theirs)
        );
        return (world.NewContact(domain: partner), superior);
    }

    private async Task<Guid> AskUrgentlyAsync(Somebody askedOf, Instant deadline)
    {
        var mail = await asker.SendAsync("Pump 14", "Could you please send me the test report?", askedOf);
        var request = await asker.PostAsync<RequestView>(
            "/api/requests",
            new TagBody(
                mail.Id!,
                "Send the test report",
                [askedOf.Address],
                new DeadlineBody(null, deadline),
                Priority.Urgent
            )
        );
        await world.IdleAsync();
        return Assert.Single(request.Commitments).Id;
    }
}
