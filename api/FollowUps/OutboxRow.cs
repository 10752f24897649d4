using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>How far a sending has come. Each state is stored before the next step is taken.</summary>
public enum OutboxState
{
    /// <summary>Decided; nothing has been done in the mailbox yet, or it is not known what has.</summary>
    Decided,

    /// <summary>The draft lies in the mailbox, marked with the key.</summary>
    Drafted,

    Sent,

    /// <summary>An answer came in the last look, or the commitment was closed: nothing was sent.</summary>
    Dropped,
}

/// <summary>A mail the product has decided to send. Sending happens only through here.</summary>
public sealed class OutboxRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>The same intention has the same key, in the mailbox as well.</summary>
    public required string Key { get; init; }
    public Guid AskerId { get; init; }
    public Guid CommitmentId { get; init; }
    public Guid ContactId { get; init; }
    public OutboxState State { get; set; }
    public Instant DecidedAt { get; init; }

    /// <summary>The next try; later than now after a failure.</summary>
    public Instant DueAt { get; set; }
    public int Tries { get; set; }
    public string? DraftId { get; set; }
    public Instant? SentAt { get; set; }

    /// <remarks>The number of events is part of the key: after any new event it is a new intention.</remarks>
    public static OutboxRow For(CommitmentCase known, Instant now) =>
        new()
        {
            TenantId = known.Row.TenantId,
            Key = $"{known.Row.Id:N}.{known.Events.Count}",
            AskerId = known.Row.AskerId,
            CommitmentId = known.Row.Id,
            ContactId = known.Contact.Id,
            DecidedAt = now,
            DueAt = now,
        };

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxRow>
    {
        public void Configure(EntityTypeBuilder<OutboxRow> builder)
        {
            builder.ToTable("Outbox").HasKey(row => new { row.TenantId, row.Key });
            builder.Property(row => row.State).HasConversion<string>().IsConcurrencyToken();
            builder.Property(row => row.Tries).IsConcurrencyToken();
            builder.HasIndex(row => new { row.State, row.DueAt });
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
