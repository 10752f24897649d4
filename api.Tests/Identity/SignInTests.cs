using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using MailCommitments.Tests.Mailboxes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MailCommitments.Tests.Identity;

public sealed class SignInTests(ProductBesideTenant world) : IClassFixture<ProductBesideTenant>
{
    private readonly Person asker = world.Add("Asha Rao");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_known_by_the_token_they_bring()
    {
        var answer = await GetAsync("/who", world.TokenOf(asker));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"Asha Rao <{asker.Mail}>", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a token")]
    public async Task Without_a_good_token_the_answer_says_to_sign_in(string? token)
    {
        var answer = await GetAsync("/who", token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Contains("Sign in again", await DetailOfAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_for_another_application_is_refused()
    {
        var token = world.Server.Authority.AccessToken(
            asker,
            TenantServer.PageClientId,
            TokenRequest.Read("https://graph.microsoft.com/Mail.Read", [])
        );

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/who", token)).StatusCode);
    }

    [Fact]
    public async Task A_person_of_a_tenant_that_is_not_served_is_refused()
    {
        var elsewhere = world.Tenant.AddOrganisation("Elsewhere", false, "elsewhere.example");
        var stranger = world.Add("Sam Stranger", person => person with { TenantId = elsewhere.TenantId });

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/who", world.TokenOf(stranger))).StatusCode);
    }

    [Fact]
    public async Task A_token_without_the_scope_of_the_add_in_is_not_enough()
    {
        var answer = await GetAsync("/who", world.TokenOf(asker, "something_else"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("Ask whoever manages", await DetailOfAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_lead_reads_reports()
    {
        var lead = world.Add("Lena Berg", person => person with { Roles = ["Lead"] });

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/reports", world.TokenOf(lead))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/reports", world.TokenOf(asker))).StatusCode);
    }

    [Fact]
    public async Task A_session_is_begun_once_and_many_calls_need_no_new_token()
    {
        await world.MailboxOfCallerAsync(asker);
        world.Wire.Calls.Clear();

        var mailbox = await world.MailboxOfCallerAsync(asker);
        for (var call = 0; call < 5; call++)
            await mailbox.FindByKeyAsync("none", Cancellation);

        Assert.DoesNotContain(world.Wire.Calls, call => call.Contains("oauth2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_without_the_person_goes_on_after_a_restart()
    {
        await world.MailboxOfCallerAsync(asker);
        using var restarted = ActivatorUtilities.CreateInstance<OnBehalfOf>(world.Services);

        var token = await restarted.TokenAsync(OwnerOf(asker), assertion: null, claims: null, Cancellation);

        Assert.NotEmpty(token);
    }

    [Fact]
    public async Task Kept_sessions_are_unreadable_in_the_database()
    {
        await world.MailboxOfCallerAsync(asker);

        var kept = await world.WithAsync<CommitmentsDb, TokenCacheRow>(db =>
            db.Set<TokenCacheRow>()
                .IgnoreQueryFilters()
                .SingleAsync(row => row.Key == $"{asker.TenantId}:{asker.Id}", Cancellation)
        );

        Assert.DoesNotContain("token", Encoding.UTF8.GetString(kept.Sealed), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nobody_has_a_session_before_their_first_visit()
    {
        var tokens = world.Services.GetRequiredService<OnBehalfOf>();

        await Assert.ThrowsAsync<MailboxNeedsSignIn>(() =>
            tokens.TokenAsync(OwnerOf(asker), assertion: null, claims: null, Cancellation)
        );
    }

    [Fact]
    public async Task A_token_that_Graph_refuses_is_renewed_once()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        var refusals = 0;
        using var refusal = world.Wire.Interrupt(
            (request, onward) =>
                request.RequestUri!.Host == "graph.microsoft.com" && refusals++ == 0
                    ? Task.FromResult(Wire.Error(401, "InvalidAuthenticationToken", request))
                    : onward()
        );
        world.Wire.Calls.Clear();

        Assert.Equal(asker.Mail, (await mailbox.ProfileAsync(Cancellation)).Owner.Address);
        Assert.Single(world.Wire.Calls, call => call.Contains("oauth2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Withdrawn_consent_parks_the_mailbox_until_its_owner_is_back()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        world.Server.Withdraw(asker);
        world.Services.GetRequiredService<OnBehalfOf>().Forget(OwnerOf(asker));

        await Assert.ThrowsAsync<MailboxNeedsSignIn>(() => mailbox.ProfileAsync(Cancellation));
        Assert.Equal(MailboxState.NeedsSignIn, (await world.RowOfAsync(asker)).State);
        var answer = await GetAsync("/mailbox", world.TokenOf(asker));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("sign in again", await DetailOfAsync(answer), StringComparison.Ordinal);

        world.Server.Authority.Consent(asker);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/mailbox", world.TokenOf(asker))).StatusCode);
        Assert.Equal(MailboxState.Ready, (await world.RowOfAsync(asker)).State);
        Assert.Equal(asker.Mail, (await mailbox.ProfileAsync(Cancellation)).Owner.Address);
    }

    [Fact]
    public async Task A_person_who_waits_is_told_when_Microsoft_365_is_away()
    {
        await world.MailboxOfCallerAsync(asker);
        using var away = world.Wire.Interrupt(
            (request, onward) =>
            {
                if (request.RequestUri!.Host != "graph.microsoft.com")
                    return onward();
                var busy = Wire.Error(429, "TooManyRequests", request);
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(17));
                return Task.FromResult(busy);
            }
        );

        var answer = await GetAsync("/mailbox", world.TokenOf(asker));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(17), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("asked to wait", await DetailOfAsync(answer), StringComparison.Ordinal);
    }

    private static MailboxOwner OwnerOf(Person person) => ProductBesideTenant.OwnerOf(person);

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await world.Http.SendAsync(request, Cancellation);
    }

    private static async Task<string?> DetailOfAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return problem.RootElement.GetProperty("detail").GetString();
    }
}
