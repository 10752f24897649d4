using NodaTime;

namespace MailCommitments.Sandbox.Stories;

/// <summary>One request of the story.</summary>
/// <param name="IsSecondTeam">The asker is of the second team.</param>
internal sealed record StoryAsk(
    Correspondent Asker,
    Correspondent Contact,
    Topic Topic,
    string Subject,
    Instant SentAt,
    Instant Deadline,
    bool IsSecondTeam
);

/// <summary>What a contact writes, and what it really means: the asker of the story knows that when the product asks.</summary>
/// <param name="At">When it is written, in the contact's working hours.</param>
/// <param name="Kind">As the API names kinds of reply.</param>
/// <param name="Date">The day that is named, if any.</param>
/// <param name="InNewThread">Not as an answer to the mail, but as a mail of its own with the same subject.</param>
/// <param name="AskerAnswers">What the asker writes back on the next working day; null when nothing.</param>
internal sealed record StoryReply(
    Instant At,
    string Html,
    string Kind,
    Instant? Date = null,
    bool InNewThread = false,
    string? AskerAnswers = null
);

/// <summary>How somebody of the partner deals with requests.</summary>
internal enum Manner
{
    Prompt,
    PromisesAndSlips,
    Deteriorates,
    Silent,
    Blocked,
    OutOfOffice,
    NewThread,
    AsksBack,
    Steady,
    Unhurried,
}
