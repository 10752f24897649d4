using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>What to do now about one commitment. Closed; each case says why in words for the asker.</summary>
public abstract record FollowUpDecision(string Why)
{
    /// <summary>Nothing will go out by itself.</summary>
    public sealed record Nothing(string Why) : FollowUpDecision(Why);

    /// <summary>Decide again then.</summary>
    /// <param name="Ban">What the nag guard holds it back for; null when nothing is due yet.</param>
    public sealed record Wait(Instant Until, string Why, Ban? Ban = null) : FollowUpDecision(Why);

    /// <summary>A person has to decide what happens next.</summary>
    public sealed record AskAsker(string Why) : FollowUpDecision(Why);

    /// <summary>The next level of the ladder is due and needs the yes of a person.</summary>
    public sealed record AskApproval(int Level, Partners.Approver Of, string Why) : FollowUpDecision(Why);

    public sealed record Send(FollowUpStep Step, string Why) : FollowUpDecision(Why);
}
