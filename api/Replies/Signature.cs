using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>Tells the signature and what programs append from what a person wrote.</summary>
internal static class Signature
{
    private static readonly string[] deviceLines =
    [
        "Sent from my ",
        "Sent from Outlook",
        "Sent from Mail",
        "Sent from Yahoo",
        "Sent from Samsung",
        "Sent from Acompli",
        "Sent from Windows Mail",
        "Sent from a mobile",
        "Sent using the mobile",
        "Sent from the ",
        "Sent via ",
        "Sent with ",
        "Sent on the go",
        "Get Outlook for",
        "Envoyé de mon",
        "Envoyé depuis",
        "Envoyé à partir",
        "Gesendet von meinem",
        "Gesendet von Mail",
        "Von meinem",
        "Gesendet mit",
        "Sendt fra min",
        "Skickat från min",
        "Enviado desde mi",
        "Enviado desde",
        "Enviado do meu",
        "Enviado de meu",
        "Inviato da",
        "Verzonden vanaf",
        "Verstuurd vanaf",
        "Verzonden met",
        "Wysłane z",
        "Wysłano z",
        "Отправлено с",
        "Отправлено из",
        "Trimis de pe",
        "Trimis din",
        "Lähetetty",
        "Odesláno z",
        "Odoslané z",
        "Poslano z",
        "iPhoneから送信",
        "iPhone から送信",
        "发自我的",
        "從我的",
        "나의 ",
        "Sent by my",
        "تم الإرسال من",
        "נשלח מה",
        "Надіслано з",
        "Изпратено от",
        "Στάλθηκε από",
    ];

    private static readonly SearchValues<string> deviceLine = SearchValues.Create(
        deviceLines,
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Looked at first: few lines begin with one of these.</summary>
    private static readonly SearchValues<char> beginsDeviceLine = FirstLettersOf(deviceLines);

    private static readonly SearchValues<string> legalNotice = SearchValues.Create(
        [
            "may contain confidential",
            "contains confidential",
            "is confidential and",
            "are confidential and",
            "intended recipient",
            "intended only for",
            "intended solely for",
            "privileged and confidential",
            "contains information which may be",
            "le informazioni contenute",
            "ce message et",
            "diese e-mail enthält",
            "dieses e-mail",
            "este mensaje",
            "esta mensagem",
            "privileged information",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> closings = new(StringComparer.OrdinalIgnoreCase)
    {
        "regards",
        "best regards",
        "kind regards",
        "warm regards",
        "many regards",
        "with regards",
        "with best regards",
        "with kind regards",
        "rgds",
        "brgds",
        "br",
        "best",
        "best wishes",
        "all the best",
        "cheers",
        "sincerely",
        "yours sincerely",
        "sincerely yours",
        "yours",
        "yours truly",
        "yours faithfully",
        "very truly yours",
        "respectfully",
        "cordially",
        "thanks",
        "thank you",
        "many thanks",
        "thanks and regards",
        "thanks & regards",
        "thanks in advance",
        "thx",
        "mit freundlichen grüßen",
        "mit freundlichen grüssen",
        "freundliche grüße",
        "freundliche grüsse",
        "viele grüße",
        "viele grüße / best regards",
        "beste grüße",
        "liebe grüße",
        "herzliche grüße",
        "mfg",
        "lg",
        "cordialement",
        "bien cordialement",
        "bien à vous",
        "salutations",
        "meilleures salutations",
        "saludos",
        "un saludo",
        "saludos cordiales",
        "atentamente",
        "atenciosamente",
        "att",
        "abraços",
        "cordiali saluti",
        "distinti saluti",
        "saluti",
        "met vriendelijke groet",
        "met vriendelijke groeten",
        "groeten",
        "groet",
        "vriendelijke groet",
        "med vänliga hälsningar",
        "vänliga hälsningar",
        "mvh",
        "med venlig hilsen",
        "venlig hilsen",
        "med vennlig hilsen",
        "vennlig hilsen",
        "hilsen",
        "terveisin",
        "ystävällisin terveisin",
        "pozdrawiam",
        "z poważaniem",
        "с уважением",
        "saygılarımla",
        "saygılar",
        "धन्यवाद",
        "सादर",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> isClosing = closings.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    /// <summary>Leaves out lines that a program or a provider appended: the device, legal notices, mailing-list footers.</summary>
    public static List<MailLine> WithoutProgramLines(List<MailLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].Text.AsSpan().Trim(" *_[]()\t");
            if (
                text.Length is >= 8 and <= 90
                && beginsDeviceLine.Contains(text[0])
                && text[..Math.Min(text.Length, 28)].IndexOfAny(deviceLine) == 0
                && !text.Contains("wrote", StringComparison.Ordinal)
            )
                return lines[..i];
        }
        return lines;
    }

    /// <summary>What the first letter of such a text is, large or small.</summary>
    internal static SearchValues<char> FirstLettersOf(IEnumerable<string> texts) =>
        SearchValues.Create([
            .. texts.SelectMany<string, char>(text => [char.ToUpperInvariant(text[0]), char.ToLowerInvariant(text[0])]),
        ]);

    /// <summary>Below a quotation nobody signs: a ruler with a notice under it was put there by a mail gateway or a mailing list.</summary>
    private static bool StartsNotice(List<MailLine> lines, int at)
    {
        while (at < lines.Count && lines[at].IsBlank)
            at++;
        if (at == lines.Count)
            return true;
        var text = lines[at].Text.AsSpan().Trim();
        return Quotation.IsRuler(text) || text.ContainsAny(legalNotice);
    }

    /// <summary>Leaves out the signature, from its delimiter, its mark-up or its look.</summary>
    public static List<MailLine> Removed(List<MailLine> lines)
    {
        lines = lines.FindAll(l => l.Cue is not LineCue.Signature);
        var end = EndBeforeDelimiter(lines);
        end = EndBeforeContactBlock(lines, end);
        return lines[..end];
    }

    private static int EndBeforeDelimiter(List<MailLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var text = lines[i].Text.AsSpan().Trim();
            if (text is "--" or "—" or "__" or "- --")
                return i;
            if (
                text.Length < 200
                && lines.Count - i < 25
                && i > 0
                && lines[i - 1].IsBlank
                && text.ContainsAny(legalNotice)
            )
                return i;
            if (Quotation.IsRuler(text) && lines.Count - i <= 20 && LooksLikeContact(lines, i + 1))
                return i;
        }
        return lines.Count;
    }

    private static bool LooksLikeContact(List<MailLine> lines, int from)
    {
        var (contacts, long_) = (0, 0);
        for (var i = from; i < lines.Count; i++)
        {
            contacts += IsContactDetail(lines[i].Text) ? 1 : 0;
            long_ += lines[i].Text.Length > 80 ? 1 : 0;
        }
        return contacts > 0 && long_ == 0;
    }

    /// <summary>A closing and a name are part of what was said; with a title or a telephone number they are a signature.</summary>
    private static int EndBeforeContactBlock(List<MailLine> lines, int end)
    {
        while (end > 0 && lines[end - 1].IsBlank)
            end--;
        var (start, contacts, filled) = (end, 0, 0);
        for (var i = end - 1; i >= 0 && end - i <= 16 && filled <= 9; i--)
        {
            if (lines[i].IsBlank)
                continue;
            var text = lines[i].Text.AsSpan().Trim();
            if (IsClosing(text))
                return filled >= 2 || contacts > 0 ? i : start;
            if (text.Length > 70 || text[^1] is '?' || text[^1] is '.' or '!' && text.Count(' ') > 4)
                break;
            filled++;
            contacts += IsContactDetail(text) ? 1 : 0;
            if (contacts > 0 && filled >= 2 && (i == 0 || lines[i - 1].IsBlank) && LooksLikeName(text))
                start = i;
        }
        return start;
    }

    /// <summary>What was said, without the greeting that opens it and the closing and name that end it; each sentence by itself.</summary>
    public static List<string> SaidIn(string text)
    {
        var kept = text.AsSpan();
        var taken = 0;
        for (var start = kept.LastIndexOf('\n'); start >= 0 && taken < 4; start = kept.LastIndexOf('\n'))
        {
            var last = kept[(start + 1)..].Trim();
            if (!last.IsEmpty && !IsClosing(last) && !(taken < 3 && IsSignedName(last)))
                break;
            // Blank lines below the last words are none of those that are taken.
            taken += taken > 0 || !last.IsEmpty ? 1 : 0;
            kept = kept[..start];
        }
        var said = Sentences.In(kept);
        if (said.Count > 1 && IsGreeting(said[0]))
            said.RemoveAt(0);
        return said;
    }

    private static bool IsSignedName(ReadOnlySpan<char> line)
    {
        line = line.TrimStart("-–—/ ").TrimEnd(" .");
        if (line.Length is 0 or > 30 || line.Count(' ') > 2 || line.ContainsAny(notInNames))
            return false;
        return char.IsUpper(line[0]) && !IsClosing(line);
    }

    private static readonly SearchValues<char> notInNames = SearchValues.Create("0123456789?!:;,$%");

    /// <summary>"Dear Ann,", "Hi Bob -", "Ann:" on a line of its own.</summary>
    private static bool IsGreeting(ReadOnlySpan<char> line)
    {
        if (line.Length is 0 or > 40 || line[^1] is not (',' or ':' or '-' or ';'))
            return line.Length < 30
                && line.Count(' ') == 1
                && (line.StartsWith("Hi ") || line.StartsWith("Hello ") || line.StartsWith("Dear "));
        return line.Count(' ') <= 4 && char.IsUpper(line[0]);
    }

    private static bool IsClosing(ReadOnlySpan<char> text) =>
        text.Length <= 40 && isClosing.Contains(text.TrimEnd(" ,.!;:-"));

    private static bool LooksLikeName(ReadOnlySpan<char> text)
    {
        var words = 0;
        foreach (var range in text.Split(' '))
        {
            var word = text[range];
            if (word.IsEmpty)
                continue;
            if (!char.IsUpper(word[0]) && word is not ("de" or "van" or "von" or "da" or "bin" or "al"))
                return false;
            words++;
        }
        return words is >= 2 and <= 5 && !text.ContainsAnyInRange('0', '9');
    }

    private static bool IsContactDetail(ReadOnlySpan<char> text)
    {
        if (text.Length > 90)
            return false;
        if (
            text.Contains("http://", StringComparison.OrdinalIgnoreCase)
            || text.Contains("https://", StringComparison.OrdinalIgnoreCase)
            || text.Contains("www.", StringComparison.OrdinalIgnoreCase)
        )
            return true;
        if (text.IndexOf('@') > 0 && text.Count(' ') <= 3)
            return true;
        var digits = 0;
        foreach (var c in text)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        return digits >= 7 && text.IndexOfAnyExceptInRange('0', '9') >= 0 && text.Count(' ') <= 8;
    }
}
