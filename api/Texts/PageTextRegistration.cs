using System.Globalization;

namespace MailCommitments.Texts;

/// <summary>Lets every request be answered in the language that it asks for.</summary>
public static class PageTextRegistration
{
    /// <remarks>Numbers and dates inside of JSON stay as they are: only what is said is in the reader's language.</remarks>
    public static void UsePageText(this IApplicationBuilder app)
    {
        // What is done in the background is said to nobody yet: the language of the machine has no part in it.
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo(PageText.Languages[0]);
        app.UseRequestLocalization(options =>
        {
            options.RequestCultureProviders =
            [
                new Microsoft.AspNetCore.Localization.AcceptLanguageHeaderRequestCultureProvider { Options = options },
            ];
            options.SetDefaultCulture(PageText.Languages[0]);
            options.SupportedCultures = [CultureInfo.InvariantCulture];
            options.AddSupportedUICultures([.. PageText.Languages]);
        });
    }
}
