using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using MailCommitments.Commitments;
using MailCommitments.Sandbox;
using MailCommitments.Sandbox.Graph;
using MailCommitments.Sandbox.Stories;
using MailCommitments.Sandbox.Tenancy;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>
/// How many replies a second the running product reads: told of by notification, fetched over HTTPS from the embedded tenant
/// by delta query, matched, understood and written down. The tenant works on the same machine.
/// </summary>
internal static class ReadingSpeed
{
    private const int Requests = 40;
    private const int RepliesToEach = 25;
    private static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 9, 0);

    public static IEnumerable<(string Name, double Value, string Unit)> Measure() =>
        [("replies read from one mailbox, end to end", MeasureAsync().GetAwaiter().GetResult(), "/s")];

    private static async Task<double> MeasureAsync()
    {
        await using var host = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                Port = 0,
                TenantPort = 0,
                Data = null,
                Demo = Demo.None,
                Now = Start,
                ClockFlows = false,
            },
            CancellationToken.None
        );
        var tenant = host.Tenant.Tenant;
        var asker = tenant.People.First(person => person.Mail.EndsWith(Cast.HomeDomain, StringComparison.Ordinal));
        var contact = tenant.People.First(person => person.Mail.EndsWith(Cast.PartnerDomain, StringComparison.Ordinal));
        var asked = new List<MailItem>();
        for (var number = 0; number < Requests; number++)
            asked.Add(await AskAsync(host, asker, contact, number));
        await host.Tenant.IdleAsync(CancellationToken.None);

        var known = await KnownAsync(host);
        var begun = Stopwatch.GetTimestamp();
        for (var number = 0; number < RepliesToEach; number++)
        {
            foreach (var mail in asked)
                Answer(host, contact, mail, $"Hello, we will send part {number} of the report by Thursday.");
        }
        await host.Tenant.IdleAsync(CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;

        var read = await KnownAsync(host) - known;
        return read == Requests * RepliesToEach
            ? read / seconds
            : throw new InvalidOperationException($"{Requests * RepliesToEach} replies came and {read} were read.");
    }

    private static async Task<MailItem> AskAsync(SandboxHost host, Person asker, Person contact, int number)
    {
        var mail = Send(
            host,
            asker,
            new MailItem
            {
                IsDraft = true,
                To = [contact.Address],
                Subject = $"Test report of pump {number}",
                Body = new("Could you please send me the test report?", IsHtml: false),
            }
        );
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            host.Tenant.Authority.AccessToken(
                asker,
                TenantServer.PageClientId,
                TokenRequest.Read($"api://{TenantServer.ProductClientId}/access_as_user", [])
            )
        );
        using var answer = await http.PostAsJsonAsync(
            "/api/requests",
            new
            {
                messageId = mail.ImmutableId,
                ask = "Send the test report",
                contacts = new[] { contact.Mail },
                deadline = new { at = "2026-03-06T16:00:00Z" },
            }
        );
        answer.EnsureSuccessStatusCode();
        return mail;
    }

    private static void Answer(SandboxHost host, Person from, MailItem asked, string text)
    {
        var copy = host.Tenant.Tenant.MailboxOf(from).FindByMessageId(asked.InternetMessageId)!;
        Send(host, from, Sandbox.Graph.Answers.To(copy, from, Answering.Reply, text, DateTimeZone.Utc, host.Clock.Now));
    }

    private static MailItem Send(SandboxHost host, Person from, MailItem draft)
    {
        var mailbox = host.Tenant.Tenant.MailboxOf(from);
        return host.Tenant.Post.Send(mailbox, mailbox.Add(draft, mailbox.FolderNamed("drafts").Id))!;
    }

    private static async Task<int> KnownAsync(SandboxHost host)
    {
        await using var scope = host.Product.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<CommitmentsDb>()
            .Set<ThreadMailRow>()
            .IgnoreQueryFilters()
            .CountAsync();
    }
}
