namespace MailCommitments.FollowUps;

public static class FollowUpsRegistration
{
    public static IServiceCollection AddFollowUps(this IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSingleton(FollowUpSettings.Of(configuration))
            .AddScoped<Outbox>()
            .AddScoped<FollowUpQueue>()
            .AddScoped<FollowUpDesk>()
            .AddScoped<ThankYouDesk>()
            .AddScoped<FollowUpSender>()
            .AddSingleton<FollowUpRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<FollowUpRound>());
}
