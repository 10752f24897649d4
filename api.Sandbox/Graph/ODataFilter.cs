using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;

namespace MailCommitments.Sandbox.Graph;

/// <summary>A $filter, parsed. Closed.</summary>
public abstract record Condition
{
    private Condition() { }

    public sealed record And(Condition Left, Condition Right) : Condition;

    public sealed record Or(Condition Left, Condition Right) : Condition;

    public sealed record Not(Condition Of) : Condition;

    public sealed record Compare(string Path, string Operator, object? Value) : Condition;

    public sealed record Text(string Function, string Path, string Value) : Condition;

    public sealed record Any(string Path, string Variable, Condition? Of) : Condition;

    /// <summary>The properties that the filter names, in the order of naming.</summary>
    public IEnumerable<string> Paths =>
        this switch
        {
            And(var left, var right) => left.Paths.Concat(right.Paths),
            Or(var left, var right) => left.Paths.Concat(right.Paths),
            Not(var of) => of.Paths,
            Compare(var path, _, _) => [path],
            Text(_, var path, _) => [path],
            Any(var path, _, _) => [path],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Whether an item, read by property path, meets the filter.</summary>
    public bool Holds(Func<string, JsonNode?> read) =>
        this switch
        {
            And(var left, var right) => left.Holds(read) && right.Holds(read),
            Or(var left, var right) => left.Holds(read) || right.Holds(read),
            Not(var of) => !of.Holds(read),
            Compare compare => Compares(read(compare.Path), compare),
            Text text => Matches(read(text.Path), text),
            Any(var path, var variable, var of) => read(path) is JsonArray all
                && all.Any(each => of is null || of.Holds(inner => Inner(each, variable, inner) ?? read(inner))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static JsonNode? Inner(JsonNode? element, string variable, string path) =>
        path == variable ? element
        : path.StartsWith(variable + "/", StringComparison.Ordinal) ? Walk(element, path[(variable.Length + 1)..])
        : null;

    /// <summary>Follows a path of property names into a value.</summary>
    public static JsonNode? Walk(JsonNode? value, string path)
    {
        foreach (var name in path.Split('/'))
            value = (value as JsonObject)?[name];
        return value;
    }

    private static bool Matches(JsonNode? actual, Text text)
    {
        var value = actual is JsonValue ? actual.ToString() : "";
        return text.Function.ToLowerInvariant() switch
        {
            "contains" => value.Contains(text.Value, StringComparison.OrdinalIgnoreCase),
            "startswith" => value.StartsWith(text.Value, StringComparison.OrdinalIgnoreCase),
            "endswith" => value.EndsWith(text.Value, StringComparison.OrdinalIgnoreCase),
            _ => throw GraphException.Bad(
                $"The function '{text.Function}' is not supported in $filter.",
                "ErrorInvalidUrlQuery"
            ),
        };
    }

    private static bool Compares(JsonNode? actual, Compare compare)
    {
        if (actual is null || compare.Value is null)
            return compare.Operator switch
            {
                "eq" => actual is null && compare.Value is null,
                "ne" => actual is null != compare.Value is null,
                _ => false,
            };
        var order = Order(actual, compare);
        return compare.Operator switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            "le" => order <= 0,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static int Order(JsonNode actual, Compare compare) =>
        compare.Value switch
        {
            bool flag => actual.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? actual.GetValue<bool>().CompareTo(flag)
                : -1,
            decimal number => actual.GetValueKind() is JsonValueKind.Number
                ? actual.GetValue<decimal>().CompareTo(number)
                : -1,
            NodaTime.Instant instant => InstantPattern.ExtendedIso.Parse(actual.ToString()) is { Success: true } parsed
                ? parsed.Value.CompareTo(instant)
                : -1,
            string text when IsIdentifier(compare.Path) => string.CompareOrdinal(
                actual.ToString(),
                ExtendedProperties.Canonical(text)
            ),
            string text => string.Compare(actual.ToString(), text, StringComparison.OrdinalIgnoreCase),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static bool IsIdentifier(string path) =>
        path.ToLowerInvariant() is "id" or "conversationid" or "parentfolderid"
        || path.EndsWith("/id", StringComparison.Ordinal);
}

/// <summary>Reads the part of OData's filter language that mail clients use.</summary>
public sealed class ODataFilter
{
    private readonly List<string> tokens;
    private int at;

    private ODataFilter(string text) => tokens = [.. Tokens(text)];

    /// <exception cref="GraphException">It is not a filter.</exception>
    public static Condition Parse(string text)
    {
        var parser = new ODataFilter(text);
        var condition = parser.Either();
        return parser.at == parser.tokens.Count ? condition : throw parser.Wrong();
    }

    private Condition Either()
    {
        var left = Both();
        while (Takes("or"))
            left = new Condition.Or(left, Both());
        return left;
    }

    private Condition Both()
    {
        var left = One();
        while (Takes("and"))
            left = new Condition.And(left, One());
        return left;
    }

    private Condition One()
    {
        if (Takes("not"))
            return new Condition.Not(One());
        if (Takes("("))
        {
            var inner = Either();
            Expect(")");
            return inner;
        }
        var name = Next();
        if (Takes("("))
        {
            if (name.EndsWith("/any", StringComparison.Ordinal))
                return AnyOf(name[..^"/any".Length]);
            var path = Next();
            Expect(",");
            var value = Literal(Next()) as string ?? throw Wrong();
            Expect(")");
            if (Takes("eq"))
                return Next() == "true"
                    ? new Condition.Text(name, path, value)
                    : new Condition.Not(new Condition.Text(name, path, value));
            return new Condition.Text(name, path, value);
        }
        if (at < tokens.Count && tokens[at] is "eq" or "ne" or "gt" or "ge" or "lt" or "le")
            return Comparison(name, Next(), Literal(Next()));
        return new Condition.Compare(name, "eq", true);
    }

    /// <summary>Only like is compared with like: an instant is no text in quotes, and neither is true or false.</summary>
    private static Condition.Compare Comparison(string path, string kind, object? value)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var fits =
            value is null
            || (
                name.EndsWith("DateTime", StringComparison.Ordinal) ? value is NodaTime.Instant
                : name is ['i', 's', >= 'A' and <= 'Z', ..] or ['h', 'a', 's', >= 'A' and <= 'Z', ..] ? value is bool
                : true
            );
        return fits
            ? new(path, kind, value)
            : throw GraphException.Bad(
                $"A binary operator with incompatible types was detected: '{value}' is of another type than '{path}'.",
                "BadRequest"
            );
    }

    private Condition.Any AnyOf(string path)
    {
        if (Takes(")"))
            return new(path, "", null);
        var variable = Next();
        Expect(":");
        var inner = Either();
        Expect(")");
        return new(path, variable, inner);
    }

    private object? Literal(string token)
    {
        if (token.StartsWith('\''))
            return token[1..^1].Replace("''", "'", StringComparison.Ordinal);
        if (token is "true" or "false")
            return token == "true";
        if (token == "null")
            return null;
        if (decimal.TryParse(token, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return number;
        if (OffsetDateTimePattern.ExtendedIso.Parse(token) is { Success: true } instant)
            return instant.Value.ToInstant();
        if (LocalDatePattern.Iso.Parse(token) is { Success: true } date)
            return date.Value.AtStartOfDayInZone(NodaTime.DateTimeZone.Utc).ToInstant();
        throw Wrong();
    }

    private string Next() => at < tokens.Count ? tokens[at++] : throw Wrong();

    private bool Takes(string token)
    {
        var taken = at < tokens.Count && tokens[at] == token;
        at += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string token)
    {
        if (!Takes(token))
            throw Wrong();
    }

    private GraphException Wrong() =>
        GraphException.Bad(
            $"Invalid filter clause: near '{(at < tokens.Count ? tokens[at] : "the end")}'.",
            "BadRequest"
        );

    private static IEnumerable<string> Tokens(string text)
    {
        var here = 0;
        while (here < text.Length)
        {
            var start = here;
            if (char.IsWhiteSpace(text[here]))
            {
                here++;
                continue;
            }
            if (text[here] == '\'')
            {
                here++;
                while (here < text.Length && (text[here] != '\'' || (here + 1 < text.Length && text[here + 1] == '\'')))
                    here += text[here] == '\'' ? 2 : 1;
                if (here++ >= text.Length)
                    throw GraphException.Bad(
                        "Invalid filter clause: there is an unterminated string literal.",
                        "BadRequest"
                    );
            }
            else if (text[here] is '(' or ')' or ',')
            {
                here++;
            }
            else if (text[here] == ':')
            {
                here++;
            }
            else
            {
                while (
                    here < text.Length
                    && !char.IsWhiteSpace(text[here])
                    && text[here] is not ('(' or ')' or ',' or '\'')
                    && !IsLambdaColon(text, start, here)
                )
                    here++;
            }
            yield return text[start..here];
        }
    }

    /// <summary>A colon after a name belongs to a lambda; one inside a time does not.</summary>
    private static bool IsLambdaColon(string text, int start, int at) => text[at] == ':' && char.IsLetter(text[start]);
}

/// <summary>Names of extended properties: <c>{type} {guid} Name {name}</c> or <c>{type} 0xTAG</c>.</summary>
public static class ExtendedProperties
{
    /// <summary>
    /// One spelling for ids that mean the same: the GUID counts in any case, the tag with or without leading zeros, the name as it is.
    /// </summary>
    public static string Canonical(string id)
    {
        var parts = id.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [var type, ['{', .. var guid, '}'], var kind, var name] when Guid.TryParse(guid, out var set) =>
                $"{type} {{{set}}} {kind} {name}",
            [var type, ['0', 'x' or 'X', .. var tag]] =>
                $"{type} 0x{tag.ToUpperInvariant().TrimStart('0').PadLeft(4, '0')}",
            _ => id,
        };
    }

    /// <summary>The id of a property to be written, in its one spelling.</summary>
    /// <exception cref="GraphException">It has neither of the forms.</exception>
    public static string Checked(string id) =>
        Canonical(id) is var canonical
        && canonical.Split(' ', 4) is [_, ['{', ..], "Name" or "Id", _] or [_, ['0', 'x', ..]]
            ? canonical
            : throw GraphException.Bad(
                "PropertyId values may only be in one of the following formats: 'MapiPropertyType namespaceGuid Name propertyName', 'MapiPropertyType namespaceGuid Id propertyId' or 'MapiPropertyType propertyTag'.",
                "ErrorInvalidExtendedProperty"
            );
}
