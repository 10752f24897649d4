using MailCommitments.Mailboxes;
using static MailCommitments.Texts.PageText;

namespace MailCommitments.Partners;

/// <summary>Whose yes a level of the ladder needs before anything goes out.</summary>
public enum Approver
{
    /// <summary>Both sides agreed that it goes by itself.</summary>
    Nobody,
    Asker,
    Lead,
}

/// <summary>One level of a ladder: who is asked next on each side.</summary>
/// <param name="Ours">Is copied.</param>
/// <param name="Theirs">Is written to.</param>
/// <param name="WorkingHours">Working time of the contact that passes in silence before this level, counted from the last follow-up or the level before.</param>
public sealed record LadderLevel(MailAddress Ours, MailAddress Theirs, int WorkingHours, Approver Approver);

/// <summary>The escalation levels agreed with a partner. The contact is told before each, and copied.</summary>
/// <param name="Levels">The first is level 1.</param>
/// <param name="NoticeHours">Working time between telling the contact and writing to the level.</param>
/// <param name="OurExecutive">Looks after all that stands at level 2 or above.</param>
public sealed record Ladder(
    IReadOnlyList<LadderLevel> Levels,
    int NoticeHours,
    MailAddress OurExecutive,
    MailAddress TheirExecutive
)
{
    public const int MostLevels = 5;
    public const int LongestWait = 400;

    /// <summary>From this level on the executives of both sides see it.</summary>
    public const int ExecutiveLevel = 2;

    /// <summary>Null above the top.</summary>
    public LadderLevel? At(int level) => level >= 1 && level <= Levels.Count ? Levels[level - 1] : null;

    /// <summary>Why this is no ladder, and what to do instead; null when it is.</summary>
    public string? WhyNot() =>
        Levels.Count is 0 or > MostLevels || Levels.Any(level => level is null)
            ? Say("A ladder has one to {0} levels.", MostLevels)
        : Levels.Any(level => level.WorkingHours is < 0 or > LongestWait) || NoticeHours is < 0 or > LongestWait
            ? Say("Working time per step lies between 0 and {0} hours.", LongestWait)
        : Levels
            .SelectMany(level => new[] { level.Ours, level.Theirs })
            .Concat([OurExecutive, TheirExecutive])
            .FirstOrDefault(person => !IsAddress(person.Address) || string.IsNullOrWhiteSpace(person.Name))
            is { } nobody
            ? Say("'{0} <{1}>' is no person with a name and an address.", nobody.Name, nobody.Address)
        : null;

    private static bool IsAddress(string address) =>
        address.Length <= 254
        && address.Split('@') is [{ Length: > 0 }, { Length: > 2 }]
        && !address.Any(char.IsWhiteSpace);
}
