using System.Collections;

namespace Tollgate.TestSupport;

/// <summary>Header lines in the order received, repeated names kept apart.</summary>
public sealed class WireHeaders : IReadOnlyList<WireHeader>
{
    private readonly List<WireHeader> _lines = [];

    public int Count => _lines.Count;

    public WireHeader this[int index] => _lines[index];

    /// <summary>The value of the only line with this name; null if there is none.</summary>
    /// <exception cref="WireFormatException">The name occurs more than once.</exception>
    public string? this[string name]
    {
        get
        {
            var all = All(name);
            return all.Count switch
            {
                0 => null,
                1 => all[0],
                _ => throw new WireFormatException($"Header {name} occurs {all.Count} times."),
            };
        }
    }

    public IReadOnlyList<string> All(string name) => [.. _lines.Where(line => line.Is(name)).Select(line => line.Value)];

    public bool Has(string name) => _lines.Exists(line => line.Is(name));

    public IEnumerator<WireHeader> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(WireHeader line) => _lines.Add(line);
}
