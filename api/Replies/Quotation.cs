using System.Buffers;

namespace MailCommitments.Replies;

/// <summary>Tells which lines of a mail are somebody else's: quoted, forwarded, or the heading that mail programs put above them.</summary>
/// <remarks>
/// No regular expressions: every rule looks at a line or at a few neighbours once, so the time grows with the length of the mail
/// and hostile text cannot slow it down.
/// </remarks>
internal static class Quotation
{
    /// <summary>A mail with more lines that look like an introduction at first sight has none.</summary>
    private const int MostIntroductions = 500;

    /// <summary>True at each line that this person did not write.</summary>
    public static bool[] LinesQuotedIn(List<MailLine> lines)
    {
        var quoted = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
            quoted[i] = lines[i].Depth > 0;

        var tries = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (quoted[i])
                continue;
            if (StartsHistory(lines, i))
            {
                var start = WithHeadingAbove(lines, i);
                Array.Fill(quoted, true, start, lines.Count - start);
                break;
            }
            if (
                lines[i].IsBlank
                || !MayIntroduce(lines[i])
                || ++tries > MostIntroductions
                || IntroductionAt(lines, i) is not (> 0 and var length)
            )
                continue;
            var after = NextWithText(lines, i + length);
            if (after < lines.Count && lines[after].Depth > 0)
            {
                Array.Fill(quoted, true, i, length);
                i += length - 1;
            }
            else if (
                after < lines.Count
                || lines[i + length - 1].Text.EndsWith(':')
                || lines[i].Cue is LineCue.Introduction
            )
            {
                Array.Fill(quoted, true, i, lines.Count - i);
                break;
            }
        }
        MarkWrappedRemainders(lines, quoted);
        return quoted;
    }

    private static bool StartsHistory(List<MailLine> lines, int at)
    {
        if (lines[at].Cue is LineCue.QuoteFromHere)
            return true;
        var text = lines[at].Text.AsSpan().Trim();
        return IsSeparator(text) || MailHeading.StartsAt(lines, at);
    }

    /// <summary>Rulers and the sender's name that stand right above a heading belong to it.</summary>
    private static int WithHeadingAbove(List<MailLine> lines, int at)
    {
        var start = MailHeading.WithSenderAbove(lines, at);
        for (var above = start - 1; above >= 0 && start - above <= 4; above--)
        {
            var text = lines[above].Text.AsSpan().Trim();
            if (text.IsEmpty)
                continue;
            if (!IsRuler(text) && !IsSeparator(text))
                break;
            start = above;
        }
        return start;
    }

    private static int NextWithText(List<MailLine> lines, int at)
    {
        while (at < lines.Count && lines[at].IsBlank && lines[at].Depth == 0)
            at++;
        return at;
    }

    /// <summary>
    /// A program that wraps quoted lines at 78 leaves their ends without a mark. One or two lines squeezed between quoted
    /// ones, after a long line that ends in mid-sentence, are such ends.
    /// </summary>
    private static void MarkWrappedRemainders(List<MailLine> lines, bool[] quoted)
    {
        for (var i = 1; i + 1 < lines.Count; i++)
        {
            if (quoted[i] || lines[i].IsBlank || lines[i - 1].Depth == 0 || lines[i - 1].Text.Length < 55)
                continue;
            if (lines[i - 1].Text[^1] is '.' or '?' or '!' or ':' && !char.IsLower(lines[i].Text[0]))
                continue;
            var end = i + 1;
            while (end < lines.Count && end - i < 2 && !quoted[end] && !lines[end].IsBlank)
                end++;
            if (end < lines.Count && lines[end].Depth > 0)
                Array.Fill(quoted, true, i, end - i);
        }
    }

    private static readonly SearchValues<char> ruling = SearchValues.Create("-_=*–—~ ");

    public static bool IsRuler(ReadOnlySpan<char> text) => text.Length >= 5 && text.IndexOfAnyExcept(ruling) < 0;

    private static readonly SearchValues<string> kindOfMail = SearchValues.Create(
        [
            "message",
            "nachricht",
            "mensaje",
            "mensagem",
            "messaggio",
            "bericht",
            "melding",
            "meddelande",
            "besked",
            "wiadomo",
            "сообщени",
            "письмо",
            "viesti",
            "zpráv",
            "mesaj",
            "mail",
            "邮件",
            "メッセージ",
            "originale",
            "original appointment",
            "повідомлення",
            "üzenet",
            "رسالة",
            "הודעה",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> kindOfHistory = SearchValues.Create(
        [
            "origin",
            "reply",
            "forward",
            "ursprünglich",
            "antwort",
            "weitergeleitet",
            "reenviad",
            "encaminhad",
            "inoltrat",
            "oorspronkelijk",
            "doorgestuur",
            "opprinnelig",
            "videresend",
            "vidarebefordra",
            "ursprung",
            "oprindelig",
            "przekaz",
            "pierwotn",
            "исходн",
            "пересыла",
            "пересла",
            "переслан",
            "transfér",
            "transmis",
            "alkuperäi",
            "lähetetty",
            "původní",
            "přeposlan",
            "özgün",
            "iletilen",
            "原始",
            "转发",
            "轉寄",
            "元の",
            "转寄",
            "вихідн",
            "eredeti",
            "الأصلية",
            "החדשה",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>
    /// <c>-----Original Message-----</c>, <c>---- Forwarded by Ann on 3/4/2001 ----</c>, <c>Begin forwarded message:</c> and
    /// their likes in other languages.
    /// </summary>
    private static bool IsSeparator(ReadOnlySpan<char> text)
    {
        if (text.Length is < 8 or > 200)
            return false;
        if (text.StartsWith(">>>") && text.EndsWith(">>>") && HasTime(text))
            return true; // GroupWise
        if (text[0] is '-' or '_' or '=' or '—' or '–' or '*')
        {
            var dashes = text.IndexOfAnyExcept(ruling);
            if (dashes < 2)
                return false;
            var inner = text[dashes..];
            if (inner.StartsWith("Forwarded by ", StringComparison.OrdinalIgnoreCase))
                return true;
            var closed = inner[^1] is '-' or '_' or '=' or '—' or '–' or '*';
            if (closed && inner.ContainsAny(kindOfHistory) && inner.ContainsAny(kindOfMail))
                return true;
            return false;
        }
        return text[^1] == ':'
            && text.Length < 60
            && text.StartsWith("Begin forwarded message", StringComparison.OrdinalIgnoreCase);
    }

    private static readonly string[] verbs =
    [
        "wrote",
        "writes",
        "said",
        "schrieb",
        "schrieben",
        "geschrieben",
        "a écrit",
        "a ecrit",
        "écrit",
        "ha scritto",
        "scrisse",
        "scritto",
        "escribió",
        "escribio",
        "escreveu",
        "schreef",
        "geschreven",
        "skrev",
        "napisał",
        "napisał(a)",
        "napisała",
        "napisana",
        "napisal",
        "napsal",
        "napsal(a)",
        "написал",
        "написала",
        "написал(а)",
        "пишет",
        "писал",
        "писал(а)",
        "пише",
        "написав",
        "a scris",
        "yazdı",
        "şunu yazdı",
        "kirjoitti",
        "írta",
        "ezt írta",
        "έγραψε",
        "escrigué",
        "va escriure",
        "idatzi",
        "skrifaði",
        "je napisao",
        "је написао",
        "napísal",
        "написа",
        "كتب",
        "写道",
        "寫道",
        "のメール",
        "さんは書きました",
        "작성",
        "님이 작성",
        "כתב",
        "viết",
        "menulis",
        "เขียน",
        "नेलिखा",
        "ने लिखा",
    ];

    private static readonly SearchValues<string> anyVerb = SearchValues.Create(
        verbs,
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly string[] openers =
    [
        "On",
        "Am",
        "Le",
        "Il",
        "El",
        "Em",
        "Op",
        "Den",
        "Dne",
        "Dnia",
        "W dniu",
        "På",
        "Pe",
        "Em",
        "Dana",
        "Vào",
        "Pada",
        "Sent from",
        "Στις",
        "У",
        "В",
        "Пн",
        "Вт",
        "Ср",
        "Чт",
        "Пт",
        "Сб",
        "Вс",
        "في",
        "ב",
        "在",
        "Wiadomość",
        "Dňa",
        "Dnia",
    ];

    private static readonly SearchValues<char> beginsOpener = Signature.FirstLettersOf(openers);

    private static readonly string[] weekdays =
    [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "lun",
        "mar",
        "mer",
        "mié",
        "jeu",
        "jue",
        "ven",
        "vie",
        "sam",
        "dim",
        "dom",
        "seg",
        "ter",
        "qua",
        "qui",
        "sex",
        "понед",
        "вторн",
        "сред",
        "четв",
        "пятн",
        "субб",
        "воскр",
        "die",
        "mit",
        "don",
        "fre",
        "son",
        "man",
        "tir",
        "tis",
        "ons",
        "tor",
        "lør",
        "lör",
        "søn",
        "sön",
    ];

    private static readonly SearchValues<string> weekday = SearchValues.Create(
        weekdays,
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<char> beginsWeekday = Signature.FirstLettersOf(weekdays);

    /// <summary>The number of lines of <c>On Monday Ann wrote:</c> that begin here; 0 when none does.</summary>
    private static int IntroductionAt(List<MailLine> lines, int at)
    {
        if (lines[at].Cue is LineCue.Introduction)
        {
            var end = at + 1;
            while (end < lines.Count && lines[end].Cue is LineCue.Introduction)
                end++;
            return end - at;
        }

        var joined = "";
        for (var k = 0; k < 6 && at + k < lines.Count; k++)
        {
            var line = lines[at + k];
            var text = line.Text.AsSpan().Trim();
            if (line.Depth > 0 && !(line.Depth == 1 && k > 0 && IsTornOff(text, joined)))
                return 0;
            if (text.IsEmpty)
            {
                if (k == 0 || !StartsWithOpener(joined) || k > 1 && lines[at + k - 1].IsBlank)
                    return 0;
                continue;
            }
            joined = k == 0 ? text.ToString() : string.Concat(joined, " ", text);
            if (joined.Length > 400)
                return 0;
            var next = at + k + 1;
            if (IsIntroduction(joined, next < lines.Count && lines[next].Depth > 0))
                return k + 1;
        }
        return 0;
    }

    /// <summary>A cheap look at the first line: most lines are no introduction and need no closer one.</summary>
    private static bool MayIntroduce(MailLine mailLine)
    {
        if (mailLine.Cue is LineCue.Introduction)
            return true;
        var line = mailLine.Text.AsSpan().Trim();
        if (line.IsEmpty)
            return false;
        if (line.Contains('@') || char.IsDigit(line[0]) || line[0] is '-' or '_' or '*')
            return true;
        if (line[^1] is ':' or '：' && line.ContainsAny(anyVerb))
            return true;
        return StartsWithOpener(line) || StartsWithWeekday(line) || line[0] > '\u0370' && line.ContainsAny(anyVerb);
    }

    /// <summary>The closing bracket of an address, wrapped to a line of its own, looks like a quote mark: <c>&gt; wrote:</c>.</summary>
    private static bool IsTornOff(ReadOnlySpan<char> text, string before) =>
        text.Length < 20
        && before.AsSpan().Count('<') > before.AsSpan().Count('>')
        && (text.StartsWith(":") || text.ContainsAny(anyVerb));

    private static bool IsIntroduction(string joined, bool quoteFollows)
    {
        var ruled =
            joined.StartsWith("--", StringComparison.Ordinal) && joined.EndsWith("--", StringComparison.Ordinal);
        var text = joined.AsSpan().Trim("-*_ \t");
        if (text.Length is < 6 or > 350)
            return false;
        var closes = ruled || text[^1] is ':' or '：' || text.EndsWith(":> ", StringComparison.Ordinal);
        var verb = HasVerb(text, out var verbIsLast);
        var address = HasAddress(text);
        var dated = HasTime(text) || HasYear(text) || HasShortDate(text);
        if (verb)
        {
            if (!closes && !(verbIsLast && (dated || quoteFollows)))
                return false;
            if (ruled)
                return true;
            var mayStart = StartsWithOpener(joined) || char.IsAsciiDigit(text[0]) || StartsWithWeekday(text);
            return address && (verbIsLast || dated || mayStart)
                || dated && mayStart
                || quoteFollows && text.Length < 90 && verbIsLast;
        }
        if (!dated || !(char.IsAsciiDigit(text[0]) || StartsWithWeekday(text)))
            return false;
        var ends = text[^1];
        return address && (closes || ends == '>' && StartsWithFullDate(text))
            || HasTime(text)
                && StartsWithFullDate(text)
                && text.Contains("GMT", StringComparison.Ordinal)
                && text.Length > 30;
    }

    private static bool HasVerb(ReadOnlySpan<char> text, out bool isLast)
    {
        isLast = false;
        if (!text.ContainsAny(anyVerb))
            return false;
        var trimmed = text.TrimEnd(":： -");
        var found = false;
        foreach (var verb in verbs)
        {
            var from = 0;
            while (
                from < text.Length && text[from..].IndexOf(verb, StringComparison.OrdinalIgnoreCase) is >= 0 and var hit
            )
            {
                var (start, end) = (from + hit, from + hit + verb.Length);
                from = end;
                var spaced = verb[0] < '\u0590';
                if (
                    spaced
                    && (start > 0 && char.IsLetter(text[start - 1]) || end < text.Length && char.IsLetter(text[end]))
                )
                    continue;
                found = true;
                isLast |= end >= trimmed.Length;
            }
        }
        return found;
    }

    private static bool StartsWithOpener(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("-*_ \t\"");
        if (text.IsEmpty || !beginsOpener.Contains(text[0]))
            return false;
        foreach (var opener in openers)
        {
            if (
                text.StartsWith(opener, StringComparison.OrdinalIgnoreCase)
                && (text.Length == opener.Length || !char.IsLetter(text[opener.Length]) || opener[0] > '\u0590')
            )
                return true;
        }
        return false;
    }

    private static bool StartsWithWeekday(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !beginsWeekday.Contains(text[0]))
            return false;
        var word = text.IndexOfAny(" ,.") is > 1 and var end ? text[..end] : text;
        return word.Length is >= 2 and <= 14 && word.IndexOfAny(weekday) == 0;
    }

    private static bool HasAddress(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at > 0
                && at + 3 < text.Length
                && text[at..].Contains('.')
                && !char.IsWhiteSpace(text[at - 1])
                && !char.IsWhiteSpace(text[at + 1])
            || text.Contains("mailto:", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>12:30, also in Arabic digits and with the dot of the north (kl. 20.42).</summary>
    internal static bool HasTime(ReadOnlySpan<char> text)
    {
        for (var i = 1; i + 2 < text.Length; i++)
        {
            if (text[i] is ':' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]) && char.IsDigit(text[i + 2]))
                return true;
        }
        return text.Contains(" kl.", StringComparison.OrdinalIgnoreCase)
            || text.Contains(" kl ", StringComparison.OrdinalIgnoreCase);
    }

    private static bool HasYear(ReadOnlySpan<char> text)
    {
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            var year = text.Slice(i, 4);
            if (
                (year is ['1', '9', ..] or ['2', '0', ..])
                && char.IsAsciiDigit(year[2])
                && char.IsAsciiDigit(year[3])
                && (i == 0 || !char.IsAsciiDigit(text[i - 1]))
                && (i + 4 == text.Length || !char.IsAsciiDigit(text[i + 4]))
            )
                return true;
        }
        return false;
    }

    /// <summary>3/26/01 or 26.3.2001.</summary>
    internal static bool HasShortDate(ReadOnlySpan<char> text)
    {
        for (var i = 1; i + 3 < text.Length; i++)
        {
            if (
                text[i] is not ('/' or '.' or '-')
                || !char.IsAsciiDigit(text[i - 1])
                || !char.IsAsciiDigit(text[i + 1])
            )
                continue;
            var next = i + (char.IsAsciiDigit(text[i + 2]) ? 3 : 2);
            if (next + 1 < text.Length && text[next] == text[i] && char.IsAsciiDigit(text[next + 1]))
                return true;
        }
        return false;
    }

    private static bool StartsWithFullDate(ReadOnlySpan<char> text) =>
        text.Length > 10 && char.IsAsciiDigit(text[0]) && (HasYear(text[..10]) || HasShortDate(text[..10]));
}
