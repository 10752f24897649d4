using System.Globalization;
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
    private readonly Dictionary<ulong, (string Name, float[] Weights)> features;
    private readonly float[] bias;

    private LinearModel(string[] labels, float[] bias, Dictionary<ulong, (string, float[])> features)
    {
        Labels = labels;
        this.bias = bias;
        this.features = features;
    }

    public IReadOnlyList<string> Labels { get; }

    /// <param name="lines">As the trainer wrote them.</param>
    /// <exception cref="FormatException">A line has not one weight for each label.</exception>
    public static LinearModel Of(IEnumerable<string> lines)
    {
        string[]? labels = null;
        float[]? start = null;
        var byHash = new Dictionary<ulong, (string, float[])>();
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
            var weights = Array.ConvertAll(cells[1..], cell => float.Parse(cell, CultureInfo.InvariantCulture));
            if (start is null)
                start = weights;
            else
                byHash[TextFeatures.Hash(cells[0])] = (cells[0], weights);
        }
        return new(labels ?? [], start ?? [], byHash);
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
            if (!features.TryGetValue(hash, out var feature))
                continue;
            for (var i = 0; i < scores.Length; i++)
                scores[i] += feature.Weights[i];
        }
        var scale = 1 / Math.Sqrt(Math.Max(1, text.Hashes.Count));
        for (var i = 0; i < scores.Length; i++)
            scores[i] = bias[i] + scores[i] * scale;
        return scores;
    }

    /// <summary>What spoke most for a label, strongest first.</summary>
    public IReadOnlyList<string> StrongestFor(TextFeatures text, int label, int count) =>
        [
            .. text
                .Hashes.Distinct()
                .Select(hash => features.TryGetValue(hash, out var feature) ? feature : default)
                .Where(feature => feature.Weights is not null && feature.Weights[label] > 0)
                .OrderByDescending(feature => feature.Weights[label])
                .Take(count)
                .Select(feature => feature.Name),
        ];

    public static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));
}
