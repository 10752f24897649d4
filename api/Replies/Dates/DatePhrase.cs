namespace MailCommitments.Replies;

/// <summary>
/// The parts of one expression of time, in whatever order its language puts them: 'Friday at 5 pm', 'am Freitag um 17 Uhr',
/// 'शुक्रवार शाम 5 बजे' fill the same places. What it means in the calendar is decided by <see cref="DateArithmetic"/>.
/// </summary>
internal sealed class DatePhrase
{
    /// <summary>First token, and the one after the last.</summary>
    public int Start { get; set; }
    public int End { get; set; }

    /// <summary>1 is Monday; 0 when no weekday is named.</summary>
    public int Weekday { get; set; }

    /// <summary>'this', 'next', 'coming', 'last', 'after next' said of the weekday.</summary>
    public Sense? WeekdayRelation { get; set; }
    public int Day { get; set; }
    public int Month { get; set; }
    public int Year { get; set; }

    /// <summary>Day and month were both numbers up to twelve, so the other order is possible too.</summary>
    public bool IsOrderOpen { get; set; }

    /// <summary>'next March', 'last March'.</summary>
    public Sense? MonthRelation { get; set; }

    /// <summary>0 today, 1 tomorrow.</summary>
    public int? RelativeDay { get; set; }

    /// <summary>'next week': the unit, how many from the present one, and how many of them ('the next two weeks').</summary>
    public Unit Period { get; set; }
    public int PeriodOffset { get; set; }
    public double PeriodCount { get; set; }

    /// <summary>'third quarter', 'last week', 'first Wednesday'; -1 is the last, 0 none.</summary>
    public int Nth { get; set; }
    public Unit NthUnit { get; set; }
    public int NthWeekday { get; set; }
    public int WeekNumber { get; set; }
    public bool IsEnd { get; set; }
    public bool IsBegin { get; set; }
    public bool IsMiddle { get; set; }

    /// <summary>'early May', not 'the beginning of May'.</summary>
    public bool IsEarly { get; set; }

    /// <summary>'two weeks and a day': amounts and units, counted from <see cref="Anchor"/> or from the moment of writing.</summary>
    public IReadOnlyList<(double Amount, Unit Unit)> Span { get; set; } = [];

    /// <summary>'three Fridays from now'.</summary>
    public int SpanWeekday { get; set; }
    public DatePhrase? Anchor { get; set; }
    public bool IsBackwards { get; set; }
    public bool IsBareSpan { get; set; }

    public ClockTime? Time { get; set; }

    /// <summary>1 morning, 2 afternoon, 3 evening, 4 night, 5 lunch time; 0 none.</summary>
    public int Part { get; set; }

    /// <summary>'EOD', 'close of business'.</summary>
    public bool IsEndOfDay { get; set; }

    /// <summary>'end of the day', not 'close of business'.</summary>
    public bool IsDayItself { get; set; }
    public bool IsNow { get; set; }
    public bool IsWeekOf { get; set; }
    public string? Zones { get; set; }

    /// <summary>'PST' as written, to tell standard time from summer time.</summary>
    public string? ZoneWord { get; set; }
    public bool IsMine { get; set; }
    public bool IsYours { get; set; }
    public string? Holiday { get; set; }

    /// <summary>A day that its month never has: 31 June.</summary>
    public bool IsImpossible { get; set; }

    public bool HasDay =>
        Weekday > 0
        || Day > 0
        || Month > 0
        || Year > 0
        || RelativeDay is not null
        || Period != Unit.None
        || Nth != 0
        || WeekNumber > 0
        || Holiday is not null
        || Span.Count > 0
        || SpanWeekday > 0
        || IsNow
        || IsWeekOf;

    public bool HasTime => Time is not null || IsEndOfDay || Part > 0;

    public bool IsEmpty => !HasDay && !HasTime;
}

/// <summary>A time of day as written.</summary>
/// <param name="Hour">0 to 24.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="IsHalfOpen">Neither am nor pm nor a 24-hour form was said, so '5' may be five in the afternoon.</param>
internal readonly record struct ClockTime(int Hour, int Minute, bool IsHalfOpen);
