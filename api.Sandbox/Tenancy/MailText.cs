using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>What Exchange derives from a body and a subject: text, preview, the new part, the topic.</summary>
public static partial class MailText
{
    private const int PreviewLength = 255;
    private const int PatienceMilliseconds = 1000;
    private static readonly ConditionalWeakTable<Body, string> Texts = [];
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "hr",
        "pre",
    };

    public static string PlainText(Body body) =>
        body.IsHtml ? Texts.GetValue(body, b => FromHtml(b.Content)) : body.Content;

    public static string Html(Body body) =>
        body.IsHtml
            ? body.Content
            : "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head><body><div>"
                + Encoded(body.Content)
                + "</div></body></html>";

    /// <summary>Text as HTML that shows the same, its lines kept.</summary>
    public static string Encoded(string text) =>
        WebUtility.HtmlEncode(text).ReplaceLineEndings("\n").Replace("\n", "<br>\r\n", StringComparison.Ordinal);

    /// <summary>The first 255 characters of the text, white space drawn together.</summary>
    public static string Preview(Body body)
    {
        var text = PlainText(body);
        var words = WhiteSpace().Replace(text.Length > 2000 ? text[..2000] : text, " ").Trim();
        return words.Length > PreviewLength ? words[..PreviewLength] : words;
    }

    /// <summary>The body without the history below it, best effort as Microsoft's: what it does not recognise stays.</summary>
    public static Body Unique(Body body)
    {
        if (!body.IsHtml)
            return new(CutText(body.Content), IsHtml: false);
        if (!HtmlHistory().IsMatch(body.Content))
            return body;
        var document = new HtmlParser().ParseDocument(body.Content);
        if (
            document.QuerySelector("#divRplyFwdMsg, #appendonsend, .gmail_quote, blockquote[type=cite]") is { } history
            && document.Body is { } whole
        )
        {
            if (history.PreviousElementSibling is { LocalName: "hr" } rule)
                rule.Remove();
            RemoveFrom(history, whole);
        }
        return new(document.DocumentElement.OuterHtml, IsHtml: true);
    }

    /// <summary>The subject without answer and forward marks.</summary>
    public static string Topic(string subject) => AnswerMark().Replace(subject, "").Trim();

    /// <summary>Puts HTML at the top of an HTML body.</summary>
    public static string Above(string addition, string html)
    {
        var body = BodyTag().Match(html);
        return body.Success ? html.Insert(body.Index + body.Length, addition) : addition + html;
    }

    private static void RemoveFrom(INode history, INode whole)
    {
        for (var node = history; node != whole && node.Parent is { } parent; node = parent)
        {
            while (node.NextSibling is { } later)
                parent.RemoveChild(later);
        }
        history.Parent?.RemoveChild(history);
    }

    private static string CutText(string text)
    {
        var history = TextHistory().Match(text);
        return history.Success ? text[..history.Index].TrimEnd() + "\n" : text;
    }

    private static string FromHtml(string html)
    {
        var text = new StringBuilder();
        if (new HtmlParser().ParseDocument(html).Body is { } body)
            Write(body, text);
        return ManyLines().Replace(text.ToString(), "\n\n").Trim();
    }

    private static void Write(INode node, StringBuilder text)
    {
        switch (node)
        {
            case IText words:
                var line = WhiteSpace().Replace(words.Data, " ");
                text.Append(text.Length == 0 || text[^1] == '\n' ? line.TrimStart() : line);
                break;
            case IElement { LocalName: "br" }:
                text.Append('\n');
                break;
            case IElement { LocalName: "style" or "script" or "head" or "title" }:
                break;
            default:
                var isBlock = Blocks.Contains(node.NodeName);
                if (isBlock && text.Length > 0 && text[^1] != '\n')
                    text.Append('\n');
                foreach (var child in node.ChildNodes)
                    Write(child, text);
                if (isBlock && text.Length > 0)
                    text.Append(
                        node.NodeName is "P" ? "\n\n"
                        : text[^1] == '\n' ? ""
                        : "\n"
                    );
                break;
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, PatienceMilliseconds)]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\n{3,}", RegexOptions.None, PatienceMilliseconds)]
    private static partial Regex ManyLines();

    [GeneratedRegex(@"<body[^>]*>", RegexOptions.IgnoreCase, PatienceMilliseconds)]
    private static partial Regex BodyTag();

    [GeneratedRegex(
        @"divRplyFwdMsg|appendonsend|gmail_quote|type=""?cite",
        RegexOptions.IgnoreCase,
        PatienceMilliseconds
    )]
    private static partial Regex HtmlHistory();

    [GeneratedRegex(
        @"^\s*(-{2,} ?Original Message ?-{2,}|_{20,}\s*$|From:[^\n]*\n(Sent|Date):|On [^\n]{5,120}(\n[^\n]{1,80})?wrote:\s*$|>)",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        PatienceMilliseconds
    )]
    private static partial Regex TextHistory();

    [GeneratedRegex(
        @"^\s*((re|aw|antw|sv|vs|fw|fwd|wg|tr|rv|automatic reply|undeliverable)\s*(\[\d+\])?\s*:\s*)+",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        PatienceMilliseconds
    )]
    private static partial Regex AnswerMark();
}
