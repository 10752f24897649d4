namespace MailCommitments.Responsiveness;

/// <summary>One request as a look at a partner's speed sees it.</summary>
/// <param name="Partner">Who owes the answer.</param>
/// <param name="LikeWith">What else makes requests alike: priority and size of the ask.</param>
/// <param name="SentWeek">From 1.</param>
/// <param name="Time">As known at the look; right-censored when not answered by then.</param>
public sealed record WatchedRequest(string Partner, string LikeWith, int SentWeek, ResponseTime Time);

/// <summary>What is watched, declared before the first look.</summary>
/// <param name="ReferenceWeeks">The weeks that say what is usual; they are frozen afterwards.</param>
/// <param name="Weeks">Until when alarms share the budget.</param>
/// <param name="HazardRatio">The slowing that is looked for.</param>
/// <param name="Alpha">The chance of any alarm over all partners and weeks when nothing changes.</param>
/// <param name="Seed">Of the simulated half-years that set the threshold.</param>
public sealed record DeteriorationPlan(
    int ReferenceWeeks = 8,
    int Weeks = 26,
    double HazardRatio = 0.7,
    double Alpha = 0.05,
    int Seed = 1
);

/// <summary>A partner's evidence of slowing after each week since the reference, and the first week at or above the threshold.</summary>
public sealed record EvidenceMeter(string Partner, double[] Evidence, int? AlarmWeek);

/// <summary>Since when a partner answers at another rate.</summary>
/// <param name="Week">The first week whose requests were answered at the new rate; the likeliest.</param>
/// <param name="Low">The earliest and</param>
/// <param name="High">the latest week of the likeliest weeks that together have 95 % of the likelihood.</param>
/// <param name="Ratio">Answers over those expected, after the change against before.</param>
public sealed record ChangeWeek(int Week, int Low, int High, double Ratio);

/// <summary>What was usual at every partner in the reference weeks, frozen: later weeks are measured against it, never added to it.</summary>
/// <remarks>
/// Waiting times enter as answers seen minus answers expected from the reference's hazard over the time at risk, so neither unanswered
/// requests nor young weeks distort it, as they do any average of answered mails.
/// </remarks>
public sealed class DeteriorationReference
{
    private const int LeastAtRisk = 10;
    private const int SimulatedHalfYears = 4_000;
    private readonly DeteriorationPlan _plan;
    private readonly Dictionary<(string Partner, string LikeWith), UsualHazard> _usual;
    private readonly Dictionary<string, (double Observed, double Expected)> _atFreeze;

    private DeteriorationReference(DeteriorationPlan plan, IReadOnlyCollection<WatchedRequest> known)
    {
        _plan = plan;
        _usual = known
            .GroupBy(request => (request.Partner, request.LikeWith))
            .ToDictionary(like => like.Key, like => UsualHazard.Of([.. like.Select(request => request.Time)]));
        _atFreeze = Totals(known);
        Partners = [.. _atFreeze.Keys.Order(StringComparer.Ordinal)];
        Dispersion = DispersionOf(known);
        Threshold = SimulatedThreshold();
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<string> Partners { get; }

    /// <summary>How much more weekly answers vary than independent ones would; 1 when not at all.</summary>
    public double Dispersion { get; }

    /// <summary>Evidence from which an alarm is raised: reached by the share <see cref="DeteriorationPlan.Alpha"/> of half-years without change.</summary>
    public double Threshold { get; }

    /// <param name="plan">Declared before.</param>
    /// <param name="known">Every request known at the end of the reference weeks.</param>
    public static DeteriorationReference Freeze(DeteriorationPlan plan, IReadOnlyCollection<WatchedRequest> known) =>
        new(plan, known);

    /// <summary>The evidence meters of all partners.</summary>
    /// <param name="looks">For each week after the reference, every request known at its end.</param>
    public IReadOnlyList<EvidenceMeter> Watch(IReadOnlyList<IReadOnlyCollection<WatchedRequest>> looks)
    {
        var totals = looks.Select(Totals).ToList();
        return
        [
            .. Partners.Select(partner =>
            {
                var (observed0, expected0) = _atFreeze[partner];
                var cusum = Cusum.OfAnswers(
                    [.. totals.Select(week => week[partner].Observed - observed0)],
                    [.. totals.Select(week => week[partner].Expected - expected0)],
                    _plan.HazardRatio,
                    Threshold
                );
                return new EvidenceMeter(partner, cusum.Path, _plan.ReferenceWeeks + 1 + cusum.FirstAlarm);
            }),
        ];
    }

    /// <summary>When a partner's requests began to be answered at another rate, by the week they were sent.</summary>
    /// <param name="partner">One with an alarm: without one the likeliest week is noise.</param>
    /// <param name="known">Every request known now.</param>
    /// <returns>Null with fewer than two weeks of requests.</returns>
    public ChangeWeek? ChangeOf(string partner, IReadOnlyCollection<WatchedRequest> known)
    {
        var weeks = ByWeek(known.Where(request => request.Partner == partner));
        if (weeks.Count < 2)
            return null;
        double observed = weeks.Sum(week => week.Observed),
            expected = weeks.Sum(week => week.Expected);
        var candidates = new List<(int Week, double LogLikelihood, double Ratio)>();
        double before = 0,
            expectedBefore = 0;
        for (var i = 1; i < weeks.Count; i++)
        {
            before += weeks[i - 1].Observed;
            expectedBefore += weeks[i - 1].Expected;
            double after = observed - before,
                expectedAfter = expected - expectedBefore;
            if (expectedBefore <= 0 || expectedAfter <= 0)
                continue;
            var logLikelihood = (Gain(before, expectedBefore) + Gain(after, expectedAfter)) / Dispersion;
            candidates.Add((weeks[i].Week, logLikelihood, after / expectedAfter / (before / expectedBefore)));
        }
        if (candidates.Count == 0)
            return null;
        var ranked = candidates.OrderByDescending(candidate => candidate.LogLikelihood).ToList();
        var weights = ranked.ConvertAll(candidate => Math.Exp(candidate.LogLikelihood - ranked[0].LogLikelihood));
        var covered = 0.0;
        var likely = ranked
            .TakeWhile((_, i) => (covered += i == 0 ? 0 : weights[i - 1]) < 0.95 * weights.Sum())
            .ToList();
        return new ChangeWeek(
            ranked[0].Week,
            likely.Min(candidate => candidate.Week),
            likely.Max(candidate => candidate.Week),
            ranked[0].Ratio
        );

        static double Gain(double seen, double due) => seen == 0 ? 0 : seen * Math.Log(seen / due);
    }

    private List<(int Week, double Observed, double Expected)> ByWeek(IEnumerable<WatchedRequest> requests) =>
        [
            .. requests
                .GroupBy(request => request.SentWeek)
                .OrderBy(week => week.Key)
                .Select(week =>
                {
                    var counts = week.Select(Counted).ToList();
                    return (week.Key, counts.Sum(count => count.Observed), counts.Sum(count => count.Expected));
                }),
        ];

    private Dictionary<string, (double Observed, double Expected)> Totals(IReadOnlyCollection<WatchedRequest> known)
    {
        var totals = new Dictionary<string, (double Observed, double Expected)>(StringComparer.Ordinal);
        foreach (var request in known)
        {
            var (observed, expected) = Counted(request);
            var (sum, expectedSum) = totals.GetValueOrDefault(request.Partner);
            totals[request.Partner] = (sum + observed, expectedSum + expected);
        }
        return totals;
    }

    /// <summary>A request's answer and the answers expected of it, both up to the wait for which the reference knows what is usual.</summary>
    private (double Observed, double Expected) Counted(WatchedRequest request)
    {
        if (!_usual.TryGetValue((request.Partner, request.LikeWith), out var usual))
            return (0, 0);
        var isCounted = request.Time.Answered && request.Time.Hours <= usual.Horizon;
        return (isCounted ? 1 : 0, usual.UpTo(request.Time.Hours));
    }

    private double DispersionOf(IReadOnlyCollection<WatchedRequest> known)
    {
        double squares = 0,
            free = 0;
        foreach (var partner in known.GroupBy(request => request.Partner, StringComparer.Ordinal))
        {
            var weeks = ByWeek(partner).FindAll(week => week.Expected > 0);
            squares += weeks.Sum(week =>
                (week.Observed - week.Expected) * (week.Observed - week.Expected) / week.Expected
            );
            free += Math.Max(0, weeks.Count - 1); // the reference fits its own weeks
        }
        return free > 0 ? Math.Max(1, squares / free) : 1;
    }

    /// <summary>
    /// Half-years in which nothing changes: weekly answers vary as they did in the reference, and the reference itself is off by its own
    /// sampling error. The threshold is the level that the highest meter of all partners passes with the chance allowed.
    /// </summary>
    private double SimulatedThreshold()
    {
        var random = new Random(_plan.Seed);
        var highest = new double[SimulatedHalfYears];
        double log = Math.Log(_plan.HazardRatio),
            slope = _plan.HazardRatio - 1;
        for (var year = 0; year < highest.Length; year++)
        {
            foreach (var partner in Partners)
            {
                var answers = _atFreeze[partner].Observed;
                if (answers <= 0)
                    continue;
                var perWeek = answers / _plan.ReferenceWeeks;
                var expected = perWeek * Math.Exp(Math.Sqrt(Dispersion / answers) * Gaussian(random));
                double evidence = 0;
                for (var week = _plan.ReferenceWeeks; week < _plan.Weeks; week++)
                {
                    var seen = Math.Max(0, perWeek + Math.Sqrt(Dispersion * perWeek) * Gaussian(random));
                    evidence = Math.Max(0, evidence + log * seen - slope * expected);
                    highest[year] = Math.Max(highest[year], evidence);
                }
            }
        }
        Array.Sort(highest);
        return highest[Math.Min(highest.Length - 1, (int)Math.Ceiling((1 - _plan.Alpha) * highest.Length))];
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The reference's cumulative hazard, known up to where fewer than ten requests were left waiting.</summary>
    private sealed record UsualHazard(double[] Hours, double[] Cumulative, double Horizon)
    {
        public static UsualHazard Of(ResponseTime[] times)
        {
            var steps = KaplanMeier.Estimate(times).Steps.TakeWhile(step => step.AtRisk >= LeastAtRisk).ToArray();
            return new UsualHazard(
                Array.ConvertAll(steps, step => step.Hours),
                Array.ConvertAll(steps, step => step.CumulativeHazard),
                steps.Length == 0 ? -1 : steps[^1].Hours
            );
        }

        public double UpTo(double hours)
        {
            var found = Array.BinarySearch(Hours, hours);
            var last = found >= 0 ? found : ~found - 1;
            return last < 0 ? 0 : Cumulative[last];
        }
    }
}
