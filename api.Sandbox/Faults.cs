using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox;

/// <summary>What goes wrong, as written in a file. Every share is between 0 (never) and 1 (always).</summary>
public sealed record FaultPlan
{
    /// <summary>The same seed and the same calls give the same faults.</summary>
    public int Seed { get; init; }

    /// <summary>429 with Retry-After; nothing was done.</summary>
    public double Throttled { get; init; }

    /// <summary>503; nothing was done.</summary>
    public double Unavailable { get; init; }

    /// <summary>504; nothing was done.</summary>
    public double TimedOut { get; init; }

    /// <summary>504, though the call was carried out.</summary>
    public double TimedOutAfterEffect { get; init; }

    /// <summary>The connection breaks before the call is carried out.</summary>
    public double BrokenBefore { get; init; }

    /// <summary>The connection breaks after the call was carried out.</summary>
    public double BrokenAfter { get; init; }

    /// <summary>The answer takes <see cref="SlowMilliseconds"/> of real time.</summary>
    public double Slow { get; init; }
    public int SlowMilliseconds { get; init; } = 250;

    /// <summary>A delta token is dead: 410.</summary>
    public double ExpiredDelta { get; init; }

    /// <summary>A rule moves arriving mail out of the inbox, into the archive.</summary>
    public double MovedMail { get; init; }

    /// <summary>A rule deletes arriving mail: it goes into Deleted Items before anybody has read it.</summary>
    public double DeletedMail { get; init; }

    /// <summary>A notification never comes.</summary>
    public double LostNotifications { get; init; }

    /// <summary>A notification comes twice.</summary>
    public double DoubledNotifications { get; init; }

    /// <summary>A notification comes <see cref="LateMinutes"/> of the sandbox's time later.</summary>
    public double LateNotifications { get; init; }
    public int LateMinutes { get; init; } = 20;

    /// <summary>A notification overtakes those before it.</summary>
    public double ReorderedNotifications { get; init; }

    /// <summary>What Retry-After says with a 429 or 503, in seconds.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>Calls of one client to one mailbox that run at the same time; one more is refused.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Calls of one client to one mailbox in ten minutes of the sandbox's time; one more is refused.</summary>
    public int Budget { get; init; } = 10_000;

    /// <summary>Who takes consent away when, and gives it again.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals { get; init; } = [];

    /// <summary>Nothing goes wrong, and Graph's own limits hold.</summary>
    public static FaultPlan None { get; } = new();

    /// <exception cref="InvalidDataException">The file is not a plan: the message says what is wrong.</exception>
    public static FaultPlan Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<FaultPlan>(File.ReadAllText(file), Json)
                ?? throw new InvalidDataException($"'{file}' is empty; write a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"'{file}' is not a plan of faults: {wrong.Message}", wrong);
        }
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };
}

/// <summary>A person's consent is gone between two instants, written as 2026-03-02T09:00:00Z.</summary>
public sealed record Withdrawal(string User, string From, string Until);

/// <summary>What happens to one call. Closed.</summary>
public abstract record Fault
{
    private Fault() { }

    public sealed record Refused(GraphException With) : Fault;

    public sealed record RefusedAfterEffect(GraphException With) : Fault;

    public sealed record BrokenBefore : Fault;

    public sealed record BrokenAfter : Fault;

    public sealed record Slow(TimeSpan By) : Fault;
}

/// <summary>Decides by the seed what goes wrong, and holds Graph's limits for each mailbox.</summary>
/// <remarks>
/// A decision depends on the seed, on the kind of call and mailbox, and on how many of the kind came before, so that it does
/// not depend on what other mailboxes do at the same time. The pages are spared: people look at them.
/// </remarks>
public sealed class Faults(FaultPlan plan, Tenant tenant)
{
    private static readonly Duration BudgetWindow = Duration.FromMinutes(10);
    private readonly ConcurrentDictionary<string, int> counts = new();
    private readonly Dictionary<string, (int Running, Instant WindowStart, int Used)> mailboxes = [];
    private readonly Lock gate = new();

    public FaultPlan Plan => plan;

    /// <summary>What happens to this call; null when all goes well. A batch is read always: faults happen to its parts.</summary>
    public Fault? Next(GraphRequest request)
    {
        if (request.Bearer.ClientId == TenantServer.PageClientId || request.Path is ["$batch"])
            return null;
        var kind =
            $"{MailboxOf(request)} {request.Method} {string.Join('/', request.Path.Where(segment => segment.Length < 30))}";
        var chance = Chance(kind);
        bool Falls(double share) => (chance -= share) < 0;
        return Falls(plan.Throttled) ? new Fault.Refused(Throttled("TooManyRequests", "Please retry again later."))
            : Falls(plan.Unavailable)
                ? new Fault.Refused(
                    new(503, "ServiceUnavailable", "The service is temporarily unavailable.", RetryAfter)
                )
            : Falls(plan.TimedOut) ? new Fault.Refused(new(504, "GatewayTimeout", "The request timed out."))
            : Falls(plan.TimedOutAfterEffect)
                ? new Fault.RefusedAfterEffect(new(504, "GatewayTimeout", "The request timed out."))
            : Falls(plan.BrokenBefore) ? new Fault.BrokenBefore()
            : Falls(plan.BrokenAfter) ? new Fault.BrokenAfter()
            : Falls(plan.Slow) ? new Fault.Slow(TimeSpan.FromMilliseconds(plan.SlowMilliseconds))
            : request.Path is [.., "delta"]
            && request.Query.Any(option => option.Key is "$deltatoken" or "$skiptoken")
            && Falls(plan.ExpiredDelta)
                ? new Fault.Refused(MailOperations.DeltaExpired(request))
            : null;
    }

    /// <summary>Takes one of the places that a client has at a mailbox; giving it back is disposing of the answer.</summary>
    /// <exception cref="GraphException">The client is over its limit there.</exception>
    public IDisposable? Enter(GraphRequest request)
    {
        if (request.Bearer.ClientId == TenantServer.PageClientId || MailboxOf(request) is not { } mailbox)
            return null;
        var key = $"{request.Bearer.ClientId} {mailbox}";
        lock (gate)
        {
            var now = tenant.Clock.Now;
            var state = mailboxes.GetValueOrDefault(key, (Running: 0, WindowStart: now, Used: 0));
            if (now - state.WindowStart >= BudgetWindow)
                state = (state.Running, WindowStart: now, Used: 0);
            var isOver = state.Running >= plan.AtOnce || state.Used >= plan.Budget;
            mailboxes[key] = (isOver ? state.Running : state.Running + 1, state.WindowStart, state.Used + 1);
            if (isOver)
                throw Throttled("ApplicationThrottled", "Application is over its MailboxConcurrency limit.");
        }
        return new Place(this, key);
    }

    /// <summary>The well-known folder into which a rule puts arriving mail; null when it stays in the inbox.</summary>
    internal string? FolderByRule(Mailbox mailbox)
    {
        var chance = Chance($"{mailbox.Owner.Id} rule");
        return chance < plan.MovedMail ? "archive"
            : chance < plan.MovedMail + plan.DeletedMail ? "deleteditems"
            : null;
    }

    /// <summary>How a notification fares: how often it comes, after which wait, and whether it overtakes others.</summary>
    internal (int Times, Duration Wait, bool Overtakes) Delivery(Subscription subscription)
    {
        var kind = $"{subscription.Mailbox} {subscription.Folder}";
        var times =
            Chance(kind + " lost") < plan.LostNotifications ? 0
            : Chance(kind + " doubled") < plan.DoubledNotifications ? 2
            : 1;
        var wait =
            Chance(kind + " late") < plan.LateNotifications ? Duration.FromMinutes(plan.LateMinutes) : Duration.Zero;
        return (times, wait, Chance(kind + " reordered") < plan.ReorderedNotifications);
    }

    private Dictionary<string, string> RetryAfter =>
        new() { ["Retry-After"] = plan.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private GraphException Throttled(string code, string message) => new(429, code, message, RetryAfter);

    private string? MailboxOf(GraphRequest request) =>
        request.Path switch
        {
            ["me", _, ..] => request.Bearer.Person?.Id.ToString(),
            ["users", var name, _, ..] => tenant.FindMailbox(name)?.Owner.Id.ToString() ?? name,
            _ => null,
        };

    /// <summary>The next number between 0 and 1 in the row of a kind.</summary>
    private double Chance(string kind)
    {
        var count = counts.AddOrUpdate(kind, 1, (_, before) => before + 1);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Seed} {kind} {count}"));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (uint.MaxValue + 1.0);
    }

    private sealed class Place(Faults faults, string key) : IDisposable
    {
        public void Dispose()
        {
            lock (faults.gate)
            {
                var state = faults.mailboxes[key];
                faults.mailboxes[key] = state with { Running = state.Running - 1 };
            }
        }
    }
}

/// <summary>Takes consent away and gives it again at the instants of a plan.</summary>
public sealed class Withdrawals : IClockFollower
{
    private readonly TenantServer server;
    private readonly Queue<(Instant At, string User, bool Gives)> coming;

    /// <exception cref="InvalidDataException">An instant of the plan is none.</exception>
    public Withdrawals(FaultPlan plan, TenantServer server)
    {
        this.server = server;
        coming = new(
            plan.Withdrawals.SelectMany(each =>
                    new[] { (InstantOf(each.From), each.User, false), (InstantOf(each.Until), each.User, true) }
                )
                .OrderBy(change => change.Item1)
        );
    }

    public Task<Instant?> NextDueAsync(Instant until, CancellationToken cancellation) =>
        Task.FromResult<Instant?>(coming.TryPeek(out var next) && next.At <= until ? next.At : null);

    public Task RunDueAsync(CancellationToken cancellation)
    {
        while (coming.TryPeek(out var next) && next.At <= server.Tenant.Clock.Now)
        {
            coming.Dequeue();
            if (server.Tenant.FindMailbox(next.User)?.Owner is not { } person)
                continue;
            if (next.Gives)
                server.Authority.Consent(person);
            else
                server.Withdraw(person);
        }
        return Task.CompletedTask;
    }

    private static Instant InstantOf(string text) =>
        OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } instant
            ? instant.Value.ToInstant()
            : throw new InvalidDataException($"'{text}' is not an instant, as 2026-03-02T09:00:00Z.");
}
