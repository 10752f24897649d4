using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>The days on which a calendar stays closed although the weekday is a working one.</summary>
public sealed record CalendarHolidays
{
    private FrozenDictionary<LocalDate, Holiday> publicHolidays = FrozenDictionary<LocalDate, Holiday>.Empty;

    private CalendarHolidays() { }

    public static CalendarHolidays None { get; } = new();

    /// <summary>Whose public holidays are kept, as two letters; null when nobody's.</summary>
    public string? Country { get; private init; }

    /// <summary>The subdivision, as in <see cref="HolidayPlace.Region"/>; null for what the whole country keeps.</summary>
    public string? Region { get; private init; }

    /// <summary>Days that a person added, each with its name, such as a company's own closing day.</summary>
    public ImmutableSortedDictionary<LocalDate, string> Added { get; private init; } =
        ImmutableSortedDictionary<LocalDate, string>.Empty;

    /// <summary>Days on which the contact works although they are holidays.</summary>
    public ImmutableSortedSet<LocalDate> Unticked { get; private init; } = [];

    /// <summary>The public holidays of a place, see <see cref="Holidays"/>.</summary>
    /// <exception cref="ArgumentException">There is no such place; <see cref="Holidays.Knows"/> says so beforehand.</exception>
    public static CalendarHolidays Of(string country, string? region = null) =>
        new()
        {
            Country = country,
            Region = region,
            publicHolidays = Holidays.In(country, region),
        };

    /// <summary>With a day of one's own, kept from its first minute; it stands in place of a public holiday on that day.</summary>
    public CalendarHolidays Add(LocalDate date, string name) =>
        this with
        {
            Added = Added.SetItem(date, name),
            Unticked = Unticked.Remove(date),
        };

    /// <summary>With that day as an ordinary one, whether it was added or is public.</summary>
    public CalendarHolidays Untick(LocalDate date) =>
        this with
        {
            Added = Added.Remove(date),
            Unticked = Unticked.Add(date),
        };

    /// <summary>The holiday kept on that day; null when it is an ordinary day or unticked.</summary>
    public Holiday? On(LocalDate date) =>
        Unticked.Contains(date) ? null
        : Added.TryGetValue(date, out var name) ? new Holiday(date, LocalTime.Midnight, name, name)
        : publicHolidays.GetValueOrDefault(date);

    /// <summary>Public holidays of the place and days that were added, unticked ones too, in order.</summary>
    public IReadOnlyList<Holiday> Between(LocalDate first, LocalDate last) =>
        [
            .. publicHolidays
                .Values.Where(holiday => !Added.ContainsKey(holiday.Date))
                .Concat(Added.Select(day => new Holiday(day.Key, LocalTime.Midnight, day.Value, day.Value)))
                .Where(holiday => holiday.Date >= first && holiday.Date <= last)
                .OrderBy(holiday => holiday.Date),
        ];

    public bool Equals(CalendarHolidays? other) =>
        other is not null
        && Country == other.Country
        && Region == other.Region
        && Unticked.SetEquals(other.Unticked)
        && Added.SequenceEqual(other.Added);

    public override int GetHashCode() => HashCode.Combine(Country, Region, Added.Count, Unticked.Count);
}
