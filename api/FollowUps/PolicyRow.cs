using System.Text.Json;
using System.Text.Json.Serialization;
using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>A policy that somebody set at a level; without one the next wider level counts, and at last the shipped one.</summary>
public sealed class PolicyRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public PolicyLevel Level { get; init; }

    /// <summary>See <see cref="LevelledPolicy"/>.</summary>
    public required string Target { get; init; }
    public Priority Priority { get; init; }
    public required IReadOnlyList<PolicyStep> Steps { get; set; }
    public AfterSteps Then { get; set; }
    public required string SetBy { get; set; }
    public Instant SetAt { get; set; }

    public LevelledPolicy Policy => new(Level, Target, Priority, new Policy(Priority.ToString(), Steps, Then));

    internal sealed class Mapping : IEntityTypeConfiguration<PolicyRow>
    {
        private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

        public void Configure(EntityTypeBuilder<PolicyRow> builder)
        {
            builder
                .ToTable("Policies")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.Level,
                    row.Target,
                    row.Priority,
                });
            builder.Ignore(row => row.Policy);
            builder.Property(row => row.Level).HasConversion<string>();
            builder.Property(row => row.Priority).HasConversion<string>();
            builder.Property(row => row.Then).HasConversion<string>();
            builder
                .Property(row => row.Steps)
                .HasConversion(
                    steps => JsonSerializer.Serialize(steps, Json),
                    stored => JsonSerializer.Deserialize<List<PolicyStep>>(stored, Json)!,
                    new ValueComparer<IReadOnlyList<PolicyStep>>(
                        (one, other) => one!.SequenceEqual(other!),
                        steps => steps.Count,
                        steps => steps
                    )
                );
        }
    }
}
