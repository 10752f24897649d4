namespace MailCommitments.Commitments;

/// <summary>What came of something that a person wants to say about a commitment or a promise of theirs.</summary>
public abstract record ActOutcome<TEvent>
{
    private ActOutcome() { }

    public sealed record Done(TEvent Event) : ActOutcome<TEvent>;

    /// <param name="Field">The field of the form at fault.</param>
    /// <param name="Why">Names the value at fault and the remedy.</param>
    public sealed record Refused(string Field, string Why) : ActOutcome<TEvent>;

    /// <summary>It does not fit the way things stand.</summary>
    /// <param name="Why">Says what to do instead.</param>
    public sealed record DoesNotFit(string Why) : ActOutcome<TEvent>;
}
