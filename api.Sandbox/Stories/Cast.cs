using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Sandbox.Stories;

/// <summary>The people of the demo: an engineering company and the partner that does its back-office work, both invented.</summary>
public sealed record Cast(IReadOnlyList<Person> Askers, Person Lead, IReadOnlyList<Person> Contacts)
{
    public const string HomeName = "Nordwind Pumps";
    public const string HomeDomain = "nordwind.example";
    public const string PartnerName = "Bayani Services";
    public const string PartnerDomain = "bayani.example";
    public const string HomeZone = "Europe/Berlin";
    public const string PartnerZone = "Asia/Manila";

    private static readonly string[] Engineering =
    [
        "Anke Vogel",
        "Jonas Reuter",
        "Marta Nowak",
        "Deniz Aydin",
        "Lena Brandt",
        "Oliver Klee",
        "Sofia Marin",
        "Piet de Boer",
        "Ines Falk",
        "Tomas Hajek",
        "Greta Lindqvist",
    ];

    private static readonly string[] Logistics =
    [
        "Carla Bianchi",
        "Bernd Huber",
        "Yara Haddad",
        "Felix Sommer",
        "Nadia Petrova",
        "Ruben Costa",
        "Elif Kaya",
        "Martin Dvorak",
        "Hanna Virtanen",
        "Samuel Okafor",
        "Julia Wagner",
    ];

    private static readonly string[] Partner =
    [
        "Maria Santos",
        "Jose Ramos",
        "Grace Villanueva",
        "Paolo Mendoza",
        "Liza Aquino",
        "Ramon Bautista",
        "Tess Navarro",
        "Miguel Ocampo",
        "Joy Castillo",
        "Dante Salazar",
    ];

    /// <summary>Gives the tenant its two companies and their people, with empty mailboxes.</summary>
    public static Cast Enter(Tenant tenant)
    {
        var home = tenant.NameHome(HomeName, knowsEverybody: true, HomeDomain);
        var partner = tenant.AddOrganisation(PartnerName, knowsEverybody: true, PartnerDomain);
        var lead = tenant.AddPerson(
            AtHome(home, "Katrin Weiss", "Engineering", "Hamburg") with
            {
                JobTitle = "Head of partner operations",
                Roles = ["Lead"],
            }
        );
        return new Cast(
            [
                .. Engineering.Select(
                    (name, i) =>
                        tenant.AddPerson(AtHome(home, name, "Engineering", i % 3 == 0 ? "Rotterdam" : "Hamburg"))
                ),
                .. Logistics.Select(
                    (name, i) => tenant.AddPerson(AtHome(home, name, "Logistics", i % 2 == 0 ? "Rotterdam" : "Hamburg"))
                ),
            ],
            lead,
            [.. Partner.Select(name => tenant.AddPerson(AtPartner(partner, name)))]
        );
    }

    private static Person AtHome(Organisation home, string name, string team, string site) =>
        new()
        {
            Id = Person.IdOf(MailOf(name, HomeDomain)),
            TenantId = home.TenantId,
            Name = name,
            Mail = MailOf(name, HomeDomain),
            Department = team,
            OfficeLocation = site,
            JobTitle = "Subject-matter expert",
            CompanyName = HomeName,
            TimeZone = HomeZone,
            WorkingHours = OfficeHours.NineToFive with { Start = new LocalTime(8, 30), End = new LocalTime(17, 0) },
        };

    private static Person AtPartner(Organisation partner, string name) =>
        new()
        {
            Id = Person.IdOf(MailOf(name, PartnerDomain)),
            TenantId = partner.TenantId,
            Name = name,
            Mail = MailOf(name, PartnerDomain),
            Department = "Shared services",
            OfficeLocation = "Manila",
            JobTitle = "Specialist",
            CompanyName = PartnerName,
            TimeZone = PartnerZone,
            WorkingHours = OfficeHours.NineToFive with { End = new LocalTime(18, 0) },
        };

    private static string MailOf(string name, string domain) =>
        name.ToLowerInvariant().Replace(' ', '.') + "@" + domain;
}
