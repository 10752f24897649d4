using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>An ask that waits for its answer, and whose it is: what deciding about a whole contact needs to know.</summary>
/// <param name="Events">How many events it has: after a new one every intention is a new one.</param>
public sealed record OpenAsk(Guid Commitment, Guid Asker, int Events, FollowUpSubject Subject)
{
    public static OpenAsk Of(CommitmentCase known, Surroundings around) =>
        new(known.Row.Id, known.Row.AskerId, known.Events.Count, FollowUpSubject.Of(known, around));

    /// <summary>Of the mail in which this ask comes first, as the outbox and the mailbox have it: the same intention has the same key.</summary>
    public string Key => KeyOf(Commitment, Events);

    public static string KeyOf(CommitmentCase known) => KeyOf(known.Row.Id, known.Events.Count);

    public FollowUpDecision Decide(Instant at) => Subject.Decide(at);

    /// <inheritdoc cref="FollowUpPolicy.BanAt"/>
    public Ban? BanAt(FollowUpStep step, Instant at) =>
        FollowUpPolicy.BanAt(step, Subject.Commitment, Subject.Around, at);

    /// <summary>As it is once the contact has had a mail, be it about this ask or another one.</summary>
    public OpenAsk AfterSending(Instant at, string thread) =>
        this with
        {
            Subject = Subject with
            {
                Around = Subject.Around with { Sendings = Subject.Around.Sendings.Add(new Sending(at, thread)) },
            },
        };

    /// <summary>As it would be without the mail of that instant: the one in which it stands itself.</summary>
    public OpenAsk WithoutSending(Instant at) =>
        this with
        {
            Subject = Subject with
            {
                Around = Subject.Around with
                {
                    Sendings = Subject.Around.Sendings.RemoveAll(sending => sending.At == at),
                },
            },
        };

    /// <summary>As it is once this ask stood in a mail.</summary>
    public OpenAsk AfterFollowUp(Instant at, FollowUpStep step) =>
        this with
        {
            Events = Events + 1,
            Subject = Subject with
            {
                Commitment = Subject.Commitment.After(
                    new CommitmentEvent.FollowedUp(at, step.Kind, "", null, (step as LadderStep)?.Level),
                    int.MaxValue
                ),
            },
        };

    private static string KeyOf(Guid commitment, int events) => $"{commitment:N}.{events}";
}

/// <summary>One mail to one contact with all that one asker waits for and that is due then.</summary>
/// <param name="Asks">The most pressing first: the mail goes out in its thread. All of one asker.</param>
public sealed record JoinedMail(Instant LeavesAt, IReadOnlyList<OpenAsk> Asks, FollowUpStep Step, string Why)
{
    /// <inheritdoc cref="OpenAsk.Key"/>
    public string Key => Asks[0].Key;

    public string Thread => Asks[0].Subject.Around.Thread;
}

/// <summary>Joins what is due into the fewest mails. The preview, the queue and the sending go through here.</summary>
/// <remarks>
/// An ask that comes due later on the same day of the contact goes along with one that is sent now: it could not have a mail of
/// its own that day. One whose agreed date is still to come never does. Asks of different askers cannot share a mailbox: the
/// second asker's wait for the contact's next working day.
/// </remarks>
public static class Joining
{
    /// <summary>A longer list is put aside like a newsletter; the rest waits for the next working day.</summary>
    public const int MostAsks = 10;

    /// <summary>The mail that leaves to a contact at that instant; null when none does.</summary>
    /// <param name="due">Asks to the contact that may be due.</param>
    /// <param name="all">Every ask to the contact that could go along.</param>
    public static JoinedMail? MailAt(Instant leavesAt, IEnumerable<OpenAsk> due, IEnumerable<OpenAsk> all)
    {
        var first = MostPressingFirst(due)
            .Select(ask => (Ask: ask, Send: ask.Decide(leavesAt) as FollowUpDecision.Send))
            .FirstOrDefault(one => one.Send is not null);
        if (first is not (var ask, { } send))
            return null;

        // A level of the ladder has people of its own and a mail of its own.
        var joined =
            send.Step is LadderStep
                ? []
                : MostPressingFirst(
                        all.Where(other =>
                            other.Asker == ask.Asker && other != ask && GoesAlong(other, send.Step, leavesAt)
                        )
                    )
                    .Take(MostAsks - 1);
        return new JoinedMail(leavesAt, [ask, .. joined], send.Step, send.Why);
    }

    /// <summary>All mails to a contact that go out if nobody writes, in order.</summary>
    /// <param name="asks">All open asks to one contact, of every asker.</param>
    /// <param name="from">The first instant at which one could leave.</param>
    public static IReadOnlyList<JoinedMail> Plan(IReadOnlyCollection<OpenAsk> asks, Instant from)
    {
        var planned = new List<JoinedMail>();
        var open = asks.ToDictionary(ask => ask.Commitment);
        var nextLook = open.Keys.ToDictionary(id => id, _ => from);
        var agenda = new PriorityQueue<Guid, Instant>(open.Keys.Select(id => (id, from)));
        while (agenda.TryPeek(out _, out var at))
        {
            var due = new HashSet<Guid>();
            while (agenda.TryPeek(out var id, out var then) && then == at)
            {
                agenda.Dequeue();
                if (nextLook.GetValueOrDefault(id) == at)
                    due.Add(id);
            }
            if (MailAt(at, due.Select(id => open[id]), open.Values) is { } mail)
            {
                planned.Add(mail);
                foreach (var ask in mail.Asks)
                {
                    open[ask.Commitment] = ask.AfterFollowUp(at, mail.Step);
                    due.Add(ask.Commitment);
                }
                foreach (var id in open.Keys)
                    open[id] = open[id].AfterSending(at, mail.Thread);
            }
            foreach (var id in due)
            {
                nextLook.Remove(id);
                if (open[id].Decide(at) is FollowUpDecision.Wait(var until, _, _))
                {
                    nextLook.Add(id, until);
                    agenda.Enqueue(id, until);
                }
            }
        }
        return planned;
    }

    /// <summary>Whether an ask may stand in a mail of that step that leaves then.</summary>
    /// <param name="isWished">The asker wants it to go now: then only what may never happen holds it back.</param>
    public static bool GoesAlong(OpenAsk ask, FollowUpStep step, Instant at, bool isWished = false) =>
        ask.Decide(at) switch
        {
            FollowUpDecision.Send(var own, _) => own.Kind == step.Kind,
            FollowUpDecision.Wait(var until, _, _) => ask.BanAt(step, at) is null
                && (
                    isWished
                    || DayOf(until, ask) == DayOf(at, ask)
                        && ask.Decide(until) is FollowUpDecision.Send(var then, _)
                        && then.Kind == step.Kind
                ),
            _ => false,
        };

    private static IEnumerable<OpenAsk> MostPressingFirst(IEnumerable<OpenAsk> asks) =>
        asks.OrderBy(ask => ask.Subject.Priority != Priority.Urgent)
            .ThenBy(ask => ask.Subject.Commitment.AgreedDate)
            .ThenBy(ask => ask.Commitment);

    private static LocalDate DayOf(Instant at, OpenAsk ask) => at.InZone(ask.Subject.Calendar.Calendar.Zone).Date;
}
