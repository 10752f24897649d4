using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MailCommitments.Tests.Sandbox;

public sealed class BatchTests(TenantFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"requests":[{"id":"1","url":"/me"}]}""", "a part without a method")]
    [InlineData("""{"requests":[{"id":"1","method":"GET"}]}""", "a part without an address")]
    [InlineData(
        """{"requests":[{"id":"1","method":"GET","url":"/me"},{"id":"1","method":"GET","url":"/me"}]}""",
        "an id twice"
    )]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/me"},"me"]}""", "a part that is no object")]
    [InlineData("""{"requests":[{"id":"1","method":"GET","url":"/me","dependsOn":["2"]}]}""", "waiting for nobody")]
    [InlineData(
        """{"requests":[{"id":"1","method":"GET","url":"https://graph.microsoft.com/v1.0/me"}]}""",
        "an absolute address"
    )]
    [InlineData(
        """{"requests":[{"id":"1","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{}}]}""",
        "a batch in a batch"
    )]
    [InlineData("""{"requests":[]}""", "nothing")]
    public async Task A_batch_that_cannot_be_read_is_refused_as_a_whole(string body, string because)
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        using var content = new StringContent(
            body,
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")
        );
        using var answer = await http.PostAsync(new Uri("$batch", UriKind.Relative), content, Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, because);
    }

    [Fact]
    public async Task A_batch_has_twenty_parts_at_most()
    {
        using var http = fixture.Http(fixture.Colleague(), checksContract: false);
        async Task<HttpStatusCode> SendAsync(int parts)
        {
            using var answer = await http.PostAsJsonAsync(
                "$batch",
                new
                {
                    requests = Enumerable
                        .Range(1, parts)
                        .Select(number => new
                        {
                            id = $"{number}",
                            method = "GET",
                            url = "/me",
                        }),
                },
                Cancellation
            );
            return answer.StatusCode;
        }
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (await SendAsync(20), await SendAsync(21)));
    }

    [Fact]
    public async Task Every_refused_part_of_a_batch_has_a_request_id_of_its_own()
    {
        using var http = fixture.Http(fixture.Colleague());
        using var answer = await http.PostAsJsonAsync(
            "$batch",
            new
            {
                requests = new object[]
                {
                    new
                    {
                        id = "1",
                        method = "GET",
                        url = "/me/messages/AAMkNoSuchMessage",
                    },
                },
            },
            Cancellation
        );
        var refusal = (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["responses"]![0]!["body"]!;
        Assert.True(Guid.TryParse(refusal["error"]!["innerError"]!["request-id"]!.GetValue<string>(), out _));
    }
}
