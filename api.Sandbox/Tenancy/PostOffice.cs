using System.Globalization;
using NodaTime;

namespace MailCommitments.Sandbox.Tenancy;

/// <summary>Carries messages: into mailboxes here, or out; answers for absent people and for addresses that do not exist.</summary>
public sealed class PostOffice(Tenant tenant)
{
    private const string OutOfOffice = "IPM.Note.Rules.OofTemplate.Microsoft";
    private const string NonDelivery = "REPORT.IPM.Note.NDR";

    /// <summary>
    /// Sends a message that lies in the mailbox as a draft: it moves to Sent Items and a copy goes to every recipient. The
    /// headers that its author gave it travel, and are seen on the copies only.
    /// </summary>
    /// <returns>The sent copy; null when the draft is gone.</returns>
    public MailItem? Send(Mailbox mailbox, MailItem draft, bool keepsCopy = true) =>
        tenant.Together(() =>
        {
            var now = tenant.Clock.Now;
            IReadOnlyList<Header> own = [];
            var sent = mailbox.Move(
                draft,
                mailbox.FolderNamed("sentitems").Id,
                item =>
                {
                    own = item.Headers;
                    return item with
                    {
                        IsDraft = false,
                        IsRead = true,
                        Sent = now,
                        Received = now,
                        From = item.From ?? mailbox.Owner.Address,
                        Sender = item.Sender ?? mailbox.Owner.Address,
                        Headers = [],
                    };
                }
            );
            if (sent is null)
                return null;
            if (!keepsCopy)
                mailbox.Delete(sent);
            Carry(sent with { Headers = own }, mailbox);
            return sent;
        });

    /// <summary>Delivers a message that comes from outside, its headers kept. A sender with a mailbox keeps the sent copy.</summary>
    /// <returns>The copies in the recipients' mailboxes.</returns>
    public IReadOnlyList<MailItem> Deliver(MailItem message) =>
        tenant.Together(() =>
        {
            var now = message.Sent ?? tenant.Clock.Now;
            var complete = message with
            {
                Sent = now,
                InternetMessageId =
                    message.InternetMessageId.Length > 0
                        ? message.InternetMessageId
                        : message.HeaderValue("Message-ID")
                            ?? $"<{Person.IdOf($"{now} {message.Subject} {tenant.Changes}"):N}@{message.From?.Domain ?? "outside.invalid"}>",
            };
            if (complete.From is { } from && tenant.FindMailbox(from.Mail) is { } sender)
                sender.Add(
                    complete with
                    {
                        Headers = [],
                        IsRead = true,
                        Received = now,
                    },
                    sender.FolderNamed("sentitems").Id
                );
            return Carry(complete, null);
        });

    private List<MailItem> Carry(MailItem sent, Mailbox? sender)
    {
        var delivered = new List<MailItem>();
        var reached = new HashSet<Guid>();
        var unknown = new List<Address>();
        foreach (var recipient in sent.Recipients)
        {
            if (tenant.FindMailbox(recipient.Mail) is { } mailbox)
            {
                if (reached.Add(mailbox.Owner.Id))
                    delivered.Add(Arrive(sent, mailbox));
            }
            else if (DoesNotExist(recipient))
            {
                unknown.Add(recipient);
            }
        }
        if (sender is not null && sender.Owner.TenantId == tenant.Home.TenantId)
            tenant.WriteDown(new(tenant.Clock.Now, sender.Owner.Id, sent, [.. sent.Recipients.Where(IsOutside)]));
        foreach (var address in unknown)
            Bounce(sent, address);
        return delivered;
    }

    private bool DoesNotExist(Address recipient) =>
        tenant.OrganisationOf(recipient.Mail) is { KnowsEverybody: true }
        || recipient.Domain.EndsWith(".invalid", StringComparison.Ordinal)
        || !recipient.Mail.Contains('@', StringComparison.Ordinal);

    private bool IsOutside(Address recipient) =>
        tenant.FindMailbox(recipient.Mail)?.Owner.TenantId != tenant.Home.TenantId;

    private MailItem Arrive(MailItem sent, Mailbox mailbox)
    {
        var now = tenant.Clock.Now;
        var arrived = mailbox.Add(
            sent with
            {
                Created = now,
                Modified = now,
                Received = now,
                IsDraft = false,
                IsRead = false,
                ConversationId = "",
                ConversationIndex = ThreadIndex(sent),
                Bcc = [],
                Categories = [],
                Flag = Flag.None,
                Headers = HeadersOf(sent, now),
                Properties = Travelling(sent),
            },
            mailbox.FolderNamed("inbox").Id
        );
        if (!IsAutomatic(sent) && sent.From is { } from && mailbox.ShouldAnswerAutomatically(from.Mail, now))
            AnswerAutomatically(arrived, mailbox, from);
        return arrived;
    }

    private void AnswerAutomatically(MailItem arrived, Mailbox mailbox, Address to)
    {
        var isInside = tenant.FindMailbox(to.Mail)?.Owner.TenantId == mailbox.Owner.TenantId;
        var replies = mailbox.AutomaticReplies;
        var text = isInside ? replies.InternalMessage : replies.ExternalMessage;
        if (!isInside && replies.ExternalAudience == "none")
            return;
        Carry(
            Answer(arrived, "Automatic reply: " + arrived.Subject, mailbox.Owner.Address, to, OutOfOffice) with
            {
                Body = new(text.Contains('<', StringComparison.Ordinal) ? text : MailText.Encoded(text), IsHtml: true),
                Headers =
                [
                    new("Auto-Submitted", "auto-generated"),
                    new("X-Auto-Response-Suppress", "All"),
                    new("X-MS-Exchange-Inbox-Rules-Loop", mailbox.Owner.Mail),
                ],
            },
            null
        );
    }

    private void Bounce(MailItem sent, Address recipient)
    {
        if (sent.From is not { } from || IsAutomatic(sent))
            return;
        var domain = from.Domain;
        var report = Answer(
            sent,
            "Undeliverable: " + sent.Subject,
            new("Microsoft Outlook", $"MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@{domain}"),
            from,
            NonDelivery
        );
        Carry(
            report with
            {
                Body = new(
                    $"""
                    <html><body><h2>Your message to {MailText.Encoded(recipient.Mail)} couldn't be delivered.</h2>
                    <p><b>{MailText.Encoded(recipient.Mail)}</b> wasn't found at {MailText.Encoded(
                        recipient.Domain
                    )}.</p>
                    <p>Diagnostic information for administrators:</p>
                    <p>Generating server: mail.{domain}</p>
                    <p>{MailText.Encoded(
                        recipient.Mail
                    )}<br>Remote server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'</p>
                    </body></html>
                    """,
                    IsHtml: true
                ),
                Headers =
                [
                    new("Return-Path", "<>"),
                    new("Auto-Submitted", "auto-replied"),
                    new("X-MS-Exchange-Message-Is-Ndr", ""),
                    new("X-Failed-Recipients", recipient.Mail),
                    new("Content-Type", "multipart/report; report-type=delivery-status"),
                ],
            },
            null
        );
    }

    private MailItem Answer(MailItem to, string subject, Address from, Address recipient, string itemClass) =>
        new()
        {
            InternetMessageId =
                $"<{Person.IdOf($"{itemClass} {to.InternetMessageId} {from.Mail} {tenant.Changes}"):N}@{from.Domain}>",
            Subject = subject,
            From = from,
            Sender = from,
            To = [recipient],
            Sent = tenant.Clock.Now,
            ConversationIndex = ConversationIndexes.Answer(to.ConversationIndex, tenant.Clock.Now),
            Properties = new Dictionary<string, string>
            {
                [KnownProperties.ItemClass] = itemClass,
                [KnownProperties.InReplyTo] = to.InternetMessageId,
                [KnownProperties.References] = string.Join(' ', to.References.Append(to.InternetMessageId).Distinct()),
            },
        };

    private static bool IsAutomatic(MailItem message) =>
        message.HeaderValue("Auto-Submitted") is { } submitted and not "no"
        || message.HeaderValue("Return-Path") is "<>" or ""
        || message.HeaderValue("Precedence") is "bulk" or "auto_reply" or "list"
        || message.HeaderValue("X-Auto-Response-Suppress") is { } suppressed
            && (
                suppressed.Contains("All", StringComparison.OrdinalIgnoreCase)
                || suppressed.Contains("OOF", StringComparison.OrdinalIgnoreCase)
            )
        || SuppressesOutOfOffice(message)
        || message.Properties.GetValueOrDefault(KnownProperties.ItemClass) is OutOfOffice or NonDelivery;

    private static bool SuppressesOutOfOffice(MailItem message) =>
        message.Properties.TryGetValue(KnownProperties.AutoResponseSuppress, out var bits)
        && int.TryParse(bits, CultureInfo.InvariantCulture, out var mask)
        && (mask & 16) != 0;

    /// <summary>Of a message's extended properties, those that the Internet's mail carries along.</summary>
    private static Dictionary<string, string> Travelling(MailItem sent)
    {
        var travelling = new Dictionary<string, string>();
        foreach (var id in new[] { KnownProperties.ItemClass, KnownProperties.InReplyTo, KnownProperties.References })
        {
            if (sent.Properties.TryGetValue(id, out var value))
                travelling[id] = value;
        }
        if (sent.HeaderValue("In-Reply-To") is { } answered)
            travelling.TryAdd(KnownProperties.InReplyTo, answered);
        if (sent.HeaderValue("References") is { } references)
            travelling.TryAdd(KnownProperties.References, references);
        return travelling;
    }

    private static byte[] ThreadIndex(MailItem sent)
    {
        if (sent.ConversationIndex.Length >= 22)
            return sent.ConversationIndex;
        var given = new byte[512];
        return
            sent.HeaderValue("Thread-Index") is { } index && Convert.TryFromBase64String(index, given, out var length)
            ? given[..length]
            : [];
    }

    private static IReadOnlyList<Header> HeadersOf(MailItem sent, Instant now)
    {
        var headers = new List<Header>
        {
            new("Received", $"from {sent.From?.Domain} by mail.sandbox; {Rfc5322(now)}"),
            new("Date", Rfc5322(sent.Sent ?? now)),
            new("From", Mailbox(sent.From)),
            new("To", string.Join(", ", sent.To.Select(Mailbox))),
            new("Subject", sent.Subject),
            new("Message-ID", sent.InternetMessageId),
            new("Thread-Topic", MailText.Topic(sent.Subject)),
            new("MIME-Version", "1.0"),
        };
        if (sent.Cc.Count > 0)
            headers.Add(new("Cc", string.Join(", ", sent.Cc.Select(Mailbox))));
        if (sent.Properties.TryGetValue(KnownProperties.InReplyTo, out var answered))
            headers.Add(new("In-Reply-To", answered));
        if (sent.Properties.TryGetValue(KnownProperties.References, out var references))
            headers.Add(new("References", references));
        if (sent.ConversationIndex.Length > 0)
            headers.Add(new("Thread-Index", Convert.ToBase64String(sent.ConversationIndex)));
        if (sent.Properties.TryGetValue(KnownProperties.AutoResponseSuppress, out var bits))
            headers.Add(new("X-Auto-Response-Suppress", bits == "-1" ? "All" : bits));
        headers.Add(new("Return-Path", sent.From?.Mail ?? "<>"));
        headers.Add(
            new("Content-Type", sent.Body.IsHtml ? "text/html; charset=\"utf-8\"" : "text/plain; charset=\"utf-8\"")
        );
        headers.RemoveAll(header => sent.HeaderValue(header.Name) is not null);
        return [.. headers, .. sent.Headers];
    }

    /// <summary>A message as the Internet carries it: headers, an empty line, the body.</summary>
    public static string Mime(MailItem item) =>
        string.Concat(
            (item.Headers.Count > 0 ? item.Headers : HeadersOf(item, item.Received ?? item.Created)).Select(header =>
                $"{header.Name}: {header.Value}\r\n"
            )
        )
        + "\r\n"
        + item.Body.Content;

    private static string Mailbox(Address? address) => address is null ? "" : $"\"{address.Name}\" <{address.Mail}>";

    private static string Rfc5322(Instant instant) =>
        instant.ToDateTimeUtc().ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
}
