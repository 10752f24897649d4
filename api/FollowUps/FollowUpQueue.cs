using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <param name="UndoWindow">How long each automatic mail stands in the queue before it leaves; zero switches the window off.</param>
public sealed record FollowUpSettings(Duration UndoWindow);

/// <summary>A mail that will go out, and where it stands in the outbox once it is decided.</summary>
/// <param name="Row">Null: so far it is only planned.</param>
public sealed record QueuedMail(Guid Contact, JoinedMail Mail, OutboxRow? Row)
{
    public Guid Asker => Mail.Asks[0].Asker;

    public string Key => Row?.Key ?? Mail.Key;

    public int Version => Row?.Version ?? 0;

    public QueueState State =>
        Row switch
        {
            null => QueueState.Planned,
            { State: OutboxState.AwaitingApproval } => QueueState.AwaitingApproval,
            { State: OutboxState.Sending or OutboxState.Drafted } => QueueState.Sending,
            _ => QueueState.Leaving,
        };

    public bool Has(Guid commitment) => Mail.Asks.Any(ask => ask.Commitment == commitment);
}

/// <summary>What goes out around some commitments, the next one first, and what stands around them.</summary>
/// <param name="Mails">Of every asker to their contacts.</param>
public sealed record GoingOut(IReadOnlyList<QueuedMail> Mails, Surroundings Around)
{
    /// <summary>The mails of one commitment.</summary>
    public List<QueuedMail> Of(CommitmentCase known) => [.. Mails.Where(queued => queued.Has(known.Row.Id))];
}

/// <summary>All that will go out if nobody writes. What is shown anywhere comes from here, by the decisions that send it.</summary>
public sealed class FollowUpQueue(
    CommitmentBook book,
    CircumstancesBook circumstances,
    Outbox outbox,
    FollowUpSettings settings,
    TimeProvider time
)
{
    /// <summary>The mails of every asker to these contacts, the next one first.</summary>
    public async Task<IReadOnlyList<QueuedMail>> ToAsync(
        IReadOnlyCollection<Guid> contacts,
        CancellationToken cancellation
    ) => (await LoadAsync(contacts, [], [], cancellation)).Mails;

    /// <param name="shown">Closed ones too.</param>
    public Task<GoingOut> AroundAsync(IReadOnlyCollection<CommitmentCase> shown, CancellationToken cancellation) =>
        LoadAsync([.. shown.Select(known => known.Contact.Id).Distinct()], [], shown, cancellation);

    /// <summary>The mails to a contact that carry an ask which is not stored yet.</summary>
    /// <param name="contact">Null: nothing has been asked of them so far.</param>
    public async Task<IReadOnlyList<QueuedMail>> WithAsync(
        OpenAsk ask,
        Guid? contact,
        CancellationToken cancellation
    ) =>
        [
            .. (await LoadAsync(contact is { } id ? [id] : [Guid.Empty], [ask], [], cancellation)).Mails.Where(queued =>
                queued.Has(ask.Commitment)
            ),
        ];

    private async Task<GoingOut> LoadAsync(
        IReadOnlyCollection<Guid> contacts,
        IReadOnlyList<OpenAsk> besides,
        IReadOnlyCollection<CommitmentCase> shown,
        CancellationToken cancellation
    )
    {
        var open = await book.WhereAsync(
            rows => rows.Where(row => contacts.Contains(row.ContactId) && !row.IsClosed),
            cancellation
        );
        var waiting = await outbox.WaitingToAsync(contacts, cancellation);
        var around = await circumstances.AroundAsync([.. open, .. shown], cancellation);
        var asks = open.ToLookup(known => known.Contact.Id, known => OpenAsk.Of(known, around));
        var from = time.GetCurrentInstant() + settings.UndoWindow;
        return new GoingOut(
            [
                .. contacts
                    .SelectMany(contact => Of(contact, [.. asks[contact], .. besides], waiting[contact], from))
                    .OrderBy(queued => queued.Mail.LeavesAt),
            ],
            around
        );
    }

    private static IEnumerable<QueuedMail> Of(
        Guid contact,
        IReadOnlyList<OpenAsk> asks,
        IEnumerable<OutboxRow> waiting,
        Instant from
    )
    {
        var open = asks.ToDictionary(ask => ask.Commitment);
        foreach (var row in waiting.OrderBy(row => row.LeavesAt))
        {
            if (row.Step is not { } step)
                continue;
            var mail = new JoinedMail(
                row.LeavesAt,
                [
                    .. row
                        .Items.OrderBy(item => item.Place)
                        .Select(item => open.GetValueOrDefault(item.CommitmentId))
                        .OfType<OpenAsk>(),
                ],
                step,
                row.Why
            );
            if (mail.Asks.Count == 0)
                continue;
            yield return new QueuedMail(contact, mail, row);
            foreach (var ask in mail.Asks)
                open[ask.Commitment] = ask.AfterFollowUp(row.LeavesAt, step);
            foreach (var id in open.Keys)
                open[id] = open[id].AfterSending(row.LeavesAt, mail.Thread);
        }
        foreach (var planned in Joining.Plan(open.Values, from))
            yield return new QueuedMail(contact, planned, null);
    }
}
