using MailCommitments.Commitments;
using MailCommitments.Identity;
using MailCommitments.Partners;
using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using static MailCommitments.ProblemAnswers;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.FollowUps;

/// <param name="Words">Of the plain text.</param>
public sealed record LetterPreview(string Text, string Html, int Words, Wording Wording)
{
    public static LetterPreview Of(LetterContent content)
    {
        var letter = FollowUpLetter.Write(content);
        return new LetterPreview(
            letter.Text,
            letter.Html,
            letter.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length,
            content.Wording
        );
    }
}

/// <param name="Set">What was set for this contact; what is null comes from the partner, the organisation, or their own mails.</param>
/// <param name="Learnt">What their own mails show; null before the first one was read.</param>
public sealed record WordingView(WordingSettings Set, Manners? Learnt, LetterPreview Preview);

/// <param name="Text">As it is sent now.</param>
/// <param name="Own">The organisation's text; null where the product's is used.</param>
/// <param name="Placeholders">All that may stand in it.</param>
/// <param name="Required">Those that must.</param>
public sealed record LetterTextView(
    LetterKind Kind,
    Language Language,
    string Text,
    string? Own,
    IReadOnlyList<string> Placeholders,
    IReadOnlyList<string> Required
);

public sealed record LetterTextBody(string Text);

/// <summary>How the mails are worded: for one contact, a partner's people, everybody; and the texts themselves.</summary>
public static class WordingEndpoints
{
    public static void MapWording(this IEndpointRouteBuilder routes)
    {
        var ofContact = routes.MapGroup("/api/contacts/{address}/wording").RequireAuthorization().WithTags("Wording");
        ofContact.MapGet("/", ReadOfContact);
        ofContact.MapPut("/", SetOfContact);
        ofContact.MapPost("/preview", Preview);
        var ofPartner = routes.MapGroup("/api/partners/{domain}/wording").RequireAuthorization().WithTags("Wording");
        ofPartner.MapGet("/", ReadOfPartner);
        ofPartner.MapPut("/", SetOfPartner).RequireAuthorization(SignIn.Lead);
        ofPartner.MapPost("/preview", PreviewOfPartner);
        var ofAll = routes.MapGroup("/api/wording").RequireAuthorization().WithTags("Wording");
        ofAll.MapGet("/", ReadOfAll);
        ofAll.MapPut("/", SetOfAll).RequireAuthorization(SignIn.Lead);
        ofAll.MapPost("/preview", PreviewOfAll);
        var letters = routes.MapGroup("/api/letters").RequireAuthorization().WithTags("Wording");
        letters.MapGet("/", Letters);
        letters.MapPut("/{kind}/{language}", SetLetter).RequireAuthorization(SignIn.Lead);
        letters.MapDelete("/{kind}/{language}", ResetLetter).RequireAuthorization(SignIn.Lead);
        letters.MapPost("/{kind}/{language}/preview", PreviewLetter);
    }

    private static async Task<Results<Ok<WordingView>, ProblemHttpResult>> ReadOfContact(
        string address,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    ) =>
        await db.FindContactAsync(address, cancellation) is { } contact
            ? TypedResults.Ok(await ViewAsync(db, caller, contact, cancellation))
            : KnownPeople.NobodyAsked();

    private static async Task<Results<Ok<WordingView>, ValidationProblem, ProblemHttpResult>> SetOfContact(
        string address,
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body, mayCall: true) is { } refused)
            return refused;
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();
        await SetAsync(db, caller, contact.Id, body, cancellation);
        return TypedResults.Ok(await ViewAsync(db, caller, contact, cancellation));
    }

    /// <summary>The mail as it would be with these settings; nothing is stored.</summary>
    private static async Task<Results<Ok<LetterPreview>, ValidationProblem, ProblemHttpResult>> Preview(
        string address,
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body, mayCall: true) is { } refused)
            return refused;
        if (await db.FindContactAsync(address, cancellation) is not { } contact)
            return KnownPeople.NobodyAsked();

        var styles = await StylesAsync(db, contact, cancellation);
        return TypedResults.Ok(
            await PreviewAsync(
                db,
                caller,
                contact,
                ask => styles.With(body, contact.Id, contact.PartnerId, ask),
                cancellation
            )
        );
    }

    private static async Task<Results<Ok<WordingSettings>, ProblemHttpResult>> ReadOfPartner(
        string domain,
        CommitmentsDb db,
        CancellationToken cancellation
    ) =>
        await db.FindPartnerAsync(domain, cancellation) is { } partner
            ? TypedResults.Ok(await SettingsAsync(db, partner.Id, cancellation))
            : NoPartner();

    private static async Task<Results<Ok<WordingSettings>, ValidationProblem, ProblemHttpResult>> SetOfPartner(
        string domain,
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body, mayCall: false) is { } refused)
            return refused;
        if (await db.FindPartnerAsync(domain, cancellation) is not { } partner)
            return NoPartner();
        await SetAsync(db, caller, partner.Id, body, cancellation);
        return TypedResults.Ok(await SettingsAsync(db, partner.Id, cancellation));
    }

    /// <summary>An example to somebody of the partner of whom nothing else is known; nothing is stored.</summary>
    private static async Task<Results<Ok<LetterPreview>, ValidationProblem, ProblemHttpResult>> PreviewOfPartner(
        string domain,
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body, mayCall: false) is { } refused)
            return refused;
        return await db.FindPartnerAsync(domain, cancellation) is { } partner
            ? TypedResults.Ok(await SampleAsync(db, caller, body, partner.Id, cancellation))
            : NoPartner();
    }

    private static async Task<Ok<WordingSettings>> ReadOfAll(CommitmentsDb db, CancellationToken cancellation) =>
        TypedResults.Ok(await SettingsAsync(db, WordingRow.Everybody, cancellation));

    private static async Task<Results<Ok<WordingSettings>, ValidationProblem>> SetOfAll(
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (WhyNot(body, mayCall: false) is { } refused)
            return refused;
        await SetAsync(db, caller, WordingRow.Everybody, body, cancellation);
        return TypedResults.Ok(await SettingsAsync(db, WordingRow.Everybody, cancellation));
    }

    /// <inheritdoc cref="PreviewOfPartner"/>
    private static async Task<Results<Ok<LetterPreview>, ValidationProblem>> PreviewOfAll(
        WordingSettings body,
        Caller caller,
        CommitmentsDb db,
        CancellationToken cancellation
    ) =>
        WhyNot(body, mayCall: false) is { } refused
            ? refused
            : TypedResults.Ok(await SampleAsync(db, caller, body, WordingRow.Everybody, cancellation));

    private static async Task<Ok<IReadOnlyList<LetterTextView>>> Letters(
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        var own = await db.Set<LetterTemplateRow>()
            .AsNoTracking()
            .ToDictionaryAsync(row => (row.Kind, row.Language), row => row.Text, cancellation);
        return TypedResults.Ok<IReadOnlyList<LetterTextView>>([
            .. from kind in Enum.GetValues<LetterKind>()
            from language in Enum.GetValues<Language>()
            select ViewOf(kind, language, own.GetValueOrDefault((kind, language))),
        ]);
    }

    /// <summary>Sets the organisation's own text of a mail. One that would lose what a mail needs is refused with the reason.</summary>
    private static async Task<Results<Ok<LetterTextView>, ValidationProblem>> SetLetter(
        Named<LetterKind> kind,
        Named<Language> language,
        LetterTextBody body,
        Caller caller,
        CommitmentsDb db,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var text = Tidied(body);
        if (LetterTemplate.WhyNot(kind.Value, text) is { } why)
            return Invalid("text", why);

        var row = await LetterAsync(db, kind.Value, language.Value, cancellation);
        if (row is null)
        {
            row = new LetterTemplateRow
            {
                TenantId = caller.TenantId,
                Kind = kind.Value,
                Language = language.Value,
                Text = text,
            };
            db.Add(row);
        }
        row.Text = text;
        row.SetAt = time.GetCurrentInstant();
        row.SetBy = caller.PersonId;
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ViewOf(kind.Value, language.Value, text));
    }

    /// <summary>Goes back to the product's text.</summary>
    private static async Task<Ok<LetterTextView>> ResetLetter(
        Named<LetterKind> kind,
        Named<Language> language,
        CommitmentsDb db,
        CancellationToken cancellation
    )
    {
        if (await LetterAsync(db, kind.Value, language.Value, cancellation) is { } row)
        {
            db.Remove(row);
            await db.SaveChangesAsync(cancellation);
        }
        return TypedResults.Ok(ViewOf(kind.Value, language.Value, null));
    }

    /// <summary>An example of the mail with this text; nothing is stored.</summary>
    private static Results<Ok<LetterPreview>, ValidationProblem> PreviewLetter(
        Named<LetterKind> kind,
        Named<Language> language,
        LetterTextBody body,
        Caller caller
    )
    {
        var text = Tidied(body);
        if (LetterTemplate.WhyNot(kind.Value, text) is { } why)
            return Invalid("text", why);
        var style = new LetterStyle(
            Wording.Default with
            {
                Language = language.Value,
            },
            new Dictionary<LetterKind, string> { [kind.Value] = text }
        );
        return TypedResults.Ok(LetterPreview.Of(WordingSamples.Of(kind.Value, caller.Name, style)));
    }

    private static string Tidied(LetterTextBody body) => body.Text.ReplaceLineEndings("\n").Trim();

    private static LetterTextView ViewOf(LetterKind kind, Language language, string? own) =>
        new(
            kind,
            language,
            own ?? LetterTemplate.Of(kind, Wording.Default with { Language = language }),
            own,
            LetterTemplate.AllowedIn(kind),
            [.. LetterTemplate.RequiredIn(kind).Select(required => required.Placeholder)]
        );

    private static async Task<WordingView> ViewAsync(
        CommitmentsDb db,
        Caller caller,
        ContactRow contact,
        CancellationToken cancellation
    )
    {
        var styles = await StylesAsync(db, contact, cancellation);
        return new WordingView(
            styles.SetFor(contact.Id) ?? new WordingSettings(),
            styles.LearntOf(contact.Id),
            await PreviewAsync(db, caller, contact, ask => styles.Of(contact.Id, contact.PartnerId, ask), cancellation)
        );
    }

    /// <summary>With the caller's newest ask to this contact, else with an example.</summary>
    private static async Task<LetterPreview> PreviewAsync(
        CommitmentsDb db,
        Caller caller,
        ContactRow contact,
        Func<string, LetterStyle> styleFor,
        CancellationToken cancellation
    )
    {
        var newest = await db.Set<CommitmentRow>()
            .Where(row => row.AskerId == caller.PersonId && row.ContactId == contact.Id)
            .Join(db.Set<RequestRow>(), row => row.RequestId, request => request.Id, (_, request) => request)
            .OrderByDescending(request => request.AskedAt)
            .Select(request => new { request.Ask, request.Deadline })
            .FirstOrDefaultAsync(cancellation);
        var asker = await db.Set<AskerRow>().SingleOrDefaultAsync(row => row.Id == caller.PersonId, cancellation);
        var partner = await db.Set<PartnerRow>().SingleAsync(row => row.Id == contact.PartnerId, cancellation);
        var ask = newest?.Ask ?? WordingSamples.AskIn(Language.English);
        return LetterPreview.Of(
            new LetterContent(
                contact.Name,
                asker?.Name ?? caller.Name,
                [new LetterAsk(ask, newest?.Deadline ?? WordingSamples.Date, false, AnswerLinks.InPreview)],
                ContactCalendars.Of(contact, partner, asker?.Calendar).Calendar.Zone,
                styleFor(ask),
                new LetterOccasion.Chaser()
            )
        );
    }

    /// <param name="about">A partner, or <see cref="WordingRow.Everybody"/>.</param>
    private static async Task<LetterPreview> SampleAsync(
        CommitmentsDb db,
        Caller caller,
        WordingSettings settings,
        Guid about,
        CancellationToken cancellation
    )
    {
        var styles = await LetterStyles.ReadAsync(
            db,
            db.Set<ContactRow>().Where(_ => false).Select(row => row.Id),
            cancellation
        );
        return LetterPreview.Of(
            WordingSamples.Of(
                LetterKind.Due,
                caller.Name,
                styles.With(settings, about, WordingSamples.AskIn(Language.English))
            )
        );
    }

    private static Task<LetterStyles> StylesAsync(
        CommitmentsDb db,
        ContactRow contact,
        CancellationToken cancellation
    ) =>
        LetterStyles.ReadAsync(
            db,
            db.Set<ContactRow>().Where(row => row.Id == contact.Id).Select(row => row.Id),
            cancellation
        );

    private static async Task<WordingSettings> SettingsAsync(
        CommitmentsDb db,
        Guid about,
        CancellationToken cancellation
    ) =>
        (
            await db.Set<WordingRow>().AsNoTracking().SingleOrDefaultAsync(row => row.About == about, cancellation)
        )?.Settings
        ?? new WordingSettings();

    private static async Task SetAsync(
        CommitmentsDb db,
        Caller caller,
        Guid about,
        WordingSettings settings,
        CancellationToken cancellation
    )
    {
        var row = await db.Set<WordingRow>().SingleOrDefaultAsync(row => row.About == about, cancellation);
        if (row is null)
        {
            row = new WordingRow { TenantId = caller.TenantId, About = about };
            db.Add(row);
        }
        var called = settings.CalledAs?.Trim();
        row.Settings = settings with { CalledAs = called is { Length: > 0 } ? called : null };
        await db.SaveChangesAsync(cancellation);
    }

    private static ValidationProblem? WhyNot(WordingSettings settings, bool mayCall) =>
        settings.CalledAs switch
        {
            null => null,
            _ when !mayCall => Invalid("calledAs", Say("What somebody is called is set for each contact.")),
            { Length: > WordingSettings.LongestName } => Invalid(
                "calledAs",
                Say("Keep this within {0} characters.", WordingSettings.LongestName)
            ),
            var called when called.Any(char.IsControl) => Invalid(
                "calledAs",
                Say("Write the form of address in one line.")
            ),
            _ => null,
        };

    private static Task<LetterTemplateRow?> LetterAsync(
        CommitmentsDb db,
        LetterKind kind,
        Language language,
        CancellationToken cancellation
    ) =>
        db.Set<LetterTemplateRow>()
            .SingleOrDefaultAsync(row => row.Kind == kind && row.Language == language, cancellation);

    private static ProblemHttpResult NoPartner() =>
        TypedResults.Problem(
            Say("Nothing has been asked of this partner yet; track a mail to one of its people first."),
            statusCode: StatusCodes.Status404NotFound
        );
}
