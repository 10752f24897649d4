using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.TimeZones;

namespace MailCommitments.Calendars;

/// <summary>When a contact sent a mail, and the UTC offset in its <c>Date</c> header.</summary>
public sealed partial record SentMail(Instant At, Offset Offset)
{
    /// <summary>Null when the header is missing or names no offset that a clock could have.</summary>
    /// <remarks>RFC 5322, section 3.3: <c>-0000</c> says that nothing is known about the sender's clock.</remarks>
    public static SentMail? Of(Instant at, string? dateHeader)
    {
        if (OffsetAtEnd.Match(dateHeader ?? "") is not { Success: true } found || found.Groups["all"].Value == "-0000")
            return null;

        var (hours, minutes) = (Number(found.Groups["h"]), Number(found.Groups["m"]));
        if (minutes > 59 || hours > 14)
            return null;
        var offset = Offset.FromHoursAndMinutes(hours, minutes);
        return new SentMail(at, found.Groups["all"].ValueSpan[0] == '-' ? -offset : offset);
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<all>[+-](?<h>\d{2})(?<m>\d{2}))\s*(\([^)]*\)\s*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OffsetAtEnd { get; }
}

/// <summary>
/// Hours that a contact seems to keep, for a person to confirm or reject. It is no calendar, so that it cannot be used as one
/// before <see cref="Confirmed"/> is called for that person.
/// </summary>
/// <param name="Zone">The likeliest zone.</param>
/// <param name="OtherZones">Ids of zones whose clocks fit as well, likelier ones first.</param>
/// <param name="Hours">The shortest daily stretch in which nine of ten mails were sent, on the weekdays that have mail.</param>
/// <param name="Mails">How many mails the proposal rests on.</param>
/// <param name="WithZonesOffset">How many of them carry the offset that the zone had at that instant.</param>
/// <param name="WithinHours">How many of them were sent within the hours.</param>
public sealed record HoursProposal(
    DateTimeZone Zone,
    ImmutableArray<string> OtherZones,
    WeeklyHours Hours,
    int Mails,
    int WithZonesOffset,
    int WithinHours
)
{
    /// <summary>The calendar to store once a person has said that the proposal is right.</summary>
    public WorkingCalendar Confirmed() => new(Zone, Hours);
}

/// <summary>Proposes when a contact works from the mails they sent themselves; automatic replies do not belong among them.</summary>
public static class LearnedHours
{
    /// <summary>Fewer mails say too little about a person's week.</summary>
    public const int FewestMails = 12;

    private const double FitsZone = 0.8;
    private const double FitsHours = 0.9;
    private const int HalfHours = 48;
    private const int LongestDay = 28; // half hours: whoever writes at all hours has none to be learned

    private static readonly Lazy<ImmutableArray<DateTimeZone>> ZonesByReach = new(() =>
        [
            .. TzdbDateTimeZoneSource
                .Default.WindowsMapping.MapZones.GroupBy(zone => zone.WindowsId)
                .OrderByDescending(sameClock => sameClock.Sum(zone => zone.TzdbIds.Count))
                .SelectMany(sameClock =>
                    sameClock.OrderBy(zone => zone.Territory, StringComparer.Ordinal).SelectMany(zone => zone.TzdbIds)
                )
                .Select(id =>
                    TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(id, out var canonical) ? canonical : id
                )
                .Distinct()
                .Select(DateTimeZoneProviders.Tzdb.GetZoneOrNull)
                .OfType<DateTimeZone>(),
        ]
    );

    /// <summary>
    /// The zone whose offset the mails carry, and the hours in which they were sent there. Null when there are too few mails,
    /// no zone explains four of five, or they are spread over the whole day.
    /// </summary>
    /// <param name="mails">In any order. Mails stamped in UTC by a server are recognised and say nothing about the zone.</param>
    /// <param name="country">Two letters, when it is known: only its zones are proposed.</param>
    public static HoursProposal? Propose(IReadOnlyCollection<SentMail> mails, string? country = null)
    {
        if (mails.Count < FewestMails || FittingZones(mails, country) is not [var zone, ..] zones)
            return null;

        var local = mails.Select(mail => mail.At.InZone(zone).LocalDateTime).ToList();
        if (ShortestStretch(local) is not var (start, length))
            return null;

        var opens = LocalTime.Midnight.PlusMinutes(start * 30);
        var interval = new WorkingInterval(opens, opens.PlusMinutes(length * 30));
        var within = local
            .Select(at => at.Minus(Period.FromMinutes(start * 30))) // a night's mail belongs to the day on which it started
            .Where(at => at.TimeOfDay.NanosecondOfDay < interval.Length.ToInt64Nanoseconds())
            .ToLookup(at => at.DayOfWeek);
        var busiest = within.Max(day => day.Count());
        var days = within.Where(day => 3 * day.Count() >= busiest).Select(day => day.Key).Order();

        var hours = WeeklyHours.Same(days, interval);
        var calendar = new WorkingCalendar(zone, hours);
        return new(
            zone,
            [.. zones.Skip(1).Select(other => other.Id)],
            hours,
            mails.Count,
            mails.Count(mail => zone.GetUtcOffset(mail.At) == mail.Offset),
            mails.Count(mail => calendar.IsOpen(mail.At))
        );
    }

    /// <summary>The zones that explain most mails, all equally many: among them the clock shared by most places first.</summary>
    private static List<DateTimeZone> FittingZones(IReadOnlyCollection<SentMail> mails, string? country)
    {
        var inCountry = TzdbDateTimeZoneSource
            .Default.ZoneLocations!.Where(place => country is null || place.CountryCode == country)
            .Select(place => TzdbDateTimeZoneSource.Default.CanonicalIdMap[place.ZoneId])
            .ToHashSet();
        var candidates = ZonesByReach.Value.Where(zone =>
            inCountry.Contains(TzdbDateTimeZoneSource.Default.CanonicalIdMap[zone.Id])
        );

        var stamped = mails.Where(mail => mail.Offset != Offset.Zero).ToList();
        if (stamped.Count == 0 && country is null)
            return []; // Iceland, or a server that writes UTC for people anywhere

        var fitting = Best(mails);
        return fitting.Count == 0 && stamped.Count >= FewestMails ? Best(stamped) : fitting;

        List<DateTimeZone> Best(IReadOnlyCollection<SentMail> among)
        {
            var best = candidates
                .GroupBy(zone => among.Count(mail => zone.GetUtcOffset(mail.At) == mail.Offset))
                .MaxBy(equallyGood => equallyGood.Key);
            return best is null || best.Key < FitsZone * among.Count ? [] : [.. best];
        }
    }

    /// <summary>The shortest stretch of the day, in half hours from midnight, that holds nine of ten; null when it is too long.</summary>
    private static (int Start, int Length)? ShortestStretch(List<LocalDateTime> sent)
    {
        var counts = new int[HalfHours];
        foreach (var at in sent)
            counts[at.TimeOfDay.Hour * 2 + at.TimeOfDay.Minute / 30]++;

        for (var length = 1; length <= LongestDay; length++)
        {
            var (start, held) = Enumerable
                .Range(0, HalfHours)
                .Select(start => (start, Enumerable.Range(start, length).Sum(half => counts[half % HalfHours])))
                .MaxBy(stretch => stretch.Item2);
            if (held >= FitsHours * sent.Count)
                return (start, length);
        }
        return null;
    }
}
