using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace MailCommitments.Sandbox;

/// <summary>What the demo shows when it starts.</summary>
public enum Demo
{
    None,
    Story,
}

/// <summary>The command line of the sandbox.</summary>
public sealed record SandboxOptions
{
    public const string Usage = """
        dotnet run --project api.Sandbox -- [options]
          --port 5080             product and Outlook-like page (http); 0 picks a free port
          --tenant-port 5443      Microsoft Graph and sign-in (https); 0 picks a free port
          --data DIR              where everything is kept (default: under your local application data)
          --fresh                 empties that folder first
          --demo none|story       what to show (default: story)
          --mailboxes FILE.jsonl  messages in Graph's shape to load instead of the demo
          --now INSTANT           where the clock starts, as 2026-03-02T09:00:00Z
          --faults FILE.json      what goes wrong, with a seed
          --database "Host=…"     PostgreSQL instead of SQLite
        """;

    /// <summary>Port of the product and the page; 0 picks a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>Port of the tenant; 0 picks a free one.</summary>
    public int TenantPort { get; init; } = 5443;

    /// <summary>Where the tenant and the product are kept; null keeps the tenant in memory only.</summary>
    public string? Data { get; init; } = DefaultData;
    public bool Fresh { get; init; }
    public string? Mailboxes { get; init; }
    public Demo Demo { get; init; } = Demo.Story;
    public Instant? Now { get; init; }

    /// <summary>Whether the clock goes on with real time between moves.</summary>
    public bool ClockFlows { get; init; } = true;
    public string? Faults { get; init; }
    public string? Database { get; init; }

    private static string DefaultData =>
        Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.Create
            ),
            "MailCommitments",
            "sandbox"
        );

    /// <summary>Reads the command line.</summary>
    /// <returns>The options, or what is wrong and what to write instead.</returns>
    public static (SandboxOptions? Options, string? Wrong) Parse(IReadOnlyList<string> arguments)
    {
        var options = new SandboxOptions();
        for (var at = 0; at < arguments.Count; at++)
        {
            var name = arguments[at];
            if (name == "--fresh")
            {
                options = options with { Fresh = true };
                continue;
            }
            if (!name.StartsWith("--", StringComparison.Ordinal))
                return (null, $"'{name}' is not an option.\n{Usage}");
            if (at + 1 == arguments.Count || arguments[at + 1].StartsWith("--", StringComparison.Ordinal))
                return (null, $"'{name}' needs a value, or is not an option.\n{Usage}");
            var (next, wrong) = options.With(name, arguments[++at]);
            if (next is null)
                return (null, wrong);
            options = next;
        }
        return options is { Mailboxes: not null, Demo: Demo.Story }
            ? (options with { Demo = Demo.None }, null)
            : (options, null);
    }

    private (SandboxOptions? Options, string? Wrong) With(string name, string value) =>
        name switch
        {
            "--port" => PortOf(value) is { } port ? (this with { Port = port }, null) : NotAPort(name, value),
            "--tenant-port" => PortOf(value) is { } port
                ? (this with { TenantPort = port }, null)
                : NotAPort(name, value),
            "--data" => (this with { Data = Path.GetFullPath(value) }, null),
            "--mailboxes" => File.Exists(value)
                ? (this with { Mailboxes = value }, null)
                : (null, $"There is no file '{value}' for --mailboxes."),
            "--faults" => File.Exists(value)
                ? (this with { Faults = value }, null)
                : (null, $"There is no file '{value}' for --faults."),
            "--database" => (this with { Database = value }, null),
            "--demo" => value switch
            {
                "none" => (this with { Demo = Demo.None }, null),
                "story" => (this with { Demo = Demo.Story }, null),
                _ => (null, $"'{value}' is not a demo: use --demo none or --demo story."),
            },
            "--now" => OffsetDateTimePattern.ExtendedIso.Parse(value) is { Success: true } now
                ? (this with { Now = now.Value.ToInstant() }, null)
                : (null, $"'{value}' is not an instant: write --now as 2026-03-02T09:00:00Z."),
            _ => (null, $"'{name}' is not an option.\n{Usage}"),
        };

    private static int? PortOf(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535
            ? port
            : null;

    private static (SandboxOptions?, string) NotAPort(string name, string value) =>
        (null, $"'{value}' is not a port: give {name} a number from 0 to 65535.");
}
