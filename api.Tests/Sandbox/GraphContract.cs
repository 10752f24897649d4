using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MailCommitments.Tests.Sandbox;

/// <summary>Microsoft's published description of the mail part of Graph v1.0, and what in a call departs from it.</summary>
public sealed class GraphContract
{
    private const string Types = "#/components/schemas/microsoft.graph.";
    private static readonly string[] LinkOptions =
    [
        "$skip",
        "$top",
        "$skiptoken",
        "$deltatoken",
        "$select",
        "$filter",
        "$expand",
        "$orderby",
        "$count",
    ];
    private readonly JsonObject document;
    private readonly List<(string[] Template, JsonObject Operations)> paths;

    private GraphContract(JsonObject document)
    {
        this.document = document;
        paths =
        [
            .. document["paths"]!.AsObject().Select(path => (Segments(path.Key).ToArray(), path.Value!.AsObject())),
        ];
    }

    public static GraphContract Published { get; } =
        new(JsonNode.Parse(File.ReadAllText(Shared.Path("graph/graph-v1-mail.openapi.json")))!.AsObject());

    /// <summary>What in this call is not as Microsoft describes it; empty when all is.</summary>
    public IReadOnlyList<string> Departures(string method, Uri address, JsonNode? request, int status, JsonNode? answer)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath)["/v1.0".Length..];
        var call = $"{method} {path} -> {status}";
        if (Find(path, method) is not { } operation)
            return status == 501 ? [] : [$"{call}: Graph has no such operation"];
        var wrong = new List<string>();
        var options = (operation["parameters"] as JsonArray ?? [])
            .Select(parameter => Followed(parameter!.AsObject())["name"]!.GetValue<string>())
            .ToHashSet();
        foreach (var option in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query).Keys)
        {
            if (!options.Contains(option) && !LinkOptions.Contains(option))
                wrong.Add($"{call}: the option '{option}' is not documented");
        }
        if (request is not null && status < 400 && Schema(operation["requestBody"]) is { } asked)
            Check(asked, request, "request", wrong, ignoreCase: true);
        if (status >= 400)
            Check(Named("ODataErrors.ODataError"), answer, "error", wrong);
        else if (operation["x-documented-success-status"] is { } documented && !Statuses(documented).Contains(status))
            wrong.Add($"{call}: {documented} is documented");
        else if (answer is not null && Schema(operation["responses"]!["2XX"]) is { } answered)
            Check(answered, answer, "response", wrong);
        return [.. wrong.Select(what => what.StartsWith(call, StringComparison.Ordinal) ? what : $"{call}: {what}")];
    }

    /// <summary>What in a value departs from a named type.</summary>
    public IReadOnlyList<string> Departures(string type, JsonNode? value)
    {
        var wrong = new List<string>();
        Check(Named(type), value, type, wrong);
        return wrong;
    }

    private JsonObject? Find(string path, string method)
    {
        var actual = Segments(path).ToArray();
        return paths
            .Where(each =>
                each.Template.Length == actual.Length && each.Operations.ContainsKey(method.ToLowerInvariant())
            )
            .Where(each =>
                each.Template.Zip(actual)
                    .All(pair =>
                        pair.First.StartsWith('{') || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase)
                    )
            )
            .OrderBy(each => each.Template.Count(segment => segment.StartsWith('{')))
            .Select(each => each.Operations[method.ToLowerInvariant()]!.AsObject())
            .FirstOrDefault();
    }

    private static IEnumerable<string> Segments(string path)
    {
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = Regex.Match(
                segment,
                @"^(?<name>\w+)\('?(?<key>[^']*)'?\)$",
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            );
            yield return key.Success ? key.Groups["name"].Value : segment;
            if (key.Success && key.Groups["key"].Length > 0)
                yield return key.Groups["key"].Value;
        }
    }

    private static IEnumerable<int> Statuses(JsonNode documented) =>
        documented is JsonArray several ? several.Select(each => each!.GetValue<int>()) : [documented.GetValue<int>()];

    private JsonObject Named(string type) => Followed(new JsonObject { ["$ref"] = Types + type });

    private JsonObject? Schema(JsonNode? described) =>
        described is null
            ? null
            : Followed(described.AsObject())["content"]?["application/json"]?["schema"]?.AsObject();

    private JsonObject Followed(JsonObject schema)
    {
        while (schema["$ref"] is { } reference)
        {
            JsonNode at = document;
            foreach (var name in reference.GetValue<string>()[2..].Split('/'))
                at = at[name]!;
            schema = at.AsObject();
        }
        return schema;
    }

    private void Check(JsonObject schema, JsonNode? value, string where, List<string> wrong, bool ignoreCase = false)
    {
        schema = Followed(schema);
        if (schema["anyOf"] is JsonArray choices)
        {
            var complaints = choices
                .Select(choice =>
                {
                    var found = new List<string>();
                    Check(choice!.AsObject(), value, where, found, ignoreCase);
                    return found;
                })
                .ToList();
            if (complaints.TrueForAll(found => found.Count > 0))
                wrong.AddRange(complaints.MinBy(found => found.Count)!);
            return;
        }
        if (value is null)
        {
            var mayBeNull =
                schema["nullable"]?.GetValue<bool>() ?? schema["enum"] is JsonArray values && values.Contains(null);
            if (!mayBeNull)
                wrong.Add($"{where} may not be null");
            return;
        }
        if (
            schema["enum"] is JsonArray allowed
            && !allowed.Any(each => each is not null && JsonNode.DeepEquals(each, value))
        )
            wrong.Add($"{where} is {value.ToJsonString()}, not one of {allowed.ToJsonString()}");
        switch (
            schema["type"]?.GetValue<string>()
            ?? (schema.ContainsKey("allOf") || schema.ContainsKey("properties") ? "object" : "")
        )
        {
            case "object" when value is JsonObject item:
                CheckObject(schema, item, where, wrong, ignoreCase);
                break;
            case "array" when value is JsonArray items:
                for (var at = 0; at < items.Count; at++)
                    Check(schema["items"]!.AsObject(), items[at], $"{where}[{at}]", wrong, ignoreCase);
                break;
            case "string" when value.GetValueKind() == JsonValueKind.String:
                if (
                    schema["pattern"]?.GetValue<string>() is { } pattern
                    && !Regex.IsMatch(value.GetValue<string>(), pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
                )
                    wrong.Add($"{where} is '{value}', which does not match {pattern}");
                break;
            case "boolean" when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False:
            case "integer" or "number" when value.GetValueKind() == JsonValueKind.Number:
            case "":
                break;
            case var type:
                wrong.Add($"{where} is {value.GetValueKind()}, not {type}");
                break;
        }
    }

    private void CheckObject(JsonObject schema, JsonObject item, string where, List<string> wrong, bool ignoreCase)
    {
        if (
            item["@odata.type"]?.GetValue<string>() is ['#', .. var derived]
            && document["components"]!["schemas"]!["" + derived] is JsonObject exact
        )
            schema = exact;
        var known = new Dictionary<string, JsonObject>(
            ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal
        );
        foreach (var part in Parts(schema))
        {
            foreach (var (name, property) in part["properties"] as JsonObject ?? [])
                known[name] = property!.AsObject();
            foreach (var required in part["required"] as JsonArray ?? [])
            {
                if (!item.ContainsKey(required!.GetValue<string>()))
                    wrong.Add($"{where} lacks '{required}'");
            }
        }
        if (known.Keys.All(name => name.StartsWith('@')))
            return;
        foreach (var (name, value) in item)
        {
            if (known.TryGetValue(name, out var property))
                Check(property, value, $"{where}.{name}", wrong, ignoreCase);
            else if (!name.Contains('@', StringComparison.Ordinal))
                wrong.Add($"{where} has '{name}', which Graph does not know");
        }
    }

    private IEnumerable<JsonObject> Parts(JsonObject schema)
    {
        schema = Followed(schema);
        return schema["allOf"] is JsonArray all ? all.SelectMany(each => Parts(each!.AsObject())) : [schema];
    }
}

/// <summary>Files beside the checkout that development shares.</summary>
internal static class Shared
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("MailCommitments.sln").Any())
            folder = folder.Parent;
        return System.IO.Path.Combine(folder?.Parent?.FullName ?? "..", "shared", relative);
    }
}

/// <summary>Carries calls to the tenant and holds each of them, both ways, against Microsoft's description.</summary>
internal sealed class ContractHandler(HttpMessageHandler inner, List<string> departures) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri is { } address && address.AbsolutePath.StartsWith("/v1.0", StringComparison.Ordinal))
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var received = await answer.Content.ReadAsStringAsync(cancellationToken);
            var isJson = answer.Content.Headers.ContentType?.MediaType == "application/json";
            var found = GraphContract.Published.Departures(
                request.Method.Method,
                address,
                sent.StartsWith('{') ? JsonNode.Parse(sent) : null,
                (int)answer.StatusCode,
                isJson && received.Length > 0 ? JsonNode.Parse(received) : null
            );
            lock (departures)
                departures.AddRange(found);
        }
        return answer;
    }
}
