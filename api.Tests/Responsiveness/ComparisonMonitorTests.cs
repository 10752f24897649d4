using MailCommitments.Responsiveness;

namespace MailCommitments.Tests.Responsiveness;

public sealed class ComparisonMonitorTests
{
    private static readonly ComparisonPlan Plan = new("A", "B", Looks: 6);

    [Fact]
    public void The_one_partner_that_treats_a_group_worse_is_found_and_then_its_contacts()
    {
        var (rows, alarms) = Look(6, Requests(at: "P1", ratio: 0.4), ComparisonAlarms.None);

        Assert.Equal(["P1"], alarms.Partners.Keys);
        Assert.All(alarms.Contacts, contact => Assert.StartsWith("P1", contact.Key, StringComparison.Ordinal));
        Assert.NotEmpty(alarms.Contacts);
        Assert.All(rows.Where(row => row.Contact is not null), row => Assert.Equal("P1", row.Partner));
        Assert.All(rows.Where(row => row.IsAlarm), row => Assert.Equal(ComparisonVerdict.Longer, row.Verdict));
    }

    [Fact]
    public void A_gap_at_every_partner_is_found_although_no_partner_stands_out()
    {
        var (_, alarms) = Look(6, Requests(at: null, ratio: 0.4), ComparisonAlarms.None);

        Assert.Equal(["P1", "P2", "P3"], alarms.Partners.Keys.Order());
        Assert.All(alarms.Partners.Values, verdict => Assert.Equal(ComparisonVerdict.Longer, verdict));
    }

    [Fact]
    public void Equal_treatment_raises_nothing_and_opens_no_contact()
    {
        var (rows, alarms) = Look(6, Requests(at: "P1", ratio: 1), ComparisonAlarms.None);

        Assert.Empty(alarms.Partners);
        Assert.DoesNotContain(
            rows,
            row => row.Contact is not null || row.Verdict is ComparisonVerdict.Longer or ComparisonVerdict.Shorter
        );
    }

    [Fact]
    public void An_alarm_once_raised_stays()
    {
        var (_, raised) = Look(5, Requests(at: "P1", ratio: 0.4), ComparisonAlarms.None);
        var (rows, later) = Look(6, Requests(at: "P1", ratio: 1), raised);

        Assert.Contains("P1", later.Partners);
        Assert.True(rows.Single(row => row is { Partner: "P1", Contact: null }).IsAlarm);
    }

    [Fact]
    public void Too_few_people_leave_a_row_without_figures()
    {
        var few = Requests(at: "P1", ratio: 0.4)
            .Where(request => request.Group == "A" || request.Asker is "Q01" or "Q03" or "Q05" or "Q07")
            .ToList();

        var (rows, alarms) = Look(6, few, ComparisonAlarms.None);

        Assert.Empty(alarms.Partners);
        Assert.All(rows, row => Assert.Equal((null, null, null), (row.Verdict, row.HazardRatio, row.AdjustedP)));
    }

    [Fact]
    public void Names_and_order_do_not_matter()
    {
        var requests = Requests(at: "P1", ratio: 0.6);
        var (plain, _) = Look(6, requests, ComparisonAlarms.None);
        var renamed = SomeWaits
            .Shuffled(requests, 9)
            .Select(request =>
                request with
                {
                    Asker = "z" + (char)(90 - request.Asker[^1] % 26) + request.Asker,
                    Group = request.Group == "A" ? "b" : "a",
                }
            )
            .ToList();
        var (same, _) = ComparisonMonitor.Look(
            Plan with
            {
                First = "b",
                Second = "a",
            },
            6,
            renamed,
            ComparisonAlarms.None
        );

        Assert.Equal(
            plain.Select(row => (row.Partner, row.Contact, row.Verdict, row.AdjustedP)),
            same.Select(row => (row.Partner, row.Contact, row.Verdict, row.AdjustedP))
        );
    }

    private static (IReadOnlyList<ComparisonRow> Rows, ComparisonAlarms Alarms) Look(
        int look,
        IReadOnlyList<MonitoredRequest> known,
        ComparisonAlarms before
    ) => ComparisonMonitor.Look(Plan, look, known, before);

    /// <summary>24 askers, 3 partners with 4 contacts each; group B's answers come at a rate <paramref name="ratio"/> at one partner, or everywhere.</summary>
    private static List<MonitoredRequest> Requests(string? at, double ratio)
    {
        var random = new Random(77);
        var requests = new List<MonitoredRequest>();
        for (var i = 0; i < 24 * 12 * 12; i++)
        {
            var asker = i % 24;
            var contact = i / 24 % 12;
            var partner = $"P{contact / 4 + 1}";
            var isSecond = asker % 2 == 1;
            var rate = (isSecond && (at ?? partner) == partner ? ratio : 1) * (1 + asker % 3 * 0.2) / 10;
            var hours = -Math.Log(1 - random.NextDouble()) / rate;
            var observed = 60 * random.NextDouble();
            requests.Add(
                new MonitoredRequest(
                    partner,
                    $"{partner}-C{contact}",
                    i % 5 == 0 ? "large" : "small",
                    $"Q{asker:00}",
                    isSecond ? "B" : "A",
                    new ResponseTime(Math.Min(hours, observed), hours <= observed)
                )
            );
        }
        return requests;
    }
}
