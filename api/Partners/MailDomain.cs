using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

/// <summary>The mail domain that a partner is known by, such as <c>bayani.example</c>.</summary>
internal static class MailDomain
{
    /// <summary>As it is stored, from how somebody wrote it.</summary>
    public static string Of(string written) => written.Trim().ToLowerInvariant();

    /// <summary>Null when it is one; else what to do.</summary>
    public static string? WhyNot(string domain) =>
        Uri.CheckHostName(domain) == UriHostNameType.Dns
            ? null
            : Say("Name the partner by the domain of its mail, such as 'bayani.example'.");
}
