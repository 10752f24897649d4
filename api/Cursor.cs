using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using static MailCommitments.Texts.PageText;

namespace MailCommitments;

/// <summary>The opaque place in a list from which it goes on.</summary>
public static class Cursor
{
    public static string Write(int skip) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(skip.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The beginning when none is given.</summary>
    public static bool TryRead(string? cursor, out int skip)
    {
        skip = 0;
        Span<byte> bytes = stackalloc byte[16];
        return cursor is null
            || Convert.TryFromBase64String(cursor, bytes, out var length)
                && int.TryParse(bytes[..length], NumberStyles.None, CultureInfo.InvariantCulture, out skip);
    }

    public static ProblemHttpResult Unreadable() =>
        TypedResults.Problem(
            Say("The 'after' of this list is not one that was given out; begin at its start."),
            statusCode: StatusCodes.Status400BadRequest
        );
}
