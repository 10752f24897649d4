using System.Collections.Concurrent;
using NodaTime;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>A message that a person of the home organisation sent, and those of its recipients who are not of it.</summary>
public sealed record SentMail(Instant At, Guid Sender, MailItem Message, IReadOnlyList<Address> Outside);

/// <summary>
/// The embedded Microsoft 365: the home organisation, organisations outside that the demo can look into, their people
/// and mailboxes, and what left. In memory, safe to use from many threads.
/// </summary>
public sealed class Tenant
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<Guid, Mailbox> mailboxes = new();
    private readonly Dictionary<string, Guid> addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Organisation> organisations = [];
    private readonly List<SentMail> sent = [];
    private readonly List<Action<MailChange>> watchers = [];
    private long changes;

    public Tenant(SandboxClock clock, Organisation home)
    {
        Clock = clock;
        Home = home;
        organisations.Add(home);
    }

    public SandboxClock Clock { get; }

    public Organisation Home { get; private set; }

    /// <summary>Grows with every change of anything; a snapshot of the same count holds the same.</summary>
    public long Changes => Interlocked.Read(ref changes);

    public IReadOnlyList<Organisation> Organisations
    {
        get
        {
            lock (gate)
                return [.. organisations];
        }
    }

    /// <summary>Everybody with a mailbox, by name.</summary>
    public IReadOnlyList<Person> People =>
        [.. mailboxes.Values.Select(mailbox => mailbox.Owner).OrderBy(person => person.Name, StringComparer.Ordinal)];

    public IReadOnlyCollection<Mailbox> Mailboxes => [.. mailboxes.Values];

    /// <summary>Gives the home organisation its name and domains.</summary>
    public Organisation NameHome(string name, bool knowsEverybody, params string[] domains)
    {
        lock (gate)
        {
            organisations.Remove(Home);
            Home = new(Home.TenantId, name, domains, knowsEverybody);
            organisations.Insert(0, Home);
            Touch();
            return Home;
        }
    }

    /// <summary>Adds an organisation outside.</summary>
    public Organisation AddOrganisation(string name, bool knowsEverybody, params string[] domains)
    {
        lock (gate)
        {
            var organisation = new Organisation(Person.IdOf("tenant " + domains[0]), name, domains, knowsEverybody);
            organisations.Add(organisation);
            Touch();
            return organisation;
        }
    }

    /// <summary>Has every change of a message told, inside the tenant's lock: take it down and return.</summary>
    public void Watch(Action<MailChange> watcher)
    {
        lock (gate)
            watchers.Add(watcher);
    }

    /// <summary>Adds a person of the home organisation or of one outside, with an empty mailbox.</summary>
    public Person AddPerson(Person person)
    {
        lock (gate)
        {
            mailboxes.TryAdd(person.Id, new Mailbox(person, gate, Clock, Happened));
            Address(person);
            Touch();
            return person;
        }
    }

    /// <summary>Writes down what is new about somebody: another team, zone, further address.</summary>
    public void ChangePerson(Person person)
    {
        lock (gate)
        {
            mailboxes[person.Id].Become(person);
            Address(person);
            Touch();
        }
    }

    public Mailbox MailboxOf(Person person) => mailboxes[person.Id];

    /// <summary>The mailbox of an id, a sign-in name or any address; null when nobody has it.</summary>
    public Mailbox? FindMailbox(string idOrAddress)
    {
        if (Guid.TryParse(idOrAddress, out var id))
            return mailboxes.GetValueOrDefault(id);
        lock (gate)
            return addresses.TryGetValue(idOrAddress, out var owner) ? mailboxes[owner] : null;
    }

    /// <summary>The organisation that has an address's domain; null when it is none of ours.</summary>
    public Organisation? OrganisationOf(string mail)
    {
        var domain = Tenancy.Address.DomainOf(mail);
        lock (gate)
            return organisations.Find(organisation => organisation.Domains.Contains(domain));
    }

    /// <summary>What the home organisation's people have sent since an instant, oldest first.</summary>
    public IReadOnlyList<SentMail> SentSince(Instant since)
    {
        lock (gate)
            return [.. sent.Where(mail => mail.At >= since)];
    }

    /// <summary>Says that something beside messages changed (settings, categories, subscriptions), so that it is saved.</summary>
    public void Touch() => Interlocked.Increment(ref changes);

    /// <summary>Does several things so that nobody sees only some of them.</summary>
    public T Together<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }

    internal void WriteDown(SentMail mail)
    {
        lock (gate)
            sent.Add(mail);
    }

    internal void Restore(
        Organisation home,
        IReadOnlyList<Organisation> all,
        IReadOnlyList<MailboxState> states,
        IReadOnlyList<SentMail> journal
    )
    {
        lock (gate)
        {
            Home = home;
            organisations.Clear();
            organisations.AddRange(all);
            foreach (var state in states)
            {
                mailboxes[state.Owner.Id] = new Mailbox(state, state.Owner, gate, Clock, Happened);
                Address(state.Owner);
            }
            sent.AddRange(journal);
        }
    }

    private void Address(Person person)
    {
        foreach (var mail in person.OtherAddresses.Prepend(person.Mail))
            addresses[mail] = person.Id;
    }

    private void Happened(MailChange change)
    {
        Touch();
        foreach (var watcher in watchers)
            watcher(change);
    }
}
