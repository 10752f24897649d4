using MailCommitments.FollowUps;

namespace MailCommitments.Tests.FollowUps;

public class OwnWordsTests
{
    private const string Date = "Friday 6 March 2026, 17:00 (Manila)";
    private const string Link = "https://answers.example/answer/abc?done=1";

    private static readonly string Original = $"Hello Maria,\n\nthis was due on {Date}.\n\n- Done: {Link}";

    [Fact]
    public void Every_word_but_dates_and_links_may_change() =>
        Assert.Null(WhyNot($"Dear Maria, could I have it? It was for {Date}.\n\n{Link}"));

    [Fact]
    public void A_date_may_not_be_lost() =>
        Assert.Contains(Date, WhyNot($"Dear Maria, could I have it?\n\n{Link}"), StringComparison.Ordinal);

    [Fact]
    public void A_link_may_not_be_lost() =>
        Assert.Contains(Link, WhyNot($"Could I have it? It was for {Date}."), StringComparison.Ordinal);

    [Fact]
    public void A_link_that_was_cut_is_lost() =>
        Assert.NotNull(WhyNot($"It was for {Date}. https://answers.example/answer/abc"));

    [Fact]
    public void There_has_to_be_a_text_and_not_a_book()
    {
        Assert.NotNull(WhyNot(" \n "));
        Assert.NotNull(WhyNot($"{Date} {Link} {new string('x', OwnWords.Longest)}"));
    }

    [Fact]
    public void What_was_typed_is_text_and_never_markup_and_addresses_are_links()
    {
        var html = OwnWords.Html($"Hello <b>Maria</b> & all,\nsee {Link}.\n\nAnke");

        Assert.Contains("&lt;b&gt;Maria&lt;/b&gt; &amp; all,<br>see", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{Link}\">{Link}</a>.</p>", html, StringComparison.Ordinal);
        Assert.EndsWith("<p style=\"margin:0 0 12px 0\">Anke</p></div>", html, StringComparison.Ordinal);
    }

    private static string? WhyNot(string text) => OwnWords.WhyNot(text, Original, [Date]);
}
