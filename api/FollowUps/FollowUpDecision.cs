using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What to do now about one commitment. Closed; each case says why in words for the asker.</summary>
public abstract record FollowUpDecision(string Why)
{
    /// <summary>Nothing will go out by itself.</summary>
    public sealed record Nothing(string Why) : FollowUpDecision(Why);

    /// <summary>Decide again then.</summary>
    public sealed record Wait(Instant Until, string Why) : FollowUpDecision(Why);

    /// <summary>A person has to decide what happens next.</summary>
    public sealed record AskAsker(string Why) : FollowUpDecision(Why);

    public sealed record Send(PolicyStep Step, string Why) : FollowUpDecision(Why);
}
