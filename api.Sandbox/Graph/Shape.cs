using System.Text.Json.Nodes;

namespace MailCommitments.Sandbox.Graph;

/// <summary>How the answers of one request show items: ids, bodies, zone, and what is expanded.</summary>
public sealed record View(
    bool ImmutableIds,
    bool AsText,
    string ZoneName,
    NodaTime.DateTimeZone Zone,
    IReadOnlyList<Expansion> Expanded
)
{
    public static View Of(GraphRequest request)
    {
        var (name, zone) = request.Zone;
        return new(
            request.WantsImmutableIds,
            request.WantsText,
            name,
            zone,
            Expansion.Parse(request.Option("$expand"))
        );
    }
}

/// <summary>One navigation property of $expand, with its own $filter and $select.</summary>
public sealed record Expansion(string Name, Condition? Filter, IReadOnlyList<string>? Select)
{
    public static IReadOnlyList<Expansion> Parse(string? text) => text is null ? [] : [.. Split(text, ',').Select(One)];

    private static Expansion One(string text)
    {
        var bracket = text.IndexOf('(', StringComparison.Ordinal);
        if (bracket < 0)
            return new(WithoutCast(text), null, null);
        var options = Split(text[(bracket + 1)..text.LastIndexOf(')')], ';')
            .Select(option => option.Split('=', 2))
            .Where(option => option.Length == 2)
            .ToDictionary(option => option[0].Trim(), option => option[1]);
        return new(
            WithoutCast(text[..bracket]),
            options.TryGetValue("$filter", out var filter) ? ODataFilter.Parse(filter) : null,
            options.GetValueOrDefault("$select")?.Split(',')
        );
    }

    /// <summary>A property of one kind of item is named after that kind, as in <c>microsoft.graph.itemattachment/item</c>.</summary>
    private static string WithoutCast(string name) => name[(name.LastIndexOf('/') + 1)..].Trim();

    private static IEnumerable<string> Split(string text, char separator)
    {
        var depth = 0;
        var quoted = false;
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            quoted ^= text[at] == '\'';
            depth += quoted
                ? 0
                : text[at] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
            if (depth == 0 && !quoted && text[at] == separator)
            {
                yield return text[start..at];
                start = at + 1;
            }
        }
        yield return text[start..];
    }
}

/// <summary>The properties of one Graph type, each with the way to read it from our own value.</summary>
public sealed class Shape<T>(string type)
{
    private readonly Dictionary<string, Func<T, View, JsonNode?>> readers = new(StringComparer.Ordinal);
    private readonly List<string> ordinary = [];
    private readonly HashSet<string> leftOut = [];
    private const string Etag = "@odata.etag";

    /// <summary>A property that every answer shows.</summary>
    public Shape<T> With(string name, Func<T, View, JsonNode?> read)
    {
        ordinary.Add(name);
        readers.Add(name, read);
        return this;
    }

    /// <summary>A property that is shown only when selected or expanded.</summary>
    public Shape<T> OnlySelected(string name, Func<T, View, JsonNode?> read)
    {
        readers.Add(name, read);
        return this;
    }

    /// <summary>A property that is shown only when selected or expanded, and left out, rather than null, where there is none.</summary>
    public Shape<T> OnlyWhereAny(string name, Func<T, View, JsonNode?> read)
    {
        leftOut.Add(name);
        return OnlySelected(name, read);
    }

    /// <summary>Writes an item: the selected properties and the id, or the ordinary ones; and what is expanded.</summary>
    public JsonObject Write(T item, IReadOnlyList<string>? select, View view)
    {
        var written = new JsonObject();
        foreach (
            var name in select is null
                ? ordinary
                : [.. select.Where(name => !name.StartsWith('@')).Prepend("id").Distinct()]
        )
        {
            if (
                Reader(name)(item, view) is var value
                && (value is not null || (select is not null && !leftOut.Contains(name)))
            )
                written[name] = value;
        }
        foreach (var expansion in view.Expanded)
        {
            if (!written.ContainsKey(expansion.Name) && Reader(expansion.Name)(item, view) is { } value)
                written[expansion.Name] = value;
        }
        return written;
    }

    public JsonNode? Read(T item, string path, View view)
    {
        var cut = path.IndexOf('/', StringComparison.Ordinal);
        var value = Reader(cut < 0 ? path : path[..cut])(item, view);
        return cut < 0 ? value : Condition.Walk(value, path[(cut + 1)..]);
    }

    /// <exception cref="GraphException">The type has no such property.</exception>
    public void Check(IEnumerable<string> names)
    {
        foreach (var name in names)
            _ = Reader(name.Split('/')[0]);
    }

    /// <summary>An etag comes along where the type has one; other names must exist.</summary>
    private bool IsKnown(string name) => name != Etag || readers.ContainsKey(name);

    private Func<T, View, JsonNode?> Reader(string name) =>
        readers.TryGetValue(name, out var reader)
            ? reader
            : throw GraphException.Bad($"Could not find a property named '{name}' on type '{type}'.", "BadRequest");
}

/// <summary>Answers a list request: filter, order, page, select.</summary>
public static class Listing
{
    /// <remarks>
    /// The items come in Graph's own order for the path; the context is what stands after its #. A mailbox orders only by what
    /// the filter leads with, and its links count in $skip; the directory orders any result and gives opaque tokens.
    /// </remarks>
    /// <exception cref="GraphException">An option is malformed, or asks for an order that Graph refuses with this filter.</exception>
    public static GraphAnswer Of<T>(
        GraphRequest request,
        IEnumerable<T> items,
        Shape<T> shape,
        string context,
        int pageSize,
        Func<T, View, JsonObject>? write = null,
        bool isDirectory = false
    )
    {
        var view = View.Of(request);
        var plain = view with { Expanded = [] };
        var filter = request.Option("$filter") is { Length: > 0 } text ? ODataFilter.Parse(text) : null;
        var order = Orders(request.Option("$orderby"));
        var select = Selected(request);
        shape.Check(filter?.Paths ?? []);
        shape.Check(order.Select(each => each.Path));
        shape.Check(select ?? []);
        if (
            filter is not null
            && !isDirectory
            && !filter.Paths.Distinct().Take(order.Count).SequenceEqual(order.Select(each => each.Path))
        )
            throw GraphException.Bad(
                "The restriction or sort order is too complex for this operation.",
                "InefficientFilter"
            );

        var found = (
            filter is null ? items : items.Where(item => filter.Holds(path => shape.Read(item, path, plain)))
        ).ToList();
        if (order.Count > 0)
            found = [.. Sorted(found, order, shape, plain)];
        var place = isDirectory ? "$skiptoken" : "$skip";
        var skip = request.Number(place, 0, int.MaxValue) ?? 0;
        var top = request.Number("$top", 1, 1000) ?? request.MaxPageSize ?? pageSize;
        var page = found
            .Skip(skip)
            .Take(top)
            .Select(item => write is null ? shape.Write(item, select, view) : write(item, view));

        var body = new JsonObject { ["@odata.context"] = $"{request.Root}/$metadata#{context}" };
        if (request.Option("$count") is "true")
            body["@odata.count"] = found.Count;
        body["value"] = new JsonArray([.. page]);
        if (found.Count > skip + top)
            body["@odata.nextLink"] = request.Link([
                .. request.Query.Where(option => option.Key != place).Select(option => (option.Key, option.Value)),
                (place, $"{skip + top}"),
            ]);
        return GraphAnswer.Ok(body);
    }

    public static IReadOnlyList<string>? Selected(GraphRequest request) =>
        request.Option("$select") is { Length: > 0 } text ? [.. text.Split(',').Select(name => name.Trim())] : null;

    private static List<(string Path, bool Descending)> Orders(string? text) =>
        text is null
            ? []
            :
            [
                .. text.Split(',')
                    .Select(part => part.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Select(part => (part[0], part is [_, "desc"])),
            ];

    private static IOrderedEnumerable<T> Sorted<T>(
        List<T> items,
        List<(string Path, bool Descending)> order,
        Shape<T> shape,
        View view
    )
    {
        var sorted = items.Order(Comparer<T>.Create((_, _) => 0));
        foreach (var (path, descending) in order)
        {
            string Key(T item) => shape.Read(item, path, view)?.ToString() ?? "";
            sorted = descending
                ? sorted.ThenByDescending(Key, StringComparer.OrdinalIgnoreCase)
                : sorted.ThenBy(Key, StringComparer.OrdinalIgnoreCase);
        }
        return sorted;
    }
}
