namespace MailCommitments.Replies;

/// <summary>Subjects as mail programs change them.</summary>
public static class Subjects
{
    private static readonly string[] Forwards = ["fw", "fwd", "wg", "tr", "rv"];
    private static readonly string[] Prefixes = ["re", "fw", "fwd", "aw", "wg", "sv", "tr", "rv", "antw", "ref"];

    /// <summary>The subject without 'RE:', 'FW:' and their like in other languages, lower case.</summary>
    public static string WithoutPrefixes(string subject)
    {
        var rest = subject.AsSpan().Trim();
        while (rest.IndexOf(':') is > 0 and < 6 and var colon && IsPrefix(rest[..colon].Trim()))
            rest = rest[(colon + 1)..].Trim();
        return rest.ToString().ToLowerInvariant();
    }

    /// <summary>Whether the outermost prefix says that the mail is passed on.</summary>
    public static bool IsForward(string subject)
    {
        var colon = subject.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Forwards.Contains(subject[..colon].Trim(), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsPrefix(ReadOnlySpan<char> word)
    {
        foreach (var prefix in Prefixes)
        {
            if (word.Equals(prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
