using System.Diagnostics;
using NodaTime;
using static MailCommitments.Commitments.CommitmentEvent;

namespace MailCommitments.Commitments;

/// <summary>Who has to act next. The contact's clock runs only while the contact has it.</summary>
public enum Ball
{
    Contact,
    Asker,
    Nobody,
}

/// <summary>How a commitment ended.</summary>
public enum Ending
{
    Delivered,
    AnsweredElsewhere,
    Declined,
    Withdrawn,
}

/// <summary>From when on somebody had the ball; until the next turn.</summary>
public sealed record Turn(Ball Ball, Instant From);

/// <summary>One date a commitment has had.</summary>
/// <param name="Number">Of the event that set it.</param>
/// <param name="Before">The date that counted before it; null for the first.</param>
/// <param name="Why">The event that set it.</param>
/// <param name="Answer">What the asker said to the contact's date; null while they said nothing, and then it counts.</param>
public sealed record LedgerEntry(
    int Number,
    Instant Date,
    Instant? Before,
    CommitmentEvent Why,
    CommitmentEvent? Answer = null
)
{
    public bool IsByContact => Why is Promised or MoreTimeAsked;

    public bool IsRefused => Answer is DateRefused;

    /// <summary>The contact moved the date to a later one. What the asker sets or refuses is no slip.</summary>
    public bool IsSlip => IsByContact && !IsRefused && Date > Before;
}

/// <summary>The commitment as its events leave it. Nothing of this is stored.</summary>
public sealed record Commitment
{
    public Instant AskedAt { get; private init; }

    /// <summary>The first date, as asked.</summary>
    public Instant Deadline { get; private init; }

    /// <summary>Every date it has had, oldest first; refused ones too.</summary>
    public IReadOnlyList<LedgerEntry> Ledger { get; private init; } = [];

    /// <summary>The last date that was not refused.</summary>
    public LedgerEntry Agreed => Ledger.Last(entry => !entry.IsRefused);

    /// <summary>The date that counts now.</summary>
    public Instant AgreedDate => Agreed.Date;

    /// <summary>Who had the ball from when on, from the asking to now or to the end, without a gap.</summary>
    public IReadOnlyList<Turn> Turns { get; private init; } = [];

    public Ball Ball => Turns[^1].Ball;

    /// <summary>When the asker last gave the ball back: only from then on the contact can be late.</summary>
    public Instant? BallBackAt { get; private init; }
    public Ending? Ending { get; private init; }
    public Instant? EndedAt { get; private init; }

    /// <summary>Number of the last mail of a person that came after the end and may be a reason to reopen it.</summary>
    public int? WroteAfterEnd { get; private init; }

    /// <summary>First mail of a person; automatic replies do not count.</summary>
    public Instant? FirstResponseAt { get; private init; }

    /// <summary>The contact promised it unasked: nobody waited for a first response. An answer cannot be as old as its ask.</summary>
    public bool IsPromisedUnasked => FirstResponseAt == AskedAt;

    /// <summary>When the contact last said something that counts as an answer; a courtesy does not.</summary>
    public Instant? AnsweredAt { get; private init; }

    /// <summary>Nudges and chasers since the contact last answered.</summary>
    public int FollowUpsUnanswered { get; private init; }

    /// <summary>How many of these were nudges.</summary>
    public int NudgesUnanswered { get; private init; }
    public int FollowUpsSent { get; private init; }

    /// <summary>How many of the nudges and chasers since then the asker stopped: they take their step of the policy.</summary>
    public int FollowUpsStopped { get; private init; }

    /// <summary>The asker wants no follow-up before.</summary>
    public Instant? PostponedUntil { get; private init; }
    public Instant? LastFollowUpAt { get; private init; }

    /// <summary>No follow-up goes out before its end. It falls away when the contact moves the date, the ball or the end.</summary>
    public Snoozed? Snooze { get; private init; }

    /// <summary>An automatic reply said so: away from then until the first day back.</summary>
    public Absent? Absence { get; private init; }

    /// <summary>The last thing that said where it stands.</summary>
    public CommitmentEvent? LastAnswer { get; private init; }

    /// <summary>Number of the event whose meaning the asker is asked for.</summary>
    public int? OpenQuestion { get; private init; }
    public Escalation Escalation { get; private init; } = Escalation.None;

    public bool IsClosed => Ending is not null;
    public int Slips => Ledger.Count(entry => entry.IsSlip);

    /// <summary>The contact's later date that counts now: the asker may accept or refuse it until they have.</summary>
    public LedgerEntry? Extension => !IsClosed && Agreed is { IsSlip: true } extension ? extension : null;

    /// <summary>Folds the events: what was undone left out, corrections in place of what they correct.</summary>
    /// <exception cref="ArgumentException">The first event is not <see cref="Asked"/>.</exception>
    public static Commitment From(IReadOnlyList<CommitmentEvent> events)
    {
        if (events is not [Asked asked, ..])
            throw new ArgumentException("A commitment begins with being asked.", nameof(events));

        var commitment = new Commitment
        {
            AskedAt = asked.At,
            Deadline = asked.Deadline,
            Ledger = [new LedgerEntry(0, asked.Deadline, null, asked)],
            Turns = [new Turn(Ball.Contact, asked.At)],
        };
        var effective = Effective(events);
        for (var number = 1; number < effective.Count; number++)
            commitment = commitment.After(effective[number], number);
        return commitment;
    }

    /// <summary>The events with each misread one replaced by its last correction, each undone one by its undoing; same numbers.</summary>
    public static IReadOnlyList<CommitmentEvent> Effective(IReadOnlyList<CommitmentEvent> events)
    {
        var effective = events.ToArray();
        for (var number = 0; number < events.Count; number++)
        {
            if (events[number] is Undone(_, var undone) undoing && Points(undone, number) && events[undone].IsAct)
                effective[undone] = undoing;
        }
        for (var number = 0; number < events.Count; number++)
        {
            if (
                effective[number] is Corrected(_, var misread, var instead)
                && Points(misread, number)
                && events[misread].ReadFrom is not null
            )
                effective[misread] =
                    events[misread] is Unclear { ByAnother: true } && instead is Remarked remark
                        ? remark with
                        {
                            ByAnother = true,
                        }
                        : instead;
        }
        return effective;
    }

    /// <summary>The commitment after one more event, numbered in its order.</summary>
    public Commitment After(CommitmentEvent happened, int number) =>
        IsClosed
            ? AfterTheEnd(happened, number)
            : WhileOpen(happened, number) with
            {
                Escalation = Escalation.After(happened),
            };

    private Commitment AfterTheEnd(CommitmentEvent happened, int number) =>
        happened switch
        {
            Reopened reopened => (this with { Ending = null, EndedAt = null, WroteAfterEnd = null })
                .HandedBack(reopened.At)
                .Dated(reopened.Date, reopened, number),
            Remarked => this,
            { ReadFrom: not null, IsHumanAnswer: true } => this with { WroteAfterEnd = number },
            _ => this,
        };

    private Commitment WhileOpen(CommitmentEvent happened, int number)
    {
        var answered = happened.IsHumanAnswer
            ? this with
            {
                FirstResponseAt = FirstResponseAt ?? happened.At,
                AnsweredAt = happened is Unclear or Remarked ? AnsweredAt : happened.At,
                FollowUpsUnanswered = happened is Unclear or Remarked ? FollowUpsUnanswered : 0,
                FollowUpsStopped = happened is Unclear or Remarked ? FollowUpsStopped : 0,
                PostponedUntil = happened is Unclear or Remarked ? PostponedUntil : null,
                NudgesUnanswered = happened is Unclear or Remarked ? NudgesUnanswered : 0,
                Absence = null,
                LastAnswer = happened,
                OpenQuestion = happened is Unclear or Remarked ? OpenQuestion : null,
                Snooze = happened is Unclear or Remarked or Acknowledged ? Snooze : null,
            }
            : this;
        return happened switch
        {
            Acknowledged => answered.Passed(Ball.Contact, happened.At),
            Questioned or Blocked or HandedOver => answered.Passed(Ball.Asker, happened.At),
            Promised(_, var date, _) => answered.Passed(Ball.Contact, happened.At).Dated(date, happened, number),
            MoreTimeAsked(_, var date, _) => answered.Passed(Ball.Contact, happened.At).Dated(date, happened, number),
            Delivered => answered.Ended(Commitments.Ending.Delivered, happened.At),
            Declined => answered.Ended(Commitments.Ending.Declined, happened.At),
            AnsweredElsewhere => answered.Ended(Commitments.Ending.AnsweredElsewhere, happened.At),
            Withdrawn => answered.Ended(Commitments.Ending.Withdrawn, happened.At),
            Remarked => answered,
            Unclear => answered with { OpenQuestion = number },
            Absent absence => this with { Absence = absence },
            Bounced { IsPermanent: true } or FollowUpRefused => (this with { LastAnswer = happened }).Passed(
                Ball.Asker,
                happened.At
            ),
            Bounced => this, // late on its way: the mail system goes on trying
            AskerWrote when Ball == Ball.Asker => (this with { BallBackAt = happened.At }).Passed(
                Ball.Contact,
                happened.At
            ),
            AskerWrote => this,
            FollowedUp sent => this with
            {
                FollowUpsSent = FollowUpsSent + 1,
                FollowUpsUnanswered =
                    FollowUpsUnanswered + (sent.Kind is FollowUpKind.Nudge or FollowUpKind.Chaser ? 1 : 0),
                NudgesUnanswered = NudgesUnanswered + (sent.Kind == FollowUpKind.Nudge ? 1 : 0),
                LastFollowUpAt = happened.At,
                PostponedUntil = null,
            },
            Snoozed snooze => this with { Snooze = snooze },
            DateAccepted(_, var named) when MayAnswer(named) => Answered(happened),
            DateRefused(_, var named, var instead, _) when MayAnswer(named) => Answered(happened)
                .HandedBack(happened.At)
                .Dated(instead, happened, number),
            DateSet(_, var date, _) => HandedBack(happened.At).Dated(date, happened, number),
            // What has nothing to act on, acts on other events as Effective has it, or moves the ladder alone.
            Asked or DateAccepted or DateRefused or Reopened or Corrected or Undone => this,
            FollowUpStopped(_, var kind) => this with
            {
                FollowUpsStopped = FollowUpsStopped + 1,
                FollowUpsUnanswered = FollowUpsUnanswered + 1,
                NudgesUnanswered = NudgesUnanswered + (kind == FollowUpKind.Nudge ? 1 : 0),
                PostponedUntil = null,
            },
            FollowUpPostponed(_, var until) => this with { PostponedUntil = until },
            Thanked => this,
            // Whoever wants the next level now does not want it later.
            Climbed or EscalationDecided { IsApproved: true } => this with { PostponedUntil = null },
            EscalationDecided or EscalationAcknowledged => this,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>Whether a number names one of the events before that one.</summary>
    private static bool Points(int named, int number) => named >= 0 && named < number;

    /// <summary>Whether the date that counts is the contact's, named by that event, and not answered yet.</summary>
    private bool MayAnswer(int named) => Agreed is { IsByContact: true, Answer: null } agreed && agreed.Number == named;

    private Commitment Answered(CommitmentEvent answer)
    {
        var agreed = Agreed;
        return this with
        {
            Ledger = [.. Ledger.Select(entry => entry == agreed ? entry with { Answer = answer } : entry)],
        };
    }

    private Commitment Dated(Instant? date, CommitmentEvent why, int number) =>
        date is { } day ? this with { Ledger = [.. Ledger, new LedgerEntry(number, day, AgreedDate, why)] } : this;

    /// <remarks>Clocks of mail servers differ: a turn never begins before the one it follows.</remarks>
    private Commitment Passed(Ball to, Instant at) =>
        to == Ball ? this : this with { Turns = [.. Turns, new Turn(to, Instant.Max(at, Turns[^1].From))] };

    /// <summary>The asker gave the ball to the contact and starts chasing anew from then.</summary>
    private Commitment HandedBack(Instant at) =>
        (this with { BallBackAt = at, FollowUpsUnanswered = 0, NudgesUnanswered = 0 }).Passed(Ball.Contact, at);

    private Commitment Ended(Ending how, Instant at) =>
        (this with { Ending = how, EndedAt = at, OpenQuestion = null, Snooze = null }).Passed(Ball.Nobody, at);
}
