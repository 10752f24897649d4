using System.Reflection;
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
