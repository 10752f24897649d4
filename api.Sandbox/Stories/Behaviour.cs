using System.Globalization;
using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Sandbox.Stories;

/// <summary>Decides what a contact of the story writes and when. The same seed tells the same story.</summary>
internal sealed class Behaviour(WorkingCalendar calendar, Random random)
{
    /// <summary>From this day on one contact takes several times as long as before.</summary>
    public static readonly LocalDate DeterioratesFrom = new(2026, 10, 12);

    /// <summary>One contact is away from the first of these days until the second.</summary>
    public static readonly (LocalDate From, LocalDate Back) Away = (new(2026, 9, 28), new(2026, 10, 12));

    /// <summary>How much longer some contacts let the second team wait.</summary>
    private const double SecondTeamWaits = 2.2;

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>All that the contact will write about one request, in order; empty when they never answer.</summary>
    public IReadOnlyList<StoryReply> RepliesTo(StoryAsk ask, Manner manner)
    {
        var day = calendar.DayLength.TotalHours;
        var slower =
            ask.IsSecondTeam && manner is Manner.PromisesAndSlips or Manner.Steady or Manner.Unhurried
                ? SecondTeamWaits
                : 1;
        var start = calendar.NextOpening(ask.SentAt);
        switch (manner)
        {
            case Manner.Prompt:
                return [Acknowledges(After(start, 0.5)), Delivers(ask, Before(ask.Deadline, start, day))];
            case Manner.PromisesAndSlips:
            {
                var first = After(start, 3 * slower);
                var promised = MorningAfter(ask.Deadline, -1);
                var slipped = MorningAfter(ask.Deadline, 3);
                return random.NextDouble() < 0.3
                    ? [Promises(first, promised), Delivers(ask, Before(EndOf(promised), start, day))]
                    :
                    [
                        Promises(first, promised),
                        NeedsMoreTime(After(EndOf(promised), -2), slipped),
                        Delivers(ask, After(EndOf(slipped), random.NextDouble() < 0.5 ? -3 : day)),
                    ];
            }
            case Manner.Deteriorates:
            {
                var factor = ask.SentAt.InZone(calendar.Zone).Date >= DeterioratesFrom ? 7 : 1;
                var first = After(start, 2 * factor);
                return factor == 1
                    ? [Delivers(ask, first)]
                    : [Acknowledges(first), Delivers(ask, After(first, 2 * day))];
            }
            case Manner.Silent:
                return random.NextDouble() < 0.45
                    ? []
                    : [Delivers(ask, After(calendar.NextOpening(ask.Deadline), 1.5 * day))];
            case Manner.Blocked:
            {
                var first = After(start, 5);
                return random.NextDouble() < 0.4
                    ? [Promises(first, MorningAfter(ask.Deadline, 0)), Delivers(ask, Before(ask.Deadline, start, day))]
                    : [IsBlocked(first), Delivers(ask, After(first, 4 * day))];
            }
            case Manner.OutOfOffice:
                return [Delivers(ask, After(NotAway(start), 6))];
            case Manner.NewThread:
                return [Delivers(ask, After(start, 7)) with { InNewThread = random.NextDouble() < 0.6 }];
            case Manner.AsksBack:
            {
                var first = After(start, 4);
                return [AsksBack(first), Delivers(ask, After(first, 2 * day))];
            }
            case Manner.Steady:
                return [Acknowledges(After(start, 4 * slower)), Delivers(ask, After(start, 1.6 * day * slower))];
            case Manner.Unhurried:
                return [Delivers(ask, After(start, 1.2 * day * slower))];
            default:
                throw new ArgumentOutOfRangeException(nameof(manner));
        }
    }

    private StoryReply Acknowledges(Instant at) =>
        Says(at, "acknowledgement", null, "Thanks, got it.", "Noted, thank you.", "Received, I will look into it.");

    private StoryReply Promises(Instant at, LocalDate date) =>
        Says(
            at,
            "promise",
            EndOf(date),
            $"I will send it by {Day(date)}.",
            $"You will have it by {Day(date)}.",
            $"We will finish this by {Day(date)} and let you know."
        );

    private StoryReply NeedsMoreTime(Instant at, LocalDate date) =>
        Says(
            at,
            "moreTime",
            EndOf(date),
            $"Sorry, this takes longer than I thought. I need until {Day(date)}.",
            $"Apologies for the delay, we will not make it this week. New date is {Day(date)}.",
            $"We are still working on it and need more time, until {Day(date)}."
        );

    private StoryReply Delivers(StoryAsk ask, Instant at) =>
        Says(
            at,
            "delivered",
            null,
            $"Please find attached {ask.Topic.Thing}.",
            $"Done. Here is {ask.Topic.Thing}.",
            $"Attached is {ask.Topic.Thing}. Let me know if anything is missing."
        );

    private StoryReply IsBlocked(Instant at) =>
        Says(
            at,
            "blocked",
            null,
            "We cannot continue, we are still waiting for the approval from your finance team.",
            "I am blocked here: my access to the document system has expired.",
            "This is on hold, the supplier has not answered us yet."
        ) with
        {
            AskerAnswers = "Thank you for telling me. I have taken care of it on our side, you can go on now.",
        };

    private StoryReply AsksBack(Instant at) =>
        Says(
            at,
            "question",
            null,
            "Which plant is this for, Hamburg or Rotterdam?",
            "Could you tell me the order number, please?",
            "Do you need the original or is a scan enough?"
        ) with
        {
            AskerAnswers = "It is for Hamburg, order 4711, and a scan is enough.",
        };

    private StoryReply Says(Instant at, string kind, Instant? date, params string[] ways) =>
        new(at, ways[random.Next(ways.Length)], kind, date);

    /// <summary>About so many working hours later, with the spread that people have; earlier when negative.</summary>
    private Instant After(Instant from, double workingHours)
    {
        var spread = Math.Exp(0.55 * Normal());
        return Inside(
            calendar.Add(from, WorkingTime.FromHours(workingHours < 0 ? workingHours : workingHours * spread))
        );
    }

    /// <summary>Some time in the last working day before an instant, but not before the request itself was seen.</summary>
    private Instant Before(Instant deadline, Instant start, double day)
    {
        var at = calendar.Subtract(deadline, WorkingTime.FromHours(day * (0.1 + 0.8 * random.NextDouble())));
        return at > start + Duration.FromHours(1) ? Inside(at) : After(start, 1.5);
    }

    private Instant Inside(Instant at) =>
        calendar.IsOpen(at) ? at : calendar.NextOpening(at) + Duration.FromMinutes(random.Next(5, 50));

    private LocalDate MorningAfter(Instant at, int workingDays) =>
        calendar.WorkingDayAt(at, workingDays, new LocalTime(10, 0)).InZone(calendar.Zone).Date;

    private Instant EndOf(LocalDate date) => calendar.EndOfDay(date);

    private Instant NotAway(Instant at)
    {
        var (from, back) = (
            calendar.Zone.AtStartOfDay(Away.From).ToInstant(),
            calendar.Zone.AtStartOfDay(Away.Back).ToInstant()
        );
        return at >= from && at < back ? calendar.NextOpening(back) : at;
    }

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string Day(LocalDate date) => date.ToString("dddd, d MMMM", English);
}
