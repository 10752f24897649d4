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

/// <summary>One date a commitment has had.</summary>
/// <param name="Why">The event that set it.</param>
/// <param name="IsSlip">Later than the date before.</param>
public sealed record LedgerEntry(Instant Date, CommitmentEvent Why, bool IsSlip);

/// <summary>The commitment as its events leave it. Nothing of this is stored.</summary>
public sealed record Commitment
{
    public Instant AskedAt { get; private init; }

    /// <summary>The first date, as asked.</summary>
    public Instant Deadline { get; private init; }

    /// <summary>The date that counts now: the last one promised, else the deadline.</summary>
    public Instant AgreedDate { get; private init; }
    public Ball Ball { get; private init; }

    /// <summary>When the asker last gave the ball back: only from then on the contact can be late.</summary>
    public Instant? BallBackAt { get; private init; }
    public Ending? Ending { get; private init; }
    public Instant? EndedAt { get; private init; }

    /// <summary>First mail of a person; automatic replies do not count.</summary>
    public Instant? FirstResponseAt { get; private init; }

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

    /// <summary>An automatic reply said so: away from then until the first day back.</summary>
    public Absent? Absence { get; private init; }

    /// <summary>The last thing that said where it stands.</summary>
    public CommitmentEvent? LastAnswer { get; private init; }

    /// <summary>Number of the event whose meaning the asker is asked for.</summary>
    public int? OpenQuestion { get; private init; }
    public IReadOnlyList<LedgerEntry> Ledger { get; private init; } = [];
    public Escalation Escalation { get; private init; } = Escalation.None;

    public bool IsClosed => Ending is not null;
    public int Slips => Ledger.Count(entry => entry.IsSlip);

    /// <summary>Folds the events, corrections applied in place of what they correct.</summary>
    /// <exception cref="ArgumentException">The first event is not <see cref="Asked"/>.</exception>
    public static Commitment From(IReadOnlyList<CommitmentEvent> events)
    {
        if (events is not [Asked asked, ..])
            throw new ArgumentException("A commitment begins with being asked.", nameof(events));

        var effective = Effective(events);
        var commitment = new Commitment
        {
            AskedAt = asked.At,
            Deadline = asked.Deadline,
            AgreedDate = asked.Deadline,
            Ledger = [new LedgerEntry(asked.Deadline, asked, IsSlip: false)],
        };
        for (var number = 1; number < effective.Count; number++)
            commitment = commitment.After(effective[number], number);
        return commitment;
    }

    /// <summary>The events with each misread one replaced by its last correction; same numbers.</summary>
    public static IReadOnlyList<CommitmentEvent> Effective(IReadOnlyList<CommitmentEvent> events)
    {
        var effective = events.ToArray();
        foreach (var correction in events.OfType<Corrected>())
            effective[correction.Number] =
                events[correction.Number] is Unclear { ByAnother: true } && correction.Instead is Remarked remark
                    ? remark with
                    {
                        ByAnother = true,
                    }
                    : correction.Instead;
        return effective;
    }

    /// <summary>The commitment after one more event, numbered in its order.</summary>
    public Commitment After(CommitmentEvent happened, int number) =>
        IsClosed ? this : Moved(happened, number) with { Escalation = Escalation.After(happened) };

    private Commitment Moved(CommitmentEvent happened, int number)
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
            }
            : this;
        return happened switch
        {
            Acknowledged => answered with { Ball = Ball.Contact },
            Questioned or Blocked or HandedOver => answered with { Ball = Ball.Asker },
            Promised(_, var date, _) => answered.Agreed(date, happened),
            MoreTimeAsked(_, var date, _) => answered.Agreed(date, happened),
            Delivered => answered.Ended(Commitments.Ending.Delivered, happened.At),
            Declined => answered.Ended(Commitments.Ending.Declined, happened.At),
            AnsweredElsewhere => answered.Ended(Commitments.Ending.AnsweredElsewhere, happened.At),
            Withdrawn => answered.Ended(Commitments.Ending.Withdrawn, happened.At),
            Remarked => answered,
            Unclear => answered with { OpenQuestion = number },
            Absent absence => this with { Absence = absence },
            Bounced { IsPermanent: true } => this with { Ball = Ball.Asker, LastAnswer = happened },
            FollowUpRefused => this with { Ball = Ball.Asker, LastAnswer = happened },
            Bounced => this, // late on its way: the mail system goes on trying
            AskerWrote when Ball == Ball.Asker => this with { Ball = Ball.Contact, BallBackAt = happened.At },
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
            FollowUpStopped(_, var kind) => this with
            {
                FollowUpsStopped = FollowUpsStopped + 1,
                FollowUpsUnanswered = FollowUpsUnanswered + 1,
                NudgesUnanswered = NudgesUnanswered + (kind == FollowUpKind.Nudge ? 1 : 0),
                PostponedUntil = null,
            },
            FollowUpPostponed(_, var until) => this with { PostponedUntil = until },
            Thanked => this,
            EscalationDecided or EscalationAcknowledged or Climbed => this,
            Corrected => this,
            _ => throw new UnreachableException(),
        };
    }

    private Commitment Agreed(Instant? date, CommitmentEvent why) =>
        date is not { } day
            ? this with
            {
                Ball = Ball.Contact,
            }
            : this with
            {
                AgreedDate = day,
                Ball = Ball.Contact,
                Ledger = [.. Ledger, new LedgerEntry(day, why, IsSlip: day > AgreedDate)],
            };

    private Commitment Ended(Ending how, Instant at) =>
        this with
        {
            Ending = how,
            EndedAt = at,
            Ball = Ball.Nobody,
            OpenQuestion = null,
        };
}
