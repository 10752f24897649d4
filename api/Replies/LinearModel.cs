using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace MailCommitments.Replies;

/// <summary>A linear model over the features of a text: a score for each label, and the features that made it.</summary>
/// <remarks>
/// Weights are embedded as lines of <c>feature, tab, one weight for each label</c>, the labels in the first line. What reproduces them
/// stands in docs/reading-replies.md. The score of a label is <c>bias + Σ weight / √(number of features)</c>.
/// </remarks>
public sealed class LinearModel
{
    /// <summary>The hashes of the features' names by their last bits, or as near behind as there was room; 0 is free.</summary>
    private readonly ulong[] places;

    /// <summary>The row of the weights of the feature at each place.</summary>
    private readonly int[] rows;
    private readonly string[] names;

    /// <summary>One row after the other, one weight for each label.</summary>
    private readonly float[] weights;
    private readonly float[] bias;

    private LinearModel(string[] labels, float[] bias, string[] names, float[] weights)
    {
        Labels = labels;
        this.bias = bias;
        this.names = names;
        this.weights = weights;
        places = new ulong[BitOperations.RoundUpToPowerOf2(2 * (uint)names.Length + 1)];
        rows = new int[places.Length];
        for (var row = 0; row < names.Length; row++)
        {
            var hash = TextFeatures.Hash(names[row]);
            var at = PlaceOf(hash);
            (places[at], rows[at]) = (hash, row);
        }
    }

    /// <summary>Where a feature stands, or would.</summary>
    private int PlaceOf(ulong hash)
    {
        var last = places.Length - 1;
        var at = (int)hash & last;
        while (places[at] != 0 && places[at] != hash)
            at = (at + 1) & last;
        return at;
    }

    private int? RowOf(ulong hash) => PlaceOf(hash) is var at && places[at] == hash ? rows[at] : null;

    public IReadOnlyList<string> Labels { get; }

    /// <param name="lines">As the trainer wrote them.</param>
    /// <exception cref="FormatException">A line has not one weight for each label.</exception>
    public static LinearModel Of(IEnumerable<string> lines)
    {
        string[]? labels = null;
        float[]? start = null;
        var featureNames = new List<string>();
        var featureWeights = new List<float>();
        foreach (var line in lines)
        {
            var cells = line.Split('\t');
            if (labels is null)
            {
                labels = cells[1..];
                continue;
            }
            if (cells.Length != labels.Length + 1)
                throw new FormatException($"'{line}' does not have {labels.Length} weights.");
            var row = Array.ConvertAll(cells[1..], cell => float.Parse(cell, CultureInfo.InvariantCulture));
            if (start is null)
            {
                start = row;
                continue;
            }
            featureNames.Add(cells[0]);
            featureWeights.AddRange(row);
        }
        return new(labels ?? [], start ?? [], [.. featureNames], [.. featureWeights]);
    }

    /// <param name="name">The embedded file beside this class, such as <c>reply-weights.data.tsv</c>.</param>
    internal static IEnumerable<string> EmbeddedLines(string name)
    {
        var resource = typeof(LinearModel).Namespace + "." + name;
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"'{resource}' is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>One score for each label, in the order of <see cref="Labels"/>; higher is likelier.</summary>
    public double[] Scores(TextFeatures text)
    {
        var scores = new double[bias.Length];
        foreach (var hash in text.Hashes)
        {
            if (RowOf(hash) is not { } row)
                continue;
            var ofFeature = weights.AsSpan(row * scores.Length, scores.Length);
            for (var i = 0; i < ofFeature.Length; i++)
                scores[i] += ofFeature[i];
        }
        var scale = 1 / Math.Sqrt(Math.Max(1, text.Hashes.Length));
        for (var i = 0; i < scores.Length; i++)
            scores[i] = bias[i] + scores[i] * scale;
        return scores;
    }

    /// <summary>What spoke most for a label, strongest first.</summary>
    public IReadOnlyList<string> StrongestFor(TextFeatures text, int label, int count)
    {
        var strongest = new List<int>(count + 1);
        foreach (var hash in text.Hashes)
        {
            if (RowOf(hash) is not { } row || WeightOf(row) is not > 0)
                continue;
            var at = strongest.Count;
            while (at > 0 && WeightOf(row) > WeightOf(strongest[at - 1]))
                at--;
            if (at == count)
                continue;
            strongest.Insert(at, row);
            if (strongest.Count > count)
                strongest.RemoveAt(count);
        }
        return strongest.ConvertAll(row => names[row]);

        float WeightOf(int row) => weights[row * bias.Length + label];
    }

    public static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));
}
