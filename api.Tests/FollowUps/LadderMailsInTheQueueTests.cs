using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>Mails of a ladder wait in the queue and obey their asker like every other. Each test has a partner of its own in Manila.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class LadderMailsInTheQueueTests(RunningProduct world)
{
    private static readonly Duration Window = Duration.FromMinutes(10);

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody executive = world.NewAsker("Helga Brandt");

    [Fact]
    public async Task What_is_stopped_does_not_leave_and_the_level_is_not_climbed_until_somebody_approves_it()
    {
        var (contact, superior, commitment) = await EscalatingAsync();
        var announcement = await NextAsync();
        await world.MoveToAsync(announcement.Moment.At - Window);
        var waiting = await NextAsync();
        Assert.Equal((QueueState.Leaving, announcement.Moment.At), (waiting.State, waiting.Moment.At));
        Assert.Equal(announcement.Moment.At, (await EscalationAsync(commitment)).Mails[0].Moment.At);
        var received = (await contact.InboxAsync()).Count;

        await DoAsync("stop", new SeenBody(waiting.Version), waiting);
        await world.MoveToAsync(announcement.Moment.At + Duration.FromDays(7));

        Assert.Equal(received, (await contact.InboxAsync()).Count);
        Assert.Empty(await superior.InboxAsync());
        Assert.Equal(
            $"{asker.Person.Name} decided against level 1 of the ladder",
            (await asker.LookAtAsync(commitment)).History[^1].Words
        );
        var stopped = await EscalationAsync(commitment);
        Assert.True(stopped.YoursToDecide);

        await asker.PostAsync<EscalationView>(
            $"/api/commitments/{commitment}/escalation/decision",
            new EscalationBody(1, true)
        );
        await world.MoveToAsync(world.Now + Duration.FromDays(7));
        Assert.NotEmpty(await superior.InboxAsync());
    }

    [Fact]
    public async Task What_is_postponed_leaves_at_the_first_working_moment_after()
    {
        var (contact, _, _) = await EscalatingAsync();
        var announcement = await NextAsync();
        await world.MoveToAsync(announcement.Moment.At - Window);
        var waiting = await NextAsync();
        var tonight = announcement.Moment.At + Duration.FromHours(10);
        var inTheMorning = Week.Contacts.NextOpening(tonight);

        await DoAsync("postpone", new PostponeBody(waiting.Version, tonight), waiting);

        Assert.Equal(inTheMorning, (await NextAsync()).Moment.At);
        await world.MoveToAsync(inTheMorning);
        Assert.Equal(inTheMorning, await LastReceivedAsync(contact));

        // The mail to the level itself, once the contact was told.
        var escalation = await NextAsync();
        Assert.Equal(FollowUpKind.Escalation, escalation.Kind);
        var later = Week.Contacts.NextOpening(escalation.Moment.At + Duration.FromHours(20));
        await DoAsync("postpone", new PostponeBody(escalation.Version, later), escalation);
        Assert.Equal(later, (await NextAsync()).Moment.At);
    }

    [Fact]
    public async Task What_is_sent_now_skips_the_minutes_in_the_queue_but_not_the_time_that_the_ladder_gives_them()
    {
        var (contact, superior, _) = await EscalatingAsync();
        var announcement = await NextAsync();
        await world.MoveToAsync(announcement.Moment.At - Window);
        await SendNowAsync();
        Assert.Equal(announcement.Moment.At - Window, await LastReceivedAsync(contact));

        var escalation = await NextAsync();
        Assert.Contains("the ladder agreed with them gives them time", escalation.WhyNotNow, StringComparison.Ordinal);
        using (
            var tooEarly = await asker.CallAsync(
                HttpMethod.Post,
                $"/api/follow-ups/{escalation.Key}/send-now",
                new SeenBody(escalation.Version)
            )
        )
            Assert.Equal(HttpStatusCode.Conflict, tooEarly.StatusCode);

        await world.MoveToAsync(escalation.Moment.At - Window);
        Assert.Empty(await superior.InboxAsync());
        await SendNowAsync();
        Assert.Equal(escalation.Moment.At - Window, await LastReceivedAsync(superior));

        async Task SendNowAsync()
        {
            var next = await NextAsync();
            await DoAsync("send-now", new SeenBody(next.Version), next);
        }
    }

    [Fact]
    public async Task From_level_2_on_the_executives_are_copied_and_ours_sees_what_stands_there()
    {
        var (_, superior, commitment) = await EscalatingAsync();
        await world.MoveToAsync(world.Now + Duration.FromDays(14));

        var escalations = await superior.InboxAsync();
        Assert.Equal(
            [false, true],
            escalations.Select(mail =>
                mail.CcRecipients!.Exists(copied => copied.EmailAddress!.Address == executive.Address)
            )
        );
        Assert.Contains(executive.Person.Name, escalations[1].Body!.Content, StringComparison.Ordinal);
        var standing = (await executive.GetAsync<EscalationsView>("/api/escalations")).Standing;
        Assert.Equal(commitment, Assert.Single(standing).Commitment);
        Assert.Empty((await world.NewAsker("Jonas Reuter").GetAsync<EscalationsView>("/api/escalations")).Standing);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Something urgent, whose chasers have gone out, under a ladder of two levels that nobody has to approve.</summary>
    private async Task<(Somebody Contact, Somebody Superior, Guid Commitment)> EscalatingAsync()
    {
        var week = await world.NextWeekAsync();
        var partner = await world.NewPartnerAsync();
        var (contact, superior) = (world.NewContact(domain: partner), world.NewContact("Ana Cruz", domain: partner));
        var (ours, theirs) = (Of(world.Lead), Of(superior));
        await world.Lead.PutAsync<LadderView>(
            $"/api/partners/{partner}/ladder",
            new Ladder(
                [new LadderLevel(ours, theirs, 4, Approver.Nobody), new LadderLevel(ours, theirs, 4, Approver.Nobody)],
                4,
                Of(executive),
                theirs
            )
        );
        var mail = await asker.SendAsync("Pump 14", "Could you please send me the test report?", contact);
        var request = await asker.PostAsync<RequestView>(
            "/api/requests",
            new TagBody(
                mail.Id!,
                "Send the test report",
                [contact.Address],
                new DeadlineBody(null, week.Tuesday(10)),
                Priority.Urgent
            )
        );
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 17));
        Assert.Equal(FollowUpKind.Announcement, (await NextAsync()).Kind);
        return (contact, superior, Assert.Single(request.Commitments).Id);

        static MailAddress Of(Somebody somebody) => new(somebody.Person.Name, somebody.Address);
    }

    private static async Task<Instant> LastReceivedAsync(Somebody contact) =>
        Instant.FromDateTimeOffset((await contact.InboxAsync())[^1].ReceivedDateTime!.Value);

    private Task<EscalationView> EscalationAsync(Guid commitment) =>
        asker.GetAsync<EscalationView>($"/api/commitments/{commitment}/escalation");

    private async Task<FollowUpView> NextAsync() =>
        (await asker.GetAsync<Page<FollowUpView>>("/api/follow-ups")).Items[0];

    private async Task DoAsync(string what, object body, FollowUpView mail)
    {
        using var answer = await asker.CallAsync(HttpMethod.Post, $"/api/follow-ups/{mail.Key}/{what}", body);
        Assert.True(
            answer.StatusCode == HttpStatusCode.NoContent,
            await answer.Content.ReadAsStringAsync(Cancellation)
        );
        await world.IdleAsync();
    }
}
