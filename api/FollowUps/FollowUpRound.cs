using System.Data.Common;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
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
    private const int AtOnce = 500;
    private const int MostClaimed = 4 * AtOnce;

    /// <summary>With what is due to a contact is decided what comes due within it.</summary>
    private static readonly Duration GoesAlong = Duration.FromDays(1);

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
                while (await DecideDueAsync(cancellation) | await SendDueAsync(cancellation)) { }
            },
            cancellation
        );

    public void Dispose() => oneAtATime.Dispose();

    private async Task<Instant?> FirstDueAsync(CancellationToken cancellation)
    {
        var look = await scopes.AcrossTenantsAsync<CommitmentRow, Instant?>(rows =>
            rows.MinAsync(row => row.NextLookAt, cancellation)
        );
        var sending = await UnsentAsync(rows => rows.MinAsync(row => (Instant?)row.DueAt, cancellation));
        return look is { } one && sending is { } other ? Instant.Min(one, other) : look ?? sending;
    }

    private async Task<bool> DecideDueAsync(CancellationToken cancellation)
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
            isDecided |= await TryDecideAsync(tenant.Key, [.. tenant], now, cancellation);
        return isDecided;
    }

    private async Task<bool> TryDecideAsync(
        Guid tenant,
        List<Guid> contacts,
        Instant now,
        CancellationToken cancellation
    )
    {
        try
        {
            await scopes.InTenantAsync(tenant, services => DecideAsync(services, contacts, now, cancellation));
            return true;
        }
        // The outer edge: what fails must hold up neither other tenants nor other contacts.
        catch (Exception failed) when (failed is not (OperationCanceledException or DbException) && contacts.Count > 1)
        {
            var half = contacts.Count / 2;
            return await TryDecideAsync(tenant, contacts[..half], now, cancellation)
                | await TryDecideAsync(tenant, contacts[half..], now, cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log.LogError(
                "Deciding for {Contacts} contacts of {Tenant} failed with {Failure}; it is tried again.",
                contacts.Count,
                tenant,
                failed.GetType().Name
            );
            return false;
        }
    }

    /// <summary>Decides about these contacts in one transaction: what is read in it is nobody else's until it ends.</summary>
    private async Task DecideAsync(
        IServiceProvider services,
        List<Guid> contacts,
        Instant now,
        CancellationToken cancellation
    )
    {
        var db = services.GetRequiredService<CommitmentsDb>();
        var outbox = services.GetRequiredService<Outbox>();
        await using var all = await db.Database.BeginTransactionAsync(cancellation);
        if (await ClaimAsync(db, contacts, now + GoesAlong, cancellation) is not { } claimed)
            return;

        var cases = await services
            .GetRequiredService<CommitmentBook>()
            .WhereAsync(rows => rows.Where(row => EF.Parameter(claimed).Contains(row.Id)), cancellation);
        var mails = await outbox.KnownAsync(contacts, [.. cases.Select(OpenAsk.KeyOf)], cancellation);
        var around = await services.GetRequiredService<CircumstancesBook>().AroundAsync(cases, cancellation);
        foreach (var contact in cases.GroupBy(known => known.Contact.Id))
        {
            var turn = new ContactTurn(db, outbox, [.. mails[contact.Key]], around, settings);
            await turn.DecideAsync([.. contact], now, cancellation);
        }
        await db.SaveChangesAsync(cancellation);
        await all.CommitAsync(cancellation);
    }

    /// <summary>Takes what is due to these contacts and what could go along with it; it falls due again when the transaction fails.</summary>
    /// <remarks>Before they are read: from here on nobody else decides about them or adds to their events.</remarks>
    /// <returns>Null when another instance was faster.</returns>
    private static async Task<List<Guid>?> ClaimAsync(
        CommitmentsDb db,
        List<Guid> contacts,
        Instant until,
        CancellationToken cancellation
    )
    {
        var near = db.Set<CommitmentRow>()
            .Where(row => EF.Parameter(contacts).Contains(row.ContactId) && row.NextLookAt <= until);
        var ids = await near.OrderBy(row => row.NextLookAt)
            .Take(MostClaimed)
            .Select(row => row.Id)
            .ToListAsync(cancellation);
        var claimed = await near.Where(row => EF.Parameter(ids).Contains(row.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(one => one.NextLookAt, (Instant?)null), cancellation);
        return claimed == ids.Count ? ids : null;
    }

    private async Task<bool> SendDueAsync(CancellationToken cancellation)
    {
        var now = time.GetCurrentInstant();
        var due = await UnsentAsync(rows =>
            rows.Where(row => row.DueAt <= now)
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

    /// <summary>Asks about what is to leave, over all tenants: what is in a parked mailbox waits for its owner.</summary>
    private async Task<T> UnsentAsync<T>(Func<IQueryable<OutboxRow>, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var parked = db.Set<MailboxRow>().IgnoreQueryFilters().Where(row => row.State == MailboxState.NeedsSignIn);
        return await ask(
            db.Set<OutboxRow>()
                .IgnoreQueryFilters()
                .AsNoTracking()
                .Where(row =>
                    (
                        row.State == OutboxState.Decided
                        || row.State == OutboxState.Sending
                        || row.State == OutboxState.Drafted
                    ) && !parked.Any(mailbox => mailbox.TenantId == row.TenantId && mailbox.PersonId == row.AskerId)
                )
        );
    }
}

/// <summary>Decides once about what is near to one contact, for the instant at which a mail decided now would leave.</summary>
/// <param name="mails">To the contact, as the outbox knows them.</param>
internal sealed class ContactTurn(
    CommitmentsDb db,
    Outbox outbox,
    List<OutboxRow> mails,
    Surroundings around,
    FollowUpSettings settings
)
{
    /// <summary>Those that stand in no mail that waits to leave.</summary>
    private readonly Dictionary<Guid, OpenAsk> free = [];

    public async Task DecideAsync(List<CommitmentCase> cases, Instant now, CancellationToken cancellation)
    {
        var leavesAt = now + settings.UndoWindow;
        foreach (var ask in cases.Select(known => OpenAsk.Of(known, around)))
        {
            if (!await StandsAsync(ask, cancellation))
                free.Add(ask.Commitment, ask);
        }
        while (Joining.MailAt(leavesAt, free.Values, free.Values) is { } mail)
            await PutAsync(mail, cases.Single(known => known.Row.Id == mail.Asks[0].Commitment), cancellation);
        foreach (var row in cases.Select(known => known.Row))
        {
            var decision = free.GetValueOrDefault(row.Id)?.Decide(leavesAt);
            row.Awaits = (decision as FollowUpDecision.AskApproval)?.Of;
            row.NextLookAt =
                decision is not null && FollowUpPolicy.NextLook(decision, leavesAt) is { } next
                    ? next - settings.UndoWindow
                    : null;
        }
    }

    private async Task PutAsync(JoinedMail mail, CommitmentCase lead, CancellationToken cancellation)
    {
        var row = await outbox.PutAsync(mail, lead, mails, cancellation);
        if (row is not null)
        {
            foreach (var ask in mail.Asks)
                free.Remove(ask.Commitment);
        }
        // Without a row somebody else's mail has just taken the day.
        if (row?.State == OutboxState.AwaitingApproval)
            return;
        foreach (var id in free.Keys)
            free[id] = free[id].AfterSending(mail.LeavesAt, mail.Thread);
    }

    /// <summary>Whether an ask stands in a mail that waits to leave, and still may; if it may not, it is taken out.</summary>
    private async Task<bool> StandsAsync(OpenAsk ask, CancellationToken cancellation)
    {
        var row = mails.Find(one =>
            one.State is not (OutboxState.Sent or OutboxState.Dropped)
            && one.Items.Exists(item => item.CommitmentId == ask.Commitment)
        );
        if (row is not { Step: { } step })
            return false;
        if (
            row.State is OutboxState.Sending or OutboxState.Drafted // the last look decides
            || Joining.GoesAlong(ask.WithoutSending(row.LeavesAt), step, row.LeavesAt, row.IsWished)
        )
            return true;

        await outbox.RemoveAsync(row, row.Items.FindAll(item => item.CommitmentId == ask.Commitment), cancellation);
        // Its day is free again for what is put next.
        await db.SaveChangesAsync(cancellation);
        return false;
    }
}
