namespace Tollgate.Redis;

/// <summary>The calls of one connection in the order in which they were sent, which is the order in which they are answered. Bounded.</summary>
internal sealed class RedisPipeline
{
    /// <summary>Most calls under way on one connection. More are not sent: a server so far behind answers none of them in time.</summary>
    public const int Capacity = 8192;

    private Entry[] _entries = new Entry[64];
    private int _first;

    public int Count { get; private set; }

    /// <summary>Whether another call finds room.</summary>
    public bool HasRoom => Count < Capacity;

    /// <summary>When the oldest must have been answered, in loop milliseconds; it was given when the call was sent.</summary>
    public long OldestDueMs => _entries[_first].DueMs;

    /// <summary>Adds a call; null where nobody waits for the answer.</summary>
    public void Add(RedisCall? call)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[(_first + Count) & (_entries.Length - 1)] = new Entry { Call = call, DueMs = long.MaxValue };
        Count++;
    }

    /// <summary>Gives those that were added last their deadline: they are being sent now.</summary>
    public void SetDue(int newest, long dueMs)
    {
        for (var i = Count - newest; i < Count; i++)
        {
            _entries[(_first + i) & (_entries.Length - 1)].DueMs = dueMs;
        }
    }

    /// <summary>Takes the oldest out.</summary>
    public RedisCall? Take()
    {
        var call = _entries[_first].Call;
        _entries[_first].Call = null;
        _first = (_first + 1) & (_entries.Length - 1);
        Count--;
        return call;
    }

    private void Grow()
    {
        var bigger = new Entry[_entries.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            bigger[i] = _entries[(_first + i) & (_entries.Length - 1)];
        }

        _entries = bigger;
        _first = 0;
    }

    private struct Entry
    {
        public RedisCall? Call;
        public long DueMs;
    }
}
