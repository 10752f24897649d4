using System.Globalization;
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
/// <param name="Locale">BCP 47; decides whether 3/4 is March or April.</param>
public sealed record ReplyContext(
    string Ask,
    Instant AskedAt,
    Instant? AgreedDate,
    SenderRole Role,
    DateTimeZone Zone,
    string Locale = "en-US"
);

/// <summary>Reads what a reply means for the one who waits.</summary>
/// <remarks>
/// Machine-made mail is told by <see cref="AutomaticMail"/>. For a person's mail a linear model weighs words, cues and what was asked; its
/// confidence is a curve fitted on mail it was not trained on. It acts alone only above its kind's threshold, or on a plain rule.
/// </remarks>
public static class ReplyReader
{
    private static readonly Lazy<Model> model = new(Model.Load);

    /// <summary>Loads the weights now, so that the first reply does not wait for it.</summary>
    public static void WarmUp() => _ = model.Value;

    public static ReadReply Read(MailMessage reply, ReplyContext context)
    {
        var lines = MailLines.Of(reply.Body);
        var text = NewText.TextOf(lines);
        if (AutomaticMail.Read(reply, context.Zone, lines) is { } automatic)
            return new(automatic, [], AutomaticMail.IsSure(automatic), text);

        var said = SaidIn(text);
        var hasDocument = reply.Attachments.Any(IsDocument);
        return said.Count == 0
            ? NothingSaid(reply, hasDocument, text)
            : new Reading(reply, context, said, hasDocument, text).Result();
    }

    /// <summary>The sentences somebody said, without the greeting before and the closing and name after them.</summary>
    public static IReadOnlyList<SaidSentence> SaidIn(string text) =>
        Signature.SaidIn(text).ConvertAll(sentence => new SaidSentence(sentence));

    /// <summary>What matters stands near the top of a mail.</summary>
    private const int MostSentencesWeighed = 12;

    /// <summary>Nobody writes longer sentences: dates are not looked for behind so many characters.</summary>
    private const int LongestSentence = 1000;

    /// <summary>What the sentence that says most for a kind adds to what the whole says; best log loss in cross-validation.</summary>
    private const double SentenceWeight = 0.4;

    /// <summary>So sure must the words be for a delivery that has its document with it.</summary>
    private const double LeastBesideADocument = 0.6;

    /// <summary>A kind of at least this score in the whole mail is reported beside the leading one.</summary>
    private const double LeastForAFurtherAct = -0.4;

    /// <summary>
    /// So is one that a sentence of its own says with at least this score: less for what mails often say beside something else.
    /// </summary>
    private static double LeastForASentenceOfItsOwn(string kind) =>
        kind is "delivered" or "promise" or "question" ? -0.1 : 0.4;

    /// <summary>The sentences that are scored one by one: none when the whole is a single one.</summary>
    public static IEnumerable<SaidSentence> SentencesWeighed(IReadOnlyList<SaidSentence> said) =>
        said.Count == 1 ? [] : said.Take(MostSentencesWeighed);

    /// <summary>One score for each kind, the logarithm of a share: what the mail says as a whole, and what its most telling sentence says.</summary>
    /// <param name="whole">Scores of the model for the whole mail.</param>
    /// <param name="sentences">Scores of the model for each sentence; empty when there is only one.</param>
    public static double[] Weigh(double[] whole, IReadOnlyList<double[]> sentences)
    {
        var weighed = LogShares(whole);
        if (sentences.Count == 0)
            return weighed;
        var shares = sentences.Select(LogShares).ToList();
        for (var kind = 0; kind < weighed.Length; kind++)
            weighed[kind] += SentenceWeight * shares.Max(share => share[kind]);
        var total = Math.Log(weighed.Sum(Math.Exp));
        return Array.ConvertAll(weighed, score => score - total);
    }

    private static double[] LogShares(double[] scores)
    {
        var shares = Array.ConvertAll(scores, LinearModel.Sigmoid);
        var total = shares.Sum();
        return Array.ConvertAll(shares, share => Math.Log(share / total));
    }

    /// <summary>The part of a sentence that dates are looked for in.</summary>
    internal static string AsFarAsRead(string sentence) =>
        sentence.Length <= LongestSentence ? sentence : sentence[..LongestSentence];

    private static ReadReply NothingSaid(MailMessage reply, bool hasDocument, string text)
    {
        var evidence = new Evidence(
            "",
            reply.InternetMessageId,
            hasDocument ? "rule: a document and no words" : "rule: no words",
            0.6
        );
        return new(
            hasDocument ? new ReplyReading.Delivered(evidence) : new ReplyReading.Other(evidence),
            [],
            false,
            text
        );
    }

    /// <summary>A file that may be what was asked for; pictures of signatures, cards and keys are not.</summary>
    private static bool IsDocument(MailAttachment attachment) =>
        !attachment.IsInline
        && !attachment.ContentType.Contains("pkcs7", StringComparison.OrdinalIgnoreCase)
        && !attachment.Name.EndsWith(".vcf", StringComparison.OrdinalIgnoreCase)
        && !attachment.Name.EndsWith(".p7s", StringComparison.OrdinalIgnoreCase)
        && !attachment.Name.EndsWith(".ics", StringComparison.OrdinalIgnoreCase)
        && !(
            attachment.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && attachment.Size < 20_000
        );

    /// <summary>One reply being read.</summary>
    private sealed class Reading(
        MailMessage reply,
        ReplyContext context,
        IReadOnlyList<SaidSentence> said,
        bool hasDocument,
        string text
    )
    {
        private readonly Model weights = model.Value;
        private IReadOnlyList<DateMention>[]? dates;
        private double[][]? sentenceScores;

        public ReadReply Result()
        {
            var features = ReplyFeatures.Of(said, context.Ask, reply.Subject);
            var whole = weights.Kinds.Scores(features);
            var scores = Weigh(whole, SentenceScores());
            var order = new int[scores.Length];
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            Array.Sort(order, (a, b) => scores[b].CompareTo(scores[a]));

            var lead = Label(order[0]);
            var confidence = weights.Confidence(scores[order[0]] - scores[order[1]], scores[order[0]]);
            var actsAlone = confidence >= weights.Threshold(lead);
            var source = Source(features, order[0]);
            var sentence = SentenceFor(order[0]);

            // The words say so, and it is there: two signs. Without the document it may have been forgotten, and the asker is asked.
            if (hasDocument && lead is "delivered" && confidence >= LeastBesideADocument)
                (confidence, source, actsAlone) = (
                    Math.Max(confidence, 0.95),
                    $"{source}; rule: a document came with it",
                    true
                );

            // A document is what was waited for, unless the words say otherwise.
            if (hasDocument && lead is "other" or "ack")
                (lead, confidence, source, actsAlone) = (
                    "delivered",
                    Math.Max(confidence, 0.7),
                    "rule: a document came with it",
                    false
                );

            var also = new List<ReplyReading>();
            if (PlainPromise() is { } promised)
            {
                const string rule = "rule: promises a date in plain words";
                if (lead is "promise" || Array.IndexOf(order, Index("promise")) <= 1 && confidence < 0.8)
                {
                    (lead, source, sentence) = ("promise", rule, promised);
                    (confidence, actsAlone) = (Math.Max(confidence, 0.95), true);
                }
                else
                {
                    also.Add(Act("promise", promised, rule, 0.95));
                    // What would end it does not while something is still to come: the asker says how it stands.
                    actsAlone &= lead is not ("delivered" or "decline");
                }
            }

            var isPromised = also.Count > 0;
            foreach (var other in order)
            {
                if (
                    Label(other) != lead
                    && (whole[other] > LeastForAFurtherAct || HasSentenceOfItsOwn(other, sentence))
                    && also.Count < 3
                    && !(isPromised && Label(other) is "promise")
                )
                    also.Add(
                        Act(
                            Label(other),
                            SentenceFor(other),
                            Source(features, other),
                            LinearModel.Sigmoid(
                                said.Count == 1
                                    ? whole[other]
                                    : Math.Max(whole[other], SentenceScores()[SentenceFor(other)][other])
                            )
                        )
                    );
            }
            // Only the one who owes the answer moves the commitment without a question.
            var mayAct = context.Role is SenderRole.Contact;
            return new(Act(lead, sentence, source, confidence), also, actsAlone && mayAct, text);
        }

        private string Label(int index) => weights.Kinds.Labels[index];

        private int Index(string label)
        {
            for (var i = 0; i < weights.Kinds.Labels.Count; i++)
            {
                if (weights.Kinds.Labels[i] == label)
                    return i;
            }
            return -1;
        }

        private ReplyReading Act(string kind, int sentence, string source, double confidence)
        {
            var evidence = new Evidence(
                Sentences.Shortened(said[sentence].Text),
                reply.InternetMessageId,
                source,
                Math.Round(confidence, 3)
            );
            return kind switch
            {
                "delivered" => new ReplyReading.Delivered(evidence),
                "question" => new ReplyReading.Question(evidence),
                "decline" => new ReplyReading.Declined(evidence),
                "delegated" => new ReplyReading.HandedOver(evidence, PersonIn(said[sentence].Text)),
                "blocked" => new ReplyReading.Blocked(evidence, Sentences.Shortened(said[sentence].Text)),
                "promise" => Promise(evidence, DateFor(sentence)),
                "extension" => new ReplyReading.MoreTime(evidence, DateFor(sentence)),
                "ack" => OnlyThanks()
                    ? new ReplyReading.Courtesy(evidence)
                    : new ReplyReading.Acknowledgement(evidence),
                _ => new ReplyReading.Other(evidence),
            };
        }

        /// <summary>A promise of a day after the agreed one is a request for more time.</summary>
        private ReplyReading Promise(Evidence evidence, DateReading? by) =>
            by is not null && context.AgreedDate is { } agreed && by.Day > agreed.InZone(by.Zone).Date
                ? new ReplyReading.MoreTime(evidence, by)
                : new ReplyReading.Promise(evidence, by);

        /// <summary>The sentence that says most for a kind: it is shown as evidence.</summary>
        private int SentenceFor(int label)
        {
            if (said.Count == 1)
                return 0;
            var scores = SentenceScores();
            var best = 0;
            for (var s = 1; s < scores.Length; s++)
            {
                if (scores[s][label] > scores[best][label])
                    best = s;
            }
            return best;
        }

        /// <summary>
        /// Whether another sentence than the leading one says it, in so many words: with a turn of phrase for it, a question mark,
        /// a name of somebody to turn to. Comments, opinions and thanks stand in every mail and are no acts of their own.
        /// </summary>
        private bool HasSentenceOfItsOwn(int label, int leading)
        {
            if (said.Count == 1 || SentenceFor(label) is var own && own == leading)
                return false;
            return SentenceScores()[own][label] > LeastForASentenceOfItsOwn(Label(label))
                && Label(label) switch
                {
                    "other" or "ack" => false,
                    "question" => said[own].Text.EndsWith('?'),
                    "delivered" => said[own].Cues.Exists(cue => cue.Name is "attached" or "here it is" or "i did"),
                    var kind => said[own].Cues.Exists(cue => cue.Kind == kind)
                        && (kind is not "delegated" || PersonIn(said[own].Text) is not null),
                };
        }

        private double[][] SentenceScores() =>
            sentenceScores ??= [
                .. SentencesWeighed(said).Select(sentence => weights.Kinds.Scores(ReplyFeatures.OfSentence(sentence))),
            ];

        private string Source(TextFeatures features, int label)
        {
            var strongest = weights.Kinds.StrongestFor(features, label, 12);
            // A turn of phrase or a word tells a reader more than the length of the mail.
            var told = strongest.Where(name => !IsShape(name)).Concat(strongest.Where(IsShape)).Take(3).ToList();
            return told.Count == 0
                ? "model: how such replies usually read"
                : "model: " + string.Join(", ", told.Select(Readable));
        }

        private static bool IsShape(string feature) =>
            feature.StartsWith("r:", StringComparison.Ordinal) && !feature.Contains(": ", StringComparison.Ordinal);

        /// <summary><c>r:promise: i will do</c> becomes <c>i will do</c>; a word of the mail stands in quotes.</summary>
        private static string Readable(string feature) =>
            feature.StartsWith("r:", StringComparison.Ordinal) ? feature[(feature.LastIndexOf(':') + 1)..].Trim()
            : feature.StartsWith("1 ", StringComparison.Ordinal) ? $"'{feature[2..]}' in the first sentence"
            : feature[0] == '^' ? $"begins '{feature[1..]}'"
            : $"'{feature}'";

        private IReadOnlyList<DateMention> DatesIn(int sentence)
        {
            dates ??= new IReadOnlyList<DateMention>[said.Count];
            return dates[sentence] ??= DateMention.Find(
                AsFarAsRead(said[sentence].Text),
                new DateContext(reply.SentAt, context.Zone, context.Locale, context.Zone, null)
            );
        }

        /// <summary>The day a sentence names, from the day of writing on: a deadline if it has one, else the last day it names.</summary>
        private DateReading? DateIn(int sentence)
        {
            DateMention? best = null;
            foreach (var mention in DatesIn(sentence))
            {
                if (mention.Reading is null || mention.Reading.Day < reply.SentAt.InZone(context.Zone).Date)
                    continue;
                if (best is null || mention.IsDeadline || !best.IsDeadline)
                    best = mention;
            }
            return best?.Reading;
        }

        /// <summary>The day in the sentence itself, else in another one that promises something or asks for time.</summary>
        private DateReading? DateFor(int sentence)
        {
            if (DateIn(sentence) is { } day)
                return day;
            for (var s = 0; s < said.Count && s < MostSentencesWeighed; s++)
            {
                if (said[s].Cues.Exists(cue => cue.Kind is "promise" or "extension") && DateIn(s) is { } other)
                    return other;
            }
            return null;
        }

        /// <summary>"I'll send it by Friday": first person, a coming act, one date, no condition, no question.</summary>
        private int? PlainPromise()
        {
            for (var s = 0; s < said.Count && s < MostSentencesWeighed; s++)
            {
                if (
                    PlainPromises.Is(said[s].Words)
                    && DateIn(s) is not null
                    && DatesIn(s).Count(mention => mention.Reading is not null) == 1
                )
                    return s;
            }
            return null;
        }

        private bool OnlyThanks() =>
            said.All(sentence =>
                sentence.Text.Length < 80 && sentence.Words.ContainsAny("thanks", "thank", "thx", "appreciate")
            );

        private static string? PersonIn(string sentence)
        {
            foreach (var cue in handOverCues)
            {
                var at = sentence.IndexOf(cue, StringComparison.OrdinalIgnoreCase);
                if (at >= 0 && People.NameAtStart(sentence.AsSpan(at + cue.Length)) is { } name)
                    return name;
            }
            return People.NameAtStart(sentence);
        }

        private static readonly string[] handOverCues =
        [
            " to ",
            "contact ",
            "call ",
            "ask ",
            "reach ",
            "with ",
            "by ",
            "looping in ",
            "adding ",
            "copying ",
            "talk to ",
            "speak to ",
        ];
    }

    /// <summary>The weights and how sure they are, as trained.</summary>
    private sealed record Model(
        LinearModel Kinds,
        double Intercept,
        double Margin,
        double Top,
        IReadOnlyDictionary<string, double> Thresholds
    )
    {
        public double Confidence(double margin, double top) =>
            LinearModel.Sigmoid(Intercept + Margin * margin + Top * top);

        public double Threshold(string kind) => Thresholds.GetValueOrDefault(kind, 1.01);

        public static Model Load()
        {
            var rows = LinearModel.EmbeddedLines("reply-confidence.data.tsv").Select(line => line.Split('\t')).ToList();
            var curve = rows[0][1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToList();
            return new(
                LinearModel.Of(LinearModel.EmbeddedLines("reply-weights.data.tsv")),
                curve[0],
                curve[1],
                curve[2],
                rows.Skip(1)
                    .ToDictionary(
                        row => row[0],
                        row => double.Parse(row[1], CultureInfo.InvariantCulture),
                        StringComparer.Ordinal
                    )
            );
        }
    }
}

/// <summary>Tells a promise in plain words: the writer says that they, or theirs, will do it.</summary>
internal static class PlainPromises
{
    private static readonly WordSet who = Set("i we you it she he they");
    private static readonly WordSet doubt = Set(
        "if unless not n't won't can't cannot unable may might maybe perhaps probably hopefully ? meeting traveling travelling vacation "
            + "unfortunately never attend be_out"
    );
    private static readonly WordSet acts = Set(
        "send get have forward provide deliver finish complete submit share return mail email e ship call respond reply answer update "
            + "confirm fax revert sign review prepare sending receive upload let give circulate post pay"
    );

    private static WordSet Set(string words) => new(words.Split(' '));

    /// <summary>'20 May' and 'May 20' doubt nothing; numbers are <c>#</c>.</summary>
    private static bool IsMonth(Words words, int at) =>
        words[at] is "may" && (at > 0 && words[at - 1] is "#" || at + 1 < words.Count && words[at + 1] is "#");

    public static bool Is(Words words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (doubt.Contains(words[i]) && !IsMonth(words, i))
                return false;
        }
        for (var i = 0; i < words.Count; i++)
        {
            var will =
                words[i] is "i'll" or "we'll" or "you'll"
                || words[i] is "will" or "shall" && i > 0 && who.Contains(words[i - 1]);
            if (!will)
                continue;
            for (var k = i + 1; k < words.Count && k <= i + 3; k++)
            {
                if (acts.Contains(words[k]))
                    return true;
            }
        }
        return false;
    }
}
