namespace MailCommitments.Benchmarks;

internal static class Speed
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("speed");
}
