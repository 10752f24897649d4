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
