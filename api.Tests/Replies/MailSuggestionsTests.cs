using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;
using NodaTime;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.Replies;

/// <summary>What is offered beside a mail that nobody tracks, on Monday at ten in Berlin. The reader is Anke.</summary>
public class MailSuggestionsTests
{
    private static readonly WorkingCalendar InManila = WorkingCalendar.NineToFive(Manila);

    [Fact]
    public void What_you_ask_is_owed_by_the_one_you_asked()
    {
        var suggestion = Assert.Single(In(Mail("Could you please send me the test report by Friday?")));

        Assert.Equal((SuggestionMeaning.YourAsk, Some.Contact), (suggestion.Meaning, suggestion.Who));
        Assert.Equal([Friday(17)], suggestion.Deadline?.Choices.Select(choice => choice.At) ?? []);
        Assert.Equal(Likelihood.Surely, suggestion.Likely);
    }

    [Fact]
    public void What_you_promise_is_yours_to_keep()
    {
        var suggestion = Assert.Single(In(Mail("I'll send you the drawings by Thursday.")));

        Assert.Equal((SuggestionMeaning.YourPromise, Some.Contact), (suggestion.Meaning, suggestion.Who));
        Assert.Equal([Thursday(17)], suggestion.Deadline?.Choices.Select(choice => choice.At) ?? []);
    }

    [Fact]
    public void What_somebody_asks_you_is_yours_to_keep()
    {
        var suggestion = Assert.Single(In(Received("Could you please send me the drawings by Thursday?")));

        Assert.Equal((SuggestionMeaning.TheirAsk, Some.Contact), (suggestion.Meaning, suggestion.Who));
        Assert.InRange(suggestion.Score, 0.5, 1);
    }

    [Fact]
    public void What_somebody_promises_ends_with_their_working_day()
    {
        var suggestion = Assert.Single(In(Received("I will send you the test report by Friday.")));

        Assert.Equal((SuggestionMeaning.TheirPromise, Some.Contact), (suggestion.Meaning, suggestion.Who));
        Assert.Equal(
            Manila.AtStrictly(new LocalDateTime(2026, 3, 6, 17, 0)).ToInstant(),
            suggestion.Deadline?.Choices[0].At
        );
    }

    [Fact]
    public void In_copy_nobody_is_asked_in_person_but_a_promise_is_a_promise() =>
        Assert.Equal(
            SuggestionMeaning.TheirPromise,
            Assert
                .Single(
                    In(
                        Received("Could you please check the figures? I will send the report on Friday.") with
                        {
                            To = [new MailAddress("Jose Ramos", "jose.ramos@bayani.example")],
                            Cc = [Some.Asker],
                        }
                    )
                )
                .Meaning
        );

    [Theory]
    [InlineData("List-Unsubscribe", "<https://news.example/leave>")]
    [InlineData("Precedence", "bulk")]
    [InlineData("Auto-Submitted", "auto-generated")]
    public void A_list_or_a_machine_asks_nobody(string header, string value) =>
        Assert.Empty(
            In(
                Received("Could you please fill in our survey by Friday?") with
                {
                    Headers = [KeyValuePair.Create(header, value)],
                }
            )
        );

    [Fact]
    public void A_promise_in_a_mail_of_somebody_else_is_tracked_as_theirs_with_its_sentence()
    {
        var mail = Received("Hello Anke,\n\nI will send you the test report by Friday.\n\nMaria");
        var promise = MailSuggestions.PromiseIn(mail, In(mail), "I will send you the test report by Friday.");
        var deadline = Manila.AtStrictly(new LocalDateTime(2026, 3, 6, 17, 0)).ToInstant();
        var wish = new TagWish("Test report", [Some.Contact.Address], deadline, "Friday", Priority.Normal);

        var tagged = Assert.IsType<TagOutcome.Tagged>(Tagging.Tag(Guid.Empty, mail, Mine, wish, Monday(10), promise));

        Assert.Equal([Some.Contact], tagged.Contacts);
        Assert.Equal(new CommitmentEvent.Promised(Monday(9), deadline, promise!.Evidence), tagged.Request.Opening[^1]);
        var commitment = Commitment.From(tagged.Request.Opening);
        Assert.Equal((deadline, 0, Ball.Contact), (commitment.AgreedDate, commitment.Slips, commitment.Ball));
        Assert.IsType<TagOutcome.Refused>(
            Tagging.Tag(
                Guid.Empty,
                mail,
                Mine,
                wish with
                {
                    Contacts = ["jose.ramos@bayani.example"],
                },
                Monday(10),
                promise
            )
        );
    }

    private static readonly string[] Mine = [Some.Asker.Address];

    private static IReadOnlyList<MailSuggestion> In(MailMessage mail) =>
        MailSuggestions.In(mail, Mine, Calendar, mail.From == Some.Asker ? Calendar : InManila, Monday(10));

    private static MailMessage Received(string text) =>
        Mail(text) with
        {
            From = Some.Contact,
            Sender = Some.Contact,
            To = [Some.Asker],
        };
}
