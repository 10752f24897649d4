using System.Text.Json.Serialization;
using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.Promises;

/// <summary>One thing that happened to a promise of one's own. Closed: nobody outside this file can add a case.</summary>
/// <remarks>Stored as JSON with the names below; a name once stored is never given another meaning.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "happened")]
[JsonDerivedType(typeof(Made), "made")]
[JsonDerivedType(typeof(Moved), "moved")]
[JsonDerivedType(typeof(Kept), "kept")]
[JsonDerivedType(typeof(Doubted), "doubted")]
[JsonDerivedType(typeof(NotYetKept), "notYetKept")]
[JsonDerivedType(typeof(Dropped), "dropped")]
[JsonDerivedType(typeof(Undone), "undone")]
public abstract record PromiseEvent
{
    private PromiseEvent(Instant at) => At = at;

    /// <summary>When it happened: for a mail, when it was sent.</summary>
    public Instant At { get; init; }

    /// <param name="At">When the mail came or was sent that it was kept from, by the clock of the owner's mailbox.</param>
    /// <param name="Evidence">The sentence that promises or asks it; null when the owner put it in words of their own.</param>
    public sealed record Made(Instant At, Instant Due, Evidence? Evidence) : PromiseEvent(At);

    /// <summary>Another date; one later than before is a slip.</summary>
    /// <param name="Evidence">The owner's own mail that names it; null when they said so in the product.</param>
    public sealed record Moved(Instant At, Instant Due, string? Reason, Evidence? Evidence = null) : PromiseEvent(At);

    /// <param name="Evidence">The owner's own mail that keeps it; null when they said so in the product.</param>
    public sealed record Kept(Instant At, string? Note, Evidence? Evidence = null) : PromiseEvent(At);

    /// <summary>A mail of the owner's may have kept it: they are asked.</summary>
    public sealed record Doubted(Instant At, Evidence Evidence) : PromiseEvent(At);

    /// <summary>The owner said that the mail in doubt did not keep it.</summary>
    public sealed record NotYetKept(Instant At) : PromiseEvent(At);

    /// <summary>Nobody needs it any more, or it was agreed otherwise.</summary>
    public sealed record Dropped(Instant At, string? Reason) : PromiseEvent(At);

    /// <summary>The owner took something back; what was read from their mail as well.</summary>
    /// <param name="Number">What is taken back, as <see cref="CanBeUndone"/> has it.</param>
    public sealed record Undone(Instant At, int Number) : PromiseEvent(At);

    [JsonIgnore]
    public bool CanBeUndone => this is Moved or Kept or NotYetKept or Dropped;

    /// <summary>The mail it was read from; null for what a person said.</summary>
    [JsonIgnore]
    public Evidence? ReadFrom =>
        this switch
        {
            Made made => made.Evidence,
            Moved moved => moved.Evidence,
            Kept kept => kept.Evidence,
            Doubted doubted => doubted.Evidence,
            _ => null,
        };
}
