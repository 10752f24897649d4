using MailCommitments.FollowUps;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

public class FollowUpLetterTests
{
    private const string ShortAsk = "Report?";
    private const string Ask = "Could you send me the signed test report of pump 14, please?";

    private static readonly AnswerLinks Links = new(
        "https://mail.example/answer/token?as=done",
        "https://mail.example/answer/token?as=date",
        "https://mail.example/answer/token?as=blocked"
    );

    private static readonly LetterOccasion[] Occasions =
    [
        new LetterOccasion.Nudge(),
        new LetterOccasion.Chaser(),
        new LetterOccasion.Announcement("2 (Ana Cruz, Katrin Weiss)"),
        new LetterOccasion.Escalation("Maria Santos", "Team lead, step 2", ["Maria Santos"]),
        new LetterOccasion.Escalation("Maria Santos", "Team lead, step 2", ["Maria Santos"], IsAskedFor: true),
    ];

    private static readonly string[] Reproaches =
    [
        "reminder",
        "just checking",
        "again",
        "still",
        "already",
        "overdue",
        "failed",
        "forgot",
        "ignored",
        "must",
        "immediately",
        "urgent",
        "disappoint",
        "unfortunately",
        "as soon as possible",
        "erinner",
        "überfällig",
        "leider",
        "vergessen",
        "muss",
        "dringend",
        "recordatorio",
        "olvid",
        "urgente",
        "debe ",
    ];

    /// <summary>Every mail that the wording settings can make, with a short ask and with a usual one.</summary>
    private static IEnumerable<LetterContent> EveryLetter() =>
        from language in Enum.GetValues<Language>()
        from formality in Enum.GetValues<Formality>()
        from hasOpener in new[] { false, true }
        from order in Enum.GetValues<AskOrder>()
        from occasion in Occasions
        from promised in new[] { false, true }
        from links in new[] { null, Links }
        from ask in new[] { ShortAsk, Ask }
        select Content(ask, promised, occasion, links, new Wording(language, formality, hasOpener, order));

    [Fact]
    public void Every_mail_says_what_was_asked_and_for_when_in_the_contacts_own_time()
    {
        foreach (var content in EveryLetter())
        {
            var letter = FollowUpLetter.Write(content);
            var date = LetterTexts.In(content.Wording.Language).InWords(Wednesday(17), Manila);
            Assert.Contains(content.Asks[0].Ask, letter.Text, StringComparison.Ordinal);
            Assert.Contains(date, letter.Text, StringComparison.Ordinal);
            Assert.EndsWith("(Manila)", date, StringComparison.Ordinal);
            Assert.DoesNotContain('{', letter.Text);
        }
    }

    [Theory]
    [InlineData(Language.English, "Thursday 5 March 2026, 00:00 (Manila)")]
    [InlineData(Language.German, "Donnerstag, 5. März 2026, 00:00 (Manila)")]
    [InlineData(Language.Spanish, "jueves, 5 de marzo de 2026, 00:00 (Manila)")]
    [InlineData(Language.Hindi, "गुरुवार, 5 मार्च 2026, 00:00 (Manila)")]
    public void Dates_are_said_in_the_language_of_the_mail(Language language, string date) =>
        Assert.Contains(
            date,
            Write(wording: Wording.Default with { Language = language }).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_mail_is_read_in_half_a_minute()
    {
        foreach (var content in EveryLetter())
        {
            var text = FollowUpLetter.Write(content).Text;
            var words = text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
            Assert.True(words is >= 50 and <= 125, $"{words} words, {content.Wording}:\n{text}");
        }
    }

    [Fact]
    public void No_mail_reproaches_anybody()
    {
        foreach (var content in EveryLetter())
        {
            var words = FollowUpLetter.Write(content).Text.ToLowerInvariant();
            Assert.DoesNotContain(Reproaches, reproach => words.Contains(reproach, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_first_line_after_the_greeting_is_the_ask() =>
        Assert.Equal($"My request: “{Ask}”", Write().Text.Split("\n\n")[1]);

    [Fact]
    public void Reasons_go_first_where_the_contact_likes_it_so()
    {
        var paragraphs = Write(wording: Wording.Default with { Order = AskOrder.ReasonsFirst }).Text.Split("\n\n");

        Assert.StartsWith("This was due on", paragraphs[1], StringComparison.Ordinal);
        Assert.StartsWith("My request", paragraphs[2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_courtesy_stands_before_the_ask_where_it_is_wanted() =>
        Assert.Equal(
            "I hope this finds you well.",
            Write(wording: Wording.Default with { HasOpener = true }).Text.Split("\n\n")[1]
        );

    [Fact]
    public void Dates_are_asked_for_openly() =>
        Assert.Contains("Which date suits you, and what could delay it?", Write().Text, StringComparison.Ordinal);

    [Fact]
    public void Three_answers_are_one_click_away_in_both_parts()
    {
        var letter = Write(links: Links);

        Assert.Contains($"- It is done: {Links.Done}", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"- Another date suits me: {Links.NewDate}", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"- Something stands in the way: {Links.Blocked}", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{Links.Done}\">It is done</a>", letter.Html, StringComparison.Ordinal);
        Assert.Equal(3, letter.Html.Split("<a ").Length - 1);
    }

    [Fact]
    public void Nothing_in_the_mail_tracks()
    {
        foreach (var content in EveryLetter())
        {
            var html = FollowUpLetter.Write(content).Html;
            Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Without_links_a_short_reply_is_asked_for() =>
        Assert.Contains(
            "A short reply here is enough: it is done, which date suits you, or what stands in the way",
            Write().Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_date_the_contact_named_is_called_theirs() =>
        Assert.Contains("You had named", Write(promised: true).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("Maria Santos", "Hello Maria,")]
    [InlineData("Dela Cruz, Maria", "Hello Maria,")]
    [InlineData("maria.santos@bayani.example", "Hello maria.santos@bayani.example,")]
    public void It_greets_by_the_first_name(string name, string greeting) =>
        Assert.StartsWith(greeting, Write(contact: name).Text, StringComparison.Ordinal);

    [Fact]
    public void Formally_it_greets_by_the_whole_name() =>
        Assert.StartsWith(
            "Dear Maria Dela Cruz,",
            Write(contact: "Dela Cruz, Maria", wording: Wording.Default with { Formality = Formality.Formal }).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void It_calls_people_as_they_sign() =>
        Assert.StartsWith(
            "Hello Dr. Santos,",
            Write(wording: Wording.Default with { CalledAs = "Dr. Santos" }).Text,
            StringComparison.Ordinal
        );

    [Fact]
    public void Several_asks_share_one_mail_each_with_its_date_and_its_links()
    {
        var second = new AnswerLinks(
            "https://mail.example/2/done",
            "https://mail.example/2/date",
            "https://mail.example/2/blocked"
        );
        var letter = FollowUpLetter.Write(
            Content() with
            {
                Asks =
                [
                    new LetterAsk("Send the test report", Wednesday(17), false, Links),
                    new LetterAsk("Send the drawing", Friday(17), true, second),
                ],
            }
        );

        Assert.Contains(
            "1. “Send the test report” – for Thursday 5 March 2026, 00:00 (Manila)\n   It is done: " + Links.Done,
            letter.Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2. “Send the drawing” – you had named Saturday 7 March 2026, 00:00 (Manila)\n   It is done: "
                + second.Done,
            letter.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(6, letter.Html.Split("<a ").Length - 1);
    }

    [Fact]
    public void With_reasons_first_the_list_of_asks_keeps_its_heading()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            var ask = new LetterAsk(Ask, Wednesday(17), false, null);
            var content = Content(
                wording: Wording.Default with
                {
                    Language = language,
                    Order = AskOrder.ReasonsFirst,
                }
            ) with
            {
                Asks = [ask, ask],
            };
            var paragraphs = FollowUpLetter.Write(content).Text.Split("\n\n").ToList();
            var first = paragraphs.FindIndex(paragraph => paragraph.StartsWith("1. ", StringComparison.Ordinal));
            Assert.Equal(3, first);
            Assert.EndsWith(":", paragraphs[first - 1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_escalation_names_the_step_the_person_and_who_gets_a_copy()
    {
        var text = Write(
            occasion: new LetterOccasion.Escalation(
                "Maria Santos",
                "head of engineering",
                ["Maria Santos", "Katrin Weiss"]
            ),
            contact: "Jose Ramos"
        ).Text;

        Assert.StartsWith("Hello Jose,", text, StringComparison.Ordinal);
        Assert.Contains("My request to Maria Santos:", text, StringComparison.Ordinal);
        Assert.Contains("head of engineering", text, StringComparison.Ordinal);
        Assert.Contains("In copy: Maria Santos, Katrin Weiss.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_without_an_ask_is_never_written() =>
        Assert.Throws<ArgumentException>(() => FollowUpLetter.Write(Content() with { Asks = [] }));

    [Theory]
    [InlineData("<img src=x onerror=alert(1)> & “more”")]
    [InlineData("{links} {hours} <img")]
    public void What_the_asker_wrote_is_text_and_never_markup_or_a_placeholder(string ask)
    {
        var letter = Write(ask);

        Assert.DoesNotContain("<img", letter.Html, StringComparison.Ordinal);
        Assert.Contains($"“{ask}”", letter.Text, StringComparison.Ordinal);
    }

    internal static LetterContent Content(
        string ask = Ask,
        bool promised = false,
        LetterOccasion? occasion = null,
        AnswerLinks? links = null,
        Wording? wording = null,
        string contact = "Maria Santos"
    ) =>
        new(
            contact,
            "Anke Vogel",
            [new LetterAsk(ask, Wednesday(17), promised, links)],
            Manila,
            LetterStyle.Default with
            {
                Wording = wording ?? Wording.Default,
            },
            occasion ?? new LetterOccasion.Chaser()
        );

    private static FollowUpLetter Write(
        string ask = Ask,
        bool promised = false,
        LetterOccasion? occasion = null,
        AnswerLinks? links = null,
        Wording? wording = null,
        string contact = "Maria Santos"
    ) => FollowUpLetter.Write(Content(ask, promised, occasion, links, wording, contact));
}
