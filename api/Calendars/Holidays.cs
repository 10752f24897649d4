using System.Collections.Frozen;
using System.IO.Compression;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Calendars;

/// <summary>A public holiday as one place keeps it.</summary>
/// <param name="Date">The local day.</param>
/// <param name="From">The local time from which it is kept; midnight when all day, later on the eve of a feast.</param>
/// <param name="Name">In English where the data set has it, otherwise as <paramref name="LocalName"/>.</param>
/// <param name="LocalName">In the first language of the country that is not English, or in English.</param>
public sealed record Holiday(LocalDate Date, LocalTime From, string Name, string LocalName);

/// <summary>A country or a subdivision of one, as the data set nests them.</summary>
/// <param name="Country">Its two letters, such as 'DE'.</param>
/// <param name="Region">Below the country, such as 'BY' or 'BY-A' for a part of it; null for the country as a whole.</param>
/// <param name="Name">In English where the data set has it.</param>
/// <param name="LocalName">In the first language of the country that is not English, or in English.</param>
public sealed record HolidayPlace(string Country, string? Region, string Name, string LocalName);

/// <summary>
/// The public holidays of every country and subdivision in the open data set behind npm date-holidays; <c>NOTICE.md</c> beside
/// the data file says its licence and date, and <c>generate.mjs</c> writes it anew.
/// </summary>
public static class Holidays
{
    private static readonly Lazy<DataFile> Data = new(Read);

    /// <summary>The first year that the data covers.</summary>
    public static int FirstYear => Data.Value.Years.First;

    /// <summary>The last year that the data covers; whoever plans beyond it must say that holidays are unknown.</summary>
    public static int LastYear => Data.Value.Years.Last;

    /// <summary>Each country, followed by its subdivisions.</summary>
    public static IReadOnlyList<HolidayPlace> Places => Data.Value.Places;

    public static bool Knows(string country, string? region) => Data.Value.ByPlace.ContainsKey(Code(country, region));

    /// <summary>The public holidays of one place in order, at most one a day. None in a year that the data does not cover.</summary>
    /// <param name="country">Two letters, such as 'IN'.</param>
    /// <param name="region">As in <see cref="HolidayPlace.Region"/>; null for what the whole country keeps.</param>
    /// <param name="year">Between <see cref="FirstYear"/> and <see cref="LastYear"/>.</param>
    /// <exception cref="ArgumentException">There is no such place; <see cref="Knows"/> says so beforehand.</exception>
    public static IReadOnlyList<Holiday> Of(string country, string? region, int year) =>
        [.. In(country, region).Values.Where(holiday => holiday.Date.Year == year).OrderBy(holiday => holiday.Date)];

    /// <summary>All public holidays of one place by their day.</summary>
    internal static FrozenDictionary<LocalDate, Holiday> In(string country, string? region) =>
        Data.Value.ByPlace.TryGetValue(Code(country, region), out var holidays)
            ? holidays.Value
            : throw new ArgumentException(
                $"No holidays are known for the place '{Code(country, region)}'.",
                nameof(region)
            );

    private static string Code(string country, string? region) => region is null ? country : $"{country}-{region}";

    private static DataFile Read()
    {
        using var packed =
            typeof(Holidays).Assembly.GetManifestResourceStream("MailCommitments.Calendars.Holidays.holidays.data.gz")
            ?? throw new InvalidOperationException("The holidays are not embedded in the assembly.");
        using var text = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));

        var places = new List<HolidayPlace>();
        var kept = new Dictionary<string, List<Holiday>>();
        while (text.ReadLine() is { } line)
        {
            var field = line.Split('\t');
            if (field[0] == "place")
            {
                var code = field[1].Split('-', 2);
                places.Add(new(code[0], code.Length > 1 ? code[1] : null, field[2], Or(field[3], field[2])));
                kept.Add(field[1], []);
                continue;
            }

            var from =
                field[2].Length == 0
                    ? LocalTime.Midnight
                    : LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(field[2]).Value;
            var holiday = new Holiday(
                LocalDatePattern.Iso.Parse(field[1]).Value,
                from,
                field[3],
                Or(field[4], field[3])
            );
            foreach (var place in field[5].Split(' '))
                kept[place].Add(holiday);
        }

        var years = kept
            .Values.SelectMany(holidays => holidays)
            .Select(holiday => holiday.Date.Year)
            .Distinct()
            .ToList();
        return new(
            places,
            kept.ToFrozenDictionary(
                place => place.Key,
                place => new Lazy<FrozenDictionary<LocalDate, Holiday>>(() =>
                    place.Value.ToFrozenDictionary(h => h.Date)
                )
            ),
            (years.Min(), years.Max())
        );
    }

    private static string Or(string localName, string name) => localName.Length == 0 ? name : localName;

    private sealed record DataFile(
        IReadOnlyList<HolidayPlace> Places,
        FrozenDictionary<string, Lazy<FrozenDictionary<LocalDate, Holiday>>> ByPlace,
        (int First, int Last) Years
    );
}
