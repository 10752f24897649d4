using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>An example of each kind of mail: for texts and wordings that are set for more than one contact.</summary>
internal static class WordingSamples
{
    private const string Contact = "Maria Santos";
    private const string Superior = "Ana Cruz";

    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Manila"];

    /// <summary>A Friday, at an hour when people work from Europe to Manila.</summary>
    public static Instant Date => Instant.FromUtc(2026, 3, 6, 9, 0);

    public static string AskIn(Language language) => AsksIn(language).One;

    /// <param name="asker">Who would send it.</param>
    /// <param name="style">The asks are in its language.</param>
    public static LetterContent Of(LetterKind kind, string asker, LetterStyle style)
    {
        var (one, other) = AsksIn(style.Wording.Language);
        var step = $"1 ({Superior}, {asker})";
        var ask = new LetterAsk(one, Date, kind == LetterKind.Promised, AnswerLinks.InPreview);
        LetterContent Mail(LetterOccasion occasion, params IReadOnlyList<LetterAsk> asks) =>
            new(Contact, asker, asks, Zone, style, occasion);
        LetterContent ToTheStep(bool isAskedFor) =>
            Mail(
                new LetterOccasion.Escalation(Contact, step, [Contact, asker], isAskedFor),
                ask with
                {
                    Links = null,
                }
            ) with
            {
                ContactName = Superior,
            };
        return kind switch
        {
            LetterKind.Nudge => Mail(new LetterOccasion.Nudge(), ask),
            LetterKind.Due or LetterKind.Promised => Mail(new LetterOccasion.Chaser(), ask),
            LetterKind.Joined => Mail(
                new LetterOccasion.Chaser(),
                ask,
                ask with
                {
                    Ask = other,
                    AgreedDate = Date + Duration.FromDays(3),
                    Promised = true,
                }
            ),
            LetterKind.Announcement => Mail(new LetterOccasion.Announcement(step), ask),
            LetterKind.Escalation => ToTheStep(isAskedFor: false),
            LetterKind.Help => ToTheStep(isAskedFor: true),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static (string One, string Other) AsksIn(Language language) =>
        language switch
        {
            Language.English => (
                "Could you please send me the signed test report?",
                "When will the seals be delivered?"
            ),
            Language.German => (
                "Können Sie mir bitte den unterschriebenen Prüfbericht schicken?",
                "Wann werden die Dichtungen geliefert?"
            ),
            Language.Spanish => (
                "¿Podría enviarme el informe de la prueba firmado?",
                "¿Cuándo se entregarán las juntas?"
            ),
            Language.Hindi => ("क्या आप मुझे हस्ताक्षर की हुई परीक्षण रिपोर्ट भेज सकते हैं?", "सील कब तक पहुँचेंगी?"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
