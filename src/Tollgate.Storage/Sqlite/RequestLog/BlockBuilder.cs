using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// Packs a day's rollup: by hour, with its hours added up, and one dimension at a time with and without hours, which is what charts ask for and is
/// a hundred times smaller.
/// </summary>
internal sealed class BlockBuilder : IGroupVisitor
{
    private readonly List<GroupRow> _byHour = [];
    private readonly BlockSums _whole = new();
    private readonly BlockSums[] _projections = [.. Enumerable.Range(0, Dims.Count + 1).Select(_ => new BlockSums())];
    private readonly BlockSums[] _days = [.. Enumerable.Range(0, Dims.Count).Select(_ => new BlockSums())];
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<string> _texts = [];
    private GroupSource? _source;

    public bool Begin(GroupSource source)
    {
        _source = source;
        Number(GroupSource.Empty);
        Number(GroupSource.Other); // So that the two keep their numbers.
        return true;
    }

    public void Visit(ref readonly GroupRow row)
    {
        var own = row;
        for (var i = 0; i < Dims.Texts; i++)
        {
            own.Dims[i] = Number(own.Dims[i]);
        }

        _byHour.Add(own);
        var projected = new GroupRow { Hour = own.Hour, Sums = own.Sums };
        _projections[Dims.Count].Add(projected);
        for (var i = 0; i < Dims.Count; i++)
        {
            projected.Dims[i] = own.Dims[i];
            _projections[i].Add(projected);
            _days[i].Add(projected with { Hour = 0 });
            projected.Dims[i] = 0;
        }

        own.Hour = 0;
        _whole.Add(own);
    }

    /// <summary>All packed forms by their grain.</summary>
    public Dictionary<int, byte[]> Pack()
    {
        var packed = new Dictionary<int, byte[]>
        {
            [Grain.ByHour] = GroupBlock.Pack(_texts, _byHour),
            [Grain.WholeDay] = Whole(),
            [Grain.HoursAlone] = GroupBlock.Pack([], _projections[Dims.Count].Rows),
        };
        for (var i = 0; i < Dims.Count; i++)
        {
            packed[Grain.OfDimension(i)] = GroupBlock.Pack(_texts, _projections[i].Rows);
            packed[Grain.DayOfDimension(i)] = GroupBlock.Pack(_texts, _days[i].Rows);
        }

        return packed;
    }

    public byte[] Whole() => GroupBlock.Pack(_texts, _whole.Rows);

    private int Number(int theirs)
    {
        ref var ours = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, theirs, out var there);
        if (!there)
        {
            ours = _texts.Count;
            _texts.Add(_source!.Text(theirs));
        }

        return ours;
    }
}
