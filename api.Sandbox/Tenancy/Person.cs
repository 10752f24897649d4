using System.Security.Cryptography;
using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>
/// A company with its own tenant id and mail domains. When it knows everybody, mail to another address of its domains comes
/// back as undeliverable.
/// </summary>
public sealed record Organisation(Guid TenantId, string Name, IReadOnlyList<string> Domains, bool KnowsEverybody);

/// <summary>Somebody with a mailbox, in the home organisation or in one outside.</summary>
public sealed record Person
{
    public required Guid Id { get; init; }
    public required Guid TenantId { get; init; }
    public required string Name { get; init; }

    /// <summary>Primary address, also the sign-in name.</summary>
    public required string Mail { get; init; }

    /// <summary>Further addresses that deliver into the same mailbox.</summary>
    public IReadOnlyList<string> OtherAddresses { get; init; } = [];

    /// <summary>The team.</summary>
    public string? Department { get; init; }

    /// <summary>The site.</summary>
    public string? OfficeLocation { get; init; }
    public string? JobTitle { get; init; }
    public string? CompanyName { get; init; }

    /// <summary>ISO 3166 code of the country of work.</summary>
    public string? UsageLocation { get; init; }

    /// <summary>IANA name; Graph shows the Windows name.</summary>
    public string TimeZone { get; init; } = "UTC";
    public OfficeHours WorkingHours { get; init; } = OfficeHours.NineToFive;

    /// <summary>Roles in the product, put in the tokens for its API.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
    public Guid? Manager { get; init; }

    public Address Address => new(Name, Mail);

    /// <summary>The same address always gives the same id, so that a story told again has the same people.</summary>
    public static Guid IdOf(string mail) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes(mail.ToUpperInvariant())).AsSpan(0, 16));
}

/// <summary>Weekly working time, in the person's zone unless it says another.</summary>
public sealed record OfficeHours(IReadOnlyList<IsoDayOfWeek> Days, LocalTime Start, LocalTime End)
{
    /// <summary>The zone of the hours as Graph's JSON, where it is not the person's: a named one, or one of the person's own making.</summary>
    public string? TimeZone { get; init; }

    public static OfficeHours NineToFive { get; } =
        new(
            [
                IsoDayOfWeek.Monday,
                IsoDayOfWeek.Tuesday,
                IsoDayOfWeek.Wednesday,
                IsoDayOfWeek.Thursday,
                IsoDayOfWeek.Friday,
            ],
            new(9, 0),
            new(17, 0)
        );
}

/// <summary>A display name with its mail address.</summary>
public sealed record Address(string Name, string Mail)
{
    /// <summary>What stands after the @, in lower case.</summary>
    public string Domain => DomainOf(Mail);

    public static string DomainOf(string mail) => mail[(mail.LastIndexOf('@') + 1)..].ToLowerInvariant();
}

/// <summary>Zone names in the two spellings that Outlook uses.</summary>
public static class ZoneNames
{
    /// <summary>The zone of an IANA or a Windows name; null when it is neither.</summary>
    public static DateTimeZone? Find(string name) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? (
            TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.TryGetValue(name, out var iana)
                ? DateTimeZoneProviders.Tzdb[iana]
                : null
        );

    public static IEnumerable<string> AllOfWindows =>
        TzdbDateTimeZoneSource.Default.WindowsMapping.PrimaryMapping.Keys.Order(StringComparer.Ordinal);

    public static string Windows(string name) =>
        TzdbDateTimeZoneSource.Default.TzdbToWindowsIds.TryGetValue(name, out var windows) ? windows : name;
}
