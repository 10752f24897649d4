using MailCommitments.Calendars;
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
        var choice = Assert.Single(Read("Friday 5 pm", Theirs).Choices);

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
    public void A_mail_that_asks_begins_the_form_with_its_ask_and_date()
    {
        var suggestion = DeadlineReader.Suggest(
            Mail("Hello Maria,\n\nCould you please send me the test report by Friday?\n\nThanks\nAnke"),
            Calendar,
            Monday(10)
        );

        Assert.Contains("test report", suggestion.Ask, StringComparison.Ordinal);
        Assert.Equal([Friday(17)], suggestion.Deadline?.Choices.Select(choice => choice.At) ?? []);
    }

    [Fact]
    public void A_date_that_the_mail_named_and_that_has_gone_by_is_not_suggested() =>
        Assert.Null(
            DeadlineReader
                .Suggest(Mail("Could you please send me the test report by Friday?"), Calendar, Monday(9, week: 2))
                .Deadline
        );

    [Fact]
    public void A_mail_without_a_date_leaves_the_field_empty() =>
        Assert.Null(DeadlineReader.Suggest(Mail(), Calendar, Monday(10)).Deadline);

    private static DeadlineReading Read(string typed, WorkingCalendar? theirs) =>
        DeadlineReader.Read(typed, Calendar, theirs, Monday(9));
}
