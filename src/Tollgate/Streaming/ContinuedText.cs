using Tollgate.Listening;
using Tollgate.Loops;

namespace Tollgate.Streaming;

/// <summary>
/// The text of an answer so far, as it stood between the quotes of its events: pieces of JSON strings, one after another, are a JSON string.
/// Counted in the memory of bodies.
/// </summary>
internal struct ContinuedText
{
    /// <summary>Longest text that is kept to go on from: some 60,000 tokens, which is more than most models write.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int FirstBytes = 4096;

    private SendBuffer? _bytes;
    private long _reserved;

    /// <summary>Text kept, in bytes.</summary>
    public readonly int Length => _bytes?.Count ?? 0;

    public readonly ReadOnlySpan<byte> Bytes => _bytes is null ? default : _bytes.Span;

    /// <summary>False when there is no room: the text is not whole then.</summary>
    public bool TryAdd(RequestContext request, ReadOnlySpan<byte> piece)
    {
        var wanted = Length + piece.Length;
        if (wanted > MaxBytes)
        {
            return false;
        }

        if (wanted > _reserved)
        {
            var more = Math.Max(wanted, Math.Max(FirstBytes, _reserved * 2)) - _reserved;
            if (!request.Services.BodyMemory.TryReserve(more))
            {
                return false;
            }

            _reserved += more;
        }

        (_bytes ??= SendBuffer.Rent(request.Services.Loop)).Write(piece);
        return true;
    }

    public void Release(RequestContext request)
    {
        _bytes?.Return();
        _bytes = null;
        if (_reserved > 0)
        {
            request.Services.BodyMemory.Release(_reserved);
            _reserved = 0;
        }
    }
}
