namespace Tollgate.Telemetry;

/// <summary>
/// The latest <see cref="Exemplar"/> of each bucket. One loop writes, any thread reads: an odd version says that a slot is being
/// written, a changed one that it was, and the reader does without it. Nobody waits.
/// </summary>
internal sealed class ExemplarSlots(int buckets)
{
    private readonly Slot[] _slots = new Slot[buckets];

    /// <summary>The writing loop: a bucket's latest.</summary>
    public void Set(int bucket, in Exemplar exemplar)
    {
        ref var slot = ref _slots[bucket];
        slot.Version++;
        Volatile.WriteBarrier();
        slot.Value = exemplar;
        Volatile.Write(ref slot.Version, slot.Version + 1);
    }

    /// <summary>Any thread: a bucket's latest; false when there is none or it is just being replaced.</summary>
    public bool TryRead(int bucket, out Exemplar exemplar)
    {
        ref var slot = ref _slots[bucket];
        var version = Volatile.Read(ref slot.Version);
        exemplar = slot.Value;
        Volatile.ReadBarrier();
        return version != 0 && (version & 1) == 0 && Volatile.Read(ref slot.Version) == version;
    }

    private struct Slot
    {
        public uint Version;
        public Exemplar Value;
    }
}
