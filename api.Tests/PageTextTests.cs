using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailCommitments.Commitments;
using MailCommitments.Tests.Calendars;
using MailCommitments.Texts;

namespace MailCommitments.Tests;

/// <summary>What the server says on pages, in the reader's language.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed partial class PageTextTests(RunningProduct world)
{
    private static readonly Dictionary<string, Dictionary<string, string>> Translations = JsonSerializer.Deserialize<
        Dictionary<string, Dictionary<string, string>>
    >(File.ReadAllText(Path.Combine(Repository.Root, "api", "Texts", "page-text.data.json")))!;

    private static readonly string Code = string.Join(
        '\n',
        Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "api"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
    );

    [Fact]
    public void Every_sentence_that_is_said_is_translated_into_every_language() =>
        Assert.Empty(Said().Matches(Code).Select(said => said.Groups["sentence"].Value).Except(Translations.Keys));

    [Fact]
    public void Nothing_is_translated_that_is_said_nowhere() =>
        Assert.DoesNotContain(
            Translations.Keys,
            sentence => !Code.Contains($"\"{sentence}\"", StringComparison.Ordinal)
        );

    [Fact]
    public void A_translation_has_the_values_of_its_sentence() =>
        Assert.All(
            Translations,
            sentence =>
            {
                Assert.Equal(["de", "es", "hi"], sentence.Value.Keys);
                Assert.All(sentence.Value.Values, said => Assert.Equal(ValuesIn(sentence.Key), ValuesIn(said)));
            }
        );

    [Theory]
    [InlineData("de-AT", "Fällig am Freitag, 6. März")]
    [InlineData("es", "Vence el viernes 6 de marzo")]
    [InlineData("hi", "शुक्रवार, 6 मार्च को देय")]
    [InlineData("en", "Due on Friday 6 March")]
    [InlineData("fr", "Due on Friday 6 March")]
    public void A_state_is_said_with_its_day_in_the_readers_language(string language, string expected)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            Assert.Equal(expected, PageText.Say("Due on {0}", PageText.Weekday(Some.Friday(17), Some.Berlin)));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Theory]
    [InlineData("de-DE,de;q=0.9,en;q=0.8", "Fällig am ", "Gefragt, fällig ")]
    [InlineData("es-MX", "Vence el ", "Pedido, vence ")]
    [InlineData("fr-FR, en;q=0.5", "Due on ", "Asked, due ")]
    public async Task The_api_answers_in_the_language_that_it_is_asked_in(string accepts, string state, string history)
    {
        var asker = world.NewAsker();
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(world.NewContact(), week.Friday(10));

        var seen = await asker.In(accepts).LookAtAsync(commitment);

        Assert.StartsWith(state, seen.Commitment.StateWords, StringComparison.Ordinal);
        Assert.StartsWith(history, seen.History[0].Words, StringComparison.Ordinal);
        using var refused = await asker
            .In(accepts)
            .CallAsync(HttpMethod.Post, $"/api/commitments/{commitment}/reopening", new ReopeningBody());
        Assert.Equal(System.Net.HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(
            accepts.StartsWith("de", StringComparison.Ordinal) ? "nur Abgeschlossenes"
                : accepts.StartsWith("es", StringComparison.Ordinal) ? "solo se puede reabrir"
                : "only a closed one",
            JsonDocument
                .Parse(await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .RootElement.GetProperty("detail")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    private static IEnumerable<string> ValuesIn(string sentence) =>
        Value().Matches(sentence).Select(value => value.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(
        """\b(?:Say|Translated)\(\s*"(?<sentence>(?:[^"\\]|\\.)*)"|\?\s*"(?<sentence>(?:more than )?\{0\} [a-z ]*hours)""",
        RegexOptions.None,
        5000
    )]
    private static partial Regex Said();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Value();
}
