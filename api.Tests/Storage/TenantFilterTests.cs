using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MailCommitments.Tests.Storage;

/// <summary>No row is ever seen across tenants.</summary>
[Collection(InTheRunningProduct.Name)]
public sealed class TenantFilterTests(RunningProduct world)
{
    [Fact]
    public async Task Every_row_has_a_tenant_or_belongs_to_the_installation() =>
        Assert.Equal(
            ["ProtectionKeyRow"],
            await world.InDatabaseAsync(db =>
                Task.FromResult(
                    db.Model.GetEntityTypes()
                        .Where(entity => entity.GetDeclaredQueryFilters().Count == 0)
                        .Select(entity => entity.ClrType.Name)
                        .Order(StringComparer.Ordinal)
                        .ToList()
                )
            )
        );

    [Fact]
    public async Task A_query_sees_the_rows_of_its_own_tenant_only()
    {
        var week = await world.NextWeekAsync();
        var asker = world.NewAsker();
        await asker.AskAsync(world.NewContact(), week.Tuesday(10));
        await world.MoveToAsync(week.Thursday(17));
        var seen = await CountsAsync(asker.Person.TenantId);

        Assert.All(
            new[] { "RequestRow", "CommitmentRow", "EventRow", "OutboxRow", "ThreadMailRow", "TokenCacheRow" },
            name => Assert.True(seen[name] > 0, name)
        );
        Assert.All(await CountsAsync(Guid.NewGuid()), count => Assert.Equal(0, count.Value));
        Assert.All(await CountsAsync(null), count => Assert.Equal(0, count.Value));
    }

    /// <summary>How many rows of each kind a unit of work of that tenant sees.</summary>
    private async Task<Dictionary<string, int>> CountsAsync(Guid? tenant)
    {
        await using var scope = world.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().TenantId = tenant;
        var db = scope.ServiceProvider.GetRequiredService<CommitmentsDb>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entity in db.Model.GetEntityTypes().Where(one => one.ClrType.IsAssignableTo(typeof(ITenantRow))))
        {
            var count = (Task<int>)
                typeof(TenantFilterTests)
                    .GetMethod(nameof(CountAsync), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
                    .MakeGenericMethod(entity.ClrType)
                    .Invoke(null, [db])!;
            counts.Add(entity.ClrType.Name, await count);
        }
        return counts;
    }

    private static Task<int> CountAsync<TRow>(CommitmentsDb db)
        where TRow : class => db.Set<TRow>().CountAsync(TestContext.Current.CancellationToken);
}
