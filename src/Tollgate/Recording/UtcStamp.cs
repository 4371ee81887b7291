using System.Globalization;

namespace Tollgate.Recording;

/// <summary>Writes times as ISO 8601 in UTC with milliseconds. Remembers the second, since lines come many to a second. One per thread.</summary>
internal struct UtcStamp
{
    /// <summary>Length of a time: <c>2026-11-21T08:00:00.123Z</c>.</summary>
    public const int Bytes = 24;

    private const int SecondBytes = 20;

    private long _second = long.MinValue;
    private byte[]? _text;

    /// <summary>Nothing remembered yet.</summary>
    public UtcStamp()
    {
    }

    /// <summary>Writes <see cref="Bytes"/> bytes.</summary>
    public void Write(long unixMilliseconds, Span<byte> destination)
    {
        var second = Math.DivRem(unixMilliseconds, 1000, out var thousandths);
        if (second != _second || _text is null)
        {
            _text ??= new byte[SecondBytes];
            DateTimeOffset.FromUnixTimeSeconds(second).TryFormat(_text, out _, "yyyy-MM-dd'T'HH:mm:ss'.'", CultureInfo.InvariantCulture);
            _second = second;
        }

        _text.CopyTo(destination);
        destination[20] = (byte)('0' + (thousandths / 100));
        destination[21] = (byte)('0' + (thousandths / 10 % 10));
        destination[22] = (byte)('0' + (thousandths % 10));
        destination[23] = (byte)'Z';
    }
}
