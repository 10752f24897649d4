using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Mailboxes;

/// <summary>Whether a mailbox can be worked with.</summary>
public enum MailboxState
{
    Ready,

    /// <summary>Throttled, broken or in maintenance: work goes on at <see cref="MailboxRow.RetryAt"/>.</summary>
    Away,

    /// <summary>Work is kept until the owner comes back.</summary>
    NeedsSignIn,
}

/// <summary>A mailbox that the product works with.</summary>
public sealed class MailboxRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid PersonId { get; init; }
    public required string Name { get; set; }
    public required string Address { get; set; }
    public MailboxState State { get; set; }

    /// <summary>A sentence for the owner; null when all is well.</summary>
    public string? Why { get; set; }

    /// <summary>When an away mailbox is tried again.</summary>
    public Instant? RetryAt { get; set; }

    /// <summary>Troubles in a row.</summary>
    public int Failures { get; set; }

    public MailboxOwner Owner => new(TenantId, PersonId);

    internal sealed class Mapping : IEntityTypeConfiguration<MailboxRow>
    {
        public void Configure(EntityTypeBuilder<MailboxRow> builder)
        {
            builder.ToTable("Mailboxes").HasKey(row => new { row.TenantId, row.PersonId });
            builder.Property(row => row.State).HasConversion<string>().HasMaxLength(20);
            builder.Ignore(row => row.Owner);
        }
    }
}

/// <summary>A folder that is read for replies, and how far it has been read.</summary>
public sealed class TrackedFolderRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>A well-known name (see <see cref="MailFolders"/>) or a folder's id.</summary>
    public required string Folder { get; init; }

    /// <summary>Mail from before this instant is not read.</summary>
    public Instant Since { get; init; }

    /// <summary>Where the next look starts; a second reader of the same folder collides here.</summary>
    public string? DeltaLink { get; set; }

    public Instant? ReadAt { get; set; }

    /// <summary>How often something was notified, ever.</summary>
    public long Notified { get; init; }

    /// <summary>What <see cref="Notified"/> was when the last look began: one that came meanwhile is not lost.</summary>
    public long NotifiedRead { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TrackedFolderRow>
    {
        public void Configure(EntityTypeBuilder<TrackedFolderRow> builder)
        {
            builder
                .ToTable("TrackedFolders")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.PersonId,
                    row.Folder,
                });
            builder.Property(row => row.Folder).HasMaxLength(300);
            builder.Property(row => row.DeltaLink).IsConcurrencyToken();
            builder.HasIndex(row => row.ReadAt);
        }
    }
}

/// <summary>A change that Graph notified, kept until the mailbox has been read.</summary>
public sealed class NotificationRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>The same for every repetition of one notification.</summary>
    public required string Key { get; init; }

    public required string MessageId { get; init; }

    public Instant ReceivedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NotificationRow>
    {
        public void Configure(EntityTypeBuilder<NotificationRow> builder)
        {
            builder
                .ToTable("Notifications")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.PersonId,
                    row.Key,
                });
            builder.Property(row => row.Key).HasMaxLength(64);
        }
    }
}

/// <summary>What Graph is asked to notify about one mailbox.</summary>
public sealed class SubscriptionRow : ITenantRow
{
    /// <summary>Stands in the client state together with <see cref="Secret"/>, so that a notification finds its row before Graph's own id is known.</summary>
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>Stays the same when the subscription is made anew.</summary>
    public required string Secret { get; init; }

    /// <summary>Null while Graph holds none.</summary>
    public string? GraphId { get; set; }

    public Instant? ExpiresAt { get; set; }

    /// <summary>When it is made, renewed or looked after next.</summary>
    public Instant DueAt { get; set; }

    public int Failures { get; set; }

    public MailboxOwner Owner => new(TenantId, PersonId);

    public string ClientState => $"{Id:N}.{Secret}";

    internal sealed class Mapping : IEntityTypeConfiguration<SubscriptionRow>
    {
        public void Configure(EntityTypeBuilder<SubscriptionRow> builder)
        {
            builder.ToTable("Subscriptions").HasKey(row => row.Id);
            builder.HasIndex(row => new { row.TenantId, row.PersonId }).IsUnique();
            builder.HasIndex(row => row.DueAt);
            builder.Ignore(row => row.Owner).Ignore(row => row.ClientState);
        }
    }
}
