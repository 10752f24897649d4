using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.FollowUps;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Tests;

/// <summary>Ordinary examples with fixed values. Their week is that of Monday, 2 March 2026, in Berlin.</summary>
internal static class Some
{
    public static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    public static readonly DateTimeZone Manila = DateTimeZoneProviders.Tzdb["Asia/Manila"];

    /// <summary>Monday to Friday, nine to five in Berlin.</summary>
    public static readonly WorkingCalendar Calendar = WorkingCalendar.NineToFive(Berlin);

    public static readonly MailAddress Asker = new("Anke Vogel", "anke.vogel@nordwind.example");
    public static readonly MailAddress Contact = new("Maria Santos", "maria.santos@bayani.example");

    public static readonly Evidence Evidence = new("As their mail says.", "<reply@bayani.example>", "rule: example", 1);

    /// <summary>What stands around the example commitment: nobody set anything, unless said.</summary>
    public static Circumstances Around(
        Policy? policy = null,
        WorkingCalendar? calendar = null,
        params IReadOnlyList<Instant> sent
    ) =>
        new(
            calendar ?? Calendar,
            [new LevelledPolicy(PolicyLevel.Shipped, "", Priority.Normal, policy ?? Policy.Normal)]
        )
        {
            Sendings = [.. sent.Select(at => new Sending(at, "another thread"))],
            Thread = "thread",
        };

    /// <summary>The example week, and with a later week one that follows it.</summary>
    public static Instant Monday(int hour, int week = 0) => Day(0 + 7 * week, hour);

    /// <inheritdoc cref="Monday"/>
    public static Instant Tuesday(int hour, int week = 0) => Day(1 + 7 * week, hour);

    /// <inheritdoc cref="Monday"/>
    public static Instant Wednesday(int hour, int week = 0) => Day(2 + 7 * week, hour);

    /// <inheritdoc cref="Monday"/>
    public static Instant Thursday(int hour, int week = 0) => Day(3 + 7 * week, hour);

    /// <inheritdoc cref="Monday"/>
    public static Instant Friday(int hour, int week = 0) => Day(4 + 7 * week, hour);

    /// <inheritdoc cref="Monday"/>
    public static Instant Saturday(int hour, int week = 0) => Day(5 + 7 * week, hour);

    /// <summary>Asked on Monday at nine, due on Wednesday at five, and then what happened.</summary>
    public static Commitment CommitmentAfter(params IEnumerable<CommitmentEvent> happened) =>
        Commitment.From([Asked, .. happened]);

    public static CommitmentEvent Asked { get; } = new CommitmentEvent.Asked(Monday(9), Wednesday(17));

    public static CommitmentEvent Promised(Instant at, Instant? date) =>
        new CommitmentEvent.Promised(at, date, Evidence);

    public static CommitmentEvent FollowedUp(Instant at) =>
        new CommitmentEvent.FollowedUp(at, FollowUpKind.Chaser, "key", null);

    public static CommitmentEvent Unclear(Instant at) => new CommitmentEvent.Unclear(at, [], Evidence);

    public static CommitmentEvent Absent(Instant at, LocalDate? back) => new CommitmentEvent.Absent(at, back, Evidence);

    public static CommitmentEvent Corrected(Instant at, int number, CommitmentEvent instead) =>
        new CommitmentEvent.Corrected(at, number, instead);

    /// <summary>A mail of the asker to the contact, sent on Monday at nine.</summary>
    public static MailMessage Mail(string text = "Could you send me the test report, please?") =>
        new(
            Id: "AAkAL=",
            InternetMessageId: "<ask@nordwind.example>",
            ConversationId: "conversation",
            ConversationIndex: null,
            FolderId: "sentitems",
            Subject: "Test report",
            From: Asker,
            Sender: Asker,
            To: [Contact],
            Cc: [],
            SentAt: Monday(9),
            ReceivedAt: Monday(9),
            IsDraft: false,
            Body: new MailBody(false, text),
            UniqueBody: null,
            Attachments: [],
            Headers: [],
            ItemClass: null,
            FollowUpKey: null,
            WebLink: null
        );

    private static Instant Day(int days, int hour) =>
        Berlin.AtStrictly(new LocalDateTime(2026, 3, 2, hour, 0).PlusDays(days)).ToInstant();
}
