namespace Tollgate.Telemetry;

/// <summary>
/// A gauge or counter with labels, set from any thread, off the path: it takes a lock. Each label keeps fewer than a hundred values;
/// what is beyond that is added up under <see cref="SeriesTable.Other"/>.
/// </summary>
/// <param name="name">Name as shown; a counter's ends with <c>_total</c>.</param>
/// <param name="type"><c>gauge</c> or <c>counter</c>.</param>
/// <param name="help">What it counts.</param>
/// <param name="labels">Names of the labels.</param>
internal sealed class LabelledFamily(string name, string type, string help, params string[] labels)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string[] Values, double Number)> _cells = new(StringComparer.Ordinal);
    private readonly LabelNames[] _names = Array.ConvertAll(labels, static _ => new LabelNames());

    /// <summary>Sets a gauge.</summary>
    public void Set(double number, params ReadOnlySpan<string> values) => Change(number, add: false, values);

    /// <summary>Adds to a counter.</summary>
    public void Add(double number, params ReadOnlySpan<string> values) => Change(number, add: true, values);

    /// <summary>Forgets everything: what is set next is the whole.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _cells.Clear();
        }
    }

    /// <summary>Writes the family.</summary>
    public void Render(PrometheusText text)
    {
        List<(string[] Values, double Number)> cells;
        lock (_gate)
        {
            cells = [.. _cells.Values];
        }

        text.Family(name, type, help);
        foreach (var (values, number) in cells)
        {
            text.Sample(name, number, [.. labels.Zip(values)]);
        }
    }

    private void Change(double number, bool add, ReadOnlySpan<string> values)
    {
        if (values.Length != labels.Length)
        {
            throw new ArgumentException($"{name} has {labels.Length} labels.", nameof(values));
        }

        lock (_gate)
        {
            var guarded = new string[values.Length];
            for (var i = 0; i < guarded.Length; i++)
            {
                guarded[i] = _names[i].Guard(values[i]);
            }

            var key = string.Join('\0', guarded);
            var before = add && _cells.TryGetValue(key, out var cell) ? cell.Number : 0;
            _cells[key] = (guarded, before + number);
        }
    }
}
