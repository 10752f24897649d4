using MailCommitments.Partners;

namespace MailCommitments.Commitments;

public static class CommitmentsRegistration
{
    public static IServiceCollection AddCommitments(this IServiceCollection services) =>
        services
            .AddScoped<Askers>()
            .AddScoped<ContactBook>()
            .AddScoped<CalendarChanges>()
            .AddScoped<CalendarDesk>()
            .AddScoped<CommitmentBook>()
            .AddScoped<CommitmentDesk>()
            .AddScoped<TagDesk>()
            .AddScoped<PendingTags>()
            .AddScoped<RequestViews>()
            .AddScoped<WaitingViews>()
            .AddSingleton<TaggingRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<TaggingRound>());
}
