using NodaTime;

namespace MailCommitments.Replies;

/// <summary>One reading of a date phrase.</summary>
/// <param name="Day">The last day.</param>
/// <param name="Time">The minute; null when only the day was named.</param>
/// <param name="Zone">Whose wall clock it is.</param>
/// <param name="Inclusive">The day itself still counts.</param>
public sealed record DateReading(LocalDate Day, LocalTime? Time, DateTimeZone Zone, bool Inclusive);
