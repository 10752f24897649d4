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
    /// <summary>Whether what a message says is shown: a basic reader sees only that it is there.</summary>
    public bool ShowsText { get; init; } = true;

    public static View Of(GraphRequest request)
    {
        var (name, zone) = request.Zone;
        return new(request.WantsImmutableIds, request.WantsText, name, zone, Expansion.Parse(request.Option("$expand")))
        {
            ShowsText = request.MayReadText,
        };
    }

    /// <summary>The wish to expand a property; null when there is none.</summary>
    public Expansion? ExpansionOf(string name) =>
        Expanded.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
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

/// <summary>The properties of one Graph type, each with the way to read it from our own value. Their names count in any case.</summary>
public sealed class Shape<T>(string type)
{
    private readonly Dictionary<string, Property> properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> ordinary = [];
    private readonly HashSet<string> leftOut = [];
    private string[] unfilterable = [];

    /// <summary>A property that every answer shows.</summary>
    public Shape<T> With(string name, Func<T, View, JsonNode?> read)
    {
        ordinary.Add(name);
        return OnlySelected(name, read);
    }

    /// <summary>A property that is shown only when selected or expanded.</summary>
    public Shape<T> OnlySelected(string name, Func<T, View, JsonNode?> read)
    {
        properties.Add(name, new(name, read));
        return this;
    }

    /// <summary>A property that is shown only when selected or expanded, and left out, rather than null, where there is none.</summary>
    public Shape<T> OnlyWhereAny(string name, Func<T, View, JsonNode?> read)
    {
        leftOut.Add(name);
        return OnlySelected(name, read);
    }

    /// <summary>Properties that no filter may name.</summary>
    public Shape<T> WithoutFilterOn(params string[] names)
    {
        unfilterable = names;
        return this;
    }

    /// <summary>Writes an item: the selected properties and the id, or the ordinary ones; and what is expanded.</summary>
    public JsonObject Write(T item, IReadOnlyList<string>? select, View view)
    {
        var written = new JsonObject();
        var names = select is null ? ordinary : select.Where(name => !name.StartsWith('@')).Prepend("id");
        foreach (var (name, read) in names.Select(PropertyOf).Distinct())
        {
            if (read(item, view) is var value && (value is not null || (select is not null && !leftOut.Contains(name))))
                written[name] = value;
        }
        foreach (var (name, read) in view.Expanded.Select(expansion => PropertyOf(expansion.Name)))
        {
            if (!written.ContainsKey(name) && read(item, view) is { } value)
                written[name] = value;
        }
        return written;
    }

    public JsonNode? Read(T item, string path, View view)
    {
        var cut = path.IndexOf('/', StringComparison.Ordinal);
        var value = PropertyOf(cut < 0 ? path : path[..cut]).Read(item, view);
        return cut < 0 ? value : Condition.Walk(value, path[(cut + 1)..]);
    }

    /// <exception cref="GraphException">The type has no such property.</exception>
    public void Check(IEnumerable<string> names)
    {
        foreach (var name in names)
            _ = PropertyOf(name.Split('/')[0]);
    }

    /// <summary>Reads a $filter; null when there is none.</summary>
    /// <exception cref="GraphException">It is malformed, or names what the type has not or does not let filter by.</exception>
    public Condition? Filter(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var filter = ODataFilter.Parse(text);
        Check(filter.Paths);
        if (filter.Paths.Any(path => unfilterable.Contains(path.Split('/')[0], StringComparer.OrdinalIgnoreCase)))
            throw GraphException.Bad(
                "The query filter contains one or more invalid nodes.",
                "ErrorInvalidUrlQueryFilter"
            );
        return filter;
    }

    private Property PropertyOf(string name) =>
        properties.TryGetValue(name, out var property)
            ? property
            : throw GraphException.Bad($"Could not find a property named '{name}' on type '{type}'.", "BadRequest");

    private sealed record Property(string Name, Func<T, View, JsonNode?> Read);
}

/// <summary>Answers a list request: filter, order, page, select.</summary>
public static class Listing
{
    /// <remarks>
    /// The items come in Graph's own order for the path; the context is what stands after its #. A mailbox orders only by what
    /// the filter leads with, and its links count in $skip; the directory orders any result, gives opaque tokens, and counts only
    /// for a client that takes eventual consistency.
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
        var filter = shape.Filter(request.Option("$filter"));
        var order = Orders(request.Option("$orderby"));
        var select = Selected(request);
        shape.Check(order.Select(each => each.Path));
        shape.Check(view.Expanded.Select(expansion => expansion.Name));
        shape.Check(select ?? []);
        if (
            filter is not null
            && !isDirectory
            && !filter
                .Paths.Distinct()
                .Take(order.Count)
                .SequenceEqual(order.Select(each => each.Path), StringComparer.OrdinalIgnoreCase)
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
        if (request.Option("$count") is "true" && (request.IsEventual || !isDirectory))
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
        string.IsNullOrWhiteSpace(text)
            ? []
            :
            [
                .. text.Split(',')
                    .Select(part =>
                        part.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
                        {
                            [var path] => (path, false),
                            [var path, "asc"] => (path, false),
                            [var path, "desc"] => (path, true),
                            _ => throw GraphException.Bad($"'{part}' is not an order.", "BadRequest"),
                        }
                    ),
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
