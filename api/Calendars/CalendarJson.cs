using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Calendars;

/// <summary>
/// A working calendar as text for storage, in version 1 of its form:
/// <code>
/// {
///   "version": 1,
///   "zone": "Asia/Kolkata",                            IANA id
///   "hours": { "monday": ["09:00:00/12:30:00"], … },   ISO local times; weekdays without work are left out
///   "holidays": {
///     "added": { "2026-03-09": "Moving day" },
///     "unticked": ["2026-10-02"],
///     "country": "IN", "region": "MH"                  left out when nobody's public holidays are kept
///   },
///   "absences": [{ "reason": "Leave", "from": "2026-05-04T03:30:00Z", "to": "2026-05-09T03:30:00Z" }]
/// }                                                    without "to" while no end is known
/// </code>
/// </summary>
/// <remarks>
/// What is read equals what was written. A form that is damaged, from a later version or has members of one is refused with a
/// <see cref="JsonException"/> that names the value; nothing of it is left out silently.
/// </remarks>
public sealed class CalendarJson : JsonConverter<WorkingCalendar>
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static string Write(WorkingCalendar calendar) => JsonSerializer.Serialize(Stored.Of(calendar), Form);

    /// <exception cref="JsonException">This is no calendar; the message names the value at fault.</exception>
    public static WorkingCalendar Read(string json) =>
        JsonSerializer.Deserialize<Stored>(json, Form)?.Calendar() ?? throw new JsonException("There is no calendar.");

    public override WorkingCalendar? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => JsonSerializer.Deserialize<Stored>(ref reader, Form)?.Calendar();

    public override void Write(Utf8JsonWriter writer, WorkingCalendar value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, Stored.Of(value), Form);

    private static T Parsed<T>(IPattern<T> pattern, string text) =>
        pattern.Parse(text) is { Success: true } parsed
            ? parsed.Value
            : throw new JsonException($"The calendar has the value '{text}', which is no {typeof(T).Name}.");

    private sealed record Stored(
        int Version,
        string Zone,
        Dictionary<string, string[]> Hours,
        StoredHolidays Holidays,
        StoredAbsence[] Absences
    )
    {
        public static Stored Of(WorkingCalendar calendar) =>
            new(
                CalendarJson.Version,
                calendar.Zone.Id,
                WeeklyHours
                    .Week.Where(day => !calendar.Hours[day].IsEmpty)
                    .ToDictionary(
                        day => day.ToString().ToLowerInvariant(),
                        day => calendar.Hours[day].Select(Text).ToArray()
                    ),
                StoredHolidays.Of(calendar.Holidays),
                [.. calendar.Absences.Select(StoredAbsence.Of)]
            );

        public WorkingCalendar Calendar()
        {
            if (Version != CalendarJson.Version)
                throw new JsonException(
                    $"The calendar is in version {Version} of its form; this release reads {CalendarJson.Version}."
                );
            if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) is not { } zone)
                throw new JsonException($"The calendar names the zone '{Zone}', which nobody knows.");

            var hours = Hours
                .SelectMany(day => day.Value, (day, text) => (Weekday(day.Key), IntervalOf(text)))
                .ToList();
            return WeeklyHours.WhyNot(hours) is { } problem
                ? throw new JsonException(problem)
                : new WorkingCalendar(zone, new WeeklyHours(hours))
                {
                    Holidays = Holidays.Kept(),
                    Absences = [.. Absences.Select(absence => absence.Absence())],
                };
        }

        private static string Text(WorkingInterval interval) =>
            $"{LocalTimePattern.ExtendedIso.Format(interval.Start)}/{LocalTimePattern.ExtendedIso.Format(interval.End)}";

        private static WorkingInterval IntervalOf(string text) =>
            text.Split('/') is [var start, var end]
                ? new(Parsed(LocalTimePattern.ExtendedIso, start), Parsed(LocalTimePattern.ExtendedIso, end))
                : throw new JsonException($"The calendar has the hours '{text}', which are no interval.");

        private static IsoDayOfWeek Weekday(string name) =>
            WeeklyHours.Week.FirstOrDefault(day => day.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
                is var day
                    and not IsoDayOfWeek.None
                ? day
                : throw new JsonException($"The calendar has the weekday '{name}', which is none.");
    }

    private sealed record StoredHolidays(
        SortedDictionary<string, string> Added,
        string[] Unticked,
        string? Country = null,
        string? Region = null
    )
    {
        public static StoredHolidays Of(CalendarHolidays holidays) =>
            new(
                new(holidays.Added.ToDictionary(day => LocalDatePattern.Iso.Format(day.Key), day => day.Value)),
                [.. holidays.Unticked.Select(LocalDatePattern.Iso.Format)],
                holidays.Country,
                holidays.Region
            );

        public CalendarHolidays Kept()
        {
            if (Country is not null && !MailCommitments.Calendars.Holidays.Knows(Country, Region))
                throw new JsonException(
                    $"The calendar keeps the holidays of '{Country} {Region}', which nobody knows."
                );

            var kept = Country is null ? CalendarHolidays.None : CalendarHolidays.Of(Country, Region);
            kept = Added.Aggregate(kept, (all, day) => all.Add(Parsed(LocalDatePattern.Iso, day.Key), day.Value));
            return Unticked.Aggregate(kept, (all, day) => all.Untick(Parsed(LocalDatePattern.Iso, day)));
        }
    }

    private sealed record StoredAbsence(string Reason, string? From = null, string? To = null)
    {
        public static StoredAbsence Of(Absence absence) =>
            new(
                absence.Reason,
                absence.When.HasStart ? InstantPattern.ExtendedIso.Format(absence.When.Start) : null,
                absence.When.HasEnd ? InstantPattern.ExtendedIso.Format(absence.When.End) : null
            );

        public Absence Absence()
        {
            Instant? from = From is { } start ? Parsed(InstantPattern.ExtendedIso, start) : null;
            Instant? to = To is { } end ? Parsed(InstantPattern.ExtendedIso, end) : null;
            return from > to
                ? throw new JsonException($"The calendar has an absence that ends at {To}, before it starts at {From}.")
                : new(new(from, to), Reason);
        }
    }
}
