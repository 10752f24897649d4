namespace MailCommitments.Benchmarks;

internal static class Comparison
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("comparison");
}
