namespace MailCommitments.Benchmarks;

internal static class Survival
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("survival");
}
