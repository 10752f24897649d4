using System.Text.Json;
using System.Text.Json.Serialization;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>The ladder agreed with one partner.</summary>
public sealed class LadderRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>The partner's mail domain.</summary>
    public required string Domain { get; init; }
    public required Ladder Ladder { get; set; }
    public required string SetBy { get; set; }
    public Instant SetAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LadderRow>
    {
        private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
        {
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };

        public void Configure(EntityTypeBuilder<LadderRow> builder)
        {
            builder.ToTable("Ladders").HasKey(row => new { row.TenantId, row.Domain });
            builder
                .Property(row => row.Ladder)
                .HasConversion(
                    ladder => JsonSerializer.Serialize(ladder, Json),
                    stored => JsonSerializer.Deserialize<Ladder>(stored, Json)!
                );
        }
    }
}
