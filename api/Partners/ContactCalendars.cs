using MailCommitments.Calendars;
using NodaTime;

namespace MailCommitments.Partners;

/// <param name="Source">Where it was learnt, in words for the asker.</param>
public sealed record ChosenCalendar(WorkingCalendar Calendar, string Source);

/// <summary>Chooses the calendar on which a contact's time is counted.</summary>
public static class ContactCalendars
{
    /// <summary>Set by a person, else Microsoft 365, else the partner's, else the asker's own; the source is shown.</summary>
    public static ChosenCalendar Of(ContactRow contact, PartnerRow partner, string? askerCalendar) =>
        (contact, partner, askerCalendar) switch
        {
            ({ Calendar: { } own }, _, _) => new(CalendarJson.Read(own), "set for this contact"),
            ({ CalendarFromGraph: { } graph }, _, _) => new(CalendarJson.Read(graph), "from Microsoft 365"),
            (_, { Calendar: { } theirs }, _) => new(CalendarJson.Read(theirs), $"usual at {partner.Name}"),
            (_, _, { } ours) => new(CalendarJson.Read(ours), "like yours, until theirs is set"),
            _ => new(WorkingCalendar.NineToFive(DateTimeZone.Utc), "assumed, until it is set"),
        };
}
