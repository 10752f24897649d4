using System.Diagnostics;
using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Partners;

/// <param name="Source">Where it was learnt, in words for the asker.</param>
public sealed record ContactCalendar(WorkingCalendar Calendar, string Source);

/// <summary>Chooses the calendar on which a contact's time is counted, and says where it was learnt.</summary>
public static class ContactCalendars
{
    public static ContactCalendar Of(ContactRow contact, PartnerRow partner, string? askerCalendar)
    {
        var chosen = new CalendarSources(Read(askerCalendar) ?? WorkingCalendar.NineToFive(DateTimeZone.Utc))
        {
            SetByPerson = Read(contact.Calendar),
            Graph = Read(contact.CalendarFromGraph),
            PartnerDefault = Read(partner.Calendar),
        }.Choose();
        return new ContactCalendar(
            chosen.Calendar,
            chosen.Source switch
            {
                CalendarSource.SetByPerson => "set for this contact",
                CalendarSource.Graph => "from Microsoft 365",
                CalendarSource.PartnerDefault => $"usual at {partner.Name}",
                CalendarSource.LearnedAndConfirmed => "learnt from their mail",
                CalendarSource.AskersOwn => "like yours, until theirs is set",
                _ => throw new UnreachableException(),
            }
        );
    }

    private static WorkingCalendar? Read(string? stored) => stored is null ? null : CalendarJson.Read(stored);
}
