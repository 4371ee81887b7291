using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tollgate.Storage.Sqlite.RequestLog;

/// <summary>
/// In which ten minutes of a closed day a request id may be: one look where the index would take one for each ten minutes. Four bytes a request,
/// by the upper eight bits of the hash: its other 24, then the ten minutes, in rising order.
/// </summary>
internal static class RequestIdMap
{
    public const int Parts = 256;

    /// <summary>Days with more requests than that have no map: making one takes four bytes of memory for each.</summary>
    public const int MostRequests = 16_000_000;

    private const int PartShift = 24;
    private const int SlotBits = 8;

    public static int PartOf(uint hash) => (int)(hash >> PartShift);

    /// <summary>The parts in order, from places as <see cref="RequestIdPlace"/> makes them; null when they are too many.</summary>
    public static byte[][]? Build(IEnumerable<long> places)
    {
        var count = 0;
        var parts = new List<uint>[Parts];
        for (var i = 0; i < Parts; i++) { parts[i] = []; }
        foreach (var place in places)
        {
            if (++count > MostRequests) { return null; }
            var hash = (uint)place;
            parts[PartOf(hash)].Add((hash << SlotBits) | (uint)(place >> 32));
        }

        return Array.ConvertAll(parts, Pack);
    }

    /// <summary>The ten minutes that may have it, the latest first.</summary>
    public static IEnumerable<int> Slots(byte[] part, uint hash)
    {
        var wanted = hash << SlotBits;
        var (low, high) = (0, part.Length / sizeof(uint));
        for (var end = high; low < end;)
        {
            var middle = (low + end) / 2;
            if (At(part, middle) < wanted) { low = middle + 1; }
            else { end = middle; }
        }

        var slots = new SortedSet<int>();
        for (; low < high && At(part, low) >> SlotBits == wanted >> SlotBits; low++)
        {
            slots.Add((byte)At(part, low));
        }

        return slots.Reverse();
    }

    private static uint At(byte[] part, int index) => BinaryPrimitives.ReadUInt32LittleEndian(part.AsSpan(index * sizeof(uint)));

    private static byte[] Pack(List<uint> entries)
    {
        var bytes = new byte[entries.Count * sizeof(uint)];
        var span = CollectionsMarshal.AsSpan(entries);
        span.Sort();
        for (var i = 0; i < span.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), span[i]);
        }

        return bytes;
    }
}
