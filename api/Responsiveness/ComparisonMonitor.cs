using System.Collections.Immutable;

namespace MailCommitments.Responsiveness;

/// <summary>One request as a weekly look sees it: only what was known at the time of the look.</summary>
/// <param name="Partner">Whom the contact belongs to.</param>
/// <param name="Contact">Who owes the answer.</param>
/// <param name="LikeWith">What else must be alike to compare: priority and size of the ask.</param>
/// <param name="Asker">Who asked.</param>
/// <param name="Group">Of the asker; empty for undeclared, who help to say what is usual but belong to neither side.</param>
/// <param name="Time">Right-censored at the look when not answered by then.</param>
public sealed record MonitoredRequest(
    string Partner,
    string Contact,
    string LikeWith,
    string Asker,
    string Group,
    ResponseTime Time
);

/// <summary>What is looked at and how often, declared before the first look. Changing it does not restore the budget.</summary>
/// <param name="First">The reference group.</param>
/// <param name="Second">The group compared with it.</param>
/// <param name="Looks">Weekly looks that share the budget: 26 in half a year.</param>
/// <param name="Alpha">The chance, over all looks and partners, of any alarm when nobody is treated unequally.</param>
/// <param name="Seed">Of the permutations' draws.</param>
/// <param name="Privacy">Below these sizes a row says only that there is not enough.</param>
public sealed record ComparisonPlan(
    string First,
    string Second,
    int Looks = 26,
    double Alpha = 0.05,
    int Seed = 1,
    PrivacyRules? Privacy = null
);

/// <summary>Whom earlier looks have flagged; an alarm once raised stays until somebody closes it.</summary>
public sealed record ComparisonAlarms(
    ImmutableDictionary<string, ComparisonVerdict> Partners,
    ImmutableDictionary<string, ComparisonVerdict> Contacts
)
{
    public static ComparisonAlarms None { get; } =
        new(
            ImmutableDictionary.Create<string, ComparisonVerdict>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, ComparisonVerdict>(StringComparer.Ordinal)
        );
}

/// <summary>One row of a look: a partner, or a contact of a flagged partner.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Contact">Null for the partner as a whole.</param>
/// <param name="Verdict">Null when there is not enough data, or too few people to show anything.</param>
/// <param name="HazardRatio">Second group over first, like with like; null when it has no finite estimate or may not be shown.</param>
/// <param name="AdjustedP">After all partners (or all contacts of the partner) and both contrasts; null when hidden.</param>
/// <param name="IsAlarm">Raised at this look or before.</param>
public sealed record ComparisonRow(
    string Partner,
    string? Contact,
    ComparisonVerdict? Verdict,
    ClusteredHazardRatio? HazardRatio,
    double? AdjustedP,
    bool IsAlarm
);

/// <summary>
/// Watches, week after week, whether one group of askers waits longer: at a partner first, then at the contacts of a flagged partner.
/// Two contrasts share the budget. The absolute one asks whether the second group waits longer here. The relative one asks whether it
/// waits longer here than the same people wait elsewhere; it cancels what belongs to the asker and finds one bad partner sooner.
/// </summary>
/// <remarks>
/// Answers seen minus expected are summed per person; labels move between people; Benjamini-Hochberg inside each step. Looks at
/// partners spend the budget as Lan and DeMets with Pocock's function do; contacts behind the gate are tested at the full level of each
/// look. An alarm also needs an effect beyond 0.80 or 1.25.
/// </remarks>
public static class ComparisonMonitor
{
    /// <summary>So many answers as usual are added to a person's record elsewhere, so that a short record says little.</summary>
    private const double UsualAnswers = 20;

    /// <summary>Draws stop once so many assignments were as far out as the one seen.</summary>
    private const int EnoughExceedances = 100;

    /// <param name="plan">Declared before the first look.</param>
    /// <param name="look">From 1 to the plan's number of looks.</param>
    /// <param name="known">Every request known at this look.</param>
    /// <param name="before">Alarms of earlier looks.</param>
    public static (IReadOnlyList<ComparisonRow> Rows, ComparisonAlarms Alarms) Look(
        ComparisonPlan plan,
        int look,
        IReadOnlyList<MonitoredRequest> known,
        ComparisonAlarms before
    )
    {
        var table = new PeopleTable(plan, known);
        var information = Enumerable.Range(1, plan.Looks).Select(i => (double)i / plan.Looks).ToArray();
        var bound = AlphaSpending.Bounds(information, plan.Alpha / 2, Spending.Pocock)[look - 1].TwoSidedP;
        var alarms = before;

        var partners = table.Partners.Select(partner => table.At(partner)).ToList();
        var absolute = Adjusted(partners, _ => PeopleTable.NoRecord);
        Contrast[] relative;
        while (true)
        {
            var flagged = alarms.Partners;
            relative = Adjusted(partners, partner => table.RecordElsewhere(partner.Name, flagged));
            var worst = Enumerable
                .Range(0, partners.Count)
                .Where(i => !flagged.ContainsKey(partners[i].Name))
                .Select(i => (Index: i, Verdict: Direction(absolute[i], bound) ?? Direction(relative[i], bound)))
                .Where(candidate => candidate.Verdict is not null)
                .OrderBy(candidate => Math.Min(absolute[candidate.Index].P, relative[candidate.Index].P))
                .FirstOrDefault();
            if (worst.Verdict is not { } verdict)
                break;
            alarms = alarms with { Partners = alarms.Partners.Add(partners[worst.Index].Name, verdict) };
        }

        var rows = new List<ComparisonRow>();
        for (var i = 0; i < partners.Count; i++)
        {
            var partner = partners[i];
            var p = Math.Min(1, 2 * Math.Min(absolute[i].AdjustedP, relative[i].AdjustedP));
            rows.Add(partner.Row(partner.Name, null, p, absolute[i].AdjustedP, bound, alarms.Partners));
            if (!alarms.Partners.ContainsKey(partner.Name))
                continue;

            // The partner's alarm is the gate: behind it contacts are located, at the full level of each look.
            var record = table.RecordElsewhere(partner.Name, alarms.Partners);
            var contacts = table.ContactsOf(partner.Name).Select(contact => table.At(partner.Name, contact)).ToList();
            var contrasts = Adjusted(contacts, _ => record);
            for (var c = 0; c < contacts.Count; c++)
            {
                if (
                    !alarms.Contacts.ContainsKey(contacts[c].Name)
                    && Direction(contrasts[c], plan.Alpha) is { } direction
                )
                    alarms = alarms with { Contacts = alarms.Contacts.Add(contacts[c].Name, direction) };
                rows.Add(
                    contacts[c]
                        .Row(
                            partner.Name,
                            contacts[c].Name,
                            contrasts[c].AdjustedP,
                            contrasts[c].AdjustedP,
                            plan.Alpha,
                            alarms.Contacts
                        )
                );
            }
        }
        return (rows, alarms);
    }

    private static ComparisonVerdict? Direction(Contrast contrast, double bound) =>
        contrast.AdjustedP > bound ? null
        : contrast.Ratio <= GroupComparison.Margin ? ComparisonVerdict.Longer
        : contrast.Ratio >= 1 / GroupComparison.Margin ? ComparisonVerdict.Shorter
        : null;

    /// <summary>One contrast at every place, its p-values adjusted over the places that may be shown.</summary>
    private static Contrast[] Adjusted(List<Place> places, Func<Place, Func<int, double>> record)
    {
        var contrasts = places
            .Select(place => place.IsHidden ? Contrast.None : place.Contrast(record(place)))
            .ToArray();
        var shown = Enumerable.Range(0, places.Count).Where(i => !places[i].IsHidden).ToArray();
        var adjusted = FalseDiscovery.BenjaminiHochberg(Array.ConvertAll(shown, i => contrasts[i].P));
        for (var i = 0; i < shown.Length; i++)
            contrasts[shown[i]] = contrasts[shown[i]] with { AdjustedP = adjusted[i] };
        return contrasts;
    }

    /// <param name="P">By moving labels between people.</param>
    /// <param name="AdjustedP">Over all places.</param>
    /// <param name="Ratio">Answers over those expected, second group over first.</param>
    private sealed record Contrast(double P, double AdjustedP, double Ratio)
    {
        public static Contrast None { get; } = new(1, 1, 1);
    }

    /// <summary>A partner or a contact with its people's answers, seen and expected.</summary>
    private sealed class Place(ComparisonPlan plan, PeopleTable table, string name, int[] rows)
    {
        private readonly int[] _people =
        [
            .. rows.Select(row => table.Asker[row]).Distinct().Where(table.IsInEither).Order(),
        ];

        public string Name => name;

        public bool IsHidden { get; } = table.Hides(rows, plan.Privacy ?? PrivacyRules.Organisational);

        public Contrast Contrast(Func<int, double> record)
        {
            var observed = new double[table.People];
            var expected = new double[table.People];
            foreach (var row in rows)
            {
                observed[table.Asker[row]] += table.Times[row].Answered ? 1 : 0;
                expected[table.Asker[row]] += table.Expected[row] * record(table.Asker[row]);
            }
            double allObserved = _people.Sum(person => observed[person]),
                allExpected = _people.Sum(person => expected[person]);
            if (allExpected <= 0)
                return ComparisonMonitor.Contrast.None;
            var scores = Array.ConvertAll(
                _people,
                person => observed[person] - expected[person] * allObserved / allExpected
            );
            var second = Array.ConvertAll(_people, table.IsInSecond);
            var p = PeoplePermutation.Test(scores, second, plan.Seed, stopAfter: EnoughExceedances).P;
            return new Contrast(p, p, SideRatio(true) / SideRatio(false));

            double SideRatio(bool isSecond)
            {
                var side = _people.Where(person => table.IsInSecond(person) == isSecond).ToArray();
                return side.Sum(person => observed[person]) / side.Sum(person => expected[person]);
            }
        }

        public ComparisonRow Row(
            string partner,
            string? contact,
            double adjustedP,
            double ownAdjustedP,
            double bound,
            ImmutableDictionary<string, ComparisonVerdict> alarms
        )
        {
            var isAlarm = alarms.TryGetValue(name, out var raised);
            if (IsHidden)
                return new ComparisonRow(partner, contact, null, null, null, isAlarm);
            var ratio = ClusteredHazardRatio.Fit(table.Sample(rows));
            var verdict = isAlarm ? raised : GroupComparison.VerdictOf(ratio, ownAdjustedP, bound);
            return new ComparisonRow(partner, contact, verdict, ratio, adjustedP, isAlarm);
        }
    }

    /// <summary>All requests of a look as numbered columns, with each request's expected answers among its like.</summary>
    private sealed class PeopleTable
    {
        private readonly ComparisonPlan _plan;
        private readonly IReadOnlyList<MonitoredRequest> _known;
        private readonly int[] _stratum;
        private readonly string[] _groupOf;
        private readonly Dictionary<string, int[]> _rowsOfPartner;
        private readonly Dictionary<string, (double[] Observed, double[] Expected)> _records;

        public PeopleTable(ComparisonPlan plan, IReadOnlyList<MonitoredRequest> known)
        {
            _plan = plan;
            _known = known;
            var askers = new Categories(known.Select(request => request.Asker));
            var contacts = new Categories(known.Select(request => request.Contact));
            var kinds = new Categories(known.Select(request => request.LikeWith));
            Asker = new int[known.Count];
            Times = new ResponseTime[known.Count];
            _stratum = new int[known.Count];
            _groupOf = new string[askers.Count];
            for (var row = 0; row < known.Count; row++)
            {
                var request = known[row];
                Asker[row] = askers[request.Asker];
                Times[row] = request.Time;
                _stratum[row] = contacts[request.Contact] * kinds.Count + kinds[request.LikeWith];
                _groupOf[Asker[row]] = request.Group;
            }
            Expected = ExpectedAnswers.Of(Times, _stratum);
            _rowsOfPartner = Enumerable
                .Range(0, known.Count)
                .GroupBy(row => known[row].Partner, StringComparer.Ordinal)
                .ToDictionary(rows => rows.Key, rows => rows.ToArray(), StringComparer.Ordinal);
            Partners = [.. _rowsOfPartner.Keys.Order(StringComparer.Ordinal)];
            _records = _rowsOfPartner.ToDictionary(
                partner => partner.Key,
                partner => RecordOf(partner.Value),
                StringComparer.Ordinal
            );
        }

        public static Func<int, double> NoRecord { get; } = _ => 1;

        public IReadOnlyList<string> Partners { get; }

        public int[] Asker { get; }

        public ResponseTime[] Times { get; }

        public double[] Expected { get; }

        public int People => _groupOf.Length;

        public bool IsInSecond(int person) => _groupOf[person] == _plan.Second;

        public bool IsInEither(int person) => _groupOf[person] == _plan.First || _groupOf[person] == _plan.Second;

        public Place At(string partner) => new(_plan, this, partner, _rowsOfPartner[partner]);

        public Place At(string partner, string contact) =>
            new(_plan, this, contact, Array.FindAll(_rowsOfPartner[partner], row => _known[row].Contact == contact));

        public IEnumerable<string> ContactsOf(string partner) =>
            _rowsOfPartner[partner]
                .Select(row => _known[row].Contact)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal);

        /// <summary>How a person is answered at all other partners that are not flagged: answers seen over expected.</summary>
        public Func<int, double> RecordElsewhere(string partner, ImmutableDictionary<string, ComparisonVerdict> flagged)
        {
            var observed = Enumerable.Repeat(UsualAnswers, People).ToArray();
            var expected = Enumerable.Repeat(UsualAnswers, People).ToArray();
            foreach (var (other, record) in _records)
            {
                if (other == partner || flagged.ContainsKey(other))
                    continue;
                for (var person = 0; person < People; person++)
                {
                    observed[person] += record.Observed[person];
                    expected[person] += record.Expected[person];
                }
            }
            return person => observed[person] / expected[person];
        }

        public bool Hides(int[] rows, PrivacyRules rules)
        {
            var perAsker = rows.GroupBy(row => Asker[row]).ToLookup(asker => Side(asker.Key), asker => asker.Count());
            return rules.Hides([
                [.. perAsker[0]],
                [.. perAsker[1]],
                [.. perAsker[2]],
            ])
                is not null;

            int Side(int person) =>
                !IsInEither(person) ? 2
                : IsInSecond(person) ? 1
                : 0;
        }

        public ComparisonSample Sample(int[] rows)
        {
            var inEither = Array.FindAll(rows, row => IsInEither(Asker[row]));
            var people = inEither.Select(row => Asker[row]).Distinct().Order().ToArray();
            var strata = new Dictionary<int, int>();
            return new ComparisonSample(
                Array.ConvertAll(inEither, row => Times[row]),
                Array.ConvertAll(inEither, row => IsInSecond(Asker[row]) ? 1 : 0),
                Array.ConvertAll(
                    inEither,
                    row =>
                        strata.TryGetValue(_stratum[row], out var number)
                            ? number
                            : strata[_stratum[row]] = strata.Count
                ),
                Array.ConvertAll(inEither, row => Array.BinarySearch(people, Asker[row])),
                Array.ConvertAll(people, IsInSecond)
            );
        }

        private (double[] Observed, double[] Expected) RecordOf(int[] rows)
        {
            var observed = new double[People];
            var expected = new double[People];
            foreach (var row in rows)
            {
                observed[Asker[row]] += Times[row].Answered ? 1 : 0;
                expected[Asker[row]] += Expected[row];
            }
            return (observed, expected);
        }
    }
}
