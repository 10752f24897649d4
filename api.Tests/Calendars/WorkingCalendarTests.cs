using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class WorkingCalendarTests
{
    private static readonly DateTimeZone Berlin = Zone("Europe/Berlin");
    private static readonly WorkingCalendar Office = WorkingCalendar.NineToFive(Berlin);

    [Fact]
    public void Nights_and_weekends_do_not_count() =>
        Assert.Equal(WorkingTime.FromHours(3), Office.Between(At("2026-03-06T15:00"), At("2026-03-09T10:00")));

    [Fact]
    public void Eight_hours_after_the_opening_is_the_end_of_the_same_day() =>
        Assert.Equal(At("2026-03-09T17:00"), Office.Add(At("2026-03-09T09:00"), WorkingTime.FromHours(8)));

    [Fact]
    public void Eight_hours_before_the_end_of_a_day_is_its_opening() =>
        Assert.Equal(At("2026-03-10T09:00"), Office.Subtract(At("2026-03-10T17:00"), WorkingTime.FromHours(8)));

    [Fact]
    public void After_hours_the_next_opening_is_the_next_morning() =>
        Assert.Equal(At("2026-03-10T09:00"), Office.NextOpening(At("2026-03-09T17:00")));

    [Fact]
    public void While_it_is_open_the_next_opening_is_now() =>
        Assert.Equal(At("2026-03-09T12:34"), Office.NextOpening(At("2026-03-09T12:34")));

    [Fact]
    public void The_second_working_day_after_a_Thursday_is_the_Monday() =>
        Assert.Equal(At("2026-03-09T12:00"), Office.WorkingDayAt(At("2026-03-05T23:00"), 2, new LocalTime(12, 0)));

    [Fact]
    public void The_working_day_before_a_Monday_is_the_Friday() =>
        Assert.Equal(At("2026-03-06T12:00"), Office.WorkingDayAt(At("2026-03-09T08:00"), -1, new LocalTime(12, 0)));

    [Fact]
    public void The_end_of_a_Sunday_is_the_end_of_Friday() =>
        Assert.Equal(At("2026-03-06T17:00"), Office.EndOfDay(new LocalDate(2026, 3, 8)));

    [Fact]
    public void Two_people_far_apart_have_few_hours_in_common()
    {
        var newYork = WorkingCalendar.NineToFive(Zone("America/New_York"));
        var common = WorkingCalendar.Overlap(Office, newYork, new(At("2026-03-02T00:00"), At("2026-03-04T00:00")));
        Assert.Equal(
            [new(At("2026-03-02T15:00"), At("2026-03-02T17:00")), new(At("2026-03-03T15:00"), At("2026-03-03T17:00"))],
            common
        );
    }

    [Fact]
    public void A_span_is_explained_stretch_by_stretch()
    {
        var away = new Absence(new(At("2026-03-10T12:00"), At("2026-03-11T00:00")), "Dentist");
        var calendar = Office with
        {
            Holidays = CalendarHolidays.None.Add(new(2026, 3, 9), "Moving"),
            Absences = [away],
        };
        Assert.Equal(
            [
                new Stretch(At("2026-03-06T16:00"), At("2026-03-06T17:00"), new Why.Working()),
                new Stretch(At("2026-03-06T17:00"), At("2026-03-07T00:00"), new Why.OutsideHours()),
                new Stretch(At("2026-03-07T00:00"), At("2026-03-09T00:00"), new Why.Weekend()),
                new Stretch(At("2026-03-09T00:00"), At("2026-03-10T00:00"), new Why.Holiday("Moving", "Moving")),
                new Stretch(At("2026-03-10T00:00"), At("2026-03-10T09:00"), new Why.OutsideHours()),
                new Stretch(At("2026-03-10T09:00"), At("2026-03-10T12:00"), new Why.Working()),
                new Stretch(At("2026-03-10T12:00"), At("2026-03-10T13:00"), new Why.Away("Dentist")),
            ],
            calendar.Explain(At("2026-03-06T16:00"), At("2026-03-10T13:00"))
        );
    }

    private static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb[id];

    private static Instant At(string berlin) =>
        NodaTime
            .Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm")
            .Parse(berlin)
            .Value.InZoneStrictly(Berlin)
            .ToInstant();
}
