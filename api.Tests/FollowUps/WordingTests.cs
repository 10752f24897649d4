using System.Net;
using MailCommitments.FollowUps;

namespace MailCommitments.Tests.FollowUps;

[Collection(InTheRunningProduct.Name)]
public sealed class WordingTests(RunningProduct world)
{
    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    private string Address => $"/api/contacts/{contact.Address}/wording";

    [Fact]
    public async Task The_preview_is_the_mail_that_goes_out()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        var wanted = new WordingSettings(
            Language.German,
            Formality.Familiar,
            Courtesy.Short,
            AskOrder.ReasonsFirst,
            "Ria"
        );
        var shown = await asker.PostAsync<LetterPreview>($"{Address}/preview", wanted);
        Assert.Equal(Language.English, (await asker.GetAsync<WordingView>(Address)).Preview.Wording.Language);

        await asker.PutAsync<WordingView>(Address, wanted);
        Assert.StartsWith(
            "Hallo Ria!",
            (await asker.LookAtAsync(commitment)).Planned[0].Body,
            StringComparison.Ordinal
        );
        await world.MoveToAsync(week.Wednesday(12));

        var mail = (await contact.InboxAsync())[^1].Body!.Content!;
        foreach (var paragraph in shown.Text.Split("\n\n").Where(text => !text.Contains('…')))
            Assert.Contains(WebUtility.HtmlEncode(paragraph).Split('\n')[0], mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_a_contact_signs_and_opens_is_learnt_from_their_reply()
    {
        var week = await world.NextWeekAsync();
        var (mail, _) = await asker.AskAsync(contact, week.Friday(10));
        await contact.ReplyAsync(
            mail,
            $"Hello Anke,\n\nI hope you are well. I will send the report by {week.Next.Named(NodaTime.IsoDayOfWeek.Friday)}.\n\nKind regards,\nMaria"
        );

        var seen = await asker.GetAsync<WordingView>(Address);

        Assert.Equal(new Manners(Language.English, true, "Maria"), seen.Learnt);
        Assert.True(seen.Preview.Wording.HasOpener);
    }

    [Fact]
    public async Task A_form_of_address_is_short_and_for_one_person()
    {
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(10));
        using var tooLong = await asker.CallAsync(
            HttpMethod.Put,
            Address,
            new WordingSettings(CalledAs: new string('x', 61))
        );
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.StatusCode);
        using var forAll = await world.Lead.CallAsync(
            HttpMethod.Put,
            "/api/wording",
            new WordingSettings(CalledAs: "Ria")
        );
        Assert.Equal(HttpStatusCode.BadRequest, forAll.StatusCode);
    }

    [Fact]
    public async Task The_organisations_own_text_is_used_and_one_without_links_is_refused()
    {
        using var refused = await world.Lead.CallAsync(
            HttpMethod.Put,
            "/api/letters/due/spanish",
            new LetterTextBody("{greeting} {ask} {date} {hours} {asker}")
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains(
            "Without {links} the mail would not say the three answers",
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        var week = await world.NextWeekAsync();
        await asker.AskAsync(contact, week.Friday(10));
        var spanish = new WordingSettings(Language.Spanish);

        await world.Lead.PutAsync<LetterTextView>(
            "/api/letters/due/spanish",
            new LetterTextBody("{greeting}\n\nDe nuestra casa: {ask}\n\n{date} {links}\n\n{hours}\n\n{asker}")
        );
        var own = await asker.PostAsync<LetterPreview>($"{Address}/preview", spanish);
        using var reset = await world.Lead.CallAsync(HttpMethod.Delete, "/api/letters/due/spanish");
        var products = await asker.PostAsync<LetterPreview>($"{Address}/preview", spanish);

        Assert.Contains("De nuestra casa:", own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("De nuestra casa:", products.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_text_makes_an_example_and_one_without_its_date_says_why_it_does_not()
    {
        var letters = await asker.GetAsync<IReadOnlyList<LetterTextView>>("/api/letters");
        foreach (var letter in letters)
        {
            var example = await asker.PostAsync<LetterPreview>(
                $"/api/letters/{letter.Kind}/{letter.Language}/preview",
                new LetterTextBody($"* {letter.Text}")
            );
            Assert.StartsWith("* ", example.Text, StringComparison.Ordinal);
            Assert.Equal(letter.Language, example.Wording.Language);
            Assert.DoesNotContain('{', example.Text);
            Assert.Contains(asker.Person.Name, example.Text, StringComparison.Ordinal);
        }

        using var refused = await asker.CallAsync(
            HttpMethod.Post,
            "/api/letters/nudge/german/preview",
            new LetterTextBody("{greeting} {ask} {links} {hours} {asker}")
        );
        Assert.Contains(
            "Without {date} the mail would not say the date; put it back.",
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_example_for_a_partner_has_the_wording_of_everybody_where_the_partner_has_none()
    {
        var partner = await world.NewPartnerAsync();
        var formal = await asker.PostAsync<LetterPreview>(
            "/api/wording/preview",
            new WordingSettings(Formality: Formality.Formal)
        );
        var german = await asker.PostAsync<LetterPreview>(
            $"/api/partners/{partner}/wording/preview",
            new WordingSettings(Language.German)
        );
        using var nobody = await asker.CallAsync(
            HttpMethod.Post,
            "/api/partners/nobody.example/wording/preview",
            new WordingSettings()
        );

        Assert.StartsWith("Dear Maria Santos,", formal.Text, StringComparison.Ordinal);
        Assert.Equal(Wording.Default with { Language = Language.German }, german.Wording);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }
}
