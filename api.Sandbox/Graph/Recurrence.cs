using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>When a series of events happens: on days, on weekdays or on a day of the month, at the same time of the clock.</summary>
public sealed record Recurrence
{
    private readonly string kind;
    private readonly int interval;
    private readonly HashSet<IsoDayOfWeek> days;
    private readonly IsoDayOfWeek firstDay;
    private readonly int dayOfMonth;
    private readonly LocalDate first;
    private readonly LocalDate last;
    private readonly int most;
    private readonly DateTimeZone zone;

    private Recurrence(JsonObject pattern, JsonObject range)
    {
        kind = MessageShape.OneOf("pattern.type", pattern["type"] ?? "", Served);
        interval = Math.Max(1, pattern["interval"]?.GetValue<int>() ?? 1);
        days = [.. (pattern["daysOfWeek"] as JsonArray ?? []).Select(DayOf)];
        firstDay = pattern["firstDayOfWeek"] is { } begins ? DayOf(begins) : IsoDayOfWeek.Sunday;
        dayOfMonth = pattern["dayOfMonth"]?.GetValue<int>() ?? 0;
        first = DateOf(range["startDate"]) ?? throw Wrong("range.startDate");
        var end = MessageShape.OneOf("range.type", range["type"] ?? "", "endDate", "noEnd", "numbered");
        last = end == "endDate" ? DateOf(range["endDate"]) ?? throw Wrong("range.endDate") : LocalDate.MaxIsoValue;
        most = end == "numbered" ? range["numberOfOccurrences"]?.GetValue<int>() ?? 0 : int.MaxValue;
        zone =
            ZoneNames.Find(range["recurrenceTimeZone"]?.GetValue<string>() ?? "UTC")
            ?? throw Wrong("range.recurrenceTimeZone");
    }

    private static readonly string[] Served = ["daily", "weekly", "absoluteMonthly"];
    private static readonly string[] NotServed = ["relativeMonthly", "absoluteYearly", "relativeYearly"];

    /// <summary>Graph's JSON of a recurrence, checked, with the zone in which its days are counted.</summary>
    /// <exception cref="GraphException">It is malformed, or of a kind that the sandbox does not serve.</exception>
    public static string Checked(JsonObject given, string timeZone)
    {
        var kept = given.DeepClone().AsObject();
        if (kept["range"] is JsonObject range && range["recurrenceTimeZone"]?.GetValue<string>() is null or "")
            kept["range"]!["recurrenceTimeZone"] = timeZone;
        if (kept["pattern"]?["daysOfWeek"] is JsonArray days)
            kept["pattern"]!["daysOfWeek"] = MessageShape.Texts(
                days.Select(day => DayOf(day).ToString().ToLowerInvariant())
            );
        if (NotServed.Contains(kept["pattern"]?["type"]?.GetValue<string>(), StringComparer.OrdinalIgnoreCase))
            throw GraphException.NotServed("POST", $"/events with the pattern {kept["pattern"]!["type"]}");
        var text = kept.ToJsonString();
        _ = Read(text);
        return text;
    }

    /// <summary>What of an event lies between two instants: itself, or the occurrences of its series.</summary>
    public static IEnumerable<CalendarEvent> Between(CalendarEvent entry, Instant start, Instant end)
    {
        var all = entry.Recurrence is { } series ? Read(series).Occurrences(entry, end) : [entry];
        return all.Where(each => each.Start < end && each.End > start);
    }

    private static Recurrence Read(string text) =>
        JsonNode.Parse(text) is JsonObject given
        && given["pattern"] is JsonObject pattern
        && given["range"] is JsonObject range
            ? new(pattern, range)
            : throw Wrong("recurrence");

    private IEnumerable<CalendarEvent> Occurrences(CalendarEvent entry, Instant until)
    {
        var time = entry.Start.InZone(zone).TimeOfDay;
        var count = 0;
        for (var date = first; date <= last && count < most; date = date.PlusDays(1))
        {
            var start = (date + time).InZoneLeniently(zone).ToInstant();
            if (start >= until)
                yield break;
            if (!FallsOn(date))
                continue;
            count++;
            yield return entry with
            {
                Id = $"{entry.Id}.{LocalDatePattern.Iso.Format(date)}",
                Start = start,
                End = start + (entry.End - entry.Start),
                Series = entry.Id,
                Recurrence = null,
            };
        }
    }

    private bool FallsOn(LocalDate date) =>
        kind switch
        {
            "daily" => Period.DaysBetween(first, date) % interval == 0,
            "weekly" => days.Contains(date.DayOfWeek)
                && Period.DaysBetween(WeekOf(first), WeekOf(date)) / 7 % interval == 0,
            _ => date.Day == dayOfMonth && ((date.Year - first.Year) * 12 + date.Month - first.Month) % interval == 0,
        };

    private LocalDate WeekOf(LocalDate date) => date.DayOfWeek == firstDay ? date : date.Previous(firstDay);

    private static IsoDayOfWeek DayOf(JsonNode? day) =>
        Enum.Parse<IsoDayOfWeek>(day?.GetValue<string>() ?? "", ignoreCase: true);

    private static LocalDate? DateOf(JsonNode? date) =>
        LocalDatePattern.Iso.Parse(date?.GetValue<string>() ?? "") is { Success: true } parsed ? parsed.Value : null;

    private static GraphException Wrong(string name) =>
        GraphException.Bad($"The value of '{name}' is missing or malformed.", "ErrorPropertyValidationFailure");
}
