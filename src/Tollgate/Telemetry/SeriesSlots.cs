using Tollgate.Surfaces;

namespace Tollgate.Telemetry;

/// <summary>The series of one model at one provider, one per endpoint, found once. Loops may race to fill a slot: they find the same series.</summary>
internal sealed class SeriesSlots(string model, string provider)
{
    private readonly Series?[] _slots = new Series?[SurfaceNames.All.Length];

    public Series For(SeriesTable table, byte[] surface)
    {
        var index = SurfaceNames.IndexOf(surface);
        return _slots[index] ??= table.Resolve(model, provider, SurfaceNames.Text[index]);
    }
}
