using System.Collections.Immutable;
using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>The days on which a calendar stays closed although the weekday is a working one.</summary>
public sealed record CalendarHolidays
{
    public static CalendarHolidays None { get; } = new();

    /// <summary>Days that a person added, each with its name, such as a company's own closing day.</summary>
    public ImmutableSortedDictionary<LocalDate, string> Added { get; init; } =
        ImmutableSortedDictionary<LocalDate, string>.Empty;

    /// <summary>Days on which the contact works although they are holidays.</summary>
    public ImmutableSortedSet<LocalDate> Unticked { get; init; } = [];

    /// <summary>The name of the holiday kept on that day; null when it is an ordinary day or unticked.</summary>
    public string? NameOn(LocalDate date) =>
        Unticked.Contains(date) ? null
        : Added.TryGetValue(date, out var name) ? name
        : null;

    public bool Equals(CalendarHolidays? other) =>
        other is not null && Unticked.SetEquals(other.Unticked) && Added.SequenceEqual(other.Added);

    public override int GetHashCode() => HashCode.Combine(Added.Count, Unticked.Count);
}
