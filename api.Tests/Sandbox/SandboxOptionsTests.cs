using MailCommitments.Sandbox;
using NodaTime;

namespace MailCommitments.Tests.Sandbox;

public sealed class SandboxOptionsTests
{
    [Fact]
    public void Without_options_the_story_is_shown_on_the_usual_ports()
    {
        var (options, wrong) = SandboxOptions.Parse([]);
        Assert.Null(wrong);
        Assert.Equal((5080, 5443, Demo.Story), (options?.Port, options?.TenantPort, options?.Demo));
    }

    [Fact]
    public void Every_option_is_taken()
    {
        var (options, _) = SandboxOptions.Parse([
            "--port",
            "0",
            "--tenant-port",
            "7000",
            "--data",
            "/tmp/x",
            "--fresh",
            "--demo",
            "none",
            "--now",
            "2026-03-02T09:00:00Z",
            "--database",
            "Host=db",
        ]);
        Assert.Equal(
            new SandboxOptions
            {
                Port = 0,
                TenantPort = 7000,
                Data = "/tmp/x",
                Fresh = true,
                Demo = Demo.None,
                Now = Instant.FromUtc(2026, 3, 2, 9, 0),
                Database = "Host=db",
            },
            options
        );
    }

    [Theory]
    [InlineData("'70000' is not a port", "--port", "70000")]
    [InlineData("'drama' is not a demo", "--demo", "drama")]
    [InlineData("'tomorrow' is not an instant", "--now", "tomorrow")]
    [InlineData("There is no file 'nowhere.jsonl'", "--mailboxes", "nowhere.jsonl")]
    [InlineData("'--colour' is not an option", "--colour", "red")]
    [InlineData("'--port' needs a value", "--port")]
    [InlineData("'serve' is not an option", "serve")]
    public void A_wrong_option_is_named_with_what_to_write_instead(string message, params string[] arguments)
    {
        var (options, wrong) = SandboxOptions.Parse(arguments);
        Assert.Null(options);
        Assert.StartsWith(message, wrong, StringComparison.Ordinal);
    }
}
