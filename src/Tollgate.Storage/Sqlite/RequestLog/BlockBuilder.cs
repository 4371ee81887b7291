using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>Packs a day's rollup twice: by hour, and with its hours added up.</summary>
internal sealed class BlockBuilder : IGroupVisitor
{
    private readonly List<GroupRow> _byHour = [];
    private readonly List<GroupRow> _whole = [];
    private readonly Dictionary<Dims, int> _places = [];
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
        own.Hour = 0;
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, own.Dims, out var there);
        if (there)
        {
            CollectionsMarshal.AsSpan(_whole)[place].Sums.Add(in own.Sums);
            return;
        }

        place = _whole.Count;
        _whole.Add(own);
    }

    public byte[] ByHour() => GroupBlock.Pack(_texts, _byHour);

    public byte[] Whole() => GroupBlock.Pack(_texts, _whole);

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
