using System.Net;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Promises;
using MailCommitments.Replies;
using Microsoft.Graph.Models;
using NodaTime;

namespace MailCommitments.Tests.Promises;

/// <summary>What a user owes others: kept from a mail, seen until it is done, and nobody's business but theirs.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class OwnPromisesTests(RunningProduct world)
{
    private readonly Somebody owner = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task What_somebody_asks_of_you_is_owed_by_you_until_you_say_that_it_is_done()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync(
            $"Could you please send me the drawings by {week.Named(IsoDayOfWeek.Thursday)}?"
        );
        var ask = Assert.Single((await ProposalAsync(mail)).Suggestions);
        Assert.Equal(SuggestionMeaning.TheirAsk, ask.Meaning);

        var due = ask.Deadline?.Choices[0].At ?? default;
        var promise = await KeepAsync(mail, ask.Sentence, due);

        Assert.Equal((CommitmentState.OnTrack, contact.Address), (promise.State, promise.To?.Address));
        Assert.Equal(ask.Sentence, Assert.Single(promise.History).Evidence?.Sentence);
        await FlagIsAsync(mail, FollowupFlagStatus.Flagged);
        Assert.Equal([MailCategories.Promise], (await owner.ReadAsync(mail.Id!)).Categories);
        await world.MoveToAsync(week.Next.Friday(17));
        Assert.Equal(CommitmentState.Overdue, Assert.Single(await OwedAsync()).State);
        Assert.Empty(await contact.InboxAsync());

        var kept = await owner.PostAsync<PromiseView>($"/api/promises/{promise.Id}/kept", new KeptBody("By phone"));
        await world.MoveToAsync(week.Next.Friday(18));

        Assert.Equal((CommitmentState.MetLate, false), (kept.State, kept.IsOpen));
        Assert.Equal("You kept it: By phone", kept.History[^1].Words);
        Assert.Empty(await OwedAsync());
        await FlagIsAsync(mail, FollowupFlagStatus.Complete);
    }

    [Fact]
    public async Task A_mail_of_your_own_that_delivers_keeps_the_promise_and_that_can_be_undone()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync("Please send the checklist.");
        var promise = await KeepAsync(mail, "Please send the checklist.", week.Friday(17));

        await AnswerAsync(mail, "Hi Maria, please find attached the checklist.", "checklist.pdf");
        await world.MoveToAsync(week.Tuesday(10));

        var kept = Assert.Single(await InThreadAsync(mail));
        Assert.Equal(CommitmentState.Met, kept.State);
        Assert.Equal("Hi Maria, please find attached the checklist.", kept.History[^1].Evidence?.Sentence);
        await FlagIsAsync(mail, FollowupFlagStatus.Complete);

        var again = await owner.PostAsync<PromiseView>(
            $"/api/promises/{promise.Id}/undo",
            new UndoBody(kept.History[^1].Number, kept.Events)
        );
        await world.MoveToAsync(week.Tuesday(11));

        Assert.Equal((CommitmentState.OnTrack, true), (again.State, again.IsOpen));
        await FlagIsAsync(mail, FollowupFlagStatus.Flagged);
        Assert.Single(await OwedAsync());
    }

    [Fact]
    public async Task A_later_date_in_your_own_mail_moves_the_promise_and_is_a_slip()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync("Could you please send me the drawings by Thursday?");
        await KeepAsync(mail, "Send the drawings", week.Thursday(17));

        await AnswerAsync(mail, $"I will send you the drawings by {week.Next.Named(IsoDayOfWeek.Tuesday)}.");
        await world.MoveToAsync(week.Tuesday(10));

        var moved = Assert.Single(await OwedAsync());
        Assert.Equal((1, week.Next.DateOf(IsoDayOfWeek.Tuesday)), (moved.Slips, moved.Due.Yours.Date));
        var flagged = await owner.ReadAsync(mail.Id!);
        Assert.StartsWith(
            $"{moved.Due.Yours.Date:yyyy-MM-dd}",
            flagged.Flag?.DueDateTime?.DateTime,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task When_it_is_not_sure_that_your_mail_kept_it_you_are_asked()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync("Could you please send me the drawings?");
        var promise = await KeepAsync(mail, "Send the drawings", week.Friday(17));

        await AnswerAsync(mail, "Here are the drawings.");
        await world.MoveToAsync(week.Tuesday(10));

        var inDoubt = Assert.Single(await OwedAsync());
        Assert.Equal("Here are the drawings.", inDoubt.InDoubt?.Sentence);
        var open = await owner.PostAsync<PromiseView>(
            $"/api/promises/{promise.Id}/not-yet",
            new NotYetKeptBody(inDoubt.Events)
        );
        Assert.Null(open.InDoubt);
        using var again = await owner.CallAsync(
            HttpMethod.Post,
            $"/api/promises/{promise.Id}/not-yet",
            new NotYetKeptBody()
        );
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task You_may_move_it_drop_it_and_are_told_when_it_has_moved_on_meanwhile()
    {
        var week = await world.NextWeekAsync();
        var mail = await owner.SendAsync("Drawings", "I'll send you the drawings.", contact);
        var promise = await KeepAsync(mail, "Send the drawings", week.Wednesday(17));
        var path = $"/api/promises/{promise.Id}";

        var moved = await owner.PostAsync<PromiseView>(
            $"{path}/date",
            new PromiseDateBody(week.Friday(17), "The plotter is broken")
        );
        Assert.Equal((week.Friday(17), 1), (moved.Due.At, moved.Slips));
        using var stale = await owner.CallAsync(
            HttpMethod.Post,
            $"{path}/dropped",
            new DroppedBody(null, promise.Events)
        );
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("The plotter is broken", await BodyAsync(stale), StringComparison.Ordinal);

        var dropped = await owner.PostAsync<PromiseView>($"{path}/dropped", new DroppedBody("They have them"));
        Assert.Equal(CommitmentState.Closed, dropped.State);
        using var closed = await owner.CallAsync(HttpMethod.Post, $"{path}/kept", new KeptBody());
        Assert.Equal(HttpStatusCode.Conflict, closed.StatusCode);
    }

    [Fact]
    public async Task While_Graph_is_away_what_you_say_is_kept_and_the_flag_follows()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync("Could you please send me the drawings?");
        var promise = await KeepAsync(mail, "Send the drawings", week.Friday(17));

        using (world.Throttle())
        {
            await owner.PostAsync<PromiseView>($"/api/promises/{promise.Id}/kept", new KeptBody());
            await world.MoveToAsync(week.Monday(10));
        }
        await FlagIsAsync(mail, FollowupFlagStatus.Flagged);
        await world.MoveToAsync(week.Monday(11));

        await FlagIsAsync(mail, FollowupFlagStatus.Complete);
    }

    [Fact]
    public async Task The_flag_of_a_mail_that_is_tracked_as_a_request_keeps_showing_that_deadline()
    {
        var week = await world.NextWeekAsync();
        var mail = await owner.SendAsync("Pump 14", "Could you send me the report? I send you the drawings.", contact);
        await owner.TagAsync(mail, week.Friday(10));

        await KeepAsync(mail, "Send the drawings", week.Wednesday(17));
        await world.MoveToAsync(week.Tuesday(10));

        Assert.StartsWith(
            $"{week.DateOf(IsoDayOfWeek.Friday):yyyy-MM-dd}",
            (await owner.ReadAsync(mail.Id!)).Flag?.DueDateTime?.DateTime,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("what", " ", "Friday 5 pm", null)]
    [InlineData("due", "Send the drawings", null, null)]
    [InlineData("due", "Send the drawings", "soonish", null)]
    [InlineData("due", "Send the drawings", "1 March 2001", null)]
    [InlineData("to", "Send the drawings", "Friday 5 pm", "nobody@elsewhere.example")]
    public async Task What_cannot_be_kept_is_refused_with_the_field_at_fault(
        string field,
        string what,
        string? due,
        string? to
    )
    {
        var mail = await ReceivedAsync("Could you please send me the drawings?");

        using var refused = await owner.CallAsync(
            HttpMethod.Post,
            "/api/promises",
            new PromiseBody(mail.Id!, what, new DeadlineBody(due), to)
        );

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"\"{field}\":[", await BodyAsync(refused), StringComparison.Ordinal);
        Assert.Empty(await InThreadAsync(mail));
    }

    [Fact]
    public async Task A_draft_promises_nothing_yet()
    {
        var week = await world.NextWeekAsync();
        var draft = await owner.DraftAsync("Drawings", "I'll send you the drawings.", contact);

        using var refused = await owner.CallAsync(
            HttpMethod.Post,
            "/api/promises",
            new PromiseBody(draft.Id!, "Send the drawings", new DeadlineBody(At: week.Friday(17)))
        );

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_sees_what_you_owe()
    {
        var week = await world.NextWeekAsync();
        var mail = await ReceivedAsync("Could you please send me the drawings?");
        var promise = await KeepAsync(mail, "Send the drawings", week.Friday(17));

        using var foreign = await world.Lead.CallAsync(
            HttpMethod.Post,
            $"/api/promises/{promise.Id}/kept",
            new KeptBody()
        );

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.DoesNotContain(
            (await world.Lead.GetAsync<Page<PromiseView>>("/api/promises?state=all")).Items,
            one => one.Id == promise.Id
        );
    }

    private async Task<Message> ReceivedAsync(string text)
    {
        var sent = await contact.SendAsync("Pump 14", text, owner);
        return await owner.FindAsync(sent) ?? throw new InvalidOperationException("The mail did not arrive.");
    }

    /// <remarks>
    /// Graph says nothing of a draft that leaves: what lies in Sent Items since it was last read is found with the next look, here
    /// for another mail.
    /// </remarks>
    private async Task AnswerAsync(Message mail, string text, string? document = null)
    {
        await world.MoveToAsync(world.Now + Duration.FromMinutes(1));
        await owner.ReplyAsync(mail, text, document);
        await contact.SendAsync("Lunch", "Will you be there at noon?", owner);
        await world.IdleAsync();
    }

    private Task<Proposal> ProposalAsync(Message mail) =>
        owner.GetAsync<Proposal>($"/api/requests/proposal?messageId={Uri.EscapeDataString(mail.Id!)}");

    private Task<PromiseView> KeepAsync(Message mail, string what, Instant due) =>
        owner.PostAsync<PromiseView>("/api/promises", new PromiseBody(mail.Id!, what, new DeadlineBody(At: due)));

    private async Task<IReadOnlyList<PromiseView>> OwedAsync() =>
        (await owner.GetAsync<Page<PromiseView>>("/api/promises")).Items;

    private async Task<IReadOnlyList<PromiseView>> InThreadAsync(Message mail) =>
        (
            await owner.GetAsync<Page<PromiseView>>(
                $"/api/promises?conversationId={Uri.EscapeDataString(mail.ConversationId!)}"
            )
        ).Items;

    private async Task FlagIsAsync(Message mail, FollowupFlagStatus status) =>
        Assert.Equal(status, (await owner.ReadAsync(mail.Id!)).Flag?.FlagStatus);

    private static Task<string> BodyAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
