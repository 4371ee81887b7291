namespace Tollgate.Balancing;

/// <summary>
/// Which target answered a conversation last, for as long as that matters. Bounded: a key has one place, and a newer key takes it over; what
/// is forgotten goes where the hash says. No lock: a place that is half written reads as empty.
/// </summary>
internal sealed class StickyTable
{
    /// <summary>Keys held at most: 1 MiB.</summary>
    public const int Slots = 65_536;

    private readonly Lock _gate = new();

    /// <summary>For each place the key, XORed with what stands behind it, and then that: target (32 bits) and time (32 bits).</summary>
    private ulong[]? _cells;

    private long _replaced;

    /// <summary>Keys that gave way to others while they still mattered.</summary>
    public long Replaced => Volatile.Read(ref _replaced);

    /// <summary>The target of a key; false when none is remembered or too long ago.</summary>
    /// <param name="key">Not 0.</param>
    /// <param name="nowMs">Monotonic milliseconds.</param>
    /// <param name="target">Lower half of the target's <see cref="Routing.Deployment.StickySeed"/>.</param>
    public bool TryFind(ulong key, long nowMs, out uint target)
    {
        target = 0;
        if (Volatile.Read(ref _cells) is not { } cells)
        {
            return false;
        }

        var at = PlaceOf(key);
        var entry = Volatile.Read(ref cells[at + 1]);
        target = (uint)(entry >> 32);
        return (Volatile.Read(ref cells[at]) ^ entry) == key && IsOpen(entry, nowMs);
    }

    /// <summary>Remembers until a moment that a target has answered.</summary>
    public void Remember(ulong key, uint target, long nowMs, long untilMs)
    {
        var cells = Volatile.Read(ref _cells) ?? Make();
        var at = PlaceOf(key);
        var before = Volatile.Read(ref cells[at + 1]);
        if (before != 0 && (Volatile.Read(ref cells[at]) ^ before) != key && IsOpen(before, nowMs))
        {
            Interlocked.Increment(ref _replaced);
        }

        var entry = ((ulong)target << 32) | (uint)(untilMs / 1000);
        Volatile.Write(ref cells[at], key ^ entry);
        Volatile.Write(ref cells[at + 1], entry);
    }

    private static int PlaceOf(ulong key) => (int)(key % Slots) * 2;

    private static bool IsOpen(ulong entry, long nowMs) => (int)((uint)entry - (uint)(nowMs / 1000)) > 0;

    /// <summary>Most gateways need none: it is made at its first use.</summary>
    private ulong[] Make()
    {
        lock (_gate)
        {
            return _cells ??= new ulong[Slots * 2];
        }
    }
}
