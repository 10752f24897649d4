using System.Buffers;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>Tells machine-made mail from a person's.</summary>
/// <remarks>
/// The item class decides first, then headers, then text where headers are silent. A person's answer taken for a machine's would be
/// lost, so what is merely common on machine-made mail proves nothing here: <c>Auto-Submitted: no</c>, <c>Precedence: list</c> or
/// <c>bulk</c>, <c>X-Auto-Response-Suppress</c>, the words "out of office".
/// Sources: RFC 3834 (automatic responses), RFC 3464 (delivery status), RFC 5965 (abuse reports), RFC 8098 (receipts),
/// MS-OXCMSG and MS-OXORULE (item classes), vendors' documentation of their headers.
/// </remarks>
public static class AutomaticMail
{
    /// <summary>The reading of an automatic reply, a bounce or another machine-made notice; null for a person's mail.</summary>
    /// <param name="zone">The sender's zone, for the day of return.</param>
    public static ReplyReading? Read(MailMessage message, DateTimeZone zone) =>
        Read(message, zone, MailLines.Of(message.Body));

    internal static ReplyReading? Read(MailMessage message, DateTimeZone zone, List<MailLine> lines) =>
        new Examination(message, zone, lines).Result();

    /// <summary>What only the text of a mail says is asked about; what its class or headers say is not.</summary>
    internal static bool IsSure(ReplyReading automatic) => automatic.Evidence.Source != TextRule;

    private const string TextRule = "rule: says it is automatic";

    /// <summary>One mail under examination: what several rules look at is worked out once.</summary>
    private sealed class Examination(MailMessage message, DateTimeZone zone, List<MailLine> lines)
    {
        private readonly string subject = message.Subject.Trim();
        private readonly string type = message.Header("Content-Type") ?? "";
        private string? text;

        /// <summary>The body as plain text, as far as a report's essentials reach.</summary>
        private string Text => text ??= PlainText(message.Body, lines);

        /// <summary>An empty return path: the mark of mail that must not be answered (RFC 5321 4.5.5).</summary>
        private bool HasNoReturnPath =>
            message.Header("Return-Path") is { } path
            && path.Trim() is "<>" or "" or "<MAILER-DAEMON>" or "MAILER-DAEMON";

        private bool ComesFromMailSystem =>
            IsMailSystem(message.From) || message.Sender is { } sender && IsMailSystem(sender);

        public ReplyReading? Result() =>
            FromItemClass()
            ?? FromReportType()
            ?? FromMailSystem()
            ?? FromReplyHeaders()
            ?? FromSubjectAndText()
            ?? FromSender();

        private ReplyReading? FromItemClass()
        {
            var itemClass = message.ItemClass ?? "";
            const string source = "rule: item class";
            if (itemClass.StartsWith("REPORT.", StringComparison.OrdinalIgnoreCase))
            {
                return itemClass.EndsWith(".NDR", StringComparison.OrdinalIgnoreCase) ? Bounce(source)
                    : itemClass.EndsWith("NRN", StringComparison.OrdinalIgnoreCase)
                        ? Notice(NoticeKind.ReadReceipt, source)
                    : Notice(NoticeKind.DeliveryNotice, source);
            }
            if (itemClass.StartsWith("IPM.Schedule.Meeting", StringComparison.OrdinalIgnoreCase))
                return Notice(NoticeKind.MeetingResponse, source);
            if (
                itemClass.StartsWith("IPM.Note.Rules.OofTemplate", StringComparison.OrdinalIgnoreCase)
                || itemClass.StartsWith("IPM.Note.Rules.ReplyTemplate", StringComparison.OrdinalIgnoreCase)
            )
                return AutomaticReply(source);
            return itemClass.StartsWith("IPM.Outlook.Recall", StringComparison.OrdinalIgnoreCase)
                ? Notice(NoticeKind.Notification, source)
                : null;
        }

        private ReplyReading? FromReportType()
        {
            if (Has(type, "feedback-report"))
                return Notice(NoticeKind.AbuseReport, "rule: report type");
            if (Has(type, "disposition-notification"))
                return Notice(NoticeKind.ReadReceipt, "rule: report type");
            if (Has(type, "text/calendar") && Has(type, "method=reply"))
                return Notice(NoticeKind.MeetingResponse, "rule: content type");
            if (!Has(type, "delivery-status"))
                return null;
            // A report on what went well is no bounce: every action it names is delivered, relayed or expanded.
            var actions = DeliveryReport.ActionsIn(Text);
            return actions.Count > 0 && !actions.Exists(action => action is "failed" or "delayed")
                ? Notice(NoticeKind.DeliveryNotice, "rule: report type")
                : Bounce("rule: report type");
        }

        private ReplyReading? FromMailSystem()
        {
            if (NotificationType is { } notified)
            {
                const string source = "rule: mail system's notification";
                return notified.StartsWith("Bounce", StringComparison.Ordinal) ? Bounce(source)
                    : notified.StartsWith("Complaint", StringComparison.Ordinal)
                        ? Notice(NoticeKind.AbuseReport, source)
                    : Notice(NoticeKind.DeliveryNotice, source);
            }
            if (
                message.Header("X-Apple-Unsubscribe") is not null
                || StartsWithAny(Text, "This is an email abuse report", "This is an abuse report")
            )
                return Notice(NoticeKind.AbuseReport, "rule: abuse report");
            if (message.Header("X-Failed-Recipients") is not null)
                return Bounce("rule: X-Failed-Recipients header");
            if (!ComesFromMailSystem && !HasNoReturnPath || IsReplyHeader)
                return null;
            var saysFailure =
                subject.AsSpan().ContainsAny(failureSubjects)
                || Text.AsSpan(0, Math.Min(Text.Length, 6000)).ContainsAny(failureTexts);
            if (saysFailure && !IsAutomaticReplySubject)
                return Bounce(
                    ComesFromMailSystem
                        ? "rule: mail system's report of failure"
                        : "rule: report of failure without return path"
                );
            return
                ComesFromMailSystem
                && message.From.Address.StartsWith("mailer-daemon", StringComparison.OrdinalIgnoreCase)
                ? Bounce("rule: mailer daemon")
                : null;
        }

        /// <summary>Amazon SES reports as JSON, which may itself be quoted inside JSON.</summary>
        private string? NotificationType
        {
            get
            {
                const string name = "notificationType";
                if (!Text.AsSpan().TrimStart().StartsWith("{"))
                    return null;
                var at = Text.IndexOf(name, StringComparison.Ordinal);
                return at is >= 0 and < 2000 ? Text[(at + name.Length)..].TrimStart('\\', '"', ':', ' ') : null;
            }
        }

        private bool IsReplyHeader => AutoSubmitted is "auto-replied" && !ComesFromMailSystem;

        /// <summary>RFC 3834's keyword without its parameters: <c>no</c>, <c>auto-generated</c>, <c>auto-replied</c>, <c>auto-notified</c>.</summary>
        private string? AutoSubmitted =>
            message.Header("Auto-Submitted") is { } value
                ? value.Split(';', 2)[0].Split('(', 2)[0].Trim().ToLowerInvariant()
                : null;

        private ReplyReading? FromReplyHeaders()
        {
            if (AutoSubmitted is "auto-replied")
                return AutomaticReply("rule: Auto-Submitted header");
            if (AutoSubmitted is "auto-generated" or "auto-notified")
                return IsAutomaticReplySubject
                    ? AutomaticReply("rule: Auto-Submitted header")
                    : Notice(NoticeKind.Notification, "rule: Auto-Submitted header");
            foreach (var name in autoReplyHeaders)
            {
                if (message.Header(name) is { } value && value.Trim() is not ("" or "no" or "No" or "false" or "0"))
                    return AutomaticReply($"rule: {name} header");
            }
            foreach (var name in new[] { "Precedence", "X-Precedence" })
            {
                if (
                    message.Header(name) is { } value
                    && value.Trim() is var precedence
                    && (
                        precedence.Equals("auto_reply", StringComparison.OrdinalIgnoreCase)
                        || precedence.Equals("auto-reply", StringComparison.OrdinalIgnoreCase)
                    )
                )
                    return AutomaticReply($"rule: {name} header");
            }
            if (message.Header("X-MS-Exchange-Inbox-Rules-Loop") is not null && HasNoReturnPath)
                return AutomaticReply("rule: mailbox rule without return path");
            return null;
        }

        private bool IsAutomaticReplySubject => StartsWithAny(subject, autoReplySubjects);

        private ReplyReading.AutomaticReply? FromSubjectAndText()
        {
            if (IsAutomaticReplySubject)
                return AutomaticReply("rule: automatic reply's subject");
            // Lotus Notes' out-of-office agent: its subject and its sentence are fixed.
            if (
                subject.TrimEnd('.').EndsWith("is out of the office", StringComparison.OrdinalIgnoreCase)
                && Has(Text, "out of the office starting")
                && Has(Text, "will not return until")
            )
                return AutomaticReply("rule: Notes out-of-office agent");
            if (HasNoReturnPath && AutoSubmitted is not "no" && Absence.IsStatedIn(Text))
                return AutomaticReply("rule: absence without return path");
            return null;
        }

        private ReplyReading? FromSender()
        {
            // A person answers in a thread, so what a thread refers to is not taken for a machine's by its looks alone.
            if (message.AnsweredMessageIds.Count > 0 || StartsWithAny(subject, "re:", "aw:", "sv:", "fw:", "fwd:"))
                return null;
            var mailbox = message.From.Address.AsSpan();
            mailbox = mailbox.IndexOf('@') is > 0 and var at ? mailbox[..at] : mailbox;
            foreach (var name in machineMailboxes)
            {
                if (
                    mailbox.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                    && (mailbox.Length == name.Length || mailbox[name.Length] is '.' or '-')
                )
                {
                    return Text.AsSpan(0, Math.Min(Text.Length, 2000))
                        .Contains("could not be delivered to", StringComparison.OrdinalIgnoreCase)
                        ? Bounce("rule: machine's mailbox")
                        : Notice(NoticeKind.Notification, "rule: machine's mailbox");
                }
            }
            return Text.AsSpan(0, Math.Min(Text.Length, 4000)).ContainsAny(machineTexts)
                ? Notice(NoticeKind.Notification, TextRule)
                : null;
        }

        private ReplyReading.Bounce Bounce(string source)
        {
            var report = DeliveryReport.Of(Text, message.Header("X-Failed-Recipients"));
            return new(
                new(report.Sentence, message.InternetMessageId, source, 0.99),
                report.Address,
                report.IsPermanent
            );
        }

        private ReplyReading.AutomaticReply AutomaticReply(string source)
        {
            var written = NewText.TextOf(lines);
            var absence = Absence.Of(subject, written, message.SentAt, zone);
            return new(new(absence.Sentence, message.InternetMessageId, source, 0.99), absence.Back, absence.Deputy);
        }

        private ReplyReading.Notice Notice(NoticeKind what, string source) =>
            new(new("", message.InternetMessageId, source, 0.98), what);
    }

    /// <summary>A report says what matters in its first lines; what follows is the mail it is about.</summary>
    private const int MostReportLines = 1000;

    private static string PlainText(MailBody body, List<MailLine> lines)
    {
        if (!body.IsHtml)
            return body.Content.Length <= 40_000 ? body.Content : body.Content[..40_000];
        return string.Join('\n', lines.Take(MostReportLines).Select(line => line.Text));
    }

    private static bool Has(string text, string what) => text.Contains(what, StringComparison.OrdinalIgnoreCase);

    private static bool StartsWithAny(string text, params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsMailSystem(MailAddress address)
    {
        var mailbox = address.Address.AsSpan();
        mailbox = mailbox.IndexOf('@') is > 0 and var at ? mailbox[..at] : mailbox;
        return mailbox.StartsWith("mailer-daemon", StringComparison.OrdinalIgnoreCase)
            || mailbox.StartsWith("postmaster", StringComparison.OrdinalIgnoreCase)
            || mailbox.StartsWith("post_master", StringComparison.OrdinalIgnoreCase)
            || mailbox.StartsWith("mail-daemon", StringComparison.OrdinalIgnoreCase)
            || mailbox.StartsWith(
                "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
                StringComparison.OrdinalIgnoreCase
            )
            || mailbox.StartsWith("exchange.administrator", StringComparison.OrdinalIgnoreCase)
            || address.Name.AsSpan().ContainsAny(mailSystemNames);
    }

    private static readonly SearchValues<string> mailSystemNames = Words(
        "mail delivery",
        "mailer-daemon",
        "mailer daemon",
        "mail deliver",
        "postmaster",
        "system administrator",
        "mail administrator",
        "microsoft outlook",
        "internet mail delivery",
        "delivery subsystem",
        "content-filter",
        "mail system"
    );

    private static readonly SearchValues<string> failureSubjects = Words(
        "undeliver",
        "returned mail",
        "failure notice",
        "delivery fail",
        "delivery status",
        "delivery has failed",
        "delivery failure",
        "failed delivery",
        "failure delivery",
        "could not be deliver",
        "could not send",
        "mail system error",
        "delivery notification",
        "non-delivery",
        "nondeliverable",
        "returned to sender",
        "delivery report",
        "message you sent blocked",
        "mail delivery",
        "not delivered",
        "error sending",
        "non remis",
        "unzustellbar",
        "nicht zugestellt",
        "nicht zustellbar",
        "no se puede entregar",
        "no se pudo entregar",
        "não foi possível entregar",
        "non recapitabile",
        "onbestelbaar",
        "kan niet worden bezorgd",
        "niedostarczon",
        "недоставленн",
        "не доставлено",
        "未送達",
        "配信不能",
        "배달되지",
        "无法投递",
        "退信",
        "postmaster notify",
        "warning: message",
        "email deliver"
    );

    private static readonly SearchValues<string> failureTexts = Words(
        "could not be delivered",
        "couldn't be delivered",
        "was not delivered",
        "wasn't delivered",
        "wasn't able to deliver",
        "unable to deliver",
        "not able to deliver",
        "delivery has failed",
        "delivery failed",
        "undeliverable",
        "undelivered",
        "returned to sender",
        "permanent error",
        "permanent fatal error",
        "fatal errors",
        "delivery to the following recipient",
        "delivery error",
        "could not be reached",
        "did not reach",
        "message not delivered",
        "following addresses had",
        "final-recipient:",
        "diagnostic-code:",
        "user unknown",
        "550 5.",
        "554 5.",
        "recipient address rejected",
        "failed to deliver",
        "cannot be delivered",
        "has been rejected",
        "delivery to these recipients",
        "konnte nicht zugestellt",
        "n'a pas pu être",
        "no se ha podido entregar",
        "unknown user",
        "no such user",
        "mailbox unavailable",
        "mailbox is full",
        "over quota",
        "does not exist",
        "could not deliver",
        "been returned",
        "failure reasons",
        "delivery to "
    );

    /// <summary>Set by programs that answer by themselves, and by nothing else.</summary>
    private static readonly string[] autoReplyHeaders =
    [
        "X-Autoreply",
        "X-AutoReply",
        "X-Autorespond",
        "X-Autoresponder",
        "X-Auto-Reply",
        "X-Auto-Reply-From",
        "X-AutoReply-From",
        "X-Autoreply-From",
        "X-Mail-Autoreply",
        "X-Auto-Respond",
        "X-Vacation",
        "X-FC-MachineGenerated",
        "X-POST-MessageClass",
        "X-Facebook-Notify-Autoreply",
    ];

    private static readonly string[] autoReplySubjects =
    [
        "Automatic reply:",
        "Automatic reply :",
        "Auto Reply:",
        "AutoReply:",
        "Auto-Reply:",
        "Autoreply:",
        "Auto: ",
        "Automatic response:",
        "Out of Office AutoReply",
        "Out of Office Auto Reply",
        "Out-of-Office AutoReply",
        "Out of office auto-reply",
        "Automatische Antwort:",
        "Abwesenheitsnotiz:",
        "Automatische Abwesenheitsnotiz",
        "Réponse automatique",
        "Respuesta automática",
        "Resposta automática",
        "Risposta automatica",
        "Automatisch antwoord",
        "Automatisch antwoorden",
        "Automatiskt svar:",
        "Autosvar:",
        "Automatisk svar:",
        "Automaattinen vastaus",
        "Odpowiedź automatyczna",
        "Autoodpowiedź",
        "Автоматический ответ",
        "Автоответ",
        "Automatická odpověď",
        "Automatikus válasz",
        "Otomatik yanıt",
        "Răspuns automat",
        "自動応答",
        "自動返信",
        "自动答复",
        "自动回复",
        "自動回覆",
        "자동 회신",
        "स्वचालित उत्तर",
        "Αυτόματη απάντηση",
        "تلقائي رد",
        "رد تلقائي",
        "תשובה אוטומטית",
        "Automatisk antwort",
    ];

    private static readonly string[] machineMailboxes =
    [
        "no-reply",
        "noreply",
        "no_reply",
        "donotreply",
        "do-not-reply",
        "do_not_reply",
        "do.not.reply",
        "notification",
        "notifications",
        "notify",
        "alerts",
        "autoconfirm",
        "auto-confirm",
        "automailer",
        "mailer",
        "bounce",
        "bounces",
    ];

    private static readonly SearchValues<string> machineTexts = Words(
        "do not reply to this e-mail",
        "do not reply to this email",
        "do not reply to this message",
        "don't reply to this email",
        "do not respond to this e-mail",
        "do not respond to this email",
        "please do not reply directly",
        "this is an automated message",
        "this is an automated e-mail",
        "this is an automated email",
        "this is an automatically generated",
        "automatically generated message",
        "automatically generated e-mail",
        "automatically generated email",
        "this message was sent automatically",
        "this message was generated automatically",
        "this e-mail notice",
        "diese e-mail wurde automatisch",
        "bitte antworten sie nicht auf diese",
        "ne pas répondre à ce",
        "no responda a este"
    );

    private static SearchValues<string> Words(params string[] words) =>
        SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a report of failed delivery says: who could not be reached, and whether trying again can help (RFC 3464, RFC 3463).</summary>
/// <param name="Sentence">The line that says so, plain text.</param>
internal sealed record DeliveryReport(string Sentence, string? Address, bool IsPermanent)
{
    public static DeliveryReport Of(string text, string? failedRecipients)
    {
        string? address = failedRecipients?.Split(',')[0].Trim() is { Length: > 0 } failed ? failed : null;
        string? sentence = null;
        bool? permanent = null;
        var delayed = false;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].Trim();
            if (line.Length is 0 or > 1000)
                continue;
            if (Field(line, "Final-Recipient:") is { IsEmpty: false } recipient)
                address ??= AddressIn(recipient);
            else if (
                Field(line, "Status:") is { IsEmpty: false } status
                && status[0] is '4' or '5'
                && status.Length > 1
                && status[1] == '.'
            )
                permanent ??= status[0] == '5';
            else if (Field(line, "Action:") is { IsEmpty: false } action)
                delayed |= action.StartsWith("delayed", StringComparison.OrdinalIgnoreCase);
            else if (permanent is null && SmtpCode(line) is { } code)
                permanent = code == '5';
            if (sentence is null && line.Length < 300 && line.ContainsAny(saysWhy))
                sentence = line.ToString();
            address ??= line.Contains("<", StringComparison.Ordinal) && line.StartsWith("<") ? AddressIn(line) : null;
        }
        return new(
            sentence ?? "",
            address ?? FirstAddress(text),
            !delayed && !text.AsSpan().ContainsAny(saysTemporary) && (permanent ?? true)
        );
    }

    /// <summary>What was done for each recipient: <c>failed</c>, <c>delayed</c>, <c>delivered</c>, <c>relayed</c>, <c>expanded</c>.</summary>
    public static List<string> ActionsIn(string text)
    {
        var actions = new List<string>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            if (Field(text.AsSpan()[range].Trim(), "Action:") is { IsEmpty: false } action)
                actions.Add(action.ToString().Split(' ', '(')[0].ToLowerInvariant());
        }
        return actions;
    }

    private static readonly SearchValues<string> saysWhy = SearchValues.Create(
        [
            "unknown",
            "not exist",
            "no such",
            "rejected",
            "undeliver",
            "could not be delivered",
            "couldn't be",
            "not listed",
            "mailbox",
            "quota",
            "failed",
            "unable to",
            "denied",
            "refused",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> saysTemporary = SearchValues.Create(
        [
            "will be retried",
            "will retry",
            "try again",
            "temporar",
            "delayed",
            "still trying",
            "over quota",
            "mailbox is full",
            "mailbox full",
            "quota exceeded",
            "could not send message for",
            "do not need to resend",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? line[name.Length..].Trim() : default;

    /// <summary>The class of the first SMTP reply in a line, such as the 5 of <c>550 5.1.1</c>.</summary>
    private static char? SmtpCode(ReadOnlySpan<char> line)
    {
        for (var i = 0; i + 3 <= line.Length; i++)
        {
            if (line[i] is not ('4' or '5') || line[i + 1] is < '0' or > '7' || !char.IsAsciiDigit(line[i + 2]))
                continue;
            var alone =
                (i == 0 || line[i - 1] is ' ' or '(' or ':' or '<' or '>' or '\'' or '"')
                && i + 3 < line.Length
                && line[i + 3] is ' ' or '-';
            if (
                alone
                && i + 4 < line.Length
                && (char.IsLetter(line[i + 4]) || line[i + 4] == line[i] || line[i + 4] is '<' or '#' or '[')
            )
                return line[i];
        }
        return null;
    }

    private static string? FirstAddress(string text) => AddressIn(text.AsSpan(0, Math.Min(text.Length, 5000)));

    private static string? AddressIn(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        if (at < 1)
            return null;
        var (start, end) = (at, at + 1);
        while (start > 0 && IsInAddress(text[start - 1]))
            start--;
        while (end < text.Length && IsInAddress(text[end]))
            end++;
        var address = text[start..end].Trim(".'");
        return address.Length > 3 && address[0] != '@' && address[^1] != '@'
            ? address.ToString().ToLowerInvariant()
            : null;
    }

    private static bool IsInAddress(char c) =>
        char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' or '=' or '%' or '\'' or '#' or '&';
}
