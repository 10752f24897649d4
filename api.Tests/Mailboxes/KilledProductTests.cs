using System.Globalization;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Partners;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>The product is killed in the middle of everything it does, and starts again on its database.</summary>
public sealed class KilledProductTests(ITestOutputHelper output)
{
    private const string LongTests = "MAILCOMMITMENTS_LONG_TESTS";

    /// <summary>
    /// Each step of tagging, sending and reading, before Graph has carried it out, and after it before the answer is there. Two
    /// rows for two worlds side by side, so that two processors have work.
    /// </summary>
    private static readonly Death[][] EveryStep =
    [
        [
            new Death.At("POST subscriptions", IsAfter: true),
            // What recovers from the first death dies of the second, however fast it is.
            new Death.At("POST messages/createReply", IsAfter: false)
            {
                Then = new Death.At("GET mailFolders/drafts/messages", IsAfter: true),
            },
            new Death.At("PATCH messages", IsAfter: false),
            new Death.At("POST messages/send", IsAfter: true)
            {
                Then = new Death.At("GET mailFolders/sentitems/messages", IsAfter: true),
            },
            new Death.At("notification", IsAfter: false),
            new Death.At("GET mailFolders/inbox/messages/delta()", IsAfter: true),
        ],
        [
            new Death.At("GET messages", IsAfter: true),
            new Death.At("POST messages/createReply", IsAfter: true),
            new Death.At("PATCH messages", IsAfter: true),
            new Death.At("GET mailboxSettings", IsAfter: true),
            new Death.At("POST messages/send", IsAfter: false),
            new Death.At("POST messages/send", IsAfter: true),
            new Death.At("notification", IsAfter: true),
            new Death.At("GET mailFolders/inbox/messages/delta()", IsAfter: false),
        ],
    ];

    /// <summary>Besides the steps, in the middle of writes to the database: which of them comes from a seed.</summary>
    private const int AnyWrites = 6;

    /// <summary>From a wish to its answer there are about as many.</summary>
    private const int WritesOfAnAsk = 60;

    [Fact]
    public async Task Killed_at_any_step_it_loses_nothing_and_sends_nothing_twice()
    {
        var rounds = Environment.GetEnvironmentVariable(LongTests) is null ? 1 : 10;
        var halves = await Task.WhenAll(LiveAsync(half: 0, rounds), LiveAsync(half: 1, rounds));

        var kills = halves.SelectMany(half => half.Kills).ToLookup(kill => kill.Key, kill => kill.Value);
        foreach (var step in kills.OrderBy(step => step.Key, StringComparer.Ordinal))
            output.WriteLine($"{step.Sum(), 4} x {step.Key}");
        output.WriteLine(
            $"{kills.Sum(step => step.Sum())} kills, {halves.Sum(half => half.FollowUps)} follow-ups, {halves.Sum(half => half.Events)} events; 0 lost, 0 doubled"
        );
        Assert.True(kills.Sum(step => step.Sum()) >= 20 * rounds);
    }

    private static async Task<Outcome> LiveAsync(int half, int rounds)
    {
        await using var world = await KilledProduct.StartAsync();
        var asks = new List<Ask>();
        for (var round = 0; round < rounds; round++)
        {
            var random = new Random(100 * half + round);
            using var people = new Round(world, $"{half}{round}");
            foreach (var death in EveryStep[half])
                await people.DieAsync(death);
            for (var kill = 0; kill < AnyWrites / 2; kill++)
                await people.DieAsync(new Death.AtWrite(random.Next(1, WritesOfAnAsk)));
            await people.SettleAsync();
            asks.AddRange(people.Asks);
        }
        return await Outcome.OfAsync(world, asks);
    }

    private sealed record Ask(Person Asker, Person Contact, MailItem Mail)
    {
        public bool IsAnswered { get; set; }
    }

    /// <summary>One asker and what they ask of many; each contact works around the clock, so that a follow-up is due today.</summary>
    /// <remarks>Other mail arrives all the time, so that the product has something to look for; not so much that Graph throttles.</remarks>
    private sealed class Round : IDisposable
    {
        private static readonly TimeSpan BetweenOtherMail = TimeSpan.FromSeconds(1);

        private readonly KilledProduct world;
        private readonly string name;
        private readonly Person asker;
        private readonly ITimer otherMail;

        public Round(KilledProduct world, string name)
        {
            (this.world, this.name) = (world, name);
            asker = world.Add($"Asker {name}", Cast.HomeDomain);
            otherMail = world.Time.CreateTimer(_ => DeliverNews(), null, BetweenOtherMail, BetweenOtherMail);
        }

        public List<Ask> Asks { get; } = [];

        public void Dispose() => otherMail.Dispose();

        /// <summary>Lives until it is killed there, with everything going on at once: tagging, sending, replies, other mail.</summary>
        public async Task DieAsync(Death how)
        {
            world.Arm(how);
            await AskAsync();
            AnswerOne();
            await world.UntilAsync(
                async () =>
                {
                    await world.LiveAsync();
                    return !world.IsArmed;
                },
                $"It is killed: {how}"
            );
        }

        /// <summary>Asks another contact, with a deadline that is over in a moment.</summary>
        private async Task AskAsync()
        {
            var contact = world.Add($"Contact {name}x{Asks.Count}", Cast.PartnerDomain);
            var mail = Send(asker, contact, $"Report {name}x{Asks.Count}", "<p>Please send me the report.</p>");
            await world.CallAsync(
                asker,
                HttpMethod.Post,
                "/api/requests",
                tries => new TagBody(
                    mail.ImmutableId,
                    "Send the report",
                    [contact.Mail],
                    new DeadlineBody(null, world.Now + Duration.FromSeconds(tries * tries)),
                    Priority.Urgent
                )
            );
            await world.CallAsync(
                asker,
                HttpMethod.Put,
                $"/api/contacts/{contact.Mail}/calendar",
                _ => new CalendarBody(WhereItIsNoon(), [1, 2, 3, 4, 5, 6, 7], LocalTime.Midnight, new LocalTime(23, 59))
            );
            Asks.Add(new(asker, contact, mail));
        }

        /// <summary>Lives on until everything is sent and read.</summary>
        public async Task SettleAsync()
        {
            await world.LiveAsync();
            await world.UntilAsync(
                async () =>
                {
                    AnswerOne();
                    return Asks.TrueForAll(ask => ask.IsAnswered)
                        && await StandingAsync() is var standing
                        && standing.Count == Asks.Count
                        && standing.TrueForAll(one => one is { Events: >= 3, Sent: > 0 });
                },
                "Everything is sent and read",
                async () => string.Join('\n', await StandingAsync())
            );
        }

        /// <summary>What the product knows of each ask.</summary>
        private Task<List<Standing>> StandingAsync()
        {
            var ids = Asks.Select(ask => ask.Mail.InternetMessageId).ToList();
            return world.InDatabaseAsync(db =>
                (
                    from request in db.Set<RequestRow>().IgnoreQueryFilters()
                    where ids.Contains(request.InternetMessageId)
                    join row in db.Set<CommitmentRow>().IgnoreQueryFilters() on request.Id equals row.RequestId
                    select new Standing(
                        request.Subject,
                        db.Set<EventRow>().IgnoreQueryFilters().Count(happened => happened.CommitmentId == row.Id),
                        db.Set<OutboxRow>()
                            .IgnoreQueryFilters()
                            .Count(mail =>
                                mail.State == OutboxState.Sent && mail.Items.Any(item => item.CommitmentId == row.Id)
                            )
                    )
                ).ToListAsync()
            );
        }

        private sealed record Standing(string Subject, int Events, int Sent);

        /// <summary>A contact who has got the follow-up promises a date.</summary>
        private void AnswerOne()
        {
            if (Asks.Find(ask => !ask.IsAnswered && FollowUpsOf(world, ask).Count > 0) is not { } ask)
                return;
            ask.IsAnswered = true;
            var mailbox = world.Tenant.Tenant.MailboxOf(ask.Contact);
            var day = (world.Now + Duration.FromDays(9)).InUtc().Date;
            world.Tenant.Post.Send(
                mailbox,
                mailbox.Add(
                    MailCommitments.Sandbox.Graph.Answers.To(
                        FollowUpsOf(world, ask)[0],
                        ask.Contact,
                        Answering.Reply,
                        $"I will send it by {day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}.",
                        DateTimeZone.Utc,
                        world.Now
                    ),
                    mailbox.FolderNamed("drafts").Id
                )
            );
        }

        private void DeliverNews() =>
            world.Tenant.Post.Deliver(
                new MailItem
                {
                    Subject = "News",
                    From = new("News", "news@elsewhere.example"),
                    To = [asker.Address],
                    Body = new("News", IsHtml: false),
                }
            );

        private MailItem Send(Person from, Person to, string subject, string html)
        {
            var mailbox = world.Tenant.Tenant.MailboxOf(from);
            return world.Tenant.Post.Send(
                mailbox,
                mailbox.Add(
                    new MailItem
                    {
                        IsDraft = true,
                        From = from.Address,
                        Sender = from.Address,
                        To = [to.Address],
                        Subject = subject,
                        Body = new(html, IsHtml: true),
                    },
                    mailbox.FolderNamed("drafts").Id
                )
            )!;
        }

        /// <summary>A zone whose day does not end while the test runs.</summary>
        private string WhereItIsNoon()
        {
            var ahead = 12 - world.Now.InUtc().Hour;
            return $"Etc/GMT{(ahead > 0 ? "-" : "+")}{Math.Abs(ahead)}";
        }
    }

    /// <summary>The mails of the product in a contact's inbox.</summary>
    private static List<MailItem> FollowUpsOf(KilledProduct world, Ask ask) =>
        [
            .. world
                .Tenant.Tenant.MailboxOf(ask.Contact)
                .Items.Where(item => item.From?.Mail == ask.Asker.Mail)
                .Where(item => item.InternetMessageId != ask.Mail.InternetMessageId),
        ];

    private sealed record Outcome(IEnumerable<KeyValuePair<string, int>> Kills, int FollowUps, int Events)
    {
        /// <summary>Holds what is in the mailboxes and in the database against what has to be there.</summary>
        public static async Task<Outcome> OfAsync(KilledProduct world, List<Ask> asks)
        {
            var events = await world.InDatabaseAsync(async db =>
                await (
                    from happened in db.Set<EventRow>().IgnoreQueryFilters()
                    join row in db.Set<CommitmentRow>().IgnoreQueryFilters() on happened.CommitmentId equals row.Id
                    join request in db.Set<RequestRow>().IgnoreQueryFilters() on row.RequestId equals request.Id
                    select new { Mail = request.InternetMessageId, happened.Event }
                ).ToListAsync()
            );
            var known = events.ToLookup(one => one.Mail, one => one.Event);
            Assert.Equal(asks.Count, known.Count);
            foreach (var ask in asks)
            {
                Assert.Single(FollowUpsOf(world, ask));
                Assert.Equal(
                    ["Asked", "FollowedUp", "MoreTimeAsked"],
                    known[ask.Mail.InternetMessageId].Select(happened => happened.GetType().Name).Order()
                );
                var own = world.Tenant.Tenant.MailboxOf(ask.Asker);
                Assert.DoesNotContain(own.Items, item => item.IsDraft);
            }
            return new Outcome(world.Kills.Where(kill => kill.Key != "the end"), asks.Count, events.Count);
        }
    }
}
