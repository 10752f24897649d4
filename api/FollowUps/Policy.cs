using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>When a step of a policy is taken, counted on the contact's calendar from the agreed date, or from when the contact got the ball back after it.</summary>
/// <param name="Kind">What kind of mail goes out.</param>
/// <param name="WorkingDaysAfter">0: the first working moment after the agreed date; else that many working days later, in the morning.</param>
public sealed record PolicyStep(FollowUpKind Kind, int WorkingDaysAfter)
{
    /// <summary>Ten in the morning of the contact: after the first mails of the day, with the day still before them.</summary>
    public static readonly LocalTime Morning = new(10, 0);

    public Instant DueAfter(Instant agreedDate, WorkingCalendar calendar) =>
        WorkingDaysAfter == 0
            ? calendar.NextOpening(agreedDate)
            : calendar.NextOpening(calendar.WorkingDayAt(agreedDate, WorkingDaysAfter, Morning));
}

/// <summary>The steps of follow-up relative to the agreed date. After the last one a person decides.</summary>
public sealed record Policy(string Name, IReadOnlyList<PolicyStep> Steps)
{
    /// <summary>Nobody gets more follow-ups than this without having answered.</summary>
    public const int HardStop = 3;

    /// <summary>Chasers one and four working days after the agreed date.</summary>
    public static readonly Policy Normal = new(
        "Normal",
        [new PolicyStep(FollowUpKind.Chaser, 1), new PolicyStep(FollowUpKind.Chaser, 4)]
    );

    /// <summary>A chaser at the first working moment after the agreed date, and another one working day later.</summary>
    public static readonly Policy Urgent = new(
        "Urgent",
        [new PolicyStep(FollowUpKind.Chaser, 0), new PolicyStep(FollowUpKind.Chaser, 1)]
    );

    public static Policy Of(Priority priority) => priority == Priority.Urgent ? Urgent : Normal;

    /// <summary>The step that follows so many unanswered ones; null when a person has to decide.</summary>
    public PolicyStep? StepAfter(int unanswered) =>
        unanswered < Math.Min(Steps.Count, HardStop) ? Steps[unanswered] : null;
}
