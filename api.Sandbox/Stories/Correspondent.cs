using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Sandbox.Stories;

/// <summary>A person of the story at work: writes and reads mail through Graph, tags and corrects through the product's API.</summary>
/// <remarks>Everything goes over HTTP as it would from Outlook; nothing is put into the product's tables.</remarks>
internal sealed class Correspondent(Person person, HttpClient http)
{
    private readonly Dictionary<string, string> tokens = [];

    public Person Person => person;

    /// <summary>Sends a new mail.</summary>
    /// <returns>The sent copy as Graph shows it.</returns>
    public async Task<JsonObject> SendAsync(
        string subject,
        string html,
        IReadOnlyList<Person> to,
        CancellationToken cancellation
    )
    {
        var draft = await GraphAsync(
            HttpMethod.Post,
            "me/messages",
            new JsonObject
            {
                ["subject"] = subject,
                ["body"] = Html(html),
                ["toRecipients"] = new JsonArray([.. to.Select(Recipient)]),
            },
            cancellation
        );
        await GraphAsync(HttpMethod.Post, $"me/messages/{Id(draft)}/send", null, cancellation);
        return draft;
    }

    /// <summary>Answers the newest mail with that subject from somebody else, above the quoted history.</summary>
    public async Task ReplyAsync(string subject, string from, string html, CancellationToken cancellation)
    {
        var newest = await NewestAsync(subject, from, cancellation);
        var draft = await GraphAsync(HttpMethod.Post, $"me/messages/{Id(newest)}/createReplyAll", [], cancellation);
        var quoted = draft["body"]?["content"]?.GetValue<string>() ?? "";
        await GraphAsync(
            HttpMethod.Patch,
            $"me/messages/{Id(draft)}",
            new JsonObject { ["body"] = Html(html + quoted) },
            cancellation
        );
        await GraphAsync(HttpMethod.Post, $"me/messages/{Id(draft)}/send", null, cancellation);
    }

    public Task AnswerAutomaticallyAsync(JsonObject setting, CancellationToken cancellation) =>
        GraphAsync(
            HttpMethod.Patch,
            "me/mailboxSettings",
            new JsonObject { ["automaticRepliesSetting"] = setting },
            cancellation
        );

    /// <summary>Calls the product's API as this person.</summary>
    /// <exception cref="HttpRequestException">The product refused; the story and the product have fallen out.</exception>
    public Task<JsonObject> ProductAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        CancellationToken cancellation
    ) => CallAsync(method, path, body, "product", cancellation);

    public static string Id(JsonObject message) => Uri.EscapeDataString(message["id"]!.GetValue<string>());

    /// <summary>The newest mail with that subject from somebody else.</summary>
    public async Task<JsonObject> NewestAsync(string subject, string from, CancellationToken cancellation)
    {
        var found = await GraphAsync(
            HttpMethod.Get,
            $"me/mailFolders/inbox/messages?$filter=from/emailAddress/address eq '{from}'&$select=id,subject,receivedDateTime&$top=200",
            null,
            cancellation
        );
        return found["value"]!
            .AsArray()
            .Select(message => message!.AsObject())
            .Where(message => message["subject"]!.GetValue<string>().EndsWith(subject, StringComparison.Ordinal))
            .MaxBy(message => message["receivedDateTime"]!.GetValue<string>(), StringComparer.Ordinal)!;
    }

    private Task<JsonObject> GraphAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        CancellationToken cancellation
    ) => CallAsync(method, "/v1.0/" + path, body, "graph", cancellation);

    private async Task<JsonObject> CallAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        string resource,
        CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await TokenAsync(resource, cancellation)
        );
        request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        if (body is not null || method == HttpMethod.Post)
            request.Content = JsonContent.Create(body ?? []);
        using var answer = await http.SendAsync(request, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"{method} {path.Split('?')[0]} as {person.Mail}: {(int)answer.StatusCode} {text}"
            );
        return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? [];
    }

    private async Task<string> TokenAsync(string resource, CancellationToken cancellation)
    {
        if (tokens.TryGetValue(resource, out var known))
            return known;

        using var answer = await http.PostAsJsonAsync(
            "/sandbox/token",
            new { user = person.Mail, resource },
            cancellation
        );
        var token = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation))![
            "access_token"
        ]!.GetValue<string>();
        return tokens[resource] = token;
    }

    private static JsonObject Html(string content) => new() { ["contentType"] = "html", ["content"] = content };

    private static JsonObject Recipient(Person to) =>
        new()
        {
            ["emailAddress"] = new JsonObject { ["name"] = to.Name, ["address"] = to.Mail },
        };
}
