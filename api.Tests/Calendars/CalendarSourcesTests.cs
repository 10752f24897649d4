using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Tests.Calendars;

public class CalendarSourcesTests
{
    private static readonly WorkingCalendar Asker = In("Europe/Berlin");
    private static readonly Absence Leave = new(
        new Interval(Instant.FromUtc(2026, 3, 9, 0, 0), Instant.FromUtc(2026, 3, 14, 0, 0)),
        "Leave"
    );

    private static readonly CalendarSources All = new(Asker)
    {
        SetByPerson = In("Asia/Tokyo"),
        Graph = In("Asia/Seoul"),
        PartnerDefault = In("Asia/Kolkata"),
        LearnedAndConfirmed = In("Asia/Dubai"),
    };

    [Fact]
    public void What_a_person_set_wins_then_the_mailbox_then_the_partner_then_what_was_learned_then_the_asker()
    {
        var withoutPerson = All with { SetByPerson = null };
        var withoutGraph = withoutPerson with { Graph = null };
        var withoutPartner = withoutGraph with { PartnerDefault = null };
        var nothing = withoutPartner with { LearnedAndConfirmed = null };
        Assert.Equal(
            [
                new(In("Asia/Tokyo"), CalendarSource.SetByPerson),
                new(In("Asia/Seoul"), CalendarSource.Graph),
                new(In("Asia/Kolkata"), CalendarSource.PartnerDefault),
                new(In("Asia/Dubai"), CalendarSource.LearnedAndConfirmed),
                new(Asker, CalendarSource.AskersOwn),
            ],
            new[] { All, withoutPerson, withoutGraph, withoutPartner, nothing }.Select(sources => sources.Choose())
        );
    }

    [Fact]
    public void The_contacts_absence_holds_whichever_calendar_is_chosen()
    {
        Assert.Equal([Leave], (All with { Absences = [Leave] }).Choose().Calendar.Absences);
        Assert.Equal([Leave], (new CalendarSources(Asker) { Absences = [Leave] }).Choose().Calendar.Absences);
    }

    [Fact]
    public void An_absence_known_twice_is_listed_once()
    {
        var sources = All with { SetByPerson = In("Asia/Tokyo") with { Absences = [Leave] }, Absences = [Leave] };
        Assert.Equal([Leave], sources.Choose().Calendar.Absences);
    }

    [Fact]
    public void The_askers_leave_is_not_the_contacts() =>
        Assert.Empty(new CalendarSources(Asker with { Absences = [Leave] }).Choose().Calendar.Absences);

    private static WorkingCalendar In(string zone) => WorkingCalendar.NineToFive(DateTimeZoneProviders.Tzdb[zone]);
}
