using MailCommitments.FollowUps;

namespace MailCommitments.Tests.FollowUps;

public class MannersTests
{
    [Theory]
    [InlineData("Could you send me the signed test report, please?", Language.English)]
    [InlineData("Könnten Sie mir bitte den Prüfbericht schicken?", Language.German)]
    [InlineData("¿Me puede enviar el informe de la prueba, por favor?", Language.Spanish)]
    [InlineData("कृपया मुझे pump 14 की रिपोर्ट भेजें।", Language.Hindi)]
    [InlineData("Pump 14?", null)]
    public void The_language_is_told_by_its_small_words(string text, Language? language) =>
        Assert.Equal(language, Languages.Of(text));

    [Theory]
    [InlineData("Hello Anke,\nI hope you are well.\nThe report is attached.\nRegards,\nMaria", true, "Maria")]
    [InlineData(
        "Hello Anke,\nThe report is attached, I think.\nI hope that it helps you.\nDr. Santos",
        false,
        "Dr. Santos"
    )]
    [InlineData("The report is attached.\nRegards,\nMaria Santos", false, null)]
    [InlineData("The report is attached.\nRegards,\nBayani Pumps", false, null)]
    [InlineData("Done.", false, null)]
    public void How_they_open_and_sign_is_seen_in_their_mail(string text, bool opens, string? signs)
    {
        var manners = Manners.Of(text, "Maria Santos");

        Assert.Equal((opens, signs), (manners.OpensWithCourtesy, manners.SignsAs));
    }

    [Fact]
    public void The_narrowest_setting_wins_and_what_nobody_set_is_mirrored()
    {
        var wording = WordingSettings.Choose(
            [
                new WordingSettings(Order: AskOrder.ReasonsFirst),
                new WordingSettings(Language.German, Formality.Formal, Order: AskOrder.AskFirst),
            ],
            new Manners(Language.Spanish, true, "Ria"),
            "Could you send me the report, please?"
        );

        Assert.Equal(new Wording(Language.German, Formality.Formal, true, AskOrder.ReasonsFirst, "Ria"), wording);
    }

    [Fact]
    public void Of_a_stranger_the_language_of_the_ask_is_taken() =>
        Assert.Equal(
            Wording.Default with
            {
                Language = Language.German,
            },
            WordingSettings.Choose([], null, "Bitte schicken Sie mir den Bericht.")
        );
}
