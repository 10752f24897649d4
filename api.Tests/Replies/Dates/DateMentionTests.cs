using MailCommitments.Calendars;
using MailCommitments.Replies;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Tests.Replies.Dates;

/// <summary>Written on Wednesday 4 March 2026 at ten in New York, unless a test says otherwise; the reader sits in Manila.</summary>
public class DateMentionTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];
    private static readonly DateTimeZone Manila = DateTimeZoneProviders.Tzdb["Asia/Manila"];

    private static DateContext Written(
        string at = "2026-03-04T10:00",
        string locale = "en-US",
        WorkingCalendar? calendar = null
    ) =>
        new(
            LocalDateTimePattern
                .CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm")
                .Parse(at)
                .Value.InZoneStrictly(NewYork)
                .ToInstant(),
            NewYork,
            locale,
            Manila,
            calendar
        );

    private static WorkingCalendar NineToFive { get; } = WorkingCalendar.NineToFive(NewYork);

    private static string Said(DateReading? reading) =>
        reading is null
            ? "nothing"
            : LocalDatePattern.Iso.Format(reading.Day)
                + (
                    reading.Time is { } time
                        ? " " + LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(time)
                        : ""
                );

    private static string Field(string typed, DateContext? context = null) =>
        Said(DateMention.InField(typed, context ?? Written())?.Reading);

    [Theory]
    [InlineData("tomorrow", "2026-03-05")]
    [InlineData("by Friday", "2026-03-06")]
    [InlineData("Friday 5 pm", "2026-03-06 17:00")]
    [InlineData("5pm on Friday", "2026-03-06 17:00")]
    [InlineData("by 5", "2026-03-04 17:00")]
    [InlineData("by the 15th", "2026-03-15")]
    [InlineData("March 20th", "2026-03-20")]
    [InlineData("20 March 2027, 9:30", "2027-03-20 09:30")]
    [InlineData("2026-08-20T17:00", "2026-08-20 17:00")]
    [InlineData("in two weeks", "2026-03-18")]
    [InlineData("in 2 hours", "2026-03-04 12:00")]
    [InlineData("a week from Friday", "2026-03-13")]
    [InlineData("end of the month", "2026-03-31")]
    [InlineData("end of next quarter", "2026-06-30")]
    [InlineData("third Wednesday of April", "2026-04-15")]
    [InlineData("Easter Monday", "2026-04-06")]
    [InlineData("the day after tomorrow at noon", "2026-03-06 12:00")]
    [InlineData("half past three tomorrow", "2026-03-05 15:30")]
    [InlineData("Friday the 13th", "2026-03-13")]
    [InlineData("29 February", "2028-02-29")]
    public void A_date_typed_in_plain_words_is_read(string typed, string expected) =>
        Assert.Equal(expected, Field(typed));

    [Theory]
    [InlineData("de-DE", "bis Freitag 17 Uhr", "2026-03-06 17:00")]
    [InlineData("de-DE", "spätestens übermorgen", "2026-03-06")]
    [InlineData("de-DE", "am 15. April", "2026-04-15")]
    [InlineData("de-DE", "Ende nächster Woche", "2026-03-15")]
    [InlineData("de-DE", "bis Montagnachmittag", "2026-03-09 17:00")]
    [InlineData("fr-FR", "avant vendredi 17h30", "2026-03-06 17:30")]
    [InlineData("fr-FR", "d'ici le 15 avril", "2026-04-15")]
    [InlineData("fr-FR", "la semaine prochaine", "2026-03-15")]
    [InlineData("es-ES", "a más tardar el viernes a las 5 de la tarde", "2026-03-06 17:00")]
    [InlineData("es-ES", "mañana por la mañana", "2026-03-05 12:00")]
    [InlineData("es-ES", "dentro de tres días", "2026-03-07")]
    [InlineData("pt-BR", "até sexta-feira às 17h", "2026-03-06 17:00")]
    [InlineData("pt-BR", "até o dia 15 de abril", "2026-04-15")]
    [InlineData("pt-BR", "depois de amanhã", "2026-03-06")]
    [InlineData("hi-IN", "शुक्रवार शाम 5 बजे तक", "2026-03-06 17:00")]
    [InlineData("hi-IN", "१५ अप्रैल तक", "2026-04-15")]
    [InlineData("hi-IN", "अगले सप्ताह", "2026-03-15")]
    public void Other_languages_are_read_too(string locale, string typed, string expected) =>
        Assert.Equal(expected, Field(typed, Written(locale: locale)));

    [Fact]
    public void A_German_mail_is_read_as_German_whatever_the_locale() =>
        Assert.Equal(
            "2026-03-06",
            Said(
                DateMention
                    .Deadline(
                        "Bitte schicken Sie uns die Unterlagen bis Freitag, wir brauchen sie für die Prüfung.",
                        Written()
                    )
                    ?.Reading
            )
        );

    [Theory]
    [InlineData("en-US", "2026-03-04", "2026-04-03")]
    [InlineData("en-GB", "2026-04-03", "2026-03-04")]
    public void The_locale_decides_what_3_4_is_and_the_other_reading_is_offered(
        string locale,
        string lead,
        string other
    )
    {
        var mention = DateMention.InField("3/4", Written(locale: locale));
        Assert.Equal(lead, Said(mention?.Reading));
        Assert.Contains(other, mention!.Alternatives.Select(Said));
    }

    [Fact]
    public void A_weekday_beside_it_tells_7_6_from_6_7() => Assert.Equal("2026-06-07", Field("Sunday 7/6"));

    [Fact]
    public void Next_Friday_is_the_one_of_next_week_and_the_coming_one_is_offered()
    {
        var mention = DateMention.InField("next Friday", Written());
        Assert.Equal("2026-03-13", Said(mention?.Reading));
        Assert.Equal(["2026-03-06"], mention!.Alternatives.Select(Said));
    }

    [Fact]
    public void At_five_is_in_the_afternoon_and_five_in_the_morning_is_offered() =>
        Assert.Contains("2026-03-05 05:00", DateMention.InField("tomorrow at 5", Written())!.Alternatives.Select(Said));

    [Fact]
    public void Five_pm_PST_is_the_clock_in_Los_Angeles() =>
        Assert.Equal(
            Instant.FromUtc(2026, 3, 7, 1, 0),
            DateMention.InField("Friday 5 pm PST", Written())!.Reading!.Deadline(null)
        );

    [Fact]
    public void PST_said_of_a_summer_day_offers_standard_time_as_well()
    {
        var mention = DateMention.InField("10 July 5 pm PST", Written())!;
        Assert.Equal(Instant.FromUtc(2026, 7, 11, 0, 0), mention.Reading!.Deadline(null));
        Assert.Contains(Instant.FromUtc(2026, 7, 11, 1, 0), mention.Alternatives.Select(other => other.Deadline(null)));
    }

    [Fact]
    public void My_time_is_the_writers_and_your_time_the_readers()
    {
        Assert.Equal(NewYork, DateMention.InField("Friday 5 pm my time", Written())!.Reading!.Zone);
        Assert.Equal(Manila, DateMention.InField("Friday 5 pm your time", Written())!.Reading!.Zone);
        Assert.Equal(Manila, DateMention.InField("by your EOD", Written())!.Reading!.Zone);
    }

    [Fact]
    public void A_time_without_a_zone_is_the_writers_and_the_readers_is_offered()
    {
        var mention = DateMention.InField("Friday 5 pm", Written())!;
        Assert.Equal(NewYork, mention.Reading!.Zone);
        Assert.Contains(mention.Alternatives, other => other.Zone.Equals(Manila));
    }

    [Fact]
    public void Close_of_business_is_when_the_working_day_ends()
    {
        var mention = DateMention.InField("COB Friday", Written(calendar: NineToFive))!;
        Assert.Equal(Instant.FromUtc(2026, 3, 6, 22, 0), mention.Reading!.Deadline(NineToFive));
    }

    [Fact]
    public void COB_without_by_is_a_place_in_trading_talk() =>
        Assert.Null(DateMention.Deadline("Prices at COB were flat, volume was low.", Written()));

    [Fact]
    public void The_week_ends_on_Friday_for_those_who_work_until_Friday()
    {
        Assert.Equal("2026-03-06", Field("end of the week", Written(calendar: NineToFive)));
        Assert.Equal("2026-03-08", Field("end of the week"));
    }

    [Fact]
    public void Working_days_skip_the_weekend() =>
        Assert.Equal("2026-03-09", Field("in three working days", Written(calendar: NineToFive)));

    [Fact]
    public void Forty_eight_hours_from_Friday_end_when_work_begins_again_and_two_working_days_are_offered()
    {
        var mention = DateMention.InField("within 48 hours", Written("2026-03-13T15:00", calendar: NineToFive))!;
        Assert.Equal("2026-03-16 15:00", Said(mention.Reading));
        Assert.Contains("2026-03-17 15:00", mention.Alternatives.Select(Said));
    }

    [Fact]
    public void Hours_are_counted_through_the_change_of_summer_time() =>
        Assert.Equal("2026-03-08 11:00", Field("in 24 hours", Written("2026-03-07T10:00")));

    [Fact]
    public void Before_Friday_ends_with_Thursday()
    {
        var mention = DateMention.InField("before Friday", Written(calendar: NineToFive))!;
        Assert.False(mention.Reading!.Inclusive);
        Assert.Equal(Instant.FromUtc(2026, 3, 5, 22, 0), mention.Reading.Deadline(NineToFive));
    }

    [Theory]
    [InlineData("31 June")]
    [InlineData("February 30th")]
    [InlineData("yesterday")]
    [InlineData("last Friday")]
    [InlineData("1 March 2025")]
    [InlineData("a day")]
    [InlineData("the mountain may not move")]
    [InlineData("version 2.10.3")]
    [InlineData("call 713-853-1653 ext. 3-3908")]
    [InlineData("there are 10 students in room 4")]
    [InlineData("$12.50 or 7.5%")]
    [InlineData("https://example.com/2026/report-12")]
    [InlineData("")]
    public void Where_there_is_no_day_ahead_the_field_stays_silent(string typed) =>
        Assert.Equal("nothing", Field(typed));

    [Theory]
    [InlineData("Good morning everybody")]
    [InlineData("That is all for now.")]
    [InlineData("I see what you mean now.")]
    [InlineData("We have worked here for 10 years.")]
    [InlineData("Sales rose by 12.")]
    [InlineData("The board is 8 by 10.")]
    [InlineData("A table for 4, please.")]
    [InlineData("The price fell by 20.")]
    [InlineData("2/3 of the votes")]
    [InlineData("Add 1 1/2 cups of flour.")]
    [InlineData("Support is there 24/7.")]
    [InlineData("The clause is in section 3.3.")]
    [InlineData("We need the 5.8 million.")]
    [InlineData("Order 12-05-77 has left.")]
    [InlineData("Part 10/12-A is missing.")]
    [InlineData("Call us at 1-800-555-0100.")]
    [InlineData("Rooms for 3+ nights")]
    [InlineData("Write to june@example.com.")]
    [InlineData("See https://example.com/friday/2027-05-01 for more.")]
    [InlineData("Visit www.may-fair.example.")]
    [InlineData("32 August 2027")]
    [InlineData("24:30")]
    [InlineData("Tell June about it.")]
    [InlineData("Ask April about it.")]
    [InlineData("Casual Fridays are back.")]
    [InlineData("The Easter egg is hidden.")]
    [InlineData("W3C and H2O")]
    [InlineData("paragraph 4a")]
    [InlineData("at a few of them")]
    public void What_only_looks_like_a_time_is_none(string typed) => Assert.Equal("nothing", Field(typed));

    [Theory]
    [InlineData("It will be ready in April.", "2026-04-30")]
    [InlineData("June", "2026-06-30")]
    [InlineData("on Thanksgiving", "2026-11-26")]
    [InlineData("Do it now, please", "2026-03-04")]
    [InlineData("wait for 5 minutes", "2026-03-04 10:05")]
    [InlineData("10/12", "2026-10-12")]
    [InlineData("june@example.com needs it by Friday", "2026-03-06")]
    [InlineData("See https://example.com/a, due 20 March", "2026-03-20")]
    [InlineData("by 12", "2026-03-04 12:00")]
    [InlineData("Friday 9a", "2026-03-06 09:00")]
    public void Where_a_day_is_asked_for_the_same_words_are_one(string typed, string expected) =>
        Assert.Equal(expected, Field(typed));

    [Theory]
    [InlineData("Please send me the signed contract by Friday.")]
    [InlineData("The deadline for comments is March 20.")]
    [InlineData("Could you review this no later than noon tomorrow?")]
    [InlineData("I'll get you the numbers next week.")]
    [InlineData("We need the names by COB Monday.")]
    [InlineData("Applications are accepted until March 31.")]
    [InlineData("RSVP to Ann by 5:00 p.m., Thursday, March 12.")]
    [InlineData("Please respond within 48 hours.")]
    public void A_sentence_that_asks_or_promises_by_a_day_is_a_deadline(string sentence) =>
        Assert.NotNull(DateMention.Deadline(sentence, Written())?.Reading);

    [Theory]
    [InlineData("The meeting is on Friday at 10 am.")]
    [InlineData("I am out of the office until Monday.")]
    [InlineData("On Mon, Mar 2, 2026 at 3:15 PM John Smith wrote:")]
    [InlineData("Sent: Tuesday, March 3, 2026 9:12 AM")]
    [InlineData("We spoke with the bank on Thursday and it went well.")]
    [InlineData("Effective April 1 the cafeteria has new hours.")]
    [InlineData("Are you free for lunch on Thursday?")]
    [InlineData("The winner will not be announced until Friday.")]
    [InlineData("The attached report was presented by Ann on 3/2.")]
    public void Most_dates_in_mail_are_no_deadline(string sentence) =>
        Assert.Null(DateMention.Deadline(sentence, Written()));

    [Fact]
    public void As_soon_as_possible_asks_for_haste_and_names_no_day()
    {
        var mention = DateMention.Deadline("Please sign the form as soon as possible.", Written());
        Assert.True(mention!.Soon);
        Assert.Null(mention.Reading);
    }

    [Fact]
    public void A_day_outweighs_haste() =>
        Assert.Equal(
            "2026-03-06",
            Said(DateMention.Deadline("Please send it ASAP, by Friday at the latest.", Written())?.Reading)
        );

    [Fact]
    public void Every_mention_points_at_its_words_in_order()
    {
        const string text = "Please send the draft by Friday; the board meets on 20 March at 3 pm.";
        var mentions = DateMention.Find(text, Written());
        Assert.Equal(["by Friday", "on 20 March at 3 pm"], mentions.Select(mention => mention.Phrase));
        Assert.All(mentions, mention => Assert.Equal(mention.Phrase, text.Substring(mention.Start, mention.Length)));
        Assert.Equal([true, false], mentions.Select(mention => mention.IsDeadline));
    }
}
