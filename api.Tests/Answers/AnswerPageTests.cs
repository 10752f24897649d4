using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using MailCommitments.Answers;
using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Tests.Answers;

/// <summary>The contact's page over HTTP, as a browser without scripts uses it.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed partial class AnswerPageTests(RunningProduct world) : IDisposable
{
    private static int addresses;

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody contact = world.NewContact();

    /// <summary>From an address of its own, so that no other test uses up its visits.</summary>
    private readonly HttpClient http = From($"127.0.7.{Interlocked.Increment(ref addresses)}", world.Http.BaseAddress!);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task The_mail_carries_three_links_and_each_opens_its_own_answer()
    {
        var (_, links) = await ChasedAsync();

        Assert.Equal(["done", "date", "blocked"], links.Select(link => link.Split("?as=")[1]));
        foreach (var link in links)
        {
            var page = await PageAsync(link);
            Assert.Contains($"/{link.Split("?as=")[1]}\"", OpenForm().Match(page).Value, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Looking_at_the_page_changes_nothing()
    {
        var (commitment, links) = await ChasedAsync();
        var before = (await asker.LookAtAsync(commitment)).History.Count;

        foreach (var link in links)
        {
            await PageAsync(link);
            using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, link), Cancellation);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        }

        Assert.Equal(before, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task The_page_takes_no_script_no_frame_no_cookie_and_is_found_by_no_search()
    {
        var (_, links) = await ChasedAsync();
        using var answer = await http.GetAsync(links[0], Cancellation);
        var headers = answer.Headers;

        Assert.StartsWith(
            "default-src 'none'; style-src 'sha256-",
            headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
        Assert.Equal("no-referrer", headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("noindex, nofollow", headers.GetValues("X-Robots-Tag").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
        Assert.True(headers.CacheControl!.NoStore);
        Assert.False(headers.Contains("Set-Cookie"));
        Assert.DoesNotContain(
            "<script",
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Done_closes_the_commitment_and_the_asker_sees_how_it_was_said()
    {
        var (commitment, links) = await ChasedAsync();

        var thanks = await AnswerAsync(links[0], "done", ("note", "Report attached to my mail of today."));

        Assert.Contains("Thank you. Anke Vogel has been told:", thanks, StringComparison.Ordinal);
        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal(CommitmentState.MetLate, seen.Commitment.State);
        Assert.Equal("delivered", seen.History[^1].Kind);
        Assert.Equal("answer page", seen.History[^1].Evidence!.Source);
        Assert.Equal("Report attached to my mail of today.", seen.History[^1].Evidence!.Sentence);
    }

    [Fact]
    public async Task A_new_date_in_words_ends_with_the_contacts_working_day_and_is_a_slip()
    {
        var (commitment, links) = await ChasedAsync();

        var thanks = await AnswerAsync(
            links[1],
            "date",
            ("words", "Friday next week"),
            ("reason", "The laboratory is full.")
        );

        Assert.Contains("Done by Friday", thanks, StringComparison.Ordinal);
        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal("moreTime", seen.History[^1].Kind);
        Assert.Equal(new LocalTime(18, 0), seen.Commitment.AgreedDate.Theirs.TimeOfDay);
        Assert.Equal(1, seen.Commitment.Slips);
        Assert.Equal(Ball.Contact, seen.Commitment.Ball);
    }

    [Fact]
    public async Task Blocked_says_what_since_when_and_what_is_needed_from_whom()
    {
        var (commitment, links) = await ChasedAsync();

        await AnswerAsync(
            links[2],
            "blocked",
            ("what", "The drawing is missing"),
            ("since", "last Monday"),
            ("need", "the approved drawing"),
            ("whom", "your design office")
        );

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal(
            "The drawing is missing · Since: last Monday · Needed: the approved drawing · From: your design office",
            seen.History[^1].Evidence!.Sentence
        );
        Assert.Equal(Ball.Asker, seen.Commitment.Ball);
    }

    [Fact]
    public async Task Not_mine_names_who_then_and_help_reaches_the_asker()
    {
        var (commitment, links) = await ChasedAsync();

        await AnswerAsync(links[0], "help", ("what", "Somebody who knows the old pump"));
        var asked = (await asker.LookAtAsync(commitment)).History;
        Assert.Equal("Help is needed: Somebody who knows the old pump", asked[^2].Evidence!.Sentence);
        Assert.Equal("They asked for help up the ladder: Somebody who knows the old pump", asked[^1].Words);
        await AnswerAsync(links[0], "not-mine", ("to", "Jose Ramos"));

        var seen = await asker.LookAtAsync(commitment);
        Assert.Equal("Handed over to Jose Ramos", seen.History[^1].Words);
    }

    [Fact]
    public async Task Help_climbs_the_agreed_ladder_without_anybodys_approval()
    {
        var partner = await world.NewPartnerAsync();
        var (late, superior) = (world.NewContact(domain: partner), world.NewContact("Ana Cruz", domain: partner));
        var ours = new MailAddress(world.Lead.Person.Name, world.Lead.Address);
        var theirs = new MailAddress(superior.Person.Name, superior.Address);
        await world.Lead.PutAsync<LadderView>(
            $"/api/partners/{partner}/ladder",
            new Ladder([new LadderLevel(ours, theirs, 400, Approver.Lead)], 4, ours, theirs)
        );
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(late, week.Tuesday(10));
        await world.MoveToAsync(week.Wednesday(12));

        await AnswerAsync((await late.AnswerLinksAsync())[0], "help", ("what", "The test bench is down"));
        await world.MoveToAsync(week.Friday(17));

        Assert.Single(await superior.InboxAsync());
        Assert.Contains(
            (await asker.LookAtAsync(commitment)).History,
            entry => entry.Words == "They asked for help up the ladder: The test bench is down"
        );
    }

    [Fact]
    public async Task After_an_answer_no_chaser_goes_out_before_the_new_date()
    {
        var (_, links) = await ChasedAsync();
        var mails = (await contact.InboxAsync()).Count;
        await AnswerAsync(links[1], "date", ("words", "in ten working days"), ("reason", "Audit week"));

        await world.MoveToAsync(world.Now + Duration.FromDays(7));

        Assert.Equal(mails, (await contact.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_form_sent_twice_counts_once_and_a_corrected_one_counts_too()
    {
        var (commitment, links) = await ChasedAsync();
        var form = await FormAsync(links[2], "blocked", ("what", "No power"), ("need", "Power"));
        var before = (await asker.LookAtAsync(commitment)).History.Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(form)));

        Assert.All(answers, answer => Assert.Contains("Thank you.", answer, StringComparison.Ordinal));
        Assert.Equal(before + 1, (await asker.LookAtAsync(commitment)).History.Count);
        form.Fields["what"] = "No gas";
        await SendAsync(form);
        Assert.Equal(before + 2, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task What_the_asker_does_while_the_form_is_open_does_not_lose_the_answer()
    {
        var (commitment, links) = await ChasedAsync();
        var form = await FormAsync(links[2], "blocked", ("what", "No power"), ("need", "Power"));
        await AnswerAsync(links[1], "date", ("words", "Friday next week"), ("reason", "Later"));

        Assert.Contains("Thank you.", await SendAsync(form), StringComparison.Ordinal);
        Assert.Equal("blocked", (await asker.LookAtAsync(commitment)).History[^1].Kind);

        await asker.PostAsync<CommitmentDetail>($"/api/commitments/{commitment}/withdrawal", new WithdrawalBody());
        form.Fields["what"] = "No gas";
        Assert.Contains("is settled", await SendAsync(form), StringComparison.Ordinal);
        Assert.Equal("withdrawn", (await asker.LookAtAsync(commitment)).History[^1].Kind);
    }

    [Fact]
    public async Task What_is_missing_is_said_beside_the_field_and_nothing_typed_is_lost()
    {
        var (commitment, links) = await ChasedAsync();
        var before = (await asker.LookAtAsync(commitment)).History.Count;

        var page = await AnswerAsync(links[1], "date", ("words", "when it rains"), ("reason", "<b>Lab & co</b>"));

        Assert.Contains("This was not understood as a date", page, StringComparison.Ordinal);
        Assert.Contains("value=\"when it rains\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Lab &amp; co&lt;/b&gt;</textarea>", page, StringComparison.Ordinal);
        Assert.Contains(
            "Please pick a date",
            await AnswerAsync(links[1], "date", ("reason", "Lab")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "This date has passed",
            await AnswerAsync(links[1], "date", ("day", "2020-01-01"), ("reason", "Lab")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Please fill this in.",
            await AnswerAsync(links[2], "blocked", ("what", "Lab")),
            StringComparison.Ordinal
        );
        Assert.Equal(before, (await asker.LookAtAsync(commitment)).History.Count);
    }

    [Fact]
    public async Task The_page_shows_every_open_ask_of_this_asker_to_this_contact_and_of_nobody_else()
    {
        var week = await world.NextWeekAsync();
        var other = world.NewAsker("Jonas Reuter");
        var stranger = world.NewContact("Jose Ramos");
        await TagAsync(other, contact, week, "Ask of somebody else");
        await TagAsync(asker, stranger, week, "Ask to somebody else");
        await TagAsync(asker, contact, week, "Send the second report");
        var (_, links) = await ChasedAsync();

        var page = await PageAsync(links[0]);

        Assert.Contains("Send the second report", page, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody else", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Jonas", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Jose", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_answers_for_its_own_contact_only()
    {
        var (_, links) = await ChasedAsync();
        var stranger = world.NewContact("Jose Ramos");
        var (_, foreign) = await asker.AskAsync(stranger, world.Now + Duration.FromDays(3));
        var form = await FormAsync(links[0], "done");
        var address = form.Address.Split('/');
        address[^2] = foreign.ToString();

        await SendAsync(form with { Address = string.Join('/', address) });

        Assert.Single((await asker.LookAtAsync(foreign)).History);
    }

    [Fact]
    public async Task A_revoked_link_and_an_expired_one_get_a_kind_page()
    {
        var (commitment, links) = await ChasedAsync();
        using var notTheirs = await world
            .NewAsker("Jonas Reuter")
            .CallAsync(HttpMethod.Post, $"/api/commitments/{commitment}/answer-links/revocation");
        Assert.Equal(HttpStatusCode.NotFound, notTheirs.StatusCode);
        await PageAsync(links[0]);

        using var revoked = await asker.CallAsync(
            HttpMethod.Post,
            $"/api/commitments/{commitment}/answer-links/revocation"
        );
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await IsKindAsync(links[0], HttpStatusCode.Gone, "This link is no longer in use");

        var fresh = await LinkForAsync(commitment, world.Now + Duration.FromSeconds(1));
        await PageAsync(fresh);
        var old = await LinkForAsync(commitment, world.Now - Duration.FromDays(60));
        await IsKindAsync(old, HttpStatusCode.Gone, "This link has expired");
    }

    [Fact]
    public async Task A_wrong_cut_or_forged_link_gets_a_kind_page_that_tells_nothing()
    {
        var (commitment, links) = await ChasedAsync();
        var link = new Uri(links[0]).AbsolutePath;
        var tokens = world.Services.GetRequiredService<AnswerTokens>();
        var known = tokens.Read(link.Split('/')[^1])!;
        var random = new Random(1);
        string[] wrong =
        [
            "/answer",
            "/answer/",
            "/answer/x",
            link[..^1],
            link[..^20],
            link + "A",
            link + "/",
            "/answer/" + new string('A', 5000),
            "/answer/" + tokens.Write(known with { Tenant = Guid.NewGuid() }),
            "/answer/" + tokens.Write(known with { Contact = Guid.NewGuid() }),
            "/answer/" + tokens.Write(known with { Commitment = Guid.NewGuid() }),
            .. Enumerable.Range(0, 40).Select(_ => Fuzzed(link, random)),
        ];

        foreach (var one in wrong.Where(one => one != link + "/"))
            await IsKindAsync(one, HttpStatusCode.NotFound, "This link leads nowhere");
        using var posted = await http.PostAsync(
            $"{Fuzzed(link, random)}/{commitment}/done",
            new FormUrlEncodedContent([]),
            Cancellation
        );
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }

    [Theory]
    [InlineData("de", "Ihre Antwort an Anke Vogel", "am Freitag")]
    [InlineData("es", "Su respuesta a Anke Vogel", "el viernes")]
    [InlineData("hi", "Anke Vogel को आपका उत्तर", "शुक्रवार")]
    public async Task The_page_speaks_the_contacts_language_and_understands_it(
        string language,
        string title,
        string date
    )
    {
        var (commitment, links) = await ChasedAsync();
        var page = links[1].Replace("?as=", $"?lang={language}&as=", StringComparison.Ordinal);
        Assert.Contains($"<h1>{title}</h1>", await PageAsync(page), StringComparison.Ordinal);

        await AnswerAsync(page, "date", ("words", date), ("reason", "Lab"));

        Assert.Equal(IsoDayOfWeek.Friday, (await asker.LookAtAsync(commitment)).Commitment.AgreedDate.Theirs.DayOfWeek);
    }

    [Fact]
    public async Task A_date_that_may_mean_two_days_is_asked_about()
    {
        var (commitment, links) = await ChasedAsync();
        (string, string)[] filled = [("words", "next Friday"), ("reason", "Lab")];

        var page = await AnswerAsync(links[1], "date", filled);

        Assert.Contains("Which one do you mean?", page, StringComparison.Ordinal);
        var choices = new HtmlParser()
            .ParseDocument(page)
            .QuerySelectorAll("input[name=choice]")
            .Select(choice => choice.GetAttribute("value")!)
            .ToList();
        Assert.Equal(2, choices.Count);
        var form = await FormAsync(links[1], "date", filled);
        form.Fields["choice"] = choices[1];
        Assert.Contains("Thank you.", await SendAsync(form), StringComparison.Ordinal);
        Assert.Equal(
            choices[1],
            InstantPattern.General.Format((await asker.LookAtAsync(commitment)).Commitment.AgreedDate.At)
        );
    }

    [Fact]
    public async Task A_page_for_nobody_speaks_the_browsers_language()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/answer/x");
        request.Headers.AcceptLanguage.ParseAdd("fr, de-AT;q=0.8, en;q=0.5");
        using var answer = await http.SendAsync(request, Cancellation);

        Assert.Contains(
            "Dieser Link führt nirgendwohin",
            await answer.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Who_opens_it_very_often_is_asked_to_wait()
    {
        using var hasty = From("127.0.8.1", world.Http.BaseAddress!);
        HttpResponseMessage? busy = null;
        for (var visit = 0; busy is null && visit <= new AnswerSettings().PerLinkAMinute; visit++)
        {
            var answer = await hasty.GetAsync("/answer/hasty", Cancellation);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                busy = answer;
            else
                answer.Dispose();
        }

        Assert.NotNull(busy);
        Assert.True(busy.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Contains(
            "One moment, please",
            await busy.Content.ReadAsStringAsync(Cancellation),
            StringComparison.Ordinal
        );
        busy.Dispose();
    }

    /// <summary>A commitment whose chaser has just gone out, and the links in that mail.</summary>
    private async Task<(Guid Commitment, IReadOnlyList<string> Links)> ChasedAsync()
    {
        var week = await world.NextWeekAsync();
        var (_, commitment) = await asker.AskAsync(contact, week.Tuesday(10));
        await world.MoveToAsync(week.Wednesday(12));
        return (commitment, await contact.AnswerLinksAsync());
    }

    private static async Task TagAsync(Somebody asker, Somebody contact, Week week, string ask)
    {
        var mail = await asker.SendAsync(ask, "Could you please?", contact);
        await asker.TagAsync(mail, week.Next.Next.Friday(10), ask);
    }

    private async Task<string> LinkForAsync(Guid commitment, Instant issuedAt)
    {
        var row = await world.InDatabaseAsync(db =>
            Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(
                Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.IgnoreQueryFilters(
                    db.Set<CommitmentRow>()
                ),
                row => row.Id == commitment,
                Cancellation
            )
        );
        return "/answer/"
            + world
                .Services.GetRequiredService<AnswerTokens>()
                .Write(new AnswerToken(row.TenantId, row.Id, row.ContactId, issuedAt));
    }

    private async Task IsKindAsync(string address, HttpStatusCode status, string title)
    {
        using var answer = await http.GetAsync(address, Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} for {address}");
        Assert.Contains($"<h1>{title}</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Anke", page, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string address)
    {
        using var answer = await http.GetAsync(address, Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {page}");
        return page;
    }

    /// <summary>Opens the page, fills in the form of that answer, and sends it.</summary>
    private async Task<string> AnswerAsync(string link, string answer, params (string Field, string Text)[] filled) =>
        await SendAsync(await FormAsync(link, answer, filled));

    private async Task<FilledForm> FormAsync(string link, string answer, params (string Field, string Text)[] filled)
    {
        var form = new HtmlParser()
            .ParseDocument(await PageAsync(link))
            .QuerySelectorAll("form")
            .First(form => form.GetAttribute("action")!.EndsWith("/" + answer, StringComparison.Ordinal));
        var fields = form.QuerySelectorAll("input[type=hidden]")
            .ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value")!);
        foreach (var (field, text) in filled)
        {
            Assert.NotNull(form.QuerySelector($"[name={field}]"));
            fields[field] = text;
        }
        return new FilledForm(form.GetAttribute("action")!, fields);
    }

    private async Task<string> SendAsync(FilledForm form)
    {
        using var sent = await http.PostAsync(form.Address, new FormUrlEncodedContent(form.Fields), Cancellation);
        return await sent.Content.ReadAsStringAsync(Cancellation);
    }

    private static string Fuzzed(string link, Random random)
    {
        var letters = link.ToCharArray();
        var at = random.Next("/answer/".Length, letters.Length);
        letters[at] = letters[at] == 'A' ? 'B' : 'A';
        var cut = random.Next(3) == 0 ? random.Next("/answer/".Length, letters.Length) : letters.Length;
        return new string(letters[..cut]);
    }

    private static HttpClient From(string address, Uri product) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, cancellation) =>
                {
                    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                    await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = product,
        };

    private sealed record FilledForm(string Address, Dictionary<string, string> Fields);

    [GeneratedRegex("<details[^>]* open[^>]*>.*?<form[^>]*>", RegexOptions.Singleline, 1000)]
    private static partial Regex OpenForm();
}
