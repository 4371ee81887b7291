namespace Tollgate.Storage.Influx;

/// <summary>Bounds the values of a tag: each is a series that the server keeps in memory. What comes later counts as <c>other</c>.</summary>
/// <remarks>Lives as long as the process: beyond the bound a record that is repeated after a restart may land in another series.</remarks>
internal sealed class TagGuard(int max)
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    public string Of(string value)
    {
        if (_values.Contains(value)) { return value; }
        if (_values.Count >= max) { return "other"; }
        _values.Add(value);
        return value;
    }
}
