using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Replies;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Replies;

/// <summary>Typed on Monday, 2 March 2026, at nine in Berlin.</summary>
public class DeadlineReaderTests
{
    private static readonly WorkingCalendar Theirs = WorkingCalendar.NineToFive(Manila);

    [Fact]
    public void A_day_and_a_time_are_the_typists()
    {
        var choices = Read("Friday 5 pm", Theirs).Choices;
        var choice = choices[0];

        Assert.Equal("Friday 6 March 2026, 17:00 (Manila)", Assert.Single(choices.Skip(1)).Words);
        Assert.Equal(Friday(17), choice.At);
        Assert.False(choice.WholeDay);
        Assert.Equal("Friday 6 March 2026, 17:00 (Berlin)", choice.Words);
        Assert.Equal(new LocalDateTime(2026, 3, 7, 0, 0), choice.Theirs);
    }

    [Fact]
    public void A_day_ends_with_the_working_day_of_the_one_who_owes_and_the_typists_own_is_offered_too()
    {
        var reading = Read("Friday", Theirs);

        Assert.Equal(
            ["Friday 6 March 2026, 17:00 (Manila)", "Friday 6 March 2026, 17:00 (Berlin)"],
            reading.Choices.Select(choice => choice.Words)
        );
        Assert.All(reading.Choices, choice => Assert.True(choice.WholeDay));
    }

    [Theory]
    [InlineData("EOD", "Monday 2 March 2026, 17:00 (Manila)", "Monday 2 March 2026, 17:00 (Berlin)")]
    [InlineData("Friday EOD my time", "Friday 6 March 2026, 17:00 (Berlin)", "Friday 6 March 2026, 17:00 (Manila)")]
    [InlineData("Friday EOD your time", "Friday 6 March 2026, 17:00 (Manila)", "Friday 6 March 2026, 17:00 (Berlin)")]
    [InlineData("Friday 5 pm my time", "Friday 6 March 2026, 17:00 (Berlin)", "Friday 6 March 2026, 17:00 (Manila)")]
    [InlineData("Friday 5 pm your time", "Friday 6 March 2026, 17:00 (Manila)", "Friday 6 March 2026, 17:00 (Berlin)")]
    public void Whose_clock_is_meant_comes_first_and_the_other_is_offered(string typed, string first, string second) =>
        Assert.Equal(
            [first, second],
            DeadlineReader.Read(typed, Calendar, Theirs, Monday(8)).Choices.Select(choice => choice.Words)
        );

    [Fact]
    public void Day_and_month_in_an_open_order_are_both_offered() =>
        Assert.Equal(
            ["Friday 3 April 2026", "Wednesday 4 March 2026"],
            Read("3/4", null).Choices.Select(choice => choice.Words.Split(',')[0])
        );

    [Theory]
    [InlineData("in two working days", "Thursday 5 March 2026, 17:00 (Manila)")]
    [InlineData("before the holidays", "Monday 2 March 2026, 17:00 (Manila), before Foundation day")]
    public void Working_days_and_holidays_are_the_contacts(string typed, string first)
    {
        var closed = Theirs with { Holidays = CalendarHolidays.None.Add(new LocalDate(2026, 3, 3), "Foundation day") };
        Assert.Equal(
            first,
            DeadlineReader
                .Read(typed, Calendar, closed, Monday(8))
                .Choices.First(one => one.Zone == "Asia/Manila")
                .Words
        );
    }

    [Fact]
    public void A_deadline_in_working_days_is_the_instant_that_the_asker_saw_and_stays_when_the_calendar_is_corrected()
    {
        var chosen = Read("in two working days", Theirs).Choices[0].At;
        var corrected = Theirs with
        {
            Holidays = CalendarHolidays.None.Add(new LocalDate(2026, 3, 4), "Foundation day"),
        };

        Assert.NotEqual(chosen, Read("in two working days", corrected).Choices[0].At);
        Assert.Equal(
            chosen,
            Commitment.From(PromisedDays.On([new CommitmentEvent.Asked(Monday(9), chosen)], corrected)).AgreedDate
        );
    }

    [Fact]
    public void Within_48_hours_steps_over_the_contacts_day_off()
    {
        var closed = Theirs with { Holidays = CalendarHolidays.None.Add(new LocalDate(2026, 3, 4), "Foundation day") };
        Assert.Equal(Wednesday(9), Read("within 48 hours", Theirs).Choices[0].At);
        Assert.Equal(Thursday(9), Read("within 48 hours", closed).Choices[0].At);
    }

    [Theory]
    [InlineData("before the holidays")]
    [InlineData("vor den Feiertagen")]
    [InlineData("antes de los festivos")]
    [InlineData("छुट्टियों से पहले")]
    public void Without_any_holiday_set_the_person_is_told_where_to_set_them(string typed)
    {
        var reading = Read(typed, Theirs);
        Assert.False(reading.Understood);
        Assert.Contains("No holidays are set", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void While_no_contact_is_chosen_a_day_is_the_typists() =>
        Assert.Equal([Friday(17)], Read("Friday", null).Choices.Select(choice => choice.At));

    [Theory]
    [InlineData("")]
    [InlineData("when you can")]
    [InlineData("42")]
    public void What_is_no_date_is_answered_with_examples(string typed)
    {
        var reading = Read(typed, null);

        Assert.False(reading.Understood);
        Assert.Empty(reading.Choices);
        Assert.Contains("try 'Friday 5 pm'", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_that_has_gone_by_is_named_and_refused()
    {
        var reading = Read("1 March 2026", null);

        Assert.False(reading.Understood);
        Assert.Contains("Sunday 1 March 2026", reading.Problem, StringComparison.Ordinal);
        Assert.Contains("has passed; choose a later deadline", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_that_names_a_deadline_begins_the_form_with_it() =>
        Assert.Equal(
            [Friday(17)],
            DeadlineReader
                .In(
                    Mail("Hello Maria,\n\nCould you please send me the test report by Friday?\n\nThanks\nAnke"),
                    Calendar,
                    Monday(10)
                )
                ?.Choices.Select(choice => choice.At)
                ?? []
        );

    [Fact]
    public void A_date_that_the_mail_named_and_that_has_gone_by_is_not_suggested() =>
        Assert.Null(
            DeadlineReader.In(Mail("Could you please send me the test report by Friday?"), Calendar, Monday(9, week: 2))
        );

    [Fact]
    public void A_mail_without_a_date_leaves_the_field_empty() =>
        Assert.Null(DeadlineReader.In(Mail(), Calendar, Monday(10)));

    private static DeadlineReading Read(string typed, WorkingCalendar? theirs) =>
        DeadlineReader.Read(typed, Calendar, theirs, Monday(9));
}
