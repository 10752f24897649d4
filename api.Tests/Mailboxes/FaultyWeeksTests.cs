using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>Weeks in which Microsoft 365 fails in every way it knows end as the same weeks do when nothing fails.</summary>
/// <remarks>
/// What may differ is said in <see cref="HowItEnded"/>: the hour at which a follow-up goes out, because nothing can be sent
/// while Graph is away; its day may not. Ids and keys are fresh in every run.
/// </remarks>
public sealed class FaultyWeeksTests(ITestOutputHelper output)
{
    private const string LongTests = "MAILCOMMITMENTS_LONG_TESTS";

    private static readonly FaultPlan Everything = new()
    {
        Throttled = 0.03,
        Unavailable = 0.03,
        TimedOut = 0.03,
        TimedOutAfterEffect = 0.03,
        BrokenBefore = 0.03,
        BrokenAfter = 0.03,
        Slow = 0.02,
        SlowMilliseconds = 3,
        ExpiredDelta = 0.05,
        MovedMail = 0.2,
        DeletedMail = 0.1,
        LostNotifications = 0.2,
        DoubledNotifications = 0.2,
        LateNotifications = 0.2,
        ReorderedNotifications = 0.2,
    };

    private static readonly int[] AllSeeds =
    [
        .. Enumerable.Range(1, Environment.GetEnvironmentVariable(LongTests) is null ? 3 : 24),
    ];

    /// <summary>Every run is a world of its own, so they are lived side by side.</summary>
    private static readonly SemaphoreSlim AtOnce = new(Environment.ProcessorCount);

    private static readonly Lazy<Task<HowItEnded>> WithoutFaults = new(() => Alone(FaultPlan.None));

    private static readonly Lazy<Dictionary<int, Task<HowItEnded>>> WithFaults = new(() =>
        AllSeeds.ToDictionary(seed => seed, seed => Alone(Everything with { Seed = seed }))
    );

    public static TheoryData<int> Seeds => [.. AllSeeds];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_and_nothing_doubled_whatever_Graph_does(int seed)
    {
        var runs = WithFaults.Value;
        var expected = await WithoutFaults.Value;

        var actual = await runs[seed];

        output.WriteLine(
            $"seed {seed}: {actual.Commitments.Count} commitments, {actual.Commitments.Sum(one => one.Value.Count)} events, {actual.FollowUps.Sum(one => one.Value.Count)} follow-ups"
        );
        Assert.Equal(expected.Commitments.Keys, actual.Commitments.Keys);
        Assert.All(expected.Commitments, one => Assert.Equal(one.Value, actual.Commitments[one.Key]));
        Assert.Equal(expected.FollowUps.Keys, actual.FollowUps.Keys);
        Assert.All(expected.FollowUps, one => Assert.Equal(one.Value, actual.FollowUps[one.Key]));
        Assert.Empty(actual.LeftBehind);
    }

    [Fact]
    public async Task The_weeks_hold_what_they_are_to_prove()
    {
        var ended = await WithoutFaults.Value;

        var happened = ended
            .Commitments.Values.SelectMany(events => events)
            .Select(line => line.Split(' ')[0])
            .ToHashSet();
        Assert.Empty(
            new[]
            {
                "asked",
                "promised",
                "moreTimeAsked",
                "absent",
                "bounced",
                "unclear",
                "askerWrote",
                "followedUp",
                "corrected",
            }.Except(happened)
        );
        Assert.InRange(ended.FollowUps.Sum(one => one.Value.Count), 10, 40);
    }

    /// <summary>Lived outside of the test that asks first: the other tests wait for it as well.</summary>
    private static Task<HowItEnded> Alone(FaultPlan plan)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(() => LiveAsync(plan));
    }

    private static async Task<HowItEnded> LiveAsync(FaultPlan plan)
    {
        await AtOnce.WaitAsync();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(plan with { Withdrawals = plan == FaultPlan.None ? [] : [ThreeWeeks.Withdrawal] })
        );
        try
        {
            await using var world = await RunningProduct.StartedAsync(
                new SandboxOptions
                {
                    Data = null,
                    Now = Monday(9),
                    Faults = file,
                },
                // Seldom, for the test's speed: no act here waits less for what it needs.
                new Dictionary<string, string?>
                {
                    ["Graph:SweepMinutes"] = "240",
                    ["Graph:SubscriptionCheckHours"] = "24",
                }
            );
            await new ThreeWeeks(world).LiveAsync();
            return await HowItEnded.OfAsync(world);
        }
        finally
        {
            File.Delete(file);
            AtOnce.Release();
        }
    }
}

/// <summary>What three people of Nordwind ask of nine at Bayani, and what comes back.</summary>
/// <remarks>
/// People act in the afternoon in Berlin, follow-ups go out in the working day of Manila, which is Berlin's morning: what Graph
/// delays by hours happens on its own day and in its own place among the events.
/// </remarks>
internal sealed class ThreeWeeks(RunningProduct world)
{
    /// <summary>Over a Saturday; the person opens the add-in on the Sunday.</summary>
    public static readonly Withdrawal Withdrawal = new(
        "anke.vogel@nordwind.example",
        "2026-03-07T00:00:00Z",
        "2026-03-08T12:00:00Z"
    );

    private readonly List<(Instant At, Func<Task> Act)> agenda = [];
    private readonly Dictionary<string, MailItem> mails = [];

    public async Task LiveAsync()
    {
        var (anke, jonas, marta) = (Cast("Anke Vogel"), Cast("Jonas Reuter"), Cast("Marta Nowak"));
        var (maria, jose, grace) = (Cast("Maria Santos"), Cast("Jose Ramos"), Cast("Grace Villanueva"));
        var (paolo, liza, ramon) = (Cast("Paolo Mendoza"), Cast("Liza Aquino"), Cast("Ramon Bautista"));
        var (tess, miguel, joy) = (Cast("Tess Navarro"), Cast("Miguel Ocampo"), Cast("Joy Castillo"));
        var nobody = maria.Person with { Name = "No Body", Mail = "no.body@bayani.example" };

        // silent, twice followed up, then delivered
        Ask(Monday(13), anke, "Test report of pump 14", Tuesday(10), maria.Person);
        Reply(Wednesday(14, 1), maria, "Test report of pump 14", "Hello Anke, please find the test report attached.");
        Understand(Wednesday(22, 1), anke, "Test report of pump 14", ReplyKind.Delivered);

        // a second ask to the same contact, of somebody else, due at the same instant
        Ask(Monday(14), marta, "Drawing of pump 15", Tuesday(10), maria.Person);

        // a promise, a corrected date, delivered
        Ask(Monday(15), anke, "Spare parts list 7", Wednesday(10), jose.Person);
        Reply(Tuesday(14), jose, "Spare parts list 7", "Hi Anke, I will send it by Friday 6 March.");
        Understand(Tuesday(22), anke, "Spare parts list 7", ReplyKind.Promise, Friday(17));
        Reply(Saturday(14), jose, "Spare parts list 7", "Sorry, I will send it by Thursday 12 March instead.");
        Understand(Monday(22, 1), anke, "Spare parts list 7", ReplyKind.Promise, Thursday(17, 1));
        Reply(Monday(14, 2), jose, "Spare parts list 7", "Here is the spare parts list.");
        Understand(Monday(22, 2), anke, "Spare parts list 7", ReplyKind.Delivered);

        // away until Monday of the third week
        At(
            Monday(9),
            () =>
                Absent(
                    grace,
                    "Thank you for your mail. I am out of the office and will be back on Monday, 16 March 2026."
                )
        );
        Ask(Monday(16), jonas, "Freight quotation 3", Thursday(10), grace.Person);
        At(Monday(1, 2), () => Absent(grace, null));
        Reply(Thursday(14, 2), grace, "Freight quotation 3", "I am back. Which route do you mean?");
        Understand(Thursday(22, 2), jonas, "Freight quotation 3", ReplyKind.Question);
        Write(Friday(14, 2), jonas, "Freight quotation 3", "From Hamburg to Cebu, please.");

        // an address that does not exist
        Ask(Monday(17), jonas, "Access for new colleague 2", Thursday(10), nobody);

        // two owe an answer, each of their own
        Ask(Tuesday(13), marta, "Warranty claim 9", Thursday(10), paolo.Person, liza.Person);
        Reply(Wednesday(14), paolo, "Warranty claim 9", "Hi Marta, the draft of the answer is attached.");
        Understand(Wednesday(22), marta, "Warranty claim 9", ReplyKind.Delivered, of: paolo);
        Reply(Thursday(14), liza, "Warranty claim 9", "Could you tell me which pump it is about?");
        Understand(Thursday(22), marta, "Warranty claim 9", ReplyKind.Question, of: liza);
        Write(Friday(14), marta, "Warranty claim 9", "It is about pump 15.");

        // acknowledged, blocked, cleared, promised without a day, followed up
        Ask(Tuesday(14), marta, "Customs papers for shipment 21", Monday(10, 1), ramon.Person);
        Reply(Wednesday(13), ramon, "Customs papers for shipment 21", "Thanks, received. I will look into it.");
        Understand(Wednesday(22), marta, "Customs papers for shipment 21", ReplyKind.Acknowledgement);
        Reply(
            Friday(13),
            ramon,
            "Customs papers for shipment 21",
            "We are blocked: the portal does not let us in yet."
        );
        Understand(Friday(22), marta, "Customs papers for shipment 21", ReplyKind.Blocked);
        Write(Monday(14, 1), marta, "Customs papers for shipment 21", "You have access now.");

        // declined; asked for more time; handed over
        Ask(Wednesday(15), marta, "Timesheet correction 5", Friday(10), tess.Person);
        Reply(Thursday(15), tess, "Timesheet correction 5", "Unfortunately we cannot do this, payroll is closed.");
        Understand(Thursday(22), marta, "Timesheet correction 5", ReplyKind.Declined);
        Ask(Wednesday(16), anke, "Packing list 33", Friday(10), miguel.Person);
        Reply(Thursday(16), miguel, "Packing list 33", "I need more time, can we say Wednesday 11 March?");
        Understand(Thursday(22), anke, "Packing list 33", ReplyKind.MoreTime, Wednesday(17, 1));
        Ask(Wednesday(17), jonas, "Invoice 8 cannot be cleared", Friday(10), joy.Person);
        Reply(Thursday(17), joy, "Invoice 8 cannot be cleared", "This is now with my colleague Tess Navarro.");
        Understand(Thursday(22), jonas, "Invoice 8 cannot be cleared", ReplyKind.HandedOver);

        // a reply on a weekend, while the session is gone
        Ask(Thursday(13), anke, "Vendor master data 4", Wednesday(10, 1), paolo.Person);
        Reply(Saturday(15), paolo, "Vendor master data 4", "I will confirm it on Tuesday 10 March.");
        At(Saturday(20) + Duration.FromDays(1), () => VisitAsync(anke));
        Understand(Monday(22, 1), anke, "Vendor master data 4", ReplyKind.Promise, Tuesday(17, 1));

        foreach (var (at, act) in agenda.OrderBy(entry => entry.At))
        {
            await world.MoveToAsync(Instant.Max(at, world.Now));
            await act();
            await world.IdleAsync();
        }
        await world.MoveToAsync(Saturday(1, 2) + Duration.FromDays(3));
    }

    private Somebody Cast(string name) => world.OfCast(name);

    private void At(Instant at, Action act) =>
        At(
            at,
            () =>
            {
                act();
                return Task.CompletedTask;
            }
        );

    private void At(Instant at, Func<Task> act) => agenda.Add((at, act));

    /// <summary>Sends a mail and tracks it a little later; who is told that it did not work tries again.</summary>
    private void Ask(Instant at, Somebody asker, string subject, Instant deadline, params Person[] contacts)
    {
        At(at, () => mails[subject] = Send(asker.Person, subject, contacts));
        At(
            at + Duration.FromMinutes(5),
            () =>
                UntilItWorksAsync(() =>
                    asker.CallAsync(
                        HttpMethod.Post,
                        "/api/requests",
                        new TagBody(
                            mails[subject].ImmutableId,
                            "Send what the mail asks for",
                            [.. contacts.Select(contact => contact.Mail)],
                            new DeadlineBody(null, deadline)
                        )
                    )
                )
        );
    }

    private void Reply(Instant at, Somebody from, string subject, string text) =>
        At(at, () => Answer(from.Person, mails[subject], Answering.Reply, text));

    private void Write(Instant at, Somebody asker, string subject, string text) =>
        At(at, () => Answer(asker.Person, mails[subject], Answering.ReplyAll, text));

    /// <summary>The asker says what the last reply means, if the product asks.</summary>
    private void Understand(
        Instant at,
        Somebody asker,
        string subject,
        ReplyKind kind,
        Instant? date = null,
        Somebody? of = null
    ) =>
        At(
            at,
            async () =>
            {
                var waiting = await asker.GetAsync<Page<CommitmentView>>("/api/commitments");
                foreach (var one in waiting.Items.Where(one => one.Subject == subject))
                {
                    if (of is null || one.Contact.Address == of.Address)
                        await asker.UnderstandAsync(one.Id, kind, date);
                }
            }
        );

    private void Absent(Somebody who, string? text)
    {
        var mailbox = world.Host.Tenant.Tenant.MailboxOf(who.Person);
        mailbox.AutomaticReplies = text is null
            ? AutomaticReplies.Off
            : new AutomaticReplies("alwaysEnabled", "all", null, null, text, text);
    }

    private Task VisitAsync(Somebody who) =>
        UntilItWorksAsync(
            () => who.CallAsync(HttpMethod.Get, "/api/me"),
            async answer =>
                JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["mailbox"]!.GetValue<string>() == "ready"
        );

    private async Task UntilItWorksAsync(
        Func<Task<HttpResponseMessage>> act,
        Func<HttpResponseMessage, Task<bool>>? isDone = null
    )
    {
        for (var tries = 0; tries < 20; tries++)
        {
            using var answer = await act();
            if (answer.IsSuccessStatusCode && (isDone is null || await isDone(answer)))
                return;
            Assert.True(
                answer.IsSuccessStatusCode || (int)answer.StatusCode is 503,
                await answer.Content.ReadAsStringAsync()
            );
            await world.MoveToAsync(world.Now + Duration.FromMinutes(2));
        }
        Assert.Fail("Twenty tries did not work.");
    }

    private MailItem Send(Person from, string subject, IReadOnlyList<Person> to) =>
        SendDraft(
            from,
            new MailItem
            {
                IsDraft = true,
                From = from.Address,
                Sender = from.Address,
                To = [.. to.Select(person => person.Address)],
                Subject = subject,
                Body = new($"<p>Could you please send me what belongs to {subject}?</p>", IsHtml: true),
            }
        );

    private void Answer(Person from, MailItem to, Answering how, string text)
    {
        var copy = world.Host.Tenant.Tenant.MailboxOf(from).FindByMessageId(to.InternetMessageId)!;
        SendDraft(from, MailCommitments.Sandbox.Graph.Answers.To(copy, from, how, text, DateTimeZone.Utc, world.Now));
    }

    private MailItem SendDraft(Person from, MailItem draft)
    {
        var mailbox = world.Host.Tenant.Tenant.MailboxOf(from);
        return world.Host.Tenant.Post.Send(mailbox, mailbox.Add(draft, mailbox.FolderNamed("drafts").Id))!;
    }
}

/// <summary>What the product knows in the end, and what lies in the mailboxes, as far as it may not depend on faults.</summary>
/// <param name="Commitments">By subject and contact: every event in the order of its recording.</param>
/// <param name="FollowUps">By contact: for every follow-up in their mailbox its day there, its mail and which of it it is.</param>
/// <param name="LeftBehind">Drafts of the product that lie in a mailbox, and outbox rows that are neither sent nor dropped.</param>
internal sealed record HowItEnded(
    SortedDictionary<string, List<string>> Commitments,
    SortedDictionary<string, List<string>> FollowUps,
    IReadOnlyList<string> LeftBehind
)
{
    private static readonly HashSet<string> FreshInEveryRun = ["key", "internetMessageId", "message", "messageId"];

    public static async Task<HowItEnded> OfAsync(RunningProduct world)
    {
        var tenant = world.Host.Tenant.Tenant;
        var commitments = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var nameOf = new Dictionary<Guid, string>();
        var rows = await world.InDatabaseAsync(async db =>
            await (
                from row in db.Set<CommitmentRow>().IgnoreQueryFilters()
                join request in db.Set<RequestRow>().IgnoreQueryFilters() on row.RequestId equals request.Id
                join contact in db.Set<MailCommitments.Partners.ContactRow>().IgnoreQueryFilters()
                    on row.ContactId equals contact.Id
                select new
                {
                    row.Id,
                    Name = request.Subject + " of " + contact.Address,
                    Events = db.Set<EventRow>()
                        .IgnoreQueryFilters()
                        .Where(happened => happened.CommitmentId == row.Id)
                        .OrderBy(happened => happened.Number)
                        .ToList(),
                }
            ).ToListAsync()
        );
        foreach (var row in rows)
        {
            nameOf.Add(row.Id, row.Name);
            commitments.Add(row.Name, [.. row.Events.Select(happened => Line(happened.Event))]);
        }

        var sent = tenant
            .People.Where(person => person.TenantId == tenant.Home.TenantId)
            .SelectMany(person => tenant.MailboxOf(person).Items)
            .Select(item =>
                (
                    Item: item,
                    Key: item.Properties.FirstOrDefault(property =>
                        property.Key.EndsWith("McSendKey", StringComparison.OrdinalIgnoreCase)
                    ).Value
                )
            )
            .Where(mail => mail.Key is not null)
            .ToList();
        var unsent = await world.InDatabaseAsync(db =>
            db.Set<OutboxRow>()
                .IgnoreQueryFilters()
                .Where(row => row.State == OutboxState.Decided || row.State == OutboxState.Drafted)
                .Select(row => row.Key)
                .ToListAsync()
        );
        return new(
            commitments,
            FollowUpsIn(
                tenant,
                sent.Where(mail => !mail.Item.IsDraft)
                    .ToDictionary(
                        mail => mail.Item.InternetMessageId,
                        mail => nameOf[Guid.Parse(mail.Key.Split('.')[0])]
                    )
            ),
            [.. sent.Where(mail => mail.Item.IsDraft).Select(mail => $"draft {mail.Key}"), .. unsent]
        );
    }

    private static SortedDictionary<string, List<string>> FollowUpsIn(Tenant tenant, Dictionary<string, string> ours)
    {
        var followUps = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var person in tenant.People.Where(person => person.TenantId != tenant.Home.TenantId))
        {
            var count = new Dictionary<string, int>();
            var lines = new List<string>();
            foreach (
                var item in tenant.MailboxOf(person).Items.Where(item => !item.IsDraft).OrderBy(item => item.Received)
            )
            {
                if (!ours.TryGetValue(item.InternetMessageId, out var name))
                    continue;
                count[name] = count.GetValueOrDefault(name) + 1;
                lines.Add($"{DayThere(item.Received!.Value)} follow-up {count[name]} on {name}");
            }
            if (lines.Count > 0)
                followUps.Add(person.Mail, lines);
        }
        return followUps;
    }

    private static string Line(CommitmentEvent happened)
    {
        var json = JsonSerializer.SerializeToNode(happened, Somebody.Json)!.AsObject();
        var kind = json["happened"]!.GetValue<string>();
        if (happened is CommitmentEvent.FollowedUp)
            json["at"] = DayThere(happened.At);
        Strip(json);
        return $"{kind} {json.ToJsonString()}";
    }

    private static void Strip(JsonObject json)
    {
        foreach (var name in json.Select(property => property.Key).ToList())
        {
            if (FreshInEveryRun.Contains(name))
                json.Remove(name);
            else if (json[name] is JsonObject inner)
                Strip(inner);
        }
    }

    private static string DayThere(Instant at) =>
        at.InZone(Manila).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
