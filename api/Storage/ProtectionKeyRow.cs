using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MailCommitments.Storage;

/// <summary>A data-protection key: it belongs to the installation, not to a tenant.</summary>
public sealed class ProtectionKeyRow
{
    public required string Name { get; init; }
    public required string Xml { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProtectionKeyRow>
    {
        public void Configure(EntityTypeBuilder<ProtectionKeyRow> builder) =>
            builder.ToTable("ProtectionKeys").HasKey(row => row.Name);
    }
}
