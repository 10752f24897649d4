using System.Text.Json;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>The judge itself: it must take what Microsoft documents and see what is wrong.</summary>
public sealed class GraphContractTests
{
    private static readonly Uri Message = new("https://graph.microsoft.com/v1.0/users/x/messages/y");

    [Theory]
    [InlineData("DELETE", "https://graph.microsoft.com/v1.0/users/x/mailboxSettings", null, 204, "", "no operation")]
    [InlineData("GET", "https://graph.microsoft.com/v1.0/users/x/messages/y?$count=true", null, 200, "{}", "$count")]
    [InlineData(
        "PATCH",
        "https://graph.microsoft.com/v1.0/users/x/messages/y",
        """{"labels":[]}""",
        200,
        "{}",
        "labels"
    )]
    [InlineData(
        "PATCH",
        "https://graph.microsoft.com/v1.0/users/x/messages/y",
        """{"isRead":"true"}""",
        200,
        "{}",
        "isRead"
    )]
    [InlineData("GET", "https://graph.microsoft.com/v1.0/users/x/messages/y", null, 200, """{"mood":"good"}""", "mood")]
    [InlineData(
        "GET",
        "https://graph.microsoft.com/v1.0/users/x/messages/y",
        null,
        200,
        """{"receivedDateTime":"Friday"}""",
        "pattern"
    )]
    [InlineData(
        "GET",
        "https://graph.microsoft.com/v1.0/users/x/messages/y",
        null,
        200,
        """{"body":{"contentType":"rtf"}}""",
        "contentType"
    )]
    [InlineData("POST", "https://graph.microsoft.com/v1.0/users/x/messages/y/send", null, 200, "", "documented is 202")]
    [InlineData(
        "GET",
        "https://graph.microsoft.com/v1.0/users/x/messages/y",
        null,
        404,
        """{"message":"no"}""",
        "message"
    )]
    public void A_breach_is_seen(string method, string address, string? body, int status, string answer, string word)
    {
        var wrongs = GraphContract.Published.Judge(method, new Uri(address), body, status, answer);

        Assert.Contains(wrongs, wrong => wrong.Contains(word, StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_call_is_left_alone() =>
        Assert.Empty(
            GraphContract.Published.Judge(
                "PATCH",
                Message,
                """{"@odata.type":"#microsoft.graph.message","flag":{"flagStatus":"complete"},"categories":["a"]}""",
                200,
                """{"@odata.etag":"W/1","id":"y","receivedDateTime":"2026-03-02T09:00:00Z","from":null}"""
            )
        );

    [Fact]
    public void The_documented_samples_that_keep_the_contract_are_taken()
    {
        var folder = Path.Combine(GraphContract.Folder, "samples");
        var taken = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            using var sample = JsonDocument.Parse(File.ReadAllBytes(file));
            if (
                sample.RootElement.ValueKind != JsonValueKind.Object
                || !sample.RootElement.TryGetProperty("matchesSchema", out var matches)
                || matches.ValueKind != JsonValueKind.True
                || sample.RootElement.GetProperty("kind").GetString() != "call"
                || sample.RootElement.GetProperty("response") is not { ValueKind: JsonValueKind.Object } response
            )
                continue;
            var request = sample.RootElement.GetProperty("request");
            var operation = sample.RootElement.GetProperty("operation").GetString() ?? "";
            var wrongs = GraphContract.Published.Judge(
                operation.Split(' ')[0],
                new Uri("https://graph.microsoft.com/v1.0" + operation.Split(' ')[1]),
                request.TryGetProperty("body", out var body) ? body.GetRawText() : null,
                response.GetProperty("status").GetInt32(),
                response.TryGetProperty("body", out var answer) ? answer.GetRawText() : null
            );
            Assert.True(wrongs.Count == 0, Path.GetFileName(file) + ": " + string.Join('\n', wrongs));
            taken++;
        }
        Assert.True(taken > 20, $"Only {taken} samples were looked at.");
    }
}
