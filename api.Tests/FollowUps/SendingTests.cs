using MailCommitments.Commitments;
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
}
