using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Answers;

/// <param name="Date">The agreed date in words.</param>
/// <param name="Said">The last answer that came by this page.</param>
public sealed record AskView(Guid Id, string Ask, string Date, bool IsPromised, string? Said);

/// <summary>A form that was sent and not understood: shown again with all that was typed.</summary>
public sealed record SentForm(
    Guid Ask,
    string Form,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Problems,
    IReadOnlyList<Instant> Choices
);

/// <summary>All that the answer page shows: of this asker and this contact only.</summary>
/// <param name="Link">The sealed part of the address.</param>
/// <param name="Opened">The answer that the link in the mail was about.</param>
/// <param name="Told">What has just been recorded.</param>
/// <param name="IsSettled">The request that the link came with is closed.</param>
/// <param name="FormNumber">The same form sent twice counts once.</param>
/// <param name="Today">In the contact's zone, as a date field writes it.</param>
public sealed record AnswerView(
    string Link,
    AnswerTexts Texts,
    string Asker,
    string Contact,
    IReadOnlyList<AskView> Asks,
    string? Opened,
    string? Told,
    bool IsSettled,
    SentForm? Sent,
    string FormNumber,
    DateTimeZone Zone,
    string Today
)
{
    public static AnswerView Of(
        string link,
        AnswerVisit.Admitted visit,
        AnswerTexts texts,
        Instant now,
        string? opened = null,
        string? told = null,
        SentForm? sent = null
    )
    {
        var zone = visit.Calendar.Zone;
        return new AnswerView(
            link,
            texts,
            visit.Asker,
            visit.Contact,
            [
                .. visit.Open.Select(known =>
                {
                    var commitment = known.Commitment;
                    return new AskView(
                        known.Row.Id,
                        known.Request.Ask,
                        texts.InWords(commitment.AgreedDate, zone),
                        commitment.Ledger.Count > 1,
                        commitment.LastAnswer is { } last ? ContactAnswer.InWords(last, texts, zone) : null
                    );
                }),
            ],
            opened,
            told,
            visit.Linked.Row.IsClosed,
            sent,
            sent?.Fields.GetValueOrDefault("form") ?? Guid.NewGuid().ToString(),
            zone,
            LocalDatePattern.Iso.Format(now.InZone(zone).Date)
        );
    }
}
