using System.Collections.Immutable;
using MailCommitments.Calendars;
using MailCommitments.Commitments;
using MailCommitments.Partners;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>A follow-up that anybody of the tenant had sent to a contact, or is about to.</summary>
/// <param name="Thread">The conversation in the asker's mailbox.</param>
public sealed record Sending(Instant At, string Thread);

/// <summary>All that stands around one commitment when its follow-ups are decided.</summary>
/// <param name="Calendar">The contact's.</param>
/// <param name="Policies">Those that speak about it, the one that applies first.</param>
public sealed record Circumstances(WorkingCalendar Calendar, IReadOnlyList<LevelledPolicy> Policies)
{
    /// <summary>The holds that cover it, past and future ones too.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>Lately, to this contact, whoever asked.</summary>
    public ImmutableList<Sending> Sendings { get; init; } = [];

    /// <summary>The thread in which its follow-ups go out.</summary>
    public string Thread { get; init; } = "";

    /// <summary>As agreed with the partner; null when none is.</summary>
    public Ladder? Ladder { get; init; }

    public LevelledPolicy Applied => Policies[0];

    public Policy Policy => Applied.Policy;

    public Circumstances AfterSending(Instant at) => this with { Sendings = Sendings.Add(new Sending(at, Thread)) };
}

/// <summary>What stands around many commitments of one tenant, loaded at once.</summary>
/// <param name="Ladders">By mail domain.</param>
/// <param name="Sendings">By the contact's address.</param>
public sealed record Surroundings(
    IReadOnlyList<LevelledPolicy> Policies,
    IReadOnlyList<Hold> Holds,
    IReadOnlyDictionary<string, Ladder> Ladders,
    ImmutableDictionary<string, ImmutableList<Sending>> Sendings
)
{
    /// <summary>A tenant in which nothing was set and nothing sent.</summary>
    public static readonly Surroundings None = new(
        [],
        [],
        ImmutableDictionary<string, Ladder>.Empty,
        ImmutableDictionary<string, ImmutableList<Sending>>.Empty
    );

    public Circumstances Of(Addressee addressee, Priority priority, WorkingCalendar calendar, string thread) =>
        new(calendar, LevelledPolicy.For(addressee, priority, Policies))
        {
            Holds = [.. Holds.Where(hold => hold.Covers(addressee))],
            Sendings = Sendings.GetValueOrDefault(addressee.Address, []),
            Thread = thread,
            Ladder = Ladders.GetValueOrDefault(addressee.Partner),
        };

    /// <summary>With one more follow-up to a contact: what is decided next in the same round knows of it.</summary>
    public Surroundings AfterSending(string address, string thread, Instant at) =>
        this with
        {
            Sendings = Sendings.SetItem(address, Sendings.GetValueOrDefault(address, []).Add(new Sending(at, thread))),
        };
}
