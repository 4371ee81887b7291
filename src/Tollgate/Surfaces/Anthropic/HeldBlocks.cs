using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>The blocks that wait for the one before them to be whole, in their order.</summary>
internal sealed class HeldBlocks
{
    /// <summary>Held back at most. An answer that needs more is broken off: no model interleaves its calls on that scale.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private readonly List<HeldBlock> _blocks = [];
    private long _bytes;

    public int Count => _blocks.Count;

    /// <summary>More came than may be held back.</summary>
    public bool IsOverfull => _bytes > MaxBytes;

    public HeldBlock this[int index] => _blocks[index];

    /// <summary>One more.</summary>
    /// <param name="block">The block, of memory of its own.</param>
    /// <param name="bytes">What it holds already.</param>
    public void Add(HeldBlock block, int bytes)
    {
        _blocks.Add(block);
        _bytes += bytes + HeldBlock.OwnBytes;
    }

    /// <summary>More text, of the last block where that is of the same kind.</summary>
    public void AddText(BlockKind kind, JsonString piece)
    {
        if (_blocks.Count == 0 || _blocks[^1].Kind != kind)
        {
            Add(new HeldBlock(kind), 0);
        }

        Append(_blocks[^1], piece);
    }

    /// <summary>More of a call's arguments; those of a call that is not here are passed over.</summary>
    public void AddArguments(int call, JsonString piece)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].Call == call)
            {
                Append(_blocks[i], piece);
                return;
            }
        }
    }

    /// <summary>What the last block leans on, if that is text: only text has a place for it.</summary>
    public void Cite(Citation citation)
    {
        if (_blocks[^1].Kind != BlockKind.Text)
        {
            return;
        }

        _blocks[^1].Citations.Add(citation.Keep());
        _bytes += citation.Url.Span.Length + citation.Title.Span.Length + citation.Quote.Span.Length;
    }

    /// <summary>The first ones wait no more. Their bytes count until all have gone.</summary>
    public void RemoveFirst(int count)
    {
        _blocks.RemoveRange(0, count);
        _bytes = _blocks.Count > 0 ? _bytes : 0;
    }

    private void Append(HeldBlock block, JsonString piece)
    {
        _bytes += piece.Span.Length;
        if (!IsOverfull)
        {
            block.Add(piece);
        }
    }
}
