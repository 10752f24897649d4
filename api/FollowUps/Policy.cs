using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Partners;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <summary>One mail that a policy or a ladder asks for. Closed.</summary>
public abstract record FollowUpStep
{
    private protected FollowUpStep(FollowUpKind kind) => Kind = kind;

    public FollowUpKind Kind { get; init; }
}

/// <summary>When a step of a policy is taken, counted on the contact's calendar from the agreed date, or from the contact's last answer or from when they got the ball back after it.</summary>
/// <param name="Kind">A nudge is sent before the agreed date, a chaser after it.</param>
/// <param name="WorkingDays">That many working days before or after, in the morning; for a chaser 0 is the first working moment after the agreed date.</param>
public sealed record PolicyStep(FollowUpKind Kind, int WorkingDays) : FollowUpStep(Kind)
{
    /// <summary>Ten in the morning of the contact: after the first mails of the day, with the day still before them.</summary>
    public static readonly LocalTime Morning = new(10, 0);

    /// <param name="date">The agreed date, or what came after it.</param>
    /// <exception cref="NeverOpenException">There are not so many working days.</exception>
    public Instant DueAt(Instant date, WorkingCalendar calendar) =>
        Kind == FollowUpKind.Nudge ? calendar.NextOpening(calendar.WorkingDayAt(date, -WorkingDays, Morning))
        : WorkingDays == 0 ? calendar.NextOpening(date)
        : calendar.NextOpening(calendar.WorkingDayAt(date, WorkingDays, Morning));
}

/// <summary>A mail of the ladder: first the contact is told, then the level is written to.</summary>
/// <param name="Kind">An announcement or an escalation.</param>
/// <param name="Level">From 1.</param>
public sealed record LadderStep(FollowUpKind Kind, int Level) : FollowUpStep(Kind);

/// <summary>What comes when every step was taken without an answer.</summary>
public enum AfterSteps
{
    AskerDecides,

    /// <summary>The ladder agreed with the partner; without one the asker decides.</summary>
    LadderBegins,
}

/// <summary>The steps of follow-up relative to the agreed date, nudges first, and what comes after them.</summary>
public sealed record Policy(string Name, IReadOnlyList<PolicyStep> Steps, AfterSteps Then = AfterSteps.AskerDecides)
{
    /// <summary>Nobody gets more nudges and chasers than this without having answered.</summary>
    public const int HardStop = 3;

    /// <summary>The most working days between the agreed date and a step.</summary>
    public const int FurthestStep = 60;

    /// <summary>Chasers one and four working days after the agreed date, then the asker decides.</summary>
    public static readonly Policy Normal = new(
        "Normal",
        [new PolicyStep(FollowUpKind.Chaser, 1), new PolicyStep(FollowUpKind.Chaser, 4)]
    );

    /// <summary>A chaser at the first working moment after the agreed date, another one working day later, then the ladder.</summary>
    public static readonly Policy Urgent = new(
        "Urgent",
        [new PolicyStep(FollowUpKind.Chaser, 0), new PolicyStep(FollowUpKind.Chaser, 1)],
        AfterSteps.LadderBegins
    );

    public static Policy Of(Priority priority) => priority == Priority.Urgent ? Urgent : Normal;

    public IEnumerable<PolicyStep> Nudges => Steps.Where(step => step.Kind == FollowUpKind.Nudge);

    public IEnumerable<PolicyStep> Chasers => Steps.Where(step => step.Kind == FollowUpKind.Chaser);

    /// <summary>Why these steps make no policy, and what to do instead; null when they do.</summary>
    public static string? WhyNot(IReadOnlyList<PolicyStep> steps)
    {
        if (steps.Count > HardStop)
            return Say("A policy has at most {0} steps; leave out {1}.", HardStop, steps.Count - HardStop);
        if (steps.FirstOrDefault(step => step.Kind is not (FollowUpKind.Nudge or FollowUpKind.Chaser)) is { } other)
            return Say("A step is a nudge or a chaser; '{0}' belongs to the ladder.", other.Kind);
        if (steps.FirstOrDefault(step => step.WorkingDays > FurthestStep) is { } far)
            return Say("{0} working days are too many; a step lies within {1}.", far.WorkingDays, FurthestStep);
        if (steps.Any(step => step.WorkingDays < (step.Kind == FollowUpKind.Nudge ? 1 : 0)))
            return Say("A nudge comes at least one working day before the date, a chaser none or more after it.");
        var days = steps.Select(step => step.Kind == FollowUpKind.Nudge ? -step.WorkingDays - 1 : step.WorkingDays);
        return days.Zip(days.Skip(1), (one, next) => one < next).All(isInOrder => isInOrder)
            ? null
            : Say("Put the steps in the order of their days, no two on the same day.");
    }
}

/// <summary>Where a policy was set. The most specific one wins.</summary>
public enum PolicyLevel
{
    /// <summary>Comes with the product.</summary>
    Shipped,
    Tenant,

    /// <summary>Of the asker.</summary>
    Team,
    Partner,
    Contact,
    Request,
}

/// <summary>A policy as it was set at a level.</summary>
/// <param name="Target">Team, mail domain, address or request; empty for the whole tenant.</param>
public sealed record LevelledPolicy(PolicyLevel Level, string Target, Priority Priority, Policy Policy)
{
    public static LevelledPolicy Shipped(Priority priority) =>
        new(PolicyLevel.Shipped, "", priority, Policy.Of(priority));

    /// <summary>The policies that speak about an addressee, the one that wins first; the last is the shipped one.</summary>
    public static IReadOnlyList<LevelledPolicy> For(
        Addressee addressee,
        Priority priority,
        IEnumerable<LevelledPolicy> all
    ) =>
        [
            .. all.Where(one => one.Priority == priority && one.Speaks(addressee)).OrderByDescending(one => one.Level),
            Shipped(priority),
        ];

    private bool Speaks(Addressee addressee) =>
        Level switch
        {
            PolicyLevel.Tenant => true,
            PolicyLevel.Team => Target == addressee.Team,
            PolicyLevel.Partner => Target == addressee.Partner,
            PolicyLevel.Contact => Target == addressee.Address,
            PolicyLevel.Request => Target == addressee.Request?.ToString(),
            _ => false,
        };
}
