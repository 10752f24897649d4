using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NodaTime;

namespace MailCommitments;

/// <summary>The OpenAPI document, generated from the code.</summary>
internal static class ApiDocument
{
    /// <summary>The build tool that writes the document starts the host; no job may run in it.</summary>
    public static bool IsBeingGenerated => Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo { Title = "MailCommitments", Version = "v1" };
                        document.Servers = [];
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        foreach (var described in context.Description.ParameterDescriptions)
                        {
                            if (
                                ChoicesOf(described.Type) is { } choices
                                && operation.Parameters?.FirstOrDefault(one => one.Name == described.Name)
                                    is OpenApiParameter parameter
                            )
                                parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = choices };
                        }
                        return Task.CompletedTask;
                    }
                );
                options.AddSchemaTransformer(
                    (schema, context, _) =>
                    {
                        if (FormatOf(context.JsonTypeInfo.Type) is { } format)
                        {
                            var nullable = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is not null;
                            schema.Type = nullable
                                ? JsonSchemaType.String | JsonSchemaType.Null
                                : JsonSchemaType.String;
                            schema.Format = format;
                            schema.Properties?.Clear();
                        }
                        return Task.CompletedTask;
                    }
                );
            }
        );

    /// <summary>The names of a choice in a query string; null for any other parameter.</summary>
    private static List<JsonNode>? ChoicesOf(Type? type)
    {
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        return type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Named<>)
            ?
            [
                .. Enum.GetNames(type.GenericTypeArguments[0])
                    .Select(name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name))),
            ]
            : null;
    }

    private static string? FormatOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(Instant) ? "date-time"
            : type == typeof(LocalDateTime) ? "local-date-time"
            : type == typeof(LocalDate) ? "date"
            : type == typeof(LocalTime) ? "time"
            : null;
    }
}
