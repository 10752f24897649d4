using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.Tests.Replies;

/// <summary>What a contact's mail does to a commitment, and what the asker can say about it.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class RepliesInTheThreadTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_reply_in_a_new_thread_becomes_a_question_to_the_asker()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));

        await contact.SendAsync(
            "Test report of pump 14",
            $"Hello Anke, I will send it by {week.Next.Named(IsoDayOfWeek.Tuesday)}.",
            asker
        );
        await world.IdleAsync();

        var seen = (await asker.LookAtAsync(commitment)).Commitment;
        Assert.Equal(CommitmentState.Paused, seen.State);
        Assert.Equal(week.Friday(10), seen.AgreedDate.At);
        Assert.Contains(
            seen.Question?.Likely ?? [],
            likely => likely.Kind is ReplyKind.Promise or ReplyKind.MoreTime && likely.Date is not null
        );
    }

    [Fact]
    public async Task A_mail_that_delivers_a_part_and_promises_the_rest_shows_both_with_their_sentences()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Friday(10));

        await contact.ReplyAsync(
            mail,
            $"Hello Anke, please find part one of the test report attached. I will send you part two by {week.Next.Named(IsoDayOfWeek.Tuesday)}."
        );

        var entry = (await asker.LookAtAsync(commitment)).History[^1];
        var said = entry.Also.Select(act => act.Evidence).Append(entry.Evidence!).Select(act => act.Sentence).ToList();
        Assert.Contains(said, sentence => sentence.Contains("part one", StringComparison.Ordinal));
        Assert.Contains(said, sentence => sentence.Contains("part two", StringComparison.Ordinal));
        Assert.Contains(entry.Also, act => act.Kind is "delivered" or "promise" or "moreTime");
    }

    [Fact]
    public async Task A_mail_about_something_else_changes_nothing()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Friday(10));

        await contact.SendAsync("Lunch on Tuesday", "Hello Anke, are you coming to lunch?", asker);
        await world.IdleAsync();

        Assert.Single((await asker.LookAtAsync(commitment)).History);
    }

    [Fact]
    public async Task A_correction_moves_the_date_and_what_was_read_stays_visible()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(
            mail,
            $"Hello Anke, I will send you the test report by {week.Next.Named(IsoDayOfWeek.Wednesday)}."
        );

        var corrected = await asker.CorrectAsync(commitment, 1, ReplyKind.Promise, week.Next.Monday(10));

        Assert.Equal(week.Next.Monday(10), corrected.Commitment.AgreedDate.At);
        Assert.Equal(["asked", "moreTime", "corrected"], corrected.History.Select(entry => entry.Kind));
        Assert.Equal(ReplyKind.Promise, corrected.History[1].CorrectedTo);
        Assert.Equal(week.Next.InManila(IsoDayOfWeek.Wednesday, 18), corrected.History[1].Date);
        Assert.Equal("you", corrected.Commitment.LastEvidence?.Source);
        Assert.Equal([week.Friday(10), week.Next.Monday(10)], corrected.Ledger.Select(entry => entry.Date.At));
    }

    [Fact]
    public async Task Correcting_the_delivery_opens_it_again_and_it_is_followed_up()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await contact.ReplyAsync(mail, "Here is the report.");
        var closed = await asker.UnderstandAsync(commitment, ReplyKind.Delivered);
        Assert.Equal(CommitmentState.Met, closed.Commitment.State);

        await asker.CorrectAsync(commitment, 1, ReplyKind.Acknowledgement);
        await world.MoveToAsync(week.Thursday(17));

        Assert.Equal(1, (await asker.LookAtAsync(commitment)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task Answered_elsewhere_closes_it_and_nothing_goes_out()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));

        var closed = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{commitment}/answered-elsewhere",
            new AnsweredElsewhereBody("on the phone")
        );
        await world.MoveToAsync(week.Next.Friday(17));

        Assert.Equal(CommitmentState.Met, closed.Commitment.State);
        Assert.Equal("Answered elsewhere: on the phone", closed.History[^1].Words);
        Assert.Single(await contact.InboxAsync());
    }

    [Fact]
    public async Task A_withdrawn_request_is_no_longer_followed_up_and_its_flag_in_Outlook_is_done()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        Assert.Equal("flagged", (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus?.ToString(), ignoreCase: true);

        await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{commitment}/withdrawal",
            new WithdrawalBody("no longer needed")
        );
        await world.MoveToAsync(week.Next.Friday(17));

        Assert.Single(await contact.InboxAsync());
        Assert.Equal("complete", (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus?.ToString(), ignoreCase: true);
        using var again = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/commitments/{commitment}/withdrawal",
            new WithdrawalBody(null)
        );
        Assert.Equal(System.Net.HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_contact_who_is_out_of_office_is_chased_when_they_are_back()
    {
        var week = await world.NextWeekAsync();
        await contact.AnswerAutomaticallyAsync(
            $"I am out of the office until {week.Next.DateOf(IsoDayOfWeek.Wednesday).ToString("d MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB"))}."
        );
        var (_, commitment) = await asker.AskAsync(contact, week.Wednesday(10));

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal("automaticReply", seen.History[^1].Kind);
        Assert.Equal(CommitmentState.Paused, seen.Commitment.State);

        await world.MoveToAsync(week.Next.Tuesday(20));
        Assert.Single(await contact.InboxAsync());

        await world.MoveToAsync(week.Next.Friday(17));
        Assert.Equal(1, (await asker.LookAtAsync(commitment)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task A_question_back_stops_the_chasing_until_the_asker_has_answered_it()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var question = await contact.ReplyAsync(mail, "Which pump do you mean, 14 or 15?");
        var asked = await asker.UnderstandAsync(commitment, ReplyKind.Question);
        Assert.Equal(Ball.Asker, asked.Commitment.Ball);

        await world.MoveToAsync(week.Friday(10));
        Assert.Single(await contact.InboxAsync());

        await asker.ReplyAsync(question, "Pump 14, please.");
        Assert.Equal(Ball.Contact, (await asker.LookAtAsync(commitment)).Commitment.Ball);
        await world.MoveToAsync(week.Next.Tuesday(17));
        Assert.Equal(1, (await asker.LookAtAsync(commitment)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task An_answer_that_the_asker_gave_before_the_question_was_recognised_counts()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var question = await contact.ReplyAsync(mail, "Hm, 14 or 15?");
        await asker.ReplyAsync(question, "Pump 14, please.");

        var understood = await asker.CorrectAsync(commitment, 1, ReplyKind.Question);

        Assert.Equal(Ball.Contact, understood.Commitment.Ball);
    }

    [Fact]
    public async Task What_one_of_two_contacts_writes_is_not_the_other_ones_answer()
    {
        var week = await world.NextWeekAsync();
        var other = world.NewContact("Jose Ramos");
        var mail = await asker.SendAsync("Test report", "Could you both send me your report, please?", contact, other);
        var request = await asker.TagAsync(mail, week.Friday(10));

        await contact.ReplyAsync(mail, $"I will send mine by {week.Next.Named(IsoDayOfWeek.Tuesday)}.");

        var theirs = Assert.Single(request.Commitments, one => one.Contact.Address == other.Address);
        var seen = await asker.LookAtAsync(theirs.Id);
        Assert.Single(seen.History);
        Assert.Null(seen.Commitment.Question);
    }
}
