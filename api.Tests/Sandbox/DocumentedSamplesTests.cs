using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Serialization.Json;

namespace MailCommitments.Tests.Sandbox;

/// <summary>The request and response pairs of Microsoft's documentation, against the Graph client and against the tenant.</summary>
public sealed partial class DocumentedSamplesTests(TenantFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answered() =>
        Samples(sample => sample["response"]?["body"] is JsonObject && TypeOf(sample) is not null);

    public static TheoryData<string> Asked() =>
        Samples(sample =>
            sample["kind"]!.GetValue<string>() == "call"
            && sample["request"]?["body"] is JsonObject
            && sample["request"]!["body"]!["extensions"] is null
            && sample["operation"]!.GetValue<string>()
                is not ("POST /$batch" or "POST /subscriptions" or "PATCH /subscriptions/{subscription-id}")
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
        var (method, path) = (
            sample["request"]!["method"]!.GetValue<string>(),
            sample["operation"]!.GetValue<string>().Split(' ')[1]
        );
        var body = sample["request"]!["body"]!
            .ToJsonString()
            .Replace("destinationId-value", "archive", StringComparison.Ordinal)
            .Replace("\"contentType\":\"\"", "\"contentType\":\"html\"", StringComparison.Ordinal)
            .Replace("address-value", "a@b.example", StringComparison.Ordinal);
        if (body.Contains("-value\"", StringComparison.Ordinal))
            body = WithoutPlaceholders(JsonNode.Parse(body)!.AsObject()).ToJsonString();

        body = TruncatedBytes().Replace(body, "\"contentBytes\":\"aGVsbG8=\"");

        var asker = fixture.Colleague();
        var mailbox = fixture.Tenant.MailboxOf(asker);
        var isChange = method == "PATCH";
        var item = mailbox.Add(
            new()
            {
                Subject = "Documented",
                IsDraft = isChange,
                From = fixture.Contact().Address,
                To = [asker.Address],
            },
            mailbox.FolderNamed("inbox").Id
        );
        path = path.Replace("{message-id}", item.Id, StringComparison.Ordinal)
            .Replace(
                "{mailFolder-id}",
                mailbox.AddFolder("Documented", mailbox.RootFolderId).Id,
                StringComparison.Ordinal
            );
        using var http = fixture.Http(asker, checksContract: false);
        using var request = new HttpRequestMessage(new(method), new Uri("https://graph.microsoft.com/v1.0" + path))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        if (sample["request"]!["headers"]?["Prefer"] is { } prefer)
            request.Headers.Add("Prefer", prefer.GetValue<string>());
        using var answer = await http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
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

    private static TheoryData<string> Samples(Func<JsonObject, bool> chosen) =>
        [
            .. Directory
                .EnumerateFiles(Shared.Path("graph/samples"), "*.json")
                .Select(file => Path.GetFileName(file)!)
                .Where(file => file != "index.json" && chosen(Read(file)))
                .Order(StringComparer.Ordinal),
        ];

    private static JsonObject Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Shared.Path("graph/samples/" + file)))!.AsObject();

    private static Type? TypeOf(JsonObject sample)
    {
        const string prefix = "#/components/schemas/microsoft.graph.";
        if (
            sample["schema"]?.GetValue<string>() is not { } schema
            || !schema.StartsWith(prefix, StringComparison.Ordinal)
        )
            return null;
        var name = schema[prefix.Length..];
        return typeof(Message).Assembly.GetType($"Microsoft.Graph.Models.{char.ToUpperInvariant(name[0])}{name[1..]}");
    }
}
