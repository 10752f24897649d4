using System.Net;
using System.Net.Http.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>From a mail that arrives to the folder that is read: notifications, the sweep, and subscriptions that stay alive.</summary>
public sealed class CatchUpTests(ProductBesideTenant world) : IClassFixture<ProductBesideTenant>
{
    private readonly Person asker = world.Add("Asha Rao");
    private readonly Person contact = world.Add("Carl Diaz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_that_arrives_makes_its_mailbox_due_and_is_read_once()
    {
        await FollowedAndReadAsync();
        Assert.Empty(await DueAsync());

        var sent = await ArrivesAsync("Hello");

        Assert.Contains(MailFolders.Inbox, await DueAsync());
        Assert.Equal(sent.InternetMessageId, Assert.Single(await ReadAllAsync()).InternetMessageId);
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task The_owners_own_mail_is_read_from_sent_items()
    {
        await FollowedAndReadAsync();
        var sent = world.Send(asker, "From me", "<p>x</p>", contact);
        await PassesAsync(Duration.FromMinutes(21));

        Assert.Equal(sent.InternetMessageId, Assert.Single(await ReadAllAsync()).InternetMessageId);
    }

    [Fact]
    public async Task What_was_read_and_not_saved_is_read_again()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("Read twice");
        await world.WithAsync<CatchUp, FolderChanges>(catchUp => catchUp.ReadAsync(Inbox, Cancellation));

        Assert.Contains(MailFolders.Inbox, await DueAsync());
        Assert.Equal("Read twice", Assert.Single(await ReadAllAsync()).Subject);
    }

    [Fact]
    public async Task A_notification_that_comes_while_the_folder_is_being_read_is_not_lost()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("First");
        var isLate = false;
        using (
            world.Wire.Interrupt(
                async (request, onward) =>
                {
                    var answer = await onward();
                    if (!isLate && request.RequestUri!.AbsolutePath.Contains("delta", StringComparison.Ordinal))
                    {
                        isLate = true;
                        await ArrivesAsync("Late");
                    }
                    return answer;
                }
            )
        )
            await ReadAsync(Inbox);

        Assert.True(isLate);
        Assert.Contains(MailFolders.Inbox, await DueAsync());
        Assert.Contains(await ReadAllAsync(), mail => mail.Subject == "Late");
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task A_mail_costs_a_quiet_mailbox_three_calls_and_one_sent_by_its_owner_four()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("The ids of the folders are learned once");
        await ReadAllAsync();

        await ArrivesAsync("Hello");
        Assert.Equal(3, await CallsToReadAllAsync());

        world.Send(asker, "From me", "<p>x</p>", contact);
        await world.Server.IdleAsync(Cancellation);
        Assert.Equal(4, await CallsToReadAllAsync());
    }

    [Fact]
    public async Task What_was_not_notified_is_found_by_the_next_look_for_whatever_reason()
    {
        await FollowedAndReadAsync();
        var subscription = Assert.Single(SubscriptionsOfAsker());
        world.Server.Notifier.Remove(subscription);
        await PassesAsync(Duration.FromSeconds(1));
        world.Send(asker, "From me, not notified", "<p>x</p>", contact);
        await world.Server.IdleAsync(Cancellation);
        world.Server.Notifier.Add(subscription);
        await ArrivesAsync("Notified");

        Assert.Equal(
            ["From me, not notified", "Notified"],
            (await ReadAllAsync()).Select(mail => mail.Subject).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_burst_of_notifications_costs_one_look()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("The ids of the folders are learned once");
        await ReadAllAsync();

        for (var number = 0; number < 30; number++)
            world.Send(contact, $"Hello {number}", "<p>x</p>", asker);
        await world.Server.IdleAsync(Cancellation);

        Assert.Equal(2 + 30, await CallsToReadAllAsync());
    }

    [Fact]
    public async Task Many_old_mails_moved_at_once_are_looked_for_a_few_at_a_time_and_what_was_found_is_kept()
    {
        await FollowedAndReadAsync();
        var box = world.Tenant.MailboxOf(asker);
        var projects = box.AddFolder("Projects", box.RootFolderId);
        var state = await ClientStateAsync();
        for (var number = 0; number < 50; number++)
        {
            var old = box.FindByMessageId(world.Send(contact, $"Old {number}", "<p>x</p>", asker).InternetMessageId)!;
            box.Move(old, projects.Id);
        }
        await ReadAllAsync();
        await PassesAsync(Duration.FromHours(1));
        await ReadAllAsync();
        foreach (var item in box.Items.Where(item => item.Folder == projects.Id))
            await NotifyAsync(state, item.ImmutableId, "moved");

        world.Wire.Calls.Clear();
        await ReadAsync(Inbox);
        Assert.InRange(world.Wire.Calls.Count(call => call.StartsWith("GET", StringComparison.Ordinal)), 1, 25);
        Assert.Contains(MailFolders.Inbox, await DueAsync());
        Assert.Equal(30, await WaitingAsync());

        await ReadAllAsync();
        Assert.Equal(0, await WaitingAsync());
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task A_folder_that_must_be_read_from_its_beginning_gets_there_although_Graph_asks_to_wait_on_the_way()
    {
        await FollowedAndReadAsync();
        for (var number = 0; number < 450; number++)
            world.Send(contact, $"Mail {number}", "<p>x</p>", asker);
        await world.Server.IdleAsync(Cancellation);
        var found = new HashSet<string>();

        for (var patience = 0; patience < 6 && await DueAsync() is { Count: > 0 }; patience++)
        {
            var calls = 0;
            using (
                world.Wire.Interrupt(
                    (request, onward) =>
                        ++calls > 300 ? Task.FromResult(Busy(request, TimeSpan.FromMinutes(1))) : onward()
                )
            )
            {
                try
                {
                    found.UnionWith((await ReadAsync(Inbox)).Messages.Select(mail => mail.Subject));
                }
                catch (MailboxAway)
                {
                    await PassesAsync(Duration.FromMinutes(1));
                }
            }
        }

        Assert.Equal(450, found.Count);
    }

    [Fact]
    public async Task What_must_be_read_again_goes_back_a_month_before_the_last_look()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("Long read");
        await ReadAllAsync();
        await PassesAsync(Duration.FromDays(40));
        await ReadAllAsync();
        world.Tenant.MailboxOf(asker).ExpireDeltaTokens();
        await ArrivesAsync("New");
        await PassesAsync(Duration.FromMinutes(21));

        Assert.Equal("New", Assert.Single(await ReadAllAsync()).Subject);
    }

    [Fact]
    public async Task A_place_that_Graph_cannot_read_any_more_is_given_up_and_the_folder_read_anew()
    {
        await FollowedAndReadAsync();
        await world.WithAsync<CommitmentsDb, int>(db =>
            Folders(db)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(folder => folder.DeltaLink, folder => folder.DeltaLink + "x"),
                    Cancellation
                )
        );

        await ArrivesAsync("New");

        Assert.Equal("New", Assert.Single(await ReadAllAsync()).Subject);
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task Mail_that_a_rule_puts_into_a_folder_makes_that_folder_read_too()
    {
        await FollowedAndReadAsync();
        var box = world.Tenant.MailboxOf(asker);
        var projects = box.AddFolder("Projects", box.RootFolderId);
        box.Add(
            world.Send(contact, "Sorted by a rule", "<p>x</p>", contact) with
            {
                To = [asker.Address],
                Folder = "",
            },
            projects.Id
        );
        await world.Server.IdleAsync(Cancellation);

        Assert.Contains(await ReadAllAsync(), mail => mail.Subject == "Sorted by a rule");
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task What_a_rule_moved_while_its_notification_was_lost_is_found_by_the_sweep()
    {
        await FollowedAndReadAsync();
        await UnsubscribeAsync();
        var box = world.Tenant.MailboxOf(asker);
        var arrived = box.FindByMessageId((await ArrivesAsync("Moved unseen")).InternetMessageId)!;
        box.Move(arrived, box.AddFolder("Suppliers", box.RootFolderId).Id);

        await PassesAsync(Duration.FromMinutes(21));

        Assert.Equal("Moved unseen", Assert.Single(await ReadAllAsync()).Subject);
    }

    [Fact]
    public async Task Mail_that_its_owner_deletes_before_it_is_read_is_read_all_the_same()
    {
        await FollowedAndReadAsync();
        var box = world.Tenant.MailboxOf(asker);
        var arrived = box.FindByMessageId((await ArrivesAsync("Deleted at once")).InternetMessageId)!;
        box.Move(arrived, box.FolderNamed(MailFolders.DeletedItems).Id);

        Assert.Equal("Deleted at once", Assert.Single(await ReadAllAsync()).Subject);
    }

    [Fact]
    public async Task Without_any_notification_the_sweep_finds_the_mail()
    {
        await FollowedAndReadAsync();
        await UnsubscribeAsync();
        world.Send(contact, "Nobody told", "<p>x</p>", asker);
        await PassesAsync(Duration.FromMinutes(19));
        Assert.Empty(await DueAsync());
        var expected = world.Clock.Now + Duration.FromMinutes(1);
        Assert.Equal(
            expected,
            await world.WithAsync<CommitmentsDb, Instant>(async db =>
                (await Folders(db).MinAsync(row => row.ReadAt, Cancellation))!.Value
            ) + Duration.FromMinutes(20)
        );

        await PassesAsync(Duration.FromMinutes(1));

        Assert.Equal("Nobody told", Assert.Single(await ReadAllAsync()).Subject);
    }

    [Fact]
    public async Task A_throttled_mailbox_is_left_alone_for_as_long_as_Graph_asked()
    {
        await FollowedAndReadAsync();
        await ArrivesAsync("Busy");
        using (Throttled(TimeSpan.FromMinutes(3)))
            await Assert.ThrowsAsync<MailboxAway>(() => ReadAsync(Inbox));

        Assert.Equal(MailboxState.Away, (await world.RowOfAsync(asker)).State);
        Assert.Empty(await DueAsync());
        await PassesAsync(Duration.FromMinutes(3));
        Assert.Equal("Busy", Assert.Single(await ReadAllAsync()).Subject);
        Assert.Equal(
            (MailboxState.Ready, null),
            ((await world.RowOfAsync(asker)).State, (await world.RowOfAsync(asker)).Why)
        );
    }

    [Fact]
    public async Task A_parked_mailbox_waits_with_its_work_for_its_owner()
    {
        await FollowedAndReadAsync();
        world.Server.Withdraw(asker);
        await world.Server.IdleAsync(Cancellation);
        world
            .Services.GetRequiredService<MailCommitments.Identity.OnBehalfOf>()
            .Forget(ProductBesideTenant.OwnerOf(asker));
        world.Send(contact, "While parked", "<p>x</p>", asker);
        await Assert.ThrowsAsync<MailboxNeedsSignIn>(() => ReadAsync(Inbox));
        await PassesAsync(Duration.FromHours(5));
        Assert.Empty(await DueAsync());

        world.Server.Authority.Consent(asker);
        await world.MailboxOfCallerAsync(asker);

        Assert.Equal("While parked", Assert.Single(await ReadAllAsync()).Subject);
        await RunSubscriptionsAsync();
        Assert.Single(SubscriptionsOfAsker());
    }

    [Fact]
    public async Task A_repeated_notification_is_stored_once_and_one_with_a_wrong_secret_not_at_all()
    {
        await FollowedAndReadAsync();
        var state = await ClientStateAsync();
        var forged = state[..^4] + "AAAA";

        Assert.Equal(HttpStatusCode.Accepted, await NotifyAsync(state, "m1", "e1"));
        Assert.Equal(HttpStatusCode.Accepted, await NotifyAsync(state, "m1", "e1"));
        Assert.Equal(HttpStatusCode.Accepted, await NotifyAsync(forged, "m2", "e1"));
        Assert.Equal(HttpStatusCode.Accepted, await NotifyAsync("nonsense", "m3", "e1"));

        var (stored, notified) = await world.WithAsync<CommitmentsDb, (List<string>, long)>(async db =>
            (
                await db.Set<NotificationRow>()
                    .IgnoreQueryFilters()
                    .Where(row => row.PersonId == asker.Id)
                    .Select(row => row.MessageId)
                    .ToListAsync(Cancellation),
                await Folders(db).MaxAsync(row => row.Notified - row.NotifiedRead, Cancellation)
            )
        );
        Assert.Equal(["m1"], stored);
        Assert.Equal(1, notified);
    }

    [Fact]
    public async Task The_handshake_is_answered_in_plain_text_and_anything_else_is_refused()
    {
        using var handshake = await world.Http.PostAsync(
            NotificationEndpoints.Lifecycle + "?validationToken=a%20%3Cb%3E%20c",
            null,
            Cancellation
        );
        using var nonsense = await world.Http.PostAsync(
            NotificationEndpoints.Notifications,
            new StringContent("no json"),
            Cancellation
        );

        Assert.Equal("a <b> c", await handshake.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/plain", handshake.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
    }

    [Fact]
    public async Task A_subscription_is_renewed_every_few_hours()
    {
        await FollowedAndReadAsync();
        var before = Assert.Single(SubscriptionsOfAsker());
        await PassesAsync(Duration.FromHours(2));
        await RunSubscriptionsAsync();
        Assert.Equal(before.Expires, Assert.Single(SubscriptionsOfAsker()).Expires);

        await PassesAsync(Duration.FromHours(2));
        await RunSubscriptionsAsync();

        var after = Assert.Single(SubscriptionsOfAsker());
        Assert.Equal((before.Id, true), (after.Id, after.Expires > before.Expires));
    }

    [Fact]
    public async Task A_subscription_that_Graph_lost_without_a_word_is_made_anew_within_hours_and_the_gap_is_read()
    {
        await FollowedAndReadAsync();
        await UnsubscribeAsync();
        world.Send(contact, "In the gap", "<p>x</p>", asker);

        await PassesAsync(Duration.FromHours(4));
        await RunSubscriptionsAsync();

        Assert.Equal("In the gap", Assert.Single(await ReadAllAsync()).Subject);
        await ArrivesAsync("After the gap");
        Assert.Contains(await ReadAllAsync(), mail => mail.Subject == "After the gap");
    }

    [Fact]
    public async Task A_stray_subscription_that_points_here_is_ended_and_one_of_another_installation_is_left_alone()
    {
        await FollowedAndReadAsync();
        var ours = Assert.Single(SubscriptionsOfAsker());
        var stray = ours with
        {
            Id = Guid.NewGuid(),
            Resource = $"users/{asker.Id}/mailFolders('inbox')/messages",
            ClientState = "of an earlier database",
        };
        var foreign = stray with
        {
            Id = Guid.NewGuid(),
            NotificationUrl = "https://staging.example/graph/notifications",
        };
        world.Server.Notifier.Add(stray);
        world.Server.Notifier.Add(foreign);

        await PassesAsync(Duration.FromHours(4));
        await RunSubscriptionsAsync();

        Assert.Equal(
            new[] { ours.Id, foreign.Id }.Order(),
            SubscriptionsOfAsker().Select(subscription => subscription.Id).Order()
        );
    }

    [Fact]
    public async Task A_subscription_that_Graph_removed_is_made_anew_and_the_gap_is_read()
    {
        await FollowedAndReadAsync();
        var before = Assert.Single(SubscriptionsOfAsker());
        world.Server.Notifier.Remove(before);
        world.Send(contact, "In the gap", "<p>x</p>", asker);
        world.Server.Notifier.TellLifecycle(before, "subscriptionRemoved");
        await world.Server.IdleAsync(Cancellation);
        Assert.Equal("In the gap", Assert.Single(await ReadAllAsync()).Subject);

        await RunSubscriptionsAsync();

        Assert.NotEqual(before.Id, Assert.Single(SubscriptionsOfAsker()).Id);
        await ArrivesAsync("After the gap");
        Assert.Contains(await ReadAllAsync(), mail => mail.Subject == "After the gap");
    }

    [Fact]
    public async Task What_Graph_says_it_missed_is_read()
    {
        await FollowedAndReadAsync();
        var subscription = Assert.Single(SubscriptionsOfAsker());
        world.Server.Notifier.TellLifecycle(subscription, "missed");
        await world.Server.IdleAsync(Cancellation);

        Assert.Contains(MailFolders.Inbox, await DueAsync());
    }

    [Fact]
    public async Task A_challenge_renews_the_subscription_at_once()
    {
        await FollowedAndReadAsync();
        var before = Assert.Single(SubscriptionsOfAsker());
        await PassesAsync(Duration.FromHours(1));
        world.Server.Notifier.TellLifecycle(before, "reauthorizationRequired");
        await world.Server.IdleAsync(Cancellation);

        await RunSubscriptionsAsync();

        Assert.True(Assert.Single(SubscriptionsOfAsker()).Expires > before.Expires);
    }

    [Fact]
    public async Task A_subscription_whose_making_was_not_recorded_is_adopted()
    {
        await FollowedAndReadAsync();
        var before = Assert.Single(SubscriptionsOfAsker());
        await world.WithAsync<CommitmentsDb, int>(db =>
            Subscriptions(db)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(r => r.GraphId, (string?)null).SetProperty(r => r.DueAt, world.Clock.Now),
                    Cancellation
                )
        );

        await RunSubscriptionsAsync();

        Assert.Equal(before.Id, Assert.Single(SubscriptionsOfAsker()).Id);
        Assert.Equal(
            before.Id.ToString(),
            await world.WithAsync<CommitmentsDb, string?>(async db =>
                (await Subscriptions(db).SingleAsync(Cancellation)).GraphId
            )
        );
    }

    [Fact]
    public async Task When_Graph_is_away_the_mailbox_is_followed_all_the_same_and_subscribed_later()
    {
        await world.MailboxOfCallerAsync(asker);
        using (Throttled(TimeSpan.FromMinutes(2)))
            await FollowAsync();
        Assert.Empty(SubscriptionsOfAsker());

        await PassesAsync(Duration.FromMinutes(3));
        await RunSubscriptionsAsync();

        Assert.Single(SubscriptionsOfAsker());
    }

    [Theory]
    [InlineData(400, "ValidationError")]
    [InlineData(400, "InvalidRequest")]
    [InlineData(403, "ExtensionError")]
    public async Task When_a_subscription_is_refused_the_mailbox_is_read_all_the_same_and_subscribed_later(
        int status,
        string code
    )
    {
        using (
            world.Wire.Interrupt(
                (request, onward) =>
                    request.Method == HttpMethod.Post
                    && request.RequestUri!.AbsolutePath.EndsWith("/subscriptions", StringComparison.Ordinal)
                        ? Task.FromResult(Wire.Error(status, code, request))
                        : onward()
            )
        )
            await FollowAsync();
        Assert.Empty(SubscriptionsOfAsker());
        Assert.Equal(MailboxState.Ready, (await world.RowOfAsync(asker)).State);
        await ArrivesAsync("Not notified");
        Assert.Equal("Not notified", Assert.Single(await ReadAllAsync()).Subject);

        await PassesAsync(Duration.FromMinutes(2));
        await RunSubscriptionsAsync();

        Assert.Single(SubscriptionsOfAsker());
    }

    [Fact]
    public async Task When_the_server_has_moved_its_subscriptions_move_along()
    {
        await FollowedAndReadAsync();
        var before = Assert.Single(SubscriptionsOfAsker());
        world.Server.Notifier.Remove(before);
        world.Server.Notifier.Add(before with { NotificationUrl = "https://old.example/graph/notifications" });

        await PassesAsync(Duration.FromHours(4));
        await RunSubscriptionsAsync();

        var after = Assert.Single(SubscriptionsOfAsker());
        Assert.StartsWith(world.Http.BaseAddress!.OriginalString, after.NotificationUrl, StringComparison.Ordinal);
        Assert.StartsWith(
            world.Http.BaseAddress!.OriginalString,
            after.LifecycleNotificationUrl,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_parked_mailbox_is_subscribed_as_soon_as_its_owner_is_back()
    {
        await FollowedAndReadAsync();
        world.Server.Withdraw(asker);
        await world.Server.IdleAsync(Cancellation);
        world
            .Services.GetRequiredService<MailCommitments.Identity.OnBehalfOf>()
            .Forget(ProductBesideTenant.OwnerOf(asker));
        await RunSubscriptionsAsync();
        Assert.Equal(MailboxState.NeedsSignIn, (await world.RowOfAsync(asker)).State);

        world.Server.Authority.Consent(asker);
        await world.MailboxOfCallerAsync(asker);
        await RunSubscriptionsAsync();

        Assert.Single(SubscriptionsOfAsker());
    }

    [Fact]
    public async Task A_pause_that_another_instance_wrote_down_is_not_shown_to_the_owner_after_its_end()
    {
        await FollowedAndReadAsync();
        await world.WithAsync<CommitmentsDb, int>(db =>
            db.Set<MailboxRow>()
                .IgnoreQueryFilters()
                .Where(row => row.PersonId == asker.Id)
                .ExecuteUpdateAsync(
                    row =>
                        row.SetProperty(r => r.State, MailboxState.Away)
                            .SetProperty(r => r.Why, "Microsoft Graph asked to wait.")
                            .SetProperty(r => r.RetryAt, world.Clock.Now + Duration.FromMinutes(1)),
                    Cancellation
                )
        );
        await world.MailboxOfCallerAsync(asker);
        Assert.Equal(MailboxState.Away, (await world.RowOfAsync(asker)).State);

        await PassesAsync(Duration.FromMinutes(1));
        await world.MailboxOfCallerAsync(asker);

        var row = await world.RowOfAsync(asker);
        Assert.Equal((MailboxState.Ready, null), (row.State, row.Why));
    }

    [Fact]
    public async Task A_subscription_that_Graph_does_not_understand_holds_up_nobody_elses()
    {
        await FollowedAndReadAsync();
        await FollowAsync(contact);
        var before = Assert.Single(SubscriptionsOf(contact));
        await PassesAsync(Duration.FromHours(4));

        using (
            world.Wire.Interrupt(
                (request, onward) =>
                    request.RequestUri!.AbsolutePath.EndsWith(
                        $"{SubscriptionsOf(asker)[0].Id}",
                        StringComparison.Ordinal
                    )
                        ? Task.FromResult(Wire.Error(400, "BadRequest", request))
                        : onward()
            )
        )
            await RunSubscriptionsAsync();

        Assert.True(Assert.Single(SubscriptionsOf(contact)).Expires > before.Expires);
    }

    private TrackedFolder Inbox => new(ProductBesideTenant.OwnerOf(asker), MailFolders.Inbox);

    private async Task FollowAsync(Person? person = null)
    {
        await world.MailboxOfCallerAsync(person ?? asker);
        await world.WithAsync<SubscriptionWork, bool>(async work =>
        {
            await work.EnsureAsync(ProductBesideTenant.OwnerOf(person ?? asker), Cancellation);
            return true;
        });
    }

    /// <summary>The product follows the asker's mailbox and has read all that is there.</summary>
    private async Task FollowedAndReadAsync()
    {
        await world.MailboxOfCallerAsync(asker);
        await FollowAsync();
        await FollowAsync();
        Assert.Single(SubscriptionsOfAsker());
        await ReadAllAsync();
    }

    private async Task<MailItem> ArrivesAsync(string subject)
    {
        var sent = world.Send(contact, subject, "<p>x</p>", asker);
        await world.Server.IdleAsync(Cancellation);
        return sent;
    }

    private async Task PassesAsync(Duration time) =>
        await world.Server.Mover.MoveToAsync(world.Clock.Now + time, Cancellation);

    private async Task<List<string>> DueAsync() =>
        [
            .. (await world.WithAsync<CatchUp, IReadOnlyList<TrackedFolder>>(c => c.DueAsync(1000, Cancellation)))
                .Where(folder => folder.Owner.PersonId == asker.Id)
                .Select(folder => folder.Folder),
        ];

    /// <summary>Reads a folder and saves how far, as a round does.</summary>
    private Task<FolderChanges> ReadAsync(TrackedFolder folder) =>
        world.WithAsync<IServiceProvider, FolderChanges>(async services =>
        {
            var changes = await services.GetRequiredService<CatchUp>().ReadAsync(folder, Cancellation);
            await services.GetRequiredService<CommitmentsDb>().SaveChangesAsync(Cancellation);
            return changes;
        });

    private async Task<List<MailMessage>> ReadAllAsync()
    {
        var read = new List<MailMessage>();
        while (await DueAsync() is { Count: > 0 } due)
        {
            foreach (var folder in due)
                read.AddRange((await ReadAsync(Inbox with { Folder = folder })).Messages);
        }
        return read;
    }

    private async Task<int> CallsToReadAllAsync()
    {
        world.Wire.Calls.Clear();
        await ReadAllAsync();
        return world.Wire.Calls.Count;
    }

    private Task<string> ClientStateAsync() =>
        world.WithAsync<CommitmentsDb, string>(async db =>
            (await Subscriptions(db).SingleAsync(Cancellation)).ClientState
        );

    private Task<int> WaitingAsync() =>
        world.WithAsync<CommitmentsDb, int>(db =>
            db.Set<NotificationRow>().IgnoreQueryFilters().CountAsync(row => row.PersonId == asker.Id, Cancellation)
        );

    private async Task RunSubscriptionsAsync() =>
        await world.WithAsync<SubscriptionWork, bool>(async work =>
        {
            await work.RunAsync(Cancellation);
            return true;
        });

    private List<MailCommitments.Sandbox.Subscription> SubscriptionsOfAsker() => SubscriptionsOf(asker);

    private List<MailCommitments.Sandbox.Subscription> SubscriptionsOf(Person person) =>
        [.. world.Server.Notifier.Subscriptions.Where(each => each.Mailbox == person.Id)];

    private async Task UnsubscribeAsync()
    {
        foreach (var subscription in SubscriptionsOfAsker())
            world.Server.Notifier.Remove(subscription);
        await world.Server.IdleAsync(Cancellation);
    }

    private IDisposable Throttled(TimeSpan retryAfter) =>
        world.Wire.Interrupt(
            (request, onward) =>
                request.RequestUri!.Host == "graph.microsoft.com"
                    ? Task.FromResult(Busy(request, retryAfter))
                    : onward()
        );

    private static HttpResponseMessage Busy(HttpRequestMessage request, TimeSpan retryAfter)
    {
        var busy = Wire.Error(429, "TooManyRequests", request);
        busy.Headers.RetryAfter = new(retryAfter);
        return busy;
    }

    private async Task<HttpStatusCode> NotifyAsync(string clientState, string messageId, string etag)
    {
        using var answer = await world.Http.PostAsJsonAsync(
            NotificationEndpoints.Notifications,
            new
            {
                value = new[]
                {
                    new
                    {
                        subscriptionId = Guid.Empty,
                        clientState,
                        changeType = "created",
                        resource = $"Users/{asker.Id}/Messages/{messageId}",
                        resourceData = new Dictionary<string, string> { ["id"] = messageId, ["@odata.etag"] = etag },
                    },
                },
            },
            Cancellation
        );
        return answer.StatusCode;
    }

    private IQueryable<TrackedFolderRow> Folders(CommitmentsDb db) =>
        db.Set<TrackedFolderRow>().IgnoreQueryFilters().Where(row => row.PersonId == asker.Id);

    private IQueryable<SubscriptionRow> Subscriptions(CommitmentsDb db) =>
        db.Set<SubscriptionRow>().IgnoreQueryFilters().Where(row => row.PersonId == asker.Id);
}
