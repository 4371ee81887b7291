using System.Buffers;

namespace Tollgate.Exchange.Chat;

/// <summary>
/// Follows the thoughts of one answer until they lead to a tool call, and keeps them under it. Thoughts without a provider's note are not kept:
/// nobody asks for them back. One for each choice of an answer that thinks.
/// </summary>
internal sealed class ReasoningTrail(ReasoningMemory memory, ulong owner)
{
    /// <summary>Thoughts before one call that are followed, in bytes; longer ones are given up.</summary>
    public const int MaxBytes = 512 * 1024;

    private readonly List<ReasoningPart> _parts = [];
    private ArrayBufferWriter<byte>? _text;
    private bool _isSummary;
    private bool _isAdjacent;
    private bool _hasState;
    private bool _isTooLong;
    private int _bytes;

    /// <summary>More of the thoughts.</summary>
    public void Text(JsonString piece, bool isSummary)
    {
        if (isSummary != _isSummary)
        {
            Close(null);
            _isSummary = isSummary;
        }

        if (!Fits(piece.Escaped.Length))
        {
            return;
        }

        _text ??= new ArrayBufferWriter<byte>();
        _text.Write(piece.Span);
        _isAdjacent = false;
    }

    /// <summary>A note, which ends the thoughts so far.</summary>
    /// <param name="state">The note, in memory that stays.</param>
    public void State(OpaqueState state)
    {
        if (!Fits(state.Data.Escaped.Length))
        {
            return;
        }

        Close(state);
        _isAdjacent = _hasState = true;
    }

    /// <summary>Something else than a thought or a call.</summary>
    public void Other()
    {
        Close(null);
        _isAdjacent = false;
    }

    /// <summary>The call that it led to.</summary>
    public void Call(JsonString id)
    {
        if (!_isAdjacent)
        {
            Close(null);
        }

        if (_hasState && !_isTooLong)
        {
            memory.Keep(owner, id, new KeptReasoning(_parts.ToArray(), _isAdjacent));
        }

        _parts.Clear();
        _text?.ResetWrittenCount();
        _bytes = 0;
        _hasState = _isAdjacent = _isTooLong = false;
    }

    private bool Fits(int bytes)
    {
        _bytes += bytes;
        if (_bytes <= MaxBytes)
        {
            return true;
        }

        _isTooLong = true;
        _parts.Clear();
        _text = null;
        return false;
    }

    private void Close(OpaqueState? state)
    {
        if (state is null && _text is not { WrittenCount: > 0 })
        {
            return;
        }

        _parts.Add(new ReasoningPart(new JsonString(_text?.WrittenSpan.ToArray() ?? [])) { State = state, IsSummary = _isSummary && _text is { WrittenCount: > 0 } });
        _text?.ResetWrittenCount();
    }
}
