using System.Buffers;
using NodaTime;

namespace MailCommitments.Replies;

/// <summary>What a mail says of somebody's absence.</summary>
/// <param name="Sentence">The sentence that says so; empty when none does.</param>
/// <param name="Back">First working day back; null when it is not said.</param>
/// <param name="Deputy">Name or address of the one who stands in; null when none is named.</param>
public sealed record Absence(string Sentence, LocalDate? Back, string? Deputy)
{
    private static readonly SearchValues<string> away = SearchValues.Create(
        [
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
            "छुट्टी पर",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    public static bool IsStatedIn(string text) => text.AsSpan(0, Math.Min(text.Length, 3000)).ContainsAny(away);

    /// <param name="sentAt">When the mail was sent: "Monday" is the next one from here.</param>
    /// <param name="zone">The absent person's zone.</param>
    public static Absence Of(string text, Instant sentAt, DateTimeZone zone)
    {
        var sentences = Sentences.In(text);
        var sentence = sentences.FirstOrDefault(s => s.AsSpan().ContainsAny(away)) ?? "";
        return new(Sentences.Shortened(sentence), null, DeputyIn(sentences));
    }

    private static readonly string[] deputyCues =
    [
        "please contact ",
        "please call ",
        "contact my assistant, ",
        "contact my colleague ",
        "contact ",
        "ask ",
        "reach out to ",
        "please e-mail ",
        "please email ",
        "speak to ",
        "refer to ",
    ];

    private static string? DeputyIn(IReadOnlyList<string> sentences)
    {
        for (var i = 0; i < sentences.Count; i++)
        {
            foreach (var cue in deputyCues)
            {
                var at = sentences[i].IndexOf(cue.TrimEnd(), StringComparison.OrdinalIgnoreCase);
                if (at < 0)
                    continue;
                var after = sentences[i].AsSpan(at + cue.TrimEnd().Length).TrimStart();
                // "Please call" may end a line, with the names listed below.
                if (after.IsEmpty && i + 1 < sentences.Count)
                    after = sentences[i + 1];
                if (People.NameAtStart(after) is { } name)
                    return name;
            }
        }
        return null;
    }
}
