using System.Text.RegularExpressions;
using MailCommitments.Calendars;
using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Replies;

/// <param name="Words">Such as <c>Friday 6 March 2026, 17:00 (Berlin)</c>.</param>
/// <param name="WholeDay">Only the day was named: the end of a working day is meant.</param>
/// <param name="Yours">Wall clock of the one who typed.</param>
/// <param name="Theirs">Wall clock of the contact, when one is known.</param>
public sealed record DeadlineChoice(
    Instant At,
    string Words,
    string Zone,
    bool WholeDay,
    LocalDateTime Yours,
    LocalDateTime? Theirs,
    string? TheirZone
)
{
    internal DeadlineChoice NamedAfter(string holiday) => this with { Words = Say("{0}, before {1}", Words, holiday) };
}

/// <summary>A typed deadline as it was understood; the person chooses.</summary>
/// <param name="Choices">The likeliest first.</param>
/// <param name="Problem">What to type instead, when there is nothing to choose.</param>
public sealed record DeadlineReading(
    bool Understood,
    string? Phrase,
    IReadOnlyList<DeadlineChoice> Choices,
    string? Problem
);

/// <summary>Turns deadlines in words into instants to choose from.</summary>
public static partial class DeadlineReader
{
    /// <summary>So many coming holidays are offered for 'before the holidays'.</summary>
    private const int HolidaysOffered = 3;

    /// <param name="yours">Calendar of the one who typed.</param>
    /// <param name="theirs">The contact's: 'Friday' ends with their working day. Null while no contact is chosen.</param>
    public static DeadlineReading Read(string typed, WorkingCalendar yours, WorkingCalendar? theirs, Instant now)
    {
        var context = new DateContext(now, yours.Zone, "en-GB", (theirs ?? yours).Zone, theirs ?? yours);
        if (BeforeTheHolidays.IsMatch(typed))
            return BeforeHolidays(typed.Trim(), yours, theirs, now);
        if (DateMention.InField(typed, context) is not { Reading: { } first } mention)
        {
            return
                DateMention.Find(typed, context).FirstOrDefault(date => date.Reading is not null)
                    is { Reading: { } gone } passed
                ? HasPassed(passed.Phrase, Choices(gone, passed.SaysWhoseClock, yours, theirs).First())
                : new DeadlineReading(
                    false,
                    null,
                    [],
                    Say("Not understood as a date; try 'Friday 5 pm', 'in two working days' or '6 March', or pick one.")
                );
        }

        var choices = mention
            .Alternatives.Prepend(first)
            .SelectMany(reading => Choices(reading, mention.SaysWhoseClock, yours, theirs))
            .DistinctBy(choice => choice.At)
            .ToList();
        var ahead = choices.Where(choice => choice.At > now).ToList();
        return ahead.Count > 0
            ? new DeadlineReading(true, mention.Phrase, ahead, null)
            : HasPassed(mention.Phrase, choices[0]);
    }

    /// <summary>The first deadline that a mail names, if it is still ahead.</summary>
    /// <param name="yours">Calendar of the one who wrote it.</param>
    public static DeadlineReading? In(MailMessage mail, WorkingCalendar yours, Instant now)
    {
        var context = new DateContext(mail.SentAt, yours.Zone, "en-GB", yours.Zone, yours);
        return StillAhead(
            DateMention
                .Find(NewText.Of(mail.Body).Text, context)
                .FirstOrDefault(date => date is { IsDeadline: true, Reading: not null }),
            yours,
            null,
            now
        );
    }

    /// <param name="theirs">The contact's calendar, when a day ends with their working day.</param>
    internal static DeadlineReading? StillAhead(
        DateMention? mention,
        WorkingCalendar yours,
        WorkingCalendar? theirs,
        Instant now
    )
    {
        if (mention?.Reading is not { } reading)
            return null;
        var choices = Choices(reading, mention.SaysWhoseClock, yours, theirs).Where(choice => choice.At > now).ToList();
        return choices.Count > 0 ? new DeadlineReading(true, mention.Phrase, choices, null) : null;
    }

    private static DeadlineReading HasPassed(string phrase, DeadlineChoice choice) =>
        new(false, phrase, [], Say("{0} has passed; choose a later deadline.", choice.Words));

    /// <summary>The end of the last working day before each of the holidays that come next on the contact's calendar.</summary>
    private static DeadlineReading BeforeHolidays(
        string phrase,
        WorkingCalendar yours,
        WorkingCalendar? theirs,
        Instant now
    )
    {
        var calendar = theirs ?? yours;
        var today = now.InZone(calendar.Zone).Date;
        var choices = calendar
            .Holidays.Between(today.PlusDays(1), today.PlusYears(1))
            .Where(holiday => calendar.Holidays.On(holiday.Date) is not null)
            .Select(holiday => (holiday.Name, At: calendar.EndOfDay(holiday.Date.PlusDays(-1))))
            .Where(before => before.At > now)
            .DistinctBy(before => before.At)
            .Take(HolidaysOffered)
            .Select(before => Choice(before.At, calendar.Zone, true, yours, theirs).NamedAfter(before.Name))
            .ToList();
        return choices.Count > 0
            ? new DeadlineReading(true, phrase, choices, null)
            : new DeadlineReading(
                false,
                phrase,
                [],
                Say("No holidays are set in their working calendar; choose its country there, or name a date.")
            );
    }

    [GeneratedRegex(
        @"^\s*((by|until|needed)\s+)?(before\s+(the\s+|their\s+|your\s+|our\s+)?((next|public|coming)\s+)*holidays?|vor\s+(den|dem)\s+(nächsten\s+)?Feiertag(en)?|antes\s+de(\s+los|\s+las|l)\s+(próximo\s+|días?\s+)*(festivos?|feriados?|fiestas)|avant\s+les\s+(jours\s+)?(fériés|fêtes)|छुट्(टियों|टी)\s+से\s+पहले)\s*[.!]?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex BeforeTheHolidays { get; }

    /// <remarks>
    /// A day without a time ends with the working day of the one who owes the answer, unless the words say whose; the typist's
    /// own end of day is offered too.
    /// </remarks>
    private static IEnumerable<DeadlineChoice> Choices(
        DateReading reading,
        bool saysWhose,
        WorkingCalendar yours,
        WorkingCalendar? theirs
    )
    {
        if (reading.Time is not null)
        {
            yield return Choice(ReplyEvents.InstantOf(reading, yours), reading.Zone, false, yours, theirs);
            yield break;
        }
        var isMine = saysWhose && reading.Zone.Equals(yours.Zone);
        if (theirs is not null && !isMine)
            yield return Choice(ReplyEvents.InstantOf(reading, theirs), theirs.Zone, true, yours, theirs);
        yield return Choice(ReplyEvents.InstantOf(reading, yours), yours.Zone, true, yours, theirs);
        if (theirs is not null && isMine)
            yield return Choice(ReplyEvents.InstantOf(reading, theirs), theirs.Zone, true, yours, theirs);
    }

    private static DeadlineChoice Choice(
        Instant at,
        DateTimeZone zone,
        bool wholeDay,
        WorkingCalendar yours,
        WorkingCalendar? theirs
    ) =>
        new(
            at,
            InPlace(at, zone),
            zone.Id,
            wholeDay,
            at.InZone(yours.Zone).LocalDateTime,
            theirs is null ? null : at.InZone(theirs.Zone).LocalDateTime,
            theirs?.Zone.Id
        );
}
