using NodaTime;

namespace MailCommitments.Calendars;

/// <summary>
/// Time during which a working calendar was open. Never mixed with clock time: eight of these hours may span a weekend.
/// A day is not a fixed number of them; ask <see cref="WorkingCalendar.DayLength"/>.
/// </summary>
/// <param name="Length">How much. Negative only as an offset, such as a nudge one hour before the promised date.</param>
public readonly record struct WorkingTime(Duration Length) : IComparable<WorkingTime>
{
    public static WorkingTime Zero => default;

    public static WorkingTime FromHours(double hours) => new(Duration.FromHours(hours));

    public static WorkingTime FromMinutes(double minutes) => new(Duration.FromMinutes(minutes));

    public double TotalHours => Length.TotalHours;

    public int CompareTo(WorkingTime other) => Length.CompareTo(other.Length);

    public static WorkingTime operator +(WorkingTime one, WorkingTime other) => new(one.Length + other.Length);

    public static WorkingTime operator -(WorkingTime one, WorkingTime other) => new(one.Length - other.Length);

    public static WorkingTime operator -(WorkingTime time) => new(-time.Length);

    public static WorkingTime operator *(WorkingTime time, int times) => new(time.Length * times);

    public static bool operator <(WorkingTime one, WorkingTime other) => one.Length < other.Length;

    public static bool operator >(WorkingTime one, WorkingTime other) => one.Length > other.Length;

    public static bool operator <=(WorkingTime one, WorkingTime other) => one.Length <= other.Length;

    public static bool operator >=(WorkingTime one, WorkingTime other) => one.Length >= other.Length;
}
