using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>What a link to the answer page says: whose commitment, to whom it was given, and when.</summary>
public sealed record AnswerToken(Guid Tenant, Guid Commitment, Guid Contact, Instant IssuedAt);

/// <summary>Seals links so that nobody can make or change one.</summary>
/// <remarks>Nothing is stored for a link: the keys of data protection, which lie in the database, open it on every instance.</remarks>
public sealed class AnswerTokens(IDataProtectionProvider protection)
{
    private const int IdLength = 16;
    private const int Length = 3 * IdLength + sizeof(long);

    /// <summary>No link of ours is longer, in characters.</summary>
    private const int Longest = 1000;

    private readonly IDataProtector protector = protection.CreateProtector("Answer page", "1");

    public string Write(AnswerToken token)
    {
        var said = new byte[Length];
        token.Tenant.TryWriteBytes(said);
        token.Commitment.TryWriteBytes(said.AsSpan(IdLength));
        token.Contact.TryWriteBytes(said.AsSpan(2 * IdLength));
        BinaryPrimitives.WriteInt64LittleEndian(said.AsSpan(3 * IdLength), token.IssuedAt.ToUnixTimeMilliseconds());
        return WebEncoders.Base64UrlEncode(protector.Protect(said));
    }

    /// <summary>Null when it is not a link of ours, or not all of it.</summary>
    public AnswerToken? Read(string token)
    {
        if (token.Length > Longest)
            return null;
        try
        {
            var said = protector.Unprotect(WebEncoders.Base64UrlDecode(token));
            return said.Length != Length
                ? null
                : new AnswerToken(
                    new Guid(said.AsSpan(0, IdLength)),
                    new Guid(said.AsSpan(IdLength, IdLength)),
                    new Guid(said.AsSpan(2 * IdLength, IdLength)),
                    Instant.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(said.AsSpan(3 * IdLength)))
                );
        }
        catch (Exception unreadable) when (unreadable is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
