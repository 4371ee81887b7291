using Tollgate.Http1;
using Tollgate.Loops;

namespace Tollgate.Forwarding;

/// <summary>Takes the framing off an answer's body: hands out payload bytes as they arrive, where they lie.</summary>
internal sealed class PayloadReader
{
    private ReceiveBuffer _input = null!;
    private BodyFraming _framing;
    private ChunkDecoder _decoder;
    private long _left;
    private int _length;
    private int _behind;
    private MaskedPayload? _masked;

    /// <summary>Hides a credential in the payload of the answer that is begun next; null for nothing to hide.</summary>
    public SecretMask? Mask { get; set; }

    /// <summary>Nothing more comes after the payload at hand.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The framing was broken, or the connection ended within the body.</summary>
    public bool Broke { get; private set; }

    /// <summary>The payload at hand; gone after <see cref="Advance"/>.</summary>
    public ReadOnlyMemory<byte> Payload => _masked?.Piece ?? _input.UnreadMemory[.._length];

    /// <summary>The same, for changes in place before it is handed on.</summary>
    public Span<byte> PayloadWritable => _masked is null ? _input.UnreadWritable[.._length] : _masked.Writable;

    /// <summary>Payload bytes handed out so far.</summary>
    public long Total { get; private set; }

    public void Begin(ReceiveBuffer input, BodyFraming framing, long contentLength)
    {
        _input = input;
        _framing = framing;
        _decoder = default;
        _left = framing == BodyFraming.Length ? contentLength : 0;
        _length = _behind = 0;
        _masked = Mask is null ? null : new MaskedPayload(Mask);
        Total = 0;
        Broke = false;
        AtEnd = framing == BodyFraming.None || (framing == BodyFraming.Length && contentLength == 0);
    }

    /// <summary>Waits for payload. False at the end of the body and when it broke.</summary>
    public async LoopTask<bool> ReadAsync()
    {
        while (!AtEnd && !Broke)
        {
            if (_input.Count == 0)
            {
                await _input.ReadableAsync();
                if (!await _input.ReceiveAsync())
                {
                    // Only a close-delimited body may end with its connection, and only if the connection was not torn down.
                    AtEnd = _framing == BodyFraming.UntilClose && EndedCleanly;
                    Broke = !AtEnd;
                    return AtEnd && _masked is { IsHolding: true } && TakesMasked(_masked);
                }
            }

            Unframe();
            if (_masked is null ? _length > 0 : TakesMasked(_masked))
            {
                Total += _length;
                return true;
            }

            Advance();
        }

        return false;
    }

    /// <summary>Lets go of the payload at hand.</summary>
    public void Advance()
    {
        _input.Consume(_length + _behind);
        _length = _behind = 0;
    }

    /// <summary>True where there is something to hand out.</summary>
    private bool TakesMasked(MaskedPayload masked)
    {
        masked.Take(_input.UnreadMemory.Span[.._length], AtEnd);
        return masked.Piece.Length > 0;
    }

    private bool EndedCleanly => _input.EndedCleanly;

    private void Unframe()
    {
        switch (_framing)
        {
            case BodyFraming.Length:
                _length = (int)Math.Min(_left, _input.Count);
                _left -= _length;
                AtEnd = _left == 0;
                break;
            case BodyFraming.Chunked:
                UnframeChunks();
                break;
            default:
                _length = _input.Count;
                break;
        }
    }

    /// <summary>Moves the payload of all chunks at hand together, at the place of the first.</summary>
    private void UnframeChunks()
    {
        var bytes = _input.UnreadWritable;
        int read = 0, write = 0, first = -1;
        while (read < bytes.Length && !_decoder.Done)
        {
            var taken = _decoder.Take(bytes[read..], out var start, out var length);
            if (_decoder.Bad)
            {
                // What came before in order is payload all the same; the caller hears of the break when it asks for more.
                Broke = true;
                break;
            }

            if (length > 0)
            {
                if (first < 0)
                {
                    first = write = read + start;
                }
                else
                {
                    bytes.Slice(read + start, length).CopyTo(bytes[write..]);
                }

                write += length;
            }

            read += taken;
        }

        AtEnd = _decoder.Done;
        if (first < 0)
        {
            _behind = read;
            return;
        }

        _input.Consume(first);
        _length = write - first;
        _behind = read - write;
    }
}
