using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>How far a sending has come. Each state is stored before the next step is taken.</summary>
public enum OutboxState
{
    /// <summary>The contact is marked sensitive: nothing goes out before the asker has approved the very text.</summary>
    AwaitingApproval,

    /// <summary>Decided; it leaves by itself. Until then the asker can stop, postpone or edit it.</summary>
    Decided,

    /// <summary>Being sent: nothing has been done in the mailbox yet, or it is not known what has.</summary>
    Sending,

    /// <summary>The draft lies in the mailbox, marked with the key.</summary>
    Drafted,

    Sent,

    /// <summary>Nothing was sent: an answer came, the commitment was closed, or the asker stopped it.</summary>
    Dropped,
}

/// <summary>A mail the product has decided to send. Sending happens only through here.</summary>
public sealed class OutboxRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>The same intention has the same key, in the mailbox as well.</summary>
    public required string Key { get; init; }
    public Guid AskerId { get; init; }
    public Guid ContactId { get; init; }

    /// <summary>Null for a thank-you, which is no follow-up.</summary>
    public FollowUpKind? Kind { get; set; }

    /// <summary>Of the ladder.</summary>
    public int? Level { get; set; }

    /// <summary>Null for a thank-you.</summary>
    public FollowUpStep? Step
    {
        get =>
            Kind switch
            {
                null => null,
                { } kind when Level is { } level => new LadderStep(kind, level),
                { } kind => new PolicyStep(kind, 0),
            };
        set => (Kind, Level) = (value?.Kind, (value as LadderStep)?.Level);
    }

    public bool IsFor(FollowUpStep step) => Kind == step.Kind && Level == (step as LadderStep)?.Level;

    /// <summary>It leaves by itself, as far as the product is concerned.</summary>
    public bool IsUnsent => State is OutboxState.Decided or OutboxState.Sending or OutboxState.Drafted;

    /// <summary>In words for the asker.</summary>
    public string Why { get; set; } = "";
    public OutboxState State { get; set; }
    public Instant DecidedAt { get; init; }

    /// <summary>When it leaves; what is shown everywhere.</summary>
    public Instant LeavesAt { get; set; }

    /// <summary>The next try: when it leaves, or later after a failure.</summary>
    public Instant DueAt { get; set; }
    public int Tries { get; set; }
    public string? DraftId { get; set; }
    public Instant? SentAt { get; set; }

    /// <summary>The asker's own words, as they go out; null: the product writes the mail when it leaves. Forgotten once it is sent.</summary>
    public string? Text { get; set; }

    /// <summary>The asker wants it to go at once and not when the policy would have it.</summary>
    public bool IsWished { get; set; }

    /// <summary>Counts what a person could have seen change: who acts on an older one is told.</summary>
    public int Version { get; set; }

    /// <summary>What the mail asks for, the most pressing first: it goes out in that one's thread.</summary>
    public List<OutboxItemRow> Items { get; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxRow>
    {
        public void Configure(EntityTypeBuilder<OutboxRow> builder)
        {
            builder.ToTable("Outbox").HasKey(row => new { row.TenantId, row.Key });
            builder
                .Ignore(row => row.Step)
                .Ignore(row => row.IsUnsent)
                .Property(row => row.Kind)
                .HasConversion<string>();
            builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
            builder.Property(row => row.Tries).IsConcurrencyToken();
            builder.Property(row => row.Version).IsConcurrencyToken();
            builder.HasIndex(row => new { row.State, row.DueAt });
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.ContactId,
                row.State,
            });
            builder.HasMany(row => row.Items).WithOne().HasForeignKey(item => new { item.TenantId, item.Key });
        }
    }
}

/// <summary>One commitment's part in a mail.</summary>
public sealed class OutboxItemRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public required string Key { get; init; }
    public Guid CommitmentId { get; init; }

    /// <summary>0: the most pressing.</summary>
    public int Place { get; init; }

    /// <summary>How many events the commitment had when this was decided.</summary>
    public int Events { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxItemRow>
    {
        public void Configure(EntityTypeBuilder<OutboxItemRow> builder)
        {
            builder
                .ToTable("OutboxItems")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.Key,
                    row.CommitmentId,
                });
            builder.HasIndex(row => new { row.TenantId, row.CommitmentId });
        }
    }
}

/// <summary>A contact's day, taken by the one follow-up of the tenant that they get on it.</summary>
/// <remarks>Taken with the decision and given back when nothing is sent, so that two decisions at one instant cannot both win.</remarks>
public sealed class ContactDayRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid ContactId { get; init; }

    /// <summary>By the contact's calendar.</summary>
    public LocalDate Day { get; init; }

    /// <summary>Of the outbox row that has it.</summary>
    public required string Key { get; init; }

    public Instant TakenAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ContactDayRow>
    {
        public void Configure(EntityTypeBuilder<ContactDayRow> builder)
        {
            builder
                .ToTable("ContactDays")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.ContactId,
                    row.Day,
                });
            builder.HasIndex(row => new { row.TenantId, row.Key });
        }
    }
}
