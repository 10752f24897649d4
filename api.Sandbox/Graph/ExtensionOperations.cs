using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Sandbox.Graph;

/// <summary>Open extensions of messages: named sets of untyped properties.</summary>
public static class ExtensionOperations
{
    private const string Prefix = "Microsoft.OutlookServices.OpenTypeExtension.";
    private static readonly string[] Readers = ["Mail.Read", "Mail.ReadWrite"];

    private static readonly Shape<OpenExtension> Shown = new Shape<OpenExtension>("microsoft.graph.extension")
        .With("id", (extension, _) => Prefix + extension.Name)
        .With("extensionName", (extension, _) => extension.Name);

    /// <summary>The answer to a call on a message's extensions; null when there is no such operation.</summary>
    public static GraphAnswer? Answer(GraphRequest request, Mailbox mailbox, MailItem item, string[] path) =>
        (request.Method, path) switch
        {
            ("GET", []) => List(request, item),
            ("POST", []) => Add(request, mailbox, item),
            ("GET", [var id]) => Show(request, Find(item, id)),
            ("PATCH", [var id]) => Change(request, mailbox, item, Find(item, id)),
            ("DELETE", [var id]) => Remove(request, mailbox, item, Find(item, id)),
            _ => null,
        };

    /// <summary>The extensions of a message that a filter of $expand leaves, as Graph shows them.</summary>
    public static JsonArray Of(MailItem item, Condition? filter) =>
        [
            .. item
                .Extensions.Select(Written)
                .Where(extension => filter is null || filter.Holds(path => extension[path])),
        ];

    /// <exception cref="GraphException">It has no name or a taken one.</exception>
    public static MailItem With(MailItem item, JsonObject described)
    {
        var name = described["extensionName"]?.GetValue<string>();
        if (string.IsNullOrWhiteSpace(name))
            throw GraphException.Bad("An extension needs an extensionName.", "ErrorInvalidRequest");
        if (item.Extensions.Any(extension => extension.Name == name))
            throw new GraphException(409, "NameAlreadyExists", $"An extension '{name}' exists already.");
        return item with { Extensions = [.. item.Extensions, new(name, Properties(described).ToJsonString())] };
    }

    private static GraphAnswer List(GraphRequest request, MailItem item)
    {
        request.Require(Readers);
        return Listing.Of(request, item.Extensions, Shown, "extensions", 1000, (extension, _) => Written(extension));
    }

    private static GraphAnswer Add(GraphRequest request, Mailbox mailbox, MailItem item)
    {
        request.Require("Mail.ReadWrite");
        var changed = Changed(mailbox, item, now => With(now, request.Body));
        return GraphAnswer.Created(Written(changed.Extensions[^1]));
    }

    private static GraphAnswer Show(GraphRequest request, OpenExtension extension)
    {
        request.Require(Readers);
        return GraphAnswer.Ok(Written(extension));
    }

    /// <remarks>Graph replaces what is named and keeps the rest.</remarks>
    private static GraphAnswer Change(GraphRequest request, Mailbox mailbox, MailItem item, OpenExtension extension)
    {
        request.Require("Mail.ReadWrite");
        var properties = JsonNode.Parse(extension.Properties)?.AsObject() ?? [];
        foreach (var (name, value) in Properties(request.Body))
            properties[name] = value?.DeepClone();
        var changed = extension with { Properties = properties.ToJsonString() };
        Changed(
            mailbox,
            item,
            now => now with { Extensions = [.. now.Extensions.Select(each => each == extension ? changed : each)] }
        );
        return GraphAnswer.Ok(Written(changed));
    }

    private static GraphAnswer Remove(GraphRequest request, Mailbox mailbox, MailItem item, OpenExtension extension)
    {
        request.Require("Mail.ReadWrite");
        Changed(mailbox, item, now => now with { Extensions = [.. now.Extensions.Where(each => each != extension)] });
        return GraphAnswer.Done();
    }

    private static MailItem Changed(Mailbox mailbox, MailItem item, Func<MailItem, MailItem> change) =>
        mailbox.Change(item, change) ?? throw GraphException.NotFound();

    /// <summary>By its name, or by the id that Graph makes of it.</summary>
    private static OpenExtension Find(MailItem item, string id) =>
        item.Extensions.FirstOrDefault(extension => extension.Name == id || Prefix + extension.Name == id)
        ?? throw GraphException.NotFound();

    private static JsonObject Properties(JsonObject described)
    {
        var properties = new JsonObject();
        foreach (var (name, value) in described)
        {
            if (!name.StartsWith('@') && name is not ("extensionName" or "id"))
                properties[name] = value?.DeepClone();
        }
        return properties;
    }

    private static JsonObject Written(OpenExtension extension)
    {
        var written = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.openTypeExtension",
            ["id"] = Prefix + extension.Name,
            ["extensionName"] = extension.Name,
        };
        foreach (var (name, value) in JsonNode.Parse(extension.Properties)?.AsObject() ?? [])
            written[name] = value?.DeepClone();
        return written;
    }
}
