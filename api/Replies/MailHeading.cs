namespace MailCommitments.Replies;

/// <summary>
/// The heading that mail programs put above a quoted or forwarded mail: <c>From: … Sent: … To: … Subject: …</c>, in the languages
/// of their menus, and Lotus Notes' name and time above <c>To: … cc: … Subject: …</c>.
/// </summary>
internal static class MailHeading
{
    [Flags]
    private enum Field
    {
        None = 0,
        From = 1,
        Date = 2,
        To = 4,
        Subject = 8,
        Other = 16,
    }

    private static readonly Dictionary<string, Field> fields = FieldsByLabel();

    private static Dictionary<string, Field> FieldsByLabel()
    {
        var byLabel = new Dictionary<string, Field>(StringComparer.OrdinalIgnoreCase);
        Add(
            Field.From,
            "from|de|von|da|van|od|от|från|fra|lähettäjä|kimden|gönderen|发件人|寄件者|差出人|보낸 사람|보낸사람|nadawca|отправитель|від|feladó|från|expéditeur|remitente|mittente|afzender|absender|avsender|afsender|من|מאת|จาก|từ|από|ze|od koho|saatja|nuo|no|de la|dari|प्रेषक"
        );
        Add(
            Field.Date,
            "date|sent|sent at|gesendet|datum|envoyé|envoyé le|enviado|enviada em|enviado el|enviado em|fecha|data|inviato|verzonden|verstuurd|skickat|sendt|dato|lähetetty|päivämäärä|tarih|gönderildi|gönderme tarihi|отправлено|дата|发送时间|發送日期|寄件日期|日期|送信日時|日時|보낸 날짜|날짜|wysłano|wysłane|надіслано|elküldve|dátum|odesláno|odoslané|trimis|التاريخ|تاريخ الإرسال|נשלח|ส่ง|đã gửi|ngày|στάλθηκε|ημερομηνία|dikirim|tanggal|भेजा गया|delivered"
        );
        Add(
            Field.To,
            "to|an|à|a|para|aan|till|til|vastaanottaja|kime|alıcı|кому|收件人|收件者|宛先|받는 사람|받는사람|do|adresat|címzett|komu|către|إلى|אל|ถึง|đến|προς|kepada|destinataire|destinatario|destinatário|mottaker|modtager|प्रति"
        );
        Add(
            Field.Subject,
            "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|konu|тема|主题|主旨|件名|제목|temat|тема|tárgy|předmět|predmet|subiect|الموضوع|נושא|เรื่อง|chủ đề|θέμα|subjek|perihal|re|विषय"
        );
        Add(
            Field.Other,
            "cc|bcc|kopie|copie à|cópia|copia|kopia|kopi|kopio|bilgi|копия|抄送|副本|ccn|cci|reply-to|reply to|antwort an|répondre à|responder a|rispondi a|risposta|attachments|anlagen|pièces jointes|importance|priority|wichtigkeit|sent by|organization|organisation|dw|udw|másolatot kap|참조|copie|newsgroups|please respond to|message-id|cópia|kópia|参考|kopija"
        );
        return byLabel;

        void Add(Field field, string labels)
        {
            foreach (var label in labels.Split('|'))
                byLabel.TryAdd(label, field);
        }
    }

    private static readonly Dictionary<string, Field>.AlternateLookup<ReadOnlySpan<char>> fieldOf =
        fields.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a heading begins at this line.</summary>
    public static bool StartsAt(List<MailLine> lines, int at)
    {
        var first = FieldsIn(lines[at].Text, out var firstValue);
        if (first is Field.None or Field.Other)
            return false;

        // Below a name and a time the list of people may be long; without them the next fields must follow soon.
        var isNotes = first is Field.To && SenderAbove(lines, at) < at;
        var furthest = at + (first is Field.To && !isNotes ? 8 : 120);

        var (seen, count, gap) = (first, System.Numerics.BitOperations.PopCount((uint)first), 0);
        var evident = IsEvident(firstValue);
        var inRecipients = first is Field.To;
        for (var i = at + 1; i < lines.Count && i < furthest; i++)
        {
            var text = lines[i].Text.AsSpan().Trim();
            if (text.IsEmpty)
            {
                if (++gap > 3)
                    break;
                continue;
            }
            var field = FieldsIn(text, out var value);
            if (field is Field.None)
            {
                // A long list of people runs over many lines; anything else over one or two.
                var continues = inRecipients
                    ? text.IndexOfAny(",;@/<") >= 0 || gap == 0
                    : gap == 0 && count < 6 && ++gap <= 2;
                if (!continues)
                    break;
                continue;
            }
            gap = 0;
            inRecipients = field is Field.To or Field.Other;
            count += (seen & field) is Field.None || field is Field.Other ? 1 : 0;
            seen |= field;
            evident |= IsEvident(value);
            if (seen.HasFlag(Field.Subject) && seen.HasFlag(Field.From))
                break;
        }

        if (seen.HasFlag(Field.From))
            return (seen & ~Field.From & ~Field.Other) is not Field.None
                && (evident || count >= 4)
                && (count >= 3 || evident && seen.HasFlag(Field.Date));
        return isNotes && count >= 2 && (seen.HasFlag(Field.Subject) || seen.HasFlag(Field.Other));
    }

    /// <summary>An address or a point in time: what a heading holds and a memo's "From: me" does not.</summary>
    private static bool IsEvident(ReadOnlySpan<char> value) =>
        value.Contains('@')
        || Quotation.HasTime(value)
        || Quotation.HasShortDate(value)
        || value.ContainsAnyInRange('0', '9') && value.Length > 8;

    /// <summary>Where the heading really begins, once the name and time above a Notes heading are counted in.</summary>
    public static int WithSenderAbove(List<MailLine> lines, int at) =>
        FieldsIn(lines[at].Text, out _) is Field.To ? SenderAbove(lines, at) : at;

    /// <summary>Notes puts the sender's name, then the time, on lines of their own above "To:"; or both on one.</summary>
    private static int SenderAbove(List<MailLine> lines, int to)
    {
        var at = to;
        for (var (i, steps) = (to - 1, 0); i >= 0 && steps < 7; i--)
        {
            var text = lines[i].Text.AsSpan().Trim();
            if (text.IsEmpty)
            {
                if (to - i > 8)
                    break;
                continue;
            }
            steps++;
            if (text.Length > 160)
                break;
            if (Quotation.HasTime(text) && Quotation.HasShortDate(text))
            {
                at = i;
                if (HasName(text) && !text.StartsWith("on ", StringComparison.OrdinalIgnoreCase))
                    return at;
                return NameAbove(lines, at);
            }
            if (
                !text.StartsWith("Please respond to", StringComparison.OrdinalIgnoreCase)
                && !text.StartsWith("Sent by", StringComparison.OrdinalIgnoreCase)
                && steps > 1
            )
                break;
        }
        return at;
    }

    private static int NameAbove(List<MailLine> lines, int at)
    {
        for (var (i, blanks) = (at - 1, 0); i >= 0 && blanks <= 2; i--)
        {
            var text = lines[i].Text.AsSpan().Trim();
            if (text.IsEmpty)
            {
                blanks++;
                continue;
            }
            if (
                text.StartsWith("Sent by", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("Please respond", StringComparison.OrdinalIgnoreCase)
            )
                continue;
            return text.Length <= 90 && text[^1] is not ('.' or '?' or '!' or ',') ? i : at;
        }
        return at;
    }

    /// <summary>Whether more than a date, a time and AM/PM stands in it.</summary>
    private static bool HasName(ReadOnlySpan<char> text)
    {
        var letters = 0;
        foreach (var c in text)
            letters += char.IsLetter(c) ? 1 : 0;
        return letters > 5;
    }

    /// <summary>The field a line names, or several when they were run together on one line.</summary>
    private static Field FieldsIn(ReadOnlySpan<char> line, out ReadOnlySpan<char> value)
    {
        value = default;
        var text = line.TrimStart(" \t>*_-•·|").TrimEnd();
        var colon = text.IndexOfAny(":：");
        if (colon is < 1 or > 24)
            return Field.None;
        if (!fieldOf.TryGetValue(text[..colon].Trim(" *_\t"), out var field))
            return Field.None;
        value = text[(colon + 1)..];
        var rest = value;
        for (var hops = 0; hops < 12 && rest.IndexOfAny(":：") is >= 0 and var next; hops++)
        {
            var before = rest[..next].TrimEnd(" *_");
            var letters = before.Length;
            while (letters > 0 && char.IsLetter(before[letters - 1]))
                letters--;
            var word = before[letters..];
            if (
                word.Length > 1
                && fieldOf.TryGetValue(word, out var another)
                && another is not Field.Other
                && char.IsUpper(word[0])
            )
                field |= another;
            rest = rest[(next + 1)..];
        }
        return field;
    }
}
