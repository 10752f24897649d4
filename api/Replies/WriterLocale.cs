using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace MailCommitments.Replies;

/// <summary>How somebody writes dates, as far as the place tells: 3/4 is March in Houston and April in Pune.</summary>
public static class WriterLocale
{
    private static readonly Lazy<FrozenDictionary<string, string>> countries = new(() =>
        (TzdbDateTimeZoneSource.Default.ZoneLocations ?? []).ToFrozenDictionary(
            place => place.ZoneId,
            place => place.CountryCode,
            StringComparer.Ordinal
        )
    );

    /// <summary>English of the country that the zone lies in, BCP 47; American where the zone names no country.</summary>
    public static string Of(DateTimeZone zone) => "en-" + countries.Value.GetValueOrDefault(zone.Id, "US");
}
