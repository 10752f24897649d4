namespace MailCommitments.Replies;

public static class RepliesRegistration
{
    public static IServiceCollection AddReplies(this IServiceCollection services) =>
        services
            .AddScoped<ThreadReading>()
            .AddSingleton<ReplyRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<ReplyRound>());
}
