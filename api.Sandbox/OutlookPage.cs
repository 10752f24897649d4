using Microsoft.AspNetCore.StaticFiles;

namespace MailCommitments.Sandbox;

/// <summary>Serves the Outlook-like page on the product's port, and the product's own pages with the stand-ins for Outlook in place.</summary>
internal static class OutlookPage
{
    private const string OfficeScript = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js";
    private const string OfficeStandIn = "/outlook/office-standin.js";
    private const string SignInStandIn = "/outlook/sign-in-standin.js";

    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(WebApplication product, TenantServer tenant)
    {
        var open = product.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        tenant.MapOn(open);
        open.MapGet("/", () => Page("index.html"));
        open.MapGet("/outlook/{**file}", (string file) => Page(file));
        open.MapGet(
            "/sandbox-taskpane.html",
            () => Product("taskpane.html", html => html.Replace(OfficeScript, OfficeStandIn, StringComparison.Ordinal))
        );
        open.MapGet(
            "/sandbox-dashboard.html",
            () =>
                Product(
                    "dashboard.html",
                    html =>
                        html.Replace(
                            "<head>",
                            $"<head><script src=\"{SignInStandIn}\"></script>",
                            StringComparison.OrdinalIgnoreCase
                        )
                )
        );
    }

    private static IResult Page(string file)
    {
        var root = SourceFolders.Of("api.Sandbox", "wwwroot", "outlook");
        var path = Path.GetFullPath(Path.Combine(root, file));
        if (!path.StartsWith(root, StringComparison.Ordinal) || !File.Exists(path))
            return Results.NotFound();
        return Results.File(path, Types.TryGetContentType(path, out var type) ? type : "application/octet-stream");
    }

    private static IResult Product(string file, Func<string, string> change) =>
        Results.Content(change(File.ReadAllText(SourceFolders.Of("api", "wwwroot", file))), "text/html; charset=utf-8");
}
