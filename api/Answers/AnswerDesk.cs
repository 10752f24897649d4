using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>Where a link leads.</summary>
public abstract record AnswerVisit
{
    private AnswerVisit() { }

    /// <summary>No link of ours, or of something that is no longer kept.</summary>
    public sealed record Unknown : AnswerVisit;

    public sealed record Expired(AnswerTexts Texts) : AnswerVisit;

    public sealed record Revoked(AnswerTexts Texts) : AnswerVisit;

    /// <param name="Linked">The commitment that the link came with.</param>
    /// <param name="Open">All that this contact owes this asker, the linked one first.</param>
    public sealed record Admitted(CommitmentCase Linked, IReadOnlyList<CommitmentCase> Open) : AnswerVisit
    {
        public string Asker => Linked.Asker.Name;

        public string Contact => Linked.Contact.Name;

        public WorkingCalendar Calendar => Linked.Calendar.Calendar;
    }
}

/// <summary>What came of an answer.</summary>
public abstract record AnswerOutcome
{
    private AnswerOutcome() { }

    /// <param name="Number">Of the event it became.</param>
    public sealed record Recorded(int Number) : AnswerOutcome;

    /// <summary>The commitment is no longer open, or not one of this link.</summary>
    public sealed record NotOpen : AnswerOutcome;
}

/// <summary>Lets contacts in by their link, and writes down what they answer.</summary>
public sealed class AnswerDesk(
    CommitmentsDb db,
    CommitmentBook book,
    TenantScope scope,
    AnswerTokens tokens,
    AnswerSettings settings,
    TimeProvider time
)
{
    /// <summary>Against others who write at the same instant; more than a few means that something is broken.</summary>
    private const int MostTries = 5;

    public async Task<AnswerVisit> EnterAsync(string link, CancellationToken cancellation)
    {
        if (tokens.Read(link) is not { } token)
            return new AnswerVisit.Unknown();

        scope.TenantId = token.Tenant;
        if (
            await book.FindAsync(token.Commitment, cancellation) is not { } linked
            || linked.Contact.Id != token.Contact
        )
            return new AnswerVisit.Unknown();
        if (time.GetCurrentInstant() >= token.IssuedAt + settings.Valid)
            return new AnswerVisit.Expired(AnswerTexts.In(linked.Style.Wording.Language));
        if (
            await db.Set<RevokedLinksRow>()
                .AnyAsync(row => row.CommitmentId == token.Commitment && row.RevokedAt >= token.IssuedAt, cancellation)
        )
            return new AnswerVisit.Revoked(AnswerTexts.In(linked.Style.Wording.Language));

        var open = await book.WhereAsync(
            rows =>
                rows.Where(row => row.AskerId == linked.Row.AskerId && row.ContactId == token.Contact && !row.IsClosed),
            cancellation
        );
        return new AnswerVisit.Admitted(
            linked,
            [
                .. open.OrderByDescending(known => known.Row.Id == linked.Row.Id)
                    .ThenBy(known => known.Commitment.AgreedDate)
                    .ThenBy(known => known.Row.Id),
            ]
        );
    }

    /// <summary>What an answer that came by this page said; null for anything else.</summary>
    /// <param name="of">The commitment, and <paramref name="number"/> the event, as the address names them: nothing is taken on trust.</param>
    public async Task<string?> ToldAsync(
        AnswerVisit.Admitted visit,
        string? of,
        string? number,
        AnswerTexts texts,
        CancellationToken cancellation
    )
    {
        if (
            !Guid.TryParse(of, out var commitment) || !int.TryParse(number, CultureInfo.InvariantCulture, out var which)
        )
            return null;
        var known =
            visit.Open.Append(visit.Linked).FirstOrDefault(known => known.Row.Id == commitment)
            ?? (
                await book.WhereAsync(
                    rows =>
                        rows.Where(row =>
                            row.Id == commitment
                            && row.AskerId == visit.Linked.Row.AskerId
                            && row.ContactId == visit.Linked.Row.ContactId
                        ),
                    cancellation
                )
            ).SingleOrDefault();
        return known is not null && which >= 0 && which < known.Events.Count
            ? ContactAnswer.InWords(known.Events[which].Event, texts, visit.Calendar.Zone)
            : null;
    }

    /// <summary>Records an answer once, whatever else happens at the same instant.</summary>
    /// <param name="form">The number of the form that was sent: the same form with the same content counts once.</param>
    public async Task<AnswerOutcome> RecordAsync(
        AnswerVisit.Admitted visit,
        Guid commitment,
        Guid form,
        ContactAnswer answer,
        AnswerTexts texts,
        CancellationToken cancellation
    )
    {
        if (commitment != visit.Linked.Row.Id && visit.Open.All(known => known.Row.Id != commitment))
            return new AnswerOutcome.NotOpen();

        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{form:N} {answer}")));
        for (var tries = 1; ; tries++)
        {
            db.ChangeTracker.Clear();
            var earlier = await db.Set<AnswerRow>()
                .SingleOrDefaultAsync(row => row.CommitmentId == commitment && row.Key == key, cancellation);
            if (earlier is not null)
                return new AnswerOutcome.Recorded(earlier.EventNumber);
            if (await book.FindAsync(commitment, cancellation) is not { Row.IsClosed: false } known)
                return new AnswerOutcome.NotOpen();

            var number = known.Events.Count;
            foreach (var happened in answer.EventsOf(known.Commitment.AgreedDate, time.GetCurrentInstant(), texts))
                book.Append(known, happened);
            db.Add(
                new AnswerRow
                {
                    TenantId = known.Row.TenantId,
                    CommitmentId = commitment,
                    Key = key,
                    EventNumber = number,
                }
            );
            try
            {
                await db.SaveChangesAsync(cancellation);
                return new AnswerOutcome.Recorded(number);
            }
            catch (DbUpdateException) when (tries < MostTries)
            {
                // Something else happened to the commitment just now, or this very form came twice: look again.
            }
        }
    }

    /// <summary>Takes back the links to a commitment that were given out so far; saved.</summary>
    public async Task<Instant> RevokeAsync(CommitmentCase known, CancellationToken cancellation)
    {
        var row = await db.Set<RevokedLinksRow>()
            .SingleOrDefaultAsync(row => row.CommitmentId == known.Row.Id, cancellation);
        if (row is null)
        {
            row = new RevokedLinksRow { TenantId = known.Row.TenantId, CommitmentId = known.Row.Id };
            db.Add(row);
        }
        row.RevokedAt = time.GetCurrentInstant();
        await db.SaveChangesAsync(cancellation);
        return row.RevokedAt;
    }
}
