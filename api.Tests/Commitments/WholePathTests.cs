using MailCommitments.Commitments;
using MailCommitments.Responsiveness;
using NodaTime;

namespace MailCommitments.Tests.Commitments;

/// <summary>Asked in Berlin, answered in Manila: what the two of them and the lead see.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class WholePathTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task From_the_tag_over_one_chaser_and_a_new_date_to_the_delivery_and_the_report()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync(
            "Test report of pump 14",
            "Could you please send me the test report by Friday?",
            contact
        );
        var request = await asker.TagAsync(mail, week.Friday(10));
        var commitment = Assert.Single(request.Commitments);
        Assert.Equal(CommitmentState.OnTrack, commitment.State);
        Assert.Equal(week.Next.InManila(IsoDayOfWeek.Monday, 10), commitment.NextFollowUp?.Moment.At);

        await world.MoveToAsync(week.Next.Monday(12));
        var chaser = (await contact.InboxAsync())[^1];
        Assert.Equal(2, (await contact.InboxAsync()).Count);
        Assert.Equal("Re: Test report of pump 14", chaser.Subject, ignoreCase: true);
        Assert.Equal((await contact.FindAsync(mail))!.ConversationId, chaser.ConversationId);
        Assert.True(Week.Contacts.IsOpen(Instant.FromDateTimeOffset(chaser.ReceivedDateTime!.Value)));

        await contact.ReplyAsync(
            chaser,
            $"Hello Anke, I will send you the test report by {week.Next.Next.Named(IsoDayOfWeek.Wednesday)}."
        );
        var promised = await asker.LookAtAsync(commitment.Id);
        Assert.Equal(week.Next.Next.InManila(IsoDayOfWeek.Wednesday, 18), promised.Commitment.AgreedDate.At);
        Assert.Equal(1, promised.Commitment.Slips);
        Assert.StartsWith("Promised for", promised.Commitment.StateWords, StringComparison.Ordinal);

        await world.MoveToAsync(week.Next.Next.Wednesday(9));
        Assert.Equal(2, (await contact.InboxAsync()).Count);

        await contact.ReplyAsync(mail, "Hello Anke, here is the test report you asked for, see the attached file.");
        var delivered = await asker.UnderstandAsync(commitment.Id, ReplyKind.Delivered);
        Assert.Equal(CommitmentState.Met, delivered.Commitment.State);
        Assert.Empty(delivered.Planned);

        await world.MoveToAsync(week.Next.Next.Next.Friday(17));
        Assert.Equal(2, (await contact.InboxAsync()).Count);

        var report = await world.Lead.GetAsync<ContactsReport>("/api/reports/contacts");
        var figures = Assert.Single(
            report.Partners.SelectMany(partner => partner.Contacts),
            figures => figures.Address == contact.Address
        );
        Assert.Equal((1, 1, 0, 1), (figures.Requests, figures.Answered, figures.Open, figures.Slips));
        var behind = await world.Lead.GetAsync<Page<ReportRow>>($"/api/reports/commitments?contact={figures.Id}");
        Assert.Equal(commitment.Id, Assert.Single(behind.Items).Id);
    }
}
