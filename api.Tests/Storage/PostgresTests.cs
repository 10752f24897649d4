using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace MailCommitments.Tests.Storage;

/// <summary>The same product on PostgreSQL.</summary>
public sealed class PostgresTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task From_the_tag_to_the_chaser_and_the_answer()
    {
        await using var world = await StartAsync();
        var (asker, contact) = (world.NewAsker(), world.NewContact());
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Tuesday(10));

        await world.MoveToAsync(week.Wednesday(17));
        Assert.Equal(2, (await contact.InboxAsync()).Count);
        await contact.ReplyAsync(mail, "Hello Anke, here is the test report.");
        var closed = await asker.UnderstandAsync(commitment, ReplyKind.Delivered);

        Assert.Equal(CommitmentState.MetLate, closed.Commitment.State);
        Assert.Equal(1, closed.Commitment.FollowUpsSent);
    }

    [Fact]
    public async Task Two_instances_on_one_database_send_a_follow_up_once_and_one_a_day_to_a_contact()
    {
        await using var world = await StartAsync();
        await using var second = await SecondInstanceAsync(world);
        var week = await world.NextWeekAsync();
        var contacts = Enumerable.Range(0, 6).Select(_ => world.NewContact()).ToList();
        foreach (var contact in contacts)
        {
            await world.NewAsker().AskAsync(contact, week.Tuesday(10));
            await world.NewAsker("Jonas Reuter").AskAsync(contact, week.Tuesday(10), "Drawing of pump 15");
        }
        world.Host.Clock.MoveTo(week.InManila(IsoDayOfWeek.Wednesday, 11));

        await Task.WhenAll(
            new[] { world.Services, second.Services }.SelectMany(services =>
                Enumerable.Range(0, 3).Select(_ => RoundAsync(services))
            )
        );
        await world.MoveToAsync(week.Wednesday(17));

        foreach (var contact in contacts)
            Assert.Equal(3, (await contact.InboxAsync()).Count);
    }

    private static Task RoundAsync(IServiceProvider services) =>
        Task.Run(() => services.GetRequiredService<FollowUpRound>().RunAsync(TestContext.Current.CancellationToken));

    private Task<RunningProduct> StartAsync() =>
        RunningProduct.StartedAsync(
            new SandboxOptions
            {
                Data = null,
                Now = Some.Monday(9),
                Database = server.NewDatabase(),
            }
        );

    /// <summary>Another process of the product, as far as it matters: its own services on the same database and tenant.</summary>
    private static async Task<WebApplication> SecondInstanceAsync(RunningProduct world)
    {
        var first = world.Services.GetRequiredService<IConfiguration>();
        var second = Product.Create(
            [],
            builder =>
            {
                foreach (var section in new[] { "AzureAd", "Graph", "ConnectionStrings", "Logging" })
                    builder.Configuration.AddConfiguration(
                        new ConfigurationBuilder()
                            .AddInMemoryCollection(first.GetSection(section).AsEnumerable())
                            .Build()
                    );
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Services.AddSingleton<TimeProvider>(world.Host.Clock);
                builder.Services.AddSingleton(new OutgoingHttp(world.Network));
            }
        );
        await second.StartAsync();
        return second;
    }
}
