using System.Globalization;
using MailCommitments.Replies;

namespace MailCommitments.Benchmarks.Training;

/// <param name="Group">Examples of one group are never split between training and validation.</param>
public sealed record Example(TextFeatures Features, string Label, string Group, double Weight = 1);

/// <summary>Trains a <see cref="LinearModel"/>: one logistic regression per label, squared penalty, features scaled by how they tell labels apart.</summary>
/// <param name="Orders">In how many seeded orders the examples are shown; the weights are averaged, so that none depends on one order.</param>
/// <remarks>
/// Wang and Manning (2012), "Baselines and bigrams: simple, good sentiment and topic classification", ACL: features are scaled by their
/// naive-Bayes log-count ratio. AdaGrad over a fixed, seeded order; the same data give the same weights bit for bit.
/// </remarks>
public sealed record LogisticTrainer(
    double Penalty,
    int Epochs,
    int LeastCount,
    double NaiveBayes,
    double RuleScale = 1,
    int Orders = 1
)
{
    public IEnumerable<string> Train(IReadOnlyList<Example> examples, IReadOnlyList<string> labels)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in examples.SelectMany(e => e.Features.Names))
            counts[name] = counts.GetValueOrDefault(name) + 1;
        var kept = counts
            .Where(c => c.Value >= LeastCount || c.Key.StartsWith("r:", StringComparison.Ordinal))
            .Select(c => c.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        var index = kept.Select((name, i) => (name, i)).ToDictionary(x => x.name, x => x.i, StringComparer.Ordinal);
        var rows = examples
            .Select(e => e.Features.Names.Where(index.ContainsKey).Select(n => index[n]).ToArray())
            .ToArray();
        // A model of two labels needs one score.
        var trained = labels.Count == 2 ? 1 : labels.Count;
        var weights = new double[trained][];
        var bias = new double[trained];
        for (var l = 0; l < trained; l++)
            (weights[l], bias[l]) = TrainOne(examples, rows, kept, labels[l]);

        yield return string.Join('\t', labels.Take(trained).Prepend("feature"));
        yield return string.Join('\t', bias.Select(Written).Prepend("bias"));
        for (var f = 0; f < kept.Count; f++)
        {
            if (weights.Any(w => Math.Abs(w[f]) >= 0.02))
                yield return string.Join('\t', weights.Select(w => Written(w[f])).Prepend(kept[f]));
        }
    }

    private static string Written(double weight) =>
        Math.Round(weight, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private (double[] Weights, double Bias) TrainOne(
        IReadOnlyList<Example> examples,
        int[][] rows,
        List<string> kept,
        string label
    )
    {
        var features = kept.Count;
        var (positive, negative) = (new double[features], new double[features]);
        var (positives, negatives) = (0.0, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            var isPositive = examples[i].Label == label;
            foreach (var f in rows[i])
                (isPositive ? positive : negative)[f] += examples[i].Weight;
            positives += isPositive ? examples[i].Weight : 0;
            negatives += isPositive ? 0 : examples[i].Weight;
        }
        var scale = new double[features];
        for (var f = 0; f < features; f++)
        {
            var ratio = Math.Abs(
                Math.Log((positive[f] + 0.5) / (positives + 1) / ((negative[f] + 0.5) / (negatives + 1)))
            );
            scale[f] = kept[f].StartsWith("r:", StringComparison.Ordinal)
                ? RuleScale
                : 1 - NaiveBayes + NaiveBayes * ratio;
        }

        var sum = new double[features];
        var biasSum = 0.0;
        for (var shown = 0; shown < Orders; shown++)
        {
            var (weights, bias) = Descend(
                examples,
                rows,
                label,
                scale,
                Math.Log((positives + 1) / (negatives + 1)),
                new Random(20010326 + shown)
            );
            for (var f = 0; f < features; f++)
                sum[f] += weights[f] * scale[f] / Orders;
            biasSum += bias / Orders;
        }
        return (sum, biasSum);
    }

    private (double[] Weights, double Bias) Descend(
        IReadOnlyList<Example> examples,
        int[][] rows,
        string label,
        double[] scale,
        double bias,
        Random random
    )
    {
        var weights = new double[scale.Length];
        var squares = new double[scale.Length];
        var biasSquares = 1e-6;
        var order = Enumerable.Range(0, rows.Length).ToArray();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var row = rows[i];
                var norm = 1 / Math.Sqrt(Math.Max(1, examples[i].Features.Hashes.Length));
                var score = bias;
                foreach (var f in row)
                    score += weights[f] * scale[f] * norm;
                var slope = (LinearModel.Sigmoid(score) - (examples[i].Label == label ? 1 : 0)) * examples[i].Weight;
                foreach (var f in row)
                {
                    var gradient = slope * scale[f] * norm + Penalty * weights[f];
                    squares[f] += gradient * gradient;
                    weights[f] -= 0.5 * gradient / (Math.Sqrt(squares[f]) + 1e-6);
                }
                biasSquares += slope * slope;
                bias -= 0.1 * slope / Math.Sqrt(biasSquares);
            }
        }
        return (weights, bias);
    }
}
