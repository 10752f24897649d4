using MailCommitments.Calendars;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>One working interval of the week.</summary>
/// <param name="Day">ISO day of the week, 1 = Monday; of its start, when it crosses midnight.</param>
/// <param name="End">At or before the start it lies on the following day.</param>
public sealed record WorkingHoursBody(int Day, LocalTime Start, LocalTime End);

/// <summary>A closing day of one's own.</summary>
public sealed record AddedHoliday(LocalDate Date, string Name);

/// <summary>Which holidays are kept.</summary>
/// <param name="Country">Two letters; null when no public holidays are kept.</param>
/// <param name="Region">Below the country, such as 'BY'; null for what the whole country keeps.</param>
/// <param name="Unticked">Holidays on which the contact works all the same.</param>
public sealed record HolidaysBody(
    string? Country = null,
    string? Region = null,
    IReadOnlyList<LocalDate>? Unticked = null,
    IReadOnlyList<AddedHoliday>? Added = null
);

/// <summary>When somebody works.</summary>
/// <param name="Days">With <paramref name="Start"/> and <paramref name="End"/>, the same interval on several days, 1 = Monday; or give <paramref name="Hours"/>.</param>
/// <param name="Hours">Every working interval of the week: several a day, and nights that cross midnight.</param>
public sealed record CalendarBody(
    string Zone,
    IReadOnlyList<int>? Days = null,
    LocalTime? Start = null,
    LocalTime? End = null,
    IReadOnlyList<WorkingHoursBody>? Hours = null,
    HolidaysBody? Holidays = null
);

public sealed record AbsencesBody(IReadOnlyList<EnteredAbsence> Absences);

/// <summary>What a person says of hours that were proposed from a contact's mail.</summary>
public enum ProposalAnswer
{
    Use,
    No,
}

public sealed record ProposalAnswerBody(ProposalAnswer Answer);

/// <param name="From">The local time from which it is kept; midnight when all day.</param>
/// <param name="Kept">False when a person has unticked it.</param>
/// <param name="Added">By a person, rather than public.</param>
public sealed record HolidayView(LocalDate Date, string Name, string LocalName, LocalTime From, bool Kept, bool Added);

/// <param name="Coming">The holidays of the next twelve months, unticked ones too.</param>
/// <param name="HolidaysKnownUntil">The last year for which public holidays are known.</param>
public sealed record CalendarView(
    string Zone,
    IReadOnlyList<WorkingHoursBody> Hours,
    HolidaysBody Holidays,
    IReadOnlyList<HolidayView> Coming,
    int HolidaysKnownUntil
)
{
    public static CalendarView Of(WorkingCalendar calendar, Instant now)
    {
        var today = now.InZone(calendar.Zone).Date;
        var kept = calendar.Holidays;
        return new(
            calendar.Zone.Id,
            [
                .. WeeklyHours.Week.SelectMany(
                    day => calendar.Hours[day],
                    (day, interval) => new WorkingHoursBody((int)day, interval.Start, interval.End)
                ),
            ],
            new HolidaysBody(
                kept.Country,
                kept.Region,
                [.. kept.Unticked],
                [.. kept.Added.Select(day => new AddedHoliday(day.Key, day.Value))]
            ),
            [
                .. kept.Between(today, today.PlusYears(1))
                    .Select(holiday => new HolidayView(
                        holiday.Date,
                        holiday.Name,
                        holiday.LocalName,
                        holiday.From,
                        kept.On(holiday.Date) is not null,
                        kept.Added.ContainsKey(holiday.Date)
                    )),
            ],
            MailCommitments.Calendars.Holidays.LastYear
        );
    }
}

/// <param name="Zone">Of the calendar it would give; null where nothing is known.</param>
/// <param name="Applies">It is the first of which anything is known.</param>
public sealed record CalendarSourceView(CalendarSource Source, string Words, string? Zone, bool Applies);

/// <param name="FromMail">An automatic reply to you said so; what a person entered can be changed.</param>
/// <param name="To">The last day away; null when it is not known.</param>
public sealed record AbsenceView(LocalDate From, LocalDate? To, string Reason, bool FromMail);

/// <summary>Hours that a contact seems to keep. They count for nothing until a person says so.</summary>
/// <param name="Mails">How many of their mails it rests on.</param>
/// <param name="WithinHours">How many of them were sent within these hours.</param>
public sealed record HoursProposalView(
    string Zone,
    IReadOnlyList<string> OtherZones,
    IReadOnlyList<WorkingHoursBody> Hours,
    int Mails,
    int WithinHours
);

/// <param name="Part">What was changed.</param>
/// <param name="Before">In words; empty where there was nothing.</param>
public sealed record CalendarChangeView(Instant At, string By, CalendarPart Part, string Before, string After);

/// <param name="IsSet">A person set or confirmed it: it can be reset to the next source.</param>
/// <param name="Proposal">Waits for an answer; null when there is none to give.</param>
public sealed record ContactCalendarView(
    MailAddress Contact,
    string Partner,
    string PartnerDomain,
    CalendarSource Source,
    string SourceWords,
    bool IsSet,
    CalendarView Calendar,
    IReadOnlyList<CalendarSourceView> Sources,
    IReadOnlyList<AbsenceView> Absences,
    HoursProposalView? Proposal,
    IReadOnlyList<CalendarChangeView> Changes
);

/// <param name="Calendar">Null until somebody sets it.</param>
/// <param name="MayChange">Leads may.</param>
public sealed record PartnerCalendarView(
    string Domain,
    string Name,
    CalendarView? Calendar,
    int HolidaysKnownUntil,
    bool MayChange,
    IReadOnlyList<CalendarChangeView> Changes
);

public sealed record HolidayRegionView(string Region, string Name);

public sealed record HolidayCountryView(string Country, string Name, IReadOnlyList<HolidayRegionView> Regions);

/// <summary>A country or region whose holidays can be kept, and what they are.</summary>
public sealed record HolidayPlacesView(IReadOnlyList<HolidayCountryView> Countries);

public sealed record HolidayListView(IReadOnlyList<HolidayView> Holidays);
