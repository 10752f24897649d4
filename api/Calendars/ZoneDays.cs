using NodaTime;
using NodaTime.TimeZones;

namespace MailCommitments.Calendars;

/// <summary>Wall-clock times and days of a zone as instants, also those that its clocks skipped or showed twice.</summary>
public static class ZoneDays
{
    private static readonly ZoneLocalMappingResolver OnTheClock = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier,
        Resolvers.ReturnStartOfIntervalAfter
    );

    /// <summary>The earlier of two such times; of one that was skipped, the first after the gap.</summary>
    public static Instant InstantOf(this DateTimeZone zone, LocalDateTime time) =>
        zone.ResolveLocal(time, OnTheClock).ToInstant();

    /// <summary>When a day begins; one that the zone skipped, as Apia did with 30 December 2011, begins with the day after.</summary>
    public static Instant StartOf(this DateTimeZone zone, LocalDate day) => zone.InstantOf(day.AtMidnight());
}
