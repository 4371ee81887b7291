namespace Tollgate.Surfaces.Anthropic;

/// <summary>What a block of a streamed message holds. Kinds that look alike to the client are still blocks of their own.</summary>
internal enum BlockKind : byte
{
    None,
    Text,
    Refusal,
    Thinking,

    /// <summary>A summary of thoughts.</summary>
    Summary,
    Call,

    /// <summary>A search of the web. Never open: it comes whole, as two blocks.</summary>
    Search,

    /// <summary>A provider's note. Never open: it comes whole.</summary>
    State,
}
