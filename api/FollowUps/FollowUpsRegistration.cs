using MailCommitments.Partners;
using Microsoft.Extensions.Options;
using NodaTime;

namespace MailCommitments.FollowUps;

public static class FollowUpsRegistration
{
    public const string UndoMinutes = "FollowUps:UndoMinutes";

    public static IServiceCollection AddFollowUps(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SendingSettings>().BindConfiguration(SendingSettings.Section);
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<SendingSettings>>().Value)
            .AddSingleton(SettingsOf(configuration))
            .AddScoped<FollowUpQueue>()
            .AddScoped<FollowUpDesk>()
            .AddScoped<ThankYouDesk>()
            .AddScoped<Outbox>()
            .AddScoped<CircumstancesBook>()
            .AddScoped<PolicyDesk>()
            .AddScoped<EscalationDesk>()
            .AddScoped<HoldDesk>()
            .AddScoped<FollowUpSender>()
            .AddSingleton<FollowUpRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<FollowUpRound>());
    }

    private static FollowUpSettings SettingsOf(IConfiguration configuration) =>
        new(Duration.FromMinutes(Math.Max(0, configuration.GetValue(UndoMinutes, defaultValue: 10))));
}
