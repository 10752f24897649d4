using MailCommitments.Commitments;
using NodaTime;

namespace MailCommitments.FollowUps;

/// <summary>An ask that waits for its answer, and whose it is: what deciding about a whole contact needs to know.</summary>
/// <param name="Events">How many events it has: after a new one every intention is a new one.</param>
public sealed record OpenAsk(Guid Commitment, Guid Asker, int Events, FollowUpSubject Subject)
{
    /// <param name="known">Open.</param>
    public static OpenAsk Of(CommitmentCase known) =>
        new(known.Row.Id, known.Row.AskerId, known.Events.Count, FollowUpSubject.Of(known, null));

    public FollowUpDecision Decide(Instant? lastToContact, Instant at) =>
        (Subject with { LastToContact = lastToContact }).Decide(at);

    public OpenAsk AfterFollowUp(Instant at, FollowUpKind kind) =>
        this with
        {
            Events = Events + 1,
            Subject = Subject with
            {
                Commitment = Subject.Commitment.After(new CommitmentEvent.FollowedUp(at, kind, "", null), int.MaxValue),
            },
        };
}

/// <summary>One mail to one contact with all that one asker waits for and that is due then.</summary>
/// <param name="Asks">The most pressing first: the mail goes out in its thread. All of one asker.</param>
public sealed record JoinedMail(Instant LeavesAt, IReadOnlyList<OpenAsk> Asks, FollowUpKind Kind, string Why)
{
    /// <summary>The same intention has the same key, in the outbox and in the mailbox.</summary>
    public string Key => $"{Asks[0].Commitment:N}.{Asks[0].Events}";
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
    public static JoinedMail? MailAt(
        Instant leavesAt,
        IEnumerable<OpenAsk> due,
        IEnumerable<OpenAsk> all,
        Instant? lastToContact
    )
    {
        var first = MostPressingFirst(due)
            .Select(ask => (Ask: ask, Send: ask.Decide(lastToContact, leavesAt) as FollowUpDecision.Send))
            .FirstOrDefault(one => one.Send is not null);
        if (first is not (var ask, { } send))
            return null;

        var joined = MostPressingFirst(
                all.Where(other =>
                    other.Asker == ask.Asker && other != ask && GoesAlong(other, lastToContact, leavesAt)
                )
            )
            .Take(MostAsks - 1);
        return new JoinedMail(leavesAt, [ask, .. joined], send.Step.Kind, send.Why);
    }

    /// <summary>All mails to a contact that go out if nobody writes, in order.</summary>
    /// <param name="asks">All open asks to one contact, of every asker.</param>
    /// <param name="taken">When mails have gone to the contact, or are sure to go.</param>
    /// <param name="from">The first instant at which one could leave.</param>
    public static IReadOnlyList<JoinedMail> Plan(
        IReadOnlyCollection<OpenAsk> asks,
        IReadOnlyCollection<Instant> taken,
        Instant from
    )
    {
        var planned = new List<JoinedMail>();
        var gone = taken.ToList();
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
            if (due.Count == 0)
                continue;

            var theirs = open[due.First()].Subject.Calendar.Calendar.Zone;
            if (MailAt(at, due.Select(id => open[id]), open.Values, LastTo(gone, at, theirs)) is { } mail)
            {
                planned.Add(mail);
                gone.Add(at);
                foreach (var ask in mail.Asks)
                {
                    open[ask.Commitment] = ask.AfterFollowUp(at, mail.Kind);
                    due.Add(ask.Commitment);
                }
            }
            foreach (var id in due)
            {
                nextLook.Remove(id);
                if (open[id].Decide(LastTo(gone, at, theirs), at) is FollowUpDecision.Wait(var until, _))
                {
                    nextLook.Add(id, until);
                    agenda.Enqueue(id, until);
                }
            }
        }
        return planned;
    }

    /// <summary>Whether an ask may stand in a mail that leaves then.</summary>
    /// <param name="isWished">The asker wants it to go now: then only what may never happen holds it back.</param>
    public static bool GoesAlong(OpenAsk ask, Instant? lastToContact, Instant at, bool isWished = false) =>
        ask.Decide(lastToContact, at) switch
        {
            FollowUpDecision.Send => true,
            FollowUpDecision.Wait(var until, _) => BanAt(ask.Subject, lastToContact, at) is null
                && (
                    isWished
                    || DayOf(until, ask) == DayOf(at, ask) && ask.Decide(lastToContact, until) is FollowUpDecision.Send
                ),
            _ => false,
        };

    /// <summary>What may never happen, whatever the asker wishes; null when nothing stands against a mail then.</summary>
    public static Ban? BanAt(FollowUpSubject ask, Instant? lastToContact, Instant at) =>
        NagGuard.At(
            at,
            ask.Commitment.AgreedDate,
            FollowUpPolicy.WithAbsence(ask.Calendar.Calendar, ask.Commitment.Absence),
            lastToContact
        );

    /// <summary>The mail to a contact that counts at an instant: one on that very day of theirs, else the last before.</summary>
    public static Instant? LastTo(IReadOnlyCollection<Instant> taken, Instant at, DateTimeZone theirs)
    {
        var day = at.InZone(theirs).Date;
        return taken
            .Where(one => one <= at || one.InZone(theirs).Date == day)
            .Select(one => (Instant?)one)
            .DefaultIfEmpty(null)
            .MaxBy(one => (one?.InZone(theirs).Date == day, one));
    }

    private static IEnumerable<OpenAsk> MostPressingFirst(IEnumerable<OpenAsk> asks) =>
        asks.OrderBy(ask => ask.Subject.Priority != Priority.Urgent)
            .ThenBy(ask => ask.Subject.Commitment.AgreedDate)
            .ThenBy(ask => ask.Commitment);

    private static LocalDate DayOf(Instant at, OpenAsk ask) => at.InZone(ask.Subject.Calendar.Calendar.Zone).Date;
}
