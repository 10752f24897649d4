using System.Text.Json.Serialization;
using NodaTime;

namespace MailCommitments.Commitments;

/// <summary>What a mail or a person meant: the kinds of answer a commitment knows.</summary>
public enum ReplyKind
{
    Acknowledgement,
    Question,
    Promise,
    MoreTime,
    Blocked,
    Delivered,
    Declined,
    HandedOver,
    Courtesy,
    Other,
    AutomaticReply,
    Bounce,
}

/// <param name="Date">For a promise or a request for more time.</param>
public sealed record LikelyAnswer(ReplyKind Kind, Instant? Date);

/// <summary>One thing that happened to a commitment. Closed: nobody outside this file can add a case.</summary>
/// <remarks>Stored as JSON with the names below; a name once stored is never given another meaning.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "happened")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Questioned), "questioned")]
[JsonDerivedType(typeof(Promised), "promised")]
[JsonDerivedType(typeof(MoreTimeAsked), "moreTimeAsked")]
[JsonDerivedType(typeof(Blocked), "blocked")]
[JsonDerivedType(typeof(Delivered), "delivered")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(HandedOver), "handedOver")]
[JsonDerivedType(typeof(Remarked), "remarked")]
[JsonDerivedType(typeof(Absent), "absent")]
[JsonDerivedType(typeof(Bounced), "bounced")]
[JsonDerivedType(typeof(Unclear), "unclear")]
[JsonDerivedType(typeof(AskerWrote), "askerWrote")]
[JsonDerivedType(typeof(FollowedUp), "followedUp")]
[JsonDerivedType(typeof(FollowUpRefused), "followUpRefused")]
[JsonDerivedType(typeof(FollowUpStopped), "followUpStopped")]
[JsonDerivedType(typeof(FollowUpPostponed), "followUpPostponed")]
[JsonDerivedType(typeof(Thanked), "thanked")]
[JsonDerivedType(typeof(EscalationDecided), "escalationDecided")]
[JsonDerivedType(typeof(EscalationAcknowledged), "escalationAcknowledged")]
[JsonDerivedType(typeof(Climbed), "climbed")]
[JsonDerivedType(typeof(Corrected), "corrected")]
[JsonDerivedType(typeof(AnsweredElsewhere), "answeredElsewhere")]
[JsonDerivedType(typeof(Withdrawn), "withdrawn")]
[JsonDerivedType(typeof(Snoozed), "snoozed")]
[JsonDerivedType(typeof(DateAccepted), "dateAccepted")]
[JsonDerivedType(typeof(DateRefused), "dateRefused")]
[JsonDerivedType(typeof(DateSet), "dateSet")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Undone), "undone")]
public abstract record CommitmentEvent
{
    private CommitmentEvent(Instant at) => At = at;

    /// <summary>When it happened: for a mail, when it was sent.</summary>
    public Instant At { get; init; }

    /// <summary>
    /// What else the same mail says, as events of their own: shown in the history, and moving nothing. Null when it says one thing.
    /// </summary>
    public IReadOnlyList<CommitmentEvent>? Also { get; init; }

    public sealed record Asked(Instant At, Instant Deadline) : CommitmentEvent(At);

    /// <summary>Got it; nothing is said about when.</summary>
    public sealed record Acknowledged(Instant At, Evidence Evidence) : CommitmentEvent(At);

    /// <summary>The contact asks back: the ball is with the asker until they write.</summary>
    public sealed record Questioned(Instant At, Evidence Evidence) : CommitmentEvent(At);

    /// <summary>The contact will do it. A date later than the agreed one is a slip; the promise ledger shows both.</summary>
    /// <param name="Date">Null for a promise without a day: the agreed date stays.</param>
    public sealed record Promised(Instant At, Instant? Date, Evidence Evidence) : CommitmentEvent(At)
    {
        /// <summary>The day, when no time was named: the date is the end of the contact's working day, and follows their calendar.</summary>
        public LocalDate? Day { get; init; }
    }

    public sealed record MoreTimeAsked(Instant At, Instant? Date, Evidence Evidence) : CommitmentEvent(At)
    {
        /// <inheritdoc cref="Promised.Day"/>
        public LocalDate? Day { get; init; }
    }

    /// <summary>The contact cannot go on; the ball is with the asker, who can clear the way or wait.</summary>
    public sealed record Blocked(Instant At, string Reason, Evidence Evidence) : CommitmentEvent(At);

    public sealed record Delivered(Instant At, Evidence Evidence) : CommitmentEvent(At);

    public sealed record Declined(Instant At, Evidence Evidence) : CommitmentEvent(At);

    /// <param name="To">Null when the contact did not say to whom.</param>
    public sealed record HandedOver(Instant At, string? To, Evidence Evidence) : CommitmentEvent(At);

    /// <summary>A human mail that moves nothing: a courtesy or a comment.</summary>
    /// <param name="ByAnother">Not the contact wrote it.</param>
    public sealed record Remarked(Instant At, bool IsCourtesy, Evidence Evidence, bool ByAnother = false)
        : CommitmentEvent(At);

    /// <summary>An automatic reply. No answer, but nobody is chased before the person is back.</summary>
    /// <param name="Back">First day back in the contact's zone; null when the reply does not say.</param>
    public sealed record Absent(Instant At, LocalDate? Back, Evidence Evidence) : CommitmentEvent(At)
    {
        private static readonly Duration WhenNotSaid = Duration.FromDays(5);

        /// <summary>When the person counts as back.</summary>
        /// <remarks>
        /// A reply without a return date stands for five days: after that one chaser does less harm than silence. A day that the
        /// zone skipped, as Kiritimati did with 31 December 1994, is the one after.
        /// </remarks>
        public Instant Until(DateTimeZone theirs) =>
            Back is { } day ? day.AtMidnight().InZoneLeniently(theirs).ToInstant() : At + WhenNotSaid;
    }

    public sealed record Bounced(Instant At, string? Address, bool IsPermanent, Evidence Evidence)
        : CommitmentEvent(At);

    /// <summary>A reply whose meaning is not sure: the asker is asked, and nothing else moves meanwhile.</summary>
    /// <param name="ByAnother">
    /// Somebody other than the contact wrote it, so that it is no response of the contact's unless the asker says what it means.
    /// </param>
    public sealed record Unclear(
        Instant At,
        IReadOnlyList<LikelyAnswer> Likely,
        Evidence Evidence,
        bool ByAnother = false
    ) : CommitmentEvent(At);

    /// <summary>The asker wrote in the thread: the ball is with the contact again.</summary>
    public sealed record AskerWrote(Instant At, string InternetMessageId) : CommitmentEvent(At);

    /// <param name="Key">The key of the sending, by which a second try finds the first.</param>
    /// <param name="Level">Of the ladder, for its mails.</param>
    public sealed record FollowedUp(
        Instant At,
        FollowUpKind Kind,
        string Key,
        string? InternetMessageId,
        int? Level = null
    ) : CommitmentEvent(At);

    /// <summary>A person decided whether this level of the ladder is climbed.</summary>
    public sealed record EscalationDecided(Instant At, int Level, bool IsApproved, string By, string? Reason)
        : CommitmentEvent(At);

    /// <summary>Somebody of this level has taken it up.</summary>
    public sealed record EscalationAcknowledged(Instant At, int Level, string By) : CommitmentEvent(At);

    /// <summary>The contact asks the next level of the ladder for help.</summary>
    public sealed record Climbed(Instant At, string? Reason) : CommitmentEvent(At);

    /// <summary>The mailbox will never send this follow-up as it stands: the ball is with the asker.</summary>
    /// <param name="Why">A sentence for the asker.</param>
    public sealed record FollowUpRefused(Instant At, string Why) : CommitmentEvent(At);

    /// <summary>The asker does not want this follow-up to go out; the policy goes on with its next step.</summary>
    public sealed record FollowUpStopped(Instant At, FollowUpKind Kind) : CommitmentEvent(At);

    /// <param name="Until">No follow-up goes out before.</param>
    public sealed record FollowUpPostponed(Instant At, Instant Until) : CommitmentEvent(At);

    /// <param name="Key">As of a follow-up: a second press finds the first.</param>
    public sealed record Thanked(Instant At, string Key, string? InternetMessageId) : CommitmentEvent(At);

    /// <summary>A person said what an earlier event really was. The earlier one stays visible.</summary>
    /// <param name="Number">The event that was misread.</param>
    /// <param name="Instead">What it was; it happened when the misread event happened.</param>
    public sealed record Corrected(Instant At, int Number, CommitmentEvent Instead) : CommitmentEvent(At);

    /// <summary>By phone, in a meeting, in another thread.</summary>
    public sealed record AnsweredElsewhere(Instant At, string? Note) : CommitmentEvent(At);

    public sealed record Withdrawn(Instant At, string? Reason) : CommitmentEvent(At);

    /// <summary>The asker wants no follow-up before then. The agreed date and the ball stay where they are.</summary>
    public sealed record Snoozed(Instant At, Instant Until, string? Reason) : CommitmentEvent(At);

    /// <summary>The asker agrees to a date that the contact named.</summary>
    /// <param name="Number">The event that named it.</param>
    public sealed record DateAccepted(Instant At, int Number) : CommitmentEvent(At);

    /// <summary>The asker does not agree: the date before counts again. The ledger keeps the refused one.</summary>
    /// <param name="Number">The event that named it.</param>
    /// <param name="Instead">The date that counts instead; null for the one before.</param>
    public sealed record DateRefused(Instant At, int Number, Instant? Instead, string? Reason) : CommitmentEvent(At);

    /// <summary>The asker wrote down a date that was agreed another way. One later than before is no slip of the contact.</summary>
    public sealed record DateSet(Instant At, Instant Date, string? Reason) : CommitmentEvent(At);

    /// <summary>It was closed and is owed again: the wrong file, an answer to something else.</summary>
    /// <param name="Date">By when now; null leaves the date agreed last.</param>
    public sealed record Reopened(Instant At, Instant? Date, string? Reason) : CommitmentEvent(At);

    /// <summary>The asker took back what they had said themselves. It stays visible; doing it again undoes the undoing.</summary>
    /// <param name="Number">What is taken back, as <see cref="IsAct"/> has it.</param>
    public sealed record Undone(Instant At, int Number) : CommitmentEvent(At);

    /// <summary>Something the asker said in the product, and may take back.</summary>
    [JsonIgnore]
    public bool IsAct =>
        this
            is Corrected
                or AnsweredElsewhere
                or Withdrawn
                or Snoozed
                or DateAccepted
                or DateRefused
                or DateSet
                or Reopened;

    /// <summary>What a reading rests on; null for what is not read from a mail.</summary>
    [JsonIgnore]
    public Evidence? ReadFrom =>
        this switch
        {
            Acknowledged e => e.Evidence,
            Questioned e => e.Evidence,
            Promised e => e.Evidence,
            MoreTimeAsked e => e.Evidence,
            Blocked e => e.Evidence,
            Delivered e => e.Evidence,
            Declined e => e.Evidence,
            HandedOver e => e.Evidence,
            Remarked e => e.Evidence,
            Absent e => e.Evidence,
            Bounced e => e.Evidence,
            Unclear e => e.Evidence,
            _ => null,
        };

    /// <summary>The kind of answer this is; null for what is no answer, and for one whose meaning is open.</summary>
    [JsonIgnore]
    public ReplyKind? AnswerKind =>
        this switch
        {
            Acknowledged => ReplyKind.Acknowledgement,
            Questioned => ReplyKind.Question,
            Promised => ReplyKind.Promise,
            MoreTimeAsked => ReplyKind.MoreTime,
            Blocked => ReplyKind.Blocked,
            Delivered => ReplyKind.Delivered,
            Declined => ReplyKind.Declined,
            HandedOver => ReplyKind.HandedOver,
            Remarked { IsCourtesy: true } => ReplyKind.Courtesy,
            Remarked => ReplyKind.Other,
            Absent => ReplyKind.AutomaticReply,
            Bounced => ReplyKind.Bounce,
            _ => null,
        };

    /// <summary>A person, not a machine, wrote back: what time to first response waits for.</summary>
    [JsonIgnore]
    public bool IsHumanAnswer =>
        this is Unclear { ByAnother: false } or AnsweredElsewhere
        || this is not Remarked { ByAnother: true }
            && AnswerKind is not (null or ReplyKind.AutomaticReply or ReplyKind.Bounce);

    /// <summary>The event of that kind, as a correction or a reading makes it.</summary>
    public static CommitmentEvent Of(ReplyKind kind, Instant at, Instant? date, Evidence evidence) =>
        kind switch
        {
            ReplyKind.Acknowledgement => new Acknowledged(at, evidence),
            ReplyKind.Question => new Questioned(at, evidence),
            ReplyKind.Promise => new Promised(at, date, evidence),
            ReplyKind.MoreTime => new MoreTimeAsked(at, date, evidence),
            ReplyKind.Blocked => new Blocked(at, evidence.Sentence, evidence),
            ReplyKind.Delivered => new Delivered(at, evidence),
            ReplyKind.Declined => new Declined(at, evidence),
            ReplyKind.HandedOver => new HandedOver(at, null, evidence),
            ReplyKind.Courtesy => new Remarked(at, true, evidence),
            ReplyKind.Other => new Remarked(at, false, evidence),
            ReplyKind.AutomaticReply => new Absent(at, null, evidence),
            ReplyKind.Bounce => new Bounced(at, null, true, evidence),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}

/// <summary>Nudge before the agreed date, chaser after it; escalation to a level of the ladder, of which an announcement tells the contact before.</summary>
public enum FollowUpKind
{
    Nudge,
    Chaser,
    Escalation,
    Announcement,
}
