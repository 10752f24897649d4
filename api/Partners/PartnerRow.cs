using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

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

    internal sealed class Mapping : IEntityTypeConfiguration<ContactRow>
    {
        public void Configure(EntityTypeBuilder<ContactRow> builder)
        {
            builder.ToTable("Contacts").HasKey(row => row.Id);
            builder.HasIndex(row => new { row.TenantId, row.Address }).IsUnique();
            builder.HasOne<PartnerRow>().WithMany().HasForeignKey(row => row.PartnerId);
        }
    }
}
