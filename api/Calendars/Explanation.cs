using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>
/// One stretch of a span, from <paramref name="From"/> up to but not including <paramref name="To"/>, and why all of it
/// counted as working time or why none of it did.
/// </summary>
public sealed record Stretch(Instant From, Instant To, Why Why)
{
    public bool Counted => Why is Why.Working;

    public Duration ClockTime => To - From;
}

/// <summary>Why an instant counts as working time or does not. Closed: nobody outside this file can add a case.</summary>
public abstract record Why
{
    private Why() { }

    /// <summary>Within the weekly hours. The only case that counts.</summary>
    public sealed record Working : Why;

    /// <summary>Before or after the hours of a working weekday.</summary>
    public sealed record OutsideHours : Why;

    /// <summary>Between two intervals of one working weekday: lunch, for most people.</summary>
    public sealed record Break : Why;

    /// <summary>A weekday without working hours.</summary>
    public sealed record Weekend : Why;

    /// <summary>A public holiday or a closing day that a person added; also a night shift that would have started on it.</summary>
    public sealed record Holiday(string Name, string LocalName) : Why;

    public sealed record Away(string Reason) : Why;

    /// <summary>Before <see cref="WorkingCalendar.Earliest"/> or after <see cref="WorkingCalendar.Latest"/>.</summary>
    public sealed record BeyondTheCalendar : Why;
}
