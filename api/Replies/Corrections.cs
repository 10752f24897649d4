using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailCommitments.Commitments;
using MailCommitments.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime.Text;

namespace MailCommitments.Replies;

/// <summary>What somebody said that a reply means: a labelled example in the format of <c>api.Benchmarks -- replies</c>.</summary>
/// <param name="Id">The same for the same correction in every export; says nothing about the mail.</param>
/// <param name="Label">What the reply is, as the asker said: <c>delivered</c>, <c>extension</c> and so on.</param>
/// <param name="Also">Further fair readings; a correction names one only.</param>
/// <param name="Text">The evidence sentence: nothing else of the mail is kept.</param>
/// <param name="Sent">When the reply was sent, ISO 8601, UTC.</param>
/// <param name="InReplyTo">What was asked, in the asker's words.</param>
/// <param name="Mailbox">Whose mailbox: split training and validation by it.</param>
/// <param name="Thread">The commitment: another way to split.</param>
/// <param name="Zone">The contact's IANA zone: whose "tomorrow" it was.</param>
/// <param name="Read">What the product had read; null when it asked.</param>
/// <param name="Source">The rule or model that read it, and its calibrated confidence.</param>
/// <param name="DateResolved">The day that the asker named for a promise or more time, <c>YYYY-MM-DD</c> in the contact's zone.</param>
public sealed record LabelledCorrection(
    string Id,
    string Label,
    IReadOnlyList<string> Also,
    string Text,
    string Subject,
    string Sent,
    string Sender,
    string InReplyTo,
    string Mailbox,
    string Thread,
    string Zone,
    string? Read,
    string Source,
    double Confidence,
    string? DateResolved
);

/// <summary>Makes labelled examples of what askers corrected.</summary>
public static partial class Corrections
{
    /// <summary>The label of a kind; null for machine-made mail, which the reading of replies is not measured on.</summary>
    public static string? LabelOf(ReplyKind kind) =>
        kind switch
        {
            ReplyKind.Acknowledgement or ReplyKind.Courtesy => "ack",
            ReplyKind.Question => "question",
            ReplyKind.Promise => "promise",
            ReplyKind.MoreTime => "extension",
            ReplyKind.Blocked => "blocked",
            ReplyKind.Delivered => "delivered",
            ReplyKind.Declined => "decline",
            ReplyKind.HandedOver => "delegated",
            ReplyKind.Other => "other",
            _ => null,
        };

    /// <summary>Every reply of a commitment whose meaning the asker told, in order; the last word on each counts.</summary>
    public static IEnumerable<LabelledCorrection> Of(CommitmentCase known)
    {
        var events = known.Events.ConvertAll(row => row.Event);
        var zone = known.Calendar.Calendar.Zone;
        foreach (var corrections in events.OfType<CommitmentEvent.Corrected>().GroupBy(correction => correction.Number))
        {
            var instead = corrections.Last().Instead;
            if (
                events[corrections.Key] is not { ReadFrom: { Sentence.Length: > 0 } evidence } misread
                || instead.AnswerKind is not { } kind
                || LabelOf(kind) is not { } label
            )
                continue;
            var promised = instead switch
            {
                CommitmentEvent.Promised said => said.Date,
                CommitmentEvent.MoreTimeAsked said => said.Date,
                _ => null,
            };
            yield return new LabelledCorrection(
                Pseudonym("correction", $"{known.Row.Id} {corrections.Key}"),
                label,
                [],
                evidence.Sentence,
                known.Request.Subject,
                InstantPattern.General.Format(misread.At),
                known.Contact.Address,
                known.Request.Ask,
                known.Asker.Address,
                known.Row.Id.ToString("N"),
                zone.Id,
                misread.AnswerKind is { } read ? LabelOf(read) : null,
                evidence.Source,
                evidence.Confidence,
                promised is { } day ? LocalDatePattern.Iso.Format(day.InZone(zone).Date) : null
            );
        }
    }

    /// <summary>
    /// The same without persons: addresses become numbers, the names of asker and contact and whatever looks like an address, a link, a
    /// telephone or an account number are taken out of the texts, and the subject goes.
    /// </summary>
    public static LabelledCorrection WithoutPersons(LabelledCorrection one, CommitmentCase known)
    {
        var names = $"{known.Contact.Name} {known.Asker.Name}"
            .Split([' ', ',', '.', '-'], StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name.Length > 1)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return one with
        {
            Text = WithoutPersons(one.Text, names),
            InReplyTo = WithoutPersons(one.InReplyTo, names),
            Subject = "",
            Sender = Pseudonym("contact", known.Contact.Id.ToString()),
            Mailbox = Pseudonym("asker", known.Asker.Id.ToString()),
            Thread = Pseudonym("commitment", known.Row.Id.ToString()),
            Source = WithoutPersons(one.Source, names),
        };
    }

    private static string WithoutPersons(string text, HashSet<string> names) =>
        Word()
            .Replace(
                LongNumber().Replace(AddressOrLink().Replace(text, "@"), "#"),
                word => names.Contains(word.Value) ? "Name" : word.Value
            );

    /// <summary>Cannot be turned back: ids are random, and only a part of the hash is given.</summary>
    private static string Pseudonym(string of, string id) =>
        of + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of + id)))[..12];

    [GeneratedRegex(@"\S+@\S+|(?:https?://|www\.)\S+", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AddressOrLink();

    [GeneratedRegex(@"\+?\d[\d ()./-]{4,}\d", RegexOptions.NonBacktracking)]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"\w+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}

/// <summary>Exports corrections as JSON lines.</summary>
public static class CorrectionEndpoints
{
    private const string JsonLines = "application/x-ndjson";
    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    /// <summary>How many commitments are held at once.</summary>
    private const int AtOnce = 500;

    public static void MapCorrections(this IEndpointRouteBuilder routes)
    {
        var corrections = routes.MapGroup("/api/corrections").WithTags("Corrections");
        corrections.MapGet("/", Own).RequireAuthorization().Produces<string>(contentType: JsonLines);
        corrections
            .MapGet("/tenant", OfTheTenant)
            .RequireAuthorization(SignIn.Lead)
            .Produces<string>(contentType: JsonLines);
    }

    /// <summary>The caller's own, as they stand.</summary>
    private static PushStreamHttpResult Own(Caller caller, CommitmentBook book) =>
        Lines(book, rows => rows.Where(row => row.AskerId == caller.PersonId), static (one, _) => one);

    /// <summary>Everybody's in the tenant, without persons.</summary>
    private static PushStreamHttpResult OfTheTenant(CommitmentBook book) =>
        Lines(book, rows => rows, Corrections.WithoutPersons);

    private static PushStreamHttpResult Lines(
        CommitmentBook book,
        Func<IQueryable<CommitmentRow>, IQueryable<CommitmentRow>> which,
        Func<LabelledCorrection, CommitmentCase, LabelledCorrection> told
    ) =>
        TypedResults.Stream(
            async stream =>
            {
                for (var skip = 0; ; skip += AtOnce)
                {
                    var cases = await book.WhereAsync(
                        rows => which(rows).OrderBy(row => row.Id).Skip(skip).Take(AtOnce),
                        default
                    );
                    foreach (var known in cases)
                    {
                        foreach (var one in Corrections.Of(known))
                        {
                            await JsonSerializer.SerializeAsync(stream, told(one, known), JsonSerializerOptions.Web);
                            await stream.WriteAsync(EndOfLine);
                        }
                    }
                    if (cases.Count < AtOnce)
                        return;
                }
            },
            JsonLines,
            "corrections.jsonl"
        );
}
