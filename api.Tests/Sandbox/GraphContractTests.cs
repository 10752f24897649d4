namespace MailCommitments.Tests.Sandbox;

/// <summary>A judge that finds nothing is only worth something if it finds what is wrong.</summary>
public sealed class GraphContractTests
{
    private const string Message = """{"@odata.type":"#microsoft.graph.message","id":"AA","subject":"x"}""";

    [Fact]
    public void A_call_as_described_departs_in_nothing() =>
        Assert.Empty(Departures("GET", "/me/messages/AA?$select=subject", "", 200, Message));

    [Theory]
    [InlineData("GET", "/me/mails", "", 200, "{}", "no such operation")]
    [InlineData("GET", "/me/messages/AA?$top=1", "", 200, Message, "'$top' is not documented")]
    [InlineData("GET", "/me/messages?$top=many", "", 200, """{"value":[]}""", "not a number")]
    [InlineData("GET", "/me/messages?$select=colour", "", 200, """{"value":[]}""", "'colour'")]
    [InlineData("GET", "/me/messages?$orderby=colour desc", "", 200, """{"value":[]}""", "'colour'")]
    [InlineData("POST", "/me/messages", """{"colour":"red"}""", 201, Message, "request has 'colour'")]
    [InlineData("POST", "/me/messages", """{"importance":"urgent"}""", 201, Message, "request.importance")]
    [InlineData("POST", "/me/messages", """{"isRead":"yes"}""", 201, Message, "request.isRead")]
    [InlineData("POST", "/me/messages", """{"subject":"x"}""", 200, Message, "201 is documented")]
    [InlineData("POST", "/me/messages/AA/send", "{}", 202, "", "a body where none is described")]
    [InlineData("POST", "/me/messages/AA/send", "", 202, "{}", "a body where none is described")]
    [InlineData("GET", "/me/messages/AA", "", 200, """{"id":"AA","colour":"red"}""", "response has 'colour'")]
    [InlineData("GET", "/me/messages/AA", "", 200, """{"id":"AA","receivedDateTime":"today"}""", "does not match")]
    [InlineData("GET", "/me/messages/AA", "", 200, "", "JSON is described")]
    [InlineData("GET", "/me/messages/AA", "", 404, """{"wrong":true}""", "error lacks 'error'")]
    [InlineData("GET", "/me/messages/AA", "", 429, """{"error":{"code":"x","message":"y"}}""", "for how long")]
    public void What_departs_is_named(
        string method,
        string address,
        string asked,
        int status,
        string answered,
        string named
    ) =>
        Assert.Contains(
            Departures(method, address, asked, status, answered),
            departure => departure.Contains(named, StringComparison.Ordinal)
        );

    [Fact]
    public void Headers_are_held_against_the_description_too()
    {
        var asked = new Half(
            new Dictionary<string, string> { ["Prefer"] = "IdType=\"ImmutableId\", colour=\"red\"", ["X-Ours"] = "1" },
            null,
            ""
        );

        var found = GraphContract.Published.Departures("GET", "/me", asked, 200, null);

        Assert.Contains(found, departure => departure.EndsWith("no bearer token", StringComparison.Ordinal));
        Assert.Contains(found, departure => departure.Contains("'colour'", StringComparison.Ordinal));
        Assert.Contains(found, departure => departure.Contains("'X-Ours'", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_part_of_a_batch_is_a_call_of_its_own() =>
        Assert.Contains(
            Departures(
                "POST",
                "/$batch",
                """{"requests":[{"id":"1","method":"GET","url":"/me/messages/AA?$top=1"}]}""",
                200,
                """{"responses":[{"id":"1","status":200,"headers":{},"body":{"id":"AA"}}]}"""
            ),
            departure => departure.Contains("'$top' is not documented", StringComparison.Ordinal)
        );

    private static IReadOnlyList<string> Departures(
        string method,
        string address,
        string asked,
        int status,
        string answered
    ) =>
        GraphContract.Published.Departures(
            method,
            address,
            new(
                new Dictionary<string, string> { ["Authorization"] = "Bearer x" },
                asked.Length > 0 ? "application/json" : null,
                asked
            ),
            status,
            new(
                new Dictionary<string, string> { ["request-id"] = "1" },
                answered.Length > 0 ? "application/json" : null,
                answered
            )
        );
}
