using System.Buffers.Binary;

namespace Tollgate.Balancing;

/// <summary>
/// The hash that stickiness goes by. The same in every process and version, so that replicas agree on a conversation's target; a client
/// that looks for collisions moves nothing but its own requests.
/// </summary>
internal static class StickyHash
{
    private const ulong Prime = 0x9FB21C651E98DF25;

    /// <summary>Spreads every bit of a number over all of them.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Hash of some bytes, going on from an earlier one; never 0, which stands for no key.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong from = 0)
    {
        var hash = Mix(from + (ulong)bytes.Length + Prime);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        if (!bytes.IsEmpty)
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            last.Clear();
            bytes.CopyTo(last);
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(last));
        }

        return hash == 0 ? Prime : hash;
    }

    /// <summary>A hash as a number from 0 up to, but not, 1.</summary>
    public static double Unit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// How strongly a key is drawn to a place, weights respected: each key goes to the place where this is highest. A place that goes away
    /// moves its own keys only, and one that comes takes keys from all others alike.
    /// </summary>
    public static double Draw(ulong key, ulong place, double weight) => weight / -Math.Log(Unit(Mix(key ^ place)) + double.Epsilon);
}
