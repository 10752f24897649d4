namespace MailCommitments.Tests.Calendars;

internal static class Repository
{
    /// <summary>The folder that holds the solution, found upwards from the tests.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "MailCommitments.sln"))
            ? folder
            : Find(
                Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No solution above the tests.")
            );
}
