using MailCommitments.Mailboxes;
using MailCommitments.Sandbox.Tenancy;

namespace MailCommitments.Tests.Mailboxes;

public sealed class MailboxTests(ProductBesideTenant world) : IClassFixture<ProductBesideTenant>
{
    private readonly Person asker = world.Add("Asha Rao");
    private readonly Person contact = world.Add("Carl Diaz");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_is_read_with_its_people_text_and_headers()
    {
        var sent = world.Send(contact, "Firewall rules", "<p>Here is the list.</p>", asker);
        var copy = world.Tenant.MailboxOf(asker).FindByMessageId(sent.InternetMessageId)!;

        var mail = await (await world.MailboxOfCallerAsync(asker)).FindAsync(copy.ImmutableId, Cancellation);

        Assert.NotNull(mail);
        Assert.Equal(copy.ImmutableId, mail.Id);
        Assert.Equal(sent.InternetMessageId, mail.InternetMessageId);
        Assert.Equal(new MailAddress("Carl Diaz", contact.Mail), mail.From);
        Assert.Equal(asker.Mail, Assert.Single(mail.To).Address);
        Assert.Contains("Here is the list.", mail.Body.Content, StringComparison.Ordinal);
        Assert.Equal(sent.InternetMessageId, mail.Header("Message-ID"));
        Assert.Null(mail.FollowUpKey);
        Assert.False(mail.IsDraft);
    }
}
