namespace Tollgate.Http1;

/// <summary>
/// Follows chunked framing (RFC 9112 7.1) over pieces of any size and shows where the payload lies. A mutable struct: keep it in a
/// field, pass it by reference. A default value stands at the start of a body.
/// </summary>
internal struct ChunkDecoder
{
    /// <summary>Digits of a chunk size: what always fits a <see cref="long"/>.</summary>
    private const int MaxSizeDigits = 15;

    /// <summary>Extension bytes of one chunk. Nobody here reads extensions; nginx skips any amount of them.</summary>
    private const int MaxExtensionBytes = 256;

    /// <summary>Extension bytes of one body, so that one-byte chunks cannot cost 256 times their payload.</summary>
    private const int MaxBodyExtensionBytes = 16 * 1024;

    private const int MaxTrailerBytes = 8 * 1024;
    private const int MaxTrailerFields = 64;

    private At _at;
    private byte _trailerFields;
    private short _count;
    private short _bodyExtensionBytes;

    private enum At : byte
    {
        SizeStart,
        Size,
        Extension,
        SizeLf,
        Payload,
        PayloadCr,
        PayloadLf,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerLf,
        EndLf,
        Done,
        Bad,
    }

    /// <summary>Payload bytes of the current chunk that have not come yet.</summary>
    public long Remaining { get; private set; }

    /// <summary>The last chunk and the trailers have been consumed; what follows belongs to the next message.</summary>
    public readonly bool Done => _at is At.Done;

    /// <summary>The framing is broken; nothing behind this point means anything.</summary>
    public readonly bool Bad => _at is At.Bad;

    /// <summary>
    /// Consumes bytes up to the end of one run of payload, the end of the input or the end of the body, whichever comes first.
    /// Call it again with the rest while there is a rest and neither <see cref="Done"/> nor <see cref="Bad"/>.
    /// </summary>
    /// <param name="input">Bytes as received.</param>
    /// <param name="payloadStart">Offset of the payload run in <paramref name="input"/>.</param>
    /// <param name="payloadLength">Its length, 0 if there is none.</param>
    /// <returns>Bytes consumed, the run included.</returns>
    public int Take(ReadOnlySpan<byte> input, out int payloadStart, out int payloadLength)
    {
        payloadStart = 0;
        payloadLength = 0;
        var at = 0;
        while (at < input.Length && _at < At.Done)
        {
            if (_at is At.Payload)
            {
                payloadStart = at;
                payloadLength = (int)Math.Min(Remaining, input.Length - at);
                Remaining -= payloadLength;
                if (Remaining == 0) { _at = At.PayloadCr; }
                return at + payloadLength;
            }

            _at = Next(input[at]);
            if (_at is At.Bad) { return at; }
            at++;
        }

        return at;
    }

    private At Next(byte b) => _at switch
    {
        At.SizeStart or At.Size => InSize(b),
        At.Extension => InExtension(b),
        At.SizeLf when b == '\n' => Remaining > 0 ? At.Payload : At.TrailerStart,
        At.PayloadCr when b == '\r' => At.PayloadLf,
        At.PayloadLf when b == '\n' => StartSize(),
        At.TrailerStart or At.TrailerName or At.TrailerValue => InTrailer(b),
        At.TrailerLf when b == '\n' => At.TrailerStart,
        At.EndLf when b == '\n' => At.Done,
        _ => At.Bad,
    };

    private At StartSize()
    {
        _count = 0;
        return At.SizeStart;
    }

    private At InSize(byte b)
    {
        var digit = Grammar.Hex(b);
        if (digit >= 0)
        {
            if (++_count > MaxSizeDigits) { return At.Bad; }
            Remaining = (Remaining << 4) | (long)digit;
            return At.Size;
        }

        if (_at is At.SizeStart) { return At.Bad; }
        _count = 0;
        return b switch
        {
            (byte)'\r' => At.SizeLf,
            (byte)';' => At.Extension,
            _ => At.Bad,
        };
    }

    private At InExtension(byte b)
    {
        if (b == '\r')
        {
            _count = 0;
            return At.SizeLf;
        }

        if (++_count > MaxExtensionBytes || ++_bodyExtensionBytes > MaxBodyExtensionBytes) { return At.Bad; }
        return IsValueByte(b) ? At.Extension : At.Bad;
    }

    private At InTrailer(byte b)
    {
        if (_at is At.TrailerStart && b == '\r') { return At.EndLf; }
        if (++_count > MaxTrailerBytes) { return At.Bad; }
        if (_at is At.TrailerValue)
        {
            if (b == '\r') { return At.TrailerLf; }
            return IsValueByte(b) ? At.TrailerValue : At.Bad;
        }

        if (_at is At.TrailerName && b == ':') { return At.TrailerValue; }
        if (_at is At.TrailerStart && ++_trailerFields > MaxTrailerFields) { return At.Bad; }
        return Grammar.Token.Contains(b) ? At.TrailerName : At.Bad;
    }

    private static bool IsValueByte(byte b) => b is >= 0x20 and not 0x7F or (byte)'\t';
}
