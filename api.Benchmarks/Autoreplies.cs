namespace MailCommitments.Benchmarks;

internal static class Autoreplies
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("autoreplies");
}
