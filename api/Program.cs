var app = MailCommitments.Product.Create(args);
await app.RunAsync();
