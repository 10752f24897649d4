using MailCommitments.Mailboxes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

public sealed class MailboxTests(ProductBesideTenant world) : IClassFixture<ProductBesideTenant>
{
    private readonly Person asker = world.Add(
        "Asha Rao",
        person =>
            person with
            {
                TimeZone = "Asia/Kolkata",
                Department = "Platform",
                OtherAddresses = ["a.rao@old.example"],
            }
    );
    private readonly Person contact = world.Add("Carl Diaz");
    private readonly Person other = world.Add("Olga Petrova");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_is_read_with_its_people_text_and_headers()
    {
        var sent = world.Send(contact, "Firewall rules", "<p>Here is the list.</p>", asker);
        var copy = CopyOf(sent, asker);

        var mail = await (await world.MailboxOfCallerAsync(asker)).FindAsync(copy.ImmutableId, Cancellation);

        Assert.NotNull(mail);
        Assert.Equal(copy.ImmutableId, mail.Id);
        Assert.Equal(sent.InternetMessageId, mail.InternetMessageId);
        Assert.Equal(new MailAddress("Carl Diaz", contact.Mail), mail.From);
        Assert.Equal(asker.Mail, Assert.Single(mail.To).Address);
        Assert.Contains("Here is the list.", mail.Body.Content, StringComparison.Ordinal);
        Assert.Equal(sent.InternetMessageId, mail.Header("Message-ID"));
        Assert.Null(mail.FollowUpKey);
        Assert.False(mail.IsDraft);
    }

    [Fact]
    public async Task A_mail_that_is_not_there_is_nothing_and_no_error()
    {
        var mailbox = await world.MailboxOfCallerAsync(asker);
        var gone = world.Send(contact, "Gone", "<p>x</p>", asker);
        world.Tenant.MailboxOf(asker).Delete(CopyOf(gone, asker));

        Assert.Null(await mailbox.FindAsync(CopyOf(gone, contact).ImmutableId, Cancellation));
        Assert.Null(await mailbox.FindByInternetMessageIdAsync(gone.InternetMessageId, Cancellation));
        Assert.NotNull(
            await mailbox.FindByInternetMessageIdAsync(
                world.Send(contact, "There", "<p>x</p>", asker).InternetMessageId,
                Cancellation
            )
        );
    }

    [Fact]
    public async Task An_id_stays_the_same_when_a_mail_is_moved()
    {
        var copy = CopyOf(world.Send(contact, "Moved", "<p>x</p>", asker), asker);
        var box = world.Tenant.MailboxOf(asker);
        box.Move(copy, box.FolderNamed("archive").Id);

        var mail = await (await world.MailboxOfCallerAsync(asker)).FindAsync(copy.ImmutableId, Cancellation);

        Assert.Equal(box.FolderNamed("archive").Id, mail?.FolderId);
    }

    [Fact]
    public async Task A_thread_comes_from_every_folder_oldest_first_with_what_was_deleted_after_it_was_said_and_without_drafts()
    {
        var asked = world.Send(asker, "Interface list?", "<p>Please send it by Friday.</p>", contact);
        world.Clock.Advance(Duration.FromHours(1));
        var answered = world.Reply(contact, asked, "On Monday.");
        world.Clock.Advance(Duration.FromHours(1));
        var deleted = world.Reply(contact, asked, "Forget that.");
        var box = world.Tenant.MailboxOf(asker);
        box.Move(CopyOf(answered, asker), box.AddFolder("Projects", box.RootFolderId).Id);
        box.Move(CopyOf(deleted, asker), box.FolderNamed("deleteditems").Id);
        box.Add(asked with { IsDraft = true, InternetMessageId = "" }, box.FolderNamed("drafts").Id);

        var thread = await (await world.MailboxOfCallerAsync(asker)).ThreadAsync(
            CopyOf(asked, asker).ConversationId,
            Cancellation
        );

        Assert.Equal(
            [asked.InternetMessageId, answered.InternetMessageId, deleted.InternetMessageId],
            thread.Select(mail => mail.InternetMessageId)
        );
        Assert.Contains("On Monday.", thread[1].UniqueBody?.Content, StringComparison.Ordinal);
        Assert.Contains(asked.InternetMessageId, thread[1].AnsweredMessageIds);
    }

    [Fact]
    public async Task The_profile_says_who_somebody_is_and_when_they_work()
    {
        var profile = await (await world.MailboxOfCallerAsync(asker)).ProfileAsync(Cancellation);

        Assert.Equal(new MailAddress("Asha Rao", asker.Mail), profile.Owner);
        Assert.Equal(["a.rao@old.example"], profile.OtherAddresses);
        Assert.Equal(("Asia/Kolkata", "Platform"), (profile.Zone, profile.Team));
        Assert.Equal((new LocalTime(9, 0), new LocalTime(17, 0)), (profile.Hours?.Start, profile.Hours?.End));
        Assert.Equal(5, profile.Hours?.Days.Count);
    }

    [Fact]
    public async Task Working_hours_of_colleagues_are_known_and_strangers_are_left_out()
    {
        var hours = await (await world.MailboxOfCallerAsync(asker)).HoursOfAsync(
            [asker.Mail, contact.Mail, "nobody@elsewhere.example"],
            Cancellation
        );

        Assert.Equal(new[] { asker.Mail, contact.Mail }.Order(), hours.Keys.Order());
        Assert.Equal("Asia/Kolkata", hours[asker.Mail].Zone);
    }

    [Fact]
    public async Task A_tracked_mail_shows_category_and_flag_beside_what_was_there_and_loses_only_those_when_done()
    {
        var box = world.Tenant.MailboxOf(asker);
        var sent = world.Send(asker, "Track me", "<p>x</p>", contact);
        box.Change(sent, item => item with { Categories = ["Blue"] });
        var mailbox = await world.MailboxOfCallerAsync(asker);

        await mailbox.MarkOwedAsync(sent.ImmutableId, new LocalDate(2026, 3, 6), MailCategories.Request, Cancellation);
        await mailbox.MarkOwedAsync(sent.ImmutableId, new LocalDate(2026, 3, 9), MailCategories.Request, Cancellation);

        var tracked = box.Find(sent.ImmutableId)!;
        Assert.Equal(["Blue", MailCategories.Request], tracked.Categories);
        Assert.Equal("flagged", tracked.Flag.Status);
        Assert.StartsWith("2026-03-09", tracked.Flag.Due?.DateTime, StringComparison.Ordinal);
        Assert.Single(box.Categories, category => category.DisplayName == MailCategories.Request);

        await mailbox.MarkDoneAsync(sent.ImmutableId, Cancellation);

        Assert.Equal(["Blue"], box.Find(sent.ImmutableId)!.Categories);
        Assert.Equal("complete", box.Find(sent.ImmutableId)!.Flag.Status);
    }

    [Fact]
    public async Task What_the_owner_changes_on_a_mail_while_it_is_being_marked_stays()
    {
        var box = world.Tenant.MailboxOf(asker);
        var sent = world.Send(asker, "Mark me", "<p>x</p>", contact);
        var mailbox = await world.MailboxOfCallerAsync(asker);
        var isChanged = false;
        using (
            world.Wire.Interrupt(
                (request, onward) =>
                {
                    if (request.Method == HttpMethod.Patch && !isChanged)
                    {
                        isChanged = true;
                        box.Change(sent, item => item with { Categories = ["Just now"] });
                    }
                    return onward();
                }
            )
        )
            await mailbox.MarkOwedAsync(
                sent.ImmutableId,
                new LocalDate(2026, 3, 6),
                MailCategories.Request,
                Cancellation
            );

        Assert.Equal(["Just now", MailCategories.Request], box.Find(sent.ImmutableId)!.Categories);
    }

    [Fact]
    public async Task A_follow_up_goes_out_once_in_the_thread_above_the_quoted_history_to_the_contact_only()
    {
        var asked = world.Send(asker, "RE: Report", "<p>Please send the report.</p>", contact, other);
        var mailbox = await world.MailboxOfAsync(asker);

        var draft = await mailbox.DraftReplyAsync(
            new(
                "request 1, chaser 1",
                asked.ImmutableId,
                [MailAddress.Of("Carl", contact.Mail), MailAddress.Of("Asha", asker.Mail)],
                [],
                "<p>Any news?</p>"
            ),
            Cancellation
        );
        await mailbox.SendDraftAsync(draft.Id, Cancellation);

        var received = world
            .Tenant.MailboxOf(contact)
            .Items.Single(item => item.Subject == "RE: Report" && item.InReplyTo == asked.InternetMessageId);
        Assert.Equal(draft.InternetMessageId, received.InternetMessageId);
        Assert.Equal([contact.Mail], received.Recipients.Select(recipient => recipient.Mail));
        var (ours, history) = (
            received.Body.Content.IndexOf("Any news?", StringComparison.Ordinal),
            received.Body.Content.IndexOf("Please send the report.", StringComparison.Ordinal)
        );
        Assert.True(ours >= 0 && history > ours);
        Assert.DoesNotContain(
            world.Tenant.MailboxOf(other).Items,
            item => item.InternetMessageId == draft.InternetMessageId
        );
    }

    [Fact]
    public async Task What_was_drafted_or_sent_with_a_key_is_found_by_it()
    {
        var asked = world.Send(asker, "Numbers", "<p>Please.</p>", contact);
        var mailbox = await world.MailboxOfAsync(asker);
        Assert.Null(await mailbox.FindByKeyAsync("it's key 2", Cancellation));

        var draft = await mailbox.DraftReplyAsync(Chaser("it's key 2", asked), Cancellation);
        Assert.Equal(draft, await mailbox.FindByKeyAsync("it's key 2", Cancellation));

        await mailbox.SendDraftAsync(draft.Id, Cancellation);
        var sent = await mailbox.FindByKeyAsync("it's key 2", Cancellation);
        Assert.Equal(draft with { IsDraft = false, SentAt = sent?.SentAt }, sent);
        Assert.NotNull(sent?.SentAt);
        Assert.Equal("it's key 2", (await mailbox.FindAsync(draft.Id, Cancellation))?.FollowUpKey);
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("deleteditems")]
    public async Task What_was_sent_with_a_key_is_found_wherever_its_owner_puts_it_and_a_draft_they_put_away_is_not(
        string folder
    )
    {
        var asked = world.Send(asker, "Tidy", "<p>Please.</p>", contact);
        var mailbox = await world.MailboxOfAsync(asker);
        var box = world.Tenant.MailboxOf(asker);
        var sent = await mailbox.DraftReplyAsync(Chaser("sent", asked), Cancellation);
        await mailbox.SendDraftAsync(sent.Id, Cancellation);
        var unwanted = await mailbox.DraftReplyAsync(Chaser("unwanted", asked), Cancellation);

        box.Move(box.Find(sent.Id)!, box.FolderNamed(folder).Id);
        box.Move(box.Find(unwanted.Id)!, box.FolderNamed(folder).Id);

        var found = await mailbox.FindByKeyAsync("sent", Cancellation);
        Assert.Equal((sent.Id, false), (found?.Id, found?.IsDraft));
        Assert.Null(await mailbox.FindByKeyAsync("unwanted", Cancellation));
    }

    [Fact]
    public async Task A_thread_that_is_too_much_for_one_page_is_read_in_smaller_ones()
    {
        var asked = world.Send(asker, "Long thread", "<p>x</p>", contact);
        for (var number = 0; number < 15; number++)
            world.Reply(contact, asked, $"Part {number}");
        var mailbox = await world.MailboxOfAsync(asker);
        using var slow = world.Wire.Interrupt(
            (request, onward) =>
                Uri.UnescapeDataString(request.RequestUri!.Query).Contains("$top=50", StringComparison.Ordinal)
                    ? Task.FromResult(Wire.Error(504, "GatewayTimeout", request))
                    : onward()
        );

        Assert.Equal(16, (await mailbox.ThreadAsync(CopyOf(asked, asker).ConversationId, Cancellation)).Count);
    }

    [Fact]
    public async Task A_draft_without_its_text_is_not_found_by_its_key_and_is_finished_by_the_next_try()
    {
        var asked = world.Send(asker, "Half a draft", "<p>Please.</p>", contact);
        var mailbox = await world.MailboxOfAsync(asker);
        using (
            world.Wire.Interrupt(
                (request, onward) =>
                    request.Method == HttpMethod.Patch ? throw new HttpRequestException("cut") : onward()
            )
        )
            await Assert.ThrowsAsync<MailboxAway>(() => mailbox.DraftReplyAsync(Chaser("key 3", asked), Cancellation));
        world.Clock.Advance(Duration.FromHours(1));

        Assert.Null(await mailbox.FindByKeyAsync("key 3", Cancellation));
        await mailbox.DraftReplyAsync(Chaser("key 3", asked), Cancellation);

        var box = world.Tenant.MailboxOf(asker);
        var draft = Assert.Single(box.Items, item => item.Folder == box.FolderNamed("drafts").Id);
        Assert.Contains("Any news?", draft.Body.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_whose_answer_is_lost_is_not_repeated_and_the_key_says_that_it_went_out()
    {
        var asked = world.Send(asker, "Lost answer", "<p>Please.</p>", contact);
        var mailbox = await world.MailboxOfAsync(asker);
        var draft = await mailbox.DraftReplyAsync(Chaser("key 4", asked), Cancellation);
        using (
            world.Wire.Interrupt(
                async (request, onward) =>
                {
                    var answer = await onward();
                    return request.RequestUri!.AbsolutePath.EndsWith("/send", StringComparison.Ordinal)
                        ? throw new HttpRequestException("cut after the server acted")
                        : answer;
                }
            )
        )
            await Assert.ThrowsAsync<MailboxAway>(() => mailbox.SendDraftAsync(draft.Id, Cancellation));
        world.Clock.Advance(Duration.FromHours(1));

        Assert.False((await mailbox.FindByKeyAsync("key 4", Cancellation))?.IsDraft);
        Assert.Single(world.Tenant.MailboxOf(contact).Items, item => item.InternetMessageId == draft.InternetMessageId);
    }

    [Fact]
    public async Task A_deleted_draft_is_no_longer_found()
    {
        var asked = world.Send(asker, "Dropped", "<p>Please.</p>", contact);
        var mailbox = await world.MailboxOfAsync(asker);
        var draft = await mailbox.DraftReplyAsync(Chaser("key 5", asked), Cancellation);

        await mailbox.DeleteDraftAsync(draft.Id, Cancellation);

        Assert.Null(await mailbox.FindByKeyAsync("key 5", Cancellation));
    }

    [Fact]
    public async Task Changes_are_those_since_the_last_look_and_none_is_told_twice()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        var since = world.Clock.Now;
        var first = await mailbox.ChangesAsync(MailFolders.Inbox, null, since, since, Cancellation);
        Assert.Empty(first.Messages);

        var sent = world.Send(contact, "New", "<p>x</p>", asker);
        var second = await mailbox.ChangesAsync(MailFolders.Inbox, first.NextLink, since, since, Cancellation);
        Assert.Equal(sent.InternetMessageId, Assert.Single(second.Messages).InternetMessageId);
        Assert.NotEmpty(second.Messages[0].Headers);

        world.Tenant.MailboxOf(asker).Delete(CopyOf(sent, asker));
        var third = await mailbox.ChangesAsync(MailFolders.Inbox, second.NextLink, since, since, Cancellation);
        Assert.Empty(third.Messages);
        Assert.False(third.StartedOver);
    }

    [Fact]
    public async Task A_first_look_leaves_older_mail_alone_and_follows_every_page()
    {
        world.Send(contact, "Old", "<p>x</p>", asker);
        world.Clock.Advance(Duration.FromHours(1));
        var since = world.Clock.Now;
        for (var number = 0; number < 130; number++)
            world.Send(contact, $"New {number}", "<p>x</p>", asker);

        var changes = await (await world.MailboxOfAsync(asker)).ChangesAsync(
            MailFolders.Inbox,
            null,
            since,
            since,
            Cancellation
        );

        Assert.Equal(130, changes.Messages.Count);
        Assert.DoesNotContain(changes.Messages, mail => mail.Subject == "Old");
    }

    [Fact]
    public async Task A_long_list_is_read_in_pieces_that_can_be_stored_one_by_one()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        var since = world.Clock.Now;
        for (var number = 0; number < 250; number++)
            world.Send(contact, $"New {number}", "<p>x</p>", asker);

        var first = await mailbox.ChangesAsync(MailFolders.Inbox, null, since, since, Cancellation);
        var second = await mailbox.ChangesAsync(MailFolders.Inbox, first.NextLink, since, since, Cancellation);

        Assert.Equal((true, false), (first.HasMore, second.HasMore));
        Assert.InRange(first.Messages.Count, 1, 249);
        Assert.Equal(250, first.Messages.Concat(second.Messages).DistinctBy(mail => mail.Subject).Count());
    }

    [Fact]
    public async Task A_forgotten_link_starts_over_and_says_so()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        var since = world.Clock.Now;
        var sent = world.Send(contact, "Before", "<p>x</p>", asker);
        var first = await mailbox.ChangesAsync(MailFolders.Inbox, null, since, since, Cancellation);
        world.Tenant.MailboxOf(asker).ExpireDeltaTokens();
        world.Send(contact, "After", "<p>x</p>", asker);

        var again = await mailbox.ChangesAsync(MailFolders.Inbox, first.NextLink, since, since, Cancellation);

        Assert.True(again.StartedOver);
        Assert.Equal(["After", "Before"], again.Messages.Select(mail => mail.Subject).Order());
        Assert.Contains(again.Messages, mail => mail.InternetMessageId == sent.InternetMessageId);
    }

    [Fact]
    public async Task Where_the_filter_of_a_delta_is_refused_the_list_is_read_without_it()
    {
        var since = world.Clock.Now;
        world.Send(contact, "Unfiltered", "<p>x</p>", asker);
        var mailbox = await world.MailboxOfAsync(asker);
        using var refusal = world.Wire.Interrupt(
            (request, onward) =>
                request.RequestUri!.Query.Contains("filter", StringComparison.Ordinal)
                && request.RequestUri.AbsolutePath.Contains("delta", StringComparison.Ordinal)
                    ? Task.FromResult(Wire.Error(400, "ErrorInvalidUrlQuery", request))
                    : onward()
        );

        var changes = await mailbox.ChangesAsync(MailFolders.Inbox, null, since, since, Cancellation);

        Assert.Equal("Unfiltered", Assert.Single(changes.Messages).Subject);
    }

    private static ReplyToSend Chaser(string key, MailItem asked) =>
        new(key, asked.ImmutableId, [MailAddress.Of("Contact", asked.To[0].Mail)], [], "<p>Any news?</p>");

    private MailItem CopyOf(MailItem sent, Person person) =>
        world.Tenant.MailboxOf(person).FindByMessageId(sent.InternetMessageId)
        ?? throw new InvalidOperationException("The mail did not arrive.");
}
