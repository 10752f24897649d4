using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Responsiveness;

/// <summary>On which clock waiting is counted; always named beside a figure.</summary>
public enum Clock
{
    /// <summary>The contact's working time.</summary>
    Working,

    /// <summary>Every hour.</summary>
    Clock,
}

/// <summary>One commitment as a report counts it, with what was known at its instant.</summary>
/// <param name="AnsweredAt">First mail of a person; null while right-censored.</param>
/// <param name="Until">The answer, the end of waiting without one, or the report's own instant.</param>
/// <param name="State">Where it stands at the report's instant.</param>
/// <param name="Slips">What the contact moved to a later date, and by how much.</param>
public sealed record ReportedCommitment(
    CommitmentCase Case,
    Commitment Commitment,
    Instant? AnsweredAt,
    Instant Until,
    double WorkingHours,
    double ClockHours,
    CommitmentState State,
    IReadOnlyList<Slip> Slips,
    Delay Delay
)
{
    /// <summary>Whether the agreed date was kept, on the contact's calendar; null while that is open, and for what was declined or withdrawn.</summary>
    public bool? IsOnTime =>
        State switch
        {
            CommitmentState.Met => true,
            CommitmentState.MetLate or CommitmentState.Overdue => false,
            _ => null,
        };

    /// <summary>Somebody waited for an answer to it: what the contact promised unasked counts for dates, not for responses.</summary>
    public bool WasAsked => !Commitment.IsPromisedUnasked;

    /// <summary>Open and past the agreed date.</summary>
    public bool IsOverdueAt(Instant now) => !Commitment.IsClosed && Commitment.AgreedDate < now;

    public ResponseTime Time(Clock clock) =>
        new(clock == Clock.Working ? WorkingHours : ClockHours, AnsweredAt is not null);

    public static ReportedCommitment Of(CommitmentCase known, Instant now)
    {
        var commitment = known.Commitment;
        var (happened, calendar) = (known.Happened, known.Calendar.Calendar);
        var there = WaitingTime.WithAbsences(calendar, happened);
        var until = WaitingTime.Until(commitment, now);
        return new ReportedCommitment(
            known,
            commitment,
            commitment.FirstResponseAt,
            until,
            WaitingTime.Between(happened, calendar, commitment.AskedAt, until).TotalHours,
            Math.Max(0, (until - commitment.AskedAt).TotalHours),
            Standing.Of(commitment, there, now),
            Slip.Of(commitment, there),
            Delay.Of(commitment, there, now)
        );
    }
}

/// <summary>A share with its 95 % interval.</summary>
public sealed record ShareView(double Value, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval. Wilson (1927), JASA 22, 209–212.</summary>
    /// <returns>Null when there is nothing to take a share of.</returns>
    public static ShareView? Wilson(int part, int whole)
    {
        if (whole == 0)
            return null;

        var share = (double)part / whole;
        var centre = (share + Z * Z / (2 * whole)) / (1 + Z * Z / whole);
        var reach = Z / (1 + Z * Z / whole) * Math.Sqrt(share * (1 - share) / whole + Z * Z / (4.0 * whole * whole));
        return new ShareView(share, Math.Max(0, centre - reach), Math.Min(1, centre + reach));
    }
}

/// <summary>Hours with their 95 % interval.</summary>
/// <param name="Hours">Null when so few have answered that the figure is not reached yet.</param>
public sealed record Quantity(double? Hours, double? Low, double? High, string Words)
{
    public static Quantity Of(QuantileEstimate estimate, Clock clock)
    {
        var isWorking = clock == Clock.Working;
        return new Quantity(
            estimate.Time.HoursIfReached,
            estimate.Lower.HoursIfReached,
            estimate.Upper.HoursIfReached,
            estimate.Time switch
            {
                QuantileTime.Reached(var hours) => Say(isWorking ? "{0} working hours" : "{0} hours", Written(hours)),
                QuantileTime.NotReached(var observed) => Say(
                    isWorking ? "more than {0} working hours" : "more than {0} hours",
                    Written(observed)
                ),
                _ => throw new System.Diagnostics.UnreachableException(),
            }
        );
    }

    private static string Written(double hours) => Number(hours, hours < 10 ? "0.#" : "0");
}

/// <param name="Overdue">Open and past the agreed date.</param>
/// <param name="MedianSlipHours">The middle length of the slips; null when there is none.</param>
/// <param name="OnTime">Answered by the agreed date, on the contact's calendar.</param>
/// <param name="Late">Answered later, or overdue now.</param>
/// <param name="OnTimeShare">Of those on time or late.</param>
/// <param name="Sides">How long the ball lay with the contact and with us, in all their commitments together.</param>
/// <param name="Median">Time to first response, by Kaplan and Meier; the unanswered count as waiting.</param>
public sealed record ContactFigures(
    Guid Id,
    string Name,
    string? Address,
    string? Zone,
    int Requests,
    int Answered,
    ShareView? AnsweredShare,
    int Open,
    int Overdue,
    int Slips,
    double? MedianSlipHours,
    int OnTime,
    int Late,
    ShareView? OnTimeShare,
    SidesView Sides,
    Quantity? Median
)
{
    public static ContactFigures Of(
        Guid id,
        string name,
        string? address,
        string? zone,
        IReadOnlyCollection<ReportedCommitment> commitments,
        Clock clock,
        Instant now
    )
    {
        var asked = commitments.Where(one => one.WasAsked).ToList();
        var answered = asked.Count(one => one.AnsweredAt is not null);
        var onTime = commitments.Count(one => one.IsOnTime is true);
        var late = commitments.Count(one => one.IsOnTime is false);
        var delay = DelayView.Of(commitments.Aggregate(Delay.None, (sum, one) => sum + one.Delay));
        return new ContactFigures(
            id,
            name,
            address,
            zone,
            commitments.Count,
            answered,
            ShareView.Wilson(answered, asked.Count),
            commitments.Count(one => !one.Commitment.IsClosed),
            commitments.Count(one => one.IsOverdueAt(now)),
            commitments.Sum(one => one.Slips.Count),
            Slip.Median([.. commitments.SelectMany(one => one.Slips)]) is { } slip
                ? clock == Clock.Working
                    ? slip.Working.TotalHours
                    : slip.ByTheClock.TotalHours
                : null,
            onTime,
            late,
            ShareView.Wilson(onTime, onTime + late),
            clock == Clock.Working ? delay.Working : delay.Clock,
            asked.Count == 0
                ? null
                : Quantity.Of(KaplanMeier.Estimate([.. asked.Select(one => one.Time(clock))]).Quantile(0.5), clock)
        );
    }
}

public sealed record PartnerFigures(Guid Id, string Name, IReadOnlyList<ContactFigures> Contacts, ContactFigures Total);

public sealed record ContactsReport(Clock Clock, Instant AsOf, IReadOnlyList<PartnerFigures> Partners, string Caveat);

/// <summary>A point of the curve 'answered by now'.</summary>
/// <param name="Answered">Share answered by then, with its band.</param>
public sealed record AnsweredPoint(double Hours, double Answered, double Low, double High, int AtRisk);

public sealed record ContactReport(
    ContactFigures Figures,
    Guid PartnerId,
    string Partner,
    Clock Clock,
    IReadOnlyList<AnsweredPoint> Curve,
    string Caveat
);

/// <summary>One commitment behind a figure.</summary>
public sealed record ReportRow(
    Guid Id,
    string Subject,
    MailAddress Asker,
    MailAddress Contact,
    Instant AskedAt,
    Instant Deadline,
    Instant AgreedDate,
    Instant? AnsweredAt,
    double WorkingHours,
    double ClockHours,
    CommitmentState State,
    string StateWords,
    Commitments.Evidence? Evidence
);

/// <summary>By which of their directory's fields askers are grouped.</summary>
public enum GroupedBy
{
    Team,
    Site,
}

/// <param name="People">Null when the group is too small to be counted openly.</param>
public sealed record GroupView(string Name, int? People);

public sealed record ComparedGroup(
    string Name,
    int People,
    int Requests,
    Quantity? Median,
    IReadOnlyList<AnsweredPoint> Curve
);

/// <summary>What a comparison may say.</summary>
public enum ComparisonAnswer
{
    Hidden,
    NotEnoughData,
    Longer,
    Shorter,
    Same,
    DifferenceOfUnclearSize,
}

/// <param name="Headline">The answer in one sentence.</param>
/// <param name="HazardRatio">Rate of answers to the second group over the first's; below 1 the second waits longer.</param>
/// <param name="P">Of the permutation of labels over askers.</param>
/// <param name="Permutations">How many assignments of labels were looked at.</param>
public sealed record ComparisonView(
    string Partner,
    GroupedBy By,
    Clock Clock,
    ComparisonAnswer Verdict,
    string Headline,
    IReadOnlyList<string> Sentences,
    IReadOnlyList<ComparedGroup> Groups,
    ShareView? HazardRatio,
    double? P,
    long? Permutations,
    string Caveat
);

/// <summary>Draws curves for the pages.</summary>
public static class Curves
{
    private const int LeastAtRisk = 10;
    private const int MostPoints = 300;

    /// <summary>'Answered by now', cut where too few are still waiting to say anything.</summary>
    public static IReadOnlyList<AnsweredPoint> Answered(SurvivalCurve curve)
    {
        var band = curve.Band();
        var kept = Math.Max(
            curve.Steps.Count(step => step.AtRisk >= LeastAtRisk),
            Math.Min(curve.Steps.Count, LeastAtRisk)
        );
        var stride = Math.Max(1, (kept + MostPoints - 1) / MostPoints);
        var points = new List<AnsweredPoint> { new(0, 0, 0, 0, curve.Requests) };
        for (var i = 0; i < kept; i++)
        {
            if (i % stride != 0 && i != kept - 1)
                continue;
            var step = curve.Steps[i];
            var limits = band[i] ?? new Interval(step.Waiting, step.Waiting);
            points.Add(
                new AnsweredPoint(step.Hours, 1 - step.Waiting, 1 - limits.Upper, 1 - limits.Lower, step.AtRisk)
            );
        }
        return points;
    }

    public static IReadOnlyList<AnsweredPoint> Answered(IReadOnlyList<CurvePoint> waiting) =>
        [
            .. waiting.Select(point => new AnsweredPoint(
                point.Hours,
                1 - point.Waiting,
                1 - point.Upper,
                1 - point.Lower,
                point.AtRisk
            )),
        ];
}
