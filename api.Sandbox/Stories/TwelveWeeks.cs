using System.Globalization;
using System.Text.Json.Nodes;
using MailCommitments.Calendars;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Stories;

/// <summary>How far the story has come.</summary>
/// <param name="Words">The day that is being lived through.</param>
public sealed record StoryProgress(bool Running, int Done, int Total, string Words);

/// <summary>
/// Twelve weeks between the two companies of the cast, lived through by the real product: every mail is sent through Graph,
/// every request tagged through the API, every follow-up decided and sent by the product itself.
/// </summary>
public sealed class TwelveWeeks : IDisposable
{
    /// <summary>Monday, half past seven in Berlin.</summary>
    public static readonly Instant Begin = Instant.FromUtc(2026, 8, 31, 5, 30);

    /// <summary>Friday, ten in the morning in Berlin: the reader's today.</summary>
    public static readonly Instant End = Instant.FromUtc(2026, 11, 20, 9, 0);

    private const int Seed = 20260831;
    private const int Weeks = 12;
    private const string PartnerZone = Cast.PartnerZone;

    private readonly SandboxHost host;
    private readonly HttpClient http;
    private readonly Random random = new(Seed);
    private readonly PriorityQueue<Func<CancellationToken, Task>, (Instant, int)> scenes = new();
    private readonly WorkingCalendar home = Calendar(Cast.HomeZone, new LocalTime(8, 30), new LocalTime(17, 0));
    private readonly WorkingCalendar there = Calendar(PartnerZone, new LocalTime(9, 0), new LocalTime(18, 0));
    private readonly List<Correspondent> askers;
    private readonly List<Correspondent> contacts;
    private readonly Correspondent lead;
    private int order;
    private int total;
    private int done;

    public TwelveWeeks(SandboxHost host)
    {
        this.host = host;
        http = new HttpClient { BaseAddress = host.Address };
        var people = host.Tenant.Tenant.People;
        lead = new Correspondent(people.Single(person => person.Roles.Contains("Lead")), http);
        askers =
        [
            .. people
                .Where(person => person.CompanyName == Cast.HomeName && person.Roles.Count == 0)
                .Select(person => new Correspondent(person, http)),
        ];
        contacts =
        [
            .. people
                .Where(person => person.CompanyName == Cast.PartnerName)
                .Select(person => new Correspondent(person, http)),
        ];
        Progress = new StoryProgress(true, 0, 1, "Getting ready");
    }

    public StoryProgress Progress { get; private set; }

    public async Task LiveAsync(Action<StoryProgress> tell, CancellationToken cancellation)
    {
        await host.PauseTicksAsync(cancellation);
        try
        {
            await NamePartnerAsync(cancellation);
            PlanRequests();
            PlanOpenEnds();
            PlanOwnPromises();
            PlanAbsence();
            while (scenes.TryDequeue(out var scene, out var when))
            {
                if (when.Item1 > End)
                    break;
                if (when.Item1 > host.Clock.Now)
                    await host.Tenant.Mover.MoveToAsync(when.Item1, cancellation);
                await scene(cancellation);
                Tell(tell);
            }
            if (host.Clock.Now < End)
                await host.Tenant.Mover.MoveToAsync(End, cancellation);
        }
        finally
        {
            await host.ResumeTicksAsync(cancellation);
        }
        Progress = Progress with { Running = false, Done = Progress.Total, Words = "Twelve weeks have passed" };
        tell(Progress);
    }

    public void Dispose() => http.Dispose();

    private void Tell(Action<StoryProgress> tell)
    {
        var now = host.Clock.Now;
        var days = (int)(now - Begin).TotalDays;
        var words = now.InZone(home.Zone).ToString("dddd d MMMM", CultureInfo.GetCultureInfo("en-GB"));
        if (words == Progress.Words)
            return;
        Progress = new StoryProgress(true, days, (int)(End - Begin).TotalDays, words);
        tell(Progress);
    }

    private async Task NamePartnerAsync(CancellationToken cancellation) =>
        await lead.ProductAsync(
            HttpMethod.Put,
            $"/api/partners/{Cast.PartnerDomain}",
            new JsonObject
            {
                ["name"] = Cast.PartnerName,
                ["calendar"] = new JsonObject
                {
                    ["zone"] = PartnerZone,
                    ["days"] = new JsonArray(1, 2, 3, 4, 5),
                    ["start"] = "09:00:00",
                    ["end"] = "18:00:00",
                },
            },
            cancellation
        );

    private void PlanRequests()
    {
        for (var week = 0; week < Weeks; week++)
        {
            foreach (var asker in askers)
            {
                if (random.NextDouble() < 0.25)
                    continue;
                var sentAt =
                    home.WorkingDayAt(Begin + Duration.FromDays(7 * week), random.Next(0, 5), new LocalTime(9, 0))
                    + Duration.FromMinutes(random.Next(0, 7 * 60));
                var contact = contacts[random.Next(contacts.Count)];
                var deadline = home.WorkingDayAt(
                    sentAt,
                    random.Next(2, 7),
                    new LocalTime(random.Next(2) == 0 ? 12 : 16, 0)
                );
                At(sentAt, ct => AskAsync(asker, contact, sentAt, deadline, ct));
            }
        }
    }

    /// <summary>What the reader finds open at the end, as the first of the askers.</summary>
    private void PlanOpenEnds()
    {
        foreach (
            var (manner, askedDaysAgo, dueIn) in new[]
            {
                (Manner.PromisesAndSlips, 9, -3),
                (Manner.Silent, 7, -4),
                (Manner.AsksBack, 1, 3),
                (Manner.Blocked, 2, 2),
            }
        )
        {
            var sentAt =
                home.WorkingDayAt(End, -askedDaysAgo, new LocalTime(9, 20)) + Duration.FromMinutes(20 * dueIn * dueIn);
            var deadline = home.WorkingDayAt(End, dueIn, new LocalTime(16, 0));
            At(sentAt, ct => AskAsync(askers[0], contacts[(int)manner], sentAt, deadline, ct));
        }
    }

    /// <summary>What the first of the askers owes at the end: something late, something that a mail may have kept, something to come.</summary>
    private void PlanOwnPromises()
    {
        foreach (
            var (manner, subject, ask, dueIn, answer) in new[]
            {
                (Manner.Prompt, "Cylinder head CH-14", "Could you send us the new drawing revision?", -1, null),
                (
                    Manner.AsksBack,
                    "Inspection slot in Hamburg",
                    "Could you tell us the inspection slot?",
                    1,
                    "Here is the inspection slot: Tuesday at ten."
                ),
                (Manner.PromisesAndSlips, "Spare part list", "Please send us the approved spare part list.", 4, null),
            }
        )
        {
            var (owner, contact) = (askers[0], contacts[(int)manner]);
            var askedAt = home.WorkingDayAt(End, -3, new LocalTime(8, 45));
            At(
                askedAt,
                ct =>
                    contact.SendAsync(
                        subject,
                        $"<p>Hi {First(owner)},</p><p>{ask}</p><p>Best regards,<br>{contact.Person.Name}<br>{Cast.PartnerName}</p>",
                        [owner.Person],
                        ct
                    )
            );
            var due = home.WorkingDayAt(End, dueIn, new LocalTime(17, 0));
            At(askedAt + Duration.FromHours(1), ct => PromiseAsync(owner, contact, subject, ask, due, ct));
            if (answer is not null)
            {
                At(
                    home.WorkingDayAt(End, -1, new LocalTime(11, 0)),
                    ct =>
                        owner.ReplyAsync(
                            subject,
                            contact.Person.Mail,
                            $"<p>Hello {First(contact)},</p><p>{answer}</p><p>Kind regards,<br>{owner.Person.Name}</p>",
                            ct
                        )
                );
            }
        }
    }

    private static async Task PromiseAsync(
        Correspondent owner,
        Correspondent contact,
        string subject,
        string what,
        Instant due,
        CancellationToken cancellation
    )
    {
        var mail = await owner.NewestAsync(subject, contact.Person.Mail, cancellation);
        await owner.ProductAsync(
            HttpMethod.Post,
            "/api/promises",
            new JsonObject
            {
                ["messageId"] = mail["id"]!.GetValue<string>(),
                ["what"] = what,
                ["due"] = new JsonObject { ["at"] = InstantPattern.ExtendedIso.Format(due) },
            },
            cancellation
        );
    }

    private void PlanAbsence()
    {
        var away = contacts[(int)Manner.OutOfOffice];
        var (from, back) = Behaviour.Away;
        At(
            there.Zone.AtStartOfDay(from).ToInstant(),
            ct =>
                away.AnswerAutomaticallyAsync(
                    new JsonObject
                    {
                        ["status"] = "scheduled",
                        ["externalAudience"] = "all",
                        ["internalReplyMessage"] = AwayText(back),
                        ["externalReplyMessage"] = AwayText(back),
                        ["scheduledStartDateTime"] = Zoned(from),
                        ["scheduledEndDateTime"] = Zoned(back),
                    },
                    ct
                )
        );
    }

    private async Task AskAsync(
        Correspondent asker,
        Correspondent contact,
        Instant sentAt,
        Instant deadline,
        CancellationToken cancellation
    )
    {
        var topic = Topic.All[random.Next(Topic.All.Count)];
        var ask = new StoryAsk(
            asker,
            contact,
            topic,
            string.Format(CultureInfo.InvariantCulture, topic.Subject, 45000 + ++total * 7),
            sentAt,
            deadline,
            asker.Person.Department == "Logistics"
        );
        var by = deadline.InZone(home.Zone).ToString("dddd, d MMMM, HH:mm", CultureInfo.GetCultureInfo("en-GB"));
        var sent = await asker.SendAsync(
            ask.Subject,
            $"<p>Hello {First(contact)},</p><p>{topic.Ask} I need it by {by}. {topic.Reason}</p><p>Kind regards,<br>{asker.Person.Name}</p>",
            [contact.Person],
            cancellation
        );
        var request = await asker.ProductAsync(
            HttpMethod.Post,
            "/api/requests",
            new JsonObject
            {
                ["messageId"] = sent["id"]!.GetValue<string>(),
                ["ask"] = topic.Ask,
                ["contacts"] = new JsonArray(contact.Person.Mail),
                ["deadline"] = new JsonObject { ["at"] = InstantPattern.ExtendedIso.Format(deadline) },
                ["priority"] = random.NextDouble() < 0.2 ? "urgent" : "normal",
            },
            cancellation
        );
        var commitment = request["commitments"]![0]!["id"]!.GetValue<string>();
        var behaviour = new Behaviour(there, random);
        foreach (var reply in behaviour.RepliesTo(ask, (Manner)contacts.IndexOf(contact)))
            At(reply.At, ct => ReplyAsync(ask, reply, commitment, ct));
    }

    private async Task ReplyAsync(StoryAsk ask, StoryReply reply, string commitment, CancellationToken cancellation)
    {
        var html =
            $"<p>Hi {First(ask.Asker)},</p><p>{reply.Html}</p><p>Best regards,<br>{ask.Contact.Person.Name}<br>{Cast.PartnerName}</p>";
        if (reply.InNewThread)
            await ask.Contact.SendAsync(ask.Subject, html, [ask.Asker.Person], cancellation);
        else
            await ask.Contact.ReplyAsync(ask.Subject, ask.Asker.Person.Mail, html, cancellation);
        done++;

        var look = home.NextOpening(reply.At + Duration.FromHours(1)) + Duration.FromMinutes(random.Next(5, 90));
        // Not every question is answered: some still wait for their asker at the end.
        if (random.NextDouble() < 0.93)
            At(look, ct => LookAsync(ask, reply, commitment, ct));
    }

    /// <summary>The asker opens the mail: settles what the product was not sure of, and writes back where the contact needs it.</summary>
    private static async Task LookAsync(
        StoryAsk ask,
        StoryReply reply,
        string commitment,
        CancellationToken cancellation
    )
    {
        var detail = await ask.Asker.ProductAsync(HttpMethod.Get, $"/api/commitments/{commitment}", null, cancellation);
        if (detail["commitment"]!["question"] is JsonObject question)
        {
            var correction = new JsonObject { ["event"] = question["event"]!.DeepClone(), ["kind"] = reply.Kind };
            if (reply.Date is { } date)
                correction["date"] = InstantPattern.ExtendedIso.Format(date);
            await ask.Asker.ProductAsync(
                HttpMethod.Post,
                $"/api/commitments/{commitment}/corrections",
                correction,
                cancellation
            );
        }
        if (reply.AskerAnswers is { } answer)
        {
            await ask.Asker.ReplyAsync(
                ask.Subject,
                ask.Contact.Person.Mail,
                $"<p>Hello {First(ask.Contact)},</p><p>{answer}</p><p>Kind regards,<br>{ask.Asker.Person.Name}</p>",
                cancellation
            );
        }
    }

    private void At(Instant when, Func<CancellationToken, Task> scene) => scenes.Enqueue(scene, (when, order++));

    private static string First(Correspondent one) => one.Person.Name.Split(' ')[0];

    private static string AwayText(LocalDate back) =>
        $"Thank you for your mail. I am out of the office and will be back on {back.ToString("dddd, d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))}. For urgent matters please contact my colleague Grace Villanueva.";

    private static JsonObject Zoned(LocalDate date) =>
        new() { ["dateTime"] = $"{LocalDatePattern.Iso.Format(date)}T00:00:00", ["timeZone"] = PartnerZone };

    private static WorkingCalendar Calendar(string zone, LocalTime start, LocalTime end) =>
        new(DateTimeZoneProviders.Tzdb[zone], WeeklyHours.MondayToFriday(new WorkingInterval(start, end)));
}
