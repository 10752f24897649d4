using MailCommitments.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

/// <summary>Finds contacts and partners as callers write them: by address and domain, in any case.</summary>
internal static class KnownPeople
{
    public static Task<ContactRow?> FindContactAsync(
        this CommitmentsDb db,
        string address,
        CancellationToken cancellation
    )
    {
        address = address.Trim().ToLowerInvariant();
        return db.Set<ContactRow>().SingleOrDefaultAsync(row => row.Address == address, cancellation);
    }

    public static Task<PartnerRow?> FindPartnerAsync(
        this CommitmentsDb db,
        string domain,
        CancellationToken cancellation
    )
    {
        domain = MailDomain.Of(domain);
        return db.Set<PartnerRow>().SingleOrDefaultAsync(row => row.Domain == domain, cancellation);
    }

    public static ProblemHttpResult NobodyAsked() =>
        TypedResults.Problem(
            Say("Nothing has been asked of this person yet; track a mail to them first."),
            statusCode: StatusCodes.Status404NotFound
        );
}
