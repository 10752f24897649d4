namespace MailCommitments.FollowUps;

/// <summary>The languages that mails and answer pages are written in.</summary>
public enum Language
{
    English,
    German,
    Spanish,
    Hindi,
}

public enum Formality
{
    /// <summary>First name; <c>du</c>, <c>tú</c>.</summary>
    Familiar,

    /// <summary>First name; <c>Sie</c>, <c>usted</c>.</summary>
    Polite,

    /// <summary>The whole name.</summary>
    Formal,
}

/// <summary>What stands first, after the greeting.</summary>
public enum AskOrder
{
    AskFirst,
    ReasonsFirst,
}

/// <summary>How a mail to one contact is worded.</summary>
/// <param name="HasOpener">A sentence of courtesy before the ask.</param>
/// <param name="CalledAs">What the greeting calls them, as they sign; null: after their name and the formality.</param>
public sealed record Wording(
    Language Language,
    Formality Formality,
    bool HasOpener,
    AskOrder Order,
    string? CalledAs = null
)
{
    /// <summary>Polite, the ask first, in English: for a contact of whom nothing is known yet.</summary>
    public static readonly Wording Default = new(Language.English, Formality.Polite, false, AskOrder.AskFirst);
}

/// <summary>Whether a mail begins with a sentence of courtesy.</summary>
public enum Courtesy
{
    None,
    Short,

    /// <summary>As the contact's own mails do.</summary>
    Mirror,
}

/// <summary>What somebody has set about the wording; what is null is left to the next wider setting.</summary>
/// <param name="CalledAs">Only for one contact: what the greeting calls them.</param>
public sealed record WordingSettings(
    Language? Language = null,
    Formality? Formality = null,
    Courtesy? Opener = null,
    AskOrder? Order = null,
    string? CalledAs = null
)
{
    /// <summary>Longest form of address, in characters.</summary>
    public const int LongestName = 60;

    /// <summary>What holds in the end: the narrowest setting that says something, then what their mails show, then the product's default.</summary>
    /// <param name="settings">The narrowest first; those that nobody has made are left out.</param>
    /// <param name="ask">Its language is taken where nothing else tells one.</param>
    public static Wording Choose(IReadOnlyList<WordingSettings> settings, Manners? learnt, string ask)
    {
        var opener = settings.Select(one => one.Opener).FirstOrDefault(one => one is not null) ?? Courtesy.Mirror;
        return new Wording(
            settings.Select(one => one.Language).FirstOrDefault(one => one is not null)
                ?? learnt?.Language
                ?? Languages.Of(ask)
                ?? Wording.Default.Language,
            settings.Select(one => one.Formality).FirstOrDefault(one => one is not null) ?? Wording.Default.Formality,
            opener == Courtesy.Short || opener == Courtesy.Mirror && learnt is { OpensWithCourtesy: true },
            settings.Select(one => one.Order).FirstOrDefault(one => one is not null) ?? Wording.Default.Order,
            settings.Select(one => one.CalledAs).FirstOrDefault(one => one is not null) ?? learnt?.SignsAs
        );
    }
}

/// <summary>How the mails to one contact look: the wording, and the tenant's own texts in its language.</summary>
public sealed record LetterStyle(Wording Wording, IReadOnlyDictionary<LetterKind, string> Templates)
{
    public static readonly LetterStyle Default = new(Wording.Default, new Dictionary<LetterKind, string>());
}
