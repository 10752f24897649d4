using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using MailCommitments.Promises;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;

namespace MailCommitments;

[DisallowConcurrentExecution]
internal sealed class TaggingJob(TaggingRound round) : DueWorkJob(round);

[DisallowConcurrentExecution]
internal sealed class ReplyJob(ReplyRound round) : DueWorkJob(round);

[DisallowConcurrentExecution]
internal sealed class PromiseJob(PromiseRound round) : DueWorkJob(round);

[DisallowConcurrentExecution]
internal sealed class FollowUpJob(FollowUpRound round) : DueWorkJob(round);

[DisallowConcurrentExecution]
internal sealed class SubscriptionJob(SubscriptionWork work) : DueWorkJob(work);

/// <summary>A tick of Quartz. What is due stands in the product's own tables, so a tick may come late, twice or on another instance.</summary>
internal abstract class DueWorkJob(IDueWork work) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await work.RunAsync(cancellationToken);
}

/// <summary>Reads replies as soon as a notification is stored, without waiting for the next tick.</summary>
internal sealed class ReadOnNotification(
    MailSignal signal,
    ReplyRound replies,
    FollowUpRound followUps,
    ILogger<ReadOnNotification> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        ReplyReader.WarmUp();
        RequestReader.WarmUp();
        while (!stoppingToken.IsCancellationRequested)
        {
            await signal.WaitAsync(stoppingToken);
            try
            {
                await replies.RunAsync(stoppingToken);
                await followUps.RunAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // The outer edge: the rows stay due, and the next tick tries again. A call that timed out must not end the host.
                log.LogError("Reading replies failed with {Failure}; it is tried again.", failed.GetType().Name);
            }
        }
    }
}

internal static class JobRegistration
{
    /// <summary>Quartz with its store in the same database; clustered where several instances may run.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, Database database)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UsePersistentStore(store =>
            {
                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                if (database.IsPostgres)
                {
                    quartz.ConfigureScheduler(options => options.GenerateInstanceId = true);
                    store.UsePostgres(NpgsqlFactory.Instance, database.ConnectionString);
                    store.UseClustering();
                }
                else
                {
                    store.UseSqlite(SqliteFactory.Instance, database.ConnectionString);
                }
                store.ConfigureStore(options =>
                {
                    options.StoreJobDataAsStrings = true;
                    options.UseBackgroundThreads = true;
                });
            });
            Tick<ReplyJob>(quartz, seconds: 60);
            Tick<TaggingJob>(quartz, seconds: 60);
            Tick<PromiseJob>(quartz, seconds: 60);
            Tick<FollowUpJob>(quartz, seconds: 30);
            Tick<SubscriptionJob>(quartz, seconds: 300);
        });
        services.AddQuartzHostedService(options =>
        {
            options.WaitForJobsToComplete = true;
            options.AwaitApplicationStarted = true;
        });
        services.AddHostedService<ReadOnNotification>();
        return services;
    }

    private static void Tick<TJob>(IQuartzBuilder quartz, int seconds)
        where TJob : IJob =>
        quartz.ScheduleJob<TJob>(trigger =>
            trigger
                .WithIdentity(typeof(TJob).Name)
                .StartNow()
                .WithSimpleSchedule(schedule =>
                    schedule
                        .WithInterval(TimeSpan.FromSeconds(seconds))
                        .RepeatForever()
                        .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithExistingCount)
                )
        );
}
