using MailCommitments.Mailboxes;
using MailCommitments.Partners;
using MailCommitments.Replies;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What somebody has set about the wording of mails to a contact, to a partner's people, or to everybody.</summary>
public sealed class WordingRow : ITenantRow
{
    /// <summary>In <see cref="About"/>: what holds for the whole tenant.</summary>
    public static readonly Guid Everybody = Guid.Empty;

    public Guid TenantId { get; init; }

    /// <summary>A contact, a partner, or <see cref="Everybody"/>.</summary>
    public Guid About { get; init; }
    public Language? Language { get; set; }
    public Formality? Formality { get; set; }
    public Courtesy? Opener { get; set; }
    public AskOrder? Order { get; set; }
    public string? CalledAs { get; set; }

    public WordingSettings Settings
    {
        get => new(Language, Formality, Opener, Order, CalledAs);
        set => (Language, Formality, Opener, Order, CalledAs) = value;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<WordingRow>
    {
        public void Configure(EntityTypeBuilder<WordingRow> builder)
        {
            builder.ToTable("Wordings").HasKey(row => new { row.TenantId, row.About });
            builder.Property(row => row.Language).HasConversion<string>();
            builder.Property(row => row.Formality).HasConversion<string>();
            builder.Property(row => row.Opener).HasConversion<string>();
            builder.Property(row => row.Order).HasConversion<string>();
            builder.Ignore(row => row.Settings);
        }
    }
}

/// <summary>How a contact writes, learnt from their last mail that told it.</summary>
public sealed class MannersRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public Guid ContactId { get; init; }
    public Language? Language { get; set; }
    public bool OpensWithCourtesy { get; set; }
    public string? SignsAs { get; set; }

    public Manners Manners => new(Language, OpensWithCourtesy, SignsAs);

    internal sealed class Mapping : IEntityTypeConfiguration<MannersRow>
    {
        public void Configure(EntityTypeBuilder<MannersRow> builder)
        {
            builder.ToTable("Manners").HasKey(row => row.ContactId);
            builder.HasIndex(row => row.TenantId);
            builder.HasOne<ContactRow>().WithMany().HasForeignKey(row => row.ContactId);
            builder.Property(row => row.Language).HasConversion<string>();
            builder.Ignore(row => row.Manners);
        }
    }
}

/// <summary>A tenant's own text of a mail in one language.</summary>
public sealed class LetterTemplateRow : ITenantRow
{
    public Guid TenantId { get; init; }
    public LetterKind Kind { get; init; }
    public Language Language { get; init; }
    public required string Text { get; set; }
    public Instant SetAt { get; set; }
    public Guid SetBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LetterTemplateRow>
    {
        public void Configure(EntityTypeBuilder<LetterTemplateRow> builder)
        {
            builder
                .ToTable("LetterTemplates")
                .HasKey(row => new
                {
                    row.TenantId,
                    row.Kind,
                    row.Language,
                });
            builder.Property(row => row.Kind).HasConversion<string>();
            builder.Property(row => row.Language).HasConversion<string>();
        }
    }
}

/// <summary>All that decides how the mails to some contacts look.</summary>
public sealed class LetterStyles
{
    private readonly Dictionary<Guid, WordingSettings> settings;
    private readonly Dictionary<Guid, Manners> learnt;
    private readonly ILookup<Language, LetterTemplateRow> templates;

    private LetterStyles(
        Dictionary<Guid, WordingSettings> settings,
        Dictionary<Guid, Manners> learnt,
        ILookup<Language, LetterTemplateRow> templates
    )
    {
        this.settings = settings;
        this.learnt = learnt;
        this.templates = templates;
    }

    /// <param name="contacts">Whose mails are looked at.</param>
    public static async Task<LetterStyles> ReadAsync(
        CommitmentsDb db,
        IQueryable<Guid> contacts,
        CancellationToken cancellation
    ) =>
        new(
            await db.Set<WordingRow>()
                .AsNoTracking()
                .Where(row =>
                    row.About == WordingRow.Everybody
                    || contacts.Contains(row.About)
                    || db.Set<PartnerRow>().Any(partner => partner.Id == row.About)
                )
                .ToDictionaryAsync(row => row.About, row => row.Settings, cancellation),
            await db.Set<MannersRow>()
                .AsNoTracking()
                .Where(row => contacts.Contains(row.ContactId))
                .ToDictionaryAsync(row => row.ContactId, row => row.Manners, cancellation),
            (await db.Set<LetterTemplateRow>().AsNoTracking().ToListAsync(cancellation)).ToLookup(row => row.Language)
        );

    /// <summary>Takes from a contact's mail how they write; the caller saves.</summary>
    public static async Task LearnAsync(
        CommitmentsDb db,
        ContactRow contact,
        MailMessage mail,
        CancellationToken cancellation
    )
    {
        var seen = Manners.Of(NewText.Of(mail.Body).Text, contact.Name);
        var row = await db.Set<MannersRow>().FindAsync([contact.Id], cancellation);
        if (row is null)
        {
            row = new MannersRow { TenantId = contact.TenantId, ContactId = contact.Id };
            db.Add(row);
        }
        row.Language = seen.Language ?? row.Language;
        row.OpensWithCourtesy = seen.OpensWithCourtesy;
        row.SignsAs = seen.SignsAs ?? row.SignsAs;
    }

    /// <param name="ask">In the asker's words.</param>
    public LetterStyle Of(Guid contact, Guid partner, string ask) =>
        Of(
            WordingSettings.Choose(
                [.. SettingsOf(contact, partner, WordingRow.Everybody)],
                learnt.GetValueOrDefault(contact),
                ask
            )
        );

    /// <summary>For somebody who may not be known yet.</summary>
    public static async Task<LetterStyle> ForAsync(
        CommitmentsDb db,
        string address,
        string ask,
        CancellationToken cancellation
    )
    {
        var contacts = db.Set<ContactRow>().Where(row => row.Address == address);
        var domain = ContactBook.DomainOf(address);
        var contact = await contacts.SingleOrDefaultAsync(cancellation);
        var partner =
            contact?.PartnerId
            ?? await db.Set<PartnerRow>()
                .Where(row => row.Domain == domain)
                .Select(row => row.Id)
                .FirstOrDefaultAsync(cancellation);
        var styles = await ReadAsync(db, contacts.Select(row => row.Id), cancellation);
        return styles.Of(contact?.Id ?? partner, partner, ask);
    }

    /// <summary>As it would be with other settings for this contact.</summary>
    public LetterStyle With(WordingSettings instead, Guid contact, Guid partner, string ask) =>
        Of(
            WordingSettings.Choose(
                [instead, .. SettingsOf(partner, WordingRow.Everybody)],
                learnt.GetValueOrDefault(contact),
                ask
            )
        );

    /// <summary>As it would be for somebody of whom nothing is known, with other settings for their partner or for everybody.</summary>
    /// <param name="about">The partner, or <see cref="WordingRow.Everybody"/>.</param>
    public LetterStyle With(WordingSettings instead, Guid about, string ask) =>
        Of(
            WordingSettings.Choose(
                about == WordingRow.Everybody ? [instead] : [instead, .. SettingsOf(WordingRow.Everybody)],
                null,
                ask
            )
        );

    /// <summary>Null when nobody has set anything.</summary>
    public WordingSettings? SetFor(Guid about) => settings.GetValueOrDefault(about);

    public Manners? LearntOf(Guid contact) => learnt.GetValueOrDefault(contact);

    private LetterStyle Of(Wording wording) =>
        new(wording, templates[wording.Language].ToDictionary(row => row.Kind, row => row.Text));

    private IEnumerable<WordingSettings> SettingsOf(params IEnumerable<Guid> narrowestFirst) =>
        narrowestFirst.Select(about => settings.GetValueOrDefault(about)).OfType<WordingSettings>();
}
