using MailCommitments.Mailboxes;
using NodaTime;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Commitments;

/// <summary>How urgent a request is; picks its follow-up policy.</summary>
public enum Priority
{
    Normal,
    Urgent,
}

/// <summary>One tagged mail: who asked, what, and by when. Each contact who owes an answer has a commitment of their own.</summary>
/// <param name="MessageId">Immutable id in the asker's mailbox.</param>
/// <param name="ConversationId">The thread in the asker's mailbox.</param>
public sealed record Request(
    Guid Id,
    string InternetMessageId,
    string MessageId,
    string ConversationId,
    string Subject,
    string Ask,
    Instant AskedAt,
    Priority Priority,
    Instant Deadline,
    string? WebLink
)
{
    /// <summary>What its writer promised in the mail; null when the asker sent it and asked.</summary>
    public PromiseInMail? Promise { get; init; }

    /// <summary>How each of its commitments begins.</summary>
    public IReadOnlyList<CommitmentEvent> Opening =>
        Promise is { } promise
            ?
            [
                new CommitmentEvent.Asked(AskedAt, Deadline),
                new CommitmentEvent.Promised(
                    AskedAt,
                    promise.Dates.Contains(Deadline) ? Deadline : null,
                    promise.Evidence
                ),
            ]
            : [new CommitmentEvent.Asked(AskedAt, Deadline)];
}

/// <summary>Somebody said in a mail that nobody tracks that they will do something.</summary>
/// <param name="Dates">The instants that the day they named may mean; empty when they named none.</param>
public sealed record PromiseInMail(Evidence Evidence, IReadOnlyList<Instant> Dates);

/// <summary>What came of tagging a mail.</summary>
public abstract record TagOutcome
{
    private TagOutcome() { }

    /// <param name="Field">The field of the form at fault.</param>
    /// <param name="Why">Names the value at fault and the remedy.</param>
    public sealed record Refused(string Field, string Why) : TagOutcome;

    public sealed record Tagged(Request Request, IReadOnlyList<MailAddress> Contacts) : TagOutcome;
}

/// <summary>What the asker says about the mail they tag.</summary>
/// <param name="Deadline">Null when nothing that could be read was given.</param>
/// <param name="DeadlineInWords">The deadline in the asker's words and zone, for messages.</param>
public sealed record TagWish(
    string Ask,
    IReadOnlyList<string> Contacts,
    Instant? Deadline,
    string DeadlineInWords,
    Priority Priority
)
{
    /// <summary>Why the typed deadline could not be read, and what to type instead; null where nothing was typed.</summary>
    public string? DeadlineProblem { get; init; }
}

/// <summary>Makes a request of a mail. What the client says about recipients is checked against the mail itself.</summary>
public static class Tagging
{
    /// <summary>Longest ask that is kept, in characters.</summary>
    public const int LongestAsk = 500;

    /// <summary>Dates further ahead are slips of the finger; working calendars do not reach for ever.</summary>
    public static readonly Duration FurthestAhead = Duration.FromDays(3653);

    /// <param name="message">The mail, as the mailbox has it.</param>
    /// <param name="askerAddresses">Every address that the asker sends from.</param>
    /// <param name="promise">What somebody else promises in it; null when nothing, or when it is the asker's own mail.</param>
    public static TagOutcome Tag(
        Guid id,
        MailMessage message,
        IReadOnlyCollection<string> askerAddresses,
        TagWish wish,
        Instant now,
        PromiseInMail? promise = null
    )
    {
        if (WhyNot(message, askerAddresses, promise) is { } why)
            return new TagOutcome.Refused("messageId", why);
        if (WhyNot(wish, now) is { } refused)
            return refused;

        var mayOwe = MayOwe(message, askerAddresses);
        var wanted = wish
            .Contacts.Select(address => address.Trim().ToLowerInvariant())
            .ToHashSet(StringComparer.Ordinal);
        if (
            wanted.Except(mayOwe.Select(person => person.Address), StringComparer.Ordinal).FirstOrDefault() is
            { } stranger
        )
            return new TagOutcome.Refused(
                "contacts",
                promise is null
                    ? Say("{0} did not receive this mail; choose among its recipients.", stranger)
                    : Say("{0} did not write this mail; only its writer owes what it promises.", stranger)
            );
        var contacts = mayOwe.Where(person => wanted.Contains(person.Address)).ToList();
        return new TagOutcome.Tagged(
            new Request(
                id,
                message.InternetMessageId ?? "",
                message.Id,
                message.ConversationId,
                message.Subject,
                wish.Ask.Trim(),
                message.SentAt,
                wish.Priority,
                wish.Deadline!.Value,
                message.WebLink
            )
            {
                Promise = promise,
            },
            contacts
        );
    }

    /// <summary>What of a wish can be refused without a look at the mail; null when nothing.</summary>
    public static TagOutcome.Refused? WhyNot(TagWish wish, Instant now) =>
        wish switch
        {
            _ when wish.Ask.Trim().Length == 0 => new("ask", Say("Say in a few words what you asked for.")),
            _ when wish.Ask.Trim().Length > LongestAsk => new(
                "ask",
                Say("Keep this within {0} characters.", LongestAsk)
            ),
            { Deadline: null } => new(
                "deadline",
                wish.DeadlineProblem ?? Say("Say by when, such as 'Friday 5 pm', or pick a date.")
            ),
            _ when wish.Deadline <= now => new(
                "deadline",
                Say("The deadline, {0}, has passed; choose a later one.", wish.DeadlineInWords)
            ),
            _ when wish.Deadline > now + FurthestAhead => new(
                "deadline",
                Say("The deadline lies very far ahead; choose one within ten years.")
            ),
            { Contacts.Count: 0 } => new("contacts", Say("Choose at least one person who owes the answer.")),
            _ => null,
        };

    /// <summary>Why this mail cannot be tagged by this asker; null when it can.</summary>
    public static string? WhyNot(
        MailMessage message,
        IReadOnlyCollection<string> askerAddresses,
        PromiseInMail? promise = null
    )
    {
        if (message.IsDraft || message.InternetMessageId is null)
            return Say("This mail is still a draft; send it first, then track it.");
        if (!askerAddresses.Contains(message.From.Address) && promise is null)
            return Say("You did not send this mail; open the one in which you asked, in Sent Items, and track that.");
        return MayOwe(message, askerAddresses).Count == 0
            ? Say("You are the only recipient of this mail; there is nobody else to wait for.")
            : null;
    }

    /// <summary>Who may owe what a mail asks for or promises: whom the asker wrote to, or who wrote to the asker.</summary>
    public static IReadOnlyList<MailAddress> MayOwe(MailMessage message, IReadOnlyCollection<string> askerAddresses) =>
        askerAddresses.Contains(message.From.Address) ? Recipients(message, askerAddresses) : [message.From];

    /// <summary>Everybody the mail went to but the asker, To before Cc, each once.</summary>
    private static List<MailAddress> Recipients(MailMessage message, IReadOnlyCollection<string> askerAddresses) =>
        [
            .. message
                .To.Concat(message.Cc)
                .DistinctBy(person => person.Address)
                .Where(person => !askerAddresses.Contains(person.Address)),
        ];
}
