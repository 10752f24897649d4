using MailCommitments.Calendars;
using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>A follow-up that will go out if nothing else happens.</summary>
public sealed record PlannedFollowUp(Instant At, PolicyStep Step, string Why);

/// <summary>Decides about follow-ups. The same decision makes the preview, the plan and the sending.</summary>
public static class FollowUpPolicy
{
    /// <summary>What to do now about one commitment. Pure: the same arguments give the same decision.</summary>
    /// <param name="calendar">The contact's.</param>
    /// <param name="lastToContact">The last follow-up of the whole tenant to this contact.</param>
    public static FollowUpDecision Decide(
        Commitment commitment,
        Policy policy,
        WorkingCalendar calendar,
        Instant? lastToContact,
        Instant now
    )
    {
        if (commitment.IsClosed)
            return new FollowUpDecision.Nothing("It is closed.");
        if (commitment.OpenQuestion is not null)
            return new FollowUpDecision.AskAsker("A reply came whose meaning is not sure; say what it means first.");
        if (commitment.Ball == Ball.Asker)
            return new FollowUpDecision.AskAsker("The ball is with you; write in the thread, or close it.");
        if (policy.StepAfter(commitment.FollowUpsUnanswered + commitment.FollowUpsStopped) is not { } step)
        {
            return new FollowUpDecision.AskAsker(
                commitment.FollowUpsStopped > 0
                    ? "You stopped the last follow-up of the policy; write yourself, or call."
                    : $"{commitment.FollowUpsUnanswered} follow-ups stayed unanswered; a call or another way is better now."
            );
        }

        var there = WithAbsence(calendar, commitment.Absence);
        try
        {
            var due = step.DueAfter(
                Instant.Max(commitment.AgreedDate, commitment.BallBackAt ?? Instant.MinValue),
                there
            );
            if (due > now)
                return new FollowUpDecision.Wait(due, "The next step of the policy is not due yet.");
            if (commitment.PostponedUntil is { } later && later > now)
                return new FollowUpDecision.Wait(there.NextOpening(later), "You postponed it.");
            return NagGuard.At(now, commitment.AgreedDate, there, lastToContact) is { } ban
                ? new FollowUpDecision.Wait(ban.Until, $"Waits because {ban.Name}.")
                : new FollowUpDecision.Send(step, $"{policy.Name} policy: {InWords(step)}.");
        }
        catch (NeverOpenException)
        {
            return new FollowUpDecision.AskAsker(
                "By their calendar they never work again; correct it, or ask another contact."
            );
        }
    }

    /// <summary>All that goes out if nobody writes, in order.</summary>
    public static IReadOnlyList<PlannedFollowUp> Plan(
        Commitment commitment,
        Policy policy,
        WorkingCalendar calendar,
        Instant? lastToContact,
        Instant now
    )
    {
        var planned = new List<PlannedFollowUp>();
        while (true)
        {
            switch (Decide(commitment, policy, calendar, lastToContact, now))
            {
                case FollowUpDecision.Wait(var until, _):
                    now = until;
                    break;
                case FollowUpDecision.Send(var step, var why):
                    planned.Add(new PlannedFollowUp(now, step, why));
                    lastToContact = now;
                    commitment = commitment.After(
                        new CommitmentEvent.FollowedUp(now, step.Kind, "", null),
                        int.MaxValue
                    );
                    break;
                default:
                    return planned;
            }
        }
    }

    /// <summary>The instant to decide again; null when only a person or a mail can change anything.</summary>
    public static Instant? NextLook(FollowUpDecision decision, Instant now) =>
        decision switch
        {
            FollowUpDecision.Send => now,
            FollowUpDecision.Wait(var until, _) => until,
            _ => null,
        };

    /// <summary>The contact's calendar with the absence that their automatic reply told of.</summary>
    public static WorkingCalendar WithAbsence(WorkingCalendar calendar, CommitmentEvent.Absent? absent)
    {
        if (absent is null)
            return calendar;

        var back = absent.Until(calendar.Zone);
        return back <= absent.At
            ? calendar
            : calendar with
            {
                Absences =
                [
                    .. calendar.Absences,
                    new Absence(
                        new Interval(absent.At, back),
                        absent.Back is null
                            ? "their automatic reply says they are away"
                            : $"they are away until {absent.Back:d MMMM}"
                    ),
                ],
            };
    }

    private static string InWords(PolicyStep step) =>
        step.WorkingDaysAfter switch
        {
            0 => "at the first working moment after the agreed date",
            1 => "one working day after the agreed date",
            var days => $"{days} working days after the agreed date",
        };
}
