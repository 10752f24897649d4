using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>An answer that came by the page: the same form sent twice collides here.</summary>
public sealed class AnswerRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid CommitmentId { get; init; }

    /// <summary>Hash of the form's own number and of what was filled in.</summary>
    public required string Key { get; init; }

    /// <summary>The event it became.</summary>
    public int EventNumber { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AnswerRow>
    {
        public void Configure(EntityTypeBuilder<AnswerRow> builder)
        {
            builder.ToTable("Answers").HasKey(row => new { row.CommitmentId, row.Key });
            builder.HasIndex(row => row.TenantId);
            builder.HasOne<CommitmentRow>().WithMany().HasForeignKey(row => row.CommitmentId);
        }
    }
}

/// <summary>The asker has taken back the links to a commitment that were given out so far.</summary>
public sealed class RevokedLinksRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid CommitmentId { get; init; }

    /// <summary>Links given out until then lead nowhere.</summary>
    public Instant RevokedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RevokedLinksRow>
    {
        public void Configure(EntityTypeBuilder<RevokedLinksRow> builder)
        {
            builder.ToTable("RevokedLinks").HasKey(row => row.CommitmentId);
            builder.HasIndex(row => row.TenantId);
            builder.HasOne<CommitmentRow>().WithMany().HasForeignKey(row => row.CommitmentId);
        }
    }
}
