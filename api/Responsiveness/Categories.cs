namespace MailCommitments.Responsiveness;

/// <summary>Names made numbers, in the order of the names, so that no result depends on the order of rows.</summary>
internal sealed class Categories
{
    private readonly Dictionary<string, int> _numbers;

    public Categories(IEnumerable<string> names)
    {
        Names = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in Names)
            _numbers.Add(name, _numbers.Count);
    }

    public IReadOnlyList<string> Names { get; }

    public int Count => Names.Count;

    public int this[string name] => _numbers[name];
}
