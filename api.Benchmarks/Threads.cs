namespace MailCommitments.Benchmarks;

internal static class Threads
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("threads");
}
