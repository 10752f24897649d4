using MailCommitments.Calendars;
using NodaTime;
using NodaTime.TimeZones;

namespace MailCommitments.Partners;

/// <summary>How much a hold covers.</summary>
public enum HoldLevel
{
    Commitment,
    Contact,
    Partner,

    /// <summary>Of the contact's calendar.</summary>
    Country,
    Region,
}

/// <summary>Whom a follow-up is for, in the words in which policies and holds name people.</summary>
/// <param name="Commitment">Null before a mail is tracked, as is <paramref name="Request"/>.</param>
/// <param name="Team">Of the asker.</param>
/// <param name="Address">Of the contact.</param>
/// <param name="Partner">The contact's mail domain.</param>
/// <param name="Country">Two letters, as the contact's calendar says; null when it does not.</param>
/// <param name="Region">Within the country, such as <c>MH</c> in India.</param>
public sealed record Addressee(
    Guid? Commitment,
    Guid? Request,
    string? Team,
    string Address,
    string Partner,
    string? Country,
    string? Region
)
{
    private static readonly Dictionary<string, string> CountryOfZone = (
        TzdbDateTimeZoneSource.Default.ZoneLocations ?? []
    ).ToDictionary(location => location.ZoneId, location => location.CountryCode, StringComparer.Ordinal);

    /// <summary>Where a contact's calendar is at home: by its holidays, else by its zone; unknown when the calendar is not their own.</summary>
    public static (string? Country, string? Region) PlaceOf(ContactCalendar contact) =>
        contact.From == CalendarSource.AskersOwn
            ? (null, null)
            : (
                contact.Calendar.Holidays.Country ?? CountryOfZone.GetValueOrDefault(contact.Calendar.Zone.Id),
                contact.Calendar.Holidays.Region
            );
}

/// <summary>A pause that anybody of the tenant can set and everybody sees. Nothing is sent while it lasts.</summary>
/// <param name="Target">The commitment's id, an address, a mail domain, a country such as <c>PH</c> or a region such as <c>IN-MH</c>.</param>
/// <param name="Reason">In words for everybody.</param>
/// <param name="By">Who set it.</param>
public sealed record Hold(HoldLevel Level, string Target, Interval When, string Reason, string By)
{
    /// <summary>A hold ends: nobody is forgotten in one.</summary>
    public static readonly Duration Longest = Duration.FromDays(366);

    public bool Covers(Addressee addressee) =>
        Level switch
        {
            HoldLevel.Commitment => Target == addressee.Commitment?.ToString(),
            HoldLevel.Contact => Target == addressee.Address,
            HoldLevel.Partner => Target == addressee.Partner,
            HoldLevel.Country => Target == addressee.Country,
            HoldLevel.Region => Target == $"{addressee.Country}-{addressee.Region}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
