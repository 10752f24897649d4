using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;

namespace MailCommitments.Partners;

/// <summary>Knows the people who owe answers and the organisations they belong to.</summary>
public sealed class ContactBook(CommitmentsDb db, CalendarChanges changes)
{
    /// <summary>The rows of these people, new ones added; the caller saves.</summary>
    public async Task<IReadOnlyList<ContactRow>> EnsureAsync(
        AskerRow asker,
        IMailbox mailbox,
        IReadOnlyList<MailAddress> people,
        CancellationToken cancellation
    )
    {
        var addresses = people.Select(person => person.Address).ToList();
        var known = await db.Set<ContactRow>()
            .Where(row => addresses.Contains(row.Address))
            .ToDictionaryAsync(row => row.Address, cancellation);
        var strangers = people.Where(person => !known.ContainsKey(person.Address)).ToList();
        var hours = await HoursOfAsync(asker, mailbox, people, cancellation);
        foreach (var (address, calendar) in hours)
        {
            if (known.TryGetValue(address, out var colleague))
                changes.Change(colleague, CalendarPart.Graph, calendar, "Microsoft 365");
        }
        if (strangers.Count > 0)
        {
            var partners = await PartnersOfAsync(asker, strangers, cancellation);
            foreach (var person in strangers)
            {
                var contact = new ContactRow
                {
                    TenantId = asker.TenantId,
                    Id = Guid.CreateVersion7(),
                    PartnerId = partners[DomainOf(person.Address)].Id,
                    Address = person.Address,
                    Name = person.Name,
                    CalendarFromGraph = hours.GetValueOrDefault(person.Address),
                };
                db.Add(contact);
                known.Add(person.Address, contact);
            }
        }
        return [.. people.Select(person => known[person.Address])];
    }

    /// <summary>The calendar that would count for a person not yet stored.</summary>
    public async Task<(ContactCalendar Calendar, string? Partner)> CalendarOfAsync(
        AskerRow asker,
        MailAddress person,
        CancellationToken cancellation
    )
    {
        var domain = DomainOf(person.Address);
        var contact =
            await db.Set<ContactRow>().SingleOrDefaultAsync(row => row.Address == person.Address, cancellation)
            ?? new ContactRow { Address = person.Address, Name = person.Name };
        var partner = await db.Set<PartnerRow>().SingleOrDefaultAsync(row => row.Domain == domain, cancellation);
        return (
            ContactCalendars.Of(contact, partner ?? new PartnerRow { Domain = domain, Name = domain }, asker.Calendar),
            partner?.Name
        );
    }

    /// <summary>Remembers when a contact wrote, to learn their hours: only while nothing better is known and nobody was asked.</summary>
    public async Task ObserveAsync(ContactRow contact, MailMessage mail, CancellationToken cancellation)
    {
        if (
            contact is { HoursAnsweredAt: null, Calendar: null, CalendarFromGraph: null }
            && SentMail.Of(mail.SentAt, mail.Header("Date")) is { } sent
            && await db.FindAsync<SentMailRow>([contact.Id, sent.At], cancellation) is null
        )
        {
            db.Add(
                new SentMailRow
                {
                    TenantId = contact.TenantId,
                    ContactId = contact.Id,
                    SentAt = sent.At,
                    OffsetSeconds = sent.Offset.Seconds,
                }
            );
        }
    }

    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <remarks>Only people of the same organisation can be looked up there; others cost no call.</remarks>
    private static async Task<Dictionary<string, string>> HoursOfAsync(
        AskerRow asker,
        IMailbox mailbox,
        IReadOnlyList<MailAddress> people,
        CancellationToken cancellation
    )
    {
        var colleagues = people
            .Select(person => person.Address)
            .Where(address => DomainOf(address) == DomainOf(asker.Address))
            .ToList();
        if (colleagues.Count == 0)
            return [];

        var hours = await mailbox.HoursOfAsync(colleagues, cancellation);
        return hours
            .Select(pair => (pair.Key, Calendar: Askers.CalendarOf(pair.Value)))
            .Where(pair => pair.Calendar is not null)
            .ToDictionary(pair => pair.Key, pair => CalendarJson.Write(pair.Calendar!));
    }

    private async Task<Dictionary<string, PartnerRow>> PartnersOfAsync(
        AskerRow asker,
        List<MailAddress> people,
        CancellationToken cancellation
    )
    {
        var domains = people.Select(person => DomainOf(person.Address)).Distinct().ToList();
        var partners = await db.Set<PartnerRow>()
            .Where(row => domains.Contains(row.Domain))
            .ToDictionaryAsync(row => row.Domain, cancellation);
        foreach (var domain in domains.Where(domain => !partners.ContainsKey(domain)))
        {
            var partner = new PartnerRow
            {
                TenantId = asker.TenantId,
                Id = Guid.CreateVersion7(),
                Domain = domain,
                Name = domain,
            };
            db.Add(partner);
            partners.Add(domain, partner);
        }
        return partners;
    }
}
