using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MailCommitments.Tests.Identity;

/// <summary>Who gets into which route. The routes come from the product itself: a new one without an expectation fails here.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class AuthorisationTests(RunningProduct world)
{
    private const string Everybody = "everybody";
    private const string Users = "users";
    private const string Leads = "leads";

    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["GET /api/settings"] = Everybody,
        ["GET /api/me"] = Users,
        ["GET /api/requests/proposal"] = Users,
        ["POST /api/requests/preview"] = Users,
        ["GET /api/promises/"] = Users,
        ["POST /api/promises/"] = Users,
        ["POST /api/promises/{id:guid}/kept"] = Users,
        ["POST /api/promises/{id:guid}/not-yet"] = Users,
        ["POST /api/promises/{id:guid}/date"] = Users,
        ["POST /api/promises/{id:guid}/dropped"] = Users,
        ["POST /api/promises/{id:guid}/undo"] = Users,
        ["POST /api/requests/"] = Users,
        ["GET /api/requests/"] = Users,
        ["GET /api/requests/{id:guid}"] = Users,
        ["POST /api/deadlines/read"] = Users,
        ["GET /api/commitments/"] = Users,
        ["GET /api/commitments/{id:guid}"] = Users,
        ["POST /api/commitments/{id:guid}/corrections"] = Users,
        ["POST /api/commitments/{id:guid}/answered-elsewhere"] = Users,
        ["POST /api/commitments/{id:guid}/withdrawal"] = Users,
        ["POST /api/commitments/{id:guid}/snooze"] = Users,
        ["POST /api/commitments/{id:guid}/acceptance"] = Users,
        ["POST /api/commitments/{id:guid}/refusal"] = Users,
        ["POST /api/commitments/{id:guid}/date"] = Users,
        ["POST /api/commitments/{id:guid}/reopening"] = Users,
        ["POST /api/commitments/{id:guid}/undo"] = Users,
        ["GET /api/commitments/{id:guid}/thanks/"] = Users,
        ["POST /api/commitments/{id:guid}/thanks/"] = Users,
        ["GET /api/follow-ups/"] = Users,
        ["POST /api/follow-ups/{key}/stop"] = Users,
        ["POST /api/follow-ups/{key}/postpone"] = Users,
        ["PUT /api/follow-ups/{key}/text"] = Users,
        ["POST /api/follow-ups/{key}/approve"] = Users,
        ["POST /api/follow-ups/{key}/send-now"] = Users,
        ["GET /api/contacts/{address}/sensitivity/"] = Users,
        ["PUT /api/contacts/{address}/sensitivity/"] = Users,
        ["GET /api/corrections/"] = Users,
        ["GET /api/corrections/tenant"] = Leads,
        ["GET /api/policies/"] = Users,
        ["GET /api/policies/teams"] = Leads,
        ["PUT /api/policies/tenant/{priority}"] = Leads,
        ["DELETE /api/policies/tenant/{priority}"] = Leads,
        ["PUT /api/policies/teams/{team}/{priority}"] = Leads,
        ["DELETE /api/policies/teams/{team}/{priority}"] = Leads,
        ["PUT /api/policies/partners/{domain}/{priority}"] = Users,
        ["DELETE /api/policies/partners/{domain}/{priority}"] = Users,
        ["PUT /api/policies/contacts/{address}/{priority}"] = Users,
        ["DELETE /api/policies/contacts/{address}/{priority}"] = Users,
        ["PUT /api/policies/requests/{id:guid}"] = Users,
        ["DELETE /api/policies/requests/{id:guid}"] = Users,
        ["GET /api/holds/"] = Users,
        ["POST /api/holds/"] = Users,
        ["DELETE /api/holds/{id:guid}"] = Users,
        ["GET /api/partners/{domain}/ladder/"] = Users,
        ["PUT /api/partners/{domain}/ladder/"] = Leads,
        ["DELETE /api/partners/{domain}/ladder/"] = Leads,
        ["GET /api/escalations"] = Users,
        ["GET /api/commitments/{id:guid}/escalation/"] = Users,
        ["POST /api/commitments/{id:guid}/escalation/decision"] = Users,
        ["POST /api/commitments/{id:guid}/escalation/acknowledgement"] = Users,
        ["POST /api/commitments/{id:guid}/answer-links/revocation"] = Users,
        ["GET /api/contacts/{address}/wording/"] = Users,
        ["PUT /api/contacts/{address}/wording/"] = Users,
        ["POST /api/contacts/{address}/wording/preview"] = Users,
        ["GET /api/partners/{domain}/wording/"] = Users,
        ["PUT /api/partners/{domain}/wording/"] = Leads,
        ["POST /api/partners/{domain}/wording/preview"] = Users,
        ["GET /api/wording/"] = Users,
        ["PUT /api/wording/"] = Leads,
        ["POST /api/wording/preview"] = Users,
        ["GET /api/letters/"] = Users,
        ["PUT /api/letters/{kind}/{language}"] = Leads,
        ["DELETE /api/letters/{kind}/{language}"] = Leads,
        ["POST /api/letters/{kind}/{language}/preview"] = Users,
        ["GET /api/partners/"] = Users,
        ["PUT /api/partners/{domain}"] = Leads,
        ["GET /api/partners/{domain}/calendar"] = Users,
        ["PUT /api/partners/{domain}/calendar"] = Leads,
        ["DELETE /api/partners/{domain}/calendar"] = Leads,
        ["GET /api/contacts/{address}/calendar"] = Users,
        ["PUT /api/contacts/{address}/calendar"] = Users,
        ["DELETE /api/contacts/{address}/calendar"] = Users,
        ["PUT /api/contacts/{address}/absences"] = Users,
        ["POST /api/contacts/{address}/learned-hours"] = Users,
        ["GET /api/calendars/places"] = Users,
        ["GET /api/calendars/holidays"] = Users,
        ["GET /api/commitments/{id:guid}/waiting"] = Users,
        ["GET /api/reports/commitments/{id:guid}/waiting"] = Leads,
        ["GET /api/reports/contacts"] = Leads,
        ["GET /api/reports/contacts/{id:guid}"] = Leads,
        ["GET /api/reports/commitments"] = Leads,
        ["GET /api/reports/commitments/{id:guid}"] = Leads,
        ["GET /api/reports/groups"] = Leads,
        ["GET /api/reports/partners/{id:guid}/comparison"] = Leads,
    };

    [Fact]
    public void Every_route_has_an_expectation() =>
        Assert.Equal(Expected.Keys.Order(StringComparer.Ordinal), Routes().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Who_is_not_signed_in_gets_only_what_everybody_gets() =>
        await ChecksAsync(null, (_, who) => who == Everybody, HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_user_gets_everything_but_a_leads_reports() =>
        await ChecksAsync(world.NewAsker(), (_, who) => who != Leads, HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_lead_gets_everything() =>
        await ChecksAsync(world.Lead, (_, _) => true, HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_person_of_a_tenant_that_is_not_served_gets_only_what_everybody_gets()
    {
        var elsewhere = world.NewContact("Sam Stranger", person => person with { Roles = ["Lead"] });

        await ChecksAsync(elsewhere, (_, who) => who == Everybody, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_user_never_sees_another_ones_requests()
    {
        var week = await world.NextWeekAsync();
        var asker = world.NewAsker();
        var mail = await asker.SendAsync("Test report", "The report?", world.NewContact());
        var request = await asker.TagAsync(mail, week.Friday(10));
        var other = world.NewAsker("Jonas Reuter");

        using var answer = await other.CallAsync(HttpMethod.Get, $"/api/requests/{request.Id}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var list = await other.GetAsync<MailCommitments.Commitments.Page<MailCommitments.Commitments.CommitmentView>>(
            "/api/commitments?state=all"
        );
        Assert.Empty(list.Items);
    }

    private IEnumerable<string> Routes() =>
        world
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]).Select(method =>
                    $"{method} {endpoint.RoutePattern.RawText}"
                )
            )
            .Distinct();

    private async Task ChecksAsync(Somebody? caller, Func<string, string, bool> mayEnter, HttpStatusCode otherwise)
    {
        foreach (var (route, who) in Expected)
        {
            var status = await CallAsync(caller, route);
            if (mayEnter(route, who))
                Assert.False(
                    status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500,
                    $"{route}: {status}"
                );
            else
                Assert.True(status == otherwise, $"{route}: {status}");
        }
    }

    private async Task<HttpStatusCode> CallAsync(Somebody? caller, string route)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]);
        path = path.Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal)
            .Replace("{domain}", "matrix.example", StringComparison.Ordinal)
            .Replace("{priority}", "normal", StringComparison.Ordinal)
            .Replace("{team}", "Engineering", StringComparison.Ordinal)
            .Replace("{address}", "nobody@matrix.example", StringComparison.Ordinal)
            .Replace("{kind}", "due", StringComparison.Ordinal)
            .Replace("{language}", "english", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method != "GET")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (caller is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", caller.Token());
        using var answer = await world.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
