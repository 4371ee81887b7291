using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tollgate.Upstreams.Bedrock;

/// <summary>
/// Finds where the frames of <c>application/vnd.amazon.eventstream</c> end in a stream that arrives in pieces. It holds none of the bytes but for the
/// twelve that a frame begins with: the caller keeps those of a frame that is not complete.
/// </summary>
/// <remarks>A frame: length of all (4 bytes), length of the headers (4), check sum of those eight, headers, payload, check sum of all before it. Big-endian.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct AwsFrameScanner
{
    /// <summary>Longest frame that is accepted. Amazon's own limit is 16 MiB of payload and 128 KiB of headers.</summary>
    public const int MaxFrameBytes = 16 * 1024 * 1024;

    /// <summary>Bytes that a frame begins with: two lengths and their check sum.</summary>
    public const int PreludeBytes = 12;

    /// <summary>Bytes that a frame ends with: the check sum of all before them.</summary>
    public const int CrcBytes = 4;

    private Prelude _prelude;
    private int _preludeBytes;
    private int _left;

    /// <summary>A frame begins with what no frame begins with, or is too long. Nothing more can be read.</summary>
    public bool IsBroken { readonly get; private set; }

    /// <summary>
    /// Takes the next bytes of the stream and tells how many of them belong to complete frames: the offset just after the last one's end, 0 where
    /// none ends here.
    /// </summary>
    public int Feed(ReadOnlySpan<byte> bytes)
    {
        var end = 0;
        var at = 0;
        while (at < bytes.Length && !IsBroken)
        {
            if (_left > 0)
            {
                var step = Math.Min(_left, bytes.Length - at);
                _left -= step;
                at += step;
                end = _left == 0 ? at : end;
                continue;
            }

            _prelude[_preludeBytes++] = bytes[at++];
            if (_preludeBytes == PreludeBytes)
            {
                _preludeBytes = 0;
                Begin();
            }
        }

        return end;
    }

    private void Begin()
    {
        ReadOnlySpan<byte> prelude = _prelude;
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        IsBroken = total is > MaxFrameBytes or < PreludeBytes + CrcBytes
            || headers > total - PreludeBytes - CrcBytes
            || BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) != Crc32.Of(prelude[..8]);
        _left = IsBroken ? 0 : (int)total - PreludeBytes;
    }

    [System.Runtime.CompilerServices.InlineArray(PreludeBytes)]
    private struct Prelude
    {
        private byte _first;
    }
}
