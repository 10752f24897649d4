using System.Net;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.Tests.FollowUps;

/// <summary>What goes out, when, and the asker's control of it. The contacts work in Manila from nine to six.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class QueueTests(RunningProduct world)
{
    private static readonly Duration Window = Duration.FromMinutes(10);

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task Three_due_asks_are_one_mail_that_names_them_all_and_each_knows_of_it()
    {
        var week = await world.NextWeekAsync();
        var asked = new List<Guid>();
        foreach (var subject in new[] { "Test report of pump 14", "Drawing of pump 15", "Delivery of the seals" })
            asked.Add((await AskAsync(subject, week.Tuesday(10))).Commitment);
        var planned = Assert.Single(await QueueAsync());
        Assert.Equal(3, planned.Asks.Count);
        Assert.Equal(week.InManila(IsoDayOfWeek.Wednesday, 10), planned.Moment.At);

        await world.MoveToAsync(week.Wednesday(17));

        var mail = Assert.Single((await contact.InboxAsync()).Skip(3));
        Assert.All(planned.Asks, ask => Assert.Contains(ask.Ask, mail.Body!.Content, StringComparison.Ordinal));
        foreach (var commitment in asked)
        {
            var seen = await asker.LookAtAsync(commitment);
            Assert.Equal(1, seen.Commitment.FollowUpsSent);
            Assert.Equal("Follow-up sent", seen.History[^1].Words);
        }
    }

    [Fact]
    public async Task The_preview_before_tagging_joins_what_is_asked_already()
    {
        var week = await world.NextWeekAsync();
        await AskAsync("Test report of pump 14", week.Tuesday(10));
        var mail = await asker.SendAsync("Drawing of pump 15", "Could you send me the drawing?", contact);

        var preview = await asker.PostAsync<TagPreview>(
            "/api/requests/preview",
            new TagBody(mail.Id!, "Send the drawing", [contact.Address], new DeadlineBody(null, week.Tuesday(11)))
        );

        var first = Assert.Single(preview.PerContact).FollowUps[0];
        Assert.Equal(week.InManila(IsoDayOfWeek.Wednesday, 10), first.Moment.At);
        Assert.Contains("Test report of pump 14", first.Body, StringComparison.Ordinal);
        Assert.Contains("Send the drawing", first.Body, StringComparison.Ordinal);
        Assert.Contains("One mail for 2 requests", first.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_only_the_last_look_finds_takes_its_ask_out_of_the_mail()
    {
        var week = await world.NextWeekAsync();
        var (answered, first) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        var (_, second) = await AskAsync("Drawing of pump 15", week.Tuesday(10));
        await world.MoveToAsync(week.Tuesday(12));
        world.Host.Tenant.Notifier.Remove(
            Assert.Single(world.Host.Tenant.Notifier.Subscriptions, each => each.Mailbox == asker.Person.Id)
        );
        await contact.ReplyAsync(answered, $"I will send it by {week.Named(IsoDayOfWeek.Friday)}.");

        await world.MoveToAsync(week.Wednesday(17));

        var mail = Assert.Single((await contact.InboxAsync()).Skip(2));
        Assert.DoesNotContain("Test report of pump 14", mail.Body!.Content, StringComparison.Ordinal);
        Assert.Equal(0, (await asker.LookAtAsync(first)).Commitment.FollowUpsSent);
        Assert.Equal(1, (await asker.LookAtAsync(second)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task What_a_hold_kept_out_of_a_joined_mail_goes_out_once_the_hold_ends()
    {
        var week = await world.NextWeekAsync();
        var (_, held) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        var (_, other) = await AskAsync("Drawing of pump 15", week.Tuesday(11));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10) - Window);
        Assert.Equal(2, (await NextAsync()).Asks.Count);
        await asker.PostAsync<HoldView>(
            "/api/holds",
            new HoldBody(
                HoldLevel.Commitment,
                held.ToString(),
                "We test it ourselves first",
                week.InManila(IsoDayOfWeek.Thursday, 12)
            )
        );

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Thursday, 11));
        Assert.Equal(0, (await asker.LookAtAsync(held)).Commitment.FollowUpsSent);
        Assert.Equal(1, (await asker.LookAtAsync(other)).Commitment.FollowUpsSent);

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Thursday, 13));
        Assert.Equal(1, (await asker.LookAtAsync(held)).Commitment.FollowUpsSent);
        Assert.Equal(4, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task An_answer_to_a_joined_mail_is_asked_about_for_each_request_and_an_automatic_one_counts_for_all()
    {
        var week = await world.NextWeekAsync();
        var (_, first) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        var (_, second) = await AskAsync("Drawing of pump 15", week.Tuesday(10));
        await world.MoveToAsync(week.Wednesday(17));
        var chaser = (await contact.InboxAsync())[^1];

        await contact.ReplyAsync(chaser, $"I will send it by {week.Named(IsoDayOfWeek.Friday)}.");

        foreach (var commitment in new[] { first, second })
            Assert.NotNull((await asker.LookAtAsync(commitment)).Commitment.Question);
    }

    [Fact]
    public async Task A_mail_stands_in_the_queue_for_some_minutes_and_leaves_when_it_was_said_to()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        var leaves = week.InManila(IsoDayOfWeek.Wednesday, 10);
        Assert.Equal(QueueState.Planned, (await NextAsync()).State);

        await world.MoveToAsync(leaves - Window);
        var waiting = await NextAsync();
        Assert.Equal((QueueState.Leaving, leaves), (waiting.State, waiting.Moment.At));
        Assert.Single(await contact.InboxAsync());
        Assert.Null((await asker.LookAtAsync(commitment)).Commitment.NextWhy);

        await world.MoveToAsync(leaves);
        Assert.Equal(leaves, Instant.FromDateTimeOffset((await contact.InboxAsync())[^1].ReceivedDateTime!.Value));
    }

    [Fact]
    public async Task What_is_stopped_in_the_window_does_not_leave_and_the_policy_goes_on_with_its_next_step()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 10) - Window);

        await DoAsync("stop", await NextAsync());
        await world.MoveToAsync(week.Friday(17));

        Assert.Single(await contact.InboxAsync());
        Assert.Equal("You stopped a follow-up", (await asker.LookAtAsync(commitment)).History[^1].Words);
        Assert.Equal(week.Next.InManila(IsoDayOfWeek.Monday, 10), (await NextAsync()).Moment.At);
    }

    [Fact]
    public async Task What_is_postponed_leaves_at_the_first_working_moment_after()
    {
        var week = await world.NextWeekAsync();
        await AskAsync("Test report of pump 14", week.Tuesday(10));
        var planned = await NextAsync();

        await DoAsync("postpone", new PostponeBody(planned.Version, week.InManila(IsoDayOfWeek.Thursday, 20)), planned);

        Assert.Equal(week.InManila(IsoDayOfWeek.Friday, 9), (await NextAsync()).Moment.At);
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Friday, 12));
        Assert.Equal(
            week.InManila(IsoDayOfWeek.Friday, 9),
            Instant.FromDateTimeOffset((await contact.InboxAsync())[^1].ReceivedDateTime!.Value)
        );
    }

    [Fact]
    public async Task What_is_edited_goes_out_word_for_word()
    {
        var week = await world.NextWeekAsync();
        await AskAsync("Test report of pump 14", week.Tuesday(10));
        var planned = await NextAsync();
        var text = $"Dear Maria,\n\nmy note may have been buried:\n\n{planned.Body}";

        using (
            var lost = await asker.CallAsync(
                HttpMethod.Put,
                $"/api/follow-ups/{planned.Key}/text",
                new TextBody(planned.Version, "Dear Maria, where is it?")
            )
        )
            Assert.Equal(HttpStatusCode.BadRequest, lost.StatusCode);
        using (
            var kept = await asker.CallAsync(
                HttpMethod.Put,
                $"/api/follow-ups/{planned.Key}/text",
                new TextBody(planned.Version, text)
            )
        )
            Assert.True(kept.IsSuccessStatusCode, await kept.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((text, true, planned.Moment.At), Of(await NextAsync()));
        await world.MoveToAsync(week.Wednesday(17));

        Assert.Contains(
            "my note may have been buried",
            (await contact.InboxAsync())[^1].Body!.Content,
            StringComparison.Ordinal
        );

        static (string, bool, Instant) Of(FollowUpView view) => (view.Body, view.IsEdited, view.Moment.At);
    }

    [Fact]
    public async Task What_is_sent_now_leaves_at_once_but_never_outside_their_hours_nor_before_the_date()
    {
        var week = await world.NextWeekAsync();
        await AskAsync("Test report of pump 14", week.Tuesday(10));
        var early = await NextAsync();
        Assert.Contains("agreed date is still to come", early.WhyNotNow, StringComparison.Ordinal);
        Assert.Contains(
            "agreed date is still to come",
            await RefusedAsync("send-now", early),
            StringComparison.Ordinal
        );

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Tuesday, 21));
        Assert.Contains(
            "outside their working hours",
            await RefusedAsync("send-now", await NextAsync()),
            StringComparison.Ordinal
        );

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Wednesday, 9));
        await DoAsync("send-now", await NextAsync());
        await world.IdleAsync();
        Assert.Equal(2, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task Who_acts_on_a_mail_as_it_no_longer_is_is_told_what_to_do()
    {
        var week = await world.NextWeekAsync();
        await AskAsync("Test report of pump 14", week.Tuesday(10));
        var seen = await NextAsync();
        await DoAsync("postpone", new PostponeBody(seen.Version, week.Thursday(10)), seen);

        Assert.Contains("Look at it again", await RefusedAsync("stop", seen), StringComparison.Ordinal);
        using var stranger = await world
            .NewAsker("Jonas Reuter")
            .CallAsync(HttpMethod.Post, $"/api/follow-ups/{seen.Key}/stop", new SeenBody(seen.Version));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task To_a_sensitive_contact_nothing_goes_without_approval_of_the_very_text()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await AskAsync("Test report of pump 14", week.Tuesday(10));
        await asker.PutAsync<Sensitivity>($"/api/contacts/{contact.Address}/sensitivity", new Sensitivity(true));
        await world.MoveToAsync(week.Thursday(17));
        Assert.Single(await contact.InboxAsync());
        var waiting = await NextAsync();
        Assert.Equal(QueueState.AwaitingApproval, waiting.State);

        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Friday, 3));
        await DoAsync("approve", new TextBody(waiting.Version, waiting.Body + "\n\nPS: No hurry."), waiting);
        await world.IdleAsync();
        Assert.Single(await contact.InboxAsync());
        await world.MoveToAsync(week.InManila(IsoDayOfWeek.Friday, 10));

        var mail = (await contact.InboxAsync())[^1];
        Assert.Contains("PS: No hurry.", mail.Body!.Content, StringComparison.Ordinal);
        Assert.Equal(week.InManila(IsoDayOfWeek.Friday, 9), Instant.FromDateTimeOffset(mail.ReceivedDateTime!.Value));
        Assert.Equal(1, (await asker.LookAtAsync(commitment)).Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task A_thank_you_is_sent_once_however_often_it_is_pressed_and_never_by_itself()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await AskAsync("Test report of pump 14", week.Friday(10));
        await contact.ReplyAsync(mail, "Here is the report.");
        await asker.UnderstandAsync(commitment, ReplyKind.Delivered);
        await world.MoveToAsync(week.Wednesday(10));
        Assert.Single(await contact.InboxAsync());
        var path = $"/api/commitments/{commitment}/thanks";
        var draft = await asker.GetAsync<ThankYouView>(path);

        var presses = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => asker.CallAsync(HttpMethod.Post, path, new ThankYouBody(draft.Text!)))
        );
        await world.IdleAsync();

        Assert.All(presses, press => Assert.Equal(HttpStatusCode.OK, press.StatusCode));
        var thanks = Assert.Single((await contact.InboxAsync()).Skip(1));
        Assert.Contains("thank you for", thanks.Body!.Content, StringComparison.Ordinal);
        Assert.Equal("You said thank you", (await asker.LookAtAsync(commitment)).History[^1].Words);
        Assert.Null((await asker.GetAsync<ThankYouView>(path)).Text);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Asks for something that is named after its subject.</summary>
    private async Task<(Microsoft.Graph.Models.Message Mail, Guid Commitment)> AskAsync(
        string subject,
        Instant deadline
    )
    {
        var mail = await asker.SendAsync(subject, $"Could you please send me this: {subject}?", contact);
        var request = await asker.TagAsync(mail, deadline, subject);
        return (mail, Assert.Single(request.Commitments).Id);
    }

    private async Task<IReadOnlyList<FollowUpView>> QueueAsync() =>
        (await asker.GetAsync<Page<FollowUpView>>("/api/follow-ups")).Items;

    private async Task<FollowUpView> NextAsync() => (await QueueAsync())[0];

    private Task DoAsync(string what, FollowUpView mail) => DoAsync(what, new SeenBody(mail.Version), mail);

    private async Task DoAsync(string what, object body, FollowUpView mail)
    {
        using var answer = await asker.CallAsync(HttpMethod.Post, $"/api/follow-ups/{mail.Key}/{what}", body);
        Assert.True(
            answer.StatusCode == HttpStatusCode.NoContent,
            await answer.Content.ReadAsStringAsync(Cancellation)
        );
        await world.IdleAsync();
    }

    /// <returns>What the refusal says.</returns>
    private async Task<string> RefusedAsync(string what, FollowUpView mail)
    {
        using var answer = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/follow-ups/{mail.Key}/{what}",
            new SeenBody(mail.Version)
        );
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }
}
