using System.Diagnostics;
using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Partners;

/// <param name="Source">Where it was learnt, in words for the asker.</param>
public sealed record ContactCalendar(WorkingCalendar Calendar, string Source, CalendarSource From);

/// <summary>Everything that is stored about when a contact works, as text; a change of it can be taken back.</summary>
public sealed record KnownHours(
    string PartnerName,
    string? SetByPerson,
    string? Graph,
    string? PartnerDefault,
    string? Learned,
    string Absences
)
{
    /// <summary>As it was before that change.</summary>
    public KnownHours Before(CalendarPart part, string? value) =>
        part switch
        {
            CalendarPart.SetByPerson => this with { SetByPerson = value },
            CalendarPart.Graph => this with { Graph = value },
            CalendarPart.PartnerDefault => this with { PartnerDefault = value },
            CalendarPart.Learned => this with { Learned = value },
            CalendarPart.Absences => this with { Absences = value ?? "[]" },
            _ => throw new UnreachableException(),
        };

    /// <param name="askerCalendar">Counts when nothing is known about the contact.</param>
    public ContactCalendar Choose(string? askerCalendar)
    {
        var chosen = Sources(askerCalendar).Choose();
        var absences = EnteredAbsence.Read(Absences);
        return new ContactCalendar(
            absences.Count == 0
                ? chosen.Calendar
                : chosen.Calendar with
                {
                    Absences = [.. chosen.Calendar.Absences, .. absences.Select(away => away.In(chosen.Calendar.Zone))],
                },
            InWords(chosen.Source),
            chosen.Source
        );
    }

    public CalendarSources Sources(string? askerCalendar) =>
        new(Read(askerCalendar) ?? WorkingCalendar.NineToFive(DateTimeZone.Utc))
        {
            SetByPerson = Read(SetByPerson),
            Graph = Read(Graph),
            PartnerDefault = Read(PartnerDefault),
            LearnedAndConfirmed = Read(Learned),
        };

    public string InWords(CalendarSource source) =>
        source switch
        {
            CalendarSource.SetByPerson => "set for this contact",
            CalendarSource.Graph => "from Microsoft 365",
            CalendarSource.PartnerDefault => $"usual at {PartnerName}",
            CalendarSource.LearnedAndConfirmed => "learnt from their mail",
            CalendarSource.AskersOwn => "like yours, until theirs is set",
            _ => throw new UnreachableException(),
        };

    private static WorkingCalendar? Read(string? stored) => stored is null ? null : CalendarJson.Read(stored);
}

/// <summary>Chooses the calendar on which a contact's time is counted, and says where it was learnt.</summary>
public static class ContactCalendars
{
    public static KnownHours Known(ContactRow contact, PartnerRow partner) =>
        new(
            partner.Name,
            contact.Calendar,
            contact.CalendarFromGraph,
            partner.Calendar,
            contact.CalendarFromMail,
            EnteredAbsence.Write(contact.Absences)
        );

    public static ContactCalendar Of(ContactRow contact, PartnerRow partner, string? askerCalendar) =>
        Known(contact, partner).Choose(askerCalendar);
}
