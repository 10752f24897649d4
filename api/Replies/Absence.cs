using System.Buffers;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>What a mail says of somebody's absence.</summary>
/// <param name="Sentence">The sentence that says so; empty when none does.</param>
/// <param name="Back">First working day back; null when it is not said.</param>
/// <param name="Deputy">Name or address of the one who stands in; null when none is named.</param>
public sealed record Absence(string Sentence, LocalDate? Back, string? Deputy)
{
    private static readonly SearchValues<string> away = Words(
        "out of the office",
        "out of office",
        "away from the office",
        "away from my desk",
        "not in the office",
        "on vacation",
        "on annual leave",
        "on leave",
        "on holiday",
        "on maternity",
        "on paternity",
        "currently away",
        "will be away",
        "am away",
        "be traveling",
        "be travelling",
        "am traveling",
        "am travelling",
        "limited access to e",
        "no access to e",
        "on sick leave",
        "on business travel",
        "i am ooo",
        "im urlaub",
        "nicht im büro",
        "außer haus",
        "abwesend",
        "absent du bureau",
        "en congé",
        "en vacances",
        "absente du",
        "absent jusqu",
        "fuera de la oficina",
        "de vacaciones",
        "fora do escritório",
        "de férias",
        "fuori ufficio",
        "in ferie",
        "afwezig",
        "op vakantie",
        "कार्यालय से बाहर",
        "छुट्टी पर"
    );

    private static readonly SearchValues<string> returning = Words(
        "return",
        "be back",
        "am back",
        "back in",
        "back on",
        "back at",
        "in the office on",
        "in on ",
        "see you ",
        "wieder",
        "zurück",
        "de retour",
        "regreso",
        "volta",
        "retorno",
        "rientro",
        "terug",
        "resume"
    );

    private static readonly SearchValues<string> until = Words(
        "until",
        "till",
        "til ",
        "bis ",
        "jusqu",
        "hasta",
        "até",
        "fino al",
        "tot "
    );

    /// <summary>Whether the sentence that speaks of an absence says whose: what only mentions somebody away does not.</summary>
    public bool IsStated => Sentence.Length > 0;

    public static bool IsStatedIn(string text) => text.AsSpan(0, Math.Min(text.Length, 3000)).ContainsAny(away);

    /// <param name="subject">May say it where the text only gives the reason.</param>
    /// <param name="sentAt">When the mail was sent: "Monday" is the next one from here.</param>
    /// <param name="zone">The absent person's zone.</param>
    public static Absence Of(string subject, string text, Instant sentAt, DateTimeZone zone)
    {
        var sentences = Sentences.In(text.Length <= 4000 ? text : text[..4000]);
        // An absence is announced at the beginning; further down it is one remark among others.
        var sentence = sentences.Take(3).FirstOrDefault(s => s.AsSpan().ContainsAny(away)) ?? "";
        if (sentence.Length == 0 && subject.AsSpan().ContainsAny(away) && sentences.Count > 0)
            sentence = sentences[0];
        return new(Sentences.Shortened(sentence), BackIn(sentences, sentAt, zone), DeputyIn(sentences));
    }

    /// <summary>The day named with a return, else the day "until", else the working day after the last day away.</summary>
    private static LocalDate? BackIn(List<string> sentences, Instant sentAt, DateTimeZone zone)
    {
        var context = new DateContext(sentAt, zone, "en-US", zone, null);
        LocalDate? untilDay = null;
        LocalDate? lastAway = null;
        foreach (var sentence in sentences)
        {
            var days = DateMention.Find(sentence, context);
            for (var i = 0; i < days.Count; i++)
            {
                if (days[i].Reading is not { } reading || reading.Day < sentAt.InZone(zone).Date)
                    continue;
                var before = sentence.AsSpan(
                    i == 0 ? 0 : days[i - 1].Start + days[i - 1].Length,
                    days[i].Start - (i == 0 ? 0 : days[i - 1].Start + days[i - 1].Length)
                );
                // "back until" and "through" may be read into the phrase itself.
                var phrase = days[i].Phrase.AsSpan();
                if (before.ContainsAny(returning) || sentence.AsSpan(0, days[i].Start).ContainsAny(returning))
                    return reading.Day;
                if (before.ContainsAny(until) || phrase.ContainsAny(until))
                    untilDay ??= reading.Day;
                else if (lastAway is null || reading.Day > lastAway)
                    lastAway = reading.Day;
            }
        }
        return untilDay
            ?? (lastAway is { } last && sentences.Any(s => s.AsSpan().ContainsAny(away)) ? NextWorkingDay(last) : null);
    }

    private static LocalDate NextWorkingDay(LocalDate day)
    {
        do day = day.PlusDays(1);
        while (day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday);
        return day;
    }

    private static readonly string[] deputyCues =
    [
        "please contact",
        "please call",
        "contact my assistant,",
        "contact my colleague",
        "contact",
        "ask",
        "reach out to",
        "please e-mail",
        "please email",
        "speak to",
        "refer to",
    ];

    private static string? DeputyIn(List<string> sentences)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            foreach (var cue in deputyCues)
            {
                var at = sentences[i].IndexOf(cue + " ", StringComparison.OrdinalIgnoreCase);
                if (at < 0 && sentences[i].EndsWith(cue, StringComparison.OrdinalIgnoreCase))
                    at = sentences[i].Length - cue.Length;
                if (at < 0)
                    continue;
                var after = sentences[i].AsSpan(at + cue.Length).TrimStart();
                // "Please call" may end a line, with the names listed below.
                if (after.IsEmpty && i + 1 < sentences.Count)
                    after = sentences[i + 1];
                if (People.NameAtStart(after) is { } name)
                    return name;
            }
        }
        return null;
    }

    private static SearchValues<string> Words(params string[] words) =>
        SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
