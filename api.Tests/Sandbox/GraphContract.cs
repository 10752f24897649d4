using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MailCommitments.Tests.Sandbox;

/// <summary>One half of a call: its headers, and its body as text (empty when there is none).</summary>
public sealed record Half(IReadOnlyDictionary<string, string> Headers, string? MediaType, string Text)
{
    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonElement? Json()
    {
        if (Text.Length == 0 || MediaType != "application/json")
            return null;
        using var document = JsonDocument.Parse(Text);
        return document.RootElement.Clone();
    }
}

/// <summary>Microsoft's published description of the mail part of Graph v1.0, and what in a call departs from it.</summary>
/// <remarks>Everything is compiled once: a call costs a look-up and a walk through its bodies.</remarks>
public sealed class GraphContract
{
    private const int LargestBatch = 20;

    /// <summary>They stand in links that Graph made, beside the options of the first request.</summary>
    private static readonly string[] OfLinks = ["$skiptoken", "$deltatoken"];

    private static readonly HashSet<string> Preferences =
    [
        "IdType",
        "outlook.body-content-type",
        "outlook.timezone",
        "outlook.allow-unsafe-html",
        "odata.maxpagesize",
    ];

    private static readonly HashSet<string> UsualHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Authorization",
        "Cache-Control",
        "client-request-id",
        "Content-Length",
        "Content-Type",
        "FeatureFlag",
        "If-Match",
        "Prefer",
        "SdkVersion",
        "traceparent",
        "User-Agent",
    };

    private readonly Schemas schemas;
    private readonly Schema error;
    private readonly ILookup<(string Method, int Length), Operation> operations;

    private GraphContract(JsonElement document)
    {
        schemas = new(document);
        error = schemas.Named("microsoft.graph.ODataErrors.ODataError");
        operations = document
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Where(operation => operation.Value.ValueKind == JsonValueKind.Object)
                    .Select(operation => new Operation(
                        operation.Name.ToUpperInvariant(),
                        [.. Segments(path.Name)],
                        operation.Value,
                        schemas
                    ))
            )
            .ToLookup(operation => (operation.Method, operation.Template.Length));
    }

    public static GraphContract Published { get; } = Read();

    /// <summary>What in this call is not as Microsoft describes it; empty when all is.</summary>
    /// <param name="address">Path and query after the version, as <c>/me/messages?$top=5</c>.</param>
    /// <param name="answer">Null when no answer came.</param>
    public IReadOnlyList<string> Departures(string method, string address, Half asked, int status, Half? answer)
    {
        var wrong = new List<string>();
        var cut = address.IndexOf('?', StringComparison.Ordinal);
        var path = Uri.UnescapeDataString(cut < 0 ? address : address[..cut]);
        if (Find(method, path) is not { } operation)
        {
            if (status != 501)
                wrong.Add("Graph has no such operation");
        }
        else
        {
            operation.CheckOptions(cut < 0 ? "" : address[cut..], wrong);
            operation.CheckAsked(asked, status, wrong);
            if (answer is not null && status < 400)
                operation.CheckAnswered(answer, status, wrong);
            if (operation.Template is ["$batch"])
                CheckParts(asked, answer, wrong);
        }
        if (answer is not null)
            CheckAnswer(status, answer, wrong);
        return [.. wrong.Select(what => $"{method} {address} -> {status}: {what}")];
    }

    /// <summary>What in a value departs from a named type.</summary>
    public IReadOnlyList<string> Departures(string type, JsonElement value)
    {
        var wrong = new List<string>();
        schemas.Named("microsoft.graph." + type).Check(value, type, wrong);
        return wrong;
    }

    private void CheckAnswer(int status, Half answer, List<string> wrong)
    {
        if (status >= 400 && answer.Json() is { } refusal)
            error.Check(refusal, "error", wrong);
        else if (status >= 400)
            wrong.Add("a refusal has an error as JSON");
        if (status is 429 && !answer.Headers.ContainsKey("Retry-After"))
            wrong.Add("who is throttled is told for how long");
        if (status is 410 && !answer.Headers.ContainsKey("Location"))
            wrong.Add("a lost place comes with the address to start over from");
        if (!answer.Headers.ContainsKey("request-id"))
            wrong.Add("an answer has a request-id");
    }

    /// <summary>The parts of a batch are calls of their own.</summary>
    private void CheckParts(Half asked, Half? answer, List<string> wrong)
    {
        if (asked.Json()?.GetProperty("requests").EnumerateArray().ToList() is not { } parts)
            return;
        if (parts.Count > LargestBatch)
            wrong.Add($"a batch of {parts.Count} parts");
        var answers =
            answer?.Json() is { } body && body.TryGetProperty("responses", out var all)
                ? all.EnumerateArray().ToDictionary(each => each.GetProperty("id").GetString() ?? "")
                : [];
        foreach (var part in parts)
        {
            var answered = answers.TryGetValue(part.GetProperty("id").GetString() ?? "", out var found)
                ? HalfOf(found)
                : null;
            if (answered is not null)
                wrong.AddRange(
                    Departures(
                            part.GetProperty("method").GetString() ?? "",
                            part.GetProperty("url").GetString() ?? "",
                            HalfOf(part),
                            found.GetProperty("status").GetInt32(),
                            answered with
                            {
                                Headers = new Dictionary<string, string>(answered.Headers) { ["request-id"] = "" },
                            }
                        )
                        .Where(what => !what.EndsWith(Operation.NoToken, StringComparison.Ordinal))
                );
            else if (answers.Count > 0)
                wrong.Add($"part {part.GetProperty("id")} has no answer");
        }
    }

    private static Half HalfOf(JsonElement part)
    {
        var headers = part.TryGetProperty("headers", out var given)
            ? given.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.ToString())
            : [];
        var body = part.TryGetProperty("body", out var said) ? said : default;
        return new(
            new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase),
            body.ValueKind == JsonValueKind.Object ? "application/json" : null,
            body.ValueKind == JsonValueKind.Undefined ? "" : body.GetRawText()
        );
    }

    private Operation? Find(string method, string path)
    {
        var actual = Segments(path).ToArray();
        return operations[(method, actual.Length)]
            .Where(each => each.Fits(actual))
            .MinBy(each => each.Template.Count(segment => segment.StartsWith('{')));
    }

    private static IEnumerable<string> Segments(string path)
    {
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = segment.EndsWith(')') ? segment.IndexOf('(', StringComparison.Ordinal) : -1;
            yield return bracket > 0 ? segment[..bracket] : segment;
            if (bracket > 0 && segment[(bracket + 1)..^1].Trim('\'') is { Length: > 0 } key)
                yield return key.Contains('=', StringComparison.Ordinal) ? "{" + key.Split('=')[0] + "}" : key;
        }
    }

    private static GraphContract Read()
    {
        using var file = File.OpenRead(Shared.Path("graph/graph-v1-mail.openapi.json"));
        using var document = JsonDocument.Parse(file);
        return new(document.RootElement.Clone());
    }

    /// <summary>One path and method.</summary>
    private sealed class Operation
    {
        public const string NoToken = "no bearer token";

        private readonly HashSet<string> options;
        private readonly HashSet<string> headers;
        private readonly Schema? body;
        private readonly Schema? answer;
        private readonly Schema? item;
        private readonly int[] successes;

        public Operation(string method, string[] template, JsonElement described, Schemas schemas)
        {
            Method = method;
            Template = template;
            var parameters = described.TryGetProperty("parameters", out var all)
                ? all.EnumerateArray().Select(schemas.Followed).ToList()
                : [];
            options = Names("query");
            headers = Names("header");
            body = described.TryGetProperty("requestBody", out var asked) ? schemas.OfContent(asked) : null;
            answer = schemas.OfContent(described.GetProperty("responses").GetProperty("2XX"));
            item = answer?.Find("value")?.Items ?? answer;
            var documented = described.GetProperty("x-documented-success-status");
            successes =
                documented.ValueKind == JsonValueKind.Array
                    ? [.. documented.EnumerateArray().Select(status => status.GetInt32())]
                    : [documented.GetInt32()];

            HashSet<string> Names(string place) =>
                [
                    .. parameters
                        .Where(each => each.GetProperty("in").GetString() == place)
                        .Select(each => each.GetProperty("name").GetString() ?? ""),
                ];
        }

        public string Method { get; }
        public string[] Template { get; }

        public bool Fits(string[] actual)
        {
            for (var at = 0; at < Template.Length; at++)
            {
                if (
                    !Template[at].StartsWith('{')
                    && !Template[at].Equals(actual[at], StringComparison.OrdinalIgnoreCase)
                )
                    return false;
            }
            return true;
        }

        public void CheckOptions(string query, List<string> wrong)
        {
            foreach (var (option, values) in QueryHelpers.ParseQuery(query))
            {
                var value = values.ToString();
                if (!options.Contains(option) && !OfLinks.Contains(option))
                    wrong.Add($"the option '{option}' is not documented");
                else if (option is "$top" or "$skip" && !value.All(char.IsAsciiDigit))
                    wrong.Add($"{option} is '{value}', not a number");
                else if (option is "$count" && value is not ("true" or "false"))
                    wrong.Add($"$count is '{value}', not true or false");
                else if (option is "$select" or "$expand" or "$orderby")
                    CheckNames(option, value, wrong);
            }
        }

        public void CheckAsked(Half asked, int status, List<string> wrong)
        {
            foreach (var header in asked.Headers.Keys.Where(name => !UsualHeaders.Contains(name)))
            {
                if (!headers.Contains(header))
                    wrong.Add($"the header '{header}' is not documented");
            }
            if (asked.Headers.TryGetValue("Prefer", out var preferences))
                wrong.AddRange(
                    preferences
                        .Split(',')
                        .Select(each => each.Split('=')[0].Trim())
                        .Where(each => !Preferences.Contains(each))
                        .Select(each => $"the preference '{each}' is not documented")
                );
            var hasToken =
                asked.Headers.TryGetValue("Authorization", out var token)
                && token.StartsWith("Bearer ", StringComparison.Ordinal);
            if (!hasToken && status != 401)
                wrong.Add(NoToken);
            if (asked.Text.Length == 0)
                return;
            if (body is null)
                wrong.Add("a body where none is described");
            else if (asked.Json() is not { } json)
                wrong.Add($"a body of type '{asked.MediaType}'");
            else
                body.Check(json, "request", wrong, ignoreCase: true);
        }

        public void CheckAnswered(Half answered, int status, List<string> wrong)
        {
            if (!successes.Contains(status))
                wrong.Add($"{string.Join(" or ", successes)} is documented");
            else if (status is 202 or 204 && answered.Text.Length > 0)
                wrong.Add("a body where none is described");
            else if (answer is not null && status is not (202 or 204))
            {
                if (answered.Json() is { } json)
                    answer.Check(json, "response", wrong);
                else
                    wrong.Add("JSON is described");
            }
        }

        /// <summary>The properties that an option names must be the item's.</summary>
        private void CheckNames(string option, string value, List<string> wrong)
        {
            if (item is null)
                return;
            var depth = 0;
            var outside = new string([.. value.Where(letter => Outside(letter))]);
            foreach (var each in outside.Split(','))
            {
                var name = each.Trim().Split(' ', '/')[0];
                if (!name.Contains('.', StringComparison.Ordinal) && item.Find(name) is null)
                    wrong.Add($"{option} names '{name}', which is none of its properties");
            }

            bool Outside(char letter)
            {
                depth += letter switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                return depth == 0 && letter != ')';
            }
        }
    }
}

/// <summary>The description's types, each compiled when it is first met.</summary>
internal sealed class Schemas(JsonElement document)
{
    private const string Types = "#/components/schemas/";
    private readonly Dictionary<string, Schema> named = [];
    private readonly Dictionary<string, Regex> patterns = [];

    public Schema Named(string type) => Find(type) ?? throw new ArgumentException($"No type '{type}'.", nameof(type));

    public Schema? Find(string type)
    {
        lock (named)
        {
            if (named.TryGetValue(type, out var known))
                return known;
            if (!document.GetProperty("components").GetProperty("schemas").TryGetProperty(type, out var described))
                return null;
            var compiled = named[type] = new Schema(this);
            compiled.Take(described, type);
            return compiled;
        }
    }

    public Schema Of(JsonElement described)
    {
        lock (named)
        {
            if (
                described.TryGetProperty("$ref", out var reference)
                && reference.GetString() is { } to
                && to.StartsWith(Types, StringComparison.Ordinal)
            )
                return Named(to[Types.Length..]);
            var compiled = new Schema(this);
            compiled.Take(Followed(described), "");
            return compiled;
        }
    }

    /// <summary>The JSON that a body is described as; null when it is described as none.</summary>
    public Schema? OfContent(JsonElement body) =>
        Followed(body).TryGetProperty("content", out var content)
        && content.TryGetProperty("application/json", out var json)
            ? Of(json.GetProperty("schema"))
            : null;

    public JsonElement Followed(JsonElement described)
    {
        while (described.TryGetProperty("$ref", out var reference))
            described = reference
                .GetString()!
                .Split('/')
                .Skip(1)
                .Aggregate(document, (at, name) => at.GetProperty(name));
        return described;
    }

    public Regex Pattern(string text) =>
        patterns.TryGetValue(text, out var pattern)
            ? pattern
            : patterns[text] = new(text, RegexOptions.None, TimeSpan.FromSeconds(1));
}

/// <summary>One type of the description, ready to be held against values.</summary>
internal sealed class Schema(Schemas all)
{
    /// <summary>The metadata calls messages, events and users open as well; there nothing unknown is wanted of us.</summary>
    private static readonly HashSet<string> Open =
    [
        "microsoft.graph.extension",
        "microsoft.graph.openTypeExtension",
        "microsoft.graph.identity",
        "microsoft.graph.identitySet",
        "microsoft.graph.resourceData",
        "microsoft.graph.customSecurityAttributeValue",
    ];

    private readonly Dictionary<string, Schema> properties = [];
    private readonly Dictionary<string, Schema> inAnyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> required = [];
    private Schema[] choices = [];
    private string type = "";
    private HashSet<string>? allowed;
    private Regex? pattern;
    private bool isFlags;
    private bool isOpen;

    public Schema? Items { get; private set; }

    private bool MayBeNull { get; set; }

    /// <summary>Nothing but null: the other side of a property that may be left empty.</summary>
    private bool IsNothing { get; set; }

    public Schema? Find(string property) => inAnyCase.GetValueOrDefault(property);

    public void Take(JsonElement described, string name)
    {
        if (described.TryGetProperty("anyOf", out var either))
            choices = [.. either.EnumerateArray().Select(all.Of)];
        if (described.TryGetProperty("type", out var said))
            type = said.GetString() ?? "";
        if (described.TryGetProperty("allOf", out var parts))
        {
            type = "object";
            foreach (var part in parts.EnumerateArray())
                TakePart(all.Followed(part));
        }
        if (described.TryGetProperty("enum", out var values))
        {
            allowed = [.. values.EnumerateArray().Where(IsSomething).Select(value => value.ToString())];
            IsNothing = allowed.Count == 0;
        }
        MayBeNull =
            described.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()
            || described.TryGetProperty("enum", out var some) && !some.EnumerateArray().All(IsSomething)
            || choices.Any(choice => choice.MayBeNull);
        if (described.TryGetProperty("pattern", out var text))
            pattern = all.Pattern(text.GetString()!);
        if (described.TryGetProperty("items", out var items))
            Items = all.Of(items);
        isFlags = described.TryGetProperty("x-enum-flags", out var flags) && flags.GetBoolean();
        isOpen = Open.Contains(name) || described.TryGetProperty("additionalProperties", out _);
        TakePart(described);

        static bool IsSomething(JsonElement value) => value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Properties, also of the types that this one comes from.</summary>
    private void TakePart(JsonElement described)
    {
        if (described.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
                TakePart(all.Followed(part));
        }
        if (described.TryGetProperty("properties", out var own))
        {
            type = type.Length > 0 ? type : "object";
            foreach (var property in own.EnumerateObject())
                properties[property.Name] = inAnyCase[property.Name] = all.Of(property.Value);
        }
        if (described.TryGetProperty("required", out var needed))
            required.AddRange(needed.EnumerateArray().Select(each => each.GetString() ?? ""));
    }

    public void Check(JsonElement value, string where, List<string> wrong, bool ignoreCase = false)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!MayBeNull)
                wrong.Add($"{where} may not be null");
            return;
        }
        if (choices.Length > 0)
        {
            CheckChoices(value, where, wrong, ignoreCase);
            return;
        }
        if (allowed is not null && !(isFlags ? value.ToString().Split(',') : [value.ToString()]).All(allowed.Contains))
            wrong.Add($"{where} is {value.GetRawText()}, not one of {string.Join(", ", allowed)}");
        switch (type)
        {
            case "object" when value.ValueKind == JsonValueKind.Object:
                CheckObject(value, where, wrong, ignoreCase);
                break;
            case "array" when value.ValueKind == JsonValueKind.Array:
                var at = 0;
                foreach (var item in value.EnumerateArray())
                    Items?.Check(item, $"{where}[{at++}]", wrong, ignoreCase);
                break;
            case "string" when value.ValueKind == JsonValueKind.String:
                if (pattern?.IsMatch(value.GetString()!) is false)
                    wrong.Add($"{where} is '{value}', which does not match {pattern}");
                break;
            case "boolean" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
            case "integer" when value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _):
            case "number" when value.ValueKind == JsonValueKind.Number:
            case "":
                break;
            default:
                wrong.Add($"{where} is {value.ValueKind}, not {type}");
                break;
        }
    }

    private void CheckChoices(JsonElement value, string where, List<string> wrong, bool ignoreCase)
    {
        List<string>? fewest = null;
        foreach (var choice in choices.Where(choice => !choice.IsNothing))
        {
            var complaints = new List<string>();
            choice.Check(value, where, complaints, ignoreCase);
            if (complaints.Count == 0)
                return;
            if (fewest is null || complaints.Count < fewest.Count)
                fewest = complaints;
        }
        wrong.AddRange(fewest ?? []);
    }

    private void CheckObject(JsonElement value, string where, List<string> wrong, bool ignoreCase)
    {
        if (
            value.TryGetProperty("@odata.type", out var derived)
            && all.Find(derived.GetString()?.TrimStart('#') ?? "") is { } exact
            && exact != this
        )
        {
            exact.CheckObject(value, where, wrong, ignoreCase);
            return;
        }
        foreach (var name in required)
        {
            if (!value.TryGetProperty(name, out _))
                wrong.Add($"{where} lacks '{name}'");
        }
        var isNamed = properties.Keys.Any(name => !name.StartsWith('@'));
        foreach (var member in value.EnumerateObject())
        {
            if ((ignoreCase ? inAnyCase : properties).TryGetValue(member.Name, out var property))
                property.Check(member.Value, $"{where}.{member.Name}", wrong, ignoreCase);
            else if (isNamed && !isOpen && !member.Name.Contains('@', StringComparison.Ordinal))
                wrong.Add($"{where} has '{member.Name}', which Graph does not know");
        }
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
