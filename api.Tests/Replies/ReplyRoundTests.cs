using MailCommitments.Replies;
using MailCommitments.Sandbox.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MailCommitments.Tests.Replies;

/// <summary>What one mailbox does to the reading of the others.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class ReplyRoundTests(RunningProduct world)
{
    private const int MoreCallsThanAnyLook = 100;

    private readonly Somebody asker = world.NewAsker();
    private readonly Somebody neighbour = world.NewAsker("Jonas Reuter");
    private readonly Somebody contact = world.NewContact();

    [Fact]
    public async Task A_mail_that_the_database_does_not_take_is_not_asked_for_again_and_again_and_holds_up_nobody_else()
    {
        var week = await world.NextWeekAsync();
        var (mail, commitment) = await asker.AskAsync(contact, week.Next.Friday(10));
        var (other, otherCommitment) = await neighbour.AskAsync(contact, week.Next.Friday(10), "Drawing of pump 15");
        using var tooMany = new CancellationTokenSource();
        var calls = 0;
        await ChangeDatabaseAsync(
            $"""
            CREATE TRIGGER "Poison" BEFORE INSERT ON "ThreadMails" WHEN NEW."RequestId" IN
                (SELECT "RequestId" FROM "Commitments" WHERE "Id" = '{commitment.ToString().ToUpperInvariant()}')
            BEGIN SELECT RAISE(ABORT, 'Said by a test.'); END
            """
        );
        try
        {
            Answer(mail, asker);
            Answer(other, neighbour);
            using (
                world.Disturb(_ =>
                {
                    if (Interlocked.Increment(ref calls) > MoreCallsThanAnyLook)
                        tooMany.Cancel();
                    return null;
                })
            )
            {
                await world.Host.Tenant.Notifier.IdleAsync(TestContext.Current.CancellationToken);
                await world.Services.GetRequiredService<ReplyRound>().RunAsync(tooMany.Token);
            }
            Assert.Equal(2, (await neighbour.LookAtAsync(otherCommitment)).History.Count);
            Assert.Single((await asker.LookAtAsync(commitment)).History);
        }
        finally
        {
            await ChangeDatabaseAsync("""DROP TRIGGER "Poison" """);
        }

        await world.IdleAsync();

        Assert.Equal(2, (await asker.LookAtAsync(commitment)).History.Count);
    }

    private void Answer(Microsoft.Graph.Models.Message mail, Somebody to) =>
        world.Host.Tenant.Post.Deliver(
            new MailItem
            {
                From = contact.Person.Address,
                Sender = contact.Person.Address,
                To = [to.Person.Address],
                Subject = "Re: " + mail.Subject,
                Body = new("I will send it by Friday.", IsHtml: false),
                Headers = [new("In-Reply-To", mail.InternetMessageId!)],
            }
        );

    private Task<int> ChangeDatabaseAsync(string statement) =>
        world.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(statement, TestContext.Current.CancellationToken));
}
