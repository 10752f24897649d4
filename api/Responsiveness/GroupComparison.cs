namespace MailCommitments.Responsiveness;

/// <summary>One request as a comparison of groups sees it.</summary>
/// <param name="Asker">Who asked; the unit that counts.</param>
/// <param name="Group">The group the asker declared or belongs to; empty for undeclared, which is a group of its own.</param>
/// <param name="Contact">Who owes the answer; like is compared with like within a contact.</param>
/// <param name="Time">On one clock for all requests.</param>
public sealed record GroupedResponse(string Asker, string Group, string Contact, ResponseTime Time);

/// <summary>What the data say about the second group against the first.</summary>
public enum ComparisonVerdict
{
    /// <summary>The second group waits clearly longer, and it matters: the hazard ratio's interval lies wholly below 0.80, p below its bound.</summary>
    Longer,

    /// <summary>The mirror image: the second group is answered clearly sooner.</summary>
    Shorter,

    /// <summary>No difference that matters: the interval lies wholly within 0.80 … 1.25. Only this may be called equal.</summary>
    Same,

    /// <summary>There is a difference; whether it matters cannot be said yet.</summary>
    Unclear,
}

/// <summary>Two groups of askers at one partner: does one wait longer? Shows a pattern, never its cause.</summary>
/// <remarks>"Not enough data" is an answer of its own; it is not "no difference".</remarks>
public abstract record GroupComparison
{
    private GroupComparison() { }

    /// <summary>Nothing may be shown, to protect people.</summary>
    public sealed record Hidden(HiddenBecause Reason) : GroupComparison;

    /// <summary>The figures may be shown, but they cannot tell yet.</summary>
    public sealed record NotEnoughData(ComparisonFigures Figures, DetectableGap Gap) : GroupComparison;

    public sealed record Shown(ComparisonFigures Figures, ComparisonVerdict Verdict) : GroupComparison;

    /// <summary>Hazard ratios between this and its inverse make no difference that matters.</summary>
    public const double Margin = 0.80;

    /// <summary>Two working weeks of eight hours a day: the horizon of the restricted mean.</summary>
    public const double TwoWorkingWeeks = 80;

    /// <param name="atPartner">Every request to the partner, of every group: those outside both groups protect each other too.</param>
    /// <param name="first">The group that is the reference.</param>
    /// <param name="second">The group that is compared with it.</param>
    /// <param name="privacy">Null for organisational groups.</param>
    /// <param name="alpha">The bound of the p-value; what alpha spending leaves for this look when looks repeat.</param>
    /// <param name="seed">Of the permutation's draws.</param>
    /// <param name="horizonHours">Of the restricted mean.</param>
    public static GroupComparison Compare(
        IReadOnlyCollection<GroupedResponse> atPartner,
        string first,
        string second,
        PrivacyRules? privacy = null,
        double alpha = 0.05,
        int seed = 1,
        double horizonHours = TwoWorkingWeeks
    )
    {
        var sides = new[]
        {
            atPartner.Where(r => r.Group == first).ToList(),
            atPartner.Where(r => r.Group == second).ToList(),
            atPartner.Where(r => r.Group != first && r.Group != second).ToList(),
        };
        var perAsker = Array.ConvertAll(
            sides,
            side => side.GroupBy(r => r.Asker).Select(asker => asker.Count()).ToArray()
        );
        if ((privacy ?? PrivacyRules.Organisational).Hides(perAsker) is { } reason)
            return new Hidden(reason);

        var sample = ComparisonSample.Of([.. sides[0], .. sides[1]], second);
        var ratio = ClusteredHazardRatio.Fit(sample);
        var permutation = PeoplePermutation.Test(
            PeoplePermutation.Scores(sample.Times, sample.Asker, sample.People, sample.Contact),
            sample.PersonInSecond,
            seed
        );
        var isRounded = Math.Min(perAsker[0].Length, perAsker[1].Length) < PrivacyRules.LeastPeopleUnrounded;
        var figures = new ComparisonFigures(
            GroupFigures.Of(first, sample, false, isRounded),
            GroupFigures.Of(second, sample, true, isRounded),
            sample.ShareComparable(),
            LogRank.Compare(sample.Times, sample.Group, 2, sample.Contact).Test,
            permutation,
            ratio,
            ClusteredHazardRatio.Fit(sample with { Contact = new int[sample.Times.Length] })?.Ratio,
            sample.RestrictedMeanDifference(horizonHours)
        );
        return VerdictOf(ratio, permutation.P, alpha) is { } verdict
            ? new Shown(figures, verdict)
            : new NotEnoughData(figures, DetectableGap.Of(sample, ratio));
    }

    /// <summary>The verdict, or null when there is not enough data for one.</summary>
    internal static ComparisonVerdict? VerdictOf(ClusteredHazardRatio? ratio, double p, double alpha) =>
        ratio switch
        {
            null => null,
            { Interval.Upper: < Margin } when p < alpha => ComparisonVerdict.Longer,
            { Interval.Lower: > 1 / Margin } when p < alpha => ComparisonVerdict.Shorter,
            { Interval: { Lower: >= Margin, Upper: <= 1 / Margin } } => ComparisonVerdict.Same,
            { Interval.Upper: < 1 } or { Interval.Lower: > 1 } => ComparisonVerdict.Unclear,
            _ => null,
        };
}

/// <summary>All figures of one comparison.</summary>
/// <param name="First">The reference group.</param>
/// <param name="Second">The group compared with it.</param>
/// <param name="ShareComparable">Share of requests that went to contacts asked by both groups; the rest cannot tell anything here.</param>
/// <param name="LogRank">Stratified by contact, every request a vote: shown beside, never decisive. Null without information.</param>
/// <param name="Permutation">Decisive: labels moved between people. A statistic below 0 means the second group got fewer answers than expected.</param>
/// <param name="HazardRatio">Second over first, like with like; null when there is no finite estimate.</param>
/// <param name="CrudeHazardRatio">The same without regard to contacts; when it disagrees, the groups ask different contacts.</param>
/// <param name="OverHorizon">How many hours longer the second group waits within the horizon, with people as units.</param>
public sealed record ComparisonFigures(
    GroupFigures First,
    GroupFigures Second,
    double ShareComparable,
    ChiSquaredTest? LogRank,
    PeoplePermutation Permutation,
    ClusteredHazardRatio? HazardRatio,
    double? CrudeHazardRatio,
    RestrictedMeanDifference OverHorizon
)
{
    /// <summary>The crude and the like-for-like figure point in different directions, or differ by a third: say so.</summary>
    public bool CrudeMisleads =>
        (HazardRatio, CrudeHazardRatio) is ({ Ratio: var fair }, { } crude)
        && (
            Math.Sign(Math.Log(fair)) != Math.Sign(Math.Log(crude))
            || Math.Abs(Math.Log(crude)) > 4.0 / 3 * Math.Abs(Math.Log(fair))
        );
}

/// <summary>One group of a comparison. Counts, shares and hours are rounded when one of the groups has fewer than 10 people.</summary>
/// <param name="Name">As the group is called.</param>
/// <param name="People">Askers.</param>
/// <param name="Requests">Sent by them to the partner.</param>
/// <param name="Answers">Of these requests, those answered.</param>
/// <param name="Median">Hours until half of the requests are answered; its interval counts people.</param>
/// <param name="Curve">Share still waiting, cut where fewer than 10 requests are at risk.</param>
public sealed record GroupFigures(
    string Name,
    int People,
    int Requests,
    int Answers,
    QuantileEstimate Median,
    IReadOnlyList<CurvePoint> Curve
)
{
    private const int LeastAtRisk = 10;
    private const int MostPoints = 200;

    internal static GroupFigures Of(string name, ComparisonSample sample, bool isSecond, bool isRounded)
    {
        var (times, person, people) = sample.Side(isSecond);
        var curve = KaplanMeier.EstimateOverPeople(times, person, people);
        var band = curve.Band();
        var points = new List<CurvePoint> { new(0, 1, 1, 1, Count(curve.Requests)) };
        var kept = curve.Steps.Count(step => step.AtRisk >= LeastAtRisk);
        var stride = Math.Max(1, (kept + MostPoints - 1) / MostPoints);
        for (var i = 0; i < kept; i++)
        {
            if (i % stride != 0 && i != kept - 1)
                continue;
            var step = curve.Steps[i];
            var limits = band[i] ?? new Interval(step.Waiting, step.Waiting);
            points.Add(
                new CurvePoint(
                    step.Hours,
                    Share(step.Waiting),
                    Share(limits.Lower),
                    Share(limits.Upper),
                    Count(step.AtRisk)
                )
            );
        }
        var median = curve.Quantile(0.5);
        return new GroupFigures(
            name,
            Count(people),
            Count(curve.Requests),
            Count(curve.Answers),
            median with
            {
                Time = Hours(median.Time),
                Lower = Hours(median.Lower),
                Upper = Hours(median.Upper),
            },
            points
        );

        int Count(int count) => isRounded ? PrivacyRules.Rounded(count) : count;
        double Share(double share) => isRounded ? PrivacyRules.RoundedShare(share) : share;
        QuantileTime Hours(QuantileTime time) =>
            (isRounded, time) switch
            {
                (true, QuantileTime.Reached(var hours)) => new QuantileTime.Reached(PrivacyRules.RoundedHours(hours)),
                (true, QuantileTime.NotReached(var hours)) => new QuantileTime.NotReached(
                    PrivacyRules.RoundedHours(hours)
                ),
                _ => time,
            };
    }
}

/// <summary>One point of a drawn curve: a step down to <paramref name="Waiting"/> at <paramref name="Hours"/>.</summary>
public sealed record CurvePoint(double Hours, double Waiting, double Lower, double Upper, int AtRisk);

/// <summary>Second group's rate of answers over the first's among requests to the same contact; askers are the units.</summary>
/// <param name="Ratio">Below 1: the second group's answers come slower. 0.65 means that at any moment an answer is 35 % less likely.</param>
/// <param name="Interval">95 %, by Student's t with people - 2 degrees of freedom on the sandwich error enlarged by people / (people - 2).</param>
/// <param name="LogError">Standard error of the logarithm, as used in the interval.</param>
/// <param name="LogErrorOfMails">What it would be if every mail were a vote.</param>
/// <param name="WithoutAnyOnePerson">From the lowest to the highest ratio when one person at a time is left out (to first order).</param>
public sealed record ClusteredHazardRatio(
    double Ratio,
    Interval Interval,
    double LogError,
    double LogErrorOfMails,
    Interval WithoutAnyOnePerson
)
{
    /// <summary>The finding is beyond the margin only because of one person: say so.</summary>
    public bool RestsOnOnePerson =>
        Ratio < GroupComparison.Margin && WithoutAnyOnePerson.Upper >= GroupComparison.Margin
        || Ratio > 1 / GroupComparison.Margin && WithoutAnyOnePerson.Lower <= 1 / GroupComparison.Margin;

    internal static ClusteredHazardRatio? Fit(ComparisonSample sample)
    {
        var inSecond = Array.ConvertAll(sample.Group, group => (double)group);
        var fit = CoxModel.Fit(new CoxData(sample.Times, [inSecond], sample.Contact, sample.Asker));
        if (
            sample.People < 3
            || fit.Coefficients[0] is not CoxCoefficient.Estimated { ClusteredStandardError: > 0 } estimated
        )
            return null;

        var log = estimated.LogHazardRatio;
        var error = estimated.ErrorUsed * Math.Sqrt(sample.People / (sample.People - 2.0));
        var reach = error * MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, sample.People - 2, 0.975);
        var byPerson = new double[sample.People];
        var influence = fit.InfluenceOnCoefficients()[0];
        for (var row = 0; row < influence.Length; row++)
            byPerson[sample.Asker[row]] += influence[row];
        return new ClusteredHazardRatio(
            Math.Exp(log),
            new Interval(Math.Exp(log - reach), Math.Exp(log + reach)),
            error,
            estimated.StandardError,
            new Interval(Math.Exp(log - byPerson.Max()), Math.Exp(log - byPerson.Min()))
        );
    }
}

/// <summary>What the data could have shown, and what it would take to see a difference that matters.</summary>
/// <param name="HazardRatio">A gap as large as this, or larger, would have shown with 80 % probability.</param>
/// <param name="MoreAnswers">About so many more answers would show a ratio of 0.80; null when no number of answers from these people would.</param>
/// <param name="MorePeople">Or about so many more people who ask as much.</param>
public sealed record DetectableGap(double HazardRatio, int? MoreAnswers, int MorePeople)
{
    /// <summary>Quantiles of 5 % two-sided and 80 % power. Schoenfeld (1981), Biometrika 68, 316–319.</summary>
    private const double Reach = 1.959963984540054 + 0.8416212335729143;

    internal static DetectableGap Of(ComparisonSample sample, ClusteredHazardRatio? ratio)
    {
        double answers = sample.Times.Count(time => time.Answered);
        var share = sample.Group.Average();
        var ofMails = ratio is null
            ? 1 / Math.Max(1e-9, answers * share * (1 - share))
            : ratio.LogErrorOfMails * ratio.LogErrorOfMails;
        var variance = Math.Max(ofMails, ratio is null ? 0 : ratio.LogError * ratio.LogError);
        var wanted = Math.Pow(Math.Log(GroupComparison.Margin) / Reach, 2);
        var ofPeople = variance - ofMails;
        return new DetectableGap(
            Math.Exp(-Reach * Math.Sqrt(variance)),
            ofPeople < wanted ? More(answers, ofMails / (wanted - ofPeople)) : null,
            More(sample.People, variance / wanted)
        );
    }

    private static int More(double now, double factor) =>
        (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(0, now * (factor - 1))));
}

/// <summary>The requests of both groups as numbered arrays.</summary>
internal sealed record ComparisonSample(
    ResponseTime[] Times,
    int[] Group,
    int[] Contact,
    int[] Asker,
    bool[] PersonInSecond
)
{
    public int People => PersonInSecond.Length;

    public static ComparisonSample Of(IReadOnlyList<GroupedResponse> requests, string second)
    {
        var contacts = new Categories(requests.Select(r => r.Contact));
        var askers = new Categories(requests.Select(r => r.Asker));
        var sample = new ComparisonSample(
            new ResponseTime[requests.Count],
            new int[requests.Count],
            new int[requests.Count],
            new int[requests.Count],
            new bool[askers.Count]
        );
        for (var row = 0; row < requests.Count; row++)
        {
            var request = requests[row];
            sample.Times[row] = request.Time;
            sample.Group[row] = request.Group == second ? 1 : 0;
            sample.Contact[row] = contacts[request.Contact];
            sample.Asker[row] = askers[request.Asker];
            sample.PersonInSecond[sample.Asker[row]] = request.Group == second;
        }
        if (
            Enumerable
                .Range(0, requests.Count)
                .Any(row => sample.PersonInSecond[sample.Asker[row]] != (sample.Group[row] == 1))
        )
            throw new ArgumentException(
                "An asker stands in both groups; a comparison takes one group per asker.",
                nameof(requests)
            );
        return sample;
    }

    public (ResponseTime[] Times, int[] Person, int People) Side(bool isSecond)
    {
        var rows = Enumerable.Range(0, Times.Length).Where(row => Group[row] == 1 == isSecond).ToArray();
        var number = new int[People];
        var people = 0;
        for (var person = 0; person < number.Length; person++)
            number[person] = PersonInSecond[person] == isSecond ? people++ : -1;
        return (Array.ConvertAll(rows, row => Times[row]), Array.ConvertAll(rows, row => number[Asker[row]]), people);
    }

    public double ShareComparable()
    {
        var perContact = new int[Contact.Max() + 1, 2];
        for (var row = 0; row < Contact.Length; row++)
            perContact[Contact[row], Group[row]]++;
        var comparable = Contact.Count(contact => perContact[contact, 0] > 0 && perContact[contact, 1] > 0);
        return (double)comparable / Contact.Length;
    }

    public RestrictedMeanDifference RestrictedMeanDifference(double horizon)
    {
        var (firstTimes, firstPerson, firstPeople) = Side(false);
        var (secondTimes, secondPerson, secondPeople) = Side(true);
        return RestrictedMean.Difference(
            RestrictedMean.OverPeople(firstTimes, firstPerson, firstPeople, horizon),
            RestrictedMean.OverPeople(secondTimes, secondPerson, secondPeople, horizon)
        );
    }
}
