using System.Buffers.Binary;

namespace Tollgate.Streaming;

/// <summary>
/// Follows the frames of one direction of a WebSocket (RFC 6455 5.2) in pieces of any size, without keeping anything but a header that a read
/// cut in two: which bytes are text, and where a message ends. The default value stands before the first frame.
/// </summary>
internal struct WebSocketFrames
{
    private const int ShortestHeader = 2;
    private const int LongestHeader = 10;
    private const int LongestControl = 125;

    private HeaderBytes _header;
    private int _headerLength;
    private ulong _left;
    private bool _inPayload;
    private bool _isControl;
    private bool _isFinal;
    private bool _isText;
    private bool _inMessage;

    /// <summary>Binary messages hold text too.</summary>
    public bool ReadsBinary { get; init; }

    /// <summary>What came is no frame of a server: extensions, masks, or something else than WebSocket. Nothing more is read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The bytes handed out last end a text message.</summary>
    public bool EndsMessage { get; private set; }

    /// <summary>
    /// Takes bytes off the front of <paramref name="bytes"/>: false when none are left. What they hold of a text message comes out, which may be
    /// nothing, and whether the message ends there.
    /// </summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> text)
    {
        text = default;
        EndsMessage = false;
        if (bytes.IsEmpty || IsBroken)
        {
            return false;
        }

        if (!_inPayload && !TryReadHeader(ref bytes))
        {
            return !IsBroken;
        }

        var length = (int)Math.Min(_left, (ulong)bytes.Length);
        if (_isText && !_isControl)
        {
            text = bytes[..length];
        }

        bytes = bytes[length..];
        _left -= (ulong)length;
        if (_left == 0)
        {
            _inPayload = false;
            if (!_isControl && _isFinal)
            {
                EndsMessage = _isText;
                _inMessage = _isText = false;
            }
        }

        return true;
    }

    /// <summary>Reads a header, or as much of it as there is. True when it is whole.</summary>
    private bool TryReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var wanted = _headerLength < ShortestHeader ? ShortestHeader : Length(_header[1]);
            if (_headerLength >= ShortestHeader && _headerLength == wanted)
            {
                _headerLength = 0;
                Begin();
                return !IsBroken;
            }

            var take = Math.Min(wanted - _headerLength, bytes.Length);
            if (take == 0)
            {
                return false;
            }

            bytes[..take].CopyTo(_header[_headerLength..]);
            _headerLength += take;
            bytes = bytes[take..];
        }
    }

    private void Begin()
    {
        var opcode = _header[0] & 0x0F;
        _left = (_header[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(_header[2..]),
            127 => BinaryPrimitives.ReadUInt64BigEndian(_header[2..]),
            var small => (ulong)small,
        };
        _isFinal = (_header[0] & 0x80) != 0;
        _isControl = opcode >= 8;
        var isReserved = (_header[0] & 0x70) != 0 || opcode is (> 2 and < 8) or > 10;
        var isMasked = (_header[1] & 0x80) != 0;
        var isOutOfPlace = _isControl ? !_isFinal || _left > LongestControl : (opcode == 0) != _inMessage;
        if (isReserved || isMasked || isOutOfPlace || _left > long.MaxValue)
        {
            IsBroken = true;
            return;
        }

        if (!_isControl)
        {
            _isText = opcode == 1 || (opcode == 2 && ReadsBinary) || (opcode == 0 && _isText);
            _inMessage = true;
        }

        _inPayload = true;
    }

    private static int Length(byte second) => (second & 0x7F) switch
    {
        126 => 4,
        127 => LongestHeader,
        _ => ShortestHeader,
    };

    [System.Runtime.CompilerServices.InlineArray(LongestHeader)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
