using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MailCommitments.Commitments;
using MailCommitments.Responsiveness;
using Microsoft.Graph.Models;
using NodaTime;

namespace MailCommitments.Tests.Commitments;

/// <summary>What an asker says about a commitment, over HTTP: it counts, it shows, and it can be taken back.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class ActsTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task While_it_is_snoozed_nobody_is_chased_and_after_it_they_are()
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Wednesday(10));

        var snoozed = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/snooze",
            new SnoozeBody(week.Next.Wednesday(9), "She is at the audit", Seen: 1)
        );
        Assert.Equal(CommitmentState.Paused, snoozed.Commitment.State);
        Assert.Equal(PauseReason.Snoozed, snoozed.Commitment.Paused?.Reason);
        Assert.StartsWith("Waits because you snoozed it until", snoozed.Commitment.NextWhy, StringComparison.Ordinal);

        await world.MoveToAsync(week.Next.Wednesday(8));
        Assert.Single(await contact.InboxAsync());
        await world.MoveToAsync(week.Next.Friday(12));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task Undoing_a_snooze_lets_follow_ups_go_out_again()
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Wednesday(10));
        await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/snooze",
            new SnoozeBody(week.Next.Next.Monday(9))
        );

        var undone = await asker.PostAsync<CommitmentDetail>($"/api/commitments/{id}/undo", new UndoBody(1));
        Assert.Null(undone.Commitment.Paused);
        Assert.Equal((false, true), (undone.History[1].Undoable, undone.History[1].UndoneAt is not null));
        Assert.Equal("undone", undone.History[2].Kind);
        Assert.StartsWith("You took back: Snoozed until", undone.History[2].Words, StringComparison.Ordinal);

        await world.MoveToAsync(week.Friday(17));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_later_date_is_refused_and_the_one_before_comes_back_until_that_is_undone()
    {
        var week = await world.NextWeekAsync();
        var id = await SlippedAsync(week);
        var slipped = await asker.LookAtAsync(id);
        var extension = slipped.Commitment.Extension;
        Assert.Equal((1, false, week.Wednesday(17)), (extension?.Ordinal, extension?.Accepted, extension?.Before.At));
        var named = extension!.Event;

        var refused = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/refusal",
            new RefusalBody(named, null, "The audit is on Thursday", Seen: slipped.Commitment.Events)
        );
        Assert.Equal((week.Wednesday(17), 0), (refused.Commitment.AgreedDate.At, refused.Commitment.Slips));
        var kept = Assert.Single(refused.Ledger, entry => entry.Refused);
        Assert.Equal(("The audit is on Thursday", contact.Person.Name), (kept.Reason, kept.Name));
        Assert.NotNull(kept.Evidence);

        var undone = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/undo",
            new UndoBody(refused.History[^1].Number)
        );
        Assert.Equal(slipped.Commitment.AgreedDate.At, undone.Commitment.AgreedDate.At);
        Assert.Equal(1, undone.Commitment.Slips);

        var accepted = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/acceptance",
            new AcceptanceBody(named)
        );
        Assert.Equal(DateOf.Agreed, accepted.Ledger[^1].By);
        Assert.True(accepted.Commitment.Extension?.Accepted);
        Assert.Equal(accepted.Commitment.MedianSlip, accepted.Ledger[^1].SlipLength);
    }

    [Fact]
    public async Task A_date_agreed_by_phone_counts_and_is_no_slip()
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Wednesday(17));

        var set = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/date",
            new DateBody(week.Next.Monday(10), "By phone")
        );

        Assert.Equal((week.Next.Monday(10), 0), (set.Commitment.AgreedDate.At, set.Commitment.Slips));
        Assert.Equal((DateOf.Agreed, "By phone"), (set.Ledger[^1].By, set.Ledger[^1].Reason));
        await world.MoveToAsync(week.Next.Monday(9));
        Assert.Single(await contact.InboxAsync());
    }

    [Fact]
    public async Task After_sorry_wrong_file_the_asker_reopens_it_and_the_mail_is_flagged_again()
    {
        var week = await world.NextWeekAsync();
        var (mail, id) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(mail, "Hello Anke, here is the test report you asked for, see the attached file.");
        await asker.UnderstandAsync(id, ReplyKind.Delivered);
        await world.IdleAsync();
        Assert.Equal(FollowupFlagStatus.Complete, (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus);

        await contact.ReplyAsync(
            mail,
            $"Sorry, that was the wrong file. I will send you the right one by {week.Next.Named(IsoDayOfWeek.Tuesday)}."
        );
        var offered = await asker.LookAtAsync(id);
        Assert.Equal(CommitmentState.Met, offered.Commitment.State);
        Assert.NotNull(offered.AfterTheEnd);

        var reopened = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/reopening",
            new ReopeningBody(week.Next.Tuesday(10), "Wrong file", Seen: offered.Commitment.Events)
        );
        Assert.Equal(CommitmentState.OnTrack, reopened.Commitment.State);
        Assert.Equal(week.Next.Tuesday(10), reopened.Commitment.AgreedDate.At);
        Assert.Null(reopened.AfterTheEnd);
        Assert.NotEmpty(reopened.Planned);
        await world.IdleAsync();
        Assert.Equal(FollowupFlagStatus.Flagged, (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus);

        var closed = await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/undo",
            new UndoBody(reopened.History[^1].Number)
        );
        Assert.Equal(CommitmentState.Met, closed.Commitment.State);
    }

    [Fact]
    public async Task A_withdrawal_is_undone_as_if_it_had_never_been()
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Friday(10));
        await asker.PostAsync<CommitmentDetail>($"/api/commitments/{id}/withdrawal", new WithdrawalBody("Mistake"));

        var undone = await asker.PostAsync<CommitmentDetail>($"/api/commitments/{id}/undo", new UndoBody(1));

        Assert.Equal(CommitmentState.OnTrack, undone.Commitment.State);
        Assert.NotEmpty(undone.Planned);
    }

    [Fact]
    public async Task Who_acts_on_what_they_have_not_seen_is_told_what_came_and_nothing_is_done()
    {
        var week = await world.NextWeekAsync();
        var id = await SlippedAsync(week);

        using var answer = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/commitments/{id}/withdrawal",
            new WithdrawalBody("No longer needed", Seen: 1)
        );

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Contains("Needs more time, until Thursday", (string?)problem?["detail"], StringComparison.Ordinal);
        Assert.Contains("repeat this", (string?)problem?["detail"], StringComparison.Ordinal);
        Assert.NotEqual(CommitmentState.Closed, (await asker.LookAtAsync(id)).Commitment.State);
    }

    [Theory]
    [InlineData("snooze", """{ "until": "2020-03-02T09:00:00Z" }""", "until", "has passed; choose a later moment")]
    [InlineData("snooze", """{ "until": "9999-12-31T23:59:59Z" }""", "until", "within ten years")]
    [InlineData("date", """{ "date": "2020-03-02T09:00:00Z" }""", "date", "has passed; choose a later moment")]
    [InlineData("acceptance", """{ "event": 0 }""", "event", "names no date of the contact")]
    [InlineData("refusal", """{ "event": 7 }""", "event", "names no date of the contact")]
    [InlineData("undo", """{ "event": 0 }""", "event", "is nothing that you said")]
    public async Task What_cannot_be_is_refused_at_its_field(string act, string body, string field, string remedy)
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Friday(10));

        using var answer = await asker.CallAsync(HttpMethod.Post, $"/api/commitments/{id}/{act}", JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
        Assert.Contains(remedy, (string?)problem?["errors"]?[field]?[0], StringComparison.Ordinal);
        Assert.Single((await asker.LookAtAsync(id)).History);
    }

    [Theory]
    [InlineData("snooze", """{ "until": "2030-03-02T09:00:00Z" }""", "reopen it first")]
    [InlineData("date", """{ "date": "2030-03-02T09:00:00Z" }""", "reopen it first")]
    [InlineData("withdrawal", "{}", "reopen it first")]
    [InlineData("undo", """{ "event": 1 }""", "undone already")]
    public async Task What_does_not_fit_how_it_stands_is_a_conflict_that_says_what_to_do(
        string act,
        string body,
        string remedy
    )
    {
        var week = await world.NextWeekAsync();
        var (_, id) = await asker.AskAsync(contact, week.Friday(10));
        await asker.PostAsync<CommitmentDetail>($"/api/commitments/{id}/withdrawal", new WithdrawalBody());
        if (act == "undo")
            await asker.PostAsync<CommitmentDetail>($"/api/commitments/{id}/undo", new UndoBody(1));

        using var answer = await asker.CallAsync(HttpMethod.Post, $"/api/commitments/{id}/{act}", JsonNode.Parse(body));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(
            remedy,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_corrected_reading_shows_what_stood_there_before_and_since_when()
    {
        var week = await world.NextWeekAsync();
        var id = await SlippedAsync(week);
        var promise = (await asker.LookAtAsync(id)).Commitment.Extension!.Event;

        var corrected = await asker.CorrectAsync(id, promise, ReplyKind.AutomaticReply);

        var restated = Assert.Single(corrected.Restatements);
        Assert.Equal((world.Now, asker.Person.Name), (restated.At, restated.By));
        Assert.Equal((1, 0), (restated.Before.Slips, restated.After.Slips));
        Assert.Equal(week.Wednesday(17), restated.After.AgreedDate.At);
        Assert.True(restated.Before.Waiting.ClockHours <= restated.After.Waiting.ClockHours);
    }

    [Fact]
    public async Task The_report_counts_slips_their_median_what_was_kept_and_our_share()
    {
        var week = await world.NextWeekAsync();
        var id = await SlippedAsync(week);
        await asker.PostAsync<CommitmentDetail>(
            $"/api/commitments/{id}/answered-elsewhere",
            new AnsweredElsewhereBody("By phone")
        );
        var seen = (await asker.LookAtAsync(id)).Commitment;

        var report = await world.Lead.GetAsync<ContactsReport>("/api/reports/contacts");
        var figures = report
            .Partners.SelectMany(partner => partner.Contacts)
            .Single(figures => figures.Address == contact.Address);

        Assert.Equal((1, seen.MedianSlip?.WorkingHours), (figures.Slips, figures.MedianSlipHours));
        Assert.Equal((1, 0), (figures.OnTime, figures.Late));
        Assert.Equal(seen.Delay.Working, figures.Sides);
        var kept = await world.Lead.GetAsync<Page<ReportRow>>(
            $"/api/reports/commitments?contact={figures.Id}&onTime=true"
        );
        Assert.Equal(id, Assert.Single(kept.Items).Id);
    }

    /// <summary>Asked for Wednesday, promised for Thursday of the week after.</summary>
    private async Task<Guid> SlippedAsync(Week week)
    {
        var (mail, id) = await asker.AskAsync(contact, week.Wednesday(17));
        await contact.ReplyAsync(mail, $"Hello, I will send it by {week.Next.Named(IsoDayOfWeek.Thursday)}.");
        return id;
    }
}
