using MailCommitments.Replies;
using NodaTime;

namespace MailCommitments.Tests.Replies;

public class SuggestionsTests
{
    [Fact]
    public void A_request_is_suggested_with_its_sentence_addressee_and_deadline()
    {
        var suggestion = Assert.Single(
            Suggestions.In(
                Mails.Of(
                    "Hello Bob,\n\nThe audit went well. Could you please send me the certificates by March 16?\n\nAnn"
                ),
                DateTimeZone.Utc
            )
        );
        Assert.Equal(SuggestionKind.Request, suggestion.Kind);
        Assert.Equal("Could you please send me the certificates by March 16?", suggestion.Sentence);
        Assert.Equal("bob@example.com", suggestion.Who?.Address);
        Assert.Equal(new LocalDate(2001, 3, 16), suggestion.Deadline?.Day);
    }

    [Fact]
    public void A_promise_is_suggested_as_the_writers_own()
    {
        var suggestion = Assert.Single(Suggestions.In(Mails.Of("I'll send you the drawings."), DateTimeZone.Utc));
        Assert.Equal((SuggestionKind.Promise, "ann@partner.example"), (suggestion.Kind, suggestion.Who?.Address));
    }

    [Fact]
    public void What_is_quoted_or_machine_made_is_never_suggested()
    {
        Assert.Empty(
            Suggestions.In(
                Mails.Of("Thanks.\n\nOn Mon, Mar 5, 2001, Bob <b@example.com> wrote:\n> Please send me the file."),
                DateTimeZone.Utc
            )
        );
        Assert.Empty(
            Suggestions.In(
                Mails.Of("Please send me the file.", headers: ("Auto-Submitted", "auto-replied")),
                DateTimeZone.Utc
            )
        );
    }

    [Theory]
    [InlineData("Please find attached the minutes.")]
    [InlineData("Please do not hesitate to contact us.")]
    [InlineData("If you are not the intended recipient, please notify the sender.")]
    [InlineData("The meeting went well.")]
    public void Set_phrases_ask_for_nothing(string sentence) =>
        Assert.InRange(RequestReader.InMail(sentence).Score, 0, 0.49);

    [Fact]
    public void Requests_in_the_mail_of_strangers_are_found()
    {
        // BC3 is never trained on.
        var judged = Mails
            .Shared("intent/bc3_dev.jsonl")
            .Where(record => !record.GetProperty("quoted").GetBoolean())
            .Select(record =>
                (
                    Said: RequestReader.InMail(record.GetProperty("text").GetString()!).Score >= 0.5,
                    Is: record.GetProperty("request").GetBoolean()
                )
            )
            .ToList();
        var f1 = 2.0 * judged.Count(j => j is (true, true)) / (judged.Count(j => j.Said) + judged.Count(j => j.Is));
        Assert.InRange(f1, 0.62, 1);
    }
}
