using System.Text.Json;
using MailCommitments.Calendars;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.Partners;

/// <summary>The organisation that contacts belong to: at first sight, the domain of their address.</summary>
public sealed class PartnerRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public required string Domain { get; init; }
    public required string Name { get; set; }

    /// <summary>The calendar of its people unless one of their own is known; null until somebody sets it.</summary>
    public string? Calendar { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PartnerRow>
    {
        public void Configure(EntityTypeBuilder<PartnerRow> builder)
        {
            builder.ToTable("Partners").HasKey(row => row.Id);
            builder.HasIndex(row => new { row.TenantId, row.Domain }).IsUnique();
        }
    }
}

/// <summary>A person who owes an answer, inside or outside the tenant.</summary>
public sealed class ContactRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid Id { get; init; }
    public Guid PartnerId { get; init; }

    /// <summary>Lower case.</summary>
    public required string Address { get; init; }
    public required string Name { get; set; }

    /// <summary>Set by a person; wins over everything.</summary>
    public string? Calendar { get; set; }

    /// <summary>From Microsoft 365, for people inside the tenant.</summary>
    public string? CalendarFromGraph { get; set; }

    /// <summary>Nothing goes to them that the asker has not approved word by word.</summary>
    public bool IsSensitive { get; set; }

    /// <summary>Proposed from their own mail and confirmed by a person.</summary>
    public string? CalendarFromMail { get; set; }

    /// <summary>When a person said what the proposal from their mail is worth; it is never made again.</summary>
    public Instant? HoursAnsweredAt { get; set; }

    /// <summary>Entered by a person; they hold whichever calendar counts.</summary>
    public List<EnteredAbsence> Absences { get; set; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<ContactRow>
    {
        public void Configure(EntityTypeBuilder<ContactRow> builder)
        {
            builder.ToTable("Contacts").HasKey(row => row.Id);
            builder.HasIndex(row => new { row.TenantId, row.Address }).IsUnique();
            builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
            builder
                .Property(row => row.Absences)
                .HasConversion(
                    absences => EnteredAbsence.Write(absences),
                    stored => EnteredAbsence.Read(stored),
                    new ValueComparer<List<EnteredAbsence>>(
                        (one, other) => one != null && other != null && one.SequenceEqual(other),
                        all => all.Count,
                        all => all.ToList()
                    )
                )
                .HasDefaultValueSql("'[]'");
        }
    }
}

/// <summary>Days on which a contact is away, as a person entered them.</summary>
/// <param name="From">The first day away, in the contact's zone.</param>
/// <param name="To">The last day away; null when nobody knows whether they come back.</param>
public sealed record EnteredAbsence(LocalDate From, LocalDate? To, string Reason)
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions(
        JsonSerializerDefaults.Web
    ).WithNodaTime();

    public Absence In(DateTimeZone zone) =>
        new(new Interval(zone.StartOf(From), To is { } last ? zone.StartOf(last.PlusDays(1)) : null), Reason);

    public static string Write(IReadOnlyList<EnteredAbsence> absences) => JsonSerializer.Serialize(absences, Json);

    public static List<EnteredAbsence> Read(string stored) =>
        JsonSerializer.Deserialize<List<EnteredAbsence>>(stored, Json) ?? [];
}

/// <summary>A mail that a contact wrote, as learning their hours needs it: when, and what their clock showed. Never its text.</summary>
public sealed class SentMailRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid ContactId { get; init; }
    public Instant SentAt { get; init; }

    /// <summary>Of the sender's clock, ahead of UTC, in seconds.</summary>
    public int OffsetSeconds { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SentMailRow>
    {
        public void Configure(EntityTypeBuilder<SentMailRow> builder)
        {
            builder.ToTable("SentMails").HasKey(row => new { row.ContactId, row.SentAt });
            builder.HasIndex(row => row.TenantId);
            builder
                .HasOne<ContactRow>()
                .WithMany()
                .HasForeignKey(row => row.ContactId)
                .OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>Which of the things known about when somebody works was changed.</summary>
public enum CalendarPart
{
    SetByPerson,
    Graph,
    PartnerDefault,
    Learned,
    Absences,
}

/// <summary>A calendar before it was changed: with it, what was shown earlier can still be explained.</summary>
public sealed class CalendarChangeRow : ITenantRow
{
    public Guid TenantId { get; init; }

    /// <summary>Later ones are greater.</summary>
    public Guid Id { get; init; }

    /// <summary>The contact or the partner whose calendar it is.</summary>
    public Guid OwnerId { get; init; }
    public CalendarPart Part { get; init; }
    public string? Before { get; init; }
    public string? After { get; init; }
    public Instant ChangedAt { get; init; }

    /// <summary>Name of the person, or Microsoft 365.</summary>
    public required string ChangedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<CalendarChangeRow>
    {
        public void Configure(EntityTypeBuilder<CalendarChangeRow> builder)
        {
            builder.ToTable("CalendarChanges").HasKey(row => row.Id);
            builder.HasIndex(row => new
            {
                row.TenantId,
                row.OwnerId,
                row.ChangedAt,
            });
            builder.Property(row => row.Part).HasConversion<string>();
        }
    }
}
