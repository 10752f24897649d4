using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;

namespace MailCommitments.Replies;

/// <summary>What the mark-up around a line says of it.</summary>
internal enum LineCue
{
    None,

    /// <summary>The mail program says that everything from here on is quoted.</summary>
    QuoteFromHere,

    /// <summary>The mail program says that this line introduces a quotation.</summary>
    Introduction,

    /// <summary>Stands in an element that the mail program keeps for the signature.</summary>
    Signature,

    /// <summary>A ruler.</summary>
    Rule,

    /// <summary>A quotation ended here.</summary>
    AfterQuotation,
}

/// <summary>One line of a mail as a reader sees it.</summary>
/// <param name="Text">Without quote marks, trailing blanks and invisible characters.</param>
/// <param name="Depth">How many quotations it stands in, by quote marks or by <c>blockquote</c>.</param>
internal readonly record struct MailLine(string Text, int Depth, LineCue Cue)
{
    public bool IsBlank => Text.Length == 0;
}

/// <summary>A mail's body as lines, whatever it was written in.</summary>
/// <remarks>
/// HTML is read through the tokens of AngleSharp's parser. No tree is built: a tree of ten thousand nested elements takes the
/// parser half a second, and all that is asked of mark-up here is which lines there are and what stands around each.
/// </remarks>
internal static class MailLines
{
    /// <summary>What is read of one mail. Nobody writes more by hand; what is cut off is history.</summary>
    private const int LongestText = 200_000;
    private const int MostLines = 20_000;
    private const int DeepestElement = 64;

    public static List<MailLine> Of(MailCommitments.Mailboxes.MailBody body) =>
        body.IsHtml ? OfHtml(body.Content) : OfText(body.Content);

    private static List<MailLine> OfText(string text)
    {
        var lines = new List<MailLine>();
        var rest = text.AsSpan(0, Math.Min(text.Length, LongestText));
        while (lines.Count < MostLines && !rest.IsEmpty)
        {
            var end = rest.IndexOfAny('\n', '\r');
            var raw = end < 0 ? rest : rest[..end];
            rest =
                end < 0
                    ? []
                    : rest[(end + (end + 1 < rest.Length && rest[end] == '\r' && rest[end + 1] == '\n' ? 2 : 1))..];
            lines.Add(OfTextLine(Clean(raw)));
        }
        MarkBars(lines);
        return lines;
    }

    /// <summary>Takes quote marks off: <c>&gt; </c>, <c>&gt;&gt;</c>, <c>&gt; &gt;</c>.</summary>
    private static MailLine OfTextLine(string line)
    {
        var (depth, at) = (0, 0);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '>')
                (depth, at) = (depth + 1, i + 1);
            else if (line[i] is not (' ' or '\t') || depth == 0 && i > 1)
                break;
        }
        // ">>> >>>  http://a <<<" is decoration, ">>> Ann 3/4/01 >>>" a heading of GroupWise.
        if (
            depth == 0
            || line.EndsWith("<<<", StringComparison.Ordinal)
            || depth == 3 && line.Length > 20 && line.EndsWith(">>>", StringComparison.Ordinal)
        )
            return new(line, 0, LineCue.None);
        if (at < line.Length && line[at] == ' ')
            at++;
        return new(line[at..], depth, LineCue.None);
    }

    /// <summary>Some programs quote with bars; three lines in a row are needed, since a table has bars too.</summary>
    private static void MarkBars(List<MailLine> lines)
    {
        for (var i = 0; i < lines.Count; )
        {
            var end = i;
            while (end < lines.Count && IsBarred(lines[end].Text))
                end++;
            if (end - i >= 3)
            {
                for (var k = i; k < end; k++)
                    lines[k] = new(lines[k].Text[1..].TrimStart(), 1, LineCue.None);
            }
            i = Math.Max(end, i + 1);
        }

        static bool IsBarred(string text) =>
            text.StartsWith('|') && (text.Length == 1 || text[1] == ' ') && !text.AsSpan(1).Contains('|');
    }

    private static List<MailLine> OfHtml(string html)
    {
        using var source = new TextSource(html);
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        tokenizer.SkipComments = true;
        var page = new HtmlLines();
        while (tokenizer.Get() is var token && token.Type != HtmlTokenType.EndOfFile && !page.IsFull)
        {
            switch (token.Type)
            {
                case HtmlTokenType.Character:
                    page.Text(token.Data);
                    break;
                case HtmlTokenType.StartTag:
                    tokenizer.State = ModeInside(token.Name);
                    page.Open((HtmlTagToken)token);
                    break;
                case HtmlTokenType.EndTag:
                    page.Close(token.Name);
                    break;
            }
        }
        return page.Finish();
    }

    /// <summary>The parser's tree builder would tell the tokenizer; without one we do.</summary>
    private static HtmlParseMode ModeInside(string element) =>
        element switch
        {
            "script" => HtmlParseMode.Script,
            "style" or "xmp" or "iframe" or "noembed" or "noframes" => HtmlParseMode.Rawtext,
            "title" or "textarea" => HtmlParseMode.RCData,
            _ => HtmlParseMode.PCData,
        };

    /// <summary>Collects lines while elements open and close.</summary>
    private sealed class HtmlLines
    {
        private readonly List<MailLine> lines = [];
        private readonly StringBuilder line = new();
        private readonly List<Frame> frames = [];
        private LineCue cue;
        private int read;
        private bool blankBefore;
        private int depth;
        private bool isHidden;
        private bool isPreformatted;

        public bool IsFull => read > LongestText || lines.Count > MostLines;

        public void Text(string text)
        {
            if (isHidden)
                return;
            read += text.Length;
            foreach (var c in text)
            {
                if (c is '\n' && isPreformatted)
                    Break();
                else if (c is not (' ' or '\t' or '\n' or '\r' or '\f'))
                {
                    if (blankBefore && line.Length > 0)
                        line.Append(' ');
                    blankBefore = false;
                    line.Append(c);
                }
                else if (isPreformatted)
                    line.Append(' ');
                else
                    blankBefore = true;
            }
        }

        public void Open(HtmlTagToken tag)
        {
            var name = tag.Name;
            if (name is "br")
                Break();
            else if (name is "hr")
            {
                BreakUnlessEmpty();
                lines.Add(new("", depth, LineCue.Rule));
            }
            else if (IsBlock(name))
            {
                BreakUnlessEmpty();
                if (name is "p" or "blockquote" && lines.Count > 0 && !lines[^1].IsBlank)
                    lines.Add(new("", depth, LineCue.None));
                if (name is "li")
                    line.Append("- ");
            }
            else if (name is "td" or "th")
                blankBefore = true;

            if (tag.IsSelfClosing || IsVoid(name))
                return;
            if (frames.Count > 0 && frames[^1].Name == name && name != "p")
            {
                // A nested element of the same name must not close the outer one.
                var effect = EffectOf(tag);
                if (effect is null || frames.Count >= DeepestElement)
                {
                    frames[^1] = frames[^1] with { Nested = frames[^1].Nested + 1 };
                    depth += name == "blockquote" ? 1 : 0;
                }
                else
                    Push(effect.Value);
            }
            else if (EffectOf(tag) is { } frame && frames.Count < DeepestElement)
                Push(frame);
        }

        private void Push(Frame frame)
        {
            BreakUnlessEmpty();
            frames.Add(frame with { Outside = (depth, isHidden, isPreformatted) });
            depth += frame.Name == "blockquote" ? 1 : 0;
            isHidden |= frame.Hidden;
            isPreformatted |= frame.Name == "pre";
            if (frame.Cue is LineCue.QuoteFromHere)
                lines.Add(new("", depth, LineCue.QuoteFromHere));
            else if (frame.Cue is not LineCue.None)
                cue = frame.Cue;
        }

        public void Close(string name)
        {
            if (IsBlock(name))
                BreakUnlessEmpty();
            if (name is "p" && lines.Count > 0 && !lines[^1].IsBlank)
                lines.Add(new("", depth, LineCue.None));
            var at = frames.FindLastIndex(f => f.Name == name);
            if (at < 0)
                return;
            if (at == frames.Count - 1 && frames[at].Nested > 0)
            {
                frames[at] = frames[at] with { Nested = frames[at].Nested - 1 };
                depth -= name == "blockquote" ? 1 : 0;
                return;
            }
            BreakUnlessEmpty();
            (depth, isHidden, isPreformatted) = frames[at].Outside;
            frames.RemoveRange(at, frames.Count - at);
            cue = frames.Count == 0 ? LineCue.None : frames[^1].Cue;
            if (cue is LineCue.QuoteFromHere)
                cue = LineCue.None;
        }

        public List<MailLine> Finish()
        {
            BreakUnlessEmpty();
            return lines;
        }

        private void BreakUnlessEmpty()
        {
            if (line.Length > 0)
                Break();
        }

        private void Break()
        {
            var text = Clean(line.ToString());
            var marked = depth == 0 ? OfTextLine(text) : new MailLine(text, depth, LineCue.None);
            lines.Add(marked with { Cue = cue });
            line.Clear();
            blankBefore = false;
        }

        /// <summary>An open element that matters.</summary>
        /// <param name="Nested">How many of its name are open within it.</param>
        private readonly record struct Frame(string Name, bool Hidden, LineCue Cue, int Nested)
        {
            /// <summary>What held before it was opened, and holds again once it is closed.</summary>
            public (int Depth, bool IsHidden, bool IsPreformatted) Outside { get; init; }
        }

        private static Frame? EffectOf(HtmlTagToken tag)
        {
            if (
                tag.Name
                is "head"
                    or "script"
                    or "style"
                    or "title"
                    or "template"
                    or "noscript"
                    or "iframe"
                    or "object"
                    or "svg"
                    or "math"
            )
                return new(tag.Name, true, LineCue.None, 0);
            if (tag.Name is "blockquote" or "pre")
                return new(tag.Name, false, LineCue.None, 0);
            if (tag.Attributes.Count == 0)
                return null;

            var (id, kind, style) = ("", "", "");
            foreach (var attribute in tag.Attributes)
            {
                if (attribute.Name == "id")
                    id = attribute.Value;
                else if (attribute.Name == "class")
                    kind = attribute.Value;
                else if (attribute.Name == "style")
                    style = attribute.Value;
                else if (attribute.Name == "data-signatureblock")
                    kind = "gmail_signature";
            }
            if (
                style.Length > 0
                && style
                    .Replace(" ", "", StringComparison.Ordinal)
                    .Contains("display:none", StringComparison.OrdinalIgnoreCase)
            )
                return new(tag.Name, true, LineCue.None, 0);
            var known = CueOf(id, kind);
            return known is LineCue.None ? null : new(tag.Name, false, known, 0);
        }

        /// <summary>Names that mail programs give to quotations and signatures.</summary>
        private static LineCue CueOf(string id, string kind)
        {
            foreach (var name in (id + " " + kind).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var known = name.TrimStart('x', '_') switch
                {
                    "appendonsend"
                    or "divRplyFwdMsg"
                    or "mail-editor-reference-message-container"
                    or "OLK_SRC_BODY_SECTION"
                    or "yahoo_quoted"
                    or "zmail_extra"
                    or "tutanota_quote"
                    or "OutlookMessageHeader"
                    or "ms-outlook-mobile-reference-message"
                    or "MsgHeader" => LineCue.QuoteFromHere,
                    "moz-cite-prefix" or "gmail_attr" => LineCue.Introduction,
                    "gmail_signature"
                    or "moz-signature"
                    or "Signature"
                    or "ms-outlook-mobile-signature"
                    or "AppleMailSignature"
                    or "protonmail_signature_block"
                    or "yahoo_signature"
                    or "gmail_signature_prefix" => LineCue.Signature,
                    _ => LineCue.None,
                };
                if (known is not LineCue.None)
                    return known;
            }
            return LineCue.None;
        }

        private static bool IsVoid(string name) =>
            name
                is "br"
                    or "hr"
                    or "img"
                    or "input"
                    or "meta"
                    or "link"
                    or "base"
                    or "col"
                    or "wbr"
                    or "area"
                    or "embed"
                    or "source"
                    or "track"
                    or "param";

        private static bool IsBlock(string name) =>
            name
                is "p"
                    or "div"
                    or "tr"
                    or "table"
                    or "li"
                    or "ul"
                    or "ol"
                    or "blockquote"
                    or "pre"
                    or "h1"
                    or "h2"
                    or "h3"
                    or "h4"
                    or "h5"
                    or "h6"
                    or "section"
                    or "article"
                    or "header"
                    or "footer"
                    or "center"
                    or "dl"
                    or "dt"
                    or "dd"
                    or "address"
                    or "fieldset"
                    or "form"
                    or "body"
                    or "html";
    }

    /// <summary>Takes out what cannot be seen (zero-width and direction marks, controls) and makes every blank a plain one.</summary>
    private static string Clean(ReadOnlySpan<char> line)
    {
        line = line.TrimEnd();
        if (!line.ContainsAnyExceptInRange(' ', '~'))
            return line.ToString();

        var clean = new StringBuilder(line.Length);
        foreach (var c in line)
        {
            if (char.IsWhiteSpace(c))
                clean.Append(c == '\t' ? '\t' : ' ');
            else if (!IsInvisible(c))
                clean.Append(c);
        }
        return clean.ToString().TrimEnd();
    }

    /// <remarks>The joiners U+200C and U+200D stay: words of Hindi and Persian, and emoji, are spelled with them.</remarks>
    private static bool IsInvisible(char c) =>
        char.IsControl(c)
        || c is '\u00ad' or '\u200b' or '\u200e' or '\u200f' or '\u2060' or '\ufeff' or '\u061c'
        || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
