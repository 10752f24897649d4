using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using NodaTime;

namespace MailCommitments.Sandbox.Graph;

/// <summary>A request that Graph refuses, with the code that Microsoft documents for it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">Graph's error code.</param>
/// <param name="message">For people.</param>
/// <param name="headers">Sent with the answer, as Retry-After or Location.</param>
public sealed class GraphException(
    int status,
    string code,
    string message,
    IReadOnlyDictionary<string, string>? headers = null
) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public IReadOnlyDictionary<string, string> Headers => headers ?? new Dictionary<string, string>();

    public static GraphException NotFound() =>
        new(404, "ErrorItemNotFound", "The specified object was not found in the store.");

    public static GraphException Bad(string message, string code = "BadRequest") => new(400, code, message);

    public static GraphException NotServed(string method, string path) =>
        new(501, "NotImplemented", $"The sandbox does not serve {method} {path}.");
}

/// <summary>What Graph answers. A body that is no JSON (a count, a MIME message, a file's bytes as Latin-1) is a JSON string with its own content type.</summary>
public sealed record GraphAnswer(int Status, JsonNode? Body = null, string ContentType = "application/json")
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static GraphAnswer Ok(JsonNode body) => new(200, body);

    public static GraphAnswer Created(JsonNode body) => new(201, body);

    public static GraphAnswer Accepted() => new(202);

    public static GraphAnswer Done() => new(204);
}

/// <summary>One call, alone or inside a batch, taken apart.</summary>
public sealed class GraphRequest
{
    private static readonly Dictionary<string, string> SegmentNames = new[]
    {
        "me",
        "users",
        "subscriptions",
        "$batch",
        "$count",
        "$value",
        "delta",
        "mailFolders",
        "childFolders",
        "messages",
        "move",
        "copy",
        "send",
        "createReply",
        "createReplyAll",
        "createForward",
        "reply",
        "replyAll",
        "forward",
        "sendMail",
        "attachments",
        "createUploadSession",
        "extensions",
        "instances",
        "outlook",
        "masterCategories",
        "supportedTimeZones",
        "supportedLanguages",
        "mailboxSettings",
        "automaticRepliesSetting",
        "workingHours",
        "timeZone",
        "getMailTips",
        "translateExchangeIds",
        "calendar",
        "calendars",
        "calendarView",
        "events",
        "getSchedule",
        "manager",
        "directReports",
        "reauthorize",
        "people",
    }.ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Applied = new(StringComparer.OrdinalIgnoreCase)
    {
        "IdType",
        "outlook.body-content-type",
        "outlook.timezone",
        "odata.maxpagesize",
    };

    private readonly Dictionary<string, string> query = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> preferences = [];

    public GraphRequest(
        string method,
        string root,
        string path,
        IEnumerable<KeyValuePair<string, string>> query,
        IEnumerable<KeyValuePair<string, StringValues>> headers,
        JsonNode? body,
        TokenBearer bearer
    )
    {
        Method = method;
        Root = root;
        FullPath = path;
        Bearer = bearer;
        Path = [.. Segments(path)];
        foreach (var (name, value) in query)
            this.query[name] = value;
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Prefer", StringComparison.OrdinalIgnoreCase))
                preferences.AddRange(value.SelectMany(line => (line ?? "").Split(',')).Select(part => part.Trim()));
            if (name.Equals("If-Match", StringComparison.OrdinalIgnoreCase))
                IfMatch = value.ToString();
            if (name.Equals("ConsistencyLevel", StringComparison.OrdinalIgnoreCase))
                IsEventual = value == "eventual";
        }
        Json = body;
    }

    public string Method { get; }

    /// <summary>Scheme, host and version under which the client reached us: links go back there.</summary>
    public string Root { get; }
    public string FullPath { get; }
    public TokenBearer Bearer { get; }

    /// <summary>The segments after the version, names in Graph's spelling, keys in brackets and empty brackets unfolded.</summary>
    public string[] Path { get; }
    public string? IfMatch { get; }
    public bool IsEventual { get; }
    public JsonNode? Json { get; }

    /// <summary>Whether the bearer may read what a message says, beyond that it is there.</summary>
    public bool MayReadText =>
        Bearer.Permissions.Contains("Mail.Read") || Bearer.Permissions.Contains("Mail.ReadWrite");

    /// <summary>The preferences that are met, as they were given.</summary>
    public string AppliedPreferences =>
        string.Join(", ", preferences.Where(each => Applied.Contains(each.Split('=')[0].TrimEnd())));

    public bool WantsImmutableIds => Preference("IdType") is "ImmutableId";

    public bool WantsText => "text".Equals(Preference("outlook.body-content-type"), StringComparison.OrdinalIgnoreCase);

    public int? MaxPageSize =>
        int.TryParse(Preference("odata.maxpagesize"), CultureInfo.InvariantCulture, out var size) ? size : null;

    /// <summary>The zone for wall-clock values and for the quoted Sent line.</summary>
    public (string Name, DateTimeZone Zone) Zone
    {
        get
        {
            var name = Preference("outlook.timezone") ?? "UTC";
            return Tenancy.ZoneNames.Find(name) is { } zone
                ? (name, zone)
                : throw GraphException.Bad(
                    $"A valid TimeZone value must be specified. '{name}' is not one.",
                    "ErrorInvalidTimeZone"
                );
        }
    }

    /// <summary>The body, which must be a JSON object.</summary>
    public JsonObject Body =>
        Json as JsonObject ?? throw GraphException.Bad("The request body must be a JSON object.", "RequestBodyRead");

    public IEnumerable<KeyValuePair<string, string>> Query => query;

    public string? Option(string name) => query.GetValueOrDefault(name);

    public int? Number(string name, int least, int most)
    {
        if (Option(name) is not { } text)
            return null;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw GraphException.Bad(
                $"The value '{text}' of {name} must be between {least} and {most}.",
                "ErrorInvalidUrlQuery"
            );
    }

    /// <summary>Asks for one of these permissions, as delegated scope or as application role.</summary>
    public void Require(params string[] permissions)
    {
        if (!permissions.Any(Bearer.Permissions.Contains))
            throw new GraphException(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    }

    private string? Preference(string name)
    {
        foreach (var preference in preferences)
        {
            var cut = preference.IndexOf('=', StringComparison.Ordinal);
            if (cut > 0 && preference[..cut].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return preference[(cut + 1)..].Trim().Trim('"');
        }
        return null;
    }

    private static IEnumerable<string> Segments(string path)
    {
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = segment.EndsWith(')') ? segment.IndexOf('(', StringComparison.Ordinal) : -1;
            var name = bracket > 0 ? segment[..bracket] : segment;
            yield return SegmentNames.GetValueOrDefault(name, name);
            if (bracket > 0 && segment[(bracket + 1)..^1].Trim('\'') is { Length: > 0 } key)
                yield return key.Replace("''", "'", StringComparison.Ordinal);
        }
    }

    /// <summary>Parses a body; property names count in any case, as on Outlook's workloads.</summary>
    /// <exception cref="GraphException">It is not JSON.</exception>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0
                ? null
                : JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true });
        }
        catch (JsonException wrong)
        {
            throw GraphException.Bad($"Unable to read JSON request payload. {wrong.Message}", "BadRequest");
        }
    }

    /// <summary>The address of the same request with other query options.</summary>
    public string Link(params (string Name, string Value)[] options)
    {
        var text = new StringBuilder(Root).Append('/').Append(FullPath.TrimStart('/'));
        var separator = '?';
        foreach (var (name, value) in options)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return text.ToString();
    }
}
