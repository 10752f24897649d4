using MailCommitments.FollowUps;

namespace MailCommitments.Tests.FollowUps;

public class LetterTemplateTests
{
    private const string Good = "{greeting}\n\nMy request: {ask}\n\nIt is for {date}. {links}\n\n{hours}\n\n{asker}";

    [Fact]
    public void The_products_own_texts_are_texts_that_it_would_take()
    {
        foreach (var kind in Enum.GetValues<LetterKind>())
        foreach (var language in Enum.GetValues<Language>())
        foreach (var formality in Enum.GetValues<Formality>())
        {
            var text = LetterTemplate.Of(kind, Wording.Default with { Language = language, Formality = formality });
            Assert.Null(LetterTemplate.WhyNot(kind, text));
        }
    }

    [Theory]
    [InlineData("{date}", "Without {date} the mail would not say the date; put it back.")]
    [InlineData("{links}", "Without {links} the mail would not say the three answers; put it back.")]
    [InlineData("{ask}", "Without {ask} the mail would not say what is asked; put it back.")]
    [InlineData(
        "{hours}",
        "Without {hours} the mail would not say that no answer is needed outside their hours; put it back."
    )]
    public void A_text_that_would_lose_what_a_mail_needs_is_refused_with_the_reason(string lost, string why) =>
        Assert.Equal(why, LetterTemplate.WhyNot(LetterKind.Due, Good.Replace(lost, "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("{dates}")]
    [InlineData("{step}")]
    [InlineData("{")]
    [InlineData("{links}")]
    public void A_placeholder_that_is_unknown_broken_or_doubled_is_refused(string more) =>
        Assert.NotNull(LetterTemplate.WhyNot(LetterKind.Due, Good + more));

    [Fact]
    public void A_mail_is_written_with_the_tenants_own_text()
    {
        Assert.Null(LetterTemplate.WhyNot(LetterKind.Due, Good));
        var content = FollowUpLetterTests.Content() with
        {
            Style = LetterStyle.Default with
            {
                Templates = new Dictionary<LetterKind, string> { [LetterKind.Due] = Good },
            },
        };

        Assert.Contains(
            "It is for Thursday 5 March 2026",
            FollowUpLetter.Write(content).Text,
            StringComparison.Ordinal
        );
    }
}
