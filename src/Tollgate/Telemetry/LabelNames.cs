namespace Tollgate.Telemetry;

/// <summary>
/// The values that one label has taken. They stay few: beyond the bound a name becomes <see cref="SeriesTable.Other"/>. Not safe for
/// several threads at once.
/// </summary>
internal sealed class LabelNames
{
    /// <summary>Names per label; with <c>none</c> and <c>other</c> that stays under a hundred.</summary>
    public const int Max = 97;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Whether a name has been taken.</summary>
    public bool Knows(string name) => _names.Contains(name);

    /// <summary>The value to use for a name.</summary>
    public string Guard(string name)
    {
        if (name.Length == 0)
        {
            return SeriesTable.None;
        }

        if (name is SeriesTable.None or SeriesTable.Other || _names.Contains(name))
        {
            return name;
        }

        return _names.Count < Max && _names.Add(name) ? name : SeriesTable.Other;
    }
}
