using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MailCommitments.Storage;

/// <summary>How events stand in the database: as JSON, instants in ISO 8601, nothing where there is nothing.</summary>
internal static class StoredJson
{
    private static readonly JsonSerializerOptions Form = new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    }.WithNodaTime();

    public static PropertyBuilder<TEvent> HasJson<TEvent>(this PropertyBuilder<TEvent> property)
        where TEvent : class =>
        property.HasConversion(
            happened => JsonSerializer.Serialize(happened, Form),
            stored => JsonSerializer.Deserialize<TEvent>(stored, Form)!
        );
}
