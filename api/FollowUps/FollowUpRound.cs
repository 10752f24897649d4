using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>Decides what is due, writes the decisions down, and then lets the outbox be sent.</summary>
/// <remarks>Due work is found by an index, so that a round costs what is due and not what is open.</remarks>
public sealed class FollowUpRound(
    IServiceScopeFactory scopes,
    FollowUpSettings settings,
    TimeProvider time,
    ILogger<FollowUpRound> log
) : IDueWork, IDisposable
{
    private const int AtOnce = 200;

    private readonly OneAtATime oneAtATime = new();

    /// <remarks>Waits for a round that is under way: what it is just sending is neither due nor done.</remarks>
    public async Task<Instant?> NextDueAsync(CancellationToken cancellation)
    {
        Instant? due = null;
        await oneAtATime.RunAsync(async () => due = await FirstDueAsync(cancellation), cancellation);
        return due;
    }

    public Task RunAsync(CancellationToken cancellation) =>
        oneAtATime.RunAsync(
            async () =>
            {
                while (await DecideAsync(cancellation) | await SendAsync(cancellation)) { }
            },
            cancellation
        );

    public void Dispose() => oneAtATime.Dispose();

    private async Task<Instant?> FirstDueAsync(CancellationToken cancellation)
    {
        var look = await scopes.AcrossTenantsAsync<CommitmentRow, Instant?>(rows =>
            rows.MinAsync(row => row.NextLookAt, cancellation)
        );
        var sending = await scopes.AcrossTenantsAsync<OutboxRow, Instant?>(rows =>
            Unsent(rows).MinAsync(row => (Instant?)row.DueAt, cancellation)
        );
        return look is { } one && sending is { } other ? Instant.Min(one, other) : look ?? sending;
    }

    private async Task<bool> DecideAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await scopes.AcrossTenantsAsync<CommitmentRow, List<DueRow<Guid>>>(rows =>
            rows.Where(row => row.NextLookAt <= now)
                .OrderBy(row => row.NextLookAt)
                .Take(AtOnce)
                .Select(row => new DueRow<Guid>(row.TenantId, row.ContactId))
                .ToListAsync(cancellation)
        );
        var isDecided = false;
        // By contact: with what is due to one is decided what else could go along.
        foreach (var tenant in due.Distinct().GroupBy(row => row.Tenant, row => row.Id))
        {
            try
            {
                await scopes.InTenantAsync(
                    tenant.Key,
                    services => DecideAsync(services, [.. tenant], now, cancellation)
                );
                isDecided = true;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The outer edge: one tenant's trouble, or another instance that was faster, must not hold up the others.
                log.LogError(
                    "Deciding for {Tenant} failed with {Failure}; it is tried again.",
                    tenant.Key,
                    failed.GetType().Name
                );
            }
        }
        return isDecided;
    }

    private async Task DecideAsync(
        IServiceProvider services,
        List<Guid> contacts,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var outbox = services.GetRequiredService<Outbox>();
        // With what is due comes what could go along today.
        var cases = await services
            .GetRequiredService<CommitmentBook>()
            .WhereAsync(
                rows =>
                    rows.Where(row => contacts.Contains(row.ContactId) && row.NextLookAt <= now + Duration.FromDays(1))
                        .OrderBy(row => row.NextLookAt)
                        .Take(AtOnce * 10),
                cancellation
            );
        var waiting = await outbox.WaitingToAsync(contacts, cancellation);
        var around = await services.GetRequiredService<CircumstancesBook>().AroundAsync(cases, cancellation);
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var contact in cases.GroupBy(known => known.Contact.Id))
        {
            var turn = new ContactTurn(db, outbox, [.. waiting[contact.Key]], around, settings);
            await turn.DecideAsync([.. contact], now, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        await all.CommitAsync(cancellation);
    }

    private async Task<bool> SendAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await scopes.AcrossTenantsAsync<OutboxRow, List<DueRow<string>>>(rows =>
            Unsent(rows)
                .Where(row => row.DueAt <= now)
                .OrderBy(row => row.DueAt)
                .Take(AtOnce)
                .Select(row => new DueRow<string>(row.TenantId, row.Key))
                .ToListAsync(cancellation)
        );
        foreach (var (tenant, key) in due)
        {
            try
            {
                await scopes.InTenantAsync(
                    tenant,
                    services => services.GetRequiredService<FollowUpSender>().SendAsync(key, cancellation)
                );
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another instance claimed it and is sending it.
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The outer edge: one that fails must not hold up the others; its key will tell what really left.
                log.LogError("Follow-up {Key} failed with {Failure}; it is tried again.", key, failed.GetType().Name);
                await scopes.InTenantAsync(
                    tenant,
                    services => services.GetRequiredService<FollowUpSender>().PostponeAsync(key, cancellation)
                );
            }
        }
        return due.Count > 0;
    }

    private static IQueryable<OutboxRow> Unsent(IQueryable<OutboxRow> rows) =>
        rows.Where(row =>
            row.State == OutboxState.Decided || row.State == OutboxState.Sending || row.State == OutboxState.Drafted
        );
}

/// <summary>Decides once about all that is due to one contact, for the instant at which a mail decided now would leave.</summary>
internal sealed class ContactTurn(
    CommitmentsDb db,
    Outbox outbox,
    List<OutboxRow> waiting,
    Surroundings around,
    FollowUpSettings settings
)
{
    private readonly Dictionary<Guid, CommitmentCase> known = [];

    /// <summary>Those that stand in no mail that waits to leave.</summary>
    private readonly Dictionary<Guid, OpenAsk> free = [];

    /// <summary>Those that are ours to decide.</summary>
    private readonly HashSet<Guid> claimed = [];

    /// <param name="cases">Those that are due now, and those that come due within a day.</param>
    public async Task DecideAsync(List<CommitmentCase> cases, Instant now, CancellationToken cancellation)
    {
        var leavesAt = now + settings.UndoWindow;
        foreach (var one in cases)
        {
            known.Add(one.Row.Id, one);
            var isDue = one.Row.NextLookAt <= now;
            if (isDue && !await ClaimAsync(one, cancellation))
                continue;
            var ask = OpenAsk.Of(one, around);
            if (!isDue || !await StandsAsync(ask, cancellation))
                free.Add(ask.Commitment, ask);
        }
        while (
            Joining.MailAt(leavesAt, free.Values.Where(ask => claimed.Contains(ask.Commitment)), free.Values)
                is { } mail
        )
            await PutAsync(mail, cancellation);
        foreach (var id in claimed)
        {
            var row = known[id].Row;
            var decision = free.GetValueOrDefault(id)?.Decide(leavesAt);
            row.Awaits = (decision as FollowUpDecision.AskApproval)?.Of;
            row.NextLookAt =
                decision is not null && FollowUpPolicy.NextLook(decision, leavesAt) is { } next
                    ? next - settings.UndoWindow
                    : null;
            // Claiming has emptied it: it is written even if it is what it was.
            db.Entry(row).Property(one => one.NextLookAt).IsModified = true;
        }
    }

    private async Task PutAsync(JoinedMail mail, CancellationToken cancellation)
    {
        var ours = new List<OpenAsk>();
        foreach (var ask in mail.Asks)
        {
            if (claimed.Contains(ask.Commitment) || await ClaimAsync(known[ask.Commitment], cancellation))
                ours.Add(ask);
        }
        mail = mail with { Asks = ours };
        var row = await outbox.PutAsync(mail, known[ours[0].Commitment], cancellation);
        if (row is not null)
        {
            foreach (var ask in ours)
                free.Remove(ask.Commitment);
        }
        // Without a row somebody else's mail has just taken the day.
        if (row?.State == OutboxState.AwaitingApproval)
            return;
        foreach (var id in free.Keys)
            free[id] = free[id].AfterSending(mail.LeavesAt, mail.Thread);
    }

    /// <summary>From here until the transaction ends nobody else decides about it or adds to its events.</summary>
    /// <returns>False when somebody has since it was read: it is still due, and is read again.</returns>
    private async Task<bool> ClaimAsync(CommitmentCase one, CancellationToken cancellation) =>
        await db.Set<CommitmentRow>()
            .Where(row =>
                row.Id == one.Row.Id
                && row.NextLookAt == one.Row.NextLookAt
                // By its whole key: events are numbered without a gap, and counting them would read the tenant's.
                && !db.Set<EventRow>()
                    .Any(happened => happened.CommitmentId == row.Id && happened.Number == one.Events.Count)
            )
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.NextLookAt, (Instant?)null), cancellation) == 1
        && claimed.Add(one.Row.Id);

    /// <summary>Whether an ask stands in a mail that waits to leave, and still may; if it may not, it is taken out.</summary>
    private async Task<bool> StandsAsync(OpenAsk ask, CancellationToken cancellation)
    {
        var row = waiting.Find(one => one.Items.Exists(item => item.CommitmentId == ask.Commitment));
        if (row is not { Step: { } step })
            return false;
        if (
            row.State is OutboxState.Sending or OutboxState.Drafted // the last look decides
            || Joining.GoesAlong(ask.WithoutSending(row.LeavesAt), step, row.LeavesAt, row.IsWished)
        )
            return true;

        await outbox.RemoveAsync(row, row.Items.FindAll(item => item.CommitmentId == ask.Commitment), cancellation);
        return false;
    }
}
