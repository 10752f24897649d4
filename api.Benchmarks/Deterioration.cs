namespace MailCommitments.Benchmarks;

internal static class Deterioration
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("deterioration");
}
