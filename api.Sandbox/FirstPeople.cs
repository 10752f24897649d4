using MailCommitments.Sandbox.Tenancy;
using NodaTime;

namespace MailCommitments.Sandbox;

/// <summary>A few people at two invented companies, for a sandbox without a story.</summary>
public static class FirstPeople
{
    public static void Add(Tenant tenant)
    {
        tenant.NameHome("Northwind Avionics", knowsEverybody: true, "northwind.example");
        var partner = tenant.AddOrganisation("Kumar Components", knowsEverybody: true, "kumar.example");
        var lead = Colleague("Helena Costa", "Structures", "Lead engineer") with { Roles = ["Lead"] };
        Person[] colleagues =
        [
            lead,
            Colleague("Ana Lopez", "Structures", "Stress engineer"),
            Colleague("Tom Becker", "Structures", "Test engineer"),
            Colleague("Grace Mwangi", "Cabin", "Systems engineer"),
            Colleague("Luca Ferri", "Cabin", "Interior engineer"),
        ];
        foreach (var colleague in colleagues)
            tenant.AddPerson(
                colleague with
                {
                    TenantId = tenant.Home.TenantId,
                    CompanyName = tenant.Home.Name,
                    Manager = colleague.Id == lead.Id ? null : lead.Id,
                }
            );
        foreach (
            var (name, title) in new[]
            {
                ("Ravi Kumar", "Programme manager"),
                ("Meera Nair", "Design lead"),
                ("Arjun Shah", "Quality engineer"),
            }
        )
            tenant.AddPerson(Contact(name, title) with { TenantId = partner.TenantId, CompanyName = partner.Name });
    }

    private static Person Colleague(string name, string team, string title) =>
        Named(name, "northwind.example", title) with
        {
            Department = team,
            OfficeLocation = "Lisbon",
            UsageLocation = "PT",
            TimeZone = "Europe/Lisbon",
        };

    private static Person Contact(string name, string title) =>
        Named(name, "kumar.example", title) with
        {
            Department = "Engineering services",
            OfficeLocation = "Bengaluru",
            UsageLocation = "IN",
            TimeZone = "Asia/Kolkata",
            WorkingHours = OfficeHours.NineToFive with { Start = new LocalTime(9, 30), End = new LocalTime(18, 30) },
        };

    private static Person Named(string name, string domain, string title)
    {
        var mail = $"{name.Replace(' ', '.').ToLowerInvariant()}@{domain}";
        return new()
        {
            Id = Person.IdOf(mail),
            TenantId = default,
            Name = name,
            Mail = mail,
            JobTitle = title,
        };
    }
}
