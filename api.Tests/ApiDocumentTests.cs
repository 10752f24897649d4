using System.Text.Json.Nodes;
using MailCommitments.Tests.Calendars;

namespace MailCommitments.Tests;

/// <summary>The API's description is checked in, and the add-in's types are made of it.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class ApiDocumentTests(RunningProduct world)
{
    private static readonly string Document = Path.Combine(Repository.Root, "api", "openapi.json");

    [Fact]
    public async Task The_checked_in_description_is_the_one_that_is_served()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var served = await world.Http.GetStringAsync("/openapi/v1.json", cancellation);
        var kept = await File.ReadAllTextAsync(Document, cancellation);
        if (JsonNode.DeepEquals(JsonNode.Parse(served), JsonNode.Parse(kept)))
            return;

        await File.WriteAllTextAsync(Document, served.TrimEnd() + "\n", cancellation);
        Assert.Fail(
            "The API has changed: api/openapi.json has been written anew. Review it, run 'npm run types' in addin, and commit both."
        );
    }

    [Fact]
    public async Task The_add_ins_types_know_every_address_and_every_field_of_the_description()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Document, cancellation))!;
        var types = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "addin", "src", "api", "schema.ts"),
            cancellation
        );
        var names = document["paths"]!
            .AsObject()
            .Select(path => $"\"{path.Key}\"")
            .Concat(
                document["components"]!["schemas"]!
                    .AsObject()
                    .SelectMany(schema =>
                        (schema.Value!["properties"]?.AsObject() ?? [])
                            .Select(property => Declared(schema.Value!, property.Key))
                            .Append(schema.Key + ":")
                    )
            );

        Assert.Empty(names.Where(name => !types.Contains(name, StringComparison.Ordinal)).Distinct());
    }

    /// <summary>As openapi-typescript writes a field: with a question mark when it may be left out.</summary>
    private static string Declared(JsonNode schema, string property)
    {
        var isRequired = schema["required"]?.AsArray().Any(name => (string?)name == property) ?? false;
        var hasDefault = schema["properties"]![property]!["default"] is not null;
        return isRequired || hasDefault ? property + ":" : property + "?:";
    }
}
