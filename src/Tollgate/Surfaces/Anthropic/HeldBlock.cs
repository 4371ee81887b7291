using System.Buffers;
using Tollgate.Exchange;
using Tollgate.Exchange.Chat;

namespace Tollgate.Surfaces.Anthropic;

/// <summary>A block that waits for the one before it to be whole.</summary>
internal sealed class HeldBlock(BlockKind kind)
{
    /// <summary>What a block counts besides its text, so that many empty ones do not come for free.</summary>
    public const int OwnBytes = 512;

    private readonly ArrayBufferWriter<byte> _text = new();

    public BlockKind Kind { get; } = kind;

    /// <summary>Number of the call, of a <see cref="BlockKind.Call"/>; so are id and name.</summary>
    public int Call { get; init; } = -1;

    public JsonString Id { get; init; }

    public JsonString Name { get; init; }

    /// <summary>The note, of a <see cref="BlockKind.State"/>.</summary>
    public OpaqueState? State { get; init; }

    /// <summary>The search, of a <see cref="BlockKind.Search"/>.</summary>
    public SearchPart? Search { get; init; }

    /// <summary>What the text leans on.</summary>
    public List<Citation> Citations { get; } = [];

    /// <summary>Its text or arguments so far.</summary>
    public JsonString Text => new(_text.WrittenMemory);

    public void Add(JsonString piece) => _text.Write(piece.Span);
}
