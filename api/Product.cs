using System.Text.Json;
using System.Text.Json.Serialization;
using MailCommitments.Answers;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Identity;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Promises;
using MailCommitments.Replies;
using MailCommitments.Responsiveness;
using MailCommitments.Storage;
using MailCommitments.Texts;

namespace MailCommitments;

/// <summary>The composition root: every part of the product is added and mapped here, in the order of its sentence.</summary>
public static class Product
{
    /// <summary>The product, ready to run.</summary>
    /// <param name="furnish">What a host around the product puts in the place of the outside world: clock, outgoing calls, settings.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? furnish = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = typeof(Product).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Services.AddSingleton(RealTime);
        builder.Services.AddSingleton(new OutgoingHttp(() => new SocketsHttpHandler()));
        furnish?.Invoke(builder);
        Add(builder);

        var app = builder.Build();
        Map(app);
        return app;
    }

    private static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var database = Database.Of(builder.Configuration);

        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.WithNodaTime();
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
            options.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
            );
        });
        services.AddProblemAnswers();
        services.AddApiDocument();
        services.AddHealthChecks().AddDbContextCheck<CommitmentsDb>(tags: ["ready"]);

        services.AddStorage(database);
        services.AddIdentity(builder.Configuration);
        services.AddMailboxes(builder.Configuration);
        services.AddCommitments();
        services.AddReplies();
        services.AddPromises();
        services.AddFollowUps(builder.Configuration);
        services.AddAnswers(builder.Configuration);
        if (!ApiDocument.IsBeingGenerated)
            services.AddJobs(database);
    }

    private static void Map(WebApplication app)
    {
        app.UsePageText();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UsePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();

        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapMe();
        app.MapRequests();
        app.MapDeadlines();
        app.MapCommitments();
        app.MapPromises();
        app.MapFollowUps();
        app.MapSensitivity();
        app.MapThankYou();
        app.MapCorrections();
        app.MapPolicies();
        app.MapEscalations();
        app.MapAnswers();
        app.MapWording();
        app.MapPartners();
        app.MapHolds();
        app.MapLadders();
        app.MapReports();
        app.MapNotifications();
    }

#pragma warning disable RS0030 // The composition root is where the real clock comes in.
    private static TimeProvider RealTime => TimeProvider.System;
#pragma warning restore RS0030
}
