using System.Diagnostics;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>Turns what a reply means into what happened to a commitment.</summary>
public static class ReplyEvents
{
    /// <summary>Longer absences are misread years.</summary>
    private static readonly Period FurthestBack = Period.FromYears(2);

    /// <summary>The event of a sure reading, or a question to the asker; null for a machine's notice that says nothing.</summary>
    /// <param name="calendar">The contact's: a day without a time ends with their working day.</param>
    public static CommitmentEvent? Of(ReadReply read, MailMessage mail, WorkingCalendar calendar)
    {
        if (!read.ActsAlone)
            return Question(read, mail, calendar);
        return EventOf(read.Lead, mail.SentAt, calendar) is { } happened
            ? happened with
            {
                Also = FurtherActs(read, mail, calendar),
            }
            : null;
    }

    /// <summary>What else the mail says; null when nothing. A mere comment beside an act says nothing of its own.</summary>
    private static List<CommitmentEvent>? FurtherActs(ReadReply read, MailMessage mail, WorkingCalendar calendar)
    {
        var acts = read
            .Also.Select(act => EventOf(act, mail.SentAt, calendar))
            .OfType<CommitmentEvent>()
            .Where(act => act is not CommitmentEvent.Remarked)
            .ToList();
        return acts.Count > 0 ? acts : null;
    }

    /// <summary>Asks the asker, the likeliest answers ready.</summary>
    /// <param name="byAnother">Not the contact wrote the mail.</param>
    public static CommitmentEvent.Unclear Question(
        ReadReply read,
        MailMessage mail,
        WorkingCalendar calendar,
        bool byAnother = false
    )
    {
        var likely = read
            .Also.Prepend(read.Lead)
            .Select(act => EventOf(act, mail.SentAt, calendar))
            .OfType<CommitmentEvent>()
            .Select(Likely)
            .OfType<LikelyAnswer>()
            .ToList();
        foreach (
            var usual in new[] { ReplyKind.Delivered, ReplyKind.Acknowledgement, ReplyKind.Question, ReplyKind.Other }
        )
        {
            if (likely.Count < 5 && likely.TrueForAll(answer => answer.Kind != usual))
                likely.Add(new LikelyAnswer(usual, null));
        }
        return new CommitmentEvent.Unclear(mail.SentAt, likely, read.Lead.Evidence, byAnother)
        {
            Also = FurtherActs(read, mail, calendar),
        };
    }

    /// <summary>The instant a date in a mail stands for.</summary>
    public static Instant InstantOf(DateReading date, WorkingCalendar calendar)
    {
        if (date.Time is { } time)
            return date.Zone.AtLeniently(date.Day + time).ToInstant();
        return PromisedDays.EndOf(LastDay(date), calendar);
    }

    private static LocalDate LastDay(DateReading date) => date.Inclusive ? date.Day : date.Day.PlusDays(-1);

    private static CommitmentEvent? EventOf(ReplyReading reading, Instant at, WorkingCalendar calendar)
    {
        return reading switch
        {
            ReplyReading.AutomaticReply(var evidence, var back, _) => new CommitmentEvent.Absent(
                at,
                back < at.InZone(calendar.Zone).Date + FurthestBack ? back : null,
                evidence
            ),
            ReplyReading.Bounce(var evidence, var address, var permanent) => new CommitmentEvent.Bounced(
                at,
                address,
                permanent,
                evidence
            ),
            ReplyReading.Notice => null,
            ReplyReading.Promise(var evidence, var by) => new CommitmentEvent.Promised(at, Ahead(by), evidence)
            {
                Day = WholeDay(by),
            },
            ReplyReading.MoreTime(var evidence, var by) => new CommitmentEvent.MoreTimeAsked(at, Ahead(by), evidence)
            {
                Day = WholeDay(by),
            },
            ReplyReading.Blocked(var evidence, var reason) => new CommitmentEvent.Blocked(at, reason, evidence),
            ReplyReading.HandedOver(var evidence, var to) => new CommitmentEvent.HandedOver(at, to, evidence),
            ReplyReading.Acknowledgement => CommitmentEvent.Of(ReplyKind.Acknowledgement, at, null, reading.Evidence),
            ReplyReading.Question => CommitmentEvent.Of(ReplyKind.Question, at, null, reading.Evidence),
            ReplyReading.Delivered => CommitmentEvent.Of(ReplyKind.Delivered, at, null, reading.Evidence),
            ReplyReading.Declined => CommitmentEvent.Of(ReplyKind.Declined, at, null, reading.Evidence),
            ReplyReading.Courtesy => CommitmentEvent.Of(ReplyKind.Courtesy, at, null, reading.Evidence),
            ReplyReading.Other => CommitmentEvent.Of(ReplyKind.Other, at, null, reading.Evidence),
            _ => throw new UnreachableException(),
        };

        // A date that has gone by when the mail was written is no promise, nor is one beyond everybody's working life.
        Instant? Ahead(DateReading? date) =>
            date is not null && InstantOf(date, calendar) is var day && day > at && day < at + Tagging.FurthestAhead
                ? day
                : null;

        LocalDate? WholeDay(DateReading? date) =>
            date is { Time: null } && Ahead(date) is not null ? LastDay(date) : null;
    }

    private static LikelyAnswer? Likely(CommitmentEvent happened) =>
        happened.AnswerKind is { } kind
            ? new LikelyAnswer(
                kind,
                happened switch
                {
                    CommitmentEvent.Promised promised => promised.Date,
                    CommitmentEvent.MoreTimeAsked asked => asked.Date,
                    _ => null,
                }
            )
            : null;
}
