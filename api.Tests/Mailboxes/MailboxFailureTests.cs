using MailCommitments.Mailboxes;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.Kiota.Abstractions;
using NodaTime;

namespace MailCommitments.Tests.Mailboxes;

/// <summary>What each way in which Graph fails means to the product.</summary>
public sealed class MailboxFailureTests(ProductBesideTenant world) : IClassFixture<ProductBesideTenant>
{
    private readonly Person asker = world.Add("Asha Rao");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "ApplicationThrottled")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "MailboxInfoStale")]
    [InlineData(504, "UnknownError")]
    [InlineData(404, "MailboxNotEnabledForRESTAPI")]
    [InlineData(404, "ErrorNonExistentMailbox")]
    [InlineData(404, "Request_ResourceNotFound")]
    public async Task A_mailbox_that_cannot_be_worked_with_now_is_away(int status, string code) =>
        await Assert.ThrowsAsync<MailboxAway>(() => FindAsync(status, code));

    [Theory]
    [InlineData(401, "InvalidAuthenticationToken")]
    [InlineData(403, "ErrorAccessDenied")]
    public async Task A_mailbox_that_does_not_let_the_product_in_needs_its_owner(int status, string code) =>
        await Assert.ThrowsAsync<MailboxNeedsSignIn>(() => FindAsync(status, code));

    [Theory]
    [InlineData(400, "ErrorInvalidRecipients")]
    [InlineData(403, "ErrorSendAsDenied")]
    [InlineData(507, "ErrorQuotaExceeded")]
    public async Task What_would_fail_again_is_refused_with_its_reason(int status, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<MailboxRefused>(() => FindAsync(status, code))).Code);

    [Theory]
    [InlineData("ErrorInvalidUrlQuery")]
    [InlineData("ErrorInvalidIdMalformed")]
    [InlineData("InefficientFilter")]
    [InlineData("ErrorPropertyValidationFailure")]
    public async Task A_call_that_Graph_does_not_understand_is_a_fault_of_ours_and_stays_visible(string code) =>
        await Assert.ThrowsAnyAsync<ApiException>(() => FindAsync(400, code));

    [Fact]
    public async Task An_answer_that_never_comes_is_a_mailbox_that_is_away()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        using var silence = world.Wire.Interrupt((_, _) => throw new TaskCanceledException("timed out"));

        await Assert.ThrowsAsync<MailboxAway>(() => mailbox.FindAsync("id", Cancellation));
    }

    [Fact]
    public async Task Trouble_in_a_row_makes_the_pauses_longer_and_one_success_ends_them()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        var pauses = new List<Duration>();
        for (var trouble = 0; trouble < 3; trouble++)
        {
            using (
                world.Wire.Interrupt((request, _) => Task.FromResult(Wire.Error(500, "InternalServerError", request)))
            )
                await Assert.ThrowsAsync<MailboxAway>(() => mailbox.ProfileAsync(Cancellation));
            var until = (await world.RowOfAsync(asker)).RetryAt ?? world.Clock.Now;
            pauses.Add(until - world.Clock.Now);
            world.Wire.Calls.Clear();
            await Assert.ThrowsAsync<MailboxAway>(() => mailbox.ProfileAsync(Cancellation));
            Assert.Empty(world.Wire.Calls);
            world.Clock.MoveTo(until);
        }

        Assert.InRange(pauses[0], Duration.FromSeconds(30), Duration.FromSeconds(36));
        Assert.Equal(pauses[0].TotalSeconds * 2, pauses[1].TotalSeconds, tolerance: 0.01);
        Assert.Equal(pauses[0].TotalSeconds * 4, pauses[2].TotalSeconds, tolerance: 0.01);
        await mailbox.ProfileAsync(Cancellation);
        Assert.Equal(
            (MailboxState.Ready, 0),
            ((await world.RowOfAsync(asker)).State, (await world.RowOfAsync(asker)).Failures)
        );
    }

    [Fact]
    public async Task A_call_that_was_under_way_when_Graph_asked_to_wait_does_not_end_the_wait()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        await mailbox.ProfileAsync(Cancellation);
        var arrived = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        using (
            world.Wire.Interrupt(
                async (request, _) =>
                {
                    if (!request.RequestUri!.AbsolutePath.EndsWith("/slow", StringComparison.Ordinal))
                        return Throttled(request);
                    arrived.SetResult();
                    await answered.Task;
                    return Wire.Error(404, "ErrorItemNotFound", request);
                }
            )
        )
        {
            var slow = mailbox.FindAsync("slow", Cancellation);
            await arrived.Task;
            await Assert.ThrowsAsync<MailboxAway>(() => mailbox.FindAsync("other", Cancellation));
            answered.SetResult();
            await slow;
        }
        world.Wire.Calls.Clear();

        var away = await Assert.ThrowsAsync<MailboxAway>(() => mailbox.FindAsync("third", Cancellation));

        Assert.Equal(Duration.FromMinutes(3), away.RetryAfter);
        Assert.Empty(world.Wire.Calls);
        Assert.Equal(MailboxState.Away, (await world.RowOfAsync(asker)).State);
    }

    [Fact]
    public async Task A_stored_link_that_leads_elsewhere_gets_no_token()
    {
        var mailbox = await world.MailboxOfAsync(asker);
        world.Wire.Calls.Clear();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            mailbox.ChangesAsync(
                MailFolders.Inbox,
                "https://elsewhere.example/v1.0/delta",
                world.Clock.Now,
                world.Clock.Now,
                Cancellation
            )
        );

        Assert.Empty(world.Wire.Calls);
    }

    private async Task<MailMessage?> FindAsync(int status, string code)
    {
        var mailbox = await world.MailboxOfAsync(asker);
        using var trouble = world.Wire.Interrupt(
            (request, onward) =>
                request.RequestUri?.Host == "graph.microsoft.com"
                    ? Task.FromResult(Wire.Error(status, code, request))
                    : onward()
        );
        return await mailbox.FindAsync("id", Cancellation);
    }

    private static HttpResponseMessage Throttled(HttpRequestMessage request)
    {
        var busy = Wire.Error(429, "TooManyRequests", request);
        busy.Headers.RetryAfter = new(TimeSpan.FromMinutes(3));
        return busy;
    }
}
