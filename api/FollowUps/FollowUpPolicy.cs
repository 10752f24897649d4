using System.Diagnostics;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Partners;
using NodaTime;
using static MailCommitments.Texts.PageText;

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
            return new FollowUpDecision.Nothing(Say("It is closed."));
        if (commitment.OpenQuestion is not null)
            return new FollowUpDecision.AskAsker(
                Say("A reply came whose meaning is not sure; say what it means first.")
            );
        if (commitment.Ball == Ball.Asker && commitment.Escalation.Climb is null)
            return new FollowUpDecision.AskAsker(Say("The ball is with you; write in the thread, or close it."));
        if (commitment.Escalation.Climb is null && NagGuard.Snooze(commitment, around.Calendar, now) is { } snooze)
            return new FollowUpDecision.Wait(snooze.Until, Say("Waits because {0}.", snooze.Name), snooze);
        if (NagGuard.IsLoop(around, now))
        {
            return new FollowUpDecision.AskAsker(
                Say(
                    "{0} follow-ups went out in this thread within {1} days; a call or another way is better now.",
                    NagGuard.MostInOneThread,
                    NagGuard.LoopWindow.Days
                )
            );
        }

        var there = around with { Calendar = WithAbsence(around.Calendar, commitment.Absence) };
        try
        {
            if (commitment.PostponedUntil is { } later && later > now)
                return new FollowUpDecision.Wait(there.Calendar.NextOpening(later), Say("You postponed it."));
            return commitment.Escalation.IsUnderWay ? OnTheLadder(commitment, there, now)
                : NextStep(commitment, there, now) is var (step, due)
                    ? At(
                        due,
                        step,
                        Say("The next step of the policy is not due yet."),
                        $"{InWords(there.Applied)}: {InWords(step)}.",
                        commitment,
                        there,
                        now
                    )
                : Since(commitment) > now
                    ? new FollowUpDecision.Wait(Since(commitment), Say("The agreed date is still to come."))
                : there.Policy.Then == AfterSteps.LadderBegins || commitment.Escalation != Escalation.None
                    ? OnTheLadder(commitment, there, now)
                : new FollowUpDecision.AskAsker(
                    Say("{0}; a call or another way is better now.", Unanswered(commitment))
                );
        }
        catch (NeverOpenException)
        {
            return new FollowUpDecision.AskAsker(
                Say("By their calendar they never work again; correct it, or ask another contact.")
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
                        absent.Back is { } day
                            ? Say("they are away until {0}", Day(day))
                            : Say("their automatic reply says they are away")
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
                Say(
                    "{0}, and no ladder is agreed with them; a call or another way is better now.",
                    Unanswered(commitment)
                )
            );
        if (ladder.At(climbed.NextLevel) is not { } level)
            return new FollowUpDecision.AskAsker(
                Say(
                    "The ladder is climbed to its top, level {0}; the executives of both sides decide now.",
                    climbed.Level
                )
            );

        var number = climbed.NextLevel;
        if (climbed.Climb is not null)
            return Write(now, Say("They asked for help: level {0} of the ladder.", number));
        if (climbed.Decision is { IsApproved: false } no && no.Level == number)
            return new FollowUpDecision.AskAsker(
                Say("{0} decided against level {1} of the ladder; a call or another way is better now.", no.By, number)
            );
        if (climbed.Announcement is { } told && told.Level == number)
            return Write(
                around.Calendar.Add(told.At, WorkingTime.FromHours(ladder.NoticeHours)),
                Say("Level {0} of the ladder; they were told.", number)
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
                    ? Say("Level {0} of the ladder is due; a lead approves it.", number)
                    : Say("Level {0} of the ladder is due; you approve it.", number)
            )
            : At(
                due,
                new LadderStep(FollowUpKind.Announcement, number),
                Say("Level {0} of the ladder is not due yet.", number),
                Say("Tells them before level {0} of the ladder is written to.", number),
                commitment,
                around,
                now
            );

        FollowUpDecision Write(Instant from, string why) =>
            At(
                from,
                new LadderStep(FollowUpKind.Escalation, number),
                Say("They have been told; the notice runs."),
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
                step is LadderStep
                    ? new Ban(BanKind.Ladder, Say("the ladder agreed with them gives them time"), due)
                    : null
            )
        : NagGuard.At(now, DateBefore(step, commitment), around) is { } ban
            ? new FollowUpDecision.Wait(ban.Until, Say("Waits because {0}.", ban.Name), ban)
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
            <= 0 when commitment.FollowUpsStopped > 0 => Say("You stopped the last follow-up of the policy"),
            <= 0 => Say("The agreed date has gone by"),
            1 => Say("1 follow-up stayed unanswered"),
            var many => Say("{0} follow-ups stayed unanswered", many),
        };

    /// <summary>Which policy it is and where it was set.</summary>
    public static string InWords(LevelledPolicy policy) =>
        policy.Level switch
        {
            PolicyLevel.Shipped => Say("{0} policy", Say(policy.Policy.Name)),
            PolicyLevel.Tenant => Say("{0} policy of your organisation", Say(policy.Policy.Name)),
            PolicyLevel.Team => Say("{0} policy of team {1}", Say(policy.Policy.Name), policy.Target),
            PolicyLevel.Partner => Say("{0} policy for {1}", Say(policy.Policy.Name), policy.Target),
            PolicyLevel.Contact => Say("{0} policy for {1}", Say(policy.Policy.Name), policy.Target),
            PolicyLevel.Request => Say("{0} policy of this request", Say(policy.Policy.Name)),
            _ => throw new UnreachableException(),
        };

    private static string InWords(PolicyStep step) =>
        (step.Kind, step.WorkingDays) switch
        {
            (FollowUpKind.Nudge, 1) => Say("one working day before the agreed date"),
            (FollowUpKind.Nudge, var days) => Say("{0} working days before the agreed date", days),
            (_, 0) => Say("at the first working moment after the agreed date"),
            (_, 1) => Say("one working day after the agreed date"),
            (_, var days) => Say("{0} working days after the agreed date", days),
        };
}
