using System.Net;
using System.Net.Http.Json;
using MailCommitments.Commitments;

namespace MailCommitments.Tests.Commitments;

[Collection(InTheRunningProduct.Name)]
public sealed class TagTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_mail_tagged_twice_is_one_request()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync("Test report", "Could you send me the report?", contact);

        var first = await asker.TagAsync(mail, week.Friday(10));
        using var again = await asker.TryTagAsync(mail, week.Thursday(10), "Something else");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var second = await ReadAsync<RequestView>(again);
        Assert.Equal((first.Id, week.Friday(10), first.Ask), (second.Id, second.Deadline, second.Ask));
    }

    [Fact]
    public async Task A_mail_tagged_twice_at_the_same_time_is_one_request()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync("Test report", "Could you send me the report?", contact);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => asker.TryTagAsync(mail, week.Friday(10))));

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}"));
        var requests = await Task.WhenAll(answers.Select(ReadAsync<RequestView>));
        Assert.Single(requests.Select(request => request.Id).Distinct());
        Assert.Equal(2, await world.StoredAsync(asker));
    }

    [Fact]
    public async Task Two_people_who_first_ask_the_same_contact_at_the_same_time_both_wait_for_them()
    {
        var week = await world.NextWeekAsync();
        var others = Enumerable.Range(0, 3).Select(_ => world.NewAsker("Jonas Reuter")).ToList();
        var mails = new List<(Somebody Asker, Microsoft.Graph.Models.Message Mail)>();
        foreach (var each in others)
            mails.Add((each, await each.SendAsync("Test report", "Could you send me the report?", contact)));

        var answers = await Task.WhenAll(mails.Select(one => one.Asker.TryTagAsync(one.Mail, week.Friday(10))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
    }

    [Fact]
    public async Task The_pane_may_ask_several_things_at_once_on_the_first_visit()
    {
        await world.NextWeekAsync();
        var mail = await asker.SendAsync("Test report", "Could you send me the report?", contact);

        var answers = await Task.WhenAll(
            asker.CallAsync(HttpMethod.Get, "/api/me"),
            asker.CallAsync(HttpMethod.Get, $"/api/requests/proposal?messageId={Uri.EscapeDataString(mail.Id!)}"),
            asker.CallAsync(HttpMethod.Get, "/api/commitments"),
            asker.CallAsync(HttpMethod.Get, "/api/me")
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task Tagging_an_old_thread_reads_the_replies_that_exist()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync("Test report", "Could you send me the report by Friday?", contact);
        await world.MoveToAsync(week.Tuesday(10));
        await contact.ReplyAsync(mail, $"I will send it by {week.Named(NodaTime.IsoDayOfWeek.Friday)}.");
        await world.MoveToAsync(week.Wednesday(10));

        var request = await asker.TagAsync(mail, week.Thursday(17));

        var seen = await asker.LookAtAsync(Assert.Single(request.Commitments).Id);
        Assert.Equal(2, seen.History.Count);
        Assert.Equal(week.Tuesday(10), seen.History[1].At);
        Assert.Equal(1, seen.Commitment.Slips);
        Assert.Equal((week.Tuesday(10) - week.Monday(9)).TotalHours, seen.Commitment.Waiting.ClockHours, 1);
    }

    [Fact]
    public async Task What_is_shown_before_tagging_is_what_is_planned_after_it()
    {
        var week = await world.NextWeekAsync();
        var mail = await asker.SendAsync("Test report", "Could you send me the report by Friday?", contact);
        var wish = new TagBody(mail.Id!, "Send the report", [contact.Address], new DeadlineBody("Friday 5 pm", null));

        var preview = await asker.PostAsync<TagPreview>("/api/requests/preview", wish);
        var request = await asker.PostAsync<RequestView>("/api/requests", wish);

        Assert.Equal(week.Friday(17), request.Deadline);
        var planned = (await asker.LookAtAsync(Assert.Single(request.Commitments).Id)).Planned;
        Assert.Equal(2, planned.Count);
        Assert.Equivalent(planned, Assert.Single(preview.PerContact).FollowUps, strict: true);
    }

    [Fact]
    public async Task While_Graph_asks_to_wait_the_tag_is_kept_and_tracked_by_itself_later()
    {
        var week = await world.NextWeekAsync();
        await asker.GetAsync<MailCommitments.Identity.MeView>("/api/me");
        var mail = await asker.SendAsync("Test report", "Could you send me the report by Friday?", contact);
        using (world.Throttle())
        {
            using var kept = await asker.TryTagAsync(mail, week.Friday(10));
            Assert.Equal(HttpStatusCode.Accepted, kept.StatusCode);
            var pending = await ReadAsync<PendingView>(kept);
            Assert.Contains("will be tracked by itself", pending.Notice, StringComparison.Ordinal);
            using var again = await asker.TryTagAsync(mail, week.Friday(12));
            Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        }

        await world.MoveToAsync(week.Monday(11));

        var thread = await asker.GetAsync<ThreadView>(
            $"/api/requests?conversationId={Uri.EscapeDataString(mail.ConversationId!)}"
        );
        Assert.Empty(thread.Pending);
        Assert.Equal(week.Friday(12), Assert.Single(thread.Items).Deadline);
        Assert.Equal("flagged", (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus?.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task A_kept_tag_is_carried_out_even_when_its_deadline_has_passed_meanwhile()
    {
        var week = await world.NextWeekAsync();
        await asker.GetAsync<MailCommitments.Identity.MeView>("/api/me");
        var mail = await asker.SendAsync("Urgent report", "Could you send me the report at once?", world.NewContact());
        using (world.Throttle())
        {
            (await asker.TryTagAsync(mail, week.Monday(10))).Dispose();
            await world.MoveToAsync(week.Monday(11));
        }

        await world.MoveToAsync(week.Monday(13));

        var thread = await asker.GetAsync<ThreadView>(
            $"/api/requests?conversationId={Uri.EscapeDataString(mail.ConversationId!)}"
        );
        Assert.Empty(thread.Pending);
        Assert.Equal(week.Monday(10), Assert.Single(thread.Items).Deadline);
    }

    [Fact]
    public async Task A_kept_tag_that_turns_out_wrong_is_said_on_the_mail_and_given_up()
    {
        var week = await world.NextWeekAsync();
        await asker.GetAsync<MailCommitments.Identity.MeView>("/api/me");
        var mail = await asker.SendAsync("Test report", "Could you send me the report by Friday?", asker);
        using (world.Throttle())
            (await asker.TryTagAsync(mail, week.Friday(10))).Dispose();

        await world.MoveToAsync(week.Monday(12));

        var thread = await asker.GetAsync<ThreadView>(
            $"/api/requests?conversationId={Uri.EscapeDataString(mail.ConversationId!)}"
        );
        var refused = Assert.Single(thread.Pending);
        Assert.True(refused.Failed);
        Assert.Contains("only recipient", refused.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Graph_does_not_understand_is_not_tried_every_minute_and_is_done_when_it_does()
    {
        var week = await world.NextWeekAsync();
        await asker.GetAsync<MailCommitments.Identity.MeView>("/api/me");
        var mail = await asker.SendAsync("Test report", "Could you send me the report by Friday?", contact);
        using (world.Throttle())
            (await asker.TryTagAsync(mail, week.Friday(10))).Dispose();
        var calls = 0;
        using (
            world.Disturb(request =>
            {
                // Not the subscriptions of other tests' mailboxes, which are renewed meanwhile.
                if (
                    request.Method != HttpMethod.Patch
                    || request.RequestUri?.AbsolutePath.Contains("/messages/", StringComparison.Ordinal) != true
                )
                    return null;
                calls++;
                return new HttpResponseMessage(HttpStatusCode.BadRequest)
                {
                    RequestMessage = request,
                    Content = new StringContent(
                        """{"error":{"code":"BadRequest","message":"Said by a test."}}""",
                        System.Text.Encoding.UTF8,
                        "application/json"
                    ),
                };
            })
        )
            await world.MoveToAsync(week.Monday(12));
        Assert.InRange(calls, 1, 4);

        await world.MoveToAsync(week.Monday(14));

        Assert.Equal("flagged", (await asker.ReadAsync(mail.Id!)).Flag?.FlagStatus?.ToString(), ignoreCase: true);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<T>(Somebody.Json, TestContext.Current.CancellationToken))!;
}
