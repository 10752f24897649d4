using System.Globalization;
using System.Text.RegularExpressions;
using MailCommitments.Commitments;
using MailCommitments.Tests.Calendars;
using NodaTime;
using NodaTime.Text;
using Outcome = MailCommitments.Commitments.ActOutcome<MailCommitments.Commitments.CommitmentEvent>;

namespace MailCommitments.Tests.Commitments;

/// <summary>Lives through every table of <c>docs/promise-ledger.md</c>, row by row.</summary>
public partial class LedgerExamples
{
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture(
        "ddd uuuu-MM-dd HH:mm"
    );

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs/promise-ledger.md"));

    private static readonly IReadOnlyList<IReadOnlyList<string[]>> Stories =
    [
        .. Table()
            .Matches(Document)
            .Select(table =>
                table
                    .Groups["row"]
                    .Captures.Select(row => row.Value.Trim('|', '\n').Split('|', StringSplitOptions.TrimEntries))
                    .ToList()
            ),
    ];

    public static TheoryData<int, int> Rows =>
        [.. Stories.SelectMany((story, number) => Enumerable.Range(0, story.Count).Select(row => (number, row)))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_document_tells_the_truth(int story, int row)
    {
        var events = new List<CommitmentEvent>();
        foreach (var told in Stories[story].Take(row + 1))
            events.AddRange(Happened(At(told[0]), told[1], events));
        var (now, commitment) = (At(Stories[story][row][0]), Commitment.From(events));
        var delay = Delay.Of(commitment, Some.Calendar, now);

        string[] stands =
        [
            Time.Format(commitment.AgreedDate.InZone(Some.Berlin).LocalDateTime),
            commitment.Slips.ToString(CultureInfo.InvariantCulture),
            Words(Standing.Of(commitment, Some.Calendar, now)),
            delay.Theirs.TotalHours.ToString(CultureInfo.InvariantCulture),
            delay.Ours.TotalHours.ToString(CultureInfo.InvariantCulture),
        ];
        Assert.Equal(Stories[story][row].Skip(2), stands);
    }

    [Fact]
    public void No_example_is_overlooked() => Assert.Equal((8, 41), (Stories.Count, Rows.Count));

    [Fact]
    public void The_median_of_two_slips_lies_between_them()
    {
        Assert.Contains("The two slips are 3 and 21 working hours long; their median is 12.", Document);
        var events = new List<CommitmentEvent>();
        foreach (var told in Stories[0])
            events.AddRange(Happened(At(told[0]), told[1], events));
        var slips = Slip.Of(Commitment.From(events), Some.Calendar);

        Assert.Equal([3, 21], slips.Select(slip => slip.Working.TotalHours));
        Assert.Equal(12, Slip.Median(slips)?.Working.TotalHours);
    }

    /// <summary>What a row tells, as the product writes it down; it must take what the asker says.</summary>
    private static CommitmentEvent[] Happened(Instant at, string told, List<CommitmentEvent> events)
    {
        var match = What().Match(told);
        Assert.True(match.Success, $"Nobody can live through '{told}'.");
        Instant? date = match.Groups["date"] is { Success: true } said ? At(said.Value) : null;
        return match.Groups["what"].Value switch
        {
            "nothing" => [],
            "asked for" => [new CommitmentEvent.Asked(at, date ?? at)],
            "the contact promises" => [Some.Promised(at, date)],
            "the contact needs until" => [new CommitmentEvent.MoreTimeAsked(at, date, Some.Evidence)],
            "the contact delivers" => [new CommitmentEvent.Delivered(at, Some.Evidence)],
            "the contact asks back" => [new CommitmentEvent.Questioned(at, Some.Evidence)],
            "the contact says thanks" => [new CommitmentEvent.Remarked(at, true, Some.Evidence)],
            "the asker writes" => [new CommitmentEvent.AskerWrote(at, "<answer>")],
            "the asker accepts" => Taken(Acts.Accept(events, Named(events), at)),
            "the asker refuses" or "the asker refuses and wants" => Taken(
                Acts.Refuse(events, Named(events), date, null, Some.Berlin, at)
            ),
            "the asker agrees on" => Taken(Acts.SetDate(events, date ?? at, null, Some.Berlin, at)),
            "the asker snoozes until" => Taken(Acts.Snooze(events, date ?? at, null, Some.Berlin, at)),
            "the asker reopens for" => Taken(Acts.Reopen(events, date, null, Some.Berlin, at)),
            "the asker withdraws" => Taken(Acts.Withdraw(events, null, at)),
            "the asker undoes that" => Taken(Acts.Undo(events, events.FindLastIndex(happened => happened.IsAct), at)),
            _ => throw new ArgumentOutOfRangeException(nameof(told)),
        };
    }

    private static CommitmentEvent[] Taken(Outcome outcome) => [Assert.IsType<Outcome.Done>(outcome).Event];

    private static int Named(List<CommitmentEvent> events) => Commitment.From(events).Agreed.Number;

    private static Instant At(string told) => Some.Berlin.AtStrictly(Time.Parse(told).Value).ToInstant();

    private static string Words(CommitmentState state) =>
        Capital().Replace(state.ToString(), match => $" {match.Value.ToLowerInvariant()}").Trim();

    [GeneratedRegex(@"\| When \|.*\n\|(?: ---\s*\|)+\n(?<row>\|.*\n)+")]
    private static partial Regex Table();

    [GeneratedRegex(@"^(?<what>.*?)(?: (?<date>\w{3} \d{4}-\d\d-\d\d \d\d:\d\d))?$")]
    private static partial Regex What();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
