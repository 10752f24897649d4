using System.Globalization;
using MailCommitments.Mailboxes;
using MailCommitments.Replies;

namespace MailCommitments.Benchmarks.Training;

/// <summary>
/// Trains the weights that the reader ships with, from Parakweet's sentences (Apache-2.0), the labelled replies, our own labels of further
/// replies of the same archive and our own written examples. Never from BC3.
/// </summary>
/// <remarks>Same data, same weights, bit for bit: the order is seeded and weights are rounded.</remarks>
internal static class Training
{
    private static readonly LogisticTrainer kindTrainer = new(
        Penalty: 3e-3,
        Epochs: 20,
        LeastCount: 2,
        NaiveBayes: 0,
        RuleScale: 2,
        Orders: 3
    );
    private static readonly LogisticTrainer requestTrainer = new(
        Penalty: 1e-3,
        Epochs: 12,
        LeastCount: 2,
        NaiveBayes: 0.5
    );

    /// <summary>A threshold below this would rest on few replies of few people.</summary>
    private const double LeastConfidenceToAct = 0.7;

    /// <summary>Nineteen right ones without any mistake, thirty-nine with one.</summary>
    private const double MistakesAdded = 1;

    /// <param name="file">Any file of the data folder, such as <c>replies/replies_dev.jsonl</c>.</param>
    public static int Run(string file, Options options)
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(file))) ?? ".";
        var root = data;
        for (var at = new DirectoryInfo(Directory.GetCurrentDirectory()); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "MailCommitments.sln")))
                root = at.FullName;
        }
        var weights = Path.Combine(root, "api", "Replies");

        var sentences = Sentences(data).ToList();
        PrintRequestValidation(sentences);
        Write(Path.Combine(weights, "request-weights.data.tsv"), requestTrainer.Train(sentences, ["intent", "none"]));

        var replies = Balanced(Replies(data, root).ToList());
        var byMailbox = Validate(replies, reply => reply.Mailbox);
        PrintKindValidation("replies of other mailboxes", byMailbox);
        PrintKindValidation("replies of other threads", Validate(replies, reply => reply.Thread));
        Write(
            Path.Combine(weights, "reply-weights.data.tsv"),
            kindTrainer.Train([.. replies.Select(reply => reply.Example)], Labels.Kinds)
        );
        Write(Path.Combine(weights, "reply-confidence.data.tsv"), Confidence(byMailbox));
        return 0;
    }

    private static void Write(string path, IEnumerable<string> lines) =>
        File.WriteAllText(path, string.Join('\n', lines) + "\n");

    // ---- requests

    private static IEnumerable<Example> Sentences(string data) =>
        MailData
            .Records(Path.Combine(data, "intent", "parakweet_train.jsonl"))
            .Select(record => new Example(
                RequestFeatures.Of(record.Text("text"), keepNames: true),
                record.Text("label"),
                // The same sentence with another date or name stays in one fold.
                new string([.. record.Text("text").Where(char.IsLetter).Take(30)]).ToUpperInvariant()
            ));

    private static void PrintRequestValidation(List<Example> sentences)
    {
        var folds = new List<double>();
        for (var fold = 0; fold < 10; fold++)
        {
            var model = LinearModel.Of(
                requestTrainer.Train([.. sentences.Where(s => FoldOf(s.Group) != fold)], ["intent", "none"])
            );
            var judged = sentences
                .Where(s => FoldOf(s.Group) == fold)
                .Select(s => (Said: model.Scores(s.Features)[0] > RequestReader.Threshold, Is: s.Label == "intent"))
                .ToList();
            folds.Add(Scores.F1(judged));
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"requests, Parakweet, 10 folds: F1 {folds.Average():F3}, standard error {Scores.StandardError(folds):F3}, n = {sentences.Count}"
            )
        );
    }

    // ---- kinds of replies

    private sealed record LabelledReply(
        Example Example,
        IReadOnlyList<TextFeatures> Sentences,
        string Mailbox,
        string Thread,
        bool IsBenchmark,
        bool IsWritten
    );

    private sealed record Judged(LabelledReply Reply, string Kind, double Margin, double Top)
    {
        public bool IsRight => Kind == Reply.Example.Label;
    }

    private static IEnumerable<LabelledReply> Replies(string data, string root)
    {
        var labelled = MailData.Records(Path.Combine(data, "replies", "replies_dev.jsonl")).ToList();
        foreach (var record in labelled)
        {
            var (features, sentences) = FeaturesOf(
                record.Text("text"),
                record.Text("inReplyTo"),
                record.Text("subject")
            );
            var thread = record.Text("conversationId") is { Length: > 0 } conversation
                ? conversation
                : record.Text("thread");
            yield return new(
                new(features, record.Text("label"), thread),
                sentences,
                record.Text("mailbox").ToUpperInvariant(),
                thread,
                true,
                false
            );
        }

        var messages = MailData
            .Records(Path.Combine(data, "threads", "messages_dev.jsonl"))
            .ToDictionary(m => m.Text("internetMessageId"), StringComparer.Ordinal);
        var further = Rows(root, "replies.labels.tsv").Skip(1).ToList();
        foreach (var row in further)
        {
            var record = messages[row[0]];
            var message = MailData.OfGraph(record);
            var ask =
                message
                    .AnsweredMessageIds.Select(id =>
                        messages.TryGetValue(id, out var asked) ? MailData.OfGraph(asked).Body.Content : null
                    )
                    .FirstOrDefault(text => text is not null)
                ?? "";
            // Labels of the benchmark file keep their share: the archive has many answers and few promises.
            var share = (double)labelled.Count(r => r.Text("label") == row[1]) / further.Count(r => r[1] == row[1]);
            var (features, sentences) = FeaturesOf(message.Body.Content, ask, message.Subject);
            yield return new(
                new(features, row[1], message.ConversationId, 0.3 * Math.Min(1.5, share)),
                sentences,
                record.Text("mailbox").ToUpperInvariant(),
                message.ConversationId,
                false,
                false
            );
        }

        foreach (var row in Rows(root, "replies.written.tsv"))
        {
            var (features, sentences) = FeaturesOf(row[2], row[1], "");
            yield return new(new(features, row[0], "written"), sentences, "written", "written", false, true);
        }
    }

    /// <summary>Rare kinds weigh a little more: a kind with a third of the examples of another by a quarter more each.</summary>
    private static List<LabelledReply> Balanced(List<LabelledReply> replies)
    {
        var counts = replies.CountBy(reply => reply.Example.Label).ToDictionary(StringComparer.Ordinal);
        return replies.ConvertAll(reply =>
            reply with
            {
                Example = reply.Example with
                {
                    Weight =
                        reply.Example.Weight
                        * Math.Pow((double)replies.Count / Labels.Kinds.Length / counts[reply.Example.Label], 0.2),
                },
            }
        );
    }

    private static (TextFeatures Whole, IReadOnlyList<TextFeatures> Sentences) FeaturesOf(
        string body,
        string ask,
        string subject
    )
    {
        var said = ReplyReader.SaidIn(NewText.Of(new MailBody(false, body)).Text);
        return (
            ReplyFeatures.Of(said, NewText.Of(new MailBody(false, ask)).Text, subject, keepNames: true),
            [.. ReplyReader.SentencesWeighed(said).Select(ReplyFeatures.OfSentence)]
        );
    }

    private static IEnumerable<string[]> Rows(string root, string file) =>
        File.ReadLines(Path.Combine(root, "api.Benchmarks", "Training", file)).Select(line => line.Split('\t'));

    private static List<Judged> Validate(List<LabelledReply> replies, Func<LabelledReply, string> groupOf)
    {
        var judged = new List<Judged>();
        for (var fold = 0; fold < 10; fold++)
        {
            var model = LinearModel.Of(
                kindTrainer.Train(
                    [.. replies.Where(r => r.IsWritten || FoldOf(groupOf(r)) != fold).Select(r => r.Example)],
                    Labels.Kinds
                )
            );
            foreach (var reply in replies.Where(r => !r.IsWritten && FoldOf(groupOf(r)) == fold))
            {
                var scores = ReplyReader.Weigh(
                    model.Scores(reply.Example.Features),
                    [.. reply.Sentences.Select(model.Scores)]
                );
                var order = Enumerable.Range(0, Labels.Kinds.Length).OrderByDescending(k => scores[k]).ToList();
                judged.Add(new(reply, Labels.Kinds[order[0]], scores[order[0]] - scores[order[1]], scores[order[0]]));
            }
        }
        return judged;
    }

    private static void PrintKindValidation(string what, List<Judged> all)
    {
        var judged = all.Where(j => j.Reply.IsBenchmark).ToList();
        var accuracy = judged.Average(j => j.IsRight ? 1.0 : 0.0);
        var macro = Labels.Kinds.Average(kind =>
            Scores.F1([.. judged.Select(j => (j.Kind == kind, j.Reply.Example.Label == kind))])
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"reply kinds, {what}: accuracy {accuracy:F3}, standard error {Math.Sqrt(accuracy * (1 - accuracy) / judged.Count):F3}, macro-F1 {macro:F3}, n = {judged.Count}"
            )
        );
    }

    /// <summary>
    /// How sure the model's leading kind is: a logistic curve over its score and its lead, fitted on validation; and from where on each
    /// kind was right at least 95 times in 100.
    /// </summary>
    private static IEnumerable<string> Confidence(List<Judged> judged)
    {
        var (intercept, margin, top) = (0.0, 0.0, 0.0);
        for (var step = 0; step < 20_000; step++)
        {
            var (di, dm, dt) = (0.0, 0.0, 0.0);
            foreach (var one in judged)
            {
                var error =
                    LinearModel.Sigmoid(intercept + margin * one.Margin + top * one.Top) - (one.IsRight ? 1 : 0);
                di += error;
                dm += error * one.Margin;
                dt += error * one.Top;
            }
            var rate = 0.5 / judged.Count;
            (intercept, margin, top) = (intercept - rate * di, margin - rate * dm, top - rate * dt);
        }
        yield return "curve\t"
            + string.Join(
                '\t',
                new[] { intercept, margin, top }.Select(v => v.ToString("F2", CultureInfo.InvariantCulture))
            );

        var sure = judged
            .Select(j =>
                (
                    j.Kind,
                    j.IsRight,
                    j.Reply.IsBenchmark,
                    Fold: FoldOf(j.Reply.Mailbox),
                    Confidence: LinearModel.Sigmoid(intercept + margin * j.Margin + top * j.Top)
                )
            )
            .OrderByDescending(j => j.Confidence)
            .ToList();
        var alone = new List<(bool IsBenchmark, bool IsRight)>();
        foreach (var kind in Labels.Kinds)
        {
            var ofKind = sure.Where(j => j.Kind == kind).ToList();
            var threshold = ThresholdOf([.. ofKind.Select(j => (j.Confidence, j.IsRight))], MistakesAdded);
            alone.AddRange(ofKind.Where(j => j.Confidence >= threshold).Select(j => (j.IsBenchmark, j.IsRight)));
            var firsts = new[] { 5, 10, 20, 40 }
                .Where(n => n <= ofKind.Count)
                .Select(n =>
                    string.Create(CultureInfo.InvariantCulture, $"{ofKind.Take(n).Count(j => j.IsRight)} of {n}")
                );
            Console.WriteLine(
                $"  the surest called {kind}: right {string.Join(", ", firsts.Append($"{ofKind.Count(j => j.IsRight)} of {ofKind.Count}"))}"
            );
            // Never reached: this kind always asks.
            yield return $"{kind}\t{(threshold ?? 1.01).ToString("F3", CultureInfo.InvariantCulture)}";
        }

        foreach (var added in new[] { 0.5, MistakesAdded, 1.5, 2 })
        {
            var elsewhere = Enumerable
                .Range(0, 10)
                .SelectMany(fold =>
                    Labels.Kinds.SelectMany(kind =>
                    {
                        var ofKind = sure.Where(j => j.Kind == kind).ToLookup(j => j.Fold == fold);
                        var threshold = ThresholdOf([.. ofKind[false].Select(j => (j.Confidence, j.IsRight))], added);
                        return ofKind[true].Where(j => j.Confidence >= threshold).Select(j => j.IsRight);
                    })
                )
                .ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"acting alone by thresholds of other mailboxes, mistakes added {added:0.0}: {elsewhere.Count} of {judged.Count}, right {elsewhere.Count(right => right)}"
                )
            );
        }
        foreach (var isBenchmark in new[] { true, false })
        {
            var of = alone.Where(a => a.IsBenchmark == isBenchmark).ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"acting alone by the model, {(isBenchmark ? "labelled" : "further")} replies: {of.Count} of {judged.Count(j => j.Reply.IsBenchmark == isBenchmark)}, right {of.Count(a => a.IsRight)}; right in all {judged.Count(j => j.Reply.IsBenchmark == isBenchmark && j.IsRight)}"
                )
            );
        }
        foreach (var coverage in new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0 })
        {
            var n = (int)Math.Round(coverage * sure.Count);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  the surest {coverage:P0} of replies: precision {sure.Take(n).Average(j => j.IsRight ? 1.0 : 0.0):F3}, confidence from {sure[n - 1].Confidence:F2}"
                )
            );
        }
    }

    /// <summary>From where on a kind acts alone; null when it never does.</summary>
    /// <param name="ofKind">The surest first.</param>
    /// <param name="added">How many mistakes are thought in addition, because the thresholds are chosen among few.</param>
    private static double? ThresholdOf(List<(double Confidence, bool IsRight)> ofKind, double added)
    {
        double? threshold = null;
        for (var (n, right) = (0, 0); n < ofKind.Count; )
        {
            right += ofKind[n].IsRight ? 1 : 0;
            n++;
            if (right >= 0.95 * (n + added))
                threshold = Math.Max(ofKind[n - 1].Confidence, LeastConfidenceToAct);
        }
        return threshold;
    }

    private static int FoldOf(string group)
    {
        var hash = 2166136261u;
        foreach (var c in group)
            hash = (hash ^ c) * 16777619;
        return (int)((hash >> 7) % 10);
    }
}
