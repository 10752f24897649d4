using System.Net;
using System.Text;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

[Collection(InTheRunningProduct.Name)]
public sealed class SendingTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task Two_due_asks_reach_one_contact_on_two_of_their_days()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10), "Test report of pump 14");
        await world.NewAsker("Jonas Reuter").AskAsync(contact, week.Tuesday(10), "Drawing of pump 15");

        await world.MoveToAsync(week.Friday(17));

        var chasers = (await contact.InboxAsync()).Skip(2).Select(mail => mail.ReceivedDateTime!.Value).ToList();
        Assert.Equal(
            [week.InManila(IsoDayOfWeek.Wednesday, 10), week.InManila(IsoDayOfWeek.Thursday, 10)],
            chasers.Select(Instant.FromDateTimeOffset)
        );
    }

    [Fact]
    public async Task After_the_last_step_the_asker_is_asked_and_nothing_more_goes_out()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));

        await world.MoveToAsync(week.Next.Next.Next.Friday(17));

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal(2, seen.Commitment.FollowUpsSent);
        Assert.Contains("2 follow-ups stayed unanswered", seen.Commitment.NextWhy, StringComparison.Ordinal);
        Assert.Equal(3, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_reply_that_nobody_told_of_is_found_in_the_last_look_before_sending()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.Tuesday(12));
        world.Host.Tenant.Notifier.Remove(
            Assert.Single(world.Host.Tenant.Notifier.Subscriptions, each => each.Mailbox == asker.Person.Id)
        );
        await contact.ReplyAsync(mail, $"I will send it by {week.Named(IsoDayOfWeek.Friday)}.");
        Assert.Single((await asker.LookAtAsync(commitment)).History);

        await world.MoveToAsync(week.Wednesday(17));

        Assert.Single(await contact.InboxAsync());
        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task While_Graph_asks_to_wait_the_chaser_waits_and_then_goes_out_once()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        using (world.Throttle())
            await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 12));
        Assert.Single(await contact.InboxAsync());

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 17));

        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_mail_that_was_deleted_meanwhile_holds_up_nobody_else_and_its_asker_is_told()
    {
        var week = await world.NextWeekAsync();
        var (mail, lost) = await asker.AskAsync(contact, week.Tuesday(10));
        await asker.DeleteAsync(mail); // into Deleted Items
        await asker.DeleteAsync(mail); // for good
        var other = world.NewContact("Jose Ramos");
        await asker.AskAsync(other, week.Tuesday(10));

        await world.MoveToAsync(week.Friday(17));

        Assert.Equal(2, (await other.InboxAsync()).Count);
        var seen = await asker.LookAtAsync(lost);
        Assert.Equal(Ball.Asker, seen.Commitment.Ball);
        Assert.Equal("A follow-up could not be sent; see why", seen.Commitment.StateWords);
        Assert.Contains("no longer in the mailbox", seen.History[^1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_newest_mail_of_the_thread_was_deleted_for_good_the_one_before_it_is_answered()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var reply = await contact.ReplyAsync(mail, "Thanks, received.");
        await asker.UnderstandAsync(commitment, ReplyKind.Acknowledgement);
        var copy = await asker.FindAsync(reply) ?? throw new InvalidOperationException("The reply did not arrive.");
        await asker.DeleteAsync(copy); // into Deleted Items
        await asker.DeleteAsync(copy); // for good

        await world.MoveToAsync(week.Wednesday(17));

        Assert.Equal(2, (await contact.InboxAsync()).Count);
        Assert.Equal(1, (await asker.LookAtAsync(commitment)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task A_mail_that_came_back_under_another_id_is_answered_all_the_same()
    {
        var week = await world.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Tuesday(10));
        var box = world.Host.Tenant.Tenant.MailboxOf(asker.Person);
        var item = box.Find(mail.Id!)!;
        box.Delete(item);
        var imported = box.Add(item with { ConversationId = "imported" }, item.Folder);
        Assert.NotEqual(item.ImmutableId, imported.ImmutableId);

        await world.MoveToAsync(week.Wednesday(17));

        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task What_has_left_meanwhile_is_neither_sent_nor_written_down_again()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.Wednesday(17));
        var before = (await asker.LookAtAsync(commitment)).History.Count;

        await SendAsync(await KeyAsync());

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal((1, before), (seen.Commitment.FollowUpsSent, seen.History.Count));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task What_another_instance_has_begun_to_send_is_left_to_it_until_its_lease_ends()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10) - Duration.FromMinutes(5));
        var key = await KeyAsync();
        var leaseEnds = world.Now + Duration.FromMinutes(20);
        await world.InDatabaseAsync(db =>
            Outbox(db)
                .ExecuteUpdateAsync(
                    row =>
                        row.SetProperty(r => r.State, OutboxState.Sending)
                            .SetProperty(r => r.Tries, 1)
                            .SetProperty(r => r.DueAt, leaseEnds),
                    TestContext.Current.CancellationToken
                )
        );
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10));

        await SendAsync(key);
        Assert.Single(await contact.InboxAsync());

        await world.MoveToAsync(leaseEnds + Duration.FromMinutes(1));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task What_waited_in_a_parked_mailbox_goes_out_as_soon_as_its_owner_is_back()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        world.Host.Tenant.Withdraw(asker.Person);
        world
            .Services.GetRequiredService<OnBehalfOf>()
            .Forget(new MailboxOwner(asker.Person.TenantId, asker.Person.Id));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 11));
        Assert.Single(await contact.InboxAsync());

        world.Host.Tenant.Authority.Consent(asker.Person);
        Assert.Equal(MailboxState.Ready, (await asker.GetAsync<MeView>("/api/me")).Mailbox);
        await world.IdleAsync();

        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_draft_that_is_gone_when_it_is_to_be_sent_is_looked_for_by_its_key_before_anybody_is_told()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        var times = 0;
        using (world.Disturb(request => IsSending(request) && ++times == 1 ? Gone(request) : null))
            await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 17));

        Assert.Equal(2, times);
        Assert.Equal(2, (await contact.InboxAsync()).Count);
        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal((1, Ball.Contact), (seen.Commitment.FollowUpsSent, seen.Commitment.Ball));
    }

    [Fact]
    public async Task A_sending_that_Graph_did_not_answer_is_looked_at_again_when_it_must_show_what_became_of_it()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        var at = new List<Instant>();
        using (
            world.Disturb(request =>
            {
                if (!IsSending(request))
                    return null;
                at.Add(world.Now);
                if (at.Count > 1)
                    return null;
                var busy = Error(request, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
                busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
                return busy;
            })
        )
            await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 17));

        Assert.Equal(2, at.Count);
        Assert.True(at[1] - at[0] >= Duration.FromMinutes(2));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    private static bool IsSending(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post
        && request.RequestUri!.AbsolutePath.EndsWith("/send", StringComparison.Ordinal);

    private static HttpResponseMessage Gone(HttpRequestMessage request) =>
        Error(request, HttpStatusCode.NotFound, "ErrorItemNotFound");

    private static HttpResponseMessage Error(HttpRequestMessage request, HttpStatusCode status, string code) =>
        new(status)
        {
            RequestMessage = request,
            Content = new StringContent(
                $$$"""{"error":{"code":"{{{code}}}","message":"Said by a test."}}""",
                Encoding.UTF8,
                "application/json"
            ),
        };

    private Task SendAsync(string key) =>
        world
            .Services.GetRequiredService<IServiceScopeFactory>()
            .InTenantAsync(
                asker.Person.TenantId,
                services =>
                    services.GetRequiredService<FollowUpSender>().SendAsync(key, TestContext.Current.CancellationToken)
            );

    private Task<string> KeyAsync() =>
        world.InDatabaseAsync(db =>
            Outbox(db).Select(row => row.Key).SingleAsync(TestContext.Current.CancellationToken)
        );

    private IQueryable<OutboxRow> Outbox(CommitmentsDb db) =>
        db.Set<OutboxRow>().IgnoreQueryFilters().Where(row => row.AskerId == asker.Person.Id);
}
