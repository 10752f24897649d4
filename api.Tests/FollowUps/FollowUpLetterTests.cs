using MailCommitments.FollowUps;
using static MailCommitments.Tests.Some;

namespace MailCommitments.Tests.FollowUps;

public class FollowUpLetterTests
{
    private static readonly string[] Reproaches =
    [
        "reminder",
        "again",
        "still",
        "already",
        "overdue",
        "late",
        "delay",
        "failed",
        "forgot",
        "ignored",
        "must",
        "immediately",
        "urgent",
        "disappoint",
        "unfortunately",
        "as soon as possible",
    ];

    public static TheoryData<bool> Letters => [true, false];

    [Theory]
    [MemberData(nameof(Letters))]
    public void It_says_what_was_asked_and_for_when_in_the_contacts_own_time(bool promised)
    {
        var letter = Write(promised: promised);

        Assert.Contains("“Could you send me the test report, please?”", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Thursday 5 March 2026, 00:00 (Manila)", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Thursday 5 March 2026, 00:00 (Manila)", letter.Html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void It_is_read_in_half_a_minute(bool promised)
    {
        foreach (var ask in new[] { "Report?", "Could you send me the signed test report of pump 14, please?" })
            Assert.InRange(
                Write(ask, promised).Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length,
                50,
                125
            );
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void It_reproaches_nobody(bool promised)
    {
        var words = Write(promised: promised).Text.ToLowerInvariant();

        Assert.DoesNotContain(Reproaches, reproach => words.Contains(reproach, StringComparison.Ordinal));
    }

    [Fact]
    public void It_offers_a_way_out() =>
        Assert.Contains("which date suits you now, or what stands in the way", Write().Text, StringComparison.Ordinal);

    [Fact]
    public void A_date_the_contact_named_is_called_theirs() =>
        Assert.Contains("you had named", Write(promised: true).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("Maria Santos", "Hello Maria,")]
    [InlineData("Dela Cruz, Maria", "Hello Maria,")]
    [InlineData("maria.santos@bayani.example", "Hello maria.santos@bayani.example,")]
    public void It_greets_by_the_first_name(string name, string greeting) =>
        Assert.StartsWith(greeting, Write(contact: name).Text, StringComparison.Ordinal);

    [Fact]
    public void What_the_asker_wrote_is_text_and_never_markup()
    {
        var html = Write("<img src=x onerror=alert(1)> & “more”").Html;

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt; &amp;", html, StringComparison.Ordinal);
    }

    private static FollowUpLetter Write(
        string ask = "Could you send me the test report, please?",
        bool promised = false,
        string contact = "Maria Santos"
    ) => FollowUpLetter.Write(contact, "Anke Vogel", ask, Wednesday(17), Manila, promised);
}
