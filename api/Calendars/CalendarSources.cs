using System.Collections.Immutable;

namespace MailCommitments.Calendars;

/// <summary>Where a contact's calendar comes from, in the order in which one is preferred.</summary>
public enum CalendarSource
{
    /// <summary>Entered by a person for this contact.</summary>
    SetByPerson,

    /// <summary>The working hours in the contact's own mailbox settings, inside the tenant.</summary>
    Graph,

    /// <summary>What is agreed for everybody of the partner.</summary>
    PartnerDefault,

    /// <summary>Proposed from the contact's mail and confirmed by a person.</summary>
    LearnedAndConfirmed,

    /// <summary>Nothing is known about the contact: the asker's hours stand in.</summary>
    AskersOwn,
}

/// <summary>The calendar by which a contact's time is counted, and why it is this one.</summary>
public sealed record ChosenCalendar(WorkingCalendar Calendar, CalendarSource Source);

/// <summary>
/// What is known about when a contact works. A proposal that nobody has confirmed has no place here, so it is never used.
/// </summary>
/// <param name="AskersOwn">Of the asker; used when nothing else is known.</param>
public sealed record CalendarSources(WorkingCalendar AskersOwn)
{
    public WorkingCalendar? SetByPerson { get; init; }

    public WorkingCalendar? Graph { get; init; }

    public WorkingCalendar? PartnerDefault { get; init; }

    public WorkingCalendar? LearnedAndConfirmed { get; init; }

    /// <summary>Of this contact, from wherever they are known; they hold whichever source wins.</summary>
    public ImmutableArray<Absence> Absences { get; init; } = [];

    /// <summary>The first source that says anything. The asker's own absences are not the contact's and are left out.</summary>
    public ChosenCalendar Choose()
    {
        var chosen =
            SetByPerson is { } set ? new ChosenCalendar(set, CalendarSource.SetByPerson)
            : Graph is { } graph ? new ChosenCalendar(graph, CalendarSource.Graph)
            : PartnerDefault is { } partner ? new ChosenCalendar(partner, CalendarSource.PartnerDefault)
            : LearnedAndConfirmed is { } learned ? new ChosenCalendar(learned, CalendarSource.LearnedAndConfirmed)
            : new ChosenCalendar(AskersOwn with { Absences = [] }, CalendarSource.AskersOwn);

        return Absences.IsEmpty
            ? chosen
            : chosen with
            {
                Calendar = chosen.Calendar with { Absences = [.. chosen.Calendar.Absences.Union(Absences)] },
            };
    }
}
