using System.Threading.Channels;

namespace MailCommitments.Mailboxes;

/// <summary>Wakes the reading of mail in this process as soon as a notification is stored; the rows are the truth.</summary>
public sealed class MailSignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Returns at once when it was raised since the last wait.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await raised.Reader.ReadAsync(cancellation);
}
