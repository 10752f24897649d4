using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>A hold as somebody set it, kept after its end: it explains why nothing was sent.</summary>
public sealed class HoldRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public HoldLevel Level { get; init; }

    /// <summary>See <see cref="Partners.Hold"/>.</summary>
    public required string Target { get; init; }
    public required string Reason { get; init; }
    public Instant From { get; init; }

    /// <summary>As set, or earlier when somebody ended it.</summary>
    public Instant Until { get; set; }
    public required string SetBy { get; init; }
    public Guid SetById { get; init; }
    public string? EndedBy { get; set; }

    public Hold Hold => new(Level, Target, new Interval(From, Until), Reason, SetBy);

    internal sealed class Mapping : IEntityTypeConfiguration<HoldRow>
    {
        public void Configure(EntityTypeBuilder<HoldRow> builder)
        {
            builder.ToTable("Holds").HasKey(row => row.Id);
            builder.HasIndex(row => new { row.TenantId, row.Until });
            builder.Ignore(row => row.Hold);
            builder.Property(row => row.Level).HasConversion<string>();
        }
    }
}
