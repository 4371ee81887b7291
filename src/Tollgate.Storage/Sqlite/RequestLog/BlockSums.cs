using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Rows of a rollup that is being put together: those of the same hour and dimensions are added up.</summary>
internal sealed class BlockSums
{
    private readonly Dictionary<(int Hour, Dims Dims), int> _places = [];
    private readonly List<GroupRow> _rows = [];

    public IReadOnlyList<GroupRow> Rows => _rows;

    public void Add(GroupRow row)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, (row.Hour, row.Dims), out var there);
        if (there)
        {
            CollectionsMarshal.AsSpan(_rows)[place].Sums.Add(in row.Sums);
            return;
        }

        place = _rows.Count;
        _rows.Add(row);
    }
}
