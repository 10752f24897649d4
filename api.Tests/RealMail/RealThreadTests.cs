using MailCommitments.Commitments;
using MailCommitments.Responsiveness;
using MailCommitments.Sandbox;
using NodaTime;

namespace MailCommitments.Tests.RealMail;

public sealed class RealThreadTests
{
    [Fact]
    public async Task Tagging_an_old_request_reads_the_replies_it_got_and_the_report_counts_them()
    {
        await using var product = await RunningProduct.StartedAsync(
            new SandboxOptions
            {
                Data = null,
                Mailboxes = Path.Combine(AppContext.BaseDirectory, "RealMail", "thread.jsonl"),
            }
        );
        var tenant = product.Host.Tenant.Tenant;
        var owner = tenant.FindMailbox("gerald.nemec@enron.com")!.Owner with { Roles = ["Lead"] };
        tenant.ChangePerson(owner);
        var asker = product.Of(owner);
        var mail = await asker.SentAsync("Revised Coal and Ash Agreements");

        var request = await asker.TagAsync(
            mail,
            product.Now + Duration.FromDays(2),
            "Review the drafts",
            ["heather.kroll@enron.com"]
        );

        var seen = await asker.LookAtAsync(Assert.Single(request.Commitments).Id);
        Assert.Equal(Instant.FromUtc(2001, 5, 23, 1, 42), seen.Commitment.AskedAt);
        Assert.Equal(Instant.FromUtc(2001, 5, 23, 15, 25), seen.History[1].At);
        Assert.NotNull(seen.History[1].Evidence);
        Assert.Equal(13.7, seen.Commitment.Waiting.ClockHours, 1);

        var report = await asker.GetAsync<ContactsReport>("/api/reports/contacts");
        var figures = Assert.Single(report.Partners.SelectMany(partner => partner.Contacts));
        Assert.Equal(
            ("heather.kroll@enron.com", 1, 1),
            (figures.Address, figures.Requests, figures.Answered)
        );
        var rows = await asker.GetAsync<Page<ReportRow>>($"/api/reports/commitments?contact={figures.Id}");
        Assert.Equal("Revised Coal and Ash Agreements", Assert.Single(rows.Items).Subject);
    }
}
