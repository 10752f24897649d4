using MailCommitments.Tests.Calendars;
using Microsoft.Playwright;

namespace MailCommitments.Tests.Pages;

/// <summary>The rules of WCAG 2.2 AA that a machine can check, by axe-core.</summary>
internal static class Axe
{
    private const string Run = """
        async () => (await axe.run(document, {
            iframes: false,
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        })).violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`))
        """;

    private static readonly Lazy<string> Script = new(() =>
        File.ReadAllText(Path.Combine(Repository.Root, "addin", "node_modules", "axe-core", "axe.min.js"))
    );

    /// <summary>Fails with what is wrong in the frame that this part stands in.</summary>
    public static async Task FindsNothingAsync(ILocator part)
    {
        var frame = (await (await part.ElementHandleAsync()).OwnerFrameAsync())!;
        // What lies under a bar that stays in view is reached by scrolling: axe sees the page from its top.
        await frame.EvaluateAsync("scrollTo(0, 0)");
        // What fades in is checked when it has come.
        await frame.EvaluateAsync("Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))");
        await frame.EvaluateAsync(Script.Value);
        var found = await frame.EvaluateAsync<string[]>(Run);
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
