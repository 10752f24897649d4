namespace MailCommitments.Benchmarks;

internal static class Intent
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("intent");
}
