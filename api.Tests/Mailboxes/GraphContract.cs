using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>
/// Judges every request and response against Microsoft's published contract: path, method, query options, bodies without
/// unknown properties, status. Stands between the product and the tenant, so that neither can agree with the other alone.
/// </summary>
public sealed class GraphContract
{
    private const string Root = "/v1.0";
    private static readonly string[] PagingOptions = ["$skiptoken", "$deltatoken"];
    private static readonly Lazy<GraphContract> Shared = new(() =>
        new GraphContract(Path.Combine(Folder!, "graph-v1-mail.openapi.json"))
    );

    /// <summary>Microsoft's contract and samples, beside the checkout.</summary>
    public static string Folder { get; } = Find();

    private readonly JsonElement document;
    private readonly List<(string[] Segments, JsonElement Operations)> paths;

    private GraphContract(string file)
    {
        document = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement;
        paths = [.. document.GetProperty("paths").EnumerateObject().Select(path => (Segments(path.Name), path.Value))];
    }

    /// <summary>The contract beside the checkout.</summary>
    public static GraphContract Published => Shared.Value;

    /// <summary>What is wrong with a call and its answer; empty when both keep the contract.</summary>
    public IReadOnlyList<string> Judge(
        string method,
        Uri address,
        string? requestBody,
        int status,
        string? responseBody
    )
    {
        var wrongs = new List<string>();
        var path = Uri.UnescapeDataString(address.AbsolutePath);
        if (
            !path.StartsWith(Root, StringComparison.Ordinal)
            || Operation(method, path[Root.Length..]) is not { } operation
        )
            return [$"{method} {path} is no operation of the contract"];

        JudgeQuery(operation, address, wrongs);
        if (requestBody is { Length: > 0 })
            JudgeBody(Schema(operation, "requestBody"), requestBody, "request", wrongs);
        JudgeAnswer(operation, status, responseBody, wrongs);
        return [.. wrongs.Select(wrong => $"{method} {path}: {wrong}")];
    }

    private void JudgeQuery(JsonElement operation, Uri address, List<string> wrongs)
    {
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters
                .EnumerateArray()
                .Select(Resolved)
                .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => parameter.GetProperty("name").GetString())
                .ToFrozenSet()
            : [];
        foreach (var option in HttpUtility.ParseQueryString(address.Query).AllKeys)
        {
            if (!known.Contains(option) && !PagingOptions.Contains(option))
                wrongs.Add($"the query option {option} is unknown");
        }
    }

    private void JudgeAnswer(JsonElement operation, int status, string? body, List<string> wrongs)
    {
        if (status >= 400)
        {
            JudgeBody(Named("microsoft.graph.ODataErrors.ODataError"), body ?? "", "error", wrongs);
            return;
        }
        var documented = operation.GetProperty("x-documented-success-status");
        var allowed =
            documented.ValueKind == JsonValueKind.Array
                ? documented.EnumerateArray().Select(each => each.GetInt32()).ToList()
                : [documented.GetInt32()];
        if (!allowed.Contains(status))
            wrongs.Add($"the status is {status}, documented is {string.Join(" or ", allowed)}");

        var answer = Resolved(operation.GetProperty("responses").GetProperty("2XX"));
        if (answer.TryGetProperty("content", out var content))
            JudgeBody(content.GetProperty("application/json").GetProperty("schema"), body ?? "", "response", wrongs);
        else if (!string.IsNullOrEmpty(body))
            wrongs.Add("the response has a body and should have none");
    }

    private void JudgeBody(JsonElement? schema, string body, string where, List<string> wrongs)
    {
        if (schema is not { } expected)
        {
            wrongs.Add($"the {where} has a body and should have none");
            return;
        }
        try
        {
            using var json = JsonDocument.Parse(body);
            Judge(expected, json.RootElement, where, wrongs);
        }
        catch (JsonException malformed)
        {
            wrongs.Add($"the {where} is not JSON: {malformed.Message}");
        }
    }

    private void Judge(JsonElement schema, JsonElement value, string at, List<string> wrongs)
    {
        schema = Resolved(schema);
        if (schema.TryGetProperty("anyOf", out var choices))
        {
            var each = choices.EnumerateArray().Select(choice => Wrongs(choice, value, at)).ToList();
            if (each.TrueForAll(found => found.Count > 0))
                wrongs.AddRange(
                    each.MinBy(found => found.Count(wrong => wrong.Contains(" is not ", StringComparison.Ordinal)))
                        ?? []
                );
            return;
        }
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!schema.TryGetProperty("nullable", out var nullable) || !nullable.GetBoolean())
                wrongs.Add($"{at} is null");
            return;
        }
        if (
            schema.TryGetProperty("enum", out var members)
            && !members.EnumerateArray().Any(member => JsonElement.DeepEquals(member, value))
        )
            wrongs.Add($"{at} is {value.GetRawText()}, which is not one of its values");
        if (schema.TryGetProperty("allOf", out _) || schema.TryGetProperty("properties", out _))
        {
            JudgeObject(schema, value, at, wrongs);
            return;
        }
        JudgeKind(schema, value, at, wrongs);
    }

    private void JudgeKind(JsonElement schema, JsonElement value, string at, List<string> wrongs)
    {
        var type = schema.TryGetProperty("type", out var named) ? named.GetString() : null;
        var fits = type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => true,
        };
        if (!fits)
        {
            wrongs.Add($"{at} is {value.ValueKind} and is not {type}");
            return;
        }
        if (type == "array" && schema.TryGetProperty("items", out var items))
        {
            foreach (var (number, item) in value.EnumerateArray().Index())
                Judge(items, item, string.Create(CultureInfo.InvariantCulture, $"{at}[{number}]"), wrongs);
        }
        if (
            type == "string"
            && schema.TryGetProperty("pattern", out var pattern)
            && !Regex.IsMatch(
                value.GetString() ?? "",
                pattern.GetString() ?? "",
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
        )
            wrongs.Add($"{at} is {value.GetRawText()}, which is not of its pattern");
    }

    private void JudgeObject(JsonElement schema, JsonElement value, string at, List<string> wrongs)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            wrongs.Add($"{at} is {value.ValueKind} and is not an object");
            return;
        }
        if (
            value.TryGetProperty("@odata.type", out var type)
            && document
                .GetProperty("components")
                .GetProperty("schemas")
                .TryGetProperty(type.GetString()?.TrimStart('#') ?? "", out var derived)
        )
            schema = derived;
        var (properties, isOpen) = Properties(schema);
        foreach (var property in value.EnumerateObject())
        {
            if (properties.TryGetValue(property.Name, out var expected))
                Judge(expected, property.Value, $"{at}.{property.Name}", wrongs);
            else if (!isOpen && !IsAnnotation(property.Name))
                wrongs.Add($"{at}.{property.Name} is unknown to the contract");
        }
    }

    private (Dictionary<string, JsonElement> Properties, bool IsOpen) Properties(JsonElement schema)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var isOpen = false;
        Collect(schema);
        return (found, isOpen);

        void Collect(JsonElement part)
        {
            part = Resolved(part);
            isOpen |=
                (part.TryGetProperty("x-open-type", out var open) && open.GetBoolean())
                || part.TryGetProperty("additionalProperties", out _);
            if (part.TryGetProperty("allOf", out var parts))
            {
                foreach (var each in parts.EnumerateArray())
                    Collect(each);
            }
            if (part.TryGetProperty("properties", out var properties))
            {
                foreach (var property in properties.EnumerateObject())
                    found[property.Name] = property.Value;
            }
        }
    }

    private static bool IsAnnotation(string name) =>
        name.StartsWith('@') || name.Contains("@odata", StringComparison.Ordinal);

    private List<string> Wrongs(JsonElement schema, JsonElement value, string at)
    {
        var found = new List<string>();
        Judge(schema, value, at, found);
        return found;
    }

    private JsonElement? Schema(JsonElement operation, string part) =>
        operation.TryGetProperty(part, out var body)
            ? body.GetProperty("content").GetProperty("application/json").GetProperty("schema")
            : null;

    private JsonElement Named(string schema) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(schema);

    private JsonElement Resolved(JsonElement part)
    {
        while (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("$ref", out var reference))
        {
            part = document;
            foreach (var step in (reference.GetString() ?? "").TrimStart('#', '/').Split('/'))
                part = part.GetProperty(step);
        }
        return part;
    }

    private JsonElement? Operation(string method, string path)
    {
        var segments = Segments(path);
        foreach (
            var (template, operations) in paths.OrderByDescending(each => each.Segments.Count(s => !s.StartsWith('{')))
        )
        {
            if (
                template.Length == segments.Length
                && template.Zip(segments).All(pair => Fits(pair.First, pair.Second))
                && operations.TryGetProperty(method.ToLowerInvariant(), out var operation)
            )
                return operation;
        }
        return null;
    }

    private static bool Fits(string template, string segment) =>
        template.StartsWith('{') || template.Equals(segment, StringComparison.OrdinalIgnoreCase);

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MailCommitments.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "graph");
        }
        throw new InvalidOperationException("The checkout is not found above the tests.");
    }
}

/// <summary>A call or an answer that breaks Microsoft's contract.</summary>
public sealed class ContractBroken(IReadOnlyList<string> wrongs) : Exception(string.Join('\n', wrongs));
