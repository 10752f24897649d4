using System.Collections.Immutable;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.FollowUps;

/// <summary>Loads what stands around commitments, for rounds, views and previews alike: a handful of queries, however many they are.</summary>
public sealed class CircumstancesBook(CommitmentsDb db, Outbox outbox, TimeProvider time)
{
    /// <param name="besides">The key of a sending that does not count: the one about to be made.</param>
    public Task<Surroundings> AroundAsync(
        IReadOnlyCollection<CommitmentCase> cases,
        CancellationToken cancellation,
        string? besides = null
    ) =>
        AroundAsync(
            [.. cases.Select(known => known.Contact).DistinctBy(contact => contact.Id)],
            [.. cases.Select(known => known.Request.Id.ToString()).Distinct()],
            cancellation,
            besides
        );

    /// <summary>For mails that are not tracked yet.</summary>
    public async Task<Surroundings> AroundAsync(IReadOnlyCollection<MailAddress> people, CancellationToken cancellation)
    {
        var addresses = people.Select(person => person.Address).ToList();
        var contacts = await db.Set<ContactRow>()
            .Where(row => EF.Parameter(addresses).Contains(row.Address))
            .ToListAsync(cancellation);
        var known = contacts.Select(contact => contact.Address).ToHashSet(StringComparer.Ordinal);
        return await AroundAsync(
            [
                .. contacts,
                .. people
                    .Where(person => !known.Contains(person.Address))
                    .Select(person => new ContactRow { Address = person.Address, Name = person.Name }),
            ],
            [],
            cancellation
        );
    }

    private async Task<Surroundings> AroundAsync(
        List<ContactRow> contacts,
        List<string> requests,
        CancellationToken cancellation,
        string? besides = null
    )
    {
        var now = time.GetCurrentInstant();
        var addresses = contacts.Select(contact => contact.Address).ToList();
        var domains = addresses.Select(ContactBook.DomainOf).Distinct().ToList();
        var policies = await db.Set<PolicyRow>()
            .AsNoTracking()
            .Where(row =>
                row.Level == PolicyLevel.Tenant
                || row.Level == PolicyLevel.Team
                || row.Level == PolicyLevel.Partner && EF.Parameter(domains).Contains(row.Target)
                || row.Level == PolicyLevel.Contact && EF.Parameter(addresses).Contains(row.Target)
                || row.Level == PolicyLevel.Request && EF.Parameter(requests).Contains(row.Target)
            )
            .ToListAsync(cancellation);
        var holds = await db.Set<HoldRow>().AsNoTracking().Where(row => row.Until > now).ToListAsync(cancellation);
        var ladders = await db.Set<LadderRow>()
            .AsNoTracking()
            .Where(row => EF.Parameter(domains).Contains(row.Domain))
            .ToListAsync(cancellation);
        var sendings = await outbox.SendingsAsync(
            [.. contacts.Select(contact => contact.Id)],
            now - NagGuard.LoopWindow,
            cancellation,
            besides
        );
        return new Surroundings(
            [.. policies.Select(row => row.Policy)],
            [.. holds.Select(row => row.Hold)],
            ladders.ToDictionary(row => row.Domain, row => row.Ladder),
            contacts
                .Where(contact => sendings.Contains(contact.Id))
                .ToImmutableDictionary(contact => contact.Address, contact => sendings[contact.Id].ToImmutableList())
        );
    }
}
