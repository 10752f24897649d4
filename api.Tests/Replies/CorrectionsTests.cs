using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.Tests.Replies;

/// <summary>What askers corrected, as labelled examples that the tenant can take along.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class CorrectionsTests(RunningProduct world)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_correction_is_exported_as_an_example_that_the_benchmark_reads()
    {
        var week = await world.NextWeekAsync();
        await CorrectedAsync(week, $"Hello Anke, I will send you the test report by {NextWednesday(week)}.");

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, await ExportAsync(asker, "/api/corrections"), Cancellation);
        var measured = Benchmarks.Replies.Measure(file);
        File.Delete(file);

        Assert.Equal(1, measured["replies"]);
        // The asker said 'acknowledged'; the reader still says that more time was asked for.
        Assert.Equal(0, measured["accuracy"]);
    }

    [Fact]
    public async Task Ones_own_export_holds_what_was_read_and_what_it_was_and_nobody_elses()
    {
        var week = await world.NextWeekAsync();
        await CorrectedAsync(week, $"Hello Anke, I will send you the test report by {NextWednesday(week)}.");

        var line = Assert.Single(Lines(await ExportAsync(asker, "/api/corrections")));

        Assert.Equal("ack", (string?)line["label"]);
        Assert.Equal("extension", (string?)line["read"]);
        Assert.Equal($"Hello Anke, I will send you the test report by {NextWednesday(week)}.", (string?)line["text"]);
        Assert.Equal("Send the test report", (string?)line["inReplyTo"]);
        Assert.Equal(contact.Address, (string?)line["sender"]);
        Assert.Empty(await ExportAsync(world.NewAsker("Jonas Reuter"), "/api/corrections"));
    }

    [Fact]
    public async Task The_tenants_export_names_nobody()
    {
        var week = await world.NextWeekAsync();
        var given = contact.Person.Name.Split(' ')[0];
        await CorrectedAsync(
            week,
            $"I, {given}, will send it by {NextWednesday(week)}, call me at +63 2 555 0147 or write to {contact.Address}."
        );

        var export = await ExportAsync(world.Lead, "/api/corrections/tenant");

        Assert.Contains("\"label\":\"ack\"", export, StringComparison.Ordinal);
        foreach (var personal in new[] { given, contact.Address, asker.Address, "555" })
            Assert.DoesNotContain(personal, export, StringComparison.OrdinalIgnoreCase);
        Assert.All(Lines(export), line => Assert.Equal("", (string?)line["subject"]));
    }

    private async Task CorrectedAsync(Week week, string reply)
    {
        var (mail, commitment) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(mail, reply);
        await asker.CorrectAsync(commitment, 1, ReplyKind.Acknowledgement);
    }

    private static string NextWednesday(Week week) => week.Next.Named(IsoDayOfWeek.Wednesday);

    private static async Task<string> ExportAsync(Somebody who, string path)
    {
        using var answer = await who.CallAsync(HttpMethod.Get, path);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static IEnumerable<System.Text.Json.Nodes.JsonNode> Lines(string export) =>
        export
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!);
}
