using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MailCommitments.Tests.Sandbox;

public sealed class AuthorityTests(TenantFixture fixture)
{
    private static readonly string[] MailScopes =
    [
        "https://graph.microsoft.com/Mail.Read",
        "https://graph.microsoft.com/User.Read",
    ];
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_for_the_product_is_signed_with_the_published_key_and_names_the_person()
    {
        var person = fixture.Colleague();
        using var http = fixture.Http();
        var root = $"https://login.microsoftonline.com/{person.TenantId}";
        var configuration = await http.GetFromJsonAsync<JsonObject>(
            $"{root}/v2.0/.well-known/openid-configuration",
            Cancellation
        );
        var keys = await http.GetStringAsync(new Uri(configuration!["jwks_uri"]!.GetValue<string>()), Cancellation);
        var read = await new JsonWebTokenHandler().ValidateTokenAsync(
            ProductToken(person),
            new TokenValidationParameters
            {
                ValidIssuer = configuration["issuer"]!.GetValue<string>(),
                ValidAudience = TenantServer.ProductClientId,
                IssuerSigningKeys = new JsonWebKeySet(keys).Keys,
            }
        );
        Assert.True(read.IsValid, read.Exception?.Message);
        Assert.Equal(person.Id.ToString(), read.Claims["oid"]);
        Assert.Equal("access_as_user", read.Claims["scp"]);
        Assert.Equal("Lead", read.Claims["roles"]);
        Assert.Equal(person.Mail, read.Claims["preferred_username"]);
    }

    [Fact]
    public async Task The_product_acts_on_behalf_of_the_person_and_refreshes_later_by_itself()
    {
        var person = fixture.Colleague();
        var product = Product(person);
        var session = "user:" + person.Id;
        var first = await ((ILongRunningWebApi)product)
            .InitiateLongRunningProcessInWebApi(MailScopes, ProductToken(person), ref session)
            .ExecuteAsync(Cancellation);
        var again = await ((ILongRunningWebApi)product)
            .AcquireTokenInLongRunningProcess(MailScopes, session)
            .WithForceRefresh(true)
            .ExecuteAsync(Cancellation);
        Assert.Equal(TokenSource.IdentityProvider, first.AuthenticationResultMetadata.TokenSource);
        Assert.NotEqual(first.AccessToken, again.AccessToken);
        using var http = fixture.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", again.AccessToken);
        var me = await http.GetFromJsonAsync<JsonObject>("me", Cancellation);
        Assert.Equal(person.Mail, me!["mail"]!.GetValue<string>());
    }

    [Fact]
    public async Task After_consent_is_withdrawn_nothing_works_until_the_person_consents_again()
    {
        var person = fixture.Colleague();
        var product = Product(person);
        var session = "user:" + person.Id;
        await ((ILongRunningWebApi)product)
            .InitiateLongRunningProcessInWebApi(MailScopes, ProductToken(person), ref session)
            .ExecuteAsync(Cancellation);
        fixture.Server.Withdraw(person);
        var refused = await Assert.ThrowsAsync<MsalUiRequiredException>(() =>
            ((ILongRunningWebApi)product)
                .AcquireTokenInLongRunningProcess(MailScopes, session)
                .WithForceRefresh(true)
                .ExecuteAsync(Cancellation)
        );
        Assert.Equal("invalid_grant", refused.ErrorCode);
        fixture.Server.Authority.Consent(person);
        var renewed = await product
            .AcquireTokenOnBehalfOf(MailScopes, new UserAssertion(ProductToken(person)))
            .ExecuteAsync(Cancellation);
        Assert.NotEmpty(renewed.AccessToken);
    }

    [Fact]
    public async Task A_token_for_somebody_else_cannot_be_redeemed()
    {
        var person = fixture.Colleague();
        var refused = await Assert.ThrowsAsync<MsalUiRequiredException>(() =>
            Product(person)
                .AcquireTokenOnBehalfOf(MailScopes, new UserAssertion(TenantFixture.Token(fixture.Server, person)))
                .ExecuteAsync(Cancellation)
        );
        Assert.Contains("AADSTS500133", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_alone_gets_roles_and_no_person()
    {
        var result = await Product(fixture.Colleague())
            .AcquireTokenForClient(["https://graph.microsoft.com/.default"])
            .ExecuteAsync(Cancellation);
        var bearer = await fixture.Server.Authority.BearerAsync(result.AccessToken);
        Assert.Null(bearer?.Person);
        Assert.Contains("Mail.ReadWrite", bearer!.Permissions);
    }

    [Fact]
    public async Task A_page_signs_in_with_a_code_that_only_its_own_verifier_redeems_and_only_once()
    {
        var person = fixture.Colleague();
        using var http = fixture.Http();
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var scope = $"openid profile offline_access api://{TenantServer.ProductClientId}/access_as_user";
        var authorize = QueryHelpers.AddQueryString(
            $"https://login.microsoftonline.com/{person.TenantId}/oauth2/v2.0/authorize",
            new Dictionary<string, string?>
            {
                ["client_id"] = TenantServer.PageClientId,
                ["redirect_uri"] = "http://localhost:5080/",
                ["response_type"] = "code",
                ["scope"] = scope,
                ["state"] = "s1",
                ["nonce"] = "n1",
                ["code_challenge"] = challenge,
                ["code_challenge_method"] = "S256",
            }
        );
        var chooser = await http.GetStringAsync(new Uri(authorize), Cancellation);
        Assert.Contains(person.Mail, chooser, StringComparison.Ordinal);

        using var back = await http.GetAsync(new Uri(authorize + "&login_hint=" + person.Mail), Cancellation);
        var query = QueryHelpers.ParseQuery(back.Headers.Location!.Query);
        Assert.Equal("s1", query["state"]);

        async Task<JsonObject> Redeem(string proof)
        {
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["grant_type"] = "authorization_code",
                    ["client_id"] = TenantServer.PageClientId,
                    ["redirect_uri"] = "http://localhost:5080/",
                    ["code"] = query["code"].ToString(),
                    ["code_verifier"] = proof,
                }
            );
            using var answer = await http.PostAsync(
                new Uri($"https://login.microsoftonline.com/{person.TenantId}/oauth2/v2.0/token"),
                form,
                Cancellation
            );
            return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!;
        }

        Assert.Contains(
            "AADSTS54005",
            (await RedeemTwice(Redeem, verifier))["error_description"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Equal("invalid_grant", (await Redeem("wrong"))["error"]!.GetValue<string>());
    }

    private static async Task<JsonObject> RedeemTwice(Func<string, Task<JsonObject>> redeem, string verifier)
    {
        var tokens = await redeem(verifier);
        Assert.NotNull(tokens["access_token"]);
        Assert.NotNull(tokens["refresh_token"]);
        Assert.Equal(
            "n1",
            new JsonWebTokenHandler().ReadJsonWebToken(tokens["id_token"]!.GetValue<string>()).GetClaim("nonce").Value
        );
        return await redeem(verifier);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        var person = fixture.Colleague();
        var product = Product(person, secret: "guessed");
        var refused = await Assert.ThrowsAsync<MsalServiceException>(() =>
            product.AcquireTokenForClient(["https://graph.microsoft.com/.default"]).ExecuteAsync(Cancellation)
        );
        Assert.Equal((int)HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("invalid_client", refused.ErrorCode);
    }

    private string ProductToken(Person person) =>
        fixture.Server.Authority.AccessToken(
            person,
            TenantServer.PageClientId,
            TokenRequest.Read($"api://{TenantServer.ProductClientId}/access_as_user", Authority.DelegatedPermissions)
        );

    private IConfidentialClientApplication Product(Person person, string secret = TenantServer.ProductClientSecret) =>
        ConfidentialClientApplicationBuilder
            .Create(TenantServer.ProductClientId)
            .WithAuthority($"https://login.microsoftonline.com/{person.TenantId}", validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithClientSecret(secret)
            .WithHttpClientFactory(new OverTheTenant(new(fixture.Server.Connection.Handler())))
            .Build();

    private sealed class OverTheTenant(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }
}
