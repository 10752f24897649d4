using MailCommitments.Partners;
using Microsoft.Extensions.Options;

namespace MailCommitments.FollowUps;

public static class FollowUpsRegistration
{
    public static IServiceCollection AddFollowUps(this IServiceCollection services)
    {
        services.AddOptions<SendingSettings>().BindConfiguration(SendingSettings.Section);
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<SendingSettings>>().Value)
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
}
