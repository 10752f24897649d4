namespace MailCommitments.Promises;

public static class PromisesRegistration
{
    public static IServiceCollection AddPromises(this IServiceCollection services) =>
        services
            .AddScoped<PromiseBook>()
            .AddScoped<PromiseReading>()
            .AddScoped<PromiseDesk>()
            .AddSingleton<PromiseRound>()
            .AddSingleton<IDueWork>(provider => provider.GetRequiredService<PromiseRound>());
}
