namespace MailCommitments.Sandbox;

/// <summary>Folders of the source tree that this program was built from: the built pages lie there.</summary>
internal static class SourceFolders
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MailCommitments.sln")))
                return Path.Combine([folder.FullName, .. parts]);
        }
        throw new DirectoryNotFoundException(
            "The sandbox runs from within its source tree; MailCommitments.sln was not found above it."
        );
    }
}
