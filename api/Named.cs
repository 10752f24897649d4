namespace MailCommitments;

/// <summary>A choice in a query string, by the name it has in JSON; upper and lower case are the same.</summary>
public readonly record struct Named<TChoice>(TChoice Value)
    where TChoice : struct, Enum
{
    public static bool TryParse(string? text, IFormatProvider? provider, out Named<TChoice> named)
    {
        var isKnown = Enum.TryParse<TChoice>(text, ignoreCase: true, out var choice) && Enum.IsDefined(choice);
        named = new(choice);
        return isKnown;
    }
}
