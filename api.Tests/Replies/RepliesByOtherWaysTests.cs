using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Tests.Replies;

/// <summary>Answers that do not come as a plain reply of the contact, and mail of the asker's own side that is none.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class RepliesByOtherWaysTests(RunningProduct world)
{
    private const string Subject = "Test report of pump 14";

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_reply_with_a_changed_subject_is_found_by_what_it_answers()
    {
        var (mail, commitment) = await AskedAsync();

        Deliver(contact.Person.Address, "Something quite different", "I will send it by Friday.", answering: mail);
        await world.IdleAsync();

        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task A_colleague_to_whom_the_contact_passed_it_is_a_question_to_the_asker_and_no_response_of_the_contact()
    {
        var (mail, commitment) = await AskedAsync();
        var colleague = world.NewContact("Jose Ramos");

        Deliver(colleague.Person.Address, "Re: " + Subject, "Maria asked me to help. Here it is.", answering: mail);
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
        var understood = await asker.UnderstandAsync(commitment, ReplyKind.Delivered);
        Assert.Equal(CommitmentState.Met, understood.Commitment.State);
        Assert.NotNull(await FirstResponseAsync(commitment));
    }

    [Fact]
    public async Task A_colleague_who_writes_in_a_new_thread_is_a_question_to_the_asker()
    {
        var (_, commitment) = await AskedAsync();
        var colleague = world.NewContact("Jose Ramos");

        await colleague.SendAsync(Subject, "Hello Anke, Maria asked me to send you this report.", asker);
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
    }

    [Fact]
    public async Task The_contacts_private_address_is_a_question_to_the_asker()
    {
        var (mail, commitment) = await AskedAsync();

        Deliver(
            new Address(contact.Person.Name, "maria@private.example"),
            "Re: " + Subject,
            "I will send it by Friday.",
            answering: mail
        );
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
    }

    [Fact]
    public async Task The_contacts_private_address_in_a_new_thread_is_a_question_to_the_asker()
    {
        var (_, commitment) = await AskedAsync();

        Deliver(new Address(contact.Person.Name, "maria@private.example"), Subject, "I will send it by Friday.");
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
    }

    [Fact]
    public async Task An_outsider_to_whom_the_thread_was_passed_is_a_question_to_the_asker()
    {
        var (mail, commitment) = await AskedAsync();

        Deliver(
            new Address("Kenji Sato", "kenji@laboratory.example"),
            "Fw: " + Subject,
            "Here it is.",
            answering: mail
        );
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
    }

    [Fact]
    public async Task An_answer_that_somebody_else_got_and_passes_on_is_a_question_to_the_asker()
    {
        var (_, commitment) = await AskedAsync();
        var own = world.NewAsker("Jonas Reuter");

        await own.SendAsync(
            "FW: " + Subject,
            $"This came to me.\n\nFrom: {contact.Person.Name} <{contact.Address}>\nSubject: {Subject}\n\nI will send it by Friday.",
            asker
        );
        await world.IdleAsync();

        await AssertAskedAboutAsync(commitment, countsAsResponse: false);
    }

    [Fact]
    public async Task What_the_contact_sends_from_a_shared_mailbox_is_their_answer()
    {
        var (mail, commitment) = await AskedAsync();

        Deliver(
            new Address("Reports", "reports@bayani.example"),
            "Re: " + Subject,
            "Which pump do you mean, 14 or 15?",
            answering: mail,
            sender: contact.Person.Address
        );
        await world.IdleAsync();

        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);
        Assert.NotNull(await FirstResponseAsync(commitment));
    }

    [Fact]
    public async Task An_answer_that_was_moved_over_from_a_shared_mailbox_is_read_where_it_lies()
    {
        var (mail, commitment) = await AskedAsync();
        var box = Mailbox;
        var projects = box.AddFolder("Projects", box.RootFolderId);

        box.Add(Mail(contact.Person.Address, "Re: " + Subject, "I will send it by Friday.", mail), projects.Id);
        await world.IdleAsync();

        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task An_answer_that_a_rule_archives_is_read_although_nobody_told_of_it()
    {
        var (mail, commitment) = await AskedAsync();
        foreach (var each in Subscriptions)
            world.Host.Tenant.Notifier.Remove(each);

        Mailbox.Add(
            Mail(contact.Person.Address, "Re: " + Subject, "I will send it by Friday.", mail),
            Mailbox.FolderNamed("archive").Id
        );
        await world.MoveToAsync(world.Now + Duration.FromDays(8));

        Assert.NotNull(await FirstResponseAsync(commitment));
    }

    [Fact]
    public async Task A_comment_of_the_askers_own_colleague_is_no_answer()
    {
        var (mail, commitment) = await AskedAsync();
        var own = world.NewAsker("Jonas Reuter");

        Deliver(own.Person.Address, "Re: " + Subject, "Good that you asked.", answering: mail);
        await world.IdleAsync();

        Assert.Single((await asker.LookAtAsync(commitment)).History);
    }

    [Fact]
    public async Task Neither_our_follow_up_nor_the_askers_own_mail_is_taken_for_a_reply_even_when_a_list_brings_it_back()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10), Subject);
        await asker.ReplyAsync(mail, "I forgot to say: pump 14.");
        await world.MoveToAsync(week.Friday(17));
        var sent = Mailbox.Items.Where(item => item.Folder == Mailbox.FolderNamed("sentitems").Id).ToList();
        Assert.True(sent.Count >= 3);

        foreach (var item in sent)
            Mailbox.Add(item with { Properties = new Dictionary<string, string>(), IsRead = false }, InboxId);
        await world.IdleAsync();

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal(1, seen.Commitment.FollowUpsSent);
        Assert.Null(seen.Commitment.Question);
        Assert.Null(await FirstResponseAsync(commitment));
    }

    [Fact]
    public async Task An_answer_to_which_Exchange_carried_over_the_mark_of_our_follow_up_is_an_answer()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10), Subject);
        await world.MoveToAsync(week.Friday(17));
        var mark = Mailbox
            .Items.SelectMany(item => item.Properties)
            .Single(property => property.Key.Contains("McSendKey", StringComparison.OrdinalIgnoreCase));

        Mailbox.Add(
            Mail(contact.Person.Address, "Re: " + Subject, "I will send it by Friday.", answering: null) with
            {
                Properties = new Dictionary<string, string> { [mark.Key] = mark.Value },
                Sent = world.Now,
                Received = world.Now,
            },
            InboxId
        );
        await world.IdleAsync();

        Assert.NotNull(await FirstResponseAsync(commitment));
    }

    [Fact]
    public async Task What_the_asker_writes_from_a_shared_mailbox_answers_the_contacts_question()
    {
        var (mail, commitment) = await AskedAsync();
        var question = await contact.ReplyAsync(mail, "Which pump do you mean, 14 or 15?");
        await asker.UnderstandAsync(commitment, ReplyKind.Question);
        var copy = Mailbox.FindByMessageId(question.InternetMessageId!)!;

        Mailbox.Add(
            Mail(new Address("Pumps", "pumps@nordwind.example"), "Re: " + Subject, "Pump 14.", null) with
            {
                Sender = asker.Person.Address,
                To = [contact.Person.Address],
                ConversationId = copy.ConversationId,
                Sent = world.Now,
                Received = world.Now,
            },
            Mailbox.FolderNamed("sentitems").Id
        );
        await world.IdleAsync();

        Assert.Equal(Ball.Contact, (await asker.LookAtAsync(commitment)).Commitment.Ball);
    }

    [Fact]
    public async Task A_full_resync_tells_nobody_about_old_mail()
    {
        var (mail, commitment) = await AskedAsync();
        await contact.ReplyAsync(mail, "Hm, 14 or 15?");
        await contact.SendAsync(Subject, "And which month?", asker);
        await world.IdleAsync();
        var before = (await asker.LookAtAsync(commitment)).History.Count;

        Mailbox.ExpireDeltaTokens();
        await contact.SendAsync("Lunch", "Are you coming to lunch?", asker);
        await world.IdleAsync();

        Assert.Equal(before, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task A_folder_that_was_deleted_is_read_no_more_and_holds_nothing_up()
    {
        var (mail, commitment) = await AskedAsync();
        var projects = Mailbox.AddFolder("Projects", Mailbox.RootFolderId);
        Mailbox.Add(Mail(contact.Person.Address, "Lunch", "Are you coming?", answering: null), projects.Id);
        await world.IdleAsync();
        Assert.Contains(projects.Id, await TrackedAsync());

        Mailbox.DeleteFolder(projects);
        await contact.ReplyAsync(mail, "Hm, 14 or 15?");
        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);

        await world.MoveToAsync(world.Now + Duration.FromDays(8));
        Assert.DoesNotContain(projects.Id, await TrackedAsync());
    }

    private Mailbox Mailbox => world.Host.Tenant.Tenant.MailboxOf(asker.Person);

    private string InboxId => Mailbox.FolderNamed("inbox").Id;

    private IEnumerable<MailCommitments.Sandbox.Subscription> Subscriptions =>
        world.Host.Tenant.Notifier.Subscriptions.Where(each => each.Mailbox == asker.Person.Id);

    private async Task<(Microsoft.Graph.Models.Message Mail, Guid Commitment)> AskedAsync()
    {
        var week = await world.NextWeekAsync();
        return await asker.AskAsync(contact, week.Next.Friday(10), Subject);
    }

    private static MailItem Mail(
        Address from,
        string subject,
        string text,
        Microsoft.Graph.Models.Message? answering,
        Address? to = null
    ) =>
        new()
        {
            From = from,
            Sender = from,
            To = to is null ? [] : [to],
            Subject = subject,
            Body = new(text, IsHtml: false),
            Headers = answering is null ? [] : [new("In-Reply-To", answering.InternetMessageId!)],
        };

    private void Deliver(
        Address from,
        string subject,
        string text,
        Microsoft.Graph.Models.Message? answering = null,
        Address? sender = null
    ) =>
        world.Host.Tenant.Post.Deliver(
            Mail(from, subject, text, answering, asker.Person.Address) with
            {
                Sender = sender ?? from,
            }
        );

    private async Task AssertAskedAboutAsync(Guid commitment, bool countsAsResponse)
    {
        var seen = await asker.LookAtAsync(commitment);
        Assert.NotNull(seen.Commitment.Question);
        Assert.Equal(CommitmentState.Paused, seen.Commitment.State);
        Assert.Equal(countsAsResponse, await FirstResponseAsync(commitment) is not null);
    }

    private async Task<Instant?> FirstResponseAsync(Guid commitment) =>
        Commitment
            .From(
                await world.InDatabaseAsync(db =>
                    db.Set<EventRow>()
                        .IgnoreQueryFilters()
                        .Where(row => row.CommitmentId == commitment)
                        .OrderBy(row => row.Number)
                        .Select(row => row.Event)
                        .ToListAsync(TestContext.Current.CancellationToken)
                )
            )
            .FirstResponseAt;

    private Task<List<string>> TrackedAsync() =>
        world.InDatabaseAsync(db =>
            db.Set<TrackedFolderRow>()
                .IgnoreQueryFilters()
                .Where(row => row.PersonId == asker.Person.Id)
                .Select(row => row.Folder)
                .ToListAsync(TestContext.Current.CancellationToken)
        );
}
