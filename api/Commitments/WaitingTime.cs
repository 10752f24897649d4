using System.Diagnostics;
using MailCommitments.Calendars;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <summary>Why a stretch of time counted for a contact, or did not.</summary>
public enum StretchReason
{
    /// <summary>The only one that counts.</summary>
    Working,

    /// <summary>Before or after the hours of a working day.</summary>
    OutsideHours,

    /// <summary>Between two working intervals of one day.</summary>
    Break,
    Weekend,
    Holiday,

    /// <summary>The contact is away.</summary>
    Away,

    /// <summary>The asker has to act: the contact's clock stands.</summary>
    BallWithAsker,

    /// <summary>Before 1950 or after 2149.</summary>
    BeyondTheCalendar,
}

/// <summary>One stretch of a span of a commitment.</summary>
/// <param name="Name">Of the holiday, or the reason of the absence.</param>
public sealed record ExplainedStretch(Instant From, Instant To, StretchReason Reason, string? Name)
{
    public bool Counted => Reason == StretchReason.Working;
}

/// <summary>
/// How long a contact has been waited for: their working time while they had the ball. Nights, weekends, holidays, absences
/// and the time in which the asker had to act do not count.
/// </summary>
public static class WaitingTime
{
    /// <summary>The end of waiting: the first mail of a person, the end without one, or now.</summary>
    public static Instant Until(Commitment commitment, Instant now) =>
        commitment.FirstResponseAt ?? commitment.EndedAt ?? now;

    /// <param name="happened">The commitment's events.</param>
    /// <param name="calendar">The contact's.</param>
    public static WorkingTime Between(
        IReadOnlyList<CommitmentEvent> happened,
        WorkingCalendar calendar,
        Instant from,
        Instant to
    )
    {
        var there = WithAbsences(calendar, happened);
        return Pauses(happened, to)
            .Where(pause => pause.End > from && pause.Start < to)
            .Aggregate(
                there.Between(from, to),
                (sum, pause) => sum - there.Between(Instant.Max(from, pause.Start), Instant.Min(to, pause.End))
            );
    }

    /// <summary>The stretches of the span in order, without gaps; the counted ones add up to <see cref="Between"/>.</summary>
    public static IReadOnlyList<ExplainedStretch> Explain(
        IReadOnlyList<CommitmentEvent> happened,
        WorkingCalendar calendar,
        Instant from,
        Instant to
    )
    {
        var there = WithAbsences(calendar, happened);
        var stretches = new List<ExplainedStretch>();
        var at = from;
        foreach (var pause in Pauses(happened, to))
        {
            var (start, end) = (Instant.Max(at, pause.Start), Instant.Min(to, pause.End));
            if (end <= start)
                continue;
            stretches.AddRange(there.Explain(at, start).Select(Of));
            stretches.Add(new(start, end, StretchReason.BallWithAsker, null));
            at = end;
        }
        stretches.AddRange(there.Explain(at, to).Select(Of));
        return stretches;
    }

    /// <summary>When the contact had not got the ball, in order; one that lasts ends at <paramref name="until"/>.</summary>
    public static IReadOnlyList<Interval> Pauses(IReadOnlyList<CommitmentEvent> happened, Instant until)
    {
        var turns = Commitment.From(happened).Turns;
        var ends = turns.Skip(1).Select(turn => turn.From).Append(until);
        return
        [
            .. turns
                .Zip(ends, (turn, end) => (turn.Ball, turn.From, End: end))
                .Where(turn => turn.Ball != Ball.Contact && turn.End > turn.From)
                .Select(turn => new Interval(turn.From, turn.End)),
        ];
    }

    /// <summary>The calendar with each absence that an automatic reply told of, until the contact wrote again.</summary>
    public static WorkingCalendar WithAbsences(WorkingCalendar calendar, IReadOnlyList<CommitmentEvent> happened)
    {
        var effective = Commitment.Effective(happened);
        var absences = effective
            .OfType<CommitmentEvent.Absent>()
            .Select(absent => (absent, Back: BackFrom(absent, effective, calendar.Zone)))
            .Where(away => away.Back > away.absent.At)
            .Select(away => new Absence(new Interval(away.absent.At, away.Back), InWords(away.absent)))
            .ToList();
        return absences.Count == 0 ? calendar : calendar with { Absences = [.. calendar.Absences, .. absences] };
    }

    private static Instant BackFrom(
        CommitmentEvent.Absent absent,
        IReadOnlyList<CommitmentEvent> effective,
        DateTimeZone theirs
    ) =>
        effective
            .Where(later => later.At > absent.At && (later.IsHumanAnswer || later is CommitmentEvent.Absent))
            .Select(later => later.At)
            .Append(absent.Until(theirs))
            .Min();

    private static string InWords(CommitmentEvent.Absent absent) =>
        absent.Back is { } back ? Say("Automatic reply: away until {0}", Day(back)) : Say("Automatic reply: away");

    private static ExplainedStretch Of(Stretch stretch) =>
        stretch.Why switch
        {
            Why.Working => new(stretch.From, stretch.To, StretchReason.Working, null),
            Why.OutsideHours => new(stretch.From, stretch.To, StretchReason.OutsideHours, null),
            Why.Break => new(stretch.From, stretch.To, StretchReason.Break, null),
            Why.Weekend => new(stretch.From, stretch.To, StretchReason.Weekend, null),
            Why.Holiday(var name, _) => new(stretch.From, stretch.To, StretchReason.Holiday, name),
            Why.Away(var reason) => new(stretch.From, stretch.To, StretchReason.Away, reason),
            Why.BeyondTheCalendar => new(stretch.From, stretch.To, StretchReason.BeyondTheCalendar, null),
            _ => throw new UnreachableException(),
        };
}
