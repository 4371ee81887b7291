using System.Text;

namespace Tollgate.Telemetry;

/// <summary>
/// Finds the series of models that no configuration names (a provider with <c>models: ["*"]</c>). One per loop; makes a string only
/// when a model is met for the first time.
/// </summary>
/// <param name="table">Hands out series.</param>
internal sealed class PassThroughSeries(SeriesTable table)
{
    private const int Slots = 1024;
    private const int MaxEntries = Slots / 2;
    private const int MaxModelBytes = 128;

    private readonly (byte[] Model, Series Fallback, Series Found)?[] _slots = new (byte[], Series, Series)?[Slots];
    private int _count;

    /// <summary>The series to count a request under.</summary>
    /// <param name="fallback">Series of provider and route with model <see cref="SeriesTable.Other"/>.</param>
    /// <param name="model">The model's name as the client wrote it.</param>
    /// <param name="answered">The provider answered with success. Only then is the name real, and may become a label.</param>
    public Series Resolve(Series fallback, ReadOnlySpan<byte> model, bool answered)
    {
        if (model.IsEmpty || model.Length > MaxModelBytes)
        {
            return fallback;
        }

        var hash = default(HashCode);
        hash.AddBytes(model);
        var slot = (hash.ToHashCode() ^ (fallback.Index * 31)) & (Slots - 1);
        while (_slots[slot] is { } entry)
        {
            if (ReferenceEquals(entry.Fallback, fallback) && model.SequenceEqual(entry.Model))
            {
                return entry.Found;
            }

            slot = (slot + 1) & (Slots - 1);
        }

        if (!answered || _count >= MaxEntries)
        {
            return fallback;
        }

        var found = table.Resolve(Encoding.UTF8.GetString(model), fallback.Provider, fallback.Route);
        _slots[slot] = (model.ToArray(), fallback, found);
        _count++;
        return found;
    }
}
