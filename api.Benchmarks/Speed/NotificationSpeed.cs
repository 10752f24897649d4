using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace MailCommitments.Benchmarks;

/// <summary>
/// How many notifications a second the whole product takes over HTTP, every one durable before it is answered, beside an
/// endpoint that does nothing but insert the same row into the same kind of database with the same settings.
/// </summary>
internal static class NotificationSpeed
{
    private const int Mailboxes = 200;
    private const int FoldersOfEach = 3;
    private const int SentAtOnce = 64;
    private const int Burst = 4000;
    private const int Rounds = 3;
    private const int PerSecond = 200;
    private const int SteadySeconds = 10;

    /// <summary>Name, value, unit, and what the bare endpoint reaches.</summary>
    public static IEnumerable<(string Name, double Value, string Unit, double? Floor)> Measure() =>
        MeasureAsync().GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<(string, double, string, double?)>> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("speed-").FullName;
        await using var product = await MeasuredProduct.CreateAsync(Path.Combine(folder, "product.db"), Furnish);
        await product.StartAsync();
        await using var bare = await BareAsync(Path.Combine(folder, "bare.db"));
        var clientStates = await SeedAsync(product);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2 * SentAtOnce });
        var (toProduct, toBare) = (new Door(http, product, clientStates), new Door(http, bare, clientStates));

        await toProduct.BurstAsync(500);
        await toBare.BurstAsync(500);
        var (accepted, inserted) = (new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            accepted[round] = await toProduct.BurstAsync(Burst);
            inserted[round] = await toBare.BurstAsync(Burst);
        }
        var (slowest, slowestBare) = (
            await toProduct.SteadyAsync(PerSecond, SteadySeconds),
            await toBare.SteadyAsync(PerSecond, SteadySeconds)
        );
        await CheckAsync(product, toProduct.Sent);
        await product.StopAsync();
        await bare.StopAsync();
        return
        [
            ("notifications accepted and stored, one in each post", Median(accepted), "/s", Median(inserted)),
            ($"99th percentile of the answer at {PerSecond} a second", slowest, "ms", slowestBare),
        ];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>The floor: the same row, from a body of the same size, and nothing else.</summary>
    private static async Task<WebApplication> BareAsync(string file)
    {
        var builder = WebApplication.CreateBuilder();
        Furnish(builder);
        builder.Services.AddStorage(new Database($"Data Source={file}"));
        var bare = builder.Build();
        bare.MapPost(
            NotificationEndpoints.Notifications,
            async (JsonElement body, CommitmentsDb db) =>
            {
                var item = body.GetProperty("value")[0];
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO "Notifications" ("TenantId", "PersonId", "Key", "MessageId", "ReceivedAt")
                    VALUES ({MeasuredProduct.Tenant}, {MeasuredProduct.Tenant}, {item.GetProperty(
                            "resource"
                        ).GetString()}, {"message"}, {DateTime.UnixEpoch})
                    """
                );
                return TypedResults.StatusCode(StatusCodes.Status202Accepted);
            }
        );
        await bare.Services.MigrateAsync(CancellationToken.None);
        await bare.StartAsync();
        return bare;
    }

    private static void Furnish(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
    }

    /// <summary>Mailboxes that are watched, and whose owners have to sign in before anything of theirs is read.</summary>
    private static async Task<IReadOnlyList<string>> SeedAsync(WebApplication product)
    {
        await using var scope = product.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var subscriptions = new List<SubscriptionRow>();
        for (var number = 0; number < Mailboxes; number++)
        {
            var person = new Guid(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
            db.Add(
                new MailboxRow
                {
                    TenantId = MeasuredProduct.Tenant,
                    PersonId = person,
                    Name = "Somebody",
                    Address = $"{number}@firm.example",
                    State = MailboxState.NeedsSignIn,
                }
            );
            for (var folder = 0; folder < FoldersOfEach; folder++)
                db.Add(
                    new TrackedFolderRow
                    {
                        TenantId = MeasuredProduct.Tenant,
                        PersonId = person,
                        Folder = $"folder {folder}",
                    }
                );
            var subscription = new SubscriptionRow
            {
                Id = person,
                TenantId = MeasuredProduct.Tenant,
                PersonId = person,
                Secret = "a secret of the usual length, 43 characters",
                DueAt = Instant.MaxValue,
            };
            subscriptions.Add(subscription);
            db.Add(subscription);
        }
        await db.SaveChangesAsync();
        return [.. subscriptions.Select(row => row.ClientState)];
    }

    /// <summary>What was answered 202 must be there.</summary>
    private static async Task CheckAsync(WebApplication product, int sent)
    {
        await using var scope = product.Services.CreateAsyncScope();
        var stored = await scope
            .ServiceProvider.GetRequiredService<CommitmentsDb>()
            .Set<NotificationRow>()
            .IgnoreQueryFilters()
            .CountAsync();
        if (stored != sent)
            throw new InvalidOperationException($"{sent} notifications were accepted and {stored} are stored.");
    }

    /// <summary>Posts notifications to one of the two, as Graph words them.</summary>
    private sealed class Door(HttpClient http, WebApplication host, IReadOnlyList<string> clientStates)
    {
        private readonly Uri address = new(host.Urls.First() + NotificationEndpoints.Notifications);

        public int Sent { get; private set; }

        /// <summary>As fast as it goes, many at a time.</summary>
        /// <returns>Notifications answered per second.</returns>
        public async Task<double> BurstAsync(int count)
        {
            var first = Take(count);
            var start = Stopwatch.GetTimestamp();
            await Parallel.ForAsync(
                first,
                first + count,
                new ParallelOptions { MaxDegreeOfParallelism = SentAtOnce },
                async (number, _) => await PostAsync(number)
            );
            return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        /// <summary>At a steady pace that does not wait for answers.</summary>
        /// <returns>Milliseconds from the instant a post was due until its answer; of a hundred, one took longer.</returns>
        public async Task<double> SteadyAsync(int perSecond, int seconds)
        {
            var count = perSecond * seconds;
            var first = Take(count);
            var start = Stopwatch.GetTimestamp();
            var answers = new Task<double>[count];
            for (var number = 0; number < count; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / perSecond);
                if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } wait)
                    await Task.Delay(wait);
                answers[number] = AnswerAsync(first + number, due);
            }
            var waits = await Task.WhenAll(answers);
            Array.Sort(waits);
            return waits[(int)(count * 0.99)];

            async Task<double> AnswerAsync(int number, TimeSpan due)
            {
                await PostAsync(number);
                return (Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds;
            }
        }

        private int Take(int count)
        {
            var first = Sent;
            Sent += count;
            return first;
        }

        private async Task PostAsync(int number)
        {
            var resource =
                $"Users/11111111-1111-1111-1111-111111111111/Messages/AAkALgAAAAAAHYQDEapmEc2byACqAC{number}";
            var clientState = clientStates[number % clientStates.Count];
            using var content = new StringContent(
                $$$"""
                {"value":[{"subscriptionId":"22222222-2222-2222-2222-222222222222",
                "subscriptionExpirationDateTime":"2026-03-08T09:00:00Z","clientState":"{{{clientState}}}",
                "tenantId":"{{{MeasuredProduct.Tenant}}}","changeType":"created","resource":"{{{resource}}}",
                "resourceData":{"@odata.type":"#Microsoft.Graph.Message","@odata.id":"{{{resource}}}",
                "@odata.etag":"W/\"CQAAABYAAAB\"","id":"{{{resource[^40..]}}}"}}]}
                """,
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await http.PostAsync(address, content);
            if (answer.StatusCode != HttpStatusCode.Accepted)
                throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}.");
        }
    }
}
