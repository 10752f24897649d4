using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments;

/// <summary>How NodaTime's values travel in JSON: ISO 8601 text, instants in UTC.</summary>
public static class NodaTimeJson
{
    public static JsonSerializerOptions WithNodaTime(this JsonSerializerOptions options)
    {
        options.Converters.Add(new PatternConverter<Instant>(InstantPattern.ExtendedIso));
        options.Converters.Add(new PatternConverter<LocalDate>(LocalDatePattern.Iso));
        options.Converters.Add(new PatternConverter<LocalTime>(LocalTimePattern.ExtendedIso));
        options.Converters.Add(new PatternConverter<LocalDateTime>(LocalDateTimePattern.ExtendedIso));
        return options;
    }

    private sealed class PatternConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            return text is not null && pattern.Parse(text) is { Success: true } parsed
                ? parsed.Value
                : throw new JsonException(
                    $"Write {Kind(typeToConvert)} in ISO 8601, such as {pattern.Format(Example)}."
                );
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(pattern.Format(value));

        private static T Example => (T)(object)Examples[typeof(T)];

        private static string Kind(Type type) => type == typeof(Instant) ? "an instant" : "a date or time";
    }

    private static readonly Dictionary<Type, object> Examples = new()
    {
        [typeof(Instant)] = Instant.FromUtc(2026, 3, 6, 16, 0),
        [typeof(LocalDate)] = new LocalDate(2026, 3, 6),
        [typeof(LocalTime)] = new LocalTime(16, 0),
        [typeof(LocalDateTime)] = new LocalDateTime(2026, 3, 6, 16, 0),
    };
}
