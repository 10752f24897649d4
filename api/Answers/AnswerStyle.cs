using System.Security.Cryptography;
using System.Text;

namespace MailCommitments.Answers;

/// <summary>How the page looks, and the policy that lets a browser take nothing but that.</summary>
internal static class AnswerStyle
{
    public static readonly string Sheet = Read();

    /// <summary>No script, nothing from elsewhere, in nobody's frame; the one style sheet by its hash.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Sheet)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static string Read()
    {
        using var data = typeof(AnswerStyle).Assembly.GetManifestResourceStream(
            "MailCommitments.Answers.answer.data.css"
        )!;
        using var reader = new StreamReader(data);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
