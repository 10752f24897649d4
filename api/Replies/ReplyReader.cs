using MailCommitments.Commitments;
using MailCommitments.Mailboxes;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>What the writer of a reply is to the commitment.</summary>
public enum SenderRole
{
    /// <summary>The contact who owes the answer.</summary>
    Contact,

    /// <summary>Somebody of the contact's organisation, or another recipient of the ask.</summary>
    Colleague,

    /// <summary>The one who asked.</summary>
    Asker,

    Stranger,
}

/// <summary>What a reply is read against.</summary>
/// <param name="Ask">What was asked, plain text; empty when unknown.</param>
/// <param name="AgreedDate">The date that holds now; null before one was agreed. A promise of a later one asks for more time.</param>
/// <param name="Zone">The writer's zone: whose "tomorrow" it is.</param>
public sealed record ReplyContext(string Ask, Instant AskedAt, Instant? AgreedDate, SenderRole Role, DateTimeZone Zone);

/// <summary>Reads what a reply means for the one who waits.</summary>
public static class ReplyReader
{
    public static ReadReply Read(MailMessage reply, ReplyContext context)
    {
        var written = NewText.Of(reply.Body);
        if (AutomaticMail.Read(reply, context.Zone) is { } automatic)
            return new(automatic, [], true, written.Text);
        var evidence = new Evidence(
            Sentences.In(written.Text) is [var first, ..] ? Sentences.Shortened(first) : "",
            reply.InternetMessageId,
            "rule: nothing more likely",
            0.3
        );
        return new(new ReplyReading.Other(evidence), [], false, written.Text);
    }
}
