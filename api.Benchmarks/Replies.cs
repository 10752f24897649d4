namespace MailCommitments.Benchmarks;

internal static class Replies
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("replies");
}
