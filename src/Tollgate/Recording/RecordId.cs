using System.Buffers.Binary;
using System.Globalization;

namespace Tollgate.Recording;

/// <summary>
/// Identity of a record: unique across restarts and replicas, and in the order of time, so that stores cluster and page by it alone.
/// </summary>
/// <param name="High">48 bits of Unix milliseconds when the request began, then 16 bits of the process's random number.</param>
/// <param name="Low">24 more bits of that number, 8 bits of the loop, 32 bits of the loop's count.</param>
internal readonly record struct RecordId(ulong High, ulong Low) : IComparable<RecordId>
{
    public const int Bytes = 16;

    /// <summary>Length as text: hexadecimal, lower case.</summary>
    public const int TextLength = 32;

    /// <summary>When the request began.</summary>
    public long UnixMilliseconds => (long)(High >> 16);

    /// <summary>The smallest id of a moment: a bound for searches by time.</summary>
    public static RecordId FirstAt(long unixMilliseconds) => new((ulong)unixMilliseconds << 16, 0);

    public static RecordId Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    public static bool TryParse(ReadOnlySpan<char> text, out RecordId id)
    {
        id = default;
        if (text.Length != TextLength
            || !ulong.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        id = new RecordId(high, low);
        return true;
    }

    /// <summary>Writes <see cref="Bytes"/> bytes, big-endian: bytes compare as ids do.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    public int CompareTo(RecordId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    public static bool operator <(RecordId left, RecordId right) => left.CompareTo(right) < 0;

    public static bool operator <=(RecordId left, RecordId right) => left.CompareTo(right) <= 0;

    public static bool operator >(RecordId left, RecordId right) => left.CompareTo(right) > 0;

    public static bool operator >=(RecordId left, RecordId right) => left.CompareTo(right) >= 0;
}
