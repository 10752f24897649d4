using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>How long each side had the ball: both on the contact's calendar, and both on the clock.</summary>
/// <param name="Theirs">Working time of the contact while the ball was with them.</param>
/// <param name="Ours">Working time of the contact while they waited for the asker.</param>
public sealed record Delay(WorkingTime Theirs, WorkingTime Ours, Duration TheirsByTheClock, Duration OursByTheClock)
{
    public static readonly Delay None = new(WorkingTime.Zero, WorkingTime.Zero, Duration.Zero, Duration.Zero);

    /// <summary>Our part of it, 0 to 1, in working time; null while neither side has taken any.</summary>
    public double? OurShare => Share(Ours.Length, Theirs.Length);

    /// <summary>The same by the clock.</summary>
    public double? OurShareByTheClock => Share(OursByTheClock, TheirsByTheClock);

    /// <summary>From the asking to the end, or until now. After the end nobody has the ball, so that time counts for nobody.</summary>
    /// <param name="calendar">The contact's, their absences in it.</param>
    public static Delay Of(Commitment commitment, WorkingCalendar calendar, Instant now)
    {
        var turns = commitment.Turns;
        var delay = None;
        for (var i = 0; i < turns.Count; i++)
        {
            var (ball, from) = turns[i];
            var to = i + 1 < turns.Count ? turns[i + 1].From : Instant.Max(now, from);
            delay += ball switch
            {
                Ball.Contact => None with { Theirs = calendar.Between(from, to), TheirsByTheClock = to - from },
                Ball.Asker => None with { Ours = calendar.Between(from, to), OursByTheClock = to - from },
                _ => None,
            };
        }
        return delay;
    }

    public static Delay operator +(Delay one, Delay other) =>
        new(
            one.Theirs + other.Theirs,
            one.Ours + other.Ours,
            one.TheirsByTheClock + other.TheirsByTheClock,
            one.OursByTheClock + other.OursByTheClock
        );

    private static double? Share(Duration ours, Duration theirs) =>
        ours + theirs > Duration.Zero ? ours / (ours + theirs) : null;
}
