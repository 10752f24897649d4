using System.Diagnostics;
using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.Answers;

/// <summary>What a contact said on the answer page. Closed: nobody outside this file can add a case.</summary>
public abstract record ContactAnswer
{
    /// <summary>How evidence names the page.</summary>
    public const string Source = "answer page";

    private const int LongestEvidence = 300;

    private ContactAnswer() { }

    public sealed record Done(string? Note) : ContactAnswer;

    /// <param name="Reason">Why, or what could delay it.</param>
    public sealed record NewDate(Instant Date, string Reason) : ContactAnswer;

    /// <param name="Since">In their words.</param>
    /// <param name="Whom">From whom it is needed.</param>
    public sealed record Blocked(string What, string? Since, string Need, string? Whom) : ContactAnswer;

    /// <param name="To">Who is the right one; null when they do not know.</param>
    public sealed record NotMine(string? To, string? Note) : ContactAnswer;

    public sealed record Help(string What) : ContactAnswer;

    /// <summary>What happened to the commitment by this answer: one event, and for help a second one that climbs the ladder.</summary>
    /// <param name="texts">In the contact's language, in which the sentence for the asker is kept.</param>
    public IReadOnlyList<CommitmentEvent> EventsOf(Instant agreedDate, Instant now, AnswerTexts texts) =>
        this is Help(var wish)
            ? [EventOf(agreedDate, now, texts), new CommitmentEvent.Climbed(now, wish)]
            : [EventOf(agreedDate, now, texts)];

    private CommitmentEvent EventOf(Instant agreedDate, Instant now, AnswerTexts texts) =>
        this switch
        {
            Done(var note) => new CommitmentEvent.Delivered(now, Evidence(note ?? texts["saidDone"])),
            NewDate(var date, var reason) when date > agreedDate => new CommitmentEvent.MoreTimeAsked(
                now,
                date,
                Evidence(reason)
            ),
            NewDate(var date, var reason) => new CommitmentEvent.Promised(now, date, Evidence(reason)),
            Blocked blocked => Standing(Lines(blocked, texts), now),
            NotMine(var to, var note) => new CommitmentEvent.HandedOver(
                now,
                to,
                Evidence(note ?? texts["saidNotMine"])
            ),
            Help(var what) => Standing($"{texts["saidHelp"]}: {what}", now),
            _ => throw new UnreachableException(),
        };

    /// <summary>What an event of this page said, for the one who said it; null for any other event.</summary>
    public static string? InWords(CommitmentEvent happened, AnswerTexts texts, DateTimeZone zone)
    {
        if (happened.ReadFrom is not { Source: Source } evidence)
            return null;
        var said = happened switch
        {
            CommitmentEvent.Delivered => texts["saidDone"],
            CommitmentEvent.MoreTimeAsked { Date: { } date } => texts.Of("saidDate", "date", texts.InWords(date, zone)),
            CommitmentEvent.Promised { Date: { } date } => texts.Of("saidDate", "date", texts.InWords(date, zone)),
            CommitmentEvent.HandedOver { To: { } to } => $"{texts["saidNotMine"]} ({to})",
            CommitmentEvent.HandedOver => texts["saidNotMine"],
            _ => "",
        };
        return said.Length == 0 ? evidence.Sentence
            : evidence.Sentence.Length == 0 || said.StartsWith(evidence.Sentence, StringComparison.Ordinal) ? said
            : $"{said} – {evidence.Sentence}";
    }

    private static CommitmentEvent.Blocked Standing(string reason, Instant now) => new(now, reason, Evidence(reason));

    private static string Lines(Blocked blocked, AnswerTexts texts) =>
        string.Join(
            " · ",
            new[]
            {
                blocked.What,
                blocked.Since is { } since ? $"{texts["since"]}: {since}" : null,
                $"{texts["need"]}: {blocked.Need}",
                blocked.Whom is { } whom ? $"{texts["whom"]}: {whom}" : null,
            }.OfType<string>()
        );

    private static Evidence Evidence(string sentence) =>
        new(
            sentence.Length <= LongestEvidence ? sentence : sentence[..(LongestEvidence - 1)] + "…",
            InternetMessageId: null,
            Source,
            Confidence: 1
        );
}
