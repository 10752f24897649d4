using MailCommitments.Calendars;
using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>A user of the add-in, as the directory described them at their last visit.</summary>
public sealed class AskerRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>The person's object id in the tenant.</summary>
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Address { get; set; }

    /// <summary>Further addresses they send from, lower case.</summary>
    public List<string> OtherAddresses { get; set; } = [];
    public string? Team { get; set; }
    public string? Site { get; set; }

    /// <summary>Their own working calendar, from Microsoft 365.</summary>
    public string? Calendar { get; set; }

    /// <summary>When the directory was last asked.</summary>
    public Instant SeenAt { get; set; }

    public MailboxOwner Owner => new(TenantId, Id);

    public IReadOnlyList<string> Addresses => [Address, .. OtherAddresses];

    /// <summary>Nine to five in UTC until Microsoft 365 has told theirs.</summary>
    public WorkingCalendar WorkingCalendar =>
        Calendar is { } known ? CalendarJson.Read(known) : WorkingCalendar.NineToFive(DateTimeZone.Utc);

    internal sealed class Mapping : IEntityTypeConfiguration<AskerRow>
    {
        public void Configure(EntityTypeBuilder<AskerRow> builder)
        {
            builder.ToTable("Askers").HasKey(row => new { row.TenantId, row.Id });
            builder.Ignore(row => row.Owner).Ignore(row => row.Addresses).Ignore(row => row.WorkingCalendar);
        }
    }
}

public sealed class RequestRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid AskerId { get; init; }
    public required string InternetMessageId { get; init; }
    public required string MessageId { get; init; }
    public required string ConversationId { get; init; }
    public required string Subject { get; init; }
    public required string Ask { get; init; }
    public Instant AskedAt { get; init; }
    public Instant TaggedAt { get; init; }
    public Priority Priority { get; init; }
    public Instant Deadline { get; init; }
    public string? WebLink { get; init; }

    /// <summary>When to bring the mailbox in line again: mark the mail as tracked or done, read its thread. Null when all is done.</summary>
    public Instant? SettleAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RequestRow>
    {
        public void Configure(EntityTypeBuilder<RequestRow> builder)
        {
            builder.ToTable("Requests").HasKey(row => row.Id);
            // A mail tagged twice is one request: the second writer collides here.
            builder
                .HasIndex(row => new
                {
                    row.TenantId,
                    row.AskerId,
                    row.InternetMessageId,
                })
                .IsUnique();
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.AskerId,
                row.ConversationId,
            });
            builder.HasIndex(row => row.SettleAt);
            builder.Property(row => row.Priority).HasConversion<string>();
        }
    }
}

/// <summary>A wish to track a mail that could not be read at the moment; it is taken up as soon as the mailbox answers.</summary>
public sealed class PendingTagRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid AskerId { get; init; }
    public required string MessageId { get; init; }
    public required string Ask { get; init; }
    public required List<string> Contacts { get; init; }
    public Instant Deadline { get; init; }
    public Priority Priority { get; init; }
    public Instant WishedAt { get; init; }
    public Instant? DueAt { get; set; }
    public int Tries { get; set; }

    /// <summary>Why it could not be tracked in the end; shown to the asker on that mail.</summary>
    public string? Refusal { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PendingTagRow>
    {
        public void Configure(EntityTypeBuilder<PendingTagRow> builder)
        {
            builder.ToTable("PendingTags").HasKey(row => row.Id);
            builder.HasIndex(row => row.DueAt);
            builder
                .HasIndex(row => new
                {
                    row.TenantId,
                    row.AskerId,
                    row.MessageId,
                })
                .IsUnique();
            builder.Property(row => row.Priority).HasConversion<string>();
        }
    }
}

public sealed class CommitmentRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid RequestId { get; init; }
    public Guid AskerId { get; init; }
    public Guid ContactId { get; init; }

    /// <summary>When to decide again; null when only a mail or a person can change anything. An index into the due work, derived from the events.</summary>
    public Instant? NextLookAt { get; set; }

    /// <summary>Derived from the events, for lists.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The level of the ladder that was reached, 0 for none. Derived from the events, for lists.</summary>
    public int Level { get; set; }

    /// <summary>Whose yes the next level waits for; null when for nobody's. As last decided, for lists.</summary>
    public Approver? Awaits { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CommitmentRow>
    {
        public void Configure(EntityTypeBuilder<CommitmentRow> builder)
        {
            builder.ToTable("Commitments").HasKey(row => row.Id);
            builder.HasIndex(row => row.NextLookAt);
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.AskerId,
                row.IsClosed,
            });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.ContactId,
                row.NextLookAt,
            });
            builder.HasIndex(row => new { row.TenantId, row.Level });
            builder.HasIndex(row => new { row.TenantId, row.Awaits });
            builder.Property(row => row.Awaits).HasConversion<string>();
            builder.HasOne<RequestRow>().WithMany().HasForeignKey(row => row.RequestId);
            builder.HasOne<ContactRow>().WithMany().HasForeignKey(row => row.ContactId);
        }
    }
}

public sealed class EventRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid CommitmentId { get; init; }
    public int Number { get; init; }

    /// <summary>When it became known; the event itself says when it happened.</summary>
    public Instant RecordedAt { get; init; }
    public required CommitmentEvent Event { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<EventRow>
    {
        public void Configure(EntityTypeBuilder<EventRow> builder)
        {
            builder.ToTable("Events");
            // Two writers of the same next event collide here.
            builder.HasKey(row => new { row.CommitmentId, row.Number });
            builder.HasIndex(row => row.TenantId);
            builder.HasOne<CommitmentRow>().WithMany().HasForeignKey(row => row.CommitmentId);
            builder.Property(row => row.Event).HasJson();
        }
    }
}

/// <summary>A mail of a request's thread that has been seen: the way to match later replies, and not to read one twice.</summary>
public sealed class ThreadMailRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid AskerId { get; init; }
    public Guid RequestId { get; init; }
    public required string InternetMessageId { get; init; }

    /// <summary>Immutable id in the asker's mailbox: follow-ups answer the newest mail of the thread.</summary>
    public required string MessageId { get; init; }
    public required string ConversationId { get; init; }

    /// <summary>Of the conversation index: equal in every mailbox, where the clients kept it.</summary>
    public string? ThreadGuid { get; init; }
    public string? ConversationIndex { get; init; }

    /// <summary>Of our own sending; null on people's mail.</summary>
    public string? FollowUpKey { get; init; }
    public required string From { get; init; }

    /// <summary>Addresses of sender and recipients.</summary>
    public required List<string> People { get; init; }
    public Instant SentAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ThreadMailRow>
    {
        public void Configure(EntityTypeBuilder<ThreadMailRow> builder)
        {
            builder.ToTable("ThreadMails").HasKey(row => new { row.RequestId, row.InternetMessageId });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.AskerId,
                row.InternetMessageId,
            });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.AskerId,
                row.ConversationId,
            });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.AskerId,
                row.ThreadGuid,
            });
            builder.HasIndex(row => new { row.TenantId, row.SentAt });
            builder.HasOne<RequestRow>().WithMany().HasForeignKey(row => row.RequestId);
        }
    }
}
