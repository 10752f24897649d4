namespace MailCommitments.Benchmarks;

internal static class Deadlines
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("deadlines");
}
