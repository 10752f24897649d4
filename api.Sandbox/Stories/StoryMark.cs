namespace MailCommitments.Sandbox.Stories;

/// <summary>Remembers in the data folder that the story has been lived through to its end, so that later starts reuse it.</summary>
internal static class StoryMark
{
    public static bool IsLivedThrough(string folder) => File.Exists(PathIn(folder));

    public static void Set(string folder) => File.WriteAllText(PathIn(folder), "The twelve weeks have passed.");

    private static string PathIn(string folder) => Path.Combine(folder, "story.txt");
}
