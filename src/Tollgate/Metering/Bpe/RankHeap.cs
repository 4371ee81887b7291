namespace Tollgate.Metering.Bpe;

/// <summary>Pairs of neighbours by rank, and by place where ranks are equal; the least comes first. What has no rank is not kept.</summary>
/// <param name="entries">Room for all that will ever be added.</param>
internal ref struct RankHeap(Span<ulong> entries)
{
    private readonly Span<ulong> _entries = entries;
    private int _count;

    public void Add(int rank, int place)
    {
        if (rank == BpeVocabulary.None)
        {
            return;
        }

        var entry = ((ulong)(uint)rank << 32) | (uint)place;
        var at = _count++;
        while (at > 0 && _entries[(at - 1) / 2] > entry)
        {
            _entries[at] = _entries[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _entries[at] = entry;
    }

    public bool TryTake(out int rank, out int place)
    {
        if (_count == 0)
        {
            (rank, place) = (0, 0);
            return false;
        }

        (rank, place) = ((int)(_entries[0] >> 32), (int)(uint)_entries[0]);
        var entry = _entries[--_count];
        var at = 0;
        for (var child = 1; child < _count; child = (2 * at) + 1)
        {
            child += child + 1 < _count && _entries[child + 1] < _entries[child] ? 1 : 0;
            if (_entries[child] >= entry)
            {
                break;
            }

            _entries[at] = _entries[child];
            at = child;
        }

        _entries[at] = entry;
        return true;
    }
}
