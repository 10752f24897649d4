using MailCommitments.Partners;

namespace MailCommitments.FollowUps;

public static class FollowUpsRegistration
{
    public static IServiceCollection AddFollowUps(this IServiceCollection services) =>
        services
            .AddScoped<Outbox>()
            .AddScoped<CircumstancesBook>()
            .AddScoped<PolicyDesk>()
            .AddScoped<EscalationDesk>()
            .AddScoped<ClimbDesk>()
            .AddScoped<HoldDesk>()
            .AddScoped<FollowUpSender>()
            .AddSingleton<FollowUpRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<FollowUpRound>());
}
