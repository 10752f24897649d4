using MailCommitments.Storage;

var app = MailCommitments.Product.Create(args);
await app.Services.MigrateAsync(app.Lifetime.ApplicationStopping);
await app.RunAsync();
