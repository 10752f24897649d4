using MailCommitments.Commitments;
using MailCommitments.Replies;
using MailCommitments.Responsiveness;
using Microsoft.Graph.Models;
using NodaTime;

namespace MailCommitments.Tests.Replies;

/// <summary>What the product offers to keep of a mail, and what comes of it once a person says so.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class SuggestionsBesideAMailTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task What_a_contact_promised_in_a_thread_nobody_tracks_becomes_their_commitment_when_the_asker_says_so()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync(
            $"Hello Anke, I will send you the test report by {week.Named(IsoDayOfWeek.Thursday)}."
        );
        var proposal = await ProposalAsync(mail);

        Assert.True(proposal.Received);
        Assert.Null(proposal.WhyNot);
        Assert.Equal(contact.Address, Assert.Single(proposal.Recipients).Person.Address);
        var promise = Assert.Single(proposal.Suggestions);
        Assert.Equal(SuggestionMeaning.TheirPromise, promise.Meaning);
        var deadline = promise.Deadline?.Choices[0].At ?? default;
        Assert.Equal(week.InManila(IsoDayOfWeek.Thursday, 18), deadline);

        var request = await asker.TagAsync(mail, deadline, promise.Sentence, [contact.Address]);

        var seen = await asker.LookAtAsync(Assert.Single(request.Commitments).Id);
        Assert.Equal(["asked", "promise"], seen.History.Select(entry => entry.Kind));
        Assert.Equal(promise.Sentence, seen.Commitment.LastEvidence?.Sentence);
        Assert.Equal((deadline, 0), (seen.Commitment.AgreedDate.At, seen.Commitment.Slips));
        await world.MoveToAsync(week.Next.Wednesday(17));
        var chaser = (await contact.InboxAsync())[^1];
        Assert.Contains("test report", chaser.Body?.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_promise_made_unasked_counts_for_dates_and_for_no_response()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync(
            $"Hello Anke, I will send you the test report by {week.Named(IsoDayOfWeek.Thursday)}."
        );
        await asker.TagAsync(mail, week.InManila(IsoDayOfWeek.Thursday, 18), "Test report", [contact.Address]);
        await world.MoveToAsync(week.Friday(17));

        var figures = Assert.Single(
            (await world.Lead.GetAsync<ContactsReport>("/api/reports/contacts")).Partners.SelectMany(partner =>
                partner.Contacts
            ),
            one => one.Address == contact.Address
        );

        Assert.Equal((1, 0, 1, 1), (figures.Requests, figures.Answered, figures.Overdue, figures.Late));
        Assert.Null(figures.AnsweredShare);
        Assert.Null(figures.Median);
        Assert.Empty((await RowsAsync("answered=true")).Items);
        Assert.Single((await RowsAsync("onTime=false")).Items);
        await world.Lead.GetAsync<ContactReport>($"/api/reports/contacts/{figures.Id}");

        Task<Page<ReportRow>> RowsAsync(string slice) =>
            world.Lead.GetAsync<Page<ReportRow>>($"/api/reports/commitments?contact={figures.Id}&{slice}");
    }

    [Fact]
    public async Task What_you_promised_yourself_is_offered_beside_the_mail_you_sent()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync(
            "Drawings",
            $"Hello Maria, I'll send you the drawings by {week.Named(IsoDayOfWeek.Thursday)}.",
            contact
        );

        var promise = Assert.Single((await ProposalAsync(mail)).Suggestions);

        Assert.Equal((SuggestionMeaning.YourPromise, contact.Address), (promise.Meaning, promise.Who?.Address));
        Assert.NotNull(promise.Deadline);
    }

    private async Task<Message> ReceivedAsync(string text)
    {
        var sent = await contact.SendAsync("Pump 14", text, asker);
        return await asker.FindAsync(sent) ?? throw new InvalidOperationException("The mail did not arrive.");
    }

    private Task<Proposal> ProposalAsync(Message mail) =>
        asker.GetAsync<Proposal>($"/api/requests/proposal?messageId={Uri.EscapeDataString(mail.Id!)}");
}
