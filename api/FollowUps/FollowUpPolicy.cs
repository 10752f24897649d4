using System.Diagnostics;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>A follow-up that will go out if nothing else happens.</summary>
public sealed record PlannedFollowUp(Instant At, FollowUpStep Step, string Why);

/// <summary>Decides about follow-ups. The same decision makes the preview, the plan and the sending.</summary>
public static class FollowUpPolicy
{
    /// <summary>What to do now about one commitment. Pure: the same arguments give the same decision.</summary>
    public static FollowUpDecision Decide(Commitment commitment, Circumstances around, Instant now)
    {
        if (commitment.IsClosed)
            return new FollowUpDecision.Nothing("It is closed.");
        if (commitment.OpenQuestion is not null)
            return new FollowUpDecision.AskAsker("A reply came whose meaning is not sure; say what it means first.");
        if (commitment.Ball == Ball.Asker && commitment.Escalation.Climb is null)
            return new FollowUpDecision.AskAsker("The ball is with you; write in the thread, or close it.");
        if (commitment.Escalation.Climb is null && NagGuard.Snooze(commitment, around.Calendar, now) is { } snooze)
            return new FollowUpDecision.Wait(snooze.Until, $"Waits because {snooze.Name}.", snooze);
        if (NagGuard.IsLoop(around, now))
        {
            return new FollowUpDecision.AskAsker(
                $"{NagGuard.MostInOneThread} follow-ups went out in this thread within {NagGuard.LoopWindow.Days} days; a call or another way is better now."
            );
        }

        var there = around with { Calendar = WithAbsence(around.Calendar, commitment.Absence) };
        try
        {
            if (commitment.PostponedUntil is { } later && later > now)
                return new FollowUpDecision.Wait(there.Calendar.NextOpening(later), "You postponed it.");
            return commitment.Escalation.IsUnderWay ? OnTheLadder(commitment, there, now)
                : NextStep(commitment, there, now) is var (step, due)
                    ? At(
                        due,
                        step,
                        "The next step of the policy is not due yet.",
                        $"{InWords(there.Applied)}: {InWords(step)}.",
                        commitment,
                        there,
                        now
                    )
                : Since(commitment) > now
                    ? new FollowUpDecision.Wait(Since(commitment), "The agreed date is still to come.")
                : there.Policy.Then == AfterSteps.LadderBegins || commitment.Escalation != Escalation.None
                    ? OnTheLadder(commitment, there, now)
                : new FollowUpDecision.AskAsker($"{Unanswered(commitment)}; a call or another way is better now.");
        }
        catch (NeverOpenException)
        {
            return new FollowUpDecision.AskAsker(
                "By their calendar they never work again; correct it, or ask another contact."
            );
        }
    }

    /// <summary>What stands against a step then, whatever the asker wishes; null when nothing does.</summary>
    public static Ban? BanAt(FollowUpStep step, Commitment commitment, Circumstances around, Instant at)
    {
        var there = around with { Calendar = WithAbsence(around.Calendar, commitment.Absence) };
        return step is LadderStep && OnTheLadder(commitment, there, at) is FollowUpDecision.Wait { Ban: { } agreed }
            ? agreed
            : NagGuard.At(at, DateBefore(step, commitment), there);
    }

    /// <summary>All that goes out if nobody writes, in order.</summary>
    public static IReadOnlyList<PlannedFollowUp> Plan(Commitment commitment, Circumstances around, Instant now)
    {
        var planned = new List<PlannedFollowUp>();
        while (true)
        {
            switch (Decide(commitment, around, now))
            {
                case FollowUpDecision.Wait(var until, _, _):
                    now = until;
                    break;
                case FollowUpDecision.Send(var step, var why):
                    planned.Add(new PlannedFollowUp(now, step, why));
                    around = around.AfterSending(now);
                    commitment = commitment.After(
                        new CommitmentEvent.FollowedUp(now, step.Kind, "", null, (step as LadderStep)?.Level),
                        int.MaxValue
                    );
                    break;
                default:
                    return planned;
            }
        }
    }

    /// <summary>Whether a person may climb the ladder now: silence counts, and nothing of the next level is under way.</summary>
    public static bool MayClimb(Commitment commitment, Instant now) =>
        commitment is { IsClosed: false, OpenQuestion: null, Ball: Ball.Contact, Escalation.IsUnderWay: false }
        && Since(commitment) <= now;

    /// <summary>The instant to decide again; null when only a person or a mail can change anything.</summary>
    public static Instant? NextLook(FollowUpDecision decision, Instant now) =>
        decision switch
        {
            FollowUpDecision.Send => now,
            FollowUpDecision.Wait(var until, _, _) => until,
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

    /// <summary>The next nudge or chaser and when it is due; null when every one was taken.</summary>
    private static (PolicyStep Step, Instant Due)? NextStep(Commitment commitment, Circumstances around, Instant now)
    {
        if (commitment.FollowUpsUnanswered >= Policy.HardStop)
            return null;

        // A nudge is for a date that has been standing for a while: not for one that was named, or spoken about, only just.
        var spokenAbout = Latest(commitment.Ledger[^1].Why.At, commitment.AnsweredAt, commitment.BallBackAt);
        foreach (var nudge in around.Policy.Nudges.Skip(commitment.NudgesUnanswered))
        {
            if (
                now < commitment.AgreedDate
                && DueOf(nudge) is { } due
                && due > spokenAbout
                && due < commitment.AgreedDate
            )
                return (nudge, due);
        }
        var chasers = commitment.FollowUpsUnanswered - commitment.NudgesUnanswered;
        return around.Policy.Chasers.Skip(chasers).FirstOrDefault() is { } chaser
            ? (chaser, chaser.DueAt(Since(commitment), around.Calendar))
            : null;

        Instant? DueOf(PolicyStep nudge)
        {
            try
            {
                return nudge.DueAt(commitment.AgreedDate, around.Calendar);
            }
            catch (NeverOpenException)
            {
                return null; // no working day that far back
            }
        }
    }

    /// <summary>
    /// The ladder's next level: after its working time a person approves where the ladder says so, then the contact is told, and
    /// after the notice the level is written to. What the contact asked for themselves goes out at once.
    /// </summary>
    private static FollowUpDecision OnTheLadder(Commitment commitment, Circumstances around, Instant now)
    {
        var climbed = commitment.Escalation;
        if (around.Ladder is not { } ladder)
            return new FollowUpDecision.AskAsker(
                $"{Unanswered(commitment)}, and no ladder is agreed with them; a call or another way is better now."
            );
        if (ladder.At(climbed.NextLevel) is not { } level)
            return new FollowUpDecision.AskAsker(
                $"The ladder is climbed to its top, level {climbed.Level}; the executives of both sides decide now."
            );

        var number = climbed.NextLevel;
        if (climbed.Climb is not null)
            return Write(now, $"They asked for help: level {number} of the ladder.");
        if (climbed.Decision is { IsApproved: false } no && no.Level == number)
            return new FollowUpDecision.AskAsker(
                $"{no.By} decided against level {number} of the ladder; a call or another way is better now."
            );
        if (climbed.Announcement is { } told && told.Level == number)
            return Write(
                around.Calendar.Add(told.At, WorkingTime.FromHours(ladder.NoticeHours)),
                $"Level {number} of the ladder; they were told."
            );

        var isApproved = climbed.Decision is { IsApproved: true } yes && yes.Level == number;
        var due = isApproved
            ? now
            : around.Calendar.Add(
                Latest(Since(commitment), commitment.LastFollowUpAt, climbed.Acknowledged?.At),
                WorkingTime.FromHours(level.WorkingHours)
            );
        return !isApproved && level.Approver != Approver.Nobody && due <= now
            ? new FollowUpDecision.AskApproval(
                number,
                level.Approver,
                level.Approver == Approver.Lead
                    ? $"Level {number} of the ladder is due; a lead approves it."
                    : $"Level {number} of the ladder is due; you approve it."
            )
            : At(
                due,
                new LadderStep(FollowUpKind.Announcement, number),
                $"Level {number} of the ladder is not due yet.",
                $"Tells them before level {number} of the ladder is written to.",
                commitment,
                around,
                now
            );

        FollowUpDecision Write(Instant from, string why) =>
            At(
                from,
                new LadderStep(FollowUpKind.Escalation, number),
                "They have been told; the notice runs.",
                why,
                commitment,
                around,
                now
            );
    }

    /// <summary>That step from then on, unless the nag guard holds it back.</summary>
    private static FollowUpDecision At(
        Instant due,
        FollowUpStep step,
        string whyNotYet,
        string why,
        Commitment commitment,
        Circumstances around,
        Instant now
    ) =>
        due > now
            ? new FollowUpDecision.Wait(
                due,
                whyNotYet,
                step is LadderStep ? new Ban(BanKind.Ladder, "the ladder agreed with them gives them time", due) : null
            )
        : NagGuard.At(now, DateBefore(step, commitment), around) is { } ban
            ? new FollowUpDecision.Wait(ban.Until, $"Waits because {ban.Name}.", ban)
        : new FollowUpDecision.Send(step, why);

    /// <summary>The date before which the step may not be taken; null for what may come before it.</summary>
    private static Instant? DateBefore(FollowUpStep step, Commitment commitment) =>
        step.Kind == FollowUpKind.Nudge || commitment.Escalation.Climb is not null ? null : commitment.AgreedDate;

    /// <summary>From when on silence counts; after a snooze anew, else every step missed meanwhile would follow in a row.</summary>
    private static Instant Since(Commitment commitment) =>
        Latest(commitment.AgreedDate, commitment.BallBackAt, commitment.AnsweredAt, commitment.Snooze?.Until);

    private static Instant Latest(params ReadOnlySpan<Instant?> instants)
    {
        var latest = Instant.MinValue;
        foreach (var instant in instants)
            latest = Instant.Max(latest, instant ?? latest);
        return latest;
    }

    private static string Unanswered(Commitment commitment) =>
        (commitment.FollowUpsUnanswered - commitment.FollowUpsStopped) switch
        {
            <= 0 when commitment.FollowUpsStopped > 0 => "You stopped the last follow-up of the policy",
            <= 0 => "The agreed date has gone by",
            1 => "1 follow-up stayed unanswered",
            var many => $"{many} follow-ups stayed unanswered",
        };

    /// <summary>Which policy it is and where it was set.</summary>
    public static string InWords(LevelledPolicy policy) =>
        policy.Level switch
        {
            PolicyLevel.Shipped => $"{policy.Policy.Name} policy",
            PolicyLevel.Tenant => $"{policy.Policy.Name} policy of your organisation",
            PolicyLevel.Team => $"{policy.Policy.Name} policy of team {policy.Target}",
            PolicyLevel.Partner => $"{policy.Policy.Name} policy for {policy.Target}",
            PolicyLevel.Contact => $"{policy.Policy.Name} policy for {policy.Target}",
            PolicyLevel.Request => $"{policy.Policy.Name} policy of this request",
            _ => throw new UnreachableException(),
        };

    private static string InWords(PolicyStep step) =>
        (step.Kind, step.WorkingDays) switch
        {
            (FollowUpKind.Nudge, 1) => "one working day before the agreed date",
            (FollowUpKind.Nudge, var days) => $"{days} working days before the agreed date",
            (_, 0) => "at the first working moment after the agreed date",
            (_, 1) => "one working day after the agreed date",
            (_, var days) => $"{days} working days after the agreed date",
        };
}
