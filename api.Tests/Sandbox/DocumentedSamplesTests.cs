using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Serialization.Json;
using Person = MailCommitments.Sandbox.Tenancy.Person;

namespace MailCommitments.Tests.Sandbox;

/// <summary>The request and response pairs of Microsoft's documentation, against the Graph client and against the tenant.</summary>
public sealed partial class DocumentedSamplesTests(TenantFixture fixture)
{
    private const string SchemaPrefix = "#/components/schemas/microsoft.graph.";
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answered() =>
        Samples(sample => sample["response"]?["body"] is JsonObject && TypeOf(sample) is not null);

    /// <summary>Samples of calls that the tenant does not take, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotAsked = new()
    {
        ["user-get-2025-1.json"] = "its address is /users/delta, which is not in the described part of Graph",
        ["user-get-2025-3.json"] = "its address is /users/delta, which is not in the described part of Graph",
        ["user-get-4.json"] = "selects a schema extension that the documentation's own directory had registered",
        ["user-list-8.json"] = "selects a schema extension that the documentation's own directory had registered",
        ["user-list-2.json"] = "its address is cut off in the middle of the filter",
        ["user-sendmail-4.json"] = "its body was not kept, and without one it is no mail",
        ["user-post-events-2025-1.json"] = "its body was not kept, and without one it is no event",
        ["onlinemeeting-get-1.json"] =
            "Teams keeps meetings, the tenant mailboxes and calendars; nothing asks for them",
        ["onlinemeeting-get-2.json"] =
            "Teams keeps meetings, the tenant mailboxes and calendars; nothing asks for them",
        ["meetingattendancereport-get-1.json"] = "Teams keeps meetings, the tenant mailboxes and calendars",
    };

    public static TheoryData<string> Asked() =>
        Samples(
            sample => sample["kind"]!.GetValue<string>() == "call" && sample["request"]?["method"] is not null,
            NotAsked
        );

    [Theory]
    [MemberData(nameof(Answered))]
    public void A_documented_answer_is_read_by_the_Graph_client(string file)
    {
        var sample = Read(file);
        var factory = TypeOf(sample)!
            .GetMethod(
                "CreateFromDiscriminatorValue",
                BindingFlags.Public | BindingFlags.Static,
                [typeof(IParseNode)]
            )!;
        var json = System.Text.Json.JsonDocument.Parse(sample["response"]!["body"]!.ToJsonString()).RootElement;
        var parsed = typeof(IParseNode)
            .GetMethod(nameof(IParseNode.GetObjectValue))!
            .MakeGenericMethod(TypeOf(sample)!)
            .Invoke(
                new JsonParseNode(json),
                [factory.CreateDelegate(typeof(ParsableFactory<>).MakeGenericType(TypeOf(sample)!))]
            );
        Assert.NotNull(parsed);
        if (parsed is Message message && sample["response"]!["body"]!["subject"] is { } subject)
            Assert.Equal(subject.GetValue<string>(), message.Subject);
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public async Task A_documented_request_is_taken_by_the_tenant(string file)
    {
        var sample = Read(file);
        await using var endpoint = new NotifierTests.Endpoint();
        await endpoint.StartAsync();
        var (asker, known) = await PreparedAsync(sample, endpoint.Url);
        var method = sample["request"]!["method"]!.GetValue<string>();
        var path = known.Aggregate(
            sample["operation"]!.GetValue<string>().Split(' ')[1],
            (template, id) => template.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal)
        );
        var asked = sample["request"]!["url"]!.GetValue<string>();
        var query = asked.Contains('?', StringComparison.Ordinal)
            ? asked[asked.IndexOf('?', StringComparison.Ordinal)..]
            : "";
        if (known.TryGetValue("$skiptoken", out var token))
            query = token;

        using var http = fixture.Http(asker, checksContract: false);
        using var request = new HttpRequestMessage(new(method), "https://graph.microsoft.com/v1.0" + path + query);
        if (sample["request"]!["body"] is JsonObject body)
            request.Content = new StringContent(
                Meant(body, endpoint.Url),
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")
            );
        foreach (var header in new[] { "Prefer", "ConsistencyLevel" })
        {
            if (sample["request"]!["headers"]?[header] is { } value)
                request.Headers.Add(header, value.GetValue<string>());
        }
        using var answer = await http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}{query}: {(int)answer.StatusCode} {text}");
        if (
            sample["schema"]?.GetValue<string>() is { } schema
            && schema.StartsWith(SchemaPrefix, StringComparison.Ordinal)
        )
            Assert.Empty(
                GraphContract.Published.Departures(
                    schema[SchemaPrefix.Length..],
                    System.Text.Json.JsonDocument.Parse(text).RootElement
                )
            );
    }

    /// <summary>Somebody whose mailbox has what the samples speak of.</summary>
    /// <returns>The person, and our ids for the documentation's.</returns>
    private async Task<(Person Asker, Dictionary<string, string> Known)> PreparedAsync(
        JsonObject sample,
        string endpoint
    )
    {
        var manager = fixture.Colleague("Megan Bowen");
        var asker = fixture.Colleague();
        fixture.Tenant.ChangePerson(asker = asker with { Manager = manager.Id });
        var mailbox = fixture.Tenant.MailboxOf(asker);
        var inner = new MailItem { Subject = "Nested", From = manager.Address };
        var item = mailbox.Add(
            new()
            {
                Subject = "Documented",
                IsDraft = sample["request"]!["method"]!.GetValue<string>() == "PATCH",
                From = fixture.Contact().Address,
                To = [asker.Address],
                Attachments =
                [
                    new(
                        "AAMkfile",
                        "card.vcf",
                        "text/vcard",
                        "BEGIN:VCARD"u8.ToArray(),
                        false,
                        null,
                        TenantFixture.Start
                    ),
                    new("AAMkitem", "Nested", "message/rfc822", [], false, null, TenantFixture.Start, inner),
                ],
                Extensions = [new("Com.Contoso.Referral", """{"dealValue":1}""")],
            },
            mailbox.FolderNamed("inbox").Id
        );
        var meeting = mailbox.AddEvent(
            new(
                "",
                "All hands",
                TenantFixture.Start,
                TenantFixture.Start + NodaTime.Duration.FromHours(1),
                "busy",
                null,
                false,
                [],
                asker.Address,
                default,
                new("", IsHtml: false)
            )
        );
        var subscription = new MailCommitments.Sandbox.Subscription(
            Guid.NewGuid(),
            "me/messages",
            asker.Id,
            null,
            "updated",
            "state",
            endpoint,
            null,
            TenantFixture.Start + NodaTime.Duration.FromDays(1),
            ImmutableIds: false,
            asker.TenantId,
            MailCommitments.Sandbox.TenantServer.ProductClientId,
            asker.Id.ToString()
        );
        fixture.Server.Notifier.Add(subscription);
        var known = new Dictionary<string, string>
        {
            ["message-id"] = item.Id,
            ["attachment-id"] = sample["request"]!["url"]!.ToString().Contains("item", StringComparison.Ordinal)
                ? "AAMkitem"
                : "AAMkfile",
            ["mailFolder-id"] = mailbox.AddFolder("Documented", mailbox.RootFolderId).Id,
            ["event-id"] = meeting.Id,
            ["outlookCategory-id"] = mailbox.AddCategory("Travel", "preset1")!.Id,
            ["subscription-id"] = subscription.Id.ToString(),
            ["user-id"] = manager.Id.ToString(),
            ["TimeZoneStandard"] = "Iana",
        };
        if (sample["request"]!["url"]!.ToString().Contains("$skiptoken", StringComparison.Ordinal))
        {
            using var http = fixture.Http(asker);
            var first = await http.GetStringAsync(
                new Uri($"me/mailFolders/{known["mailFolder-id"]}/messages/delta", UriKind.Relative),
                Cancellation
            );
            known["$skiptoken"] = new Uri(JsonNode.Parse(first)!["@odata.deltaLink"]!.GetValue<string>()).Query;
        }
        return (asker, known);
    }

    /// <summary>A documented body with values in the place of its placeholders, of its past dates and of its own addresses.</summary>
    private static string Meant(JsonObject body, string endpoint)
    {
        var meant = body.DeepClone().AsObject();
        if (meant.ContainsKey("notificationUrl"))
            meant["notificationUrl"] = endpoint;
        if (meant.ContainsKey("expirationDateTime"))
            meant["expirationDateTime"] = "2026-03-04T18:23:45.9356913Z";
        var text = meant
            .ToJsonString()
            .Replace("destinationId-value", "archive", StringComparison.Ordinal)
            .Replace("\"contentType\":\"\"", "\"contentType\":\"html\"", StringComparison.Ordinal)
            .Replace("address-value", "a@b.example", StringComparison.Ordinal);
        text = TruncatedBytes().Replace(text, "\"contentBytes\":\"aGVsbG8=\"");
        return text.Contains("-value\"", StringComparison.Ordinal)
            ? WithoutPlaceholders(JsonNode.Parse(text)!.AsObject()).ToJsonString()
            : text;
    }

    [Fact]
    public async Task Sending_as_somebody_else_is_denied_as_documented()
    {
        var sample = Read("outlook-send-mail-from-other-user-4.json");
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var content = new StringContent(
            sample["request"]!["body"]!.ToJsonString(),
            Encoding.UTF8,
            new MediaTypeHeaderValue("application/json")
        );
        using var answer = await http.PostAsync(new Uri("me/sendMail", UriKind.Relative), content, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains(
            "ErrorSendAsDenied",
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    /// <summary>The documentation's placeholders are shapes, not values: what has one is left out.</summary>
    private static JsonObject WithoutPlaceholders(JsonObject body)
    {
        foreach (
            var name in body.Where(property =>
                    property.Value is not null
                    && property.Value.ToJsonString().Contains("-value\"", StringComparison.Ordinal)
                    && property.Key is not ("comment" or "subject" or "displayName" or "body" or "toRecipients")
                )
                .Select(property => property.Key)
                .ToList()
        )
            body.Remove(name);
        return body;
    }

    [GeneratedRegex("\"contentBytes\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex TruncatedBytes();

    private static TheoryData<string> Samples(
        Func<JsonObject, bool> chosen,
        Dictionary<string, string>? without = null
    ) =>
        [
            .. Directory
                .EnumerateFiles(Shared.Path("graph/samples"), "*.json")
                .Select(file => Path.GetFileName(file)!)
                .Where(file => file != "index.json" && without?.ContainsKey(file) is not true && chosen(Read(file)))
                .Order(StringComparer.Ordinal),
        ];

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Shared.Path("graph/samples/" + file)))!.AsObject();

    private static Type? TypeOf(JsonObject sample)
    {
        if (
            sample["schema"]?.GetValue<string>() is not { } schema
            || !schema.StartsWith(SchemaPrefix, StringComparison.Ordinal)
        )
            return null;
        var name = schema[SchemaPrefix.Length..];
        return typeof(Message).Assembly.GetType($"Microsoft.Graph.Models.{char.ToUpperInvariant(name[0])}{name[1..]}");
    }
}
