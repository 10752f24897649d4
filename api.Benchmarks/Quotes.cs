namespace MailCommitments.Benchmarks;

internal static class Quotes
{
    public static int Run(string file, Options options) => Options.NotBuiltYet("quotes");
}
