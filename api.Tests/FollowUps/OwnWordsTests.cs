using MailCommitments.FollowUps;

namespace MailCommitments.Tests.FollowUps;

public class OwnWordsTests
{
    private const string Date = "Friday 6 March 2026, 17:00 (Manila)";
    private const string Link = "https://answers.example/answer/abc?as=done&x=1";

    private const string Shown = $"Hello Maria,\n\nthis was due on {Date}.\n\n- It is done: …\n- Another date: …";

    private const string Sent =
        $"Hello Maria,\n\nthis was due on {Date}.\n\n- It is done: {Link}\n- Another date: {Link}2";

    [Fact]
    public void Every_word_but_dates_and_links_may_change() =>
        Assert.Null(
            WhyNot($"Dear Maria, could I have it? It was for {Date}.\n  - It is done: …\n\n- Another date: …\nAnke")
        );

    [Fact]
    public void A_date_may_not_be_lost() =>
        Assert.Contains(Date, WhyNot("Could I have it?\n- It is done: …\n- Another date: …"), StringComparison.Ordinal);

    [Theory]
    [InlineData("- It is done: …")]
    [InlineData("- Another date: …\n- It is done: …")]
    [InlineData("- It is done\n- Another date: …")]
    public void No_link_may_be_lost_or_change_its_place(string links) =>
        Assert.Contains("- Another date: …", WhyNot($"It was for {Date}.\n{links}"), StringComparison.Ordinal);

    [Fact]
    public void What_is_sent_has_the_links_that_were_made_for_it() =>
        Assert.Equal(
            $"Dear Maria,\n- It is done: {Link}\nor\n- Another date: {Link}2",
            OwnWords.WithLinks("Dear Maria,\n- It is done: …\nor\n- Another date: …", Shown, Sent)
        );

    [Fact]
    public void A_link_shows_its_name() =>
        Assert.Contains(
            "<a href=\"https://answers.example/answer/abc?as=done&amp;x=1\">It is done</a><br>",
            OwnWords.Html($"- It is done: {Link}\nAnke"),
            StringComparison.Ordinal
        );

    [Fact]
    public void There_has_to_be_a_text_and_not_a_book()
    {
        Assert.NotNull(WhyNot(" \n "));
        Assert.NotNull(WhyNot($"{Date} {new string('x', OwnWords.Longest)}"));
    }

    [Fact]
    public void What_was_typed_is_text_and_never_markup_and_addresses_are_links()
    {
        var html = OwnWords.Html("Hello <b>Maria</b> & all,\nsee https://wiki.example/a.\n\nAnke");

        Assert.Contains("&lt;b&gt;Maria&lt;/b&gt; &amp; all,<br>see", html, StringComparison.Ordinal);
        Assert.Contains(
            "<a href=\"https://wiki.example/a\">https://wiki.example/a</a>.</p>",
            html,
            StringComparison.Ordinal
        );
        Assert.EndsWith("<p style=\"margin:0 0 12px 0\">Anke</p></div>", html, StringComparison.Ordinal);
    }

    private static string? WhyNot(string text) => OwnWords.WhyNot(text, Shown, [Date]);
}
