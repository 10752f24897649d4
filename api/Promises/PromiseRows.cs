using MailCommitments.Mailboxes;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Promises;

/// <summary>A promise of one's own, and the mail it was made in. Nobody but its owner sees it.</summary>
public sealed class OwnPromiseRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid OwnerId { get; init; }
    public required string What { get; init; }

    /// <summary>To whom; null when several were addressed.</summary>
    public string? ToName { get; init; }
    public string? ToAddress { get; init; }
    public required string InternetMessageId { get; init; }

    /// <summary>Immutable id in the owner's mailbox.</summary>
    public required string MessageId { get; init; }
    public required string ConversationId { get; init; }
    public required string Subject { get; init; }
    public string? WebLink { get; init; }

    /// <summary>Derived from the events, for lists.</summary>
    public bool IsOpen { get; set; }

    /// <summary>When to bring Outlook's flag in line again; null when all is done.</summary>
    public Instant? SettleAt { get; set; }

    public MailAddress? To => ToAddress is { } address ? new MailAddress(ToName ?? address, address) : null;

    internal sealed class Mapping : IEntityTypeConfiguration<OwnPromiseRow>
    {
        public void Configure(EntityTypeBuilder<OwnPromiseRow> builder)
        {
            builder.ToTable("OwnPromises").HasKey(row => row.Id);
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.OwnerId,
                row.IsOpen,
            });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.OwnerId,
                row.ConversationId,
            });
            builder.HasIndex(row => row.SettleAt);
            builder.Ignore(row => row.To);
        }
    }
}

public sealed class PromiseEventRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid PromiseId { get; init; }
    public int Number { get; init; }

    /// <summary>When it became known; the event itself says when it happened.</summary>
    public Instant RecordedAt { get; init; }
    public required PromiseEvent Event { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PromiseEventRow>
    {
        public void Configure(EntityTypeBuilder<PromiseEventRow> builder)
        {
            builder.ToTable("PromiseEvents");
            // Two writers of the same next event collide here.
            builder.HasKey(row => new { row.PromiseId, row.Number });
            builder.HasIndex(row => row.TenantId);
            builder.HasOne<OwnPromiseRow>().WithMany().HasForeignKey(row => row.PromiseId);
            builder.Property(row => row.Event).HasJson();
        }
    }
}
